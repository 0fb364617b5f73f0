"""The list of all asks of a session, each with its mark."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from quiz.tui.widgets.fitted import Fitted
from quiz.tui.widgets.meaning import MUTED, marked, plain
from quiz.tui.widgets.panel import Panel
from quiz.words.how_far import Line
from quiz.words.marks import Mark

TIME = 8
"""Columns of the time that an ask took."""
MARGIN = 4
"""Lines of the screen that no ask stands on."""


class AsksPanel(Panel):
    """What became of the asks so far, and how many are ahead; as many as there is room for, this one among them."""

    def __init__(self, title: str, lines: Sequence[Line]) -> None:
        super().__init__(Fitted(self._laid), title=title, id="list")
        self._lines = lines

    def _laid(self, width: int) -> Content:
        room = max(self.app.size.height - MARGIN, 1)
        now = next((at for at, line in enumerate(self._lines) if line.mark in (Mark.NOW, Mark.AHEAD)), 0)
        first = max(min(now - room // 2, len(self._lines) - room), 0)
        return Content("\n").join([self._row(line, width) for line in self._lines[first : first + room]])

    def _row(self, line: Line, width: int) -> Content:
        room = max(width - TIME - 8, 4)
        title = line.title if len(line.title) <= room else line.title[: room - 1] + "…"
        style = "bold" if line.mark is Mark.NOW else MUTED if line.mark in (Mark.AHEAD, Mark.AGAIN) else ""
        words = plain(f" {line.number:>2}  {title.ljust(room)}{line.time:>{TIME}}", style)
        return Content.assemble(" ", marked(line.mark), words)
