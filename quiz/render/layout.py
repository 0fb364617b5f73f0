"""Where the pictures of a frame stand on a grid of characters; every renderer reads this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from questions.scenes import Bars, Frame, Grid, Ink, Marks, Picture, Plane
from questions.scenes.numbers import figure
from quiz.render.blocks import BRACKETS, GLYPHS, Block, Line, Run, Spot, joined, length
from quiz.render.charts import bars, plane, table
from quiz.render.grids import CLOSE, FIGURES, PIXELS, TILES, drawn, may_fit
from quiz.render.marks import beside, stacked
from quiz.render.palette import LEVELS, RAMP, Shade

GAP = 3
"""Columns between pictures side by side; a sign stands in their middle."""
STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64)
"""Cells along a side of a pixel, where a grid does not fit otherwise."""


FEW = 25
"""Cells up to which a grid keeps its numbers as long as it can."""
LEVELS_OF_DETAIL = (
    (FIGURES, FIGURES, 1),
    (CLOSE, CLOSE, 1),
    (TILES, CLOSE, 1),
    (TILES, TILES, 1),
    (PIXELS, CLOSE, 1),
    *((PIXELS, PIXELS, step) for step in STEPS),
)
"""Level, level of small grids, and cells along a side of a pixel: the first that fits is taken."""


class Detail(NamedTuple):
    """How closely grids are drawn."""

    level: int
    small: int
    """That of grids with few cells."""
    step: int
    colour: bool

    def of(self, grid: Grid) -> tuple[int, int, bool]:
        """Return level, step and colour for a grid."""
        few = len(grid.values) * len(grid.values[0]) <= FEW
        return self.small if few else self.level, self.step, self.colour


class Laid(NamedTuple):
    """A drawn frame: lines of at most the width, where the cells of grids are on them, and what marks mean."""

    lines: list[Line]
    spots: list[Spot]
    legend: list[Line]


def lay_out(frame: Frame, width: int, height: int, colour: bool = False) -> Laid:
    """Draw a frame as closely as fits; where even the coarsest is too high there are more lines, for who can scroll."""
    width, height = max(width, 8), max(height, 1)
    grids = [picture for picture in frame.pictures if isinstance(picture, Grid)]
    levels = LEVELS_OF_DETAIL if grids else LEVELS_OF_DETAIL[:1]
    laid = Laid([], [], [])
    for level, small, step in levels:
        detail = Detail(level, small, step, colour)
        if step != STEPS[-1] and not all(may_fit(grid, *detail.of(grid), width, height) for grid in grids):
            continue
        for compact in (False, True):
            blocks = list(_blocks(frame.pictures, width, height, detail, compact))
            lines, spots = _flowed([block for block, _ in blocks], [joins for _, joins in blocks], width)
            key = _legend(frame.pictures, [block.scale for block, _ in blocks], width, detail)
            laid = Laid([_within(line, width) for line in lines], spots, key)
            if len(lines) <= height and all(length(line) <= width for line in lines):
                return laid
    return laid


def _blocks(
    pictures: Sequence[Picture], width: int, height: int, detail: Detail, compact: bool
) -> Iterator[tuple[Block, bool]]:
    """Yield each picture's drawing, and whether it may stand beside another."""
    for kind, group in groupby(pictures, type):
        members = list(group)
        if compact and kind is Marks:
            yield beside([each for each in members if isinstance(each, Marks)], width), False
            continue
        for picture in members:
            if isinstance(picture, Marks):
                yield stacked(picture, width), False
            elif isinstance(picture, Grid):
                yield drawn(picture, *detail.of(picture), width), True
            elif isinstance(picture, Bars):
                yield bars(picture, width), False
            elif isinstance(picture, Plane):
                yield plane(picture, width, height), True
            else:
                yield table(picture, width, height - 1 if len(pictures) == 1 else height // 2), False


def _flowed(blocks: Sequence[Block], joining: Sequence[bool], width: int) -> tuple[list[Line], list[Spot]]:
    """Put blocks beside each other while there is room, then begin below."""
    rows: list[list[Block]] = []
    taken, open_row = 0, False
    for block, joins in zip(blocks, joining, strict=True):
        more = block.width + (GAP if block.sign or taken else 0)
        if joins and open_row and taken + more <= width:
            rows[-1].append(block)
            taken += more
        else:
            rows.append([block])
            taken = block.width + (GAP if block.sign else 0)
        open_row = joins
    lines: list[Line] = []
    spots: list[Spot] = []
    for row in rows:
        spots.extend(_side_by_side(lines, row))
    return lines, spots


def _side_by_side(lines: list[Line], row: Sequence[Block]) -> Iterator[Spot]:
    """Add the lines of blocks that stand beside each other, their tops level."""
    top, left = len(lines), 0
    height = max(len(block.lines) for block in row)
    whole: list[list[Run]] = [[] for _ in range(height)]
    for number, block in enumerate(row):
        gap = GAP if number or block.sign else 0
        for y in range(height):
            sign = block.sign if y == block.middle else ""
            line = block.lines[y] if y < len(block.lines) else []
            whole[y] += [(f"{sign:^{gap}}", None), *line, (" " * (block.width - length(line)), None)]
        for spot in block.spots:
            yield spot._replace(x=spot.x + left + gap, y=spot.y + top)
        left += gap + block.width
    lines.extend(_trimmed(joined((text, tone) for text, tone in line if text)) for line in whole)


def _trimmed(line: Line) -> Line:
    """Drop blanks at the end."""
    while line and line[-1][1] is None and not line[-1][0].strip():
        line = line[:-1]
    if line and line[-1][1] is None:
        line = [*line[:-1], (line[-1][0].rstrip(), None)]
    return line


def _within(line: Line, width: int) -> Line:
    """Cut a line that is too long, and mark the cut."""
    if length(line) <= width:
        return line
    kept, room = [], width - 1
    for text, tone in line:
        kept.append((text[:room], tone))
        room -= len(text[:room])
    return joined([*kept, ("…", None)])


def _legend(pictures: Sequence[Picture], scales: Sequence[str], width: int, detail: Detail) -> list[Line]:
    """Name the marks, and what shades stand for where numbers are not written."""
    marks: set[Ink] = set()
    framed: set[Ink] = set()
    ranges: dict[tuple[float, float], None] = {}
    for picture in pictures:
        if isinstance(picture, Marks):
            marks.update(ink for row in picture.rows for ink in row)
        elif isinstance(picture, Plane):
            marks.update((Ink.CELL, *(point.ink for point in picture.points)))
        elif isinstance(picture, Grid):
            framed.update(picture.inks.values())
            if not picture.figures or detail.of(picture)[0] > CLOSE:
                ranges[picture.low, picture.high] = None
    in_pixels = detail.level == PIXELS
    entries: list[list[Run]] = []
    for ink in Ink:
        if ink in framed:
            mark = GLYPHS[ink] if in_pixels else BRACKETS.get(ink, GLYPHS[ink] * 2)
            entries.append([(mark, ink), (f" {ink.value}", None)])
        elif ink in marks - {Ink.NONE, Ink.AHEAD}:
            entries.append([(GLYPHS[ink], ink), (f" {ink.value}", None)])
    entries += [_key(low, high, detail.colour) for low, high in ranges]
    entries += [[(scale, None)] for scale in dict.fromkeys(scales) if scale]
    return _wrapped(entries, width)


def _key(low: float, high: float, colour: bool) -> list[Run]:
    """Draw a palette from end to end, with what its ends stand for."""
    if low < 0:
        reach = max(-low, high)
        ends, middle = (figure(-reach), figure(reach)), LEVELS // 2
        ramp: list[Run] = [(" ", Shade(level, True)) for level in range(-middle, middle + 1, 2)]
        glyphs = "i…a·1…9"
    else:
        ends = figure(low), figure(high)
        ramp = [(" ", Shade(level, False)) for level in range(0, LEVELS, 2)]
        glyphs = RAMP
    return [(f"{ends[0]} ", None), *(ramp if colour else [(glyphs, None)]), (f" {ends[1]}", None)]


def _wrapped(entries: Sequence[list[Run]], width: int) -> list[Line]:
    lines: list[Line] = []
    for entry in entries:
        if lines and length(lines[-1]) + 2 + length(entry) <= width:
            lines[-1] += [("  ", None), *entry]
        else:
            lines.append([*entry])
    return [_within(joined(line), width) for line in lines]
