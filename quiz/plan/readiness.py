"""How ready the learner is for the day: a share of numbers and points, with the range that it is in."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from quiz.deck import catalog
from quiz.drill.names import on_topics
from quiz.plan.record import Record, points
from quiz.plan.target import Target
from quiz.plan.value import gain, worth

WIDTH = 1.28
"""Standard deviations to either side that hold eight of ten."""
SPELL = 15
"""Minutes for which it is told what they would raise."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """The share of numbers and points that is known on the day, if nothing more is practised."""

    expected: float
    low: float
    high: float
    """Between these it is in eight cases of ten."""


@dataclass(frozen=True, slots=True)
class Raise:
    """What a spell of practice on a topic would add."""

    topic: str
    minutes: int
    share: float
    """By which the whole is raised."""


def readiness(record: Record, cards: Iterable[str], day: date) -> Readiness:
    """Return how ready the learner is, on these cards together; of none not at all.

    The range holds what is not known of the learner, who may be better or worse than believed on all cards of a kind,
    and that single answers are matters of chance.
    """
    known = items = by_chance = 0.0
    moved: dict[int, tuple[float, float]] = {}
    for card in cards:
        weight, chance, belief = points(card), record.chance(card, day), record.belief(card)
        variance = chance * (1 - chance)
        items += weight
        known += weight * chance
        by_chance += weight * variance
        moved[id(belief)] = moved.get(id(belief), (0.0, 0.0))[0] + weight * variance, belief.spread
    if not items:
        return Readiness(0.0, 0.0, 0.0)
    spread = sqrt(by_chance + sum((slope * spread) ** 2 for slope, spread in moved.values())) / items
    expected = known / items
    return Readiness(expected, max(expected - WIDTH * spread, 0.0), min(expected + WIDTH * spread, 1.0))


def by_topic(record: Record, target: Target) -> dict[str, Readiness]:
    """Return the readiness on each topic that matters."""
    return {topic: readiness(record, cards, target.day) for topic, cards in _topics(target).items()}


def raises(record: Record, target: Target, today: date, away: Container[str] = ()) -> list[Raise]:
    """Return what a spell on each topic would add to the whole, the most first, without cards that are put away."""
    whole = sum(points(card) for card in target.cards)
    open_ = {
        topic: [card for card in cards if card not in away and record.asked.get(card) != today]
        for topic, cards in _topics(target).items()
    }
    found = [Raise(topic, SPELL, _added(record, target, today, cards) / whole) for topic, cards in open_.items()]
    return sorted(found, key=lambda each: -each.share)


def _topics(target: Target) -> dict[str, list[str]]:
    mattering = set(target.cards)
    found = {topic: [card for card in on_topics((topic,)) if card in mattering] for topic in catalog.topics()}
    return {topic: cards for topic, cards in found.items() if cards}


def _added(record: Record, target: Target, today: date, cards: Sequence[str]) -> float:
    """Return how many more numbers and points are known after a spell on these cards."""
    left, added = 60.0 * SPELL, 0.0
    for card in sorted(cards, key=lambda card: -worth(record, card, today, target.day)):
        if left <= 0:
            break
        left -= record.seconds(card)
        added += max(gain(record, card, today, target.day), 0.0)
    return added
