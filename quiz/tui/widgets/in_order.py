"""Boxes that edit in the order in which keys are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Key, Paste
from textual.widgets import Input

if TYPE_CHECKING:
    from textual.widget import Widget

    Base = Widget
else:
    Base = object


class InOrder(Base):
    """A box that does its editing keys as they come.

    A bound key first goes up to the application, and over a slow line the character that was typed after it arrives
    meanwhile: backspace would then take that one back.
    """

    async def _on_key(self, event: Key) -> None:
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            # Keys with an id are the application's own, which a learner may have moved elsewhere.
            if binding.id is None and await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return


class LineBox(InOrder, Input):
    """A line of text; of what is pasted it takes all lines, where the base class takes the first."""

    def joined(self, text: str) -> str:
        """Return pasted lines as one."""
        return " ".join(filter(None, map(str.strip, text.splitlines())))

    def _on_paste(self, event: Paste) -> None:
        event.text = self.joined(event.text)

    def action_paste(self) -> None:
        """Paste what was copied in the application."""
        self.post_message(Paste(self.app.clipboard))
