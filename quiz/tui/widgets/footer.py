"""The keys of the moment, as many as fit the width; the way to help is always there."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Resize
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

SPACES = 2
"""Between a key and its word, and behind that."""


class Keys(Footer):
    """Leaves out whole keys, the last before the help first, where a narrow screen would cut one."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)
        self._columns = 0

    def compose(self) -> ComposeResult:
        """Show what fits."""
        keys = [key for key in super().compose() if isinstance(key, FooterKey)]
        room = self.app.size.width - sum(_width(key) for key in keys if key.action == "help")
        for key in keys:
            if key.action != "help":
                room -= _width(key)
            if key.action == "help" or room >= 0:
                yield key

    def on_resize(self, event: Resize) -> None:
        """Show what fits now."""
        if self._columns != event.size.width:
            self._columns = event.size.width
            self.call_after_refresh(self.recompose)


def _width(key: FooterKey) -> int:
    return len(key.key_display) + len(key.description) + SPACES
