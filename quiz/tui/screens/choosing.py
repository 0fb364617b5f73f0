"""A few things to choose one from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static

from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.menu import Menu


class ChoosingScreen(Screen[None]):
    """A menu; what is chosen is handed on by its place."""

    BINDINGS = bindings("page")

    def __init__(self, title: str, lines: Sequence[str], chosen: Callable[[int], object]) -> None:
        super().__init__()
        self._heading, self._lines, self._chosen = title, lines, chosen

    def compose(self) -> ComposeResult:
        """Title and menu."""
        yield Static(self._heading, markup=False, id="name")
        yield Menu(*self._lines, markup=False, id="menu")
        yield Footer(show_command_palette=False)

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Hand it on."""
        self.dismiss()
        self._chosen(event.option_index)

    def action_out(self) -> None:
        """Choose nothing."""
        self.dismiss()
