"""The keys of the moment, as many as fit the width; the way to help is always there."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

EDGE = 1
"""Columns free at the left of the line."""


class Keys(Footer):
    """Leaves out whole keys, the last before the help first, where a narrow screen would cut one."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)
        self._shown: list[object] = []
        """What the keys were made of."""

    async def recompose(self) -> None:
        """Make the keys anew where they are others: they are told to be at every move of the cursor."""
        if not self.is_attached:
            return
        bindings = [(each.binding, each.enabled, each.tooltip) for each in self.screen.active_bindings.values()]
        shown = [self._bindings_ready, self.app.size.width, self._apart(), *bindings]
        if shown != self._shown:
            self._shown = shown
            await super().recompose()

    def compose(self) -> ComposeResult:
        """Show what fits."""
        keys = sorted((key for key in super().compose() if isinstance(key, FooterKey)), key=_rank)
        apart = self._apart()
        # Behind the last word nothing need be free.
        room = self.app.size.width - EDGE + apart - sum(_width(key) + apart for key in keys if key.action == "help")
        for key in keys:
            if key.action != "help":
                room -= _width(key) + apart
            if key.action == "help" or room >= 0:
                key.set_class(True, "-compact", update=False)  # here, lest each be styled again for it once it stands
                yield key

    def _apart(self) -> int:
        return 1 if any(map(self.screen.has_class, ("-slim", "-narrow"))) else 2

    def on_resize(self) -> None:
        """Show what fits now."""
        self.call_after_refresh(self.recompose)


def _rank(key: FooterKey) -> int:
    """Order what is done here before the ways out of it, and those before what is everywhere."""
    return {"command_palette": 2, "help": 3}.get(key.action, int(key.key == "escape"))


def _width(key: FooterKey) -> int:
    return len(f"{key.key_display} {key.description}")
