"""A share in percent."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions.answers.rounding import Scalar, finite, fraction, half_up
from questions.answers.single import Single
from questions.answers.writing import decimal
from questions.notation.counts import count


@dataclass(frozen=True, kw_only=True)
class Percent(Single):
    """A share in percent, rounded half up."""

    value: Scalar
    places: int = 1
    units: tuple[str, ...] = ()
    """Nouns that may follow the number, beside the usual ones."""

    def __post_init__(self) -> None:
        finite(self.value)

    def _key(self, value: object) -> Fraction | None:
        number = fraction(value)
        return None if number is None else half_up(number, self.places)

    def write(self, value: Any) -> str:
        """Write a value as a learner could type it; with its sign even `0.5%` is not taken for a fraction."""
        return f"{decimal(finite(value), self.places)}%"

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        return f"percent, {count(self.places, 'decimal')}" if self.places else "percent, rounded to a whole number"
