"""What the command palette offers: a question, a mode, a theme, a seed, a share code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from quiz.deck.seed import SEEDS
from quiz.keys.places import PLACES
from quiz.sessions.beginning import a_quiz, an_ask
from quiz.settings.themes import THEMES
from quiz.tui.screens.choices import ENTRIES, screen
from quiz.tui.screens.prompt import PromptScreen
from quiz.tui.screens.stage import Stage, stage_of

EXPLAIN = screen("quiz.tui.screens.explain:ExplainScreen")
OF_ASK = frozenset({"hint", "reveal", "skip", "renew", "flag", "undo"})
"""Actions of an open ask that the palette has too."""


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette."""

    title: str
    help: str
    run: Callable[[], object]


class Commands(Provider):
    """Our own commands; what is typed may also be a question's words, a seed or a share code."""

    @property
    def _stage(self) -> Stage:
        return stage_of(self.app)

    async def _get_ready(self) -> None:
        """Have the questions at hand; the first time they are imported, in a thread.

        This is no `startup`: a key typed during one cancels it for good, and the palette stays empty.
        """
        await asyncio.to_thread(lambda: import_module("quiz.deck.search").vocabulary())

    async def discover(self) -> Hits:
        """Offer what there is before anything is typed."""
        await self._get_ready()
        for command in (*self._general(), *self._questions()):
            yield DiscoveryHit(Content(command.title), command.run, text=command.title, help=command.help)

    async def search(self, query: str) -> Hits:
        """Offer what fits the words; the questions' search forgives typing errors."""
        await self._get_ready()
        from quiz.deck.search import search

        for command in self._meant(query.strip()):
            yield Hit(1, Content(command.title), command.run, text=command.title, help=command.help)
        matcher = self.matcher(query)
        for command in (*self._general(), *self._themes()):
            if (score := matcher.match(command.title)) > 0:
                yield Hit(score, Content(command.title), command.run, text=command.title, help=command.help)
        ranks = {found.question.number: found.score for found in search(query)}
        for command, number in zip(self._questions(), self._numbers(), strict=True):
            if score := ranks.get(number, 0):
                yield Hit(score, Content(command.title), command.run, text=command.title, help=command.help)

    def _of_ask(self) -> Iterator[Command]:
        """Yield what the keys of an open ask do, as far as it can be done now."""
        for key in {key.action: key for place in ("unseen", "ask") for key in PLACES[place][1]}.values():
            does = getattr(self.screen, f"action_{key.action}", None)
            if key.action in OF_ASK and does and self.screen.check_action(key.action, ()):
                yield Command(key.label.capitalize(), f"In this ask · {key.shown}", does)
        if copy := self.screen.query("#grids") and getattr(self.screen, "action_copy", None):
            yield Command("Copy the matrices", "In this ask · as NumPy code", partial(copy, True))

    def _general(self) -> Iterator[Command]:
        yield from self._of_ask()
        stage = self._stage
        for entry in ENTRIES:
            yield Command(entry.label, entry.about, partial(self._from_home, entry.begin))
        if stage.player:
            yield Command("Resume", "Go on with what was left last", stage.resume)
        yield Command("Play with a seed", "The same seed asks the same quiz", self._ask_for_seed)
        yield Command("Open a share code", "The ask with this code, or with your numbers", self._ask_for_code)
        yield Command(
            "Explain an answer", "What is right and wrong about it, whatever the ask", partial(self._from_home, EXPLAIN)
        )
        yield Command("Theme", "Choose the colours; the choice is kept", self._choose_theme)
        yield Command("Keys", "All keys of the application", stage.action_help)
        yield Command("Quit", "Leave the program; nothing is lost", stage.exit)

    def _numbers(self) -> Iterator[int]:
        from questions import load

        return (entry.number for entry in load() for _ in range(2))

    def _questions(self) -> Iterator[Command]:
        from questions import load

        for entry in load():
            about = f"{entry.level} · {', '.join(entry.topics)}"
            only = (entry.number,)
            yield Command(f"{entry.number}. {entry.title}", f"Quiz · {about}", partial(self._start, questions=only))
            yield Command(
                f"{entry.number}. {entry.title} In your own words",
                f"Say it, then one ask · {about}",
                partial(self._start, mode="tour", questions=only),
            )

    def _themes(self) -> Iterator[Command]:
        for theme in THEMES:
            yield Command(f"Theme: {theme}", "Change the colours", partial(self._stage.prefer, "theme", theme))

    def _meant(self, query: str) -> Iterator[Command]:
        """Yield what a whole query means by itself: a seed, a share code."""
        if not seed_problem(query):
            yield Command(
                f"Play with the seed {int(query)}", "A quiz of ten asks", partial(self._start, seed=int(query))
            )
        if not code_problem(query):
            yield Command(f"Open the ask {query}", "By its code", partial(self._open, query))

    def _from_home(self, begin: Callable[[Stage], object]) -> None:
        self._stage.go_home()
        begin(self._stage)

    def _start(self, **wanted: object) -> None:
        self._stage.go_home()
        self._stage.begin(a_quiz(**wanted))

    def _open(self, code: str) -> None:
        self._stage.go_home()
        self._stage.begin(an_ask(code))

    def _ask_for_seed(self) -> None:
        def start(text: str | None) -> None:
            if text:
                self._start(seed=int(text))

        self.app.push_screen(PromptScreen("A seed: a whole number", seed_problem), start)

    def _ask_for_code(self) -> None:
        def begin(text: str | None) -> None:
            if text:
                self._open(text)

        self.app.push_screen(
            PromptScreen("A share code (Q03.1-7F3K), or numbers (3.1 size=32 kernel=5 …)", code_problem), begin
        )

    def _choose_theme(self) -> None:
        commands = [(theme, partial(self._stage.prefer, "theme", theme)) for theme in THEMES]
        self.app.search_commands(commands, placeholder="Theme")


def seed_problem(text: str) -> str:
    """Say what is wrong with a seed, or nothing."""
    text = text.strip()
    good = text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) < SEEDS
    return "" if good else f"A seed is a whole number from 0 to {SEEDS - 1}."


def code_problem(text: str) -> str:
    """Say what is wrong with the code of an ask, or nothing."""
    from quiz.deck import catalog

    try:
        catalog.ask(text)
    except (ValueError, catalog.NotInDeckError) as error:
        return f"{error}."
    return ""
