"""Maps of numbers as lines: figures, tiles of two columns, half-block pixels, or several cells a pixel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, product
from math import ceil

from questions.scenes import Cell, Grid, Ink
from questions.scenes.numbers import figure
from quiz.render.blocks import BRACKETS, GLYPHS, Block, Halves, Line, Run, Spot, Tinted, Tone, joined, length, written
from quiz.render.marks import strongest
from quiz.render.palette import Shade, glyph, shade, shades

FIGURES, CLOSE, TILES, PIXELS = range(4)
"""How closely a grid is drawn: numbers in brackets, numbers behind one, two columns a cell, half a character."""


LEAST = 12
"""Marks along the longer side below which a grid is not made coarser."""


GROUND = frozenset({Ink.PADDING, Ink.UNREAD, Ink.AHEAD})
"""Inks of cells about which nothing is said just now."""


def block(grid: Grid, detail: int, step: int, colour: bool, width: int) -> Block:
    """Measure a grid at a detail, `step` × `step` cells a pixel, headings and notes broken to `width`."""
    rows, columns = len(grid.values), len(grid.values[0])
    step = min(step, max(max(rows, columns) // LEAST, 1)) if detail == PIXELS else 1
    draw: Callable[[], list[Line]]
    tail = False
    if detail <= CLOSE and grid.figures:
        brackets = 2 if detail == FIGURES else 1
        wide, high, draw = grid.figures + brackets, 1.0, lambda: _figures(grid, brackets, colour)
        tail = brackets == 1 and any(_around(grid, row, columns - 1).strip() for row in range(rows))
    elif detail == PIXELS and colour:
        wide, high, draw = 1, 0.5, lambda: _half_blocks(grid, step)
    elif detail == PIXELS:
        wide, high, draw = 1, 1.0, lambda: _glyphs(grid, step)
    else:
        wide, high, draw = 2, 1.0, lambda: [_tiles(grid, row, colour) for row in range(rows)]
    body = -(-columns // step) * wide + tail
    heading, note = (written(text, max(body, width)) for text in (grid.label, grid.note))
    height = ceil(-(-rows // step) * high)
    return Block(
        max(body, *map(length, (*heading, *note, []))),
        len(heading) + height + len(note),
        lambda: [*heading, *draw(), *note],
        joins=True,
        spots=(Spot(grid.label, 0, len(heading), wide, high, rows, columns, step),),
        head=len(heading),
        sign=grid.sign,
        middle=len(heading) + (height - 1) // 2,
        scale=f"a mark is {step}×{step}" if step > 1 else "",
    )


def _figures(grid: Grid, brackets: int, colour: bool) -> list[Line]:
    row_of = _row if brackets == 2 else _close_row
    return [joined(row_of(grid, row, colour)) for row in range(len(grid.values))]


def _row(grid: Grid, row: int, colour: bool) -> Iterator[Run]:
    for column in range(len(grid.values[row])):
        text, tone = _figure(grid, row, column, colour)
        around = _around(grid, row, column)
        yield f"{around[0]}{text}{around[1]}", tone


def _close_row(grid: Grid, row: int, colour: bool) -> Iterator[Run]:
    """Write numbers a column apart, in which one bracket stands: neighbours with the same brackets share a pair."""
    closing: Run = (" ", None)
    for column in range(len(grid.values[row])):
        text, tone = _figure(grid, row, column, colour)
        around = _around(grid, row, column)
        if around[0] == " ":
            yield closing
        else:
            shared = column > 0 and around == _around(grid, row, column - 1)
            yield " " if shared else around[0], tone
        yield text, tone
        closing = (around[1], tone if around[1] != " " else None)
    if closing[0] != " ":
        yield closing


def _around(grid: Grid, row: int, column: int) -> str:
    ink = grid.inks.get((row, column))
    return BRACKETS.get(ink, "  ") if ink else "  "


def _figure(grid: Grid, row: int, column: int, colour: bool) -> Run:
    value = grid.values[row][column]
    text = "·" if value is None else figure(value)
    return f"{text:>{grid.figures}}", _tone(grid, value, grid.inks.get((row, column)), colour)


def _tone(grid: Grid, value: Cell, ink: Ink | None, colour: bool) -> Tone:
    if colour and value is not None:
        return Tinted(shade(value, grid.low, grid.high), ink)
    return ink or (None if value is not None else Ink.AHEAD)


def _tiles(grid: Grid, row: int, colour: bool) -> Line:
    runs: list[Run] = []
    for column, value in enumerate(grid.values[row]):
        ink = grid.inks.get((row, column))
        if ink:
            text = BRACKETS.get(ink, GLYPHS[ink] * 2)
        elif value is None:
            text = " ·"
        elif colour:
            text = "  "
        else:
            mark = glyph(value, grid.low, grid.high)
            text = f" {mark}" if grid.low < 0 else mark * 2
        runs.append((text, _tone(grid, value, ink, colour)))
    return joined(runs)


def _glyphs(grid: Grid, step: int) -> list[Line]:
    return [
        joined(
            (GLYPHS[mark], mark)
            if isinstance(mark, Ink)
            else ("·" if mark is None else glyph(mark, grid.low, grid.high), None)
            for mark in row
        )
        for row in _coarse(grid, step)
    ]


def _half_blocks(grid: Grid, step: int) -> list[Line]:
    rows = [tuple(row) for row in _coarse(grid, step)]
    if len(rows) % 2:
        rows.append((None,) * len(rows[0]))
    return [_half_line(*pair, grid.low, grid.high) for pair in zip(rows[::2], rows[1::2], strict=True)]


@lru_cache(1 << 10)  # from frame to frame most lines stay
def _half_line(
    upper: tuple[Ink | float | None, ...], lower: tuple[Ink | float | None, ...], low: float, high: float
) -> Line:
    of = shades(low, high)
    halves = ([mark if mark is None or isinstance(mark, Ink) else of(mark) for mark in row] for row in (upper, lower))
    return [_pixels(pair, len(list(same))) for pair, same in groupby(zip(*halves, strict=True))]


@lru_cache(1 << 12)  # who draws looks runs up, and what is the same object is found soonest
def _pixels(pair: tuple[Shade | Ink | None, Shade | Ink | None], columns: int) -> Run:
    return "▀" * columns, Halves(*pair)


def _coarse(grid: Grid, step: int) -> Iterable[Sequence[Ink | float | None]]:
    """Return rows of marks: the strongest ink of a mark's cells, else the number furthest from 0."""
    if step > 1:
        return _merged(grid, step)
    if not grid.inks:
        return grid.values
    return [
        [grid.inks.get((row, column), value) for column, value in enumerate(values)]
        for row, values in enumerate(grid.values)
    ]


def _merged(grid: Grid, step: int) -> Iterator[list[Ink | float | None]]:
    height, width = len(grid.values), len(grid.values[0])
    for top in range(0, height, step):
        row: list[Ink | float | None] = []
        for left in range(0, width, step):
            cells = list(product(range(top, min(top + step, height)), range(left, min(left + step, width))))
            inks = [grid.inks[cell] for cell in cells if cell in grid.inks]
            bare = [grid.values[y][x] for y, x in cells if (y, x) not in grid.inks]
            numbers = [value for value in bare if value is not None]
            lit = [ink for ink in inks if ink not in GROUND]
            # Of what only lies around, a mark shows something if all of its cells are of it.
            row.append(
                strongest(lit) if lit else max(numbers, key=abs) if numbers else strongest(inks) if inks else None
            )
        yield row
