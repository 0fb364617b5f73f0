"""Rows of words set in columns that fit a width."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from quiz.files.printable import columns, fitted

GAP = 2
"""Columns between two."""
LEAST = 4
"""Columns below which one is left out, the last first."""


def in_columns(rows: Sequence[Sequence[str]], width: int, numbers: Collection[int] = ()) -> list[str]:
    """Return each row as a line of at most so many columns; too wide a one has its widest words cut, never numbers."""
    wide = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    while len(wide) > 1 and sum(wide[at] if at in numbers else LEAST for at in range(len(wide))) + _gaps(wide) > width:
        wide.pop()
    words = [at for at in range(len(wide)) if at not in numbers] or [0]
    while wide and sum(wide) + _gaps(wide) > width and max(wide[at] for at in words) > 1:
        wide[max(words, key=wide.__getitem__)] -= 1
    return [(" " * GAP).join(_cells(row, wide, numbers)).rstrip() for row in rows]


def _gaps(wide: Sequence[int]) -> int:
    return GAP * (len(wide) - 1)


def _cells(row: Sequence[str], wide: Sequence[int], numbers: Collection[int]) -> Iterator[str]:
    for at, (cell, size) in enumerate(zip(row, wide, strict=False)):
        yield cell.rjust(size) if at in numbers and columns(cell) <= size else fitted(cell, size)
