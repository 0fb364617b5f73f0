"""The line under the boxes of an answer: which form is wanted, and above it why the last one could not be read."""

from __future__ import annotations

from textual.content import Content

from quiz.tui.widgets.fitted import Fitted, hanging
from quiz.tui.widgets.meaning import MUTED, OVER, plain


class Wanted(Fitted):
    """Where the form and the kind of work do not fit on a line, each has its own."""

    def __init__(self, form: str) -> None:
        super().__init__(self._told, id="form")
        self._form, self._refusal = form, ""

    def refuse(self, why: str) -> None:
        """Say why what was typed is not graded; nothing, once something else is typed."""
        if why != self._refusal:
            self._refusal = why
            self.refresh(layout=True)

    def _told(self, width: int) -> Content:
        parts = [self._form] if len(self._form) <= width else self._form.split(" · ")
        refusal = [plain(line, OVER) for line in (hanging(self._refusal, width) if self._refusal else ())]
        return Content("\n").join([*refusal, *(plain(line, MUTED) for part in parts for line in hanging(part, width))])
