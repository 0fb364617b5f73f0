"""Random streams that are the same everywhere."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

ATTEMPTS = 1000
"""Candidates tried for one seed before the variant counts as defective."""


class NoAdmissibleDrawError(Exception):
    """A variant found no draw worth asking: a defect of its ranges or of its slips."""


class Stream:
    """Random numbers that are the same everywhere: `Random(text).random()` alone is promised by Python."""

    def __init__(self, *key: object) -> None:
        self._random = random.Random("/".join(map(str, ("convquiz", *key)))).random

    def below(self, bound: int) -> int:
        """Return a whole number in 0…bound−1."""
        return int(self._random() * bound)

    def choice(self, values: Sequence[T]) -> T:
        """Return one of the values."""
        return values[int(self._random() * len(values))]

    def shuffled(self, values: Iterable[T]) -> list[T]:
        """Return the values in random order (Fisher–Yates)."""
        deck = list(values)
        for last in range(len(deck) - 1, 0, -1):
            other = self.below(last + 1)
            deck[last], deck[other] = deck[other], deck[last]
        return deck
