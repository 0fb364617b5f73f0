"""What every screen does with what comes in a hurry."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.errors import NoWidget
from textual.events import Event, MouseDown
from textual.message import Message
from textual.screen import Screen, ScreenResultType
from textual.widgets import Input, OptionList

from quiz.tui.widgets.late import Lasting


class Present(Lasting, Screen[ScreenResultType]):
    """A screen that heeds a choice, and is left, only while it is the one on top.

    What is pressed or clicked twice in a hurry chooses twice before the first choice is heeded: the second would do
    the same again on a screen that has been left, or take away another.
    """

    async def _on_message(self, message: Message) -> None:
        if not isinstance(message, OptionList.OptionSelected | Input.Submitted) or (
            self.is_active and not _is_outdated(message)
        ):
            await super()._on_message(message)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave this screen: the base class takes away the one on top, whichever that is."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _forward_event(self, event: Event) -> None:
        """Leave out a click on a part that is on its way out: the base class asks what it is in."""
        if not (isinstance(event, MouseDown) and self._is_gone(event.x, event.y)):
            super()._forward_event(event)

    def _is_gone(self, x: int, y: int) -> bool:
        try:
            return self.get_widget_at(x, y)[0].parent is None
        except NoWidget:
            return False


def _is_outdated(message: OptionList.OptionSelected | Input.Submitted) -> bool:
    """Tell whether a line was chosen that is no more, or a box sent that has closed since."""
    if isinstance(message, OptionList.OptionSelected):
        return message.option not in message.option_list.options
    return not message.input.display
