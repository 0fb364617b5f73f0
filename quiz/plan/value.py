"""What it is worth to ask a card today, for the day of the interview."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from quiz.drill.names import kind
from quiz.drill.schedule import Standing, advanced
from quiz.log.review import AGAIN, GOOD, Review
from quiz.plan.record import Record, points

NEWS = 0.1
"""What it is worth to learn whether a card is known that was never asked, as a share of knowing it."""


def gain(record: Record, card: str, today: date, day: date) -> float:
    """Return how many more numbers and points are known on a day if a card is asked today than if it is not."""
    items, before = points(card), record.chance(card, day)
    standing = record.standings.get(card)
    right = record.chance(card, today)
    if kind(card) == "prose" and standing is None:
        right **= items  # a first answer is good if every essential point is said
    after = sum(
        chance * _known(record, card, advanced(standing, _review(card, rating, today)), day)
        for rating, chance in ((GOOD, right), (AGAIN, 1 - right))
    )
    return items * (after - before)


def worth(record: Record, card: str, today: date, day: date) -> float:
    """Return the gain a second, with what a card that was never asked tells about the learner."""
    news = 0.0 if record.met(card) else NEWS * points(card)
    return (gain(record, card, today, day) + news) / record.seconds(card)


def _known(record: Record, card: str, after: Standing, day: date) -> float:
    """Return the chance of knowing a card on a day that has been reviewed."""
    return record.belief_after(card, after).chance(after.retrievability(day))


def _review(card: str, rating: int, day: date) -> Review:
    return Review(card=card, rating=rating, at=datetime.combine(day, time(), UTC), day=day, until=day)
