"""Topics and questions to choose a quiz from."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from questions import load
from quiz import catalog
from quiz.tui.actions import bindings
from quiz.tui.menu import Menu

if TYPE_CHECKING:
    from quiz.tui.app import ConvquizApp


class TopicsScreen(Screen[None]):
    """A menu; what is chosen is begun."""

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
        """Begin a quiz on it."""
        kind, _, name = (event.option_id or "").partition(":")
        app = cast("ConvquizApp", self.app)
        app.go_home()
        if kind == "topic":
            app.start(topics=(name,))
        else:
            app.start(questions=(int(name),))

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()
