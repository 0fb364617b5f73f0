"""A picture by itself, to be played."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from questions.scenes import Scene
from quiz.tui.screens.playing import Playing
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing


class PictureScreen(Playing):
    """One scene and its player."""

    BINDINGS = bindings("picture", "player")

    def __init__(self, scene: Scene, mode: str) -> None:
        """`mode` says where it was opened."""
        super().__init__()
        self._scene, self._mode = scene, mode

    def compose(self) -> ComposeResult:
        """Title and player."""
        yield StandingBar(Standing(self._mode, where=self._scene.title))
        with VerticalScroll(id="body", can_focus=True):
            yield Demonstration()
        yield Keys()

    def on_mount(self) -> None:
        """Play."""
        self.demonstration.begin(self._scene)

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()
