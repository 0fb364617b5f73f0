"""A practice set being written, file after file."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.widgets import ProgressBar, Static

from quiz.sets.drafts.saving import Outcome, Saving, save
from quiz.sets.model import PracticeSet
from quiz.tui.screens.saved import SavedScreen
from quiz.tui.widgets.bar import Bar
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.words.standing import Standing

TICK = 0.1
"""Seconds between two looks at how far it is."""


class _StoppedError(Exception):
    """The learner wants no more files."""


class SavingScreen(Present[None]):
    """How far the files are, then where they are."""

    BINDINGS = bindings("saving")

    def __init__(self, practice_set: PracticeSet, targets: Sequence[tuple[Saving, Path]]) -> None:
        super().__init__()
        self._set, self._targets = practice_set, targets
        self._done = 0
        """Items written so far, over all files; counted in a thread."""
        self._path = targets[0][1]
        """The file that is being written."""
        self._outcomes: list[Outcome] = []
        """What became of the files, once all are written."""
        self._stopped = False

    def compose(self) -> ComposeResult:
        """Name the file, and show how far it is."""
        yield Bar(Standing("Practice set", where="saving"))
        bar = ProgressBar(total=len(self._set.items) * len(self._targets), show_eta=False, id="progress")
        yield Panel(Static(markup=False, id="said"), bar, title="Saving", subtitle="Esc stops; whole files stay")
        yield Keys()

    def on_mount(self) -> None:
        """Begin."""
        self._show()
        self.set_interval(TICK, self._show)
        self._save()

    def on_unmount(self) -> None:
        """Write no more for a screen that is gone."""
        self._stopped = True

    def _show(self) -> None:
        self.query_one("#said", Static).update(str(self._path))
        self.query_one(ProgressBar).update(progress=self._done)
        if self._outcomes and self.is_current:  # the help may lie above
            self.app.switch_screen(SavedScreen(self._set, self._outcomes))

    @work
    async def _save(self) -> None:
        with suppress(_StoppedError):
            self._outcomes = await asyncio.to_thread(lambda: [self._written(*target) for target in self._targets])

    def _written(self, saving: Saving, path: Path) -> Outcome:
        self._path = path
        return save(self._set, saving, path, self._count)

    def _count(self) -> None:
        if self._stopped:
            raise _StoppedError
        self._done += 1

    def action_out(self) -> None:
        """Write no more, and go back; what is whole stays."""
        self._stopped = True
        self.dismiss()
