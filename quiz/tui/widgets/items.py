"""The first items of a practice set, to look at."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import ProgressBar
from textual.widgets.option_list import Option

from quiz.render.columns import in_columns
from quiz.sets.drafts.draft import Previewed
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel

ROOMY = 50
"""Columns from which a line names the variant as well."""


class ItemsPanel(Panel):
    """A line an item; Enter reads one."""

    def __init__(self) -> None:
        bar, items = ProgressBar(show_eta=False, id="progress"), Menu(markup=False, id="items")
        super().__init__(bar, items, title="Items", subtitle="Tab, Enter reads one", id="items-panel")
        self.items: Sequence[Previewed] = ()
        """What stands on the lines."""

    def count(self, done: int, total: int, *, waiting: bool) -> None:
        """Tell how far the set is; one that is there at once needs no bar."""
        bar = self.query_one(ProgressBar)
        bar.update(total=total, progress=done)
        bar.display = waiting and done > 0

    def put(self, title: str, items: Sequence[Previewed]) -> None:
        """Show the items of a set."""
        self.head(title)
        self.items = items
        self._fill()

    def on_resize(self) -> None:
        """Cut the lines for the width there is."""
        self._fill()

    def _fill(self) -> None:
        menu = self.query_one(Menu)
        at = menu.highlighted
        width = max(menu.size.width, 8)
        cells = [each.cells if width >= ROOMY else each.cells[:-1] for each in self.items]
        rows = in_columns(cells, width) if cells else []
        menu.set_options([Option(row) for row in rows])
        menu.highlighted = at if at is not None and at < len(rows) else None
