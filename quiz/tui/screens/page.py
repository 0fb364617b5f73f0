"""A page of plain text: the help, the summary at the end of a quiz."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static

from quiz.tui.widgets.bindings import bindings


class PageScreen(Screen[None]):
    """Text to scroll."""

    BINDINGS = bindings("page")

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._heading, self._text = title, text

    def compose(self) -> ComposeResult:
        """Title, text, footer."""
        yield Static(self._heading, markup=False, id="name")
        with VerticalScroll(id="body", can_focus=True):
            yield Static(self._text, markup=False, id="page")
        yield Footer(show_command_palette=False)

    def action_out(self) -> None:
        """Go back."""
        self.dismiss(None)


class KeysScreen(PageScreen):
    """The help itself."""
