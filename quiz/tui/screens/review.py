"""An ask that is over, to look at again: question, answers, steps and run."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import ScrollableContainer, VerticalScroll
from textual.widgets import Static

from quiz.cards.attempt import Attempt
from quiz.tui.screens.playing import Playing
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.question import Question
from quiz.tui.widgets.side import Side
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.headings import origin
from quiz.words.standing import Standing
from quiz.words.summary import AskLine


class ReviewScreen(Playing):
    """Nothing is asked here."""

    BINDINGS = bindings("review", "player")
    AUTO_FOCUS = "#left"

    def __init__(self, line: AskLine, attempt: Attempt) -> None:
        super().__init__()
        self._line, self._attempt = line, attempt

    def compose(self) -> ComposeResult:
        """Question, what was answered and what is right, the steps; the run beside or under them, which stay."""
        line, variant = self._line, self._attempt.ask.variant
        yield StandingBar(Standing(line.title, (line.mark,), line.note, line.time))
        with ScrollableContainer(id="cols", can_focus=False):
            with VerticalScroll(id="left", can_focus=True):
                yield Question(variant, line.title, origin(self._attempt))
                said = f"you    {line.typed or 'nothing'}\nright  {line.right or 'told with the last part'}"
                yield Panel(Static(said, markup=False), title=f"{line.mark} Answer", id="answer-panel")
                yield Panel(Static("\n".join(variant.steps()), markup=False), title="Steps")
            with Side(id="side"):
                yield Demonstration()
        yield Keys()

    def on_mount(self) -> None:
        """Run it."""
        self.demonstrate(self._attempt)

    def run_in_sight(self) -> Demonstration:
        """Return the run; on a low screen, where it is far down, scroll to it."""
        self.demonstration.scroll_visible(animate=False, top=True)
        return self.demonstration

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()
