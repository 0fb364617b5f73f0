"""Any answer to any ask, explained: two lines to type, and what is said of them."""

from __future__ import annotations

import asyncio

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.in_order import LineBox
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing


class ExplainScreen(Present[None]):
    """A code or numbers, an answer, and below them the reading, the mistake and its run."""

    BINDINGS = bindings("prompt")

    def compose(self) -> ComposeResult:
        """Two lines to type, what is said, footer."""
        yield StandingBar(Standing("Explain", where="what is right and wrong about an answer"))
        asked = LineBox(
            placeholder="A share code, Q03.1-7F3K, or numbers, 3.1 size=32 kernel=5", compact=True, id="asked"
        )
        yield Panel(asked, title="Ask")
        yield Panel(
            LineBox(placeholder="1 2; 3 4", compact=True, id="answer"), title="Answer", subtitle="Enter explains it"
        )
        said = VerticalScroll(Static(markup=False, id="explained"), id="body", can_focus=True)
        yield Panel(said, title="What it is", classes="fill")
        yield Keys()

    def on_mount(self) -> None:
        """Begin with the ask."""
        self.query_one("#asked", Input).focus()

    @on(Input.Submitted)
    def submit(self, event: Input.Submitted) -> None:
        """Go on to the answer, or explain it."""
        event.stop()
        answer = self.query_one("#answer", Input)
        if event.input is answer:
            self._explain(self.query_one("#asked", Input).value, answer.value)
        else:
            answer.focus()

    @work(exclusive=True)
    async def _explain(self, code: str, typed: str) -> None:
        """Say what there is to say; runs of the op take their time."""
        lines = await asyncio.to_thread(_explained, code, typed)
        self.query_one("#explained", Static).update("\n".join(lines))

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()


def _explained(code: str, typed: str) -> list[str]:
    """Return the explanation, or what is wrong with the code."""
    from quiz.answering.grading import graded
    from quiz.deck import catalog
    from quiz.words.explanations import explanation_lines

    try:
        variant = catalog.ask(code).variant
    except (ValueError, catalog.NotInDeckError) as error:
        return [f"{error}."]
    return [variant.ask(), "", *explanation_lines(variant, graded(variant, typed))]
