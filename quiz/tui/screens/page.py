"""A page of plain text: the help, the summary at the end of a quiz."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.keys_panel import COLUMN
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing

BESIDE = 6
"""Columns of a screen that are not for the text of a page."""


class PageScreen(Present[None]):
    """Text to scroll."""

    BINDINGS = bindings("page")
    INDENT = ""
    """Where a line that is wrapped goes on."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._heading, self._text = title, text

    def compose(self) -> ComposeResult:
        """Title, text, footer."""
        yield StandingBar(Standing(self._heading))
        text = Fitted(wrapped(self._text.split("\n"), self.INDENT), id="page")
        page = VerticalScroll(text, id="body", can_focus=True)
        yield Panel(page, title=self._heading, subtitle="↑ ↓ PgUp PgDn scroll", classes="fill")
        yield Keys()

    def action_out(self) -> None:
        """Go back."""
        self.dismiss(None)


class KeysScreen(PageScreen):
    """The help itself."""

    INDENT = COLUMN
