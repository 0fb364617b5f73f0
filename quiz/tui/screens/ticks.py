"""A list to tick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing


class TicksScreen(Present[frozenset[str]]):
    """Any of some names; the screen returns those that are ticked."""

    BINDINGS = bindings("ticks")

    def __init__(self, title: str, labels: Mapping[str, str], ticked: Iterable[str]) -> None:
        """`labels` says how each name is shown."""
        super().__init__()
        self._heading, self._labels = title, labels
        self.ticked = set(ticked)

    def compose(self) -> ComposeResult:
        """Title, names, footer."""
        yield StandingBar(Standing(self._heading))
        menu = Menu(*map(self._row, self._labels), markup=False, id="menu")
        yield Panel(menu, title="Any of these", subtitle="Space or Enter ticks one · Esc: done", classes="fill")
        yield Keys()

    def _row(self, name: str) -> str:
        return f"[{'x' if name in self.ticked else ' '}] {self._labels[name]}"

    @on(OptionList.OptionSelected)
    def tick(self, event: OptionList.OptionSelected) -> None:
        """Tick a name, or take the tick away."""
        event.stop()
        name = list(self._labels)[event.option_index]
        self.ticked ^= {name}
        event.option_list.replace_option_prompt_at_index(event.option_index, self._row(name))

    def action_tick(self) -> None:
        """Tick the line of the cursor, as Enter does."""
        self.query_one(Menu).action_select()

    def action_out(self) -> None:
        """Go back with what is ticked."""
        self.dismiss(frozenset(self.ticked))
