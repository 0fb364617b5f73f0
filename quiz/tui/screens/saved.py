"""A practice set that is saved, or is not: where it is, and what can be done with it now."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from quiz.sessions.practice_set import PracticeSetRecipe
from quiz.sets.drafts.saving import Outcome, saved_lines
from quiz.sets.model import PracticeSet
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.stage import stage_of
from quiz.tui.widgets.bar import Bar
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.panel import Panel
from quiz.words.standing import Standing


class SavedScreen(Floor):
    """The files; the set can be played at once."""

    BINDINGS = bindings("saved")

    def __init__(self, practice_set: PracticeSet, outcomes: Sequence[Outcome]) -> None:
        super().__init__()
        self._set, self._outcomes = practice_set, outcomes

    @property
    def _kept(self) -> list[str]:
        return [str(outcome.path.absolute()) for outcome in self._outcomes if not outcome.trouble]

    def compose(self) -> ComposeResult:
        """Say where the files are and what takes them."""
        told = "\n".join(saved_lines(self._set, self._outcomes))
        title = f"✓ Saved {len(self._set.items):,} items" if self._kept else "✗ Not saved"
        yield Bar(Standing("Practice set", where="saved" if self._kept else "not saved"))
        page = VerticalScroll(Static(told, markup=False, id="page"), id="body", can_focus=True)
        panel = Panel(page, title=title, subtitle="p plays it now · c copies the path", classes="fill")
        panel.state("right" if self._kept else "wrong")
        yield panel
        yield Keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Copy a path where there is one."""
        return action != "copy" or bool(self._kept)

    def action_play(self) -> None:
        """Play the set, or go on with it."""
        codes = [item.code for item in self._set.items]
        stage_of(self.app).begin(lambda newcomer: PracticeSetRecipe.of(self._set, codes))

    def action_copy(self) -> None:
        """Put the paths on the clipboard."""
        self.app.copy_to_clipboard("\n".join(self._kept))
        self.notify(f"Copied {self._kept[0]}", markup=False)

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()
