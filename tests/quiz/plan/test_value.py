"""What a card adds on the day is counted by asking it: both outcomes, each as likely as it is."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, time

import pytest

from quiz.drill.rating import AGAIN, GOOD
from quiz.drill.schedule import DAY, Standing, advanced
from quiz.log.review import Review
from quiz.plan.record import Record, points
from quiz.plan.value import gain, worth
from tests.quiz.plan.test_readiness import DATE, SKILLS, START, practised

TODAY = START.date() + 10 * DAY


def rated(card: str, rating: int, day: date, before: Standing | None = None) -> Standing:
    return advanced(
        before, Review(card=card, rating=rating, at=datetime.combine(day, time(), UTC), day=day, until=DATE)
    )


def asked(record: Record, card: str, rating: int) -> float:
    """The chance of knowing a card on the day once it was rated today."""
    after = deepcopy(record)
    after.reviewed(rated(card, rating, TODAY, after.standings.get(card)))
    return after.chance(card, DATE)


@pytest.mark.parametrize(
    ("card", "items", "first"),
    [(SKILLS[4], 1, False), (SKILLS[-1], 1, True), ("Q03", points("Q03"), True), ("Q05", points("Q05"), False)],
    ids=["known", "new", "new prose", "known prose"],
)
def test_a_gain_is_what_both_outcomes_add_as_likely_as_they_are(card: str, items: int, first: bool) -> None:
    """Prose is known point by point, and its first answer is good if every point is said."""
    record = practised([number % 4 > 0 for number in range(40)])
    record.reviewed(rated("Q05", GOOD, START.date()))
    assert (card not in record.standings) is first
    right = record.chance(card, TODAY) ** (items if first else 1)
    after = right * asked(record, card, GOOD) + (1 - right) * asked(record, card, AGAIN)
    assert gain(record, card, TODAY, DATE) == pytest.approx(items * (after - record.chance(card, DATE)))


def test_a_card_that_was_never_asked_is_worth_what_it_tells_as_well() -> None:
    record, new = practised([True] * 20), SKILLS[-1]
    news = worth(record, new, TODAY, DATE) * record.seconds(new) - gain(record, new, TODAY, DATE)
    prose = worth(record, "Q03", TODAY, DATE) * record.seconds("Q03") - gain(record, "Q03", TODAY, DATE)
    assert 0 < news < 1
    assert prose == pytest.approx(points("Q03") * news)
    known = SKILLS[4]
    assert worth(record, known, TODAY, DATE) == pytest.approx(gain(record, known, TODAY, DATE) / record.seconds(known))
