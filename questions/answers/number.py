"""A number asked to a precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions.answers.rounding import Scalar, finite, fraction, half_up, places_for
from questions.answers.single import Single
from questions.answers.writing import MINUS, decimal, exactly, grouped
from questions.notation.counts import count


@dataclass(frozen=True, kw_only=True)
class Number(Single):
    """A number asked to a precision; both sides are rounded half up before they are compared."""

    value: Scalar
    significant_figures: int | None = None
    """3, unless `places` or `exact` is given."""
    places: int | None = None
    exact: bool = False
    """Whether nothing is rounded: computations by hand."""
    units: tuple[str, ...] = ()
    """Nouns that may follow the number, beside the usual ones; `M` if the ask is in millions."""
    unit: str = ""
    """What is counted, in the plural, such as `MACs`; then `41.2M` is read, and a noun that says another thing is not.

    `times` for a ratio, which counts nothing.
    """

    def __post_init__(self) -> None:
        finite(self.value)
        given = (self.significant_figures is not None) + (self.places is not None) + self.exact
        if given > 1:
            raise ValueError("give one of significant_figures, places and exact")
        if not given:
            object.__setattr__(self, "significant_figures", 3)

    def _decimals(self, value: Fraction) -> int:
        if self.places is not None:
            return self.places
        return places_for(value, self.significant_figures or 3)

    def _key(self, value: object) -> Fraction | None:
        number = fraction(value)
        if number is None or self.exact:
            return number
        return half_up(number, self._decimals(number))

    def write(self, value: Any) -> str:
        """Write a value as a learner could type it, to the precision asked."""
        number = finite(value)
        if self.exact:
            return exactly(number)
        rounded = half_up(number, self._decimals(number))
        return decimal(rounded, self._decimals(rounded))

    def show(self, value: Any) -> str:
        """Write a value for people; the digits before the point are never rounded."""
        number = finite(value)
        whole_kept = not self.exact and self._decimals(number) < 0
        text = decimal(number, 0) if whole_kept else self.write(value)
        # 12,346 could be taken for decimals.
        return text.translate(MINUS) if re.fullmatch(r"-?[0-9]{4,6}", text) else grouped(text)

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        if self.exact:
            return "an exact number: a decimal or a fraction"
        if self.places is not None:
            return count(self.places, "decimal") if self.places else "rounded to a whole number"
        return count(self.significant_figures or 3, "significant figure")

    @property
    def trivial(self) -> bool:
        """Whether the answer is 0 or 1."""
        return self.value in (0, 1)
