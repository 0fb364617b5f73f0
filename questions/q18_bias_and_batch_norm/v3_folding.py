from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Number, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.signs import factor, minus, plus
from questions.q18_bias_and_batch_norm.norms import Small, less, listed
from questions.scenes import Frame, Scene
from questions.scenes.heat import compared_frames
from questions.scenes.numbers import grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement


class Folding(Variant):
    """18.3 Folding."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "w' = w·γ/σ, b' = (b − μ)·γ/σ + β"
    latex: ClassVar[str] = r"w' = \frac{w \gamma}{\sigma}, \quad b' = \frac{(b - \mu) \gamma}{\sigma} + \beta"

    weight: Annotated[int, Small, Draw(-3, -2, 2, 4, 6)]
    bias: Annotated[int, Small, Draw(0, 0, 1, -2, 3)]
    mean: Annotated[int, Small, Draw(range(-4, 5))]
    deviation: Annotated[float, Field(gt=0, le=16), Draw(0.5, 1, 2, 4)]
    gamma: Annotated[float, Small, Draw(1, 2, 3, -1, 0.5)]
    beta: Annotated[int, Small, Draw(range(-3, 4))]

    @property
    def _deviation(self) -> Fraction:
        return Fraction(str(self.deviation))

    @property
    def _scale(self) -> Fraction:
        return Fraction(str(self.gamma)) / self._deviation

    def _folded(self, scale: Fraction, mean: int) -> dict[str, Fraction]:
        return {"weight": self.weight * scale, "bias": (self.bias - mean) * scale + self.beta}

    def impossible(self) -> str | None:
        if self._deviation.denominator > 100 or Fraction(str(self.gamma)).denominator > 100:
            return "γ and σ have at most 2 decimals here"
        return None

    def excluded(self) -> bool:
        # Nothing is scaled or nothing is shifted: mistakes coincide, or give the right answer.
        unscaled = self._scale == 1 and (self.mean == 0 or abs(self.bias) == abs(self.mean))
        return unscaled or (self._deviation == 1 and self.bias == self.mean == 0)

    def ask(self) -> str:
        return (
            f"A 1×1 convolution with one channel, w = {minus(self.weight)} and b = {minus(self.bias)}, is followed by "
            f"batch norm at inference: μ = {minus(self.mean)}, σ² = {minus(self._deviation**2)}, "
            f"γ = {minus(self.gamma)}, β = {minus(self.beta)}, ε = 0. Folded into one convolution, what are its weight "
            "and its bias, exactly? (weight; bias)"
        )

    def answer(self) -> Parts:
        folded = self._folded(self._scale, self.mean)
        return Parts(parts={name: Number(value=value, exact=True) for name, value in folded.items()})

    def slips(self) -> Iterator[Slip]:
        w, b, mean, beta, s = self.weight, self.bias, self.mean, self.beta, self._scale
        steep = self._folded(s / self._deviation, mean)
        yield Slip(
            tag="fold.variance_not_std",
            value=steep,
            message="The scale is γ/σ, not γ/σ².",
            working=f"γ/σ² = {minus(s / self._deviation)}: {minus(steep['weight'])}; {minus(steep['bias'])}",
            run=lambda: self._run(variance=self.deviation**4),
        )
        yield Slip(
            tag="fold.bias_unscaled",
            value={"bias": Fraction(b - mean + beta)},
            message="b − μ is scaled by γ/σ as well.",
            working=f"{minus(b)} {less(mean)} {plus(beta)} = {minus(b - mean + beta)}",
        )
        wrong = self._folded(s, -mean)["bias"]
        yield Slip(
            tag="fold.mean_sign",
            value={"bias": wrong},
            message="The mean is subtracted.",
            working=f"({minus(b)} {plus(mean)})·{factor(s)} {plus(beta)} = {minus(wrong)}",
            run=lambda: self._only("bias", mean=-mean),
        )
        unscaled, lost, kept = b + beta - mean * s, beta - mean * s, b * s + beta
        yield Slip(
            tag="fold.conv_bias_unscaled",
            value={"bias": unscaled},
            message="The convolution's bias goes through batch norm as well: it is scaled by γ/σ.",
            working=f"{minus(b)} {plus(beta)} − {factor(mean)}·{factor(s)} = {minus(unscaled)}",
        )
        yield Slip(
            tag="fold.conv_bias_lost",
            value={"bias": lost},
            message="The convolution has a bias of its own: it is scaled and stays.",
            working=f"{minus(beta)} − {factor(mean)}·{factor(s)} = {minus(lost)}",
            run=lambda: self._only("bias", bias=0),
        )
        yield Slip(
            tag="fold.mean_forgotten",
            value={"bias": kept},
            message="Batch norm subtracts its running mean, which ends up in the bias.",
            working=f"{factor(b)}·{factor(s)} {plus(beta)} = {minus(kept)}",
            run=lambda: self._only("bias", mean=0),
        )
        yield Slip(
            tag="fold.beta_forgotten",
            value={"bias": (b - mean) * s},
            message="Batch norm's β is added at the end.",
            working=f"({minus(b)} {less(mean)})·{factor(s)} = {minus((b - mean) * s)}",
            run=lambda: self._only("bias", beta=0),
        )
        yield Slip(
            tag="fold.weights_unchanged",
            value={"weight": Fraction(w)},
            message="The scale γ/σ goes into the weights too.",
            working=f"w = {minus(w)}",
        )
        yield Slip(
            tag="fold.beta_only",
            value={"bias": Fraction(beta)},
            message="b and μ do not vanish: (b − μ)·γ/σ comes on top of β.",
            working=f"β = {minus(beta)}",
            run=lambda: self._only("bias", mean=b),
        )

    def steps(self) -> Iterator[str]:
        w, b, s, folded = self.weight, self.bias, self._scale, self._folded(self._scale, self.mean)
        yield f"Standard deviation: √{minus(self._deviation**2)} = {minus(self._deviation)}"
        yield f"Scale: {minus(self.gamma)}/{minus(self._deviation)} = {minus(s)}"
        yield f"Weight: {minus(w)}·{factor(s)} = {minus(folded['weight'])}"
        yield f"Bias: ({minus(b)} {less(self.mean)})·{factor(s)} {plus(self.beta)} = {minus(folded['bias'])}"

    def _run(self, **changed: float) -> Measurement:
        """VALUE at x = 0, which is the bias, and at x = 1, which is higher by the weight."""
        drawn = {"bias": self.bias, "mean": self.mean, "variance": self.deviation**2, "beta": self.beta, **changed}
        zero = measure.zeros(1).astype(float)
        values = engine.conv2d(measure.image([[0, 1]]), measure.image([[self.weight]]), zero + drawn["bias"])
        mean, variance, beta = (zero + drawn[name] for name in ("mean", "variance", "beta"))
        at_0, at_1 = engine.batch_norm(values, mean, variance, zero + self.gamma, beta, eps=0).ravel().tolist()
        seen = {"weight": at_1 - at_0, "bias": at_0}
        return Measurement(
            {name: Fraction(value).limit_denominator(1_000_000) for name, value in seen.items()},
            f"convolution and batch norm at x = 0 and x = 1: {minus(at_0)} and {minus(at_1)}",
        )

    def _only(self, name: str, **changed: float) -> Measurement:
        seen = self._run(**changed)
        return Measurement({name: seen.value[name]}, seen.run)

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        zero = measure.zeros(1).astype(float)
        pixels, weight = measure.image([[-1, 0, 1, 2]]), measure.image([[self.weight]])
        norm = (zero + self.mean, zero + self.deviation**2, zero + self.gamma, zero + self.beta)
        between = engine.conv2d(pixels, weight, zero + self.bias)
        folded, bias = engine.fold_batch_norm(weight, zero + self.bias, *norm, eps=0)
        normal, single = engine.batch_norm(between, *norm, eps=0), engine.conv2d(pixels, folded, bias)
        rows = [measure.plane(values) for values in (pixels, between, normal)]
        one = grid("x", rows[0])
        pair = (one, grid("convolution", rows[1], sign="→"), grid("batch norm", rows[2], sign="→"))
        both = f"weight {listed(folded)}, bias {listed(bias)}"
        frames = [
            Frame(pair[:2], f"The convolution: weight {listed(weight)}, bias {minus(self.bias)}."),
            Frame(pair, "Batch norm at inference is a scale and a shift."),
            Frame(
                (one, grid("folded convolution", measure.plane(single), sign="→", like=rows[2])),
                f"One layer that does both: {both}.",
            ),
            *compared_frames(
                ("both layers", rows[2]), ("folded", measure.plane(single)), f"The op folds them to {both}.", True
            )[-1:],
        ]
        return story("two layers and the one that replaces them", frames)
