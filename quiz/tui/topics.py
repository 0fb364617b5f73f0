"""Topics and questions to choose a quiz from."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from questions import load
from quiz import catalog
from quiz.tui.actions import bindings
from quiz.tui.menu import Menu


class TopicsScreen(Screen["tuple[str, str] | None"]):
    """Returns ("topic", name) or ("question", number); None if the learner goes back."""

    BINDINGS = bindings("page")

    def compose(self) -> ComposeResult:
        """Topics first, then single questions."""
        yield Static("A quiz on one topic, or on one question", markup=False, id="name")
        topics = [Option(topic, id=f"topic:{topic}") for topic in catalog.topics()]
        questions = [Option(f"{entry.number}. {entry.title}", id=f"question:{entry.number}") for entry in load()]
        yield Menu(*topics, None, *questions, markup=False, id="menu")
        yield Footer(show_command_palette=False)

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Return what was chosen."""
        kind, _, name = (event.option_id or "").partition(":")
        self.dismiss((kind, name))

    def action_out(self) -> None:
        """Go back."""
        self.dismiss(None)
