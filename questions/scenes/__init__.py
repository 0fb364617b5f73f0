"""What a demonstration is made of: frames of pictures, plain data with no screen in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum


class Ink(Enum):
    """What a mark of a picture stands for; each renderer has its own glyph and colour for it."""

    NONE = "nothing"
    CELL = "input"
    PADDING = "padding"
    TAP = "read by the window"
    HOLE = "skipped by the dilated window"
    TICK = "start of a window"
    UNREAD = "never read"
    AHEAD = "still to come"
    DONE = "computed"
    WEIGHT = "a weight"
    COUNTED = "counted"
    SEEN = "seen by the output"


Row = Sequence[Ink]


@dataclass(frozen=True, slots=True)
class Picture:
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
class Frame:
    """One moment of a demonstration."""

    pictures: tuple[Picture, ...]
    caption: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A demonstration; frames are made when they are looked at, since there can be thousands."""

    title: str
    length: int
    frame: Callable[[int], Frame]
