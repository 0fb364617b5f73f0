"""When a card of the drill is due: FSRS over the learner's reviews, nothing else.

A card is a question's prose, `Q03`, or a variant's skill, `3.1`, never its drawn numbers. What is called `now` is the
learner's clock of `quiz.log.days`, whose date is the learner's day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple, Self

from fsrs import Card, Rating, Scheduler, State

from quiz.log.days import latest_believed
from quiz.log.review import RETENTION, Review

NEW_PER_DAY = 10
"""Cards never seen before that a day may bring."""
DAY = timedelta(days=1)
MIDNIGHT = time(tzinfo=UTC)
# FSRS-6's default weights, as the package has them: were they to change there, every schedule would.
WEIGHTS = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
STEPS = timedelta(minutes=1), timedelta(minutes=10)
"""After which a card comes back while it is being learned; relearned after the last."""
PART_OF_THE_WAY = {1: 0.0, 2: 1 / 3, 3: 1 / 2, 4: 2 / 3}
"""To a day for which a card is to be known, by rating."""


class Memory(Card):
    """What FSRS knows of a card: its difficulty, stability and state; its times are midnights of the learner's days."""

    def __copy__(self) -> Self:  # before each review, and the common way takes as long as the review
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin


class Standing(NamedTuple):
    """Where a card stands after its reviews."""

    memory: Card
    last: Review
    reviews: int
    lapses: int
    """How often it was forgotten after it had been learned."""

    @property
    def at(self) -> datetime:
        """When it was reviewed last."""
        return self.last.at

    @property
    def interval(self) -> int:
        """Seconds from the last review until the card comes back."""
        return round((self.memory.due - _midnight(self.last.day)).total_seconds())

    @property
    def learning(self) -> bool:
        """Whether the card comes back after minutes, not days."""
        return self.memory.state != State.Review

    @property
    def due(self) -> date:
        """The day on which it comes back."""
        return self.memory.due.date()

    @property
    def stability(self) -> float:
        """Days until it is known with a probability of nine in ten."""
        return self.memory.stability or 0.0

    def is_due(self, now: datetime) -> bool:
        """Tell whether the card may be asked: on the day, not at the hour; while it is being learned, at once.

        Nobody who has come to the end of a drill is sent away to wait for minutes, nor until a clock that was ahead
        is as late again.
        """
        return self.learning or self.due <= now.date()

    def retrievability(self, day: date) -> float:
        """Return the probability that the card is known on a day."""
        return scheduler(self.last.retention).get_card_retrievability(self.memory, _midnight(day))


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
        """Return where a card stands, None if it was never reviewed; what is not believed yet waits for its time."""
        steps, latest = self._cards.get(card, ()), latest_believed(now)
        return next((standing for standing in reversed(steps) if standing.at <= latest), None)

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
    midnight = _midnight(review.day)
    memory = before.memory if before else Memory(card_id=0, due=midnight)
    fsrs = scheduler(review.retention, stepwise=review.until is None)
    after, _ = fsrs.review_card(memory, Rating(review.rating), midnight)
    if review.until:
        after.due = midnight + days_until_next(review) * DAY
    forgotten = memory.state == State.Review and review.rating == Rating.Again
    reviews, lapses = (before.reviews, before.lapses) if before else (0, 0)
    return Standing(after, review, reviews + 1, lapses + forgotten)


def days_until_next(review: Review) -> int:
    """Return the days after which a card comes back that is to be known on a day.

    What was missed comes back tomorrow, what was known halfway to the day: the closer it is the denser reviews are, so
    that most is known on it. How many reviews that makes is for the minutes of each day to bound.
    """
    left = (review.until - review.day).days if review.until else 0
    return max(int(left * PART_OF_THE_WAY[review.rating]), 1)


@cache
def scheduler(retention: float, *, stepwise: bool = True) -> Scheduler:
    """Return FSRS; without fuzz a replay gives the same days. Without steps a card comes back after days at least."""
    return Scheduler(
        parameters=WEIGHTS,
        desired_retention=retention,
        learning_steps=STEPS if stepwise else (),
        relearning_steps=STEPS[-1:] if stepwise else (),
        enable_fuzzing=False,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, MIDNIGHT)
