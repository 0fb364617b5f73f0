"""What no terminal, no window and no moment may do to the application: end it with a traceback."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from textual import on
from textual.actions import ActionParseResult
from textual.app import ComposeResult, ScreenStackError
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandListItem, CommandPalette, SimpleProvider
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.driver import Driver
from textual.events import AppBlur, Click, Event, Key
from textual.screen import Screen
from textual.widget import AwaitMount, MountError
from textual.widgets import OptionList
from textual.worker import WorkerFailed

from quiz.tui.hang_up import let_go, watch
from quiz.tui.key_reports import read_every_report
from quiz.tui.screens.stage import Stage
from quiz.tui.widgets.late import Lasting, is_late
from quiz.tui.widgets.menu import Lines, has_rows
from quiz.tui.widgets.present import Present

ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGXCPU")
"""Signals that end the application as its own key does, in the place of dying of them; not every system has all."""


class PaletteLines(CommandList, Lines):
    """The commands, which are others with each letter."""


class Palette(CommandPalette, Present[None]):
    """The command palette, whose list has no pages in a window that shows none of it."""

    def compose(self) -> ComposeResult:
        """Put a list that knows what it has no more into the place of the base class's."""
        for part in super().compose():
            yield PaletteLines() if isinstance(part, CommandList) else part

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Turn pages where there are some."""
        pages = action == "command_list" and "page" in str(parameters)
        return not pages or has_rows(self.query_one(OptionList))

    def _on_click(self, event: Click) -> None:  # type: ignore[override]  # as the base class's
        """Leave out a click on a place that the window has no more: the base class asks what is there."""
        if not self.region.contains(event.screen_x, event.screen_y):
            event.prevent_default()


class Robust(Lasting, Stage):
    """A stage that is left in order, and that forgives what comes late all the same: a message, a timer."""

    def on_load(self) -> None:
        """Put the terminal back also where the program is ended from outside; read the keys of any terminal."""
        read_every_report()
        loop = asyncio.get_running_loop()
        for name in ENDING:
            with suppress(AttributeError, NotImplementedError):
                loop.add_signal_handler(getattr(signal, name), self._leave)
        watch(loop, self._leave)

    def _leave(self) -> None:
        let_go()
        self.exit()

    @on(Driver.SignalResume)
    def _draw_anew(self) -> None:
        """Draw all of the screen after a stop: the terminal has kept none of it."""
        self.refresh(layout=True)

    async def on_event(self, event: Event) -> None:
        """Hear a letter with Alt as a key that types nothing."""
        if isinstance(event, Key) and event.key.startswith("alt+"):
            event.character = None
        await super().on_event(event)

    def on_app_blur(self, event: AppBlur) -> None:
        """Keep the keyboard in a browser: the program is told that it has none before any screen could take it."""
        if self.is_web:
            event.prevent_default()

    def pop_screen(self) -> AwaitComplete:
        """Leave a screen; its work ends before its parts go."""
        self.workers.cancel_node(self.screen)
        return _finished(super().pop_screen())

    def switch_screen(self, screen: Screen[Any] | str) -> AwaitComplete:
        """Put another screen in this one's place, whose work ends before its parts go."""
        self.workers.cancel_node(self.screen)
        return _finished(super().switch_screen(screen))

    def search_commands(
        self, commands: Sequence[CommandListItem], placeholder: str = "Search for commands…"
    ) -> AwaitMount:
        """Offer some commands in the palette."""
        provider: Any = SimpleProvider(self.screen, list(commands))  # Textual, too, passes it ready made
        return self.push_screen(Palette([provider], placeholder=placeholder))

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key means, as far as it can be done: it may come before all parts of a screen stand."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except (NoMatches, MountError):
            if self.screen.is_mounted:
                raise
            return True

    def _handle_exception(self, error: Exception) -> None:
        """End the program, unless what was wanted comes late: a part of a screen that goes, a key after the end."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        after_the_end = not self.is_running and isinstance(cause, ScreenStackError | NoMatches | LookupError)
        if not after_the_end and not is_late(cause):
            super()._handle_exception(error)


def _finished(change: AwaitComplete) -> AwaitComplete:
    """Let a change of screens be finished whoever waits for it: the application waits too, and would end with it."""
    return AwaitComplete(asyncio.shield(change))
