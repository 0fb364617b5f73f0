"""A few things to choose one from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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


class ChoosingScreen(Present[None]):
    """A menu; what is chosen is handed on by its place."""

    BINDINGS = bindings("page")

    def __init__(self, title: str, lines: Sequence[str], chosen: Callable[[int], object]) -> None:
        super().__init__()
        self._heading, self._lines, self._chosen = title, lines, chosen

    def compose(self) -> ComposeResult:
        """Title and menu."""
        yield StandingBar(Standing(self._heading))
        yield Panel(Menu(*self._lines, markup=False, id="menu"), title="Choose one", subtitle="Enter", classes="fill")
        yield Keys()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Hand it on."""
        self.dismiss()
        self._chosen(event.option_index)

    def action_out(self) -> None:
        """Choose nothing."""
        self.dismiss()
