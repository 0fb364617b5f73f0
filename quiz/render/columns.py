"""Rows of words set in columns that fit a width."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.files.printable import columns, fitted

GAP = 2
"""Columns between two."""
LEAST = 4
"""Columns below which one is left out, the last first."""


def in_columns(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return each row as a line of at most so many columns; where it is too wide, the widest columns are cut."""
    wide = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    while len(wide) > 1 and len(wide) * (LEAST + GAP) - GAP > width:
        wide.pop()
    while wide and sum(wide) + GAP * (len(wide) - 1) > width and max(wide) > 1:
        wide[wide.index(max(wide))] -= 1
    gap = " " * GAP
    return [gap.join(map(fitted, row, wide)).rstrip() for row in rows]
