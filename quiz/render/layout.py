"""Where the pictures of a frame stand on a grid of characters; every renderer reads this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from questions.scenes import Bars, Frame, Grid, Ink, Marks, Picture, Plane
from questions.scenes.numbers import figure
from quiz.render.blocks import BRACKETS, GLYPHS, Block, Line, Run, Spot, joined, length
from quiz.render.charts import bars, plane, table
from quiz.render.grids import CLOSE, FIGURES, PIXELS, TILES
from quiz.render.grids import block as grid_block
from quiz.render.marks import beside, stacked
from quiz.render.palette import DIGITS, LEVELS, RAMP, Shade

HEADING = 14
"""Columns that the heading of a narrow grid may take, less where several would not stand side by side."""
NARROWEST_HEADING = 8
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
    rows, detail = _chosen(frame.pictures, width, height, colour)
    lines: list[Line] = []
    spots: list[Spot] = []
    for row in rows:
        top = len(lines)
        spots.extend(_side_by_side(lines, row))
        if _wide(row) > width:
            lines[top:] = [_within(line, width) for line in lines[top:]]
    scales = [block.scale for row in rows for block in row]
    return Laid(lines, spots, _legend(frame.pictures, scales, width, detail))


def _chosen(pictures: Sequence[Picture], width: int, height: int, colour: bool) -> tuple[list[list[Block]], Detail]:
    """Return the closest drawing that fits, as rows of blocks, else the lowest of the coarsest."""
    has_grids = any(isinstance(picture, Grid) for picture in pictures)
    tower = any(isinstance(picture, Marks) and picture.shrinks for picture in pictures)
    forms = [list(_fixed(pictures, width, height, compact)) for compact in ((True, False) if tower else (False, True))]
    # A heading breaks rather than push what stands beside its grid to another line.
    share = (width + GAP) // max(len(pictures), 1) - GAP
    heading = width if len(pictures) == 1 else min(max(share, NARROWEST_HEADING), HEADING)
    tried: list[list[list[Block]]] = []
    detail = Detail(FIGURES, FIGURES, 1, colour)
    for level, small, step in LEVELS_OF_DETAIL if has_grids else LEVELS_OF_DETAIL[:1]:
        detail = Detail(level, small, step, colour)
        tried = [_flowed([_block(part, detail, heading) for part in form], width) for form in forms]
        for rows in tried:
            if _fits(rows, width, height):
                return rows, detail
    return min(tried, key=_lines), detail


def _fits(rows: Sequence[Sequence[Block]], width: int, height: int) -> bool:
    return _lines(rows) <= height and all(_wide(row) <= width for row in rows)


def _lines(rows: Sequence[Sequence[Block]]) -> int:
    return sum(_high(row)[1] for row in rows)


def _high(row: Sequence[Block]) -> tuple[int, int]:
    """Return the lines of the tallest heading of a row, and of the whole row."""
    head = max(block.head for block in row)
    return head, head + max(block.height - block.head for block in row)


def _wide(row: Sequence[Block]) -> int:
    return sum(block.width + (GAP if number or block.sign else 0) for number, block in enumerate(row))


def _fixed(pictures: Sequence[Picture], width: int, height: int, compact: bool) -> Iterator[Block | Grid]:
    """Yield the drawings that do not depend on the detail, and the grids."""
    for kind, group in groupby(pictures, type):
        members = list(group)
        if compact and kind is Marks:
            yield beside([each for each in members if isinstance(each, Marks)], width)
            continue
        for picture in members:
            if isinstance(picture, Grid):
                yield picture
            elif isinstance(picture, Marks):
                yield stacked(picture, width)
            elif isinstance(picture, Bars):
                yield bars(picture, width)
            elif isinstance(picture, Plane):
                yield plane(picture, width, height)
            else:
                yield table(picture, width, height - 1 if len(pictures) == 1 else height // 2)


def _block(part: Block | Grid, detail: Detail, heading: int) -> Block:
    return part if isinstance(part, Block) else grid_block(part, *detail.of(part), heading)


def _flowed(blocks: Sequence[Block], width: int) -> list[list[Block]]:
    """Put blocks beside each other while there is room, then begin below."""
    rows: list[list[Block]] = []
    open_row = False
    for block in blocks:
        if block.joins and open_row and _wide([*rows[-1], block]) <= width:
            rows[-1].append(block)
        else:
            rows.append([block])
        open_row = block.joins
    return rows


def _side_by_side(lines: list[Line], row: Sequence[Block]) -> Iterator[Spot]:
    """Add the lines of blocks that stand beside each other, what is under their headings level."""
    top, left = len(lines), 0
    head, height = _high(row)
    if len(row) == 1 and not row[0].sign:
        lines.extend(map(_trimmed, row[0].draw()))
        yield from (spot._replace(y=spot.y + top) for spot in row[0].spots)
        return
    whole: list[list[Run]] = [[] for _ in range(height)]
    for number, block in enumerate(row):
        gap = GAP if number or block.sign else 0
        above = head - block.head
        drawn = [*([] for _ in range(above)), *block.draw()]
        for y in range(height):
            sign = block.sign if y == above + block.middle else ""
            line = drawn[y] if y < len(drawn) else []
            whole[y] += [(f"{sign:^{gap}}", None), *line, (" " * (block.width - length(line)), None)]
        for spot in block.spots:
            yield spot._replace(x=spot.x + left + gap, y=spot.y + top + above)
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
    ranges: dict[tuple[str, str], Grid] = {}
    for picture in pictures:
        if isinstance(picture, Marks):
            marks.update(ink for row in picture.rows for ink in row)
        elif isinstance(picture, Plane):
            marks.update(point.ink for point in picture.points)
            marks.update({Ink.CELL} if picture.pixels else ())
        elif isinstance(picture, Grid):
            framed.update(picture.inks.values())
            if not picture.figures or detail.of(picture)[0] > CLOSE:
                ranges.setdefault(_ends(picture), picture)
    in_pixels = detail.level == PIXELS
    entries: list[list[Run]] = []
    for ink in Ink:
        if ink in framed:
            pixel = "█" if detail.colour else GLYPHS[ink]
            mark = pixel if in_pixels else BRACKETS.get(ink, GLYPHS[ink] * 2)
            entries.append([(mark, ink), (f" {ink.value}", None)])
        elif ink in marks - {Ink.NONE, Ink.AHEAD}:
            entries.append([(GLYPHS[ink], ink), (f" {ink.value}", None)])
    for ends, grid in ranges.items():
        whose = f"{grid.label}: " if len(ranges) > 1 else ""
        entries.append(_key(whose, ends, detail.colour, grid.low < 0 and max(-grid.low, grid.high)))
    entries += [[(scale, None)] for scale in dict.fromkeys(scales) if scale]
    return _wrapped(entries, width)


def _ends(grid: Grid) -> tuple[str, str]:
    """Write what the ends of a grid's palette stand for."""
    reach = max(-grid.low, grid.high)
    return (figure(-reach), figure(reach)) if grid.low < 0 else (figure(grid.low), figure(grid.high))


def _key(whose: str, ends: tuple[str, str], colour: bool, reach: float) -> list[Run]:
    """Draw a palette from end to end, with what its ends stand for; `reach` is not 0 if it diverges."""
    step = f", a step is {figure(reach / DIGITS)}" if reach and not colour else ""
    if reach:
        middle = LEVELS // 2
        ramp: list[Run] = [(" ", Shade(level, True)) for level in range(-middle, middle + 1, 2)]
        glyphs = "i–a·1–9"
    else:
        ramp = [(" ", Shade(level, False)) for level in range(0, LEVELS, 2)]
        glyphs = RAMP
    return [(f"{whose}{ends[0]} ", None), *(ramp if colour else [(glyphs, None)]), (f" {ends[1]}{step}", None)]


def _wrapped(entries: Sequence[list[Run]], width: int) -> list[Line]:
    lines: list[Line] = []
    for entry in entries:
        if lines and length(lines[-1]) + 2 + length(entry) <= width:
            lines[-1] += [("  ", None), *entry]
        else:
            lines.append([*entry])
    return [_within(joined(line), width) for line in lines]
