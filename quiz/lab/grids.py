"""Grids of numbers: test images, kernels, the learner's own, and how they are written."""

from __future__ import annotations

import math
import re

from questions.notation.counts import count

Rows = tuple[tuple[float, ...], ...]

PICTURES = {
    "seven": """
        . . . . . . . .
        . 9 9 9 9 9 9 .
        . . . . . 8 9 .
        . . . . 5 9 4 .
        . . . . 9 7 . .
        . . . 6 9 . . .
        . . . 9 6 . . .
        . . . . . . . .""",
    "edge": """
        1 1 1 1 8 8 8 8
        1 1 1 1 8 8 8 8
        1 1 1 1 8 8 8 8
        1 1 1 1 8 8 8 8
        1 1 1 1 8 8 8 8
        1 1 1 1 8 8 8 8
        1 1 1 1 8 8 8 8
        1 1 1 1 8 8 8 8""",
    "cross": """
        . . . 9 9 . . .
        . . . 9 9 . . .
        . . . 9 9 . . .
        9 9 9 9 9 9 9 9
        9 9 9 9 9 9 9 9
        . . . 9 9 . . .
        . . . 9 9 . . .
        . . . 9 9 . . .""",
    "ramp": """
        0 1 2 3 4 5 6 7
        1 2 3 4 5 6 7 8
        2 3 4 5 6 7 8 9
        3 4 5 6 7 8 9 8
        4 5 6 7 8 9 8 7
        5 6 7 8 9 8 7 6
        6 7 8 9 8 7 6 5
        7 8 9 8 7 6 5 4""",
    "checks": """
        9 . 9 . 9 . 9 .
        . 9 . 9 . 9 . 9
        9 . 9 . 9 . 9 .
        . 9 . 9 . 9 . 9
        9 . 9 . 9 . 9 .
        . 9 . 9 . 9 . 9
        9 . 9 . 9 . 9 .
        . 9 . 9 . 9 . 9""",
    "point": """
        . . . . .
        . . . . .
        . . 1 . .
        . . . . .
        . . . . .""",
}
"""Test images of one channel; a dot is 0."""

LARGEST = 32
"""The most rows and columns of a grid that is typed."""


CELLS = r"[^\s;,]+(?:,\d+)?(?:;[^\s;,]+(?:,\d+)?)+;?"
"""A line of numbers between semicolons, its comma the decimal sign; rows so short on several lines are no square."""


def parse_grid(text: str) -> Rows:
    """Read a square of numbers: rows on lines or between semicolons, numbers between spaces or commas, a dot for 0.

    Lists in brackets, as Python prints them, are read too, and lines whose numbers stand between semicolons, as
    spreadsheets write them where the comma is the decimal sign. A ValueError says what is wrong where.
    """
    lines = _lines(text)
    if not lines:
        raise ValueError("there are no numbers; write rows such as 0 1 0")
    rows = tuple(
        tuple(_number(word, at) for word in re.split(r"[\s,]+", line.strip()) if word)
        for at, line in enumerate(lines, start=1)
    )
    if len(rows) > LARGEST or len(rows[0]) > LARGEST:
        raise ValueError(f"a grid has at most {LARGEST} rows and columns here")
    for at, row in enumerate(rows, start=1):
        if len(row) != len(rows):
            square = f"a square of {count(len(rows), 'row')} needs {len(rows)} in each"
            raise ValueError(f"row {at} has {count(len(row), 'number')}; {square}")
    return rows


def _lines(text: str) -> list[str]:
    if lists := re.fullmatch(r"\s*\[((?:[\s,]*\[[^][]*\])+[\s,]*)\]\s*", text):
        return re.findall(r"\[([^][]*)\]", lists[1])
    if matrix := re.fullmatch(r"\s*\[([^][]*)\]\s*", text):
        text = matrix[1]
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(re.fullmatch(CELLS, line) for line in lines):
        return [line.replace(",", ".").replace(";", " ") for line in lines]
    return [row for line in lines for row in line.split(";") if row.strip()]


def _number(word: str, row: int) -> float:
    try:
        value = 0.0 if word == "." else float(word.replace("−", "-"))
    except ValueError:
        raise ValueError(f"row {row}: {word[:40]!r} is not a number") from None
    if math.isnan(value):
        raise ValueError(f"row {row}: {word!r} is not a number")
    if not abs(value) <= 1e6:
        raise ValueError(f"row {row}: {word} is beyond a million")
    return value


def image(name: str, side: int) -> Rows:
    """Return a test image of this side, as `fitted` makes it."""
    return fitted(parse_grid(PICTURES[name]), side)


def fitted(rows: Rows, side: int) -> Rows:
    """Return a grid on a square of this side: magnified as often as it fits whole, zeros around it; else its middle."""
    times = max(side // len(rows), 1)
    large = [[value for value in row for _ in range(times)] for row in rows for _ in range(times)]
    before = (side - len(large)) // 2
    inside = range(len(large))

    def at(row: int, column: int) -> float:
        row, column = row - before, column - before
        return large[row][column] if row in inside and column in inside else 0.0

    return tuple(tuple(at(row, column) for column in range(side)) for row in range(side))


KERNELS = ("ones", "identity", "blur", "edge", "sharpen")
"""Presets of a kernel of any side; blur is the mean, edge the centre against its neighbours, sharpen both added."""


def kernel(name: str, side: int) -> Rows:
    """Return a preset's weights."""
    others, centre = {
        "ones": (1.0, 1.0),
        "identity": (0.0, 1.0),
        "blur": (1 / side**2, 1 / side**2),
        "edge": (-1.0, side**2 - 1.0),
        "sharpen": (-1.0, float(side**2)),
    }[name]
    middle = side // 2
    return tuple(tuple(centre if row == column == middle else others for column in range(side)) for row in range(side))


def typed(rows: Rows) -> str:
    """Write a grid as parse_grid reads it, a row a line, columns aligned."""
    words = [[f"{value:.6g}" for value in row] for row in rows]
    width = max(len(word) for row in words for word in row)
    return "\n".join(" ".join(f"{word:>{width}}" for word in row) for row in words)
