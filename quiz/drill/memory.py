"""FSRS-6: how long something is remembered, by how well it was known and when.

https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm, with its default weights.
"""

from __future__ import annotations

from math import e
from typing import NamedTuple

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
"""Ratings: how well a card was known."""
WEIGHTS = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
W = WEIGHTS
DECAY = -W[20]
FACTOR: float = 0.9 ** (1 / DECAY) - 1
SHARE: float = e ** (W[17] * W[18])
"""By which the stability of what was forgotten is divided, at least."""
LEAST = 0.001
"""Days of stability."""
LONGEST = 36_500
"""Days until a card comes back."""


class Memory(NamedTuple):
    """What is left of all reviews of a card."""

    stability: float
    """Days until it is known with a probability of nine in ten."""
    difficulty: float
    """From 1 to 10."""

    def after(self, rating: int, days: int) -> Memory:
        """Return the memory after a review some days later."""
        if days < 1:
            stability = self._the_same_day(rating)
        elif rating == AGAIN:
            stability = self._forgotten(days)
        else:
            stability = self._recalled(rating, days)
        harder = (10.0 - self.difficulty) * -(W[6] * (rating - GOOD)) / 9.0
        return Memory(max(stability, LEAST), _held(W[7] * MEAN + (1 - W[7]) * (self.difficulty + harder)))

    def retrievability(self, days: int) -> float:
        """Return the probability that the card is known some days after its last review."""
        known: float = (1 + FACTOR * max(days, 0) / self.stability) ** DECAY
        return known

    def days_until(self, retention: float) -> int:
        """Return the days, one at least, after which the probability of knowing it has sunk to what is wanted."""
        sunk: float = retention ** (1 / DECAY) - 1
        return min(max(round(self.stability / FACTOR * sunk), 1), LONGEST)

    def _the_same_day(self, rating: int) -> float:
        growth: float = e ** (W[17] * (rating - GOOD + W[18])) * self.stability ** -W[19]
        return self.stability * (growth if rating == AGAIN else max(growth, 1.0))

    def _recalled(self, rating: int, days: int) -> float:
        surprise = e ** ((1 - self.retrievability(days)) * W[10]) - 1
        growth: float = e ** W[8] * (11 - self.difficulty) * self.stability ** -W[9] * surprise
        return self.stability * (1 + growth * (W[15] if rating == HARD else 1) * (W[16] if rating == EASY else 1))

    def _forgotten(self, days: int) -> float:
        surprise = e ** ((1 - self.retrievability(days)) * W[14])
        left: float = W[11] * self.difficulty ** -W[12] * ((self.stability + 1) ** W[13] - 1) * surprise
        return min(left, self.stability / SHARE)


def _held(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)


def _first_difficulty(rating: int) -> float:
    eased: float = e ** (W[5] * (rating - 1))
    return W[4] - eased + 1


MEAN = _first_difficulty(EASY)
"""The difficulty to which all go back a little with each review."""


def first(rating: int) -> Memory:
    """Return the memory after the first review of a card."""
    return Memory(max(W[rating - 1], LEAST), _held(_first_difficulty(rating)))
