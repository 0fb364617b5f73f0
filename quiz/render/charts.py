"""Bars, tables and planes of points as lines."""

from __future__ import annotations

from dataclasses import replace
from math import log10

from questions.notation.counts import count
from questions.scenes import Bars, Ink, Plane, Table
from quiz.render.blocks import GLYPHS, Block, Line, Tone, block_of, joined, plain, written
from quiz.render.marks import strongest

EIGHTHS = " ▏▎▍▌▋▊▉█"
HERE = " ◂"
"""What the marked bar has behind its value."""
SPACINGS = ((3, 6), (2, 4), (1, 2), (1, 1))
"""Lines and columns from pixel to pixel of a plane."""
NARROWEST = 24
"""Columns below which the last column of a table is not squeezed."""


def bars(picture: Bars, width: int) -> Block:
    """Draw a chart, each bar with its value; on a log scale the ends of the axis are written."""
    names = min(max(len(bar.label) for bar in picture.bars), max(width // 3, 8))
    values = max(len(bar.shown) + len(HERE) * (bar.ink is Ink.ASKED) for bar in picture.bars)
    room = max(width - names - values - 2, 4)
    lines: list[Line] = written(f"{picture.label}{_scale(picture)}", width)
    for bar in picture.bars:
        eighths = round(_share(picture, bar.value) * room * 8)
        drawn = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
        heads = written(bar.label, names)
        lines += heads[:-1]
        shown = f" {bar.shown}{HERE if bar.ink is Ink.ASKED else ''}"
        lines.append(joined([(f"{heads[-1][0][0]:<{names}} ", None), (drawn, bar.ink), (shown, None)]))
    return block_of(lines)


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
    """Draw columns, the last of them wrapped; where even that is too wide a row becomes a sentence."""
    heads = [picture.header] if any(picture.header) else []
    wide = [max(len(row[column]) for row in (*heads, *picture.rows)) for column in range(len(picture.header))]
    lines: list[Line] = written(picture.label, width)
    last = width - sum(wide[:-1]) - 2 * len(wide)
    if sum(wide) + 2 * len(wide) > width:
        if last < NARROWEST:
            return block_of([*lines, *_cards(picture, width, height - len(lines))])
        wide[-1] = last
    lines += [each for row in heads for each in _row(row, wide, "  ", None)]
    room = max(height - len(lines), 2)
    first, after = _window(len(picture.rows), picture.marked or 0, room)
    if first:
        lines.append([(f"  … {count(first, 'row')} above", None)])
    for number in range(first, after):
        marked = number == picture.marked
        lines += _row(picture.rows[number], wide, "▸ " if marked else "  ", Ink.ASKED if marked else None)
    if after < len(picture.rows):
        lines.append([(f"  … {count(len(picture.rows) - after, 'row')} below", None)])
    return block_of(lines)


def _row(row: tuple[str, ...], wide: list[int], mark: str, tone: Tone) -> list[Line]:
    """Put words to the left, numbers to the right of their columns; the last column takes lines as it needs."""
    *before, end = row
    texts = [_aligned(text, size) for text, size in zip(before, wide, strict=False)]
    parts = [plain(line) for line in written(end, wide[-1])] or [""]
    parts[0] = _aligned(parts[0], wide[-1]) if len(parts) == 1 else parts[0]
    margin = " " * (sum(wide[:-1]) + 2 * len(texts))
    first: Line = [(mark, None), ("  ".join([*texts, parts[0]]).rstrip(), tone)]
    return [first, *([("  " + margin + part, tone)] for part in parts[1:])]


def _aligned(text: str, size: int) -> str:
    return text.rjust(size) if text[:1].isdigit() or text[:1] in "−+" else text.ljust(size)


def _cards(picture: Table, width: int, height: int) -> list[Line]:
    cards: list[list[Line]] = []
    for number, row in enumerate(picture.rows):
        heads = (f"{head}: " if head else "" for head in picture.header) if any(picture.header) else ("",) * len(row)
        text = " · ".join(f"{head}{cell}" for head, cell in zip(heads, row, strict=True) if cell)
        cards.append(written(("▸ " if number == picture.marked else "") + text, width))
    room = max(height // max(map(len, cards), default=1), 1)
    first, after = (0, len(cards)) if sum(map(len, cards)) <= height else _window(len(cards), picture.marked or 0, room)
    above: list[Line] = [[(f"… {count(first, 'row')} above", None)]] if first else []
    below: list[Line] = [[(f"… {count(len(cards) - after, 'row')} below", None)]] if after < len(cards) else []
    return [*above, *(line for card in cards[first:after] for line in card), *below]


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
    down, across = next(
        (each for each in SPACINGS if (columns - 1) * each[1] < width and (rows - 1) * each[0] < height - 3),
        SPACINGS[-1],
    )
    marks = (
        {(row * down, column * across): [Ink.CELL] for row in range(rows) for column in range(columns)}
        if picture.pixels
        else {}
    )
    for point in picture.points:
        marks.setdefault((round(point.row * down), round(point.column * across)), []).append(point.ink)
    top, left = (min(place[axis] for place in marks) for axis in (0, 1))
    bottom, right = (max(place[axis] for place in marks) for axis in (0, 1))
    lines = []
    for y in range(top, bottom + 1):
        inks = [strongest(marks.get((y, x), [Ink.NONE])) for x in range(left, right + 1)]
        lines.append(joined((GLYPHS[ink], ink) for ink in inks))
    room = max(right - left + 1, min(width, 30))
    label = written(picture.label, room)
    return replace(block_of([*label, *lines], joins=True), head=len(label))
