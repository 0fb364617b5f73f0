"""A class being made, copy after copy."""

from __future__ import annotations

import asyncio
import shlex
from contextlib import suppress

from textual import work
from textual.app import ComposeResult
from textual.widgets import ProgressBar, Static

from quiz.classes.copies import class_words, make_class, shared
from quiz.classes.folder import KINDS, check_folder, check_wishes, write_class
from quiz.classes.students import students
from quiz.files.output import CannotWriteError, TargetError
from quiz.sets.drafts.draft import Draft
from quiz.sets.exporting import ExportError
from quiz.sets.source import SourceError
from quiz.tui.screens.page import PageScreen
from quiz.tui.widgets.bar import Bar
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.words.standing import Standing

TICK = 0.1
"""Seconds between two looks at how far it is."""


class _StoppedError(Exception):
    """The learner wants no class."""


class CopiesScreen(Present[None]):
    """How far the copies are, then where they are."""

    BINDINGS = bindings("saving")

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._done, self._total = 0, 1
        """Items drawn and copies written so far, counted in a thread, and all of them."""
        self._told: list[str] = []
        """What became of it, once it is known."""
        self._stopped = False

    def compose(self) -> ComposeResult:
        """Name the folder, and show how far it is."""
        yield Bar(Standing("Practice set", where="saving"))
        said = Static(str(self._draft.folder), markup=False, id="said")
        bar = ProgressBar(show_eta=False, id="progress")
        yield Panel(said, bar, title="Making copies", subtitle="Esc stops; nothing is kept then")
        yield Keys()

    def on_mount(self) -> None:
        """Begin."""
        self.set_interval(TICK, self._show)
        self._make()

    def on_unmount(self) -> None:
        """Make no more for a screen that is gone."""
        self._stopped = True

    def _show(self) -> None:
        self.query_one(ProgressBar).update(total=self._total, progress=self._done)
        if self._told and self.is_current:  # the help may lie above
            self.app.switch_screen(PageScreen("A class", "\n".join(self._told)))

    @work
    async def _make(self) -> None:
        with suppress(_StoppedError):
            self._told = await asyncio.to_thread(self._made)

    def _made(self) -> list[str]:
        """Make the class, and say where it is or why it is not."""
        draft = self._draft
        kinds = [kind for kind in KINDS if kind in draft.ways] or ["html"]
        try:
            check_folder(draft.folder, force=False)
            names, recipe = students(draft.copies), draft.recipe
            check_wishes(recipe, names, draft.title, draft.points, kinds)
            self._total = len(names) * (recipe.length + 1)
            record = make_class(
                recipe,
                draft.seed,
                names,
                same_skills=draft.same_skills or draft.per_variant is not None,
                exam=draft.exam,
                title=draft.title,
                points=draft.points,
                done=self._count,
            )
            command = shlex.join(class_words(record, draft.copies, draft.points))
            write_class(draft.folder, record, kinds, command, done=self._count)
        except (SourceError, ExportError, TargetError, CannotWriteError, ValueError, LookupError) as error:
            return [f"Not made: {error}."]
        lines = [
            f"{len(names):,} copies of {recipe.length:,} items, class {record.id}",
            "",
            str(draft.folder.absolute()),
        ]
        if repeated := shared(record):
            lines += ["", f"There are no more draws: {repeated:,} items stand in several copies."]
        folder = shlex.quote(str(draft.folder))
        return [*lines, "", f"convquiz grade --blank {folder} -o answers.csv writes the sheet to fill in."]

    def _count(self) -> None:
        if self._stopped:
            raise _StoppedError
        self._done += 1

    def action_out(self) -> None:
        """Make no more, and go back."""
        self._stopped = True
        self.dismiss()
