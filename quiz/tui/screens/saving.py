"""A practice set being written, file after file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.screen import Screen

from quiz.sets.drafts.saving import Outcome, Saving, save
from quiz.sets.model import PracticeSet
from quiz.tui.screens.saved import SavedScreen
from quiz.tui.screens.working import WorkingScreen


class SavingScreen(WorkingScreen[list[Outcome]]):
    """How far the files are, then where they are."""

    DOING = "Saving"
    STOPPING = "Esc stops; whole files stay"

    def __init__(self, practice_set: PracticeSet, targets: Sequence[tuple[Saving, Path]]) -> None:
        super().__init__(len(practice_set.items) * len(targets))
        self._set, self._targets = practice_set, targets
        self._path = targets[0][1]

    @property
    def what(self) -> str:
        """The file that is being written."""
        return str(self._path)

    def make(self) -> list[Outcome]:
        """Write each file."""
        return [self._written(*target) for target in self._targets]

    def _written(self, saving: Saving, path: Path) -> Outcome:
        self._path = path
        return save(self._set, saving, path, self.count)

    def after(self, made: list[Outcome]) -> Screen[None]:
        """Say what became of each file."""
        return SavedScreen(self._set, made)
