"""Simulated learners with a memory of their own: what they know is not what the schedule believes."""

from __future__ import annotations

import math
import random
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from fsrs import Card as Memory
from fsrs import Rating, Scheduler

from quiz.drill import cards as deck
from quiz.drill.schedule import WEIGHTS
from quiz.plan.record import points

START = datetime(2026, 1, 1, 18, tzinfo=UTC)
KNOWN_AT_FIRST = {"easy": 0.55, "medium": 0.4, "hard": 0.25}
"""Share of numbers and points that a learner of mean ability has learned elsewhere."""
ABILITY, ODDITY = 0.7, 0.5
"""How far learners, and the cards of one, are from that: standard deviations of log odds."""
JUST_SEEN = 0.97
"""The chance of knowing what was seen today."""
Item = tuple[str, int]
"""A card, and which of its points."""


class Learner(ABC):
    """Answers, and learns from the solution."""

    def __init__(self, seed: int, cards: Iterable[str]) -> None:
        self.random = random.Random(seed)
        ability = self.random.gauss(0, ABILITY)
        self.items: dict[str, list[Item]] = {card: [(card, at) for at in range(points(card))] for card in cards}
        self._at_first = {item: self._has_learned(item, ability) for of in self.items.values() for item in of}

    def _has_learned(self, item: Item, ability: float) -> bool:
        share = KNOWN_AT_FIRST[deck.contents()[item[0]].level]
        odds = math.log(share / (1 - share)) + ability + self.random.gauss(0, ODDITY)
        return self.random.random() < 1 / (1 + math.exp(-odds))

    def answer(self, card: str, day: float) -> list[bool]:
        """Say which points of a card were right, and learn all of them."""
        right = [self.random.random() < self.chance(item, day) for item in self.items[card]]
        for item, known in zip(self.items[card], right, strict=True):
            self._learn(item, known, day)
        return right

    def known(self, day: float) -> float:
        """Return the share of numbers and points that is known on a day."""
        chances = [self.chance(item, day) for of in self.items.values() for item in of]
        return sum(chances) / len(chances)

    @abstractmethod
    def chance(self, item: Item, day: float) -> float:
        """Return the chance of knowing a number or a point."""

    @abstractmethod
    def _learn(self, item: Item, known: bool, day: float) -> None:
        """See the solution."""


class OtherWeights(Learner):
    """Forgets as FSRS says, with weights that are nobody's."""

    def __init__(self, seed: int, cards: Sequence[str]) -> None:
        super().__init__(seed, cards)
        weights = list(WEIGHTS)
        for at, spread in {0: 0.5, 1: 0.5, 2: 0.5, 3: 0.5, 11: 0.3, 17: 0.3, 19: 0.3, 20: 0.3}.items():
            weights[at] *= math.exp(self.random.gauss(0, spread))
        weights[8] += self.random.gauss(0, 0.25)
        weights[20] = min(max(weights[20], 0.1), 0.8)
        weights[19] = min(weights[19], 0.8)
        self._fsrs = Scheduler(parameters=weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        self._memories: dict[Item, Memory] = {}

    def chance(self, item: Item, day: float) -> float:
        memory = self._memories.get(item)
        if memory is None:
            return float(self._at_first[item])
        chance = self._fsrs.get_card_retrievability(memory, START + timedelta(days=day))
        return min(chance, JUST_SEEN) if memory.last_review == START + timedelta(days=int(day)) else chance

    def _learn(self, item: Item, known: bool, day: float) -> None:
        at = START + timedelta(days=int(day))
        memory = self._memories.get(item) or Memory(card_id=1, due=at)
        self._memories[item], _ = self._fsrs.review_card(memory, Rating.Good if known else Rating.Again, at)


class PowerLaw(Learner):
    """Sums up the traces of all times, each of which fades as a power of the time since.

    Anderson and Schooler, "Reflections of the Environment in Memory", Psychological Science 2 (1991): the base-level
    activation of ACT-R, and its logistic chance of recall.
    """

    OF_OLD = 1.5
    """The trace of what was learned elsewhere, which fades no more."""
    THRESHOLD, NOISE = -0.35, 0.4
    GUESSED = 0.03
    SOON = 0.02
    """Days since a trace at least, so that a fresh one is not infinitely strong."""

    def __init__(self, seed: int, cards: Sequence[str]) -> None:
        super().__init__(seed, cards)
        self._decay = min(max(self.random.gauss(0.35, 0.08), 0.15), 0.6)
        self._traces: dict[Item, list[float]] = {}

    def chance(self, item: Item, day: float) -> float:
        traces = self._traces.get(item, [])
        strength = sum((max(day - at, 0) + self.SOON) ** -self._decay for at in traces)
        strength += self.OF_OLD * self._at_first[item]
        if not strength:
            return self.GUESSED
        return 1 / (1 + math.exp((self.THRESHOLD - math.log(strength)) / self.NOISE))

    def _learn(self, item: Item, known: bool, day: float) -> None:
        self._traces.setdefault(item, []).append(day)
