"""A frame of a scene on the terminal's grid; only lines that changed are drawn again."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from questions.scenes import Frame, Ink
from quiz.render.layout import Line, lay_out

INKS = {
    Ink.CELL: "canvas--cell",
    Ink.PADDING: "canvas--padding",
    Ink.TAP: "canvas--tap",
    Ink.HOLE: "canvas--hole",
    Ink.TICK: "canvas--tick",
    Ink.UNREAD: "canvas--unread",
    Ink.AHEAD: "canvas--cell",
    Ink.DONE: "canvas--done",
    Ink.WEIGHT: "canvas--tap",
    Ink.COUNTED: "canvas--done",
    Ink.SEEN: "canvas--seen",
}


class Canvas(Widget):
    """Shows one frame; marks are told apart by glyph, colour only helps."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(INKS.values())
    DEFAULT_CSS = """
    Canvas { width: 1fr; height: auto; }
    Canvas > .canvas--cell { color: $text-muted; }
    Canvas > .canvas--padding { color: $primary-lighten-2; }
    Canvas > .canvas--tap { color: $warning; text-style: bold; }
    Canvas > .canvas--hole { color: $warning; }
    Canvas > .canvas--tick { color: $accent; }
    Canvas > .canvas--unread { color: $error; }
    Canvas > .canvas--done { color: $success; }
    Canvas > .canvas--seen { color: $warning; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._frame: Frame | None = None
        self._lines: list[Line] = []

    def show(self, frame: Frame) -> bool:
        """Put a frame on the canvas; tell whether it takes another number of lines than the one before."""
        self._frame = frame
        before, self._lines = self._lines, self._laid_out()
        if len(before) != len(self._lines):
            self.styles.height = max(len(self._lines), 1)
            self.refresh(layout=True)
            return True
        changed = (y for y, line in enumerate(self._lines) if line != before[y])
        self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))
        return False

    def _laid_out(self) -> list[Line]:
        if self._frame is None or not self.size.width:
            return []
        return lay_out(self._frame, self.size.width, max(self.app.size.height - 11, 3))

    def on_resize(self) -> None:
        """Lay the frame out again for the new size."""
        if self._frame:
            self.show(self._frame)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        plain = self.rich_style
        if y >= len(self._lines):
            return Strip.blank(self.size.width, plain)
        segments = [
            Segment(text, plain if ink not in INKS else self.get_component_rich_style(INKS[ink]))
            for text, ink in self._lines[y]
        ]
        return Strip(segments).adjust_cell_length(self.size.width, plain)
