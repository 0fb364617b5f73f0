"""A list to choose from, with the keys of vi beside the arrows."""

from __future__ import annotations

from textual.widgets import OptionList

from quiz.tui.widgets.bindings import bindings


class Menu(OptionList):
    """Lines of plain text, never markup."""

    BINDINGS = bindings("list")
