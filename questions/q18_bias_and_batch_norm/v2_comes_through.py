from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Number
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.numbers import Typed
from questions.parts.signs import factor, minus, plus
from questions.q18_bias_and_batch_norm.norms import DrawTwoPairs, Small, less, listed, root
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import figure, grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


class ComesThrough(Variant):
    """18.2 Does the bias come through?"""

    level: ClassVar[Level] = "medium"
    never_misread: ClassVar[tuple[str, ...]] = ("bias.forgotten",)
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "γ·(z − μ)/σ + β, whatever the bias"
    latex: ClassVar[str] = r"\gamma\, \frac{z - \mu}{\sigma} + \beta \text{, whatever the bias}"

    values: Annotated[
        tuple[Annotated[int, Small], ...],
        Field(min_length=2, max_length=16),
        Typed,
        DrawTwoPairs(range(-3, 6), range(1, 5)),
    ]
    asked: Annotated[int, Field(ge=0, le=15), Draw(range(4))]
    bias: Annotated[int, Small, Draw(-7, -4, 3, 5, 10)]
    gamma: Annotated[int, Small, Draw(1, 2, 3, -1)]
    beta: Annotated[int, Small, Draw(range(-3, 4))]

    @property
    def _mean(self) -> Fraction:
        return Fraction(sum(self.values), len(self.values))

    @property
    def _variance(self) -> Fraction:
        squares, total, n = sum(z * z for z in self.values), sum(self.values), len(self.values)
        return Fraction(n * squares - total**2, n**2)

    @property
    def _deviation(self) -> Fraction:
        return root(self._variance) or Fraction(1)

    def impossible(self) -> str | None:
        if self.asked >= len(self.values):
            return f"values are counted from 0 to {len(self.values) - 1}"
        variance = self._variance
        if not variance:
            return "equal values have no deviation to divide by"
        if root(variance) is None:
            return f"the variance {variance} has no fraction as its root"
        return None

    def excluded(self) -> bool:
        return self._mean == 0  # where the mean is 0, forgetting it gives the right answer

    def ask(self) -> str:
        listed = ", ".join(map(minus, self.values))
        return (
            f"Before its bias is added, a convolution's channel holds {listed} (the whole batch). The bias is "
            f"{minus(self.bias)}; batch norm follows in training mode, with γ = {minus(self.gamma)}, "
            f"β = {minus(self.beta)} and ε = 0. What comes out where the value was {minus(self.values[self.asked])}, "
            "to 2 decimals?"
        )

    @property
    def _normal(self) -> Fraction:
        return (self.values[self.asked] - self._mean) / self._deviation

    def answer(self) -> Number:
        return Number(value=self.gamma * self._normal + self.beta, places=2)

    def slips(self) -> Iterator[Slip]:
        z, b, g, beta, n = self.values[self.asked], self.bias, self.gamma, self.beta, len(self.values)
        mean, variance, deviation, normal = self._mean, self._variance, self._deviation, self._normal
        right = g * normal + beta
        centred = f"({minus(z)} {less(mean)})"
        yield Slip(
            tag="bn.bias_survives",
            value=right + b,
            message="The batch mean contains the bias and is subtracted: nothing of it is left.",
            working=f"{minus(right)} {plus(b)} = {minus(right + b)}",
            run=lambda: self._run(beta=beta + b),
        )
        scaled = right + g * b / deviation
        yield Slip(
            tag="bn.bias_scaled",
            value=scaled,
            message="You added the bias to the value alone; the mean moves by it as well.",
            working=f"{factor(g)}·({minus(z)} {plus(b)} {less(mean)})/{minus(deviation)} {plus(beta)}",
            run=self._run_with_old_mean,
        )
        yield Slip(
            tag="bn.affine_forgotten",
            value=normal,
            message="γ and β come after the normalisation.",
            working=f"{centred}/{minus(deviation)} = {minus(normal)}",
            run=lambda: self._run(gamma=1, beta=0),
        )
        yield Slip(
            tag="bn.mean_forgotten",
            value=g * z / deviation + beta,
            message="The batch mean is subtracted before dividing by the deviation.",
            working=f"{factor(g)}·{factor(z)}/{minus(deviation)} {plus(beta)} = {minus(g * z / deviation + beta)}",
            run=lambda: self._run_by(0),
        )
        yield Slip(
            tag="bn.beta_forgotten",
            value=g * normal,
            message="β is added at the end.",
            working=f"{factor(g)}·{factor(normal)} = {minus(g * normal)}",
            run=lambda: self._run(beta=0),
        )
        yield Slip(
            tag="bn.gamma_forgotten",
            value=normal + beta,
            message="The normalised value is multiplied by γ.",
            working=f"{minus(normal)} {plus(beta)} = {minus(normal + beta)}",
            run=lambda: self._run(gamma=1),
        )
        yield Slip(
            tag="bn.variance_not_std",
            value=g * normal / deviation + beta,
            message="Divide by the standard deviation, not by the variance.",
            working=f"{factor(g)}·{centred}/{minus(variance)} {plus(beta)}",
        )
        yield Slip(
            tag="bn.unbiased_variance",
            value=float(g * normal) * ((n - 1) / n) ** 0.5 + beta,
            message="Batch norm normalises by the biased variance, divided by n; n − 1 is for the running variance.",
            working=f"{factor(g)}·{centred}/√({minus(variance)}·{n}/{n - 1}) {plus(beta)}",
        )

        yield Slip(
            tag="bn.deviation_forgotten",
            value=g * (z - mean) + beta,
            message="After the mean is subtracted, divide by the standard deviation.",
            working=f"{factor(g)}·{centred} {plus(beta)} = {minus(g * (z - mean) + beta)}",
        )

    def steps(self) -> Iterator[str]:
        z, g, beta, mean, deviation = self.values[self.asked], self.gamma, self.beta, self._mean, self._deviation
        yield f"The bias moves every value and their mean by {minus(self.bias)}: leave it out"
        yield f"Mean {minus(mean)}, variance {minus(self._variance)}, standard deviation {minus(deviation)}"
        yield f"Normalised: ({minus(z)} {less(mean)})/{minus(deviation)} = {minus(self._normal)}"
        yield f"γ and β: {factor(g)}·{factor(self._normal)} {plus(beta)} = {minus(g * self._normal + beta)}"

    def _after_conv(self, bias: int) -> Array:
        pixels = measure.image([self.values])
        return engine.conv2d(pixels, measure.image([[1]]), measure.zeros(1).astype(float) + bias)

    def _run(self, **changed: int) -> Measurement:
        settings = {"bias": self.bias, "gamma": self.gamma, "beta": self.beta, **changed}
        zero = measure.zeros(1).astype(float)
        values = self._after_conv(settings["bias"])
        output, _, _ = engine.batch_norm(
            values, zero, zero + 1, zero + settings["gamma"], zero + settings["beta"], training=True, eps=0
        )
        seen = round(output.ravel().tolist()[self.asked], 6)
        return Measurement(seen, f"convolution gave {listed(values)}; batch norm {listed(output)}")

    def _run_with_old_mean(self) -> Measurement:
        return self._run_by(float(self._after_conv(0).mean()), self.bias)

    def _run_by(self, mean: float, bias: int = 0) -> Measurement:
        """Normalise by a mean that is not the batch's."""
        zero = measure.zeros(1).astype(float)
        values = self._after_conv(bias)
        output = engine.batch_norm(values, zero + mean, zero + values.var(), zero + self.gamma, zero + self.beta, eps=0)
        seen = round(output.ravel().tolist()[self.asked], 6)
        return Measurement(seen, f"{listed(values)} normalised by the mean {minus(mean)}")

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        biases = sorted({-10, -5, 0, 5, 10, self.bias})
        zero = measure.zeros(1).astype(float)
        norm = (zero, zero + 1, zero + self.gamma, zero + self.beta)
        before = [self._after_conv(bias) for bias in biases]
        after = [engine.batch_norm(values, *norm, training=True, eps=0)[0] for values in before]
        every = before[0].reshape(1, -1), before[-1].reshape(1, -1)
        asked = {(0, self.asked): Ink.ASKED}
        frames = []
        for bias, one, other in zip(biases, before, after, strict=True):
            mean = figure(one.mean())
            frames.append(
                Frame(
                    (
                        grid(
                            f"before batch norm, bias {minus(bias)}",
                            one.reshape(1, -1),
                            asked,
                            like=measure.side_by_side(*every),
                        ),
                        grid("after it", other.reshape(1, -1), asked, sign="→"),
                    ),
                    f"Bias {minus(bias)}: the mean is {mean}, and it is what batch norm subtracts.",
                )
            )
        push = 0 * before[0] + 1
        push.flat[0] = 3
        gradients = engine.batch_norm_grad(push, self._after_conv(self.bias), norm[0], norm[1], norm[2], True, eps=0)
        of_bias = engine.conv2d_bias_grad(gradients[0])
        last = frames[-1]
        said = f"{last.caption} The gradient that reaches the bias: {figure(of_bias.item())}."
        frames[-1] = Frame(last.pictures, said)
        return story("the bias moves what goes into batch norm, not what comes out", frames)
