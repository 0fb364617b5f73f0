"""A frame with a title that says what is in it, and a subtitle that says where it is from or which key works there."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

from quiz.tui.widgets.told import Told

State = Literal["", "here", "right", "wrong", "half"]
STATES = ("here", "right", "wrong", "half")
CORNERS = 6
"""Columns of an edge that hold no title."""


class Panel(Vertical):
    """Parts in a round border; a title or subtitle that does not fit into it, or finds none, is a line."""

    def __init__(
        self, *parts: Widget, title: str | Content = "", subtitle: str = "", id: str | None = None, classes: str = ""
    ) -> None:
        super().__init__(id=id, classes=f"panel {classes}")
        self._parts = parts
        self._head = Told(classes="head")
        self._foot = Told(classes="foot")
        self._edges = Content(), Content()
        self.head(title)
        self.foot(subtitle)

    def compose(self) -> ComposeResult:
        """Title, parts, subtitle."""
        yield self._head
        yield from self._parts
        yield self._foot

    def head(self, title: str | Content) -> None:
        """Say what is in it."""
        self._head.tell(title)
        self._on_edges()

    def foot(self, subtitle: str | Content) -> None:
        """Say where it is from, or which key works in it."""
        self._foot.tell(subtitle)
        self._on_edges()

    def _on_resize(self, event: Resize) -> None:
        """See anew what fits."""
        self._on_edges()

    def _on_edges(self) -> None:
        edges = self._on_edge(self._head), self._on_edge(self._foot)
        # What stands on an edge draws the panel again with all that is in it.
        if not all(map(Content.is_same, edges, self._edges)):
            self._edges = edges
            self.border_title, self.border_subtitle = (edge or None for edge in edges)

    def _on_edge(self, line: Told) -> Content:
        """Return what stands on an edge, in place of the line; before there is a width, everything fits."""
        room = self.outer_size.width - CORNERS
        long = 0 < room < line.said.cell_length
        line.set_class(not line.said, "empty")
        line.set_class(long, "long")
        return Content() if long else line.said

    def state(self, state: State) -> None:
        """Be bright where the keys go, or in the colour of what became of an answer."""
        for each in STATES:
            self.set_class(each == state, each)
