"""A frame as an SVG picture that stands by itself."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape

from questions.scenes import Frame, Ink
from quiz.render.layout import Line, lay_out, legend

COLUMNS, MOST_LINES = 96, 80
CELL, LINE = 8, 16
FONT = "'DejaVu Sans Mono', monospace"

FILLS = {
    Ink.CELL: "#e3e3e3",
    Ink.PADDING: "#c9d7e8",
    Ink.TAP: "#d55e00",
    Ink.HOLE: "#f3c9a5",
    Ink.TICK: "#444444",
    Ink.UNREAD: "#888888",
    Ink.AHEAD: "#f3f3f3",
    Ink.DONE: "#0072b2",
    Ink.WEIGHT: "#009e73",
    Ink.COUNTED: "#0072b2",
    Ink.SEEN: "#d55e00",
}


def svg(frame: Frame, title: str) -> str:
    """Draw a frame with its legend and caption; the title is what a screen reader says."""
    words = [line for text in (legend(frame), frame.caption) for line in _wrapped(text)]
    lines = [*lay_out(frame, COLUMNS, MOST_LINES), *([(line, None)] for line in words)]
    width = max((sum(len(text) for text, _ in line) for line in lines), default=1) * CELL
    height = max(len(lines), 1) * LINE
    body = "".join(mark for at, line in enumerate(lines) for mark in _marks(line, at * LINE))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{FONT}" font-size="13">'
        f"<title>{escape(title)}</title>{body}</svg>"
    )


def _wrapped(text: str) -> list[str]:
    return [line for part in text.splitlines() for line in textwrap.wrap(part, COLUMNS)]


def _marks(line: Line, top: int) -> Iterator[str]:
    column = 0
    for text, ink in line:
        left, width = column * CELL, len(text) * CELL
        column += len(text)
        if ink is None:
            yield f'<text x="{left}" y="{top + 12}" xml:space="preserve">{escape(text)}</text>'
        elif ink in FILLS:
            yield from (
                f'<rect x="{at}" y="{top + 3}" width="{CELL - 1}" height="{LINE - 6}" fill="{FILLS[ink]}"/>'
                for at in range(left, left + width, CELL)
            )
