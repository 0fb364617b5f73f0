"""The box that an answer in one's own words is typed into."""

from __future__ import annotations

from dataclasses import replace

from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from quiz.cards.prose import FULL, LONGEST
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.in_order import InOrder

TAKEN = frozenset({"select_line", "select_all"})
"""What F6 and F7 do in a text area, and here do not: they are keys of the card."""
NARROWEST = 10
"""Columns that a line has in any window; where there are fewer, it is scrolled."""


class ProseBox(InOrder, TextArea):
    """Several lines of free text; Enter ends it."""

    BINDINGS = bindings("own_words")

    class Submitted(Message):
        """The learner is done."""

    full = False
    """Whether more was typed than an answer holds."""

    def edit(self, edit: Edit) -> EditResult:
        """Take as much as an answer holds, and say once where that is not all."""
        kept = len(self.text) - len(self.get_text_range(edit.from_location, edit.to_location))
        taken = edit.text[: max(LONGEST - kept, 0)]
        if (full := taken != edit.text) and not self.full:
            self.notify(FULL, severity="warning", markup=False)
        self.full = full
        return super().edit(replace(edit, text=taken) if full else edit)

    @property
    def wrap_width(self) -> int:
        """Break no line into single characters where a window is narrower than words: there would be thousands."""
        return max(NARROWEST, super().wrap_width)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to the card what are its keys."""
        return action not in TAKEN and super().check_action(action, parameters)

    def action_submit(self) -> None:
        """Say that the answer is given."""
        self.post_message(self.Submitted())

    def _is_key(self, character: str | None) -> bool:
        return character == "?" and not self.text.strip()

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Take printable characters; `?` is a key until something is typed."""
        return not self._is_key(character) and super().check_consume_key(key, character)

    async def _on_paste(self, event: Paste) -> None:
        """Keep from the card, which would take it too, what the base class inserts."""
        event.stop()

    async def _on_key(self, event: Key) -> None:
        """Take Enter as the end, and keep the base class from inserting a character that is a key."""
        if event.key == "enter":
            event.prevent_default()
            event.stop()
            self.action_submit()
        elif self._is_key(event.character):
            event.prevent_default()
