"""Gradients worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from questions.drawing import Draw
from questions.model import Variant
from questions.parts.grids import (
    DrawSquare,
    Rows,
    TypedGrid,
    drawn,
    is_square,
    turned,
    weighed,
)
from solvers import measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


def patch(grid: Rows, row: int, column: int, side: int) -> Rows:
    """Return the square that begins here."""
    return tuple(line[column : column + side] for line in grid[row : row + side])


def correlated(grid: Rows, kernel: Rows) -> Rows:
    """Return the cross-correlation of two squares, without padding."""
    places, side = range(len(grid) - len(kernel) + 1), len(kernel)
    return tuple(tuple(weighed(patch(grid, i, j, side), kernel) for j in places) for i in places)


def plane(measured: Measurement) -> Measurement:
    """Return the one plane of a measured (1, 1, h, w) as rows of whole numbers."""
    rows = tuple(tuple(map(round, row)) for row in measured.value[0][0])
    return Measurement(rows, measured.run)


def ones(*shape: int) -> Array:
    """Return float64 ones."""
    return measure.zeros(*shape).astype(float) + 1


class ByHand(Variant):
    """What is asked about one small layer whose numbers are all shown."""

    grid_names: ClassVar[tuple[str, ...]] = ("filter", "input", "dY")

    image: Annotated[TypedGrid, DrawSquare(Draw(range(-3, 5)), 3)]
    kernel: Annotated[TypedGrid, DrawSquare(Draw(range(-2, 4)), 2)]
    gradient: Annotated[TypedGrid, DrawSquare(Draw(range(-2, 4)), 2)]

    def impossible(self) -> str | None:
        if not all(map(is_square, (self.image, self.kernel, self.gradient))):
            return "input, kernel and gradient must be square: as many numbers a row as there are rows"
        places = len(self.image) - len(self.kernel) + 1
        if len(self.gradient) != places:
            return f"the output, and so its gradient, has {max(places, 0)} rows, not {len(self.gradient)}"
        return None

    def excluded(self) -> bool:
        grids = (self.kernel, self.gradient)
        return any(grid == turned(grid) or sum(grid, ()).count(0) > 1 for grid in grids)

    @property
    def _layer(self) -> str:
        n, k = len(self.image), len(self.kernel)
        return (
            f"A convolution layer has one {k}×{k} filter\n{drawn(self.kernel)}\nwith stride 1 and no padding. It ran "
            f"on the {n}×{n} input\n{drawn(self.image)}\nThe gradient of the loss with respect to its output is\n"
            f"{drawn(self.gradient)}"
        )

    def _planes(self) -> tuple[Array, Array, Array]:
        """Return input, kernel and output gradient as arrays."""
        image, kernel, gradient = (measure.image(rows)[0, 0] for rows in (self.image, self.kernel, self.gradient))
        return image, kernel, gradient

    def _entries(self) -> Iterator[tuple[int, int, int]]:
        """Yield row, column and value of every entry of the output gradient."""
        for i, line in enumerate(self.gradient):
            for j, value in enumerate(line):
                yield i, j, value
