"""What is seen while something is being opened."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from quiz.tui.screens.stage import stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing

SOON = 0.15
"""Seconds after which it is said; what is there sooner needs no words."""


class OpeningScreen(Present[None]):
    """A place holder; keys typed here are for what comes."""

    BINDINGS = bindings("opening")

    def compose(self) -> ComposeResult:
        """Leave the room to what comes."""
        yield StandingBar()
        yield Static(markup=False, id="opening")
        yield Keys()

    def on_mount(self) -> None:
        """Say it, unless it is there at once."""
        self.set_timer(SOON, self._say)

    def _say(self) -> None:
        self.query_one(StandingBar).tell(Standing("Opening …"))
        self.query_one("#opening", Static).update("What you type now is kept for it.")

    def action_out(self) -> None:
        """Leave it, under the prompt for the prompt."""
        stage = stage_of(self.app)
        stage.stop_opening()
        self.dismiss()
        if self.app.is_inline:
            stage.go_home()
