"""Topics and questions to choose a quiz from."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from quiz.deck import search
from quiz.sessions.beginning import a_quiz
from quiz.tui.screens.search import SearchBox
from quiz.tui.screens.stage import stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.standing import Standing


class TopicsScreen(Present[None]):
    """A menu and words that filter it; what is chosen is begun."""

    BINDINGS = bindings("page")

    def compose(self) -> ComposeResult:
        """Topics first, then single questions."""
        yield StandingBar(Standing("By topic", where="a quiz on one topic, or on one question"))
        search = SearchBox(placeholder="Type words of a title or topic", compact=True)
        yield Panel(
            search,
            Menu(*options(""), markup=False, id="menu"),
            title="Search",
            subtitle="↑ ↓ choose · Enter begins a quiz of ten",
            classes="fill",
        )
        yield Keys()

    def on_mount(self) -> None:
        """Begin on the first line, ready for words."""
        self.query_one(SearchBox).focus()
        self.query_one(Menu).highlighted = 0

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Show what fits the words, the best question first."""
        menu = self.query_one(Menu)
        menu.set_options(options(event.value))
        menu.highlighted = 0 if menu.option_count else None

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Begin a quiz on it."""
        kind, _, name = (event.option_id or "").partition(":")
        stage = stage_of(self.app)
        stage.go_home()
        stage.begin(a_quiz(topics=(name,)) if kind == "topic" else a_quiz(questions=(int(name),)))

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()


def options(text: str) -> list[Option | None]:
    """Return the lines that fit the words of a text."""
    topics = [Option(topic, id=f"topic:{topic}") for topic in search.topics_for(text)]
    found = [entry.question for entry in search.search(text)]
    questions = [Option(f"{entry.number}. {entry.title}", id=f"question:{entry.number}") for entry in found]
    nothing = [] if topics or questions else [Option("Nothing fits these words.", disabled=True)]
    return [*topics, *([None] if topics and questions else []), *questions, *nothing]
