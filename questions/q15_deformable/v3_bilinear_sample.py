from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Number, exactly
from questions.drawing import Draw, DrawSeveral, Stream
from questions.model import Level, Variant
from questions.notation.numbers import Typed
from questions.q15_deformable.offsets import Pair, constants, corners_of
from questions.scenes import Scene
from questions.scenes.sampling import sampling
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import bilinear
from solvers.measure import Measurement

Pixel = Annotated[int, Field(ge=0, le=255)]


Quarters = Annotated[int, Field(ge=0, le=3)]


class BilinearSample(Variant):
    """15.3 Bilinear sample."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "(1−fy)(1−fx)·v₀₀ + (1−fy)·fx·v₀₁ + fy·(1−fx)·v₁₀ + fy·fx·v₁₁"
    latex: ClassVar[str] = (
        r"(1 - f_y)(1 - f_x)\, v_{00} + (1 - f_y)\, f_x\, v_{01} + f_y (1 - f_x)\, v_{10} + f_y f_x\, v_{11}"
    )

    values: Annotated[
        tuple[Pixel, ...], Typed, Field(min_length=2, max_length=4), DrawSeveral(Draw(range(4, 81, 4)), range(4, 5))
    ]
    """Two rows of two pixels; the upper row alone where the image ends below it."""
    down: Annotated[Quarters, Draw(1, 2, 3)]
    """Quarters of a pixel below the upper row."""
    right: Annotated[Quarters, Draw(0, 1, 2, 3)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a place at the lower edge of the image in a third of the draws."""
        drawn = super().numbers(stream)
        return drawn if stream.below(3) else {**drawn, "values": drawn["values"][:2]}

    def impossible(self) -> str | None:
        return "there are four pixels, or two at the edge of the image" if len(self.values) == 3 else None

    @property
    def _edge(self) -> bool:
        return len(self.values) == 2

    @property
    def _rows(self) -> tuple[Pair, Pair]:
        """The four pixels, zero outside the image."""
        one, two, *below = self.values
        return (one, two), (below[0], below[1]) if below else (0, 0)

    @property
    def _place(self) -> tuple[Fraction, Fraction]:
        return Fraction(self.down, 4), Fraction(self.right, 4)

    def ask(self) -> str:
        down, right = map(exactly, self._place)
        column = f"c + {right}" if self.right else "c"
        (one, two), (three, four) = self._rows
        image = (
            f"The last row of an image, row r, holds {one} and {two} in columns c and c + 1."
            if self._edge
            else f"An image holds {one} and {two} in row r, {three} and {four} in row r + 1, columns c and c + 1."
        )
        return (
            f"{image} Outside the image everything is 0. Which value does a tap of a deformable convolution read at "
            f"(r + {down}, {column}), exactly?"
        )

    def answer(self) -> Number:
        return Number(value=bilinear(self._rows, *self._place), exact=True)

    def slips(self) -> Iterator[Slip]:
        (one, two), (_, four) = rows = self._rows
        down, right = self._place
        near = (self.down + 2) // 4, (self.right + 2) // 4
        yield Slip(
            tag="bilinear.nearest",
            value=rows[near[0]][near[1]],
            message="A place between pixels is interpolated, not rounded to the nearest one.",
            working=f"the nearest pixel holds {rows[near[0]][near[1]]}",
            run=lambda: self._read(*near),
        )
        yield Slip(
            tag="bilinear.cut_off",
            value=one,
            message="The parts of a pixel count: the place lies between its neighbours.",
            working=f"the pixel (r, c) holds {one}",
            run=lambda: self._read(0, 0),
        )
        yield Slip(
            tag="bilinear.axes_swapped",
            value=bilinear(rows, right, down),
            message="The first coordinate runs along rows, downward, the second along columns.",
            working=_weighed(rows, right, down),
            run=lambda: self._read(right, down),
        )
        given = len(self.values)
        yield Slip(
            tag="bilinear.plain_mean",
            value=Fraction(sum(self.values), given),
            message="The weights depend on how near each pixel is.",
            working=f"({' + '.join(map(str, self.values))})/{given}",
            run=None if self._edge else lambda: self._read(Fraction(1, 2), Fraction(1, 2)),
        )
        yield Slip(
            tag="bilinear.weights_reversed",
            value=bilinear(rows, 1 - down, 1 - right),
            message="The nearer pixel gets the larger weight.",
            working=_weighed(rows, 1 - down, 1 - right),
            run=lambda: self._read(1 - down, 1 - right),
        )
        yield Slip(
            tag="bilinear.rows_reversed",
            value=bilinear(rows, 1 - down, right),
            message="The weights of the two rows are exchanged: the nearer row gets the larger one.",
            working=_weighed(rows, 1 - down, right),
            run=lambda: self._read(1 - down, right),
        )
        along = bilinear(rows, Fraction(0), right)
        if self._edge:
            yield Slip(
                tag="bilinear.clamped_edge",
                value=along,
                message="What lies outside the image counts as zero; the last row is not repeated.",
                working=_weighed((rows[0], rows[0]), down, right),
                run=lambda: _read((rows[0], rows[0]), down, right),
            )
        else:
            yield Slip(
                tag="bilinear.one_axis",
                value=along,
                message="You interpolated in row r alone; the row is fractional too.",
                working=f"{exactly(1 - right)}·{one} + {exactly(right)}·{two}",
                run=lambda: self._read(Fraction(0), right),
            )
        yield Slip(
            tag="bilinear.diagonal",
            value=(1 - down) * (1 - right) * one + down * right * four,
            message="All four neighbours count, not only the two on the diagonal.",
            working=f"{exactly((1 - down) * (1 - right))}·{one} + {exactly(down * right)}·{four}",
        )

    def steps(self) -> Iterator[str]:
        (one, two), (three, four) = self._rows
        down, right = self._place
        far, near = exactly(right), exactly(1 - right)
        upper, lower = (one * (1 - right) + two * right), (three * (1 - right) + four * right)
        yield f"Along row r: {near}·{one} + {far}·{two} = {exactly(upper)}"
        if self._edge:
            yield "Row r + 1 lies outside the image: 0"
        else:
            yield f"Along row r + 1: {near}·{three} + {far}·{four} = {exactly(lower)}"
        total = exactly(bilinear(self._rows, down, right))
        yield f"Between the rows: {exactly(1 - down)}·{exactly(upper)} + {exactly(down)}·{exactly(lower)} = {total}"

    def _image(self) -> tuple[Pair, ...]:
        return self._rows[:1] if self._edge else self._rows

    def _read(self, down: Fraction | int, right: Fraction | int) -> Measurement:
        return _read(self._image(), down, right)

    def measure(self) -> Measurement:
        return self._read(*self._place)

    def scene(self) -> Scene:
        image = measure.image(self._image())[0, 0]
        size, where = (image.shape[0], image.shape[1]), (float(self._place[0]), float(self._place[1]))
        closing = f"The image {' / '.join(' '.join(map(str, row)) for row in self._image())}: {self.measure().run}."
        corners = [corners_of(image, where)]
        return sampling("the weights of the neighbours", size, [(0.0, 0.0)], [where], corners, closing)


def _weighed(rows: tuple[Pair, Pair], down: Fraction, right: Fraction) -> str:
    """Write out the weighted sum of four pixels."""
    terms = (
        f"{exactly(height * width)}·{value}"
        for row, height in zip(rows, (1 - down, down), strict=True)
        for value, width in zip(row, (1 - right, right), strict=True)
    )
    return " + ".join(terms)


def _read(image: tuple[tuple[int, ...], ...], down: Fraction | int, right: Fraction | int) -> Measurement:
    """VALUE of a 1×1 deformable layer with weight 1, at its first output."""
    offset = constants([(float(down), float(right))], len(image), len(image[0]))
    output = engine.deform_conv2d(measure.image(image), offset, measure.image([[1]]))
    value = Fraction(output[0, 0, 0, 0].item())
    return Measurement(value, f"deform_conv2d with offset ({float(down):g}, {float(right):g}) reads {exactly(value)}")
