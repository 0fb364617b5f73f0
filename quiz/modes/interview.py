"""A mock interview: openers, hand computation, prose with a follow-up, a chain on one stack, reverse and hard asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import ClassVar, Literal, TypeVar, cast

from pydantic import Field

from questions import load
from questions.chains import CHAIN, Part, Said
from questions.drawing import SEEDS, Ask, Stream
from questions.model import Level, Question, Variant
from questions.reverse import REVERSE
from quiz import catalog
from quiz.attempt import Attempt
from quiz.events import Event
from quiz.prose import Prose, asked_next
from quiz.session import Card, Recipe, Session

T = TypeVar("T")
Role = Literal["opener", "medium", "reverse", "by hand", "prose", "chain", "hard"]

MINUTES_PER_ASK = 3
"""With the reading of what proves it; a chain in parts takes longer, an opener less."""
FIRST: tuple[Role, ...] = (
    *("opener", "medium", "prose", "chain", "hard"),
    *("opener", "by hand", "reverse", "prose", "medium"),
)
"""What an interview of few asks has, most telling first; a long one has it all again."""
FLOW: tuple[Role, ...] = ("opener", "medium", "reverse", "by hand", "prose", "chain", "hard")
"""The order in which it is asked."""
OPENERS = (1, 3, 11)
BY_HAND = ("1.1", "6.1", "10.3", "13.1")
HARD = ("5.3", "5.6", "10.2", "13.3", "14.4", "19.5", "20.5")
DRAWS = 200
"""Draws tried for one of the wanted level."""

SECONDS: dict[Level, float] = {"easy": 45, "medium": 90, "hard": 180}
"""Suggested for a numeric ask…"""
SECONDS_OF_PROSE = 120.0
"""…for an answer in prose…"""
SECONDS_OF_FOLLOW_UP = 60.0
"""…and for what is asked next."""


class InterviewRecipe(Recipe):
    """Which interview."""

    mode: Literal["interview"] = "interview"
    minutes: int = Field(30, ge=5, le=240)

    @property
    def asks(self) -> int:
        """How many asks it has; a chain is one, and so is a prose answer with its follow-up."""
        return round(self.minutes / MINUTES_PER_ASK)

    def begin(self) -> InterviewSession:
        """Return the interview."""
        return InterviewSession(self)


@dataclass(frozen=True, slots=True)
class Told:
    """A question to tell in prose, or a follow-up of it."""

    question: Question
    follow_up: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One ask of the interviewer's, in one card or several."""

    role: Role
    cards: tuple[Ask | Told, ...]


class InterviewSession(Session):
    """The order of an interview; nothing comes back, and nobody offers other numbers."""

    recipe: InterviewRecipe
    renews: ClassVar[bool] = False

    def __init__(self, recipe: InterviewRecipe) -> None:
        super().__init__(recipe)
        self._turns = _planned(recipe)
        self._order = [(turn, at) for turn, planned in enumerate(self._turns) for at in range(len(planned.cards))]

    @property
    def left(self) -> int:
        """Cards still to come."""
        return len(self._order) - len(self.played)

    @property
    def place(self) -> str:
        """How far it is: `6 of 10`, and of a chain or a prose answer which part."""
        if not self.played:
            return f"0 of {len(self._turns)}"
        turn, at = self._order[len(self.played) - 1]
        parts = len(self._turns[turn].cards)
        return f"{turn + 1} of {len(self._turns)}" + (f", part {at + 1} of {parts}" if parts > 1 else "")

    def role(self, number: int) -> Role:
        """Return what a card, by its place among those played, is there for."""
        return self._turns[self._order[number][0]].role

    def next_card(self, elapsed: float) -> Card | None:
        """Ask what is planned; a part of a chain is told what was said before it."""
        if not self.left:
            return None
        turn, at = self._order[len(self.played)]
        planned = self._turns[turn].cards[at]
        if isinstance(planned, Told):
            if planned.follow_up:
                return asked_next(planned.question, planned.follow_up)
            return Prose(replace(planned.question, follow_ups=()))
        if isinstance(planned.variant, Part):
            said = Said(**dict(_said(self._chain(at))))
            return Attempt(replace(planned, variant=planned.variant.model_copy(update={"said": said})))
        return Attempt(planned)

    def _chain(self, parts: int) -> list[Attempt]:
        """Return the last so many cards, parts of one chain."""
        cards = [at.card for at in self.played[len(self.played) - parts :]]
        return [card for card in cards if isinstance(card, Attempt)]

    def renewed(self, card: Attempt) -> Attempt:
        """Keep the numbers."""
        return card

    def closed(self, card: Card, event: Event) -> None:
        """Nothing comes back."""

    def suggested(self, card: Card) -> float:
        """Return the seconds that a card should take."""
        if isinstance(card, Prose):
            return SECONDS_OF_FOLLOW_UP if card.follow_up else SECONDS_OF_PROSE
        return SECONDS[card.ask.variant.difficulty()]

    def withholds(self, card: Attempt) -> bool:
        """Let the learner go on from a wrong number: what it really is comes with the last part of the chain."""
        return type(card.ask.variant) is not CHAIN[-1] and own_number(card) is not None and card.outcome == "wrong"

    def made_up_for(self, card: Attempt) -> Sequence[Attempt]:
        """Return the parts of a chain whose solution has waited for its last."""
        if type(card.ask.variant) is not CHAIN[-1]:
            return ()
        return [part for part in self._chain(len(CHAIN)) if self.withholds(part)]

    def closing(self) -> list[str]:
        """Return the report."""
        from quiz.report import report_lines, report_on  # which needs a session

        return report_lines(report_on(self))


def own_number(card: Attempt) -> int | None:
    """Return what a part of a chain ended with where that is not the real number and later parts can go on from it."""
    part, verdict = card.ask.variant, card.verdict
    if not isinstance(part, Part) or verdict is None or verdict.kind == "clarify":
        return None
    wrong = not part.answer().accepts(verdict.value)
    return cast("int", verdict.value) if wrong and part.goes_on_from(verdict.value) else None


def _said(parts: Iterable[Attempt]) -> Iterable[tuple[str, int]]:
    """Yield what stands for each part: the learner's number, else the real one unless nobody has said it."""
    for attempt in parts:
        part = attempt.ask.variant
        if isinstance(part, Part) and part.fills and attempt.outcome != "skipped":
            own = None if attempt.outcome == "revealed" else own_number(attempt)
            yield part.fills, own or cast("int", part.answer().value)


def _planned(recipe: InterviewRecipe) -> list[Turn]:
    """Draw all asks of an interview."""
    drawer = _Drawer(Stream("interview", recipe.seed))
    roles = sorted(islice(cycle(FIRST), recipe.asks), key=FLOW.index)
    return [Turn(role, drawer.cards(role)) for role in roles]


class _Drawer:
    """Draws asks, from other topics than before as long as there are any, then other variants."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._topics: set[str] = set()
        self._used: list[object] = []

    def cards(self, role: Role) -> tuple[Ask | Told, ...]:
        """Return what one turn asks."""
        if role == "chain":
            seed = self._stream.below(SEEDS)
            return tuple(Ask(part.draw(seed), seed) for part in CHAIN)
        if role == "prose":
            question = self._choice(load(), lambda entry: entry)
            return Told(question), Told(question, 1 + self._stream.below(len(question.follow_ups)))
        pools: dict[str, tuple[Sequence[type[Variant]], Level | None]] = {
            "opener": (_variants(lambda at: catalog.question_of(at).number in OPENERS), "easy"),
            "medium": (_variants(lambda at: at.level == "medium"), "medium"),
            "reverse": (REVERSE, None),
            "by hand": (_variants(lambda at: at.id in BY_HAND), None),
            "hard": (_variants(lambda at: at.id in HARD), "hard"),
        }
        return (self._ask(*pools[role]),)

    def _ask(self, pool: Sequence[type[Variant]], level: Level | None) -> Ask:
        """Draw a variant, at this level if one is wanted."""
        variants = [at for at in pool if level is None or _often(at, level)]
        variant = self._choice(variants, catalog.question_of)
        seeds = [self._stream.below(SEEDS) for _ in range(DRAWS if level else 1)]
        asks = (Ask(variant.draw(seed), seed) for seed in seeds)
        return next(ask for ask in asks if level in (None, ask.variant.difficulty()))

    def _choice(self, pool: Sequence[T], home: Callable[[T], Question]) -> T:
        """Choose what has a new topic, else what is new."""
        fresh = [at for at in pool if home(at).topics[0] not in self._topics]
        chosen = self._stream.choice(fresh or [at for at in pool if at not in self._used] or pool)
        self._topics.add(home(chosen).topics[0])
        self._used.append(chosen)
        return chosen


def _variants(wanted: Callable[[type[Variant]], bool]) -> list[type[Variant]]:
    return [variant for variant in catalog.variants() if wanted(variant)]


def _often(variant: type[Variant], level: Level) -> bool:
    return variant.level == level or any(variant.draw(seed).difficulty() == level for seed in range(9))
