from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.scenes import Scene
from questions.scenes.matrix import matrix
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import output_size, tap_uses
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


class AsMatrix(Variant):
    """16.6 The matrix of a convolution."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "C_out·O² rows, C_in·H² columns, C_in·C_out·T² non-zeros: T = 3H − 2 (P=1) or 3O (P=0)"
    latex: ClassVar[str] = (
        r"C_{out} O^2 \text{ rows, } C_{in} H^2 \text{ columns, } C_{in} C_{out} T^2 \text{ non-zeros: } T = 3H - "
        r"2 \quad (P = 1) \text{ or } 3O \quad (P = 0)"
    )

    in_channels: Annotated[int, Field(ge=1, le=8), Draw(1, 2, 3)]
    out_channels: Annotated[int, Field(ge=1, le=8), Draw(1, 2, 4)]
    size: Annotated[int, Field(ge=3, le=12), Draw(range(4, 9))]
    padding: Annotated[int, Field(ge=0, le=2), Draw(0, 1, 1)] = 0

    def ask(self) -> str:
        return (
            f"A 3×3 convolution without bias, {self.in_channels}→{self.out_channels} channels on "
            f"{self.size}×{self.size}, stride 1, padding {self.padding}, is written as a matrix that multiplies the "
            "flattened input. How many rows, columns and entries that can be non-zero does it have? "
            "(rows, columns, non-zeros)"
        )

    @property
    def _output(self) -> int:
        return output_size(self.size, 3, 1, self.padding)

    @property
    def _inside(self) -> int:
        """The taps that meet a sample, over all outputs along one axis."""
        return sum(tap_uses(self.size, 3, tap, 1, self.padding) for tap in range(3))

    @property
    def _pairs(self) -> int:
        return self.in_channels * self.out_channels

    @property
    def _value(self) -> tuple[int, int, int]:
        return (
            self.out_channels * self._output**2,
            self.in_channels * self.size**2,
            self._pairs * self._inside**2,
        )

    def answer(self) -> Shape:
        return Shape(value=self._value, axes=("rows", "columns", "non-zeros"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        rows, columns, filled = self._value
        c, o, side = self.in_channels, self.out_channels, self._output
        yield Slip(
            tag="toeplitz.border_ignored",
            value=(rows, columns, 9 * self._pairs * side**2),
            message="Taps that fall on padding have no column.",
            working=f"9·{c}·{o}·{side}² = {9 * self._pairs * side**2}",
        )
        yield Slip(
            tag="toeplitz.dense",
            value=(rows, columns, rows * columns),
            message="Outside its window an output's row is zero.",
            working=f"{rows}·{columns} = {rows * columns}",
        )
        yield Slip(
            tag="toeplitz.transposed",
            value=(columns, rows, filled),
            message="A row for every output, a column for every input.",
            working=f"{columns} rows, {rows} columns",
        )
        yield Slip(
            tag="toeplitz.distinct_weights",
            value=(rows, columns, 9 * self._pairs),
            message="That is the number of weights; each appears once for every position.",
            working=f"9·{c}·{o} = {9 * self._pairs}",
        )
        if self.padding and self.size > 2:
            bare = output_size(self.size, 3)
            value = o * bare**2, columns, 9 * self._pairs * bare**2
            yield Slip(
                tag="pad.ignored",
                value=value,
                working=f"{o}·{bare}² = {value[0]} rows, {columns} columns, 9·{c}·{o}·{bare}² = {value[2]} entries",
                run=lambda: self._seen(self._matrix(c, o, padding=0)),
            )
        yield Slip(
            tag="channels.forgotten",
            value=(side**2, self.size**2, self._inside**2),
            message="That is one pair of channels; all input and output channels are flattened too.",
            working=f"{side}² rows, {self.size}² columns, {self._inside}² = {self._inside**2} entries",
            run=lambda: self._seen(self._matrix(1, 1)),
        )

        wide = self.size + 2 * self.padding
        yield Slip(
            tag="toeplitz.padded_columns",
            value=(rows, c * wide**2, 9 * self._pairs * side**2),
            message="The input is flattened as it comes: padding has no columns, and its taps no entries.",
            working=f"{c}·{wide}² = {c * wide**2} columns, 9·{c}·{o}·{side}² = {9 * self._pairs * side**2} entries",
        )

    def steps(self) -> Iterator[str]:
        c, o, side = self.in_channels, self.out_channels, self._output
        rows, columns, filled = self._value
        taps = " + ".join(str(tap_uses(self.size, 3, tap, 1, self.padding)) for tap in range(3))
        yield f"Rows are outputs: {o}·{side}² = {rows}"
        yield f"Columns are inputs: {c}·{self.size}² = {columns}"
        yield f"Along one axis the three taps meet a sample {taps} = {self._inside} times"
        yield f"On two axes, for each of {c}·{o} channel pairs: {self._inside}²·{self._pairs} = {filled}"

    def _matrix(self, in_channels: int, out_channels: int, padding: int | None = None) -> Array:
        weight = measure.noise(out_channels, in_channels, 3, 3)
        return measure.conv_matrix(weight, (self.size, self.size), self.padding if padding is None else padding)

    def _seen(self, matrix: Array) -> Measurement:
        rows, columns = matrix.shape
        return Measurement(
            (rows, columns, int((matrix != 0).sum())),
            f"conv2d with random weights on each of {columns} images of a single 1: {rows} numbers each",
        )

    def measure(self) -> Measurement:
        return self._seen(self._matrix(self.in_channels, self.out_channels))

    def scene(self) -> Scene:
        band = self._matrix(1, 1)
        rows, columns, filled = self.measure().value
        closing = f"All channels: {rows:,} rows, {columns:,} columns, {filled:,} entries."
        return matrix("one pair of channels as a matrix", band, closing=closing, written=False)
