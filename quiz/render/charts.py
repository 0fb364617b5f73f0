"""Bars, tables and planes of points as lines."""

from __future__ import annotations

from math import log10

from questions.scenes import Bars, Ink, Plane, Table
from quiz.render.blocks import GLYPHS, Block, Line, joined, written
from quiz.render.marks import strongest

EIGHTHS = " ▏▎▍▌▋▊▉█"


def bars(picture: Bars, width: int) -> Block:
    """Draw a chart, each bar with its value; on a log scale the ends of the axis are written."""
    names = min(max(len(bar.label) for bar in picture.bars), max(width // 3, 8))
    values = max(len(bar.shown) for bar in picture.bars)
    room = max(width - names - values - 2, 4)
    lines: list[Line] = written(f"{picture.label}{_scale(picture)}", width)
    for bar in picture.bars:
        eighths = round(_share(picture, bar.value) * room * 8)
        drawn = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
        heads = written(bar.label, names)
        lines += heads[:-1]
        lines.append(joined([(f"{heads[-1][0][0]:<{names}} ", None), (drawn, bar.ink), (" " + bar.shown, None)]))
    return Block(lines)


def _share(picture: Bars, value: float) -> float:
    if value <= 0 or picture.top <= 0:
        return 0.0
    if picture.log:
        span = log10(picture.top / picture.bottom)
        return min(max(log10(value / picture.bottom) / span, 0.0), 1.0) if span > 0 else 1.0
    return min(value / picture.top, 1.0)


def _scale(picture: Bars) -> str:
    return f"  (log scale from {picture.bottom:,.10g})" if picture.log else ""


def table(picture: Table, width: int, height: int) -> Block:
    """Draw columns; where they are too wide a row becomes lines, and rows that do not fit are named."""
    rows = (picture.header, *picture.rows) if any(picture.header) else picture.rows
    wide = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines: list[Line] = written(picture.label, width)
    if sum(wide) + 2 * len(wide) > width:
        return Block([*lines, *_cards(picture, width)])
    if any(picture.header):
        lines.append([("  " + _row(picture.header, wide), None)])
    room = max(height - len(lines), 2)
    first, last = _window(len(picture.rows), picture.marked or 0, room)
    if first:
        lines.append([(f"  … {first} rows above", None)])
    for number in range(first, last):
        marked = number == picture.marked
        lines.append(
            [("▸ " if marked else "  ", None), (_row(picture.rows[number], wide), Ink.ASKED if marked else None)]
        )
    if last < len(picture.rows):
        lines.append([(f"  … {len(picture.rows) - last} rows below", None)])
    return Block(lines)


def _row(row: tuple[str, ...], wide: list[int]) -> str:
    """Put words to the left, numbers to the right of their columns."""
    cells = (
        text.rjust(size) if text[:1].isdigit() or text[:1] in "−+" else text.ljust(size)
        for text, size in zip(row, wide, strict=True)
    )
    return "  ".join(cells).rstrip()


def _cards(picture: Table, width: int) -> list[Line]:
    lines: list[Line] = []
    for number, row in enumerate(picture.rows):
        heads = (f"{head}: " if head else "" for head in picture.header) if any(picture.header) else ("",) * len(row)
        text = " · ".join(f"{head}{cell}" for head, cell in zip(heads, row, strict=True) if cell)
        lines += written(("▸ " if number == picture.marked else "") + text, width)
    return lines


def _window(count: int, marked: int, room: int) -> tuple[int, int]:
    """Return which rows are shown, the marked one among them, with a line to spare for what is hidden."""
    if count <= room:
        return 0, count
    room = max(room - 2, 1)
    first = min(max(marked - room // 2, 0), count - room)
    return first, first + room


def plane(picture: Plane, width: int, height: int) -> Block:
    """Draw the pixels of a map as dots far enough apart that points between them can be seen."""
    rows, columns = picture.size
    across = next((each for each in (6, 4, 3, 2, 1) if (columns - 1) * each < width - 1), 1)
    down = next((each for each in (3, 2, 1) if (rows - 1) * each < height - 3 and each <= across), 1)
    marks = {(row * down, column * across): [Ink.CELL] for row in range(rows) for column in range(columns)}
    for point in picture.points:
        marks.setdefault((round(point.row * down), round(point.column * across)), []).append(point.ink)
    top, left = (min(place[axis] for place in marks) for axis in (0, 1))
    bottom, right = (max(place[axis] for place in marks) for axis in (0, 1))
    lines = []
    for y in range(top, bottom + 1):
        inks = [strongest(marks.get((y, x), [Ink.NONE])) for x in range(left, right + 1)]
        lines.append(joined((GLYPHS[ink], ink) for ink in inks))
    room = max(right - left + 1, min(width, 30))
    return Block([*written(picture.label, room), *lines, *written(picture.note, room)])
