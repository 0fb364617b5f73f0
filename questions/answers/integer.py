"""A whole number."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions.answers.rounding import finite, fraction, places_for, to_figures
from questions.answers.single import Single
from questions.answers.writing import as_count, decimal, grouped


@dataclass(frozen=True, kw_only=True)
class Integer(Single):
    """A whole number, right only when exact."""

    value: int | None
    optional: bool = False
    """Whether the word `none` is an answer; its value is None."""
    counts: bool = True
    """Whether it says how many there are; a value of a map does not, and nothing is off by one there."""
    units: tuple[str, ...] = ()
    """Nouns that may follow the number, beside the usual ones."""
    unit: str = ""
    """What is counted, in the plural, such as `MACs`: a noun that says another thing is asked back."""

    def __post_init__(self) -> None:
        if self.value is None and not self.optional:
            raise ValueError("only an optional Integer may have the value None")

    def accepts(self, value: object) -> bool:
        """Tell whether a value is exactly the right one."""
        if value is None or self.value is None:
            return value is self.value
        return (value if type(value) is int else fraction(value)) == self.value

    def same(self, a: object, b: object) -> bool:
        """Tell whether two values are the same; two that are not whole compare at 3 significant figures."""
        if a is None or b is None:
            return a is b
        if type(a) is type(b) is int:
            return a == b
        first, second = fraction(a), fraction(b)
        if first is None or second is None:
            return False
        if 1 in (first.denominator, second.denominator):
            return first == second
        return to_figures(first, 3) == to_figures(second, 3)

    def write(self, value: Any) -> str:
        """Write a value as a learner could type it."""
        if type(value) is int:
            return str(value)
        return "none" if value is None else as_count(finite(value))

    def show(self, value: Any) -> str:
        """Write a value for people: `73,856`, `14.5`, `≈18.7`."""
        text = self.write(value)
        return f"≈{_brief(finite(value))}" if "/" in text else grouped(text)

    @property
    def form(self) -> str:
        """The form wanted, in a few words."""
        return "a whole number, or none" if self.optional else "one whole number"

    @property
    def trivial(self) -> bool:
        """Whether the answer is 0 or 1."""
        return self.value in (0, 1)


def _brief(value: Fraction) -> str:
    return grouped(decimal(value, max(places_for(value, 3), 1)))
