"""The panel of an ask: what is given, its grids side by side, the sentence that asks."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from questions.model import Variant
from quiz.tui.widgets.fitted import Fitted
from quiz.tui.widgets.panel import Panel
from quiz.words.asking import asked, side_by_side, table_lines


class Question(Panel):
    """An ask in full, or only the sentence that asks."""

    def __init__(self, variant: Variant, title: str | Content, origin: str) -> None:
        super().__init__(title=title, subtitle=origin, id="question")
        self._asked = asked(variant)

    def compose(self) -> ComposeResult:
        """Givens, grids, what is asked."""
        said = self._asked
        yield self._head
        if said.givens:
            yield Static(said.givens, markup=False, id="givens")
        if said.table:
            yield Fitted(lambda width: Content("\n".join(table_lines(said.table, width))), id="table")
        if said.grids:
            yield Fitted(self._grids, id="grids")
        yield Static(said.asks, markup=False, id="asks")
        yield self._foot

    def _grids(self, width: int) -> Content:
        """Put the grids on a ground of their own, a column free at either side."""
        lines = side_by_side(self._asked.grids, width - 2)
        return Content("\n").join([Content.styled(f" {line} ", "on $boost") if line else Content("") for line in lines])
