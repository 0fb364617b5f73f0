"""What the drawings of pictures are made of: lines of runs, a run being characters of one tone."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from questions.scenes import Ink, Place
from quiz.render.palette import Shade

GLYPHS = {
    Ink.NONE: " ",
    Ink.CELL: "·",
    Ink.PADDING: "░",
    Ink.TAP: "█",
    Ink.HOLE: "▒",
    Ink.TICK: "^",
    Ink.UNREAD: "×",
    Ink.AHEAD: "·",
    Ink.DONE: "■",
    Ink.WEIGHT: "█",
    Ink.COUNTED: "■",
    Ink.SEEN: "█",
    Ink.NEXT: "▓",
    Ink.EDGE: "#",
    Ink.STAMP: "█",
    Ink.POINT: "●",
    Ink.PLAIN: "○",
    Ink.CURVE: "○",
    Ink.KEPT: "●",
    Ink.ASKED: "◆",
    Ink.LINKED: "▒",
    Ink.CURSOR: "█",
}
"""One single-width mark an ink, readable without colour."""

BRACKETS = {
    Ink.PADDING: "░░",
    Ink.TAP: "[]",
    Ink.HOLE: "::",
    Ink.UNREAD: "××",
    Ink.DONE: "▐▌",
    Ink.SEEN: "[]",
    Ink.EDGE: "##",
    Ink.STAMP: "()",
    Ink.ASKED: "><",
    Ink.LINKED: "[]",
    Ink.CURSOR: "{}",
}
"""What stands left and right of a marked number."""


class Halves(NamedTuple):
    """The colours of the upper and lower half of a character."""

    upper: Shade | Ink | None
    lower: Shade | Ink | None


@dataclass(frozen=True, slots=True)
class Tinted:
    """Writing on a shade, perhaps of a marked cell; no tuple, which would equal `Halves` and share its colours."""

    shade: Shade
    ink: Ink | None = None


Tone: TypeAlias = Ink | Shade | Halves | Tinted | None
"""What a renderer colours characters by; None is writing."""
Run: TypeAlias = tuple[str, Tone]
Line: TypeAlias = list[Run]


class Spot(NamedTuple):
    """Where the cells of a grid stand: cell (top, left) at column x of line y, each `wide` columns and a line."""

    pane: str
    x: int
    y: int
    wide: int
    high: float
    rows: int
    columns: int
    step: int = 1
    """Cells along a side of a mark."""

    def place(self, x: int, y: int) -> Place | None:
        """Return the cell at a column and line, None outside."""
        row, column = int((y - self.y) / self.high) * self.step, (x - self.x) // self.wide * self.step
        inside = y >= self.y and x >= self.x and row < self.rows and column < self.columns
        return Place(self.pane, row, column) if inside else None


@dataclass(frozen=True, slots=True)
class Block:
    """The room that a picture takes, and how it is drawn there; most are measured and never drawn."""

    width: int
    height: int
    draw: Callable[[], list[Line]]
    joins: bool = False
    """Whether it may stand beside another."""
    spots: tuple[Spot, ...] = ()
    head: int = 0
    """How many of its lines are a heading."""
    sign: str = ""
    """What stands left of it."""
    middle: int = 0
    """The line that the sign stands on."""
    scale: str = ""
    """What a mark stands for, where it is not one cell."""


def block_of(lines: list[Line], joins: bool = False, scale: str = "") -> Block:
    """Return the block of lines that are drawn already."""
    return Block(max(map(length, lines), default=0), len(lines), lambda: lines, joins, scale=scale)


def length(line: Line) -> int:
    """Return the columns of a line; every glyph is one wide."""
    return sum(len(text) for text, _ in line)


def plain(line: Line) -> str:
    """Return a line's characters."""
    return "".join(text for text, _ in line)


def joined(runs: Iterable[Run]) -> Line:
    """Join neighbouring runs of one tone."""
    line: Line = []
    for text, tone in runs:
        if line and line[-1][1] == tone:
            line[-1] = (line[-1][0] + text, tone)
        else:
            line.append((text, tone))
    return line


def written(text: str, width: int) -> list[Line]:
    """Return words as lines of at most `width` columns."""
    return [[(line, None)] for line in textwrap.wrap(text, max(width, 4), break_on_hyphens=False)]
