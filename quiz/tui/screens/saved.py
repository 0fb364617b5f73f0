"""A practice set that is saved, or is not: where it is, and what can be done with it now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from questions.notation.counts import count
from quiz.files.output import CannotWriteError, TargetError
from quiz.sessions.practice_set import PracticeSetRecipe
from quiz.sets.drafts.saving import Outcome, answers_of, itself, save_blank, saved_lines, then_lines
from quiz.sets.model import PracticeSet
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.stage import stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing


class SavedScreen(Floor):
    """The files; the set can be played at once."""

    BINDINGS = bindings("saved")

    def __init__(self, practice_set: PracticeSet, outcomes: Sequence[Outcome]) -> None:
        super().__init__()
        self._set, self._outcomes = practice_set, outcomes
        self._path = itself(outcomes)

    @property
    def _kept(self) -> list[str]:
        return [str(outcome.path.absolute()) for outcome in self._outcomes if not outcome.trouble]

    def compose(self) -> ComposeResult:
        """Say where the files are and what takes them."""
        number = len(self._set.items)
        title = f"✓ Saved {count(number, 'item', ',')}" if self._kept else "✗ Not saved"
        yield StandingBar(Standing("Practice set", where="saved" if self._kept else "not saved"))
        with VerticalScroll(id="body", can_focus=True):
            panel = Panel(Static("\n".join(saved_lines(self._set, self._outcomes)), markup=False), title=title)
            panel.state("right" if self._kept else "wrong")
            yield panel
            if self._path:
                then = [
                    "p  play it now",
                    f"b  write the sheet to fill in, {answers_of(self._path)}",
                    "c  copy the path",
                ]
                yield Panel(Fitted(wrapped([*then, "", *then_lines(self._path)], "   ")), title="What now")
        yield Keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Copy a path where there is one; a sheet belongs to a set that is kept."""
        return {"copy": bool(self._kept), "blank": bool(self._path)}.get(action, True)

    def action_play(self) -> None:
        """Play the set, or go on with it."""
        codes = [item.code for item in self._set.items]
        stage_of(self.app).begin(lambda newcomer: PracticeSetRecipe.of(self._set, codes))

    @work(exclusive=True, group="blank")
    async def action_blank(self) -> None:
        """Write the sheet to fill in."""
        if self._path is None:
            return
        try:
            await asyncio.to_thread(save_blank, self._set, self._path)
        except (TargetError, CannotWriteError) as error:
            self.notify(str(error), severity="warning", markup=False)
        else:
            self.notify(f"Written: {answers_of(self._path)}", markup=False)

    def action_copy(self) -> None:
        """Put the paths on the clipboard."""
        self.app.copy_to_clipboard("\n".join(self._kept))
        self.notify(f"Copied {self._kept[0]}", markup=False)

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()
