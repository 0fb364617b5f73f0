"""Ways to spend the minutes of a day: the plan, today's drill, the list in order, chance."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import timedelta

from questions.drawing import share_code
from questions.model import variants_of
from quiz.drill.cards import contents
from quiz.drill.dealing import unseen
from quiz.drill.names import kind
from quiz.drill.outings import Outing
from quiz.drill.schedule import DAY, Standing, advanced
from quiz.drill.waiting import due
from quiz.log.review import AGAIN, GOOD, Review
from quiz.plan.readiness import Readiness, readiness
from quiz.plan.record import Record
from quiz.plan.target import Target
from quiz.plan.today import CHAIN, planned
from tests.bench.learners import START, Learner

A_DAY = 86_400
SECONDS = Record().seconds
"""What each card takes, for all alike: as long as is said to be usual."""
CHAIN_TRAINS = [part.trains for part in variants_of(CHAIN)]


class Way(ABC):
    """Decides what is asked; `practise` is one day of it."""

    def __init__(self, learner: Learner, target: Target) -> None:
        self.learner, self.target = learner, target
        self.record = Record()
        """What the log would say."""
        self.spent = 0.0
        """Seconds of this day so far."""

    def practise(self, day: int, minutes: float) -> None:
        """Ask until the minutes are over, at the end of an ask."""
        self.spent = 0.0
        for card in self.asked(day, minutes):
            self.spent += sum(map(SECONDS, CHAIN_TRAINS if card == CHAIN else (card,)))
            self.answer(card, day)
            if self.spent >= 60 * minutes:
                break

    def answer(self, card: str, day: int) -> None:
        self.learner.answer(card, day)

    @abstractmethod
    def asked(self, day: int, minutes: float) -> Iterator[str]:
        """Yield one card after the other."""


class InOrder(Way):
    """Goes through the list, and begins anew at its end."""

    def __init__(self, learner: Learner, target: Target) -> None:
        super().__init__(learner, target)
        self._at = 0

    def asked(self, day: int, minutes: float) -> Iterator[str]:
        while True:
            self._at += 1
            yield self.target.cards[(self._at - 1) % len(self.target.cards)]


class AtRandom(Way):
    """Shuffles all cards every day."""

    def asked(self, day: int, minutes: float) -> Iterator[str]:
        cards = list(self.target.cards)
        self.learner.random.shuffle(cards)
        yield from cards


class Drilled(Way):
    """Drills what is due, then as many new cards as there is time for; what is left is free practice."""

    def __init__(self, learner: Learner, target: Target) -> None:
        super().__init__(learner, target)
        self._standings: dict[str, Standing] = {}
        self._returning: list[tuple[float, str]] = []

    def asked(self, day: int, minutes: float) -> Iterator[str]:
        now, cards = START + day * DAY, self.target.cards
        self._returning = []
        waiting = [*due(cards, self._standings, now), *unseen(cards, self._standings)]
        while waiting or self._returning:
            self._returning.sort()
            if self._returning and (self._returning[0][0] <= self.spent or not waiting):
                yield self._returning.pop(0)[1]
            else:
                yield waiting.pop(0)
        yield from self.learner.random.sample(cards, len(cards))

    def answer(self, card: str, day: int) -> None:
        rating = GOOD if all(self.learner.answer(card, day)) else AGAIN
        at = START + day * DAY + timedelta(seconds=self.spent)
        before = self._standings.get(card)
        self._standings[card] = advanced(before, Review(card=card, rating=rating, at=at, day=at.date()))
        if (interval := self._standings[card].interval) < A_DAY:
            self._returning.append((self.spent + interval, card))


class Planned(Way):
    """Asks what the plan says."""

    def asked(self, day: int, minutes: float) -> Iterator[str]:
        for item in planned(self.record, self.target, (START + day * DAY).date(), minutes):
            yield item.card

    def answer(self, card: str, day: int) -> None:
        if card == CHAIN:
            for part in variants_of(CHAIN):
                self._outing(part.trains, share_code(part.id, 0), day)
            return
        right = self._outing(card, card, day)
        before = self.record.standings.get(card)
        at = START + day * DAY
        review = Review(
            card=card,
            rating=GOOD if right else AGAIN,
            at=at,
            day=at.date(),
            until=self.target.day,
            reviews=before.reviews if before else 0,
        )
        self.record.reviewed(advanced(before, review))

    def _outing(self, card: str, code: str, day: int) -> bool:
        """Answer a card as the log would tell it."""
        right = self.learner.answer(card, day)
        at, took = START + day * DAY, SECONDS(card)
        outing = Outing(card, code, at, at.date(), took, 1, all(right), ticks=self._ticks(card, right))
        self.record.answered(outing)
        return all(right)

    def _ticks(self, card: str, right: list[bool]) -> tuple[str, ...]:
        if kind(card) != "prose":
            return ()
        said = iter(right)
        rubric = contents()[card].rubric
        return tuple("said" if not point.essential or next(said) else "missed" for point in rubric)

    def forecast(self) -> Readiness:
        return readiness(self.record, self.target.cards, self.target.day)
