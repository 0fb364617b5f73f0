"""A class being made, copy after copy."""

from __future__ import annotations

from textual.screen import Screen

from quiz.classes.drafted import make_drafted
from quiz.sets.drafts.draft import Draft
from quiz.tui.screens.page import PageScreen
from quiz.tui.screens.working import WorkingScreen


class CopiesScreen(WorkingScreen[list[str]]):
    """How far the copies are, then where they are."""

    DOING = "Making copies"
    STOPPING = "Esc stops; nothing is kept then"

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft

    @property
    def what(self) -> str:
        """The folder."""
        return str(self._draft.folder)

    def make(self) -> list[str]:
        """Make the class."""
        return make_drafted(self._draft, self._expect, self.count)

    def _expect(self, total: int) -> None:
        self.total = total

    def after(self, made: list[str]) -> Screen[None]:
        """Say where it is."""
        return PageScreen("A class", "\n".join(made))
