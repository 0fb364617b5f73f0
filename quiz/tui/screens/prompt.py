"""A question to the learner about the program itself: one line to type."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.in_order import LineBox
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present


class PromptScreen(ModalScreen[str | None], Present[str | None]):
    """Returns what was typed once `problem` finds nothing wrong with it, None if the learner leaves."""

    BINDINGS = bindings("prompt")
    DEFAULT_CSS = """
    PromptScreen { align: center middle; }
    PromptScreen > Panel { width: 70; max-width: 100%; background: $panel; }
    PromptScreen Static { height: auto; }
    """

    def __init__(self, wanted: str, problem: Callable[[str], str], typed: str = "") -> None:
        """`problem` says what is wrong with a text, or nothing."""
        super().__init__()
        self._wanted, self._problem, self._typed = wanted, problem, typed

    def compose(self) -> ComposeResult:
        """Say what is wanted, then a box, then what is wrong."""
        yield Panel(
            LineBox(self._typed, compact=True),
            Static(markup=False, id="problem"),
            title=self._wanted,
            subtitle="Enter takes it · Esc leaves it",
        )

    @on(Input.Submitted)
    def submit(self, event: Input.Submitted) -> None:
        """Take it, or say what is wrong."""
        event.stop()
        if problem := self._problem(event.value):
            self.query_one("#problem", Static).update(problem)
        else:
            self.dismiss(event.value.strip())

    def action_out(self) -> None:
        """Leave it."""
        self.dismiss(None)
