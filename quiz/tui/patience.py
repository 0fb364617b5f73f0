"""While something is opened, a sign of it is seen, and no key is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import work
from textual.command import CommandPalette
from textual.events import Event, Key

from quiz.tui.looks import Dressed
from quiz.tui.robust import Palette
from quiz.tui.screens.opening import OpeningScreen

AT_ONCE = frozenset({"escape", "ctrl+q", "ctrl+c"})
"""Keys that are not kept: they leave what is being opened."""


class Patient(Dressed):
    """Keeps the keys that are typed before the box is there which they are meant for."""

    _kept: list[Key] | None = None
    """None while nothing is being opened."""
    _openings = 0
    """How many things are: a second one may have been chosen in the place of the first."""

    async def on_event(self, event: Event) -> None:
        """Keep a key, or hand it on; those that were kept for what is left with one are let go."""
        kept = self._kept
        if kept is not None and isinstance(event, Key) and not event.is_forwarded:
            if event.key not in AT_ONCE:
                kept.append(event)
                return
            kept.clear()
        await super().on_event(event)

    def on_key(self, event: Key) -> None:
        """Keep a key that was on its way to another screen; let one wait for the parts of a screen that it is for."""
        if self._kept is not None and event.key not in AT_ONCE:
            self._kept.append(event)
        elif not self.screen.is_mounted:
            self.screen._forward_event(Key(event.key, event.character))
        else:
            return
        event.prevent_default()  # the base class would do at once what the key means on the screen on top

    def hold(self) -> None:
        """Keep keys from now on; what is opened next gets them."""
        if self._kept is None:
            self._kept = []

    @asynccontextmanager
    async def opening(self, *, sign: bool = True) -> AsyncIterator[None]:
        """Keep keys until what is opened inside stands, and show meanwhile that it is on its way."""
        self.hold()
        self._openings += 1
        try:
            if sign and not isinstance(self.screen, OpeningScreen):
                await self.push_screen(OpeningScreen())  # which may be given up, too
            yield
        finally:
            self._openings -= 1
            if isinstance(self.screen, OpeningScreen) and not self._openings:
                self.pop_screen()
            self.call_later(self._hand_on)  # after the focus has gone where the new screen wants it

    async def _hand_on(self) -> None:
        if self._openings:  # it hands them on
            return
        kept, self._kept = sorted(self._kept or [], key=lambda event: event.time), None
        while kept and kept[0].key == "enter":  # meant for what was chosen
            kept.pop(0)
        for key in kept:
            await super().on_event(Key(key.key, key.character))

    def action_command_palette(self) -> None:
        """Open the palette; where one lies already, under what came late, there is none to open."""
        if not self._palette_lies:
            self.hold()
            self._open_palette()

    @property
    def _palette_lies(self) -> bool:
        return any(isinstance(screen, CommandPalette) for screen in self.screen_stack)

    @work
    async def _open_palette(self) -> None:
        async with self.opening(sign=False):
            if not self._palette_lies:  # its key may have been pressed twice in a hurry
                await self.push_screen(Palette())

    def stop_opening(self) -> None:
        """Give up what is being opened, also where it has not begun yet."""
        self.workers.cancel_group(self, "begin")
        self.call_later(self._hand_on)
