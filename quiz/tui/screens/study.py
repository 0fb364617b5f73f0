"""Study: a question with its answer, what proves it, its demonstration, and what is asked next."""

from __future__ import annotations

import asyncio
from itertools import cycle

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Markdown, OptionList, Static, Tab, TabbedContent, TabPane
from textual.widgets.option_list import Option

from questions import load
from questions.drawing import SEEDS
from questions.model import Ask, Question
from questions.notation.counts import count
from quiz.cards.attempt import Attempt
from quiz.deck import catalog
from quiz.deck.seed import new_seed
from quiz.drill.past import Past
from quiz.drill.stats import of_questions
from quiz.log.days import local_now
from quiz.log.progress import ProgressUnavailable
from quiz.sessions.beginning import a_quiz
from quiz.settings.preferences import Preferences
from quiz.tui.screens.floor import Floor
from quiz.tui.screens.playing import Playing
from quiz.tui.screens.stage import stage_of
from quiz.tui.widgets.bindings import bindings
from quiz.tui.widgets.claims import Claims
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.tui.widgets.footer import Keys
from quiz.tui.widgets.menu import Menu
from quiz.tui.widgets.panel import Panel
from quiz.tui.widgets.present import Present
from quiz.tui.widgets.standing_bar import StandingBar
from quiz.words.asking import asked_lines
from quiz.words.questions import heard_lines, in_brief, named, rubric_lines
from quiz.words.standing import Standing

ROOMY = 60
"""Columns from which the bar tells topic and level."""
SHARE = 0.5
"""Of the screen's lines that the run takes at most over the pages."""


class StudyMenuScreen(Present[None]):
    """Which question to study."""

    BINDINGS = bindings("page")

    def compose(self) -> ComposeResult:
        """List all."""
        yield StandingBar(Standing("Study", where="answers, their proof, and what is asked next"))
        menu = Menu(*map(named, load()), markup=False, id="menu")
        yield Panel(menu, title="Questions", subtitle="Enter opens one", classes="fill")
        yield Keys()

    def on_screen_resume(self) -> None:
        """Tell how well each is known, also after a quiz on one."""
        self._tell_known()

    @work(exclusive=True, group="known")
    async def _tell_known(self) -> None:
        stage = stage_of(self.app)
        begins = (stage.preferences or Preferences()).day_begins
        try:
            known = await asyncio.to_thread(of_questions, Past(stage.progress, begins), local_now(begins))
        except ProgressUnavailable as error:
            stage.tell_trouble(str(error))
            return
        menu, wide = self.query_one(Menu), max(map(len, map(named, load())))
        for at, each in enumerate(known):
            if each.met:
                said = f"{each.word}, {each.met} of {count(each.cards, 'card')}"
                menu.replace_option_prompt_at_index(at, f"{each.name:<{wide}}  {said}")

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Open it."""
        self.app.push_screen(StudyScreen(load()[event.option_index]))

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()


class StudyScreen(Floor, Playing):
    """One question: its run, and its answer with what belongs to it a page each."""

    BINDINGS = bindings("study", "player")
    AUTO_FOCUS = ""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self._variants = cycle(question.variants)
        self.ask: Ask | None = None
        """What is demonstrated, None before the first demonstration."""
        self._labels: dict[Tab, str] = {}
        """What the tabs of the pages say where there is room."""

    def compose(self) -> ComposeResult:
        """Show the run and the pages; on a wide screen all questions beside them."""
        yield StandingBar(Standing("Study"))
        with Horizontal(id="study-columns"):
            names = Menu(*map(in_brief, load()), markup=False, id="deck")
            yield Panel(names, title="Questions", subtitle="Enter opens one", classes="only-wide fill", id="deck-panel")
            with Vertical(id="study-run"):
                yield Panel(Fitted(id="drawn-lines"), id="drawn", classes="only-wide")
                yield Demonstration()
            yield Panel(self._pages(), subtitle="t turns the page", id="study-pages")
        yield Keys()

    def _pages(self) -> TabbedContent:
        question = self.question
        heard = "\n\n".join([*heard_lines(question), f"Trap: {question.trap}"])
        related = (catalog.question(str(number)) for number in question.related)
        follow_ups = Menu(*self._follow_ups(), markup=False, id="follow-ups")
        links = Menu(*(Option(named(each), id=str(each.number)) for each in related), markup=False, id="related")
        rubric = Fitted(wrapped(rubric_lines(question)), id="points")
        sources = Fitted(wrapped(question.sources))
        formula = [] if question.formula in question.answer else [Static(question.formula, markup=False, id="formula")]
        pages: dict[str, list[Widget]] = {
            "Answer": [*formula, Markdown(question.answer, open_links=False)],
            f"Proof {len(question.claims)}": [Claims(question)],
            f"Heard {len(question.common_wording)}": [Static(heard, markup=False)],
            f"Asked next {len(question.follow_ups)}": [follow_ups],
            f"Rubric {len(question.rubric)}": [rubric],
            f"Sources {len(question.sources)}": [
                Static("Related; Enter opens one:", markup=False, classes="label"),
                links,
                Static("Sources:", markup=False, classes="label"),
                sources,
            ],
        }
        tabs = TabbedContent(id="pages")
        for title, parts in pages.items():
            tabs.compose_add_child(TabPane(title, VerticalScroll(*parts, can_focus=True)))
        return tabs

    def on_mount(self) -> None:
        """Mark where we are; show how the run of the first variant ends."""
        self.query_one("#deck", Menu).highlighted = load().index(self.question)
        self._to_page()
        self.action_variant()

    def on_resize(self) -> None:
        """Tell what the question is where there is room for it."""
        self.call_after_refresh(self._tell)

    def _tell(self) -> None:
        """Put the question over its pages, on a wide screen, where the pages are narrow, into the bar."""
        question, deck, wide = self.question, load(), self.has_class("-wide")
        place = f"{deck.index(question) + 1} of {len(deck)}"
        origin = f"{question.topics[0]} · {question.level} · Q{question.number:02}" if self.size.width >= ROOMY else ""
        self.query_one(StandingBar).tell(
            Standing("Study", where=f"{place}  {question.title}" if wide else place, score=origin)
        )
        self.query_one("#study-pages", Panel).head("What to say" if wide else named(question))
        for tab in self.query(Tab):
            self._labels.setdefault(tab, tab.label_text)
            tab.label = self._labels[tab].rstrip("0123456789 ") if wide else self._labels[tab]
        self.demonstration.bound(None if wide else round(self.size.height * SHARE))

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

    @on(OptionList.OptionSelected, "#deck")
    def go_to(self, event: OptionList.OptionSelected) -> None:
        """Go to another question."""
        self._open(load()[event.option_index])

    def action_page(self, steps: int) -> None:
        """Turn the page."""
        tabs = self.query_one(TabbedContent)
        names = [str(pane.id) for pane in tabs.query(TabPane)]
        at = names.index(tabs.active) if tabs.active else 0  # the tabs tell which it is soon after they stand
        tabs.active = names[(at + steps) % len(names)]
        self.call_after_refresh(self._to_page)

    def _to_page(self) -> None:
        """Put the keys where the page has something to choose, else where it is scrolled."""
        pane = self.query_one(TabbedContent).active_pane
        if pane:
            (*pane.query(Menu), pane.query_one(VerticalScroll))[0].focus()

    def action_variant(self) -> None:
        """Demonstrate the next variant with numbers drawn for it."""
        variant, seed = next(self._variants), new_seed() % SEEDS
        self.ask = Ask(variant.draw(seed), seed)
        drawn = self.ask.variant
        panel, answer = self.query_one("#drawn", Panel), f"Answer: {drawn.answer().shown}"
        panel.head(variant.title)
        panel.foot(self.ask.code)
        self.query_one("#drawn-lines", Fitted).lay(
            lambda width: Content("\n".join([*asked_lines(drawn, max(width, 8)), answer]))
        )
        self.demonstrate(Attempt(self.ask))

    def action_quiz(self) -> None:
        """Begin a quiz on this question; Escape leads back here."""
        stage_of(self.app).begin(a_quiz(questions=(self.question.number,)))

    def action_out(self) -> None:
        """Go back."""
        self.dismiss()
