"""What a mock interview asks: openers, hand computation, prose with a follow-up, a chain, reverse and hard asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Literal, TypeVar

from questions import index, load
from questions.drawing import SEEDS, Stream
from questions.model import Ask, Kata, Level, Question, Variant, kata_named, variants_of
from quiz.deck import catalog

T = TypeVar("T")
Role = Literal["opener", "medium", "reverse", "by hand", "prose", "chain", "hard", "kata"]

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
KATA_MINUTES = 10
"""A program that takes longer is nothing for an interview with other asks."""
DRAWS = 200
"""Draws tried for one of the wanted level."""


@dataclass(frozen=True, slots=True)
class Told:
    """A question to tell in prose, or a follow-up of it."""

    question: Question
    follow_up: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One ask of the interviewer's, in one card or several."""

    role: Role
    cards: tuple[Ask | Told | Program, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """A kata, to be written while the interviewer waits."""

    kata: type[Kata]


def planned(asks: int, seed: int, kata: bool = False) -> list[Turn]:
    """Draw all asks of an interview; a kata comes last."""
    drawer = _Drawer(Stream("interview", seed))
    roles = sorted(islice(cycle(FIRST), asks), key=FLOW.index)
    turns = [Turn(role, drawer.cards(role)) for role in roles]
    if kata:
        names = [line.name for line in index.katas().values() if line.minutes <= KATA_MINUTES]
        turns.append(Turn("kata", (Program(kata_named(Stream("interview kata", seed).choice(names))),)))
    return turns


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
            return tuple(Ask(part.draw(seed), seed) for part in variants_of("C1"))
        if role == "prose":
            question = self._choice(load(), lambda entry: entry)
            return Told(question), Told(question, 1 + self._stream.below(len(question.follow_ups)))
        pools: dict[str, tuple[Sequence[type[Variant]], Level | None]] = {
            "opener": (_variants(lambda at: catalog.question_of(at).number in OPENERS), "easy"),
            "medium": (_variants(lambda at: at.level == "medium"), "medium"),
            "reverse": (variants_of("R1"), None),
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
