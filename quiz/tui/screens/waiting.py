"""What stands there until the first card is drawn, and keeps what is typed meanwhile."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Footer

from quiz.tui.screens.stage import Stage, stage_of
from quiz.tui.widgets.bar import Bar
from quiz.tui.widgets.bindings import bindings
from quiz.words.standing import Standing


class WaitingScreen(Screen[None]):
    """A bar and nothing under it."""

    BINDINGS = bindings("waiting")

    def compose(self) -> ComposeResult:
        """Bar and footer."""
        yield Bar(Standing(mode="A moment …"))
        yield Footer(show_command_palette=False, compact=True)

    def on_key(self, event: Key) -> None:
        """Keep it for the card."""
        keep_typed(stage_of(self.app), event)

    def action_out(self) -> None:
        """Go to the start."""
        stage_of(self.app).give_up_beginning()


def keep_typed(stage: Stage, event: Key) -> None:
    """Keep a character for the card that is on its way; Enter ends what was typed, alone it is none."""
    if event.is_printable and event.character and event.character != "?":
        event.stop()
        stage.typed_ahead.append(event.character)
    elif event.key == "enter":
        event.stop()
        if stage.typed_ahead:
            stage.typed_ahead.append("\n")
