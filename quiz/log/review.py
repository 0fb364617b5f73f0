"""What a `graded` event tells: one review of a card of the drill."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, Self

from quiz.log.events import JSON

RETENTION = 0.9
"""How probably a card should still be known when it is due."""

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
CARD = re.compile(r"[A-Za-z0-9.]{1,20}")
MOST = 2**40
"""Above all numbers of reviews and of seconds."""
APART = timedelta(days=2)
"""By which a day and the date of its time are never further from each other."""


class Review(NamedTuple):
    """How well a card was known at a time, and when it comes back: all that the schedule is made of."""

    card: str
    rating: int
    """From AGAIN to EASY."""
    at: datetime
    """In UTC; never before the card's previous review, even if the clock was set back."""
    day: date
    """The learner's calendar day: FSRS counts days, and a card is due for a whole day."""
    retention: float = RETENTION
    reviews: int = 0
    """How many reviews of this card were known then."""
    interval: int = 0
    """Seconds until it comes back, as the learner was told."""
    free: bool = False
    """Given in free practice, which leaves the schedule alone."""
    until: date | None = None
    """The day for which the card is to be known, where the interval was chosen for one."""

    @classmethod
    def of(cls, detail: Mapping[str, JSON]) -> Self:
        """Read the detail of a `graded` event; KeyError, TypeError or ValueError if it tells of no review."""
        told: dict[str, Any] = dict(detail)
        at, day = datetime.fromisoformat(told["at"]), date.fromisoformat(told["day"])
        told["at"], told["day"] = at.astimezone(UTC), day
        if "until" in told:
            told["until"] = date.fromisoformat(told["until"])
        review = cls(**told)
        card, rating, _, _, retention, reviews, interval, *_ = review
        whole = type(rating) is type(reviews) is type(interval) is int
        if at.tzinfo is None or not whole or not 0 <= reviews < MOST or not 0 <= interval < MOST:
            raise ValueError("a review has whole numbers and a time in UTC")
        if not (CARD.fullmatch(card) and AGAIN <= rating <= EASY and 0.5 <= retention <= 0.99):
            raise ValueError("a review has a card, a rating from 1 to 4 and a retention")
        if not 1990 <= day.year < 2200 or abs(at.date() - day) > APART:
            raise ValueError("a review has a day that fits its time")
        return review

    @property
    def detail(self) -> dict[str, JSON]:
        """What a `graded` event says."""
        told = {**self._asdict(), "at": self.at.isoformat(), "day": self.day.isoformat()}
        if self.until is None:
            del told["until"]
            return told
        return {**told, "until": self.until.isoformat()}
