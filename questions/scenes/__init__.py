"""What a demonstration is made of: frames of pictures, plain data with no screen in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate
from typing import NamedTuple, TypeAlias


class Ink(Enum):
    """What a mark of a picture stands for; each renderer has its own glyph and colour for it."""

    NONE = "nothing"
    CELL = "input"
    PADDING = "padding"
    TAP = "read now"
    HOLE = "skipped by the dilated window"
    TICK = "start of a window"
    UNREAD = "never read"
    AHEAD = "still to come"
    DONE = "computed"
    WEIGHT = "a weight"
    COUNTED = "counted"
    SEEN = "seen by the output"
    NEXT = "seen too: the next sample"
    EDGE = "edge of most paths"
    STAMP = "stamped now"
    POINT = "sampling point"
    PLAIN = "before it moved"
    CURVE = "the curve"
    KEPT = "what is left of it"
    ASKED = "asked for"
    LINKED = "tied to the cursor"
    CURSOR = "cursor"


Row = Sequence[Ink]
Cell: TypeAlias = float | None
"""A number of an array; None is not there yet."""
Cells: TypeAlias = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Rows of marks under a label."""

    label: str
    rows: tuple[Row, ...]
    note: str = ""
    """What to read off: `16 of 16 windows`."""
    focus: int = 0
    """The column to keep in sight where the picture is wider than the space."""
    shrinks: bool = False
    """Whether a wide picture is drawn with several columns a mark, not scrolled."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A map of an array's numbers: as figures where there is room, else as shades."""

    label: str
    values: Cells
    inks: Mapping[tuple[int, int], Ink] = field(default_factory=dict)
    """Cells that are marked, by (row, column)."""
    note: str = ""
    sign: str = ""
    """What stands left of it: `×`, `=`, `→`."""
    low: float = 0.0
    high: float = 1.0
    """The numbers that the ends of the shades stand for; below 0 the shades diverge from 0."""
    figures: int = 0
    """Characters of the longest number that any frame shows; 0 for a heat map without numbers."""


class Bar(NamedTuple):
    """One length of a chart."""

    label: str
    value: float
    shown: str
    ink: Ink = Ink.DONE


@dataclass(frozen=True, slots=True)
class Bars:
    """Lengths to compare, on a linear scale from 0 or on a logarithmic one."""

    label: str
    bars: tuple[Bar, ...]
    top: float
    """The value of a bar as long as there is room."""
    log: bool = False
    bottom: float = 1.0
    """The value of no length on a logarithmic scale."""


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of words and numbers in columns."""

    label: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: int | None = None
    """The row of this moment."""


class Dot(NamedTuple):
    """A place in a plane, not only on its pixels."""

    row: float
    column: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Plane:
    """Points among the pixels of a map."""

    label: str
    size: tuple[int, int]
    """Rows and columns of pixels."""
    points: tuple[Dot, ...]
    """Later ones are drawn over earlier ones."""
    pixels: bool = True
    """Whether the pixels are marked, not only the points."""


Picture: TypeAlias = Marks | Grid | Bars | Table | Plane


@dataclass(frozen=True, slots=True)
class Frame:
    """One moment of a demonstration."""

    pictures: tuple[Picture, ...]
    caption: str


class Place(NamedTuple):
    """A cell of one of a frame's grids."""

    pane: str
    """The grid's label."""
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Links:
    """What hangs together: for a cell of a pane, the frame that marks the cells tied to it, with its formula."""

    panes: Mapping[str, tuple[int, int]]
    """Rows and columns of each pane, in the order that Tab goes through them."""
    frame: Callable[[Place], Frame]


@dataclass(frozen=True, slots=True)
class Scene:
    """A demonstration; frames are made when they are looked at, since there can be thousands."""

    title: str
    length: int
    frame: Callable[[int], Frame]
    links: Links | None = None
    """None where no cell leads to others."""
    parts: tuple[int, ...] = ()
    """How many frames each part has, where a scene has several."""

    @property
    def ends(self) -> list[int]:
        """The numbers of the frames in which a part ends, the last of all among them."""
        return [end - 1 for end in accumulate(self.parts or (self.length,))]
