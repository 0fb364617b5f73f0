"""Rows of marks as lines: scrolled, or shrunk, where they are wider than the space."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from questions.scenes import Ink, Marks, Row
from quiz.render.blocks import GLYPHS, Block, Line, block_of, joined, written

STRENGTH = (
    Ink.NONE,
    Ink.CELL,
    Ink.AHEAD,
    Ink.PADDING,
    Ink.UNREAD,
    Ink.PLAIN,
    Ink.CURVE,
    Ink.HOLE,
    Ink.TICK,
    Ink.DONE,
    Ink.WEIGHT,
    Ink.COUNTED,
    Ink.NEXT,
    Ink.SEEN,
    Ink.EDGE,
    Ink.LINKED,
    Ink.POINT,
    Ink.KEPT,
    Ink.STAMP,
    Ink.TAP,
    Ink.ASKED,
    Ink.CURSOR,
)
"""Which ink a mark takes that stands for several cells: the last of these."""


def stacked(picture: Marks, width: int) -> Block:
    """Put label and note on a line of their own."""
    rows, cut, scale = _fitted(picture, width)
    return block_of([*written(f"{picture.label}  {picture.note}{cut}", width), *map(_line, rows)], scale=scale)


def beside(pictures: Sequence[Marks], width: int) -> Block:
    """Put label and note on the line of the marks, in columns that all the pictures share."""
    gutter = min(max(len(picture.label) for picture in pictures), width // 3)
    notes = [f"{picture.note}{_fitted(picture, width - gutter - 2)[1]}" for picture in pictures]
    margin = min(max(map(len, notes)), width // 3)
    lines: list[Line] = []
    scales: dict[str, None] = {}
    for picture in pictures:
        rows, cut, scale = _fitted(picture, width - gutter - margin - 2)
        scales[scale] = None
        labels, notes = (
            _lines(words, at, len(rows)) for words, at in ((picture.label, gutter), (picture.note + cut, margin))
        )
        for label, row, note in zip(labels, rows, notes, strict=True):
            lines.append([(f"{label:<{gutter}} ", None), *_line(row), (f" {note}", None)])
    return block_of(lines, scale=", ".join(filter(None, scales)))


def _lines(text: str, width: int, height: int) -> list[str]:
    """Write words beside as many rows as there are; what they have no room for is cut, with an ellipsis."""
    if height < 2 or len(text) <= width:
        written = [text] if len(text) <= width else [text[: width - 1] + "…"]
    else:
        written = textwrap.wrap(text, width, max_lines=height, placeholder="…", break_on_hyphens=False)
    return [*written, *[""] * (height - len(written))][:height]


def _fitted(picture: Marks, width: int) -> tuple[list[Row], str, str]:
    """Return the rows in at most `width` marks, which part of them that is, and how many columns a mark stands for."""
    columns = max(map(len, picture.rows), default=0)
    if columns <= width:
        return list(picture.rows), "", ""
    if picture.shrinks:
        step = -(-columns // width)
        rows: list[Row] = [[strongest(row[at : at + step]) for at in range(0, len(row), step)] for row in picture.rows]
        return rows, "", f"a mark is {step}"
    start = min(max(picture.focus - width // 3, 0), columns - width)
    cut = f" ({start + 1}–{start + width} of {columns} shown)"
    return [row[start : start + width] for row in picture.rows], cut, ""


def strongest(inks: Sequence[Ink]) -> Ink:
    """Return the ink that several cells are drawn in as one mark."""
    return max(inks, key=STRENGTH.index)


def _line(row: Row) -> Line:
    return joined((GLYPHS[ink], ink) for ink in row)
