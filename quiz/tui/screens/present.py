"""What every screen does with what is chosen on it."""

from __future__ import annotations

from textual.message import Message
from textual.screen import Screen, ScreenResultType
from textual.widgets import Input, OptionList


class Present(Screen[ScreenResultType]):
    """A screen that heeds a choice only while it is the one on top.

    Enter pressed twice in a hurry chooses twice before the first choice is heeded: the second would do the same again
    on a screen that has been left, or take away another.
    """

    async def _on_message(self, message: Message) -> None:
        if self.is_active or not isinstance(message, OptionList.OptionSelected | Input.Submitted):
            await super()._on_message(message)
