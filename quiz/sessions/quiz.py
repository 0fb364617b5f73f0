"""A quiz: misses come back; and the tour, which asks all questions once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, cycle, islice, zip_longest
from typing import Literal

from pydantic import Field

from questions.drawing import Stream
from questions.model import LEVELS, Level, Question, Variant
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card
from quiz.cards.draws import Draws
from quiz.cards.mistakes import left_open
from quiz.cards.prose import Prose
from quiz.deck import catalog
from quiz.log.events import Event
from quiz.sessions.session import Recipe, Session

NUMBERS_PER_PROSE = 5
"""Numeric asks between two prose cards of a quiz."""
RETURN_AFTER = 3
"""Cards after which a miss comes back…"""
RETURN_WITHIN = 480.0
"""…or seconds, whichever is first: a learner is promised ten minutes."""
RETURNS = 2
"""How often one miss comes back."""
TOUR = 45 * 60.0
"""Seconds that a tour is said to take."""
NEWCOMER_ASKS = 5
"""First asks of a newcomer, all doable in the head."""


class QuizRecipe(Recipe):
    """Which quiz."""

    mode: Literal["quiz", "tour"] = "quiz"
    """A tour asks all questions once, prose and numbers."""
    length: int = Field(10, ge=1, le=1000)
    """Cards of a quiz, returning misses not counted."""
    questions: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    newcomer: bool = False

    def begin(self) -> QuizSession:
        """Return the quiz."""
        return QuizSession(self)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the order: a variant to draw, or a question to tell in prose."""

    content: type[Variant] | Question
    returns: int = 0
    """How often it has come back already."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A slot that comes back once so many cards are done or so much time has passed."""

    slot: Slot
    cards: int
    elapsed: float


class QuizSession(Session):
    """The order of a quiz."""

    recipe: QuizRecipe

    def __init__(self, recipe: QuizRecipe) -> None:
        super().__init__(recipe)
        self._stream = Stream("session", recipe.seed)
        self._plan = deque(_plan(recipe, self._stream))
        self._planned = len(self._plan)
        self._misses: list[Miss] = []
        self._slot: Slot | None = None
        self._draws = Draws(self._stream, self._suits)

    @property
    def left(self) -> int:
        """Cards still to come, as far as known now."""
        return len(self._plan) + len(self._misses)

    @property
    def returning(self) -> int:
        """Misses that wait."""
        return len(self._misses)

    @property
    def planned(self) -> int:
        """The length of the plan."""
        return self._planned

    @property
    def promised(self) -> float | None:
        """A tour is said to take so long."""
        return TOUR if self.recipe.mode == "tour" else None

    def next_card(self, elapsed: float) -> Card | None:
        """Deal the next card: a miss that is due, else the plan's."""
        slot = self._slot = self._next_slot(elapsed)
        if slot is None:
            return None
        self.again, self.comes_back = slot.returns > 0, False
        content = slot.content
        return Prose(content) if isinstance(content, Question) else self._asked(content)

    def renewed(self, card: Attempt) -> Attempt:
        """Draw other numbers."""
        return self._asked(type(card.ask.variant))

    def _asked(self, variant: type[Variant]) -> Attempt:
        return Attempt(self._draws.next(variant, left_open([at.card for at in self.played], variant)))

    def closed(self, card: Card, event: Event) -> None:
        """Let a miss come back."""
        missed = not card.passed and not card.skipped if isinstance(card, Prose) else card.missed
        self.comes_back = bool(missed and self._slot and self._slot.returns < RETURNS)
        if self._slot and self.comes_back:
            again = replace(self._slot, returns=self._slot.returns + 1)
            self._misses.append(Miss(again, len(self.played) + RETURN_AFTER, event.elapsed + RETURN_WITHIN))
        self._slot = None

    def _next_slot(self, elapsed: float) -> Slot | None:
        due = [miss for miss in self._misses if len(self.played) >= miss.cards or elapsed >= miss.elapsed]
        if not due and self._plan:
            return self._plan.popleft()
        miss = next(iter(due or self._misses), None)
        if miss is None:
            return None
        self._misses.remove(miss)
        return miss.slot

    def _suits(self, drawn: Variant) -> bool:
        if self.recipe.newcomer and len(self._draws.drawn) < NEWCOMER_ASKS and not drawn.mental():
            return False
        return not self.recipe.levels or drawn.difficulty() in self.recipe.levels


def eligible(question: Question, levels: Sequence[Level]) -> list[type[Variant]]:
    """Return the variants of a question that can be drawn at one of the levels; left out, all."""
    return [
        variant
        for variant in question.variants
        if not levels or variant.level in levels or any(variant.draw(seed).difficulty() in levels for seed in range(9))
    ]


def _plan(recipe: QuizRecipe, stream: Stream) -> Iterator[Slot]:
    questions = stream.shuffled(catalog.selected(recipe.questions, recipe.topics))
    gentle: dict[int, list[type[Variant]]] = {}
    if recipe.newcomer:
        gentle = {each.number: [variant for variant in each.variants if _often_mental(variant)] for each in questions}
        questions.sort(key=lambda question: (not gentle[question.number], LEVELS.index(question.level)))
    if recipe.mode == "tour":
        for question in questions:
            yield Slot(question)
            yield Slot(stream.choice(gentle.get(question.number) or question.variants))
        return
    told = cycle(question for question in questions if not recipe.levels or question.level in recipe.levels)
    asked = iter(_dealt(recipe, questions, stream))
    for place in range(1, recipe.length + 1):
        prose = place % (NUMBERS_PER_PROSE + 1) == 0
        content = (next(told, None) if prose else None) or next(asked, None)
        if content:
            yield Slot(content)


def _dealt(recipe: QuizRecipe, questions: Sequence[Question], stream: Stream) -> list[type[Variant]]:
    """Deal variants in turn from all questions, for a newcomer first those that the head can do."""
    decks = [stream.shuffled(eligible(question, recipe.levels)) for question in questions]
    variants = [variant for variant in chain.from_iterable(zip_longest(*decks)) if variant]
    if recipe.newcomer:
        variants.sort(key=lambda variant: (not _often_mental(variant), LEVELS.index(variant.level)))
    return list(islice(cycle(variants), recipe.length))


def _often_mental(variant: type[Variant]) -> bool:
    return variant.in_the_head and any(variant.draw(seed).mental() for seed in range(99))
