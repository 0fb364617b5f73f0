from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Number, Parts
from questions.drawing import Draw, DrawSeveral, Stream
from questions.model import Level, Variant
from questions.notation.numbers import Typed
from questions.parts.signs import factor, minus
from questions.q18_bias_and_batch_norm.norms import Small, listed
from questions.scenes import Frame, Scene
from questions.scenes.numbers import figure, grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Four = Field(min_length=4, max_length=4)


class DrawSigns:
    """Two normalised values of 1 and two of −1, in any order."""

    def pick(self, stream: Stream) -> tuple[int, ...]:
        """Return the four values."""
        return tuple(stream.shuffled((-1, -1, 1, 1)))


class Gradients(Variant):
    """18.7 Gradients through batch norm."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "dβ = Σ dY, dγ = Σ dY·ẑ; the bias before: 0 in training, γ/σ·Σ dY in evaluation mode"
    latex: ClassVar[str] = (
        r"d\beta = \sum dY, \quad d\gamma = \sum dY\, \hat z; \text{ the bias before: } 0 \text{ in training, } "
        r"\frac{\gamma}{\sigma} \sum dY \text{ in evaluation mode}"
    )

    normalised: Annotated[tuple[Annotated[int, Field(ge=-1, le=1)], ...], Four, Typed, DrawSigns()]
    gradient: Annotated[tuple[Annotated[int, Small], ...], Four, Typed, DrawSeveral(Draw(range(-3, 6)), range(4, 5))]
    deviation: Annotated[int, Field(ge=1, le=16), Draw(2, 2, 4)]
    gamma: Annotated[int, Small, Draw(1, 2, 3, -1)]
    training: Annotated[bool, Draw(True, False)]

    def impossible(self) -> str | None:
        if self.deviation not in (1, 2, 4, 5, 8, 10, 16):
            return "the deviation must divide into decimals that end: 1, 2, 4, 5, 8, 10 or 16"
        if self.training and (sum(self.normalised) != 0 or 0 in self.normalised):
            return "values that a batch normalises have the mean 0 and the variance 1: two of 1 and two of −1"
        return None

    def excluded(self) -> bool:
        summed, weighed = (
            {by * total for by in (1, -1, self.gamma, Fraction(1, 4))} for total in (self._summed, self._weighed)
        )
        unscaled = not self.training and self.gamma == self.deviation
        return unscaled or 0 in summed | weighed or bool(summed & weighed)

    @property
    def _summed(self) -> int:
        return sum(self.gradient)

    @property
    def _weighed(self) -> int:
        return sum(push * value for push, value in zip(self.gradient, self.normalised, strict=True))

    @property
    def _scaled(self) -> Fraction:
        """What reaches the bias where mean and variance are constants."""
        return Fraction(self.gamma * self._summed, self.deviation)

    def ask(self) -> str:
        mode = "training mode" if self.training else "evaluation mode (running mean and variance are constants)"
        ranges = "the whole batch" if self.training else "all of it"
        return (
            f"A convolution with bias is followed by batch norm in {mode}, with γ = {minus(self.gamma)} and standard "
            f"deviation σ = {self.deviation}. In one channel the normalised values ẑ are "
            f"{', '.join(map(minus, self.normalised))} ({ranges}), and the gradient of the loss at batch norm's output "
            f"there is {', '.join(map(minus, self.gradient))}. What are the gradients of β, of γ and of the "
            "convolution's bias? (beta; gamma; bias)"
        )

    def answer(self) -> Parts:
        value = {
            "beta": Fraction(self._summed),
            "gamma": Fraction(self._weighed),
            "bias": Fraction(0) if self.training else self._scaled,
        }
        return Parts(parts={name: Number(value=number, exact=True) for name, number in value.items()})

    def slips(self) -> Iterator[Slip]:
        total, weighed, g, s = self._summed, self._weighed, self.gamma, self.deviation
        written = " + ".join(map(factor, self.gradient))
        yield Slip(
            tag="bn.bias_gradient_as_beta",
            value={"bias": total},
            message="β stands after the normalisation, the bias before it: its gradient goes back through batch norm.",
            working=f"{written} = {minus(total)}",
        )
        if self.training:
            yield Slip(
                tag="bn.statistics_constant",
                value={"bias": self._scaled},
                message="In training the batch's mean moves with the bias and takes its effect away again.",
                working=f"{factor(g)}/{s}·{factor(total)} = {minus(self._scaled)}",
                run=lambda: self._only("bias", training=False),
            )
        else:
            yield Slip(
                tag="bn.cancels_in_evaluation",
                value={"bias": 0},
                message="Only in training the mean moves with the bias; here it is a constant, and nothing cancels.",
                working="0, as in training mode",
                run=lambda: self._only("bias", training=True),
            )
        if not self.training:
            for tag, value, message in (
                ("bn.gamma_forgotten", Fraction(total, s), "γ multiplies what comes back: the scale is γ/σ."),
                ("bn.deviation_forgotten", Fraction(g * total), "Batch norm divides by σ: the scale is γ/σ."),
                ("bn.variance_not_std", Fraction(g * total, s * s), "Divide by the deviation σ, not by σ²."),
            ):
                yield Slip(tag=tag, value={"bias": value}, message=message, working=f"{minus(value)} for the bias")
        yield Slip(
            tag="bn.gamma_without_values",
            value={"gamma": total},
            message="γ multiplies the normalised values: its gradient weighs dY with them.",
            working=f"{written} = {minus(total)}",
        )
        yield Slip(
            tag="bn.beta_with_values",
            value={"beta": weighed},
            message="β is added to every value: its gradient is the sum of dY as it stands.",
            working=f"{self._products} = {minus(weighed)}",
        )
        yield Slip(
            tag="grad.averaged",
            value={"beta": Fraction(total, 4), "gamma": Fraction(weighed, 4)},
            message="The contributions of all values are added up, not averaged.",
            working=f"{minus(total)}/4; {minus(weighed)}/4",
        )
        yield Slip(
            tag="bn.scaled_too_often",
            value={"beta": g * total, "gamma": g * weighed},
            message="γ scales what goes further back; the gradients of β and γ themselves do not contain it.",
            working=f"{factor(g)}·{factor(total)} = {minus(g * total)}; {factor(g)}·{factor(weighed)} = "
            f"{minus(g * weighed)}",
        )

    @property
    def _products(self) -> str:
        pairs = zip(self.gradient, self.normalised, strict=True)
        return " + ".join(f"{factor(push)}·{factor(value)}" for push, value in pairs)

    def steps(self) -> Iterator[str]:
        yield f"β is added everywhere: {' + '.join(map(factor, self.gradient))} = {minus(self._summed)}"
        yield f"γ multiplies ẑ: {self._products} = {minus(self._weighed)}"
        if self.training:
            yield "Bias: it moves every value and the batch's mean alike, so nothing after the subtraction changes: 0"
        else:
            scale = f"{factor(self.gamma)}/{self.deviation}"
            yield f"Bias: every value is scaled by γ/σ, nothing else moves: {scale}·{factor(self._summed)} = " + minus(
                self._scaled
            )

    def _backward(self, training: bool) -> tuple[Array, Array, Array]:
        """Return the gradients of batch norm's input, γ and β."""
        zero = measure.zeros(1).astype(float)
        values = self.deviation * measure.image([self.normalised])
        push = measure.image([self.gradient])
        variance = zero + self.deviation**2
        return engine.batch_norm_grad(push, values, zero, variance, zero + self.gamma, training, eps=0)

    def _seen(self, training: bool) -> Measurement:
        back, of_gamma, of_beta = self._backward(training)
        of_bias = engine.conv2d_bias_grad(back)
        seen = {"beta": of_beta.item(), "gamma": of_gamma.item(), "bias": of_bias.item()}
        exact = {name: Fraction(value).limit_denominator(1_000_000) for name, value in seen.items()}
        return Measurement(exact, f"batch_norm_grad sends back {listed(back)}: their sum reaches the bias")

    def _only(self, part: str, training: bool) -> Measurement:
        seen = self._seen(training)
        return Measurement({part: seen.value[part]}, seen.run)

    def measure(self) -> Measurement:
        return self._seen(self.training)

    def scene(self) -> Scene:
        push = measure.image([self.gradient])
        first = (grid("ẑ", measure.plane(measure.image([self.normalised]))), grid("dY", measure.plane(push)))
        frames = [Frame(first, "Normalised values, and the gradient at batch norm's output.")]
        both = {mode: self._backward(mode) for mode in (not self.training, self.training)}
        scale = measure.side_by_side(*(back for back, _, _ in both.values()))
        for training, (back, of_gamma, of_beta) in both.items():
            name = "training" if training else "evaluation"
            of_bias = engine.conv2d_bias_grad(back).item()
            frames.append(
                Frame(
                    (*first, grid(f"sent back, {name}", measure.plane(back), sign="→", like=scale)),
                    f"In {name} mode: dβ = {figure(of_beta.item())}, dγ = {figure(of_gamma.item())}; what is sent back "
                    f"adds up to {figure(of_bias)}, the gradient of the bias.",
                )
            )
        return story("what goes back through batch norm", frames)
