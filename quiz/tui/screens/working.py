"""Files being written, with how far they are, until it is done or stopped."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import ProgressBar, Static

from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing

TICK = 0.1
"""Seconds between two looks at how far it is."""
T = TypeVar("T")


class _StoppedError(Exception):
    """The learner wants no more of it."""


class WorkingScreen(Present[None], Generic[T]):
    """Works in a thread, and gives way to the screen of what was made."""

    BINDINGS = bindings("saving")
    DOING = ""
    """What is being done."""
    STOPPING = ""
    """What Esc does."""

    def __init__(self, total: int = 1) -> None:
        super().__init__()
        self.total = total
        """How much there is to do, which the thread may correct."""
        self._done = 0
        self._made: T | None = None
        """What came of it, once all is done."""
        self._stopped = False

    @property
    def what(self) -> str:
        """What is being written now."""
        raise NotImplementedError

    def make(self) -> T:
        """Do it, in a thread."""
        raise NotImplementedError

    def after(self, made: T) -> Screen[None]:
        """Return the screen of what came of it."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Name what is written, and show how far it is."""
        yield StandingBar(Standing("Practice set", where="saving"))
        bar = ProgressBar(show_eta=False, id="progress")
        yield Panel(Static(self.what, markup=False, id="said"), bar, title=self.DOING, subtitle=self.STOPPING)
        yield Keys()

    def on_mount(self) -> None:
        """Begin."""
        self._show()
        self.set_interval(TICK, self._show)
        self._begin()

    def on_unmount(self) -> None:
        """Do no more for a screen that is gone."""
        self._stopped = True

    def _show(self) -> None:
        self.query_one("#said", Static).update(self.what)
        self.query_one(ProgressBar).update(total=self.total, progress=self._done)
        if self._made is not None and self.is_current:  # the help may lie above
            self.app.switch_screen(self.after(self._made))

    @work
    async def _begin(self) -> None:
        with suppress(_StoppedError):
            self._made = await asyncio.to_thread(self.make)

    def count(self) -> None:
        """Take note in the thread that something more is done, which ends there where the learner has left."""
        if self._stopped:
            raise _StoppedError
        self._done += 1

    def action_out(self) -> None:
        """Do no more, and go back."""
        self._stopped = True
        self.dismiss()
