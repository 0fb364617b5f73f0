"""A frame with a title that says what is in it, and a subtitle that says where it is from or which key works there."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from quiz.tui.widgets.told import Told

State = Literal["", "here", "right", "wrong", "half"]
STATES = ("here", "right", "wrong", "half")


class Panel(Vertical):
    """Parts in a round border; where there is no room for borders, title and subtitle are lines."""

    def __init__(
        self, *parts: Widget, title: str | Content = "", subtitle: str = "", id: str | None = None, classes: str = ""
    ) -> None:
        super().__init__(id=id, classes=f"panel {classes}")
        self._parts = parts
        self._head = Told(classes="head")
        self._foot = Told(classes="foot")
        self.head(title)
        self.foot(subtitle)

    def compose(self) -> ComposeResult:
        """Title, parts, subtitle."""
        yield self._head
        yield from self._parts
        yield self._foot

    def head(self, title: str | Content) -> None:
        """Say what is in it."""
        if self._put(self._head, title):
            self.border_title = _text(title) if title else None

    def foot(self, subtitle: str | Content) -> None:
        """Say where it is from, or which key works in it."""
        if self._put(self._foot, subtitle):
            self.border_subtitle = _text(subtitle) if subtitle else None

    def _put(self, line: Told, text: str | Content) -> bool:
        """Return whether it says anything new: an edge is drawn again with all that is in it."""
        line.set_class(not text, "empty")
        return line.tell(text)

    def state(self, state: State) -> None:
        """Be bright where the keys go, or in the colour of what became of an answer."""
        for each in STATES:
            self.set_class(each == state, each)


def _text(text: str | Content) -> Content:
    return Content(text) if isinstance(text, str) else text
