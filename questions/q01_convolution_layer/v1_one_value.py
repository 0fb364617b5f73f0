from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.grids import (
    DrawSquare,
    Entry,
    Rows,
    TypedGrid,
    drawn,
    inline,
    is_even,
    is_square,
    row_sum,
    size,
    transposed,
    turned,
    weighed,
)
from questions.parts.signs import minus, plus
from questions.q01_convolution_layer.one_output import read_at
from questions.scenes import Scene
from questions.scenes.window import Sliding, window
from questions.slips import Slip
from solvers import measure
from solvers.measure import Measurement


class OneValue(Variant):
    """1.1 One output value."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "O[i, j] = Σ_m Σ_n X[i + m, j + n]·W[m, n] + b"
    latex: ClassVar[str] = r"O_{i,j} = \sum_{m}\sum_{n} X_{i+m,\,j+n}\, W_{m,n} + b"

    image: Annotated[TypedGrid, DrawSquare(Draw(range(-3, 10)), 5, 6)]
    kernel: Annotated[TypedGrid, DrawSquare(Draw(range(-2, 3)), 2, 3)]
    bias: Annotated[Entry, Draw(-3, -2, -1, 1, 2, 3)]
    row: Annotated[int, Field(ge=0, le=15), Draw(range(5))]
    column: Annotated[int, Field(ge=0, le=15), Draw(range(5))]

    @property
    def _places(self) -> tuple[int, int]:
        """Rows and columns of the output."""
        (high, wide), (tall, broad) = size(self.image), size(self.kernel)
        return high - tall + 1, wide - broad + 1

    def _patch(self, row: int, column: int) -> Rows:
        """Return what the window that begins here reads; beyond the input lie zeros."""
        (high, wide), (tall, broad) = size(self.image), size(self.kernel)
        return tuple(
            tuple(self.image[r][c] if 0 <= r < high and 0 <= c < wide else 0 for c in range(column, column + broad))
            for r in range(row, row + tall)
        )

    def impossible(self) -> str | None:
        if not is_even(self.image) or not is_even(self.kernel):
            return "all rows of the input must be equally long, and so those of the kernel"
        rows, columns = self._places
        if self.row >= rows or self.column >= columns:
            return f"there are {max(rows, 0)} rows and {max(columns, 0)} columns of output, counted from 0"
        return None

    def excluded(self) -> bool:
        return self.kernel == self.kernel[::-1]

    def ask(self) -> str:
        of_input, of_kernel = ("×".join(map(str, size(grid))) for grid in (self.image, self.kernel))
        return (
            f"A convolution layer has one {of_kernel} filter\n{drawn(self.kernel)}\nand bias {minus(self.bias)}, with "
            f"stride 1 and no padding. It runs (cross-correlation, as in PyTorch) on the {of_input} input\n"
            f"{drawn(self.image)}\n"
            f"What is the output at row {self.row}, column {self.column}, both counted from 0?"
        )

    def answer(self) -> Integer:
        return Integer(value=weighed(self._patch(self.row, self.column), self.kernel) + self.bias, counts=False)

    def slips(self) -> Iterator[Slip]:
        i, j = self.row, self.column
        down, right = (side // 2 for side in size(self.kernel))
        patch = self._patch(i, j)
        run = partial(read_at, i, j, self.image, bias=self.bias)

        def slip(tag: str, message: str, patch: Rows, kernel: Rows, measured: partial[Measurement]) -> Slip:
            total = weighed(patch, kernel) + self.bias
            working = f"{inline(patch)} times {inline(kernel)}, {plus(self.bias)}: {minus(total)}"
            return Slip(tag=tag, value=total, message=message, working=working, run=measured)

        flipped = turned(self.kernel)
        yield slip(
            "op.true_convolution",
            "You rotated the kernel by 180°: mathematically that is convolution, but layers cross-correlate.",
            patch,
            flipped,
            partial(run, kernel=flipped),
        )
        total = weighed(patch, self.kernel)
        yield Slip(
            tag="bias.forgotten",
            value=total,
            working=f"the products alone: {minus(total)}",
            run=partial(run, kernel=self.kernel, bias=None),
        )
        yield slip(
            "window.centred",
            "Without padding the window is not centred there: output (i, j) looks at rows i to i + k − 1.",
            self._patch(i - down, j - right),
            self.kernel,
            partial(run, kernel=self.kernel, padding=(down, right)),
        )
        if is_square(self.kernel):
            columns = transposed(self.kernel)
            yield slip(
                "kernel.transposed",
                "You read the kernel by columns.",
                patch,
                columns,
                partial(run, kernel=columns),
            )
        if j < self._places[0] and i < self._places[1]:
            yield slip(
                "axes.swapped",
                "",
                self._patch(j, i),
                self.kernel,
                partial(read_at, j, i, self.image, self.kernel, self.bias),
            )

    def steps(self) -> Iterator[str]:
        i, j, (tall, broad) = self.row, self.column, size(self.kernel)
        patch = self._patch(i, j)
        yield f"The window covers rows {i} to {i + tall - 1}, columns {j} to {j + broad - 1}: {inline(patch)}"
        for patch_row, kernel_row in zip(patch, self.kernel, strict=True):
            yield f"Cell by cell: {row_sum(patch_row, kernel_row)}"
        total = weighed(patch, self.kernel)
        yield f"All rows and the bias: {minus(total)} {plus(self.bias)} = {minus(total + self.bias)}"

    def measure(self) -> Measurement:
        return read_at(self.row, self.column, self.image, self.kernel, self.bias)

    def scene(self) -> Scene:
        op = Sliding(
            measure.plane(measure.image(self.image)), measure.plane(measure.image(self.kernel)), bias=self.bias
        )
        return window("the window slides, its products add up", op, (self.row, self.column))
