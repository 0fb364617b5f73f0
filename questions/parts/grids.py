"""Small grids of whole numbers, worked out by hand: how they are drawn, typed, turned and written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from questions.drawing import Draw, Stream
from questions.notation.numbers import TypedRows
from questions.parts.signs import factor, minus

Rows = tuple[tuple[int, ...], ...]
"""A grid of whole numbers."""

Entry = Annotated[int, Field(ge=-99, le=99)]
TypedGrid = Annotated[tuple[tuple[Entry, ...], ...], Field(min_length=1, max_length=16), TypedRows]
"""A variant's field that holds a grid and may be typed as `1,2;3,4`."""


class DrawSquare:
    """A square of draws, its side one of the given."""

    def __init__(self, each: Draw, *sides: int) -> None:
        self.each, self.sides = each, sides

    def pick(self, stream: Stream) -> Rows:
        """Return the rows of one square."""
        side = stream.choice(self.sides)
        return tuple(tuple(self.each.pick(stream) for _ in range(side)) for _ in range(side))


def is_even(grid: Rows) -> bool:
    """Tell whether all rows of a grid are equally long."""
    return all(len(row) == len(grid[0]) > 0 for row in grid)


def is_square(grid: Rows) -> bool:
    """Tell whether a grid has as many columns as rows."""
    return all(len(row) == len(grid) for row in grid)


def size(grid: Rows) -> tuple[int, int]:
    """Return the rows and columns of a grid."""
    return len(grid), len(grid[0])


def turned(grid: Rows) -> Rows:
    """Return a grid rotated by 180°."""
    return tuple(row[::-1] for row in grid[::-1])


def transposed(grid: Rows) -> Rows:
    """Return a grid with rows and columns exchanged."""
    return tuple(zip(*grid, strict=True))


def weighed(patch: Rows, kernel: Rows) -> int:
    """Return the sum of the products, cell by cell."""
    return sum(
        x * w
        for patch_row, kernel_row in zip(patch, kernel, strict=True)
        for x, w in zip(patch_row, kernel_row, strict=True)
    )


def row_sum(patch_row: Iterable[int], kernel_row: Iterable[int]) -> str:
    """Write the products of one row and their sum."""
    pairs = list(zip(patch_row, kernel_row, strict=True))
    return " + ".join(f"{factor(x)}·{factor(w)}" for x, w in pairs) + f" = {minus(sum(x * w for x, w in pairs))}"


def inline(grid: Rows) -> str:
    """Write a grid in a line: `1 2 / 3 4`."""
    return " / ".join(" ".join(map(minus, row)) for row in grid)


def drawn(grid: Rows) -> str:
    """Write a grid in lines whose columns stand below each other; the strokes keep it readable in one line."""
    width = max(len(str(number)) for row in grid for number in row)
    return " /\n".join("  " + " ".join(minus(number).rjust(width) for number in row) for row in grid)
