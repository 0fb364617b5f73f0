from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Number, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.measure import Measurement


def squared(number: Fraction) -> str:
    """Write a square: `2²`, `(3/4)²`."""
    return f"{number}²" if number.denominator == 1 else f"({number})²"


class Scaling(Variant):
    """16.5 Scaling."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "multiply-adds a²·b², weights b²"
    latex: ClassVar[str] = r"\text{multiply-adds } a^2 b^2 \text{, weights } b^2"
    few_draws: ClassVar[int | None] = 36

    BASE: ClassVar[int] = 8
    """Side and input channels of the layer that is run; factors must leave them whole."""

    resolution: Annotated[float, Field(gt=0, le=8), Draw(0.5, 0.75, 1.5, 2.0, 3.0, 4.0)]
    width: Annotated[float, Field(gt=0, le=8), Draw(0.5, 0.75, 1.0, 1.5, 2.0, 3.0)]

    def impossible(self) -> str | None:
        if (self.BASE * self.resolution) % 1 or (self.BASE * self.width) % 1:
            return f"here factors are multiples of 1/{self.BASE}"
        return None

    @property
    def _factors(self) -> tuple[Fraction, Fraction]:
        return Fraction(self.resolution), Fraction(self.width)

    def ask(self) -> str:
        width = f"the width (channels) of every layer × {self.width:g}" if self.width != 1 else "the widths stay"
        return (
            f"A network is scaled: the resolution per side × {self.resolution:g}, {width}. By which factor does the "
            "number of multiply-adds of an inner convolution with same padding change, and by which its number of "
            "weights? (MACs; weights; exact, fractions are fine)"
        )

    def answer(self) -> Parts:
        a, b = self._factors
        return Parts(parts={"MACs": Number(value=a**2 * b**2, exact=True), "weights": Number(value=b**2, exact=True)})

    def slips(self) -> Iterator[Slip]:
        a, b = self._factors
        right = self.answer().value

        def mistaken(tag: str, message: str, working: str, **parts: Fraction) -> Iterator[Slip]:
            wrong = {name: value for name, value in parts.items() if value != right[name]}
            if wrong:
                yield Slip(tag=tag, value=wrong, message=message, working=working)

        yield from mistaken(
            "scaling.linear",
            "Two axes, and two channel counts: each factor is squared.",
            f"{a}·{b} = {a * b}; {b}",
            MACs=a * b,
            weights=b,
        )
        yield from mistaken(
            "scaling.params_with_resolution",
            "The weights do not depend on the resolution.",
            f"{squared(a)}·{squared(b)} = {a**2 * b**2}",
            weights=a**2 * b**2,
        )
        yield from mistaken(
            "scaling.width_linear",
            "Both C_in and C_out change: the width counts twice.",
            f"{squared(a)}·{b} = {a**2 * b}; {b}",
            MACs=a**2 * b,
            weights=b,
        )
        yield from mistaken(
            "scaling.one_axis",
            "Height and width of the map both change: the resolution counts twice.",
            f"{a}·{squared(b)} = {a * b**2}",
            MACs=a * b**2,
        )

        yield from mistaken(
            "scaling.width_ignored",
            "Every position has K²·C_in·C_out products: the width counts as well.",
            f"{squared(a)} = {a**2}",
            MACs=a**2,
        )
        yield from mistaken(
            "scaling.resolution_ignored",
            "Every weight is used at each position: the resolution counts as well.",
            f"{squared(b)} = {b**2}",
            MACs=b**2,
        )

    def steps(self) -> Iterator[str]:
        a, b = self._factors
        yield f"Positions: both sides change, {squared(a)} = {a**2}"
        yield f"Weights K²·C_in·C_out: both channel counts change, {squared(b)} = {b**2}"
        yield f"MACs, weights times positions: {a**2}·{b**2} = {a**2 * b**2}"

    def _layer(self, resolution: float, width: float) -> tuple[Measurement, Measurement]:
        side, channels = int(self.BASE * resolution), int(self.BASE * width)
        return (
            measure.ones(channels, 2 * channels, (3, 3), (side, side), 1, 1),
            measure.count(measure.parameters(channels, 2 * channels, (3, 3), bias=False)),
        )

    def measure(self) -> Measurement:
        (macs, weights), (more, heavier) = self._layer(1, 1), self._layer(self.resolution, self.width)
        return Measurement(
            {"MACs": Fraction(more.value, macs.value), "weights": Fraction(heavier.value, weights.value)},
            f"{self.BASE}→{2 * self.BASE} channels, 3×3, side {self.BASE}: {macs.value:,} products, "
            f"{weights.value:,} weights; scaled: {more.value:,} and {heavier.value:,}",
        )

    def scene(self) -> Scene:
        (macs, weights), (more, heavier) = self._layer(1, 1), self._layer(self.resolution, self.width)
        counts = [
            ("MACs before", macs.value),
            ("MACs scaled", more.value),
            ("weights before", weights.value),
            ("weights scaled", heavier.value),
        ]
        products, numbers = self.measure().value.values()
        said = ("", f"{products} times.", "", f"{numbers} times.")
        return barred("a layer before and after", "multiply-adds of ones, and arrays", counts, said)
