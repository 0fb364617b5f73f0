"""Study: a question with its answer, what proves it, its demonstration, and what is asked next."""

from __future__ import annotations

from itertools import cycle

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Markdown, OptionList, Static
from textual.widgets.option_list import Option

from questions import load
from questions.drawing import SEEDS
from questions.model import Ask, Question
from quiz.cards.attempt import Attempt
from quiz.deck import catalog
from quiz.deck.seed import new_seed
from quiz.sessions.beginning import a_quiz
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.playing import Playing
from quiz.tui.screens.stage import stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.claims import Claims
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.menu import Menu
from quiz.words.questions import heard_lines, named, rubric_lines


class StudyMenuScreen(Screen[None]):
    """Which question to study."""

    BINDINGS = bindings("page")

    def compose(self) -> ComposeResult:
        """List all."""
        yield Static("Study a question", markup=False, id="name")
        yield Menu(*map(named, load()), markup=False, id="menu")
        yield Footer(show_command_palette=False, compact=True)

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Open it."""
        self.app.push_screen(StudyScreen(load()[event.option_index]))

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()


class StudyScreen(Floor, Playing):
    """One question, to read from top to bottom."""

    BINDINGS = bindings("study", "player")
    AUTO_FOCUS = "#body"

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self._variants = cycle(question.variants)
        self.ask: Ask | None = None
        """What is demonstrated, None before the first demonstration."""

    def compose(self) -> ComposeResult:
        """Answer, claims, wordings, demonstration, follow-ups, rubric, links."""
        question = self.question
        yield Static(f"{question.level} · {', '.join(question.topics)}", markup=False, id="top")
        with VerticalScroll(id="body", can_focus=True):
            yield Static(named(question), markup=False, id="ask")
            yield Markdown(question.answer, open_links=False)
            yield Static(question.formula, markup=False, id="formula")
            yield Claims(question)
            yield Static("\n".join(heard_lines(question)), markup=False, id="heard")
            yield Static("Space demonstrates it.", markup=False, id="drawn")
            yield Demonstration()
            yield Static("Asked next (Tab, then Enter opens an answer):", markup=False, classes="label")
            yield Menu(*self._follow_ups(), markup=False, id="follow-ups")
            yield Static("\n".join(["What a good answer says:", *rubric_lines(question)]), markup=False, id="points")
            yield Static(f"Trap: {question.trap}", markup=False, classes="label")
            yield Static("Related:", markup=False, classes="label")
            related = (catalog.question(str(number)) for number in question.related)
            yield Menu(*(Option(named(each), id=str(each.number)) for each in related), markup=False, id="related")
            yield Static("\n".join(["Sources:", *question.sources]), markup=False, id="sources")
        yield Footer(show_command_palette=False, compact=True)

    def _follow_ups(self) -> list[str]:
        return [f"▸ {each.ask}" for each in self.question.follow_ups]

    @on(OptionList.OptionSelected, "#follow-ups")
    def unfold(self, event: OptionList.OptionSelected) -> None:
        """Open an answer, or close it."""
        follow_up = self.question.follow_ups[event.option_index]
        folded = str(event.option.prompt).startswith("▸")
        prompt = f"▾ {follow_up.ask}\n  {follow_up.answer}" if folded else f"▸ {follow_up.ask}"
        event.option_list.replace_option_prompt_at_index(event.option_index, prompt)

    @on(OptionList.OptionSelected, "#related")
    def follow(self, event: OptionList.OptionSelected) -> None:
        """Go to a related question."""
        self._open(catalog.question(event.option_id or ""))

    def _open(self, question: Question) -> None:
        self.app.switch_screen(StudyScreen(question))

    def action_question(self, steps: int) -> None:
        """Go to another question, round and round."""
        deck = load()
        self._open(deck[(deck.index(self.question) + steps) % len(deck)])

    def action_play(self) -> None:
        """Begin with the first variant, then play or pause."""
        if self.ask:
            super().action_play()
        else:
            self.action_variant()

    def action_variant(self) -> None:
        """Demonstrate the next variant with numbers drawn for it."""
        variant, seed = next(self._variants), new_seed() % SEEDS
        self.ask = Ask(variant.draw(seed), seed)
        answer = self.ask.variant.answer().shown
        said = f"{self.ask.code} {variant.title}\n{self.ask.variant.ask()}\nAnswer: {answer}"
        self.query_one("#drawn", Static).update(said)
        self.demonstrate(Attempt(self.ask))

    def action_quiz(self) -> None:
        """Begin a quiz on this question; Escape leads back here."""
        stage_of(self.app).begin(a_quiz(questions=(self.question.number,)))

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()
