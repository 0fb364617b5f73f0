"""The box an answer is typed into."""

from __future__ import annotations

from textual.events import Key
from textual.widgets import Input

from quiz.tui.widgets.bindings import bindings

NEVER_TYPED = frozenset({"?"})
"""Characters no answer has; in the box they are keys, as is a space that begins one."""


class AnswerBox(Input):
    """A plain line of text; reading it is not the box's business."""

    BINDINGS = bindings("box")
    DEFAULT_CSS = """
    AnswerBox { width: 1fr; padding: 0 1; background: $boost; }
    """

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take printable characters, except those that are keys."""
        return not self._is_key(character) and super().check_consume_key(key, character)

    async def _on_key(self, event: Key) -> None:
        """Keep the base class from inserting a character that is a key."""
        if self._is_key(event.character):
            event.prevent_default()

    def _is_key(self, character: str | None) -> bool:
        return character in NEVER_TYPED or (character == " " and not self.value)
