from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Grid, Parts
from questions.drawing import Draw, DrawSeveral
from questions.model import Level, Variant
from questions.notation.numbers import Typed
from questions.parts.grids import DrawSquare, TypedGrid, inline
from questions.parts.signs import factor, minus
from questions.q18_bias_and_batch_norm.norms import Small
from questions.scenes import Frame, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

Pair = tuple[Fraction, ...]
Two = Field(min_length=2, max_length=2)
PAIR = range(2, 3)


def whole_row(numbers: Sequence[object]) -> str:
    """Write the numbers of both channels: `2 and −1`."""
    return " and ".join(map(minus, numbers))


class FoldingChannels(Variant):
    """18.8 Folding two channels."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "w'[o, c] = w[o, c]·γ[o]/σ[o], b'[o] = β[o] − μ[o]·γ[o]/σ[o]"
    latex: ClassVar[str] = (
        r"w'_{o,c} = \frac{w_{o,c}\, \gamma_o}{\sigma_o}, \quad b'_o = \beta_o - \frac{\mu_o \gamma_o}{\sigma_o}"
    )

    weight: Annotated[TypedGrid, DrawSquare(Draw(-3, -2, -1, 1, 2, 3, 4), 2)]
    mean: Annotated[tuple[Annotated[int, Small], ...], Two, Typed, DrawSeveral(Draw(-3, -2, -1, 1, 2, 3), PAIR)]
    deviation: Annotated[tuple[Annotated[int, Field(ge=1, le=16)], ...], Two, Typed, DrawSeveral(Draw(1, 2, 4), PAIR)]
    gamma: Annotated[tuple[Annotated[int, Small], ...], Two, Typed, DrawSeveral(Draw(1, 2, 3, 4), PAIR)]
    beta: Annotated[tuple[Annotated[int, Small], ...], Two, Typed, DrawSeveral(Draw(range(-3, 4)), PAIR)]

    def impossible(self) -> str | None:
        if [len(row) for row in self.weight] != [2, 2]:
            return "the weights are those of two filters on two channels: two rows of two numbers"
        return None

    def excluded(self) -> bool:
        return self._scale[0] == self._scale[1]

    @property
    def _scale(self) -> Pair:
        return tuple(Fraction(g, s) for g, s in zip(self.gamma, self.deviation, strict=True))

    def ask(self) -> str:
        variances = [deviation**2 for deviation in self.deviation]
        return (
            f"A 1×1 convolution without bias has the weights {inline(self.weight)} (a row for each output channel, a "
            "column for each input channel). Batch norm follows at inference; in output channels 0 and 1 it has μ = "
            f"{whole_row(self.mean)}, σ² = {whole_row(variances)}, γ = {whole_row(self.gamma)}, β = "
            f"{whole_row(self.beta)}, and ε = 0. Folded into one convolution, what are its weights and its biases, "
            "exactly? (weights, row by row; biases)"
        )

    def _weights(self, scale: Callable[[int, int], Fraction]) -> tuple[Pair, ...]:
        return tuple(tuple(w * scale(o, c) for c, w in enumerate(row)) for o, row in enumerate(self.weight))

    def _biases(self, scale: Sequence[Fraction | int], mean: Sequence[int]) -> tuple[Pair]:
        numbers = zip(self.beta, mean, scale, strict=True)
        return (tuple(Fraction(b - m * s) for b, m, s in numbers),)

    def answer(self) -> Parts:
        scale = self._scale
        return Parts(
            parts={
                "weights": Grid(value=self._weights(lambda o, _: scale[o])),
                "biases": Grid(value=self._biases(scale, self.mean)),
            }
        )

    def slips(self) -> Iterator[Slip]:
        scale, mean = self._scale, self.mean

        def shown(rows: tuple[Pair, ...]) -> str:
            return " / ".join(" ".join(map(minus, row)) for row in rows)

        columns = self._weights(lambda _, c: scale[c])
        yield Slip(
            tag="fold.columns_scaled",
            value={"weights": columns},
            message="Batch norm scales output channels: each row of the weights, not each column.",
            working=f"columns times {whole_row(scale)}: {shown(columns)}",
        )
        alone = self._weights(lambda *_: scale[0])
        yield Slip(
            tag="fold.one_scale",
            value={"weights": alone, "biases": self._biases((scale[0],) * 2, mean)},
            message="Every output channel has a scale of its own.",
            working=f"all times {minus(scale[0])}: {shown(alone)}; {shown(self._biases((scale[0],) * 2, mean))}",
            run=lambda: self._run(gamma=(self.gamma[0],) * 2, deviation=(self.deviation[0],) * 2),
        )
        steep = [each / deviation for each, deviation in zip(scale, self.deviation, strict=True)]
        yield Slip(
            tag="fold.variance_not_std",
            value={"weights": self._weights(lambda o, _: steep[o]), "biases": self._biases(steep, mean)},
            message="The scale is γ/σ, not γ/σ².",
            working=f"γ/σ² = {whole_row(steep)}: {shown(self._weights(lambda o, _: steep[o]))}; "
            f"{shown(self._biases(steep, mean))}",
            run=lambda: self._run(deviation=tuple(deviation**2 for deviation in self.deviation)),
        )
        yield Slip(
            tag="fold.weights_unchanged",
            value={"weights": self._weights(lambda *_: Fraction(1))},
            message="The scale γ/σ goes into the weights too.",
            working=inline(self.weight),
        )
        for tag, message, biases in (
            ("fold.mean_forgotten", "Batch norm subtracts its running mean.", self._biases(scale, (0, 0))),
            ("fold.mean_unscaled", "The mean is scaled by γ/σ as well.", self._biases((1, 1), mean)),
            ("fold.mean_sign", "The mean is subtracted.", self._biases([-each for each in scale], mean)),
        ):
            yield Slip(tag=tag, value={"biases": biases}, message=message, working=shown(biases))

    def steps(self) -> Iterator[str]:
        scale, folded = self._scale, self.answer().value
        yield f"Scales γ/σ of the output channels: {whole_row(scale)}"
        for o, row in enumerate(self.weight):
            products = ", ".join(f"{factor(w)}·{factor(scale[o])}" for w in row)
            yield f"Row {o}: {products} = {', '.join(map(minus, folded['weights'][o]))}"
        for o, bias in enumerate(folded["biases"][0]):
            product = f"{factor(self.mean[o])}·{factor(scale[o])}"
            yield f"Bias {o}: {minus(self.beta[o])} − {product} = {minus(bias)}"

    def _run(self, **changed: Sequence[int]) -> Measurement:
        """VALUE at an input of 0, which are the biases, and at a 1 in each channel, which adds its column."""
        drawn = {"mean": self.mean, "deviation": self.deviation, "gamma": self.gamma, "beta": self.beta, **changed}
        mean, deviation, gamma, beta = (
            measure.image([drawn[name]])[0, 0, 0] for name in ("mean", "deviation", "gamma", "beta")
        )
        pixels = measure.stack([[[0, 1, 0]], [[0, 0, 1]]])[None]
        weight = measure.image(self.weight).reshape(2, 2, 1, 1)
        output = engine.batch_norm(engine.conv2d(pixels, weight), mean, deviation**2, gamma, beta, eps=0)[0, :, 0]
        exact = [[Fraction(value).limit_denominator(1_000_000) for value in row] for row in output.tolist()]
        return Measurement(
            {
                "weights": tuple(tuple(at - zero for at in columns) for zero, *columns in exact),
                "biases": (tuple(row[0] for row in exact),),
            },
            "convolution and batch norm on an input of zeros, and on a 1 in each channel",
        )

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        mean, deviation, gamma, beta = (
            measure.image([numbers])[0, 0, 0] for numbers in (self.mean, self.deviation, self.gamma, self.beta)
        )
        weight = measure.image(self.weight).reshape(2, 2, 1, 1)
        folded, bias = engine.fold_batch_norm(weight, None, mean, deviation**2, gamma, beta, eps=0)
        pixels = measure.digits(1, 2, 1, 4, most=3)
        between = engine.conv2d(pixels, weight)
        normal = engine.batch_norm(between, mean, deviation**2, gamma, beta, eps=0)
        single = engine.conv2d(pixels, folded, bias)
        apart = measure.largest_difference(single, normal)
        weights = grid("weights", weight[:, :, 0, 0])
        frames = [
            Frame((weights,), "A row for each output channel."),
            Frame(
                (weights, grid("folded", folded[:, :, 0, 0], sign="→"), grid("biases", bias[:, None])),
                "Every row is scaled by the γ/σ of its own channel; the biases hold what is left.",
            ),
            Frame(
                (grid("both layers", normal[0, :, 0]), grid("folded", single[0, :, 0], like=normal[0, :, 0])),
                f"On two channels of four numbers: both layers and the folded one differ by {apart:.0g}.",
            ),
        ]
        return story("two channels folded", frames)
