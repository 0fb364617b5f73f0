"""When a card of the drill is due: FSRS over the learner's reviews, nothing else.

A card is a question's prose, `Q03`, or a variant's skill, `3.1`, never its drawn numbers. What is called `now` is the
learner's clock of `quiz.log.days`, whose date is the learner's day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from quiz.drill.memory import AGAIN, EASY, GOOD, HARD, Memory, first
from quiz.log.review import RETENTION, Review

NEW_PER_DAY = 10
"""Cards never seen before that a day may bring."""
DAY = timedelta(days=1)
LEARNING, RELEARNING = (60, 600), (600,)
"""Seconds after which a card comes back, step by step, before it is learned, and after it was forgotten."""
A_DAY = 86_400
"""Seconds."""
PART_OF_THE_WAY = {1: 0.0, 2: 1 / 3, 3: 1 / 2, 4: 2 / 3}
"""To a day for which a card is to be known, by rating."""
AHEAD = timedelta(minutes=20)
"""So long before its time a card that is being learned may be asked."""


class Standing(NamedTuple):
    """Where a card stands after its reviews."""

    memory: Memory
    last: Review
    interval: int
    """Seconds from the last review until the card comes back, counted from midnight where they are days."""
    steps: tuple[int, ...]
    """LEARNING or RELEARNING; none once the card is learned."""
    step: int
    """Which of them comes next, from 0."""
    reviews: int
    lapses: int
    """How often it was forgotten after it had been learned."""

    @property
    def at(self) -> datetime:
        """When it was reviewed last."""
        return self.last.at

    @property
    def learning(self) -> bool:
        """Whether the card comes back after minutes, not days."""
        return bool(self.steps)

    @property
    def due(self) -> date:
        """The day on which it comes back."""
        return self.last.day + timedelta(seconds=self.interval)

    @property
    def stability(self) -> float:
        """Days until it is known with a probability of nine in ten."""
        return self.memory.stability

    def is_due(self, now: datetime) -> bool:
        """Tell whether the card may be asked: on the day, not at the hour; while it is being learned, at the minute."""
        if self.learning:
            return self.at + timedelta(seconds=self.interval) <= now + AHEAD
        return self.due <= now.date()

    def retrievability(self, day: date) -> float:
        """Return the probability that the card is known on a day."""
        return self.memory.retrievability((day - self.last.day).days)


class Schedule:
    """All cards that were ever reviewed; a function of the reviews alone."""

    def __init__(self, reviews: Iterable[Review]) -> None:
        """Take reviews in any order; of two at the same moment the first stays the first."""
        self.steps: list[Standing] = []
        """Where the card of each review stood after it, in the order of time."""
        self._cards: dict[str, list[Standing]] = {}
        for review in sorted(reviews, key=lambda review: review.at):
            of_card = self._cards.setdefault(review.card, [])
            of_card.append(advanced(of_card[-1] if of_card else None, review))
            self.steps.append(of_card[-1])

    def __iter__(self) -> Iterator[str]:
        return iter(self._cards)

    def standing(self, card: str, now: datetime) -> Standing | None:
        """Return where a card stands, None if it was never reviewed.

        Reviews more than a day ahead of the clock wait for their time: the clock was wrong then, or it is now.
        """
        steps = self._cards.get(card, ())
        return next((standing for standing in reversed(steps) if standing.at <= now + DAY), None)

    def standings(self, now: datetime) -> dict[str, Standing]:
        """Return where all cards stand."""
        found = {card: self.standing(card, now) for card in self}
        return {card: standing for card, standing in found.items() if standing}

    def introduced(self, day: date) -> int:
        """Return how many cards were new on a day."""
        return sum(steps[0].last.day == day for steps in self._cards.values())

    def choices(
        self, card: str, now: datetime, retention: float = RETENTION, until: date | None = None
    ) -> list[Review]:
        """Return the reviews that the four ratings would make now, each with its interval.

        `until` is the day for which the card is to be known, None for always.
        """
        before = self.standing(card, now)
        at, day = now.astimezone(UTC), now.date()
        if before:
            at, day = max(at, before.last.at), max(day, before.last.day)
        known = before.reviews if before else 0
        reviews = (
            Review(card=card, rating=rating, at=at, day=day, retention=retention, reviews=known, until=until)
            for rating in range(1, 5)
        )
        return [review._replace(interval=advanced(before, review).interval) for review in reviews]

    def replayed(self) -> tuple[int, list[str]]:
        """Replay all reviews and compare with what the learner was told.

        Returns how many were given without knowing of an earlier one, made on another machine, and the differences.
        """
        unaware, differences = 0, []
        for card in sorted(self._cards):
            for known, standing in enumerate(self._cards[card]):
                review = standing.last
                if review.reviews != known:
                    unaware += 1
                elif standing.interval != review.interval:
                    told = f"{card} on {review.day}: told {review.interval} s"
                    differences.append(f"{told}, replayed {standing.interval} s")
        return unaware, differences


def advanced(before: Standing | None, review: Review) -> Standing:
    """Return where a card stands after one more review."""
    if before is None:
        steps: tuple[int, ...] = LEARNING
        memory, step, reviews, lapses = first(review.rating), 0, 0, 0
    else:
        memory, _, _, steps, step, reviews, lapses = before
        memory = memory.after(review.rating, (review.day - before.last.day).days)
        if not steps and review.rating == AGAIN:
            steps, step, lapses = RELEARNING, 0, lapses + 1
    if review.until:  # to a day nothing is learned in minutes
        return Standing(memory, review, days_until_next(review) * A_DAY, (), 0, reviews + 1, lapses)
    step = {AGAIN: 0, HARD: step, GOOD: step + 1, EASY: len(steps)}[review.rating]
    if step >= len(steps):
        return Standing(memory, review, memory.days_until(review.retention) * A_DAY, (), 0, reviews + 1, lapses)
    interval = steps[step]
    if review.rating == HARD and step == 0:  # halfway to the next, or half as long again
        interval = (steps[0] + steps[1]) // 2 if len(steps) > 1 else steps[0] * 3 // 2
    return Standing(memory, review, interval, steps, step, reviews + 1, lapses)


def days_until_next(review: Review) -> int:
    """Return the days after which a card comes back that is to be known on a day.

    What was missed comes back tomorrow, what was known halfway to the day: the closer it is the denser reviews are, so
    that most is known on it. How many reviews that makes is for the minutes of each day to bound.
    """
    left = (review.until - review.day).days if review.until else 0
    return max(int(left * PART_OF_THE_WAY[review.rating]), 1)
