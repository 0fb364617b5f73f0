"""A box that filters the menu below it; the keys of lists go to that menu."""

from __future__ import annotations

from textual.events import Key

from quiz.tui.widgets.answer import NEVER_TYPED
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.in_order import LineBox
from quiz.tui.widgets.menu import Menu


class SearchBox(LineBox):
    """A line of words to look for."""

    BINDINGS = bindings("search")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take printable characters, except those that are keys."""
        return character not in NEVER_TYPED and super().check_consume_key(key, character)

    async def _on_key(self, event: Key) -> None:
        """Keep the base class from inserting a character that is a key."""
        if event.character in NEVER_TYPED:
            event.prevent_default()

    def action_menu(self, action: str) -> None:
        """Do in the menu what the key does there."""
        getattr(self.screen.query_one(Menu), f"action_{action}")()
