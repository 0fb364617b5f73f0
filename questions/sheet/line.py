"""What stands on the cheat sheet: a formula with a case that two witnesses speak to, or a fact with its experiment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from questions.answers import decimal, fraction, grouped
from questions.model import Evidence
from solvers.measure import Measurement

Number = int | Fraction


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A formula, and one case of it that two witnesses speak to."""

    topic: str
    formula: str
    case: str
    """The layer whose numbers are put in."""
    numbers: str
    """The formula with these numbers, as it could be typed."""
    closed: Callable[[], Number]
    run: Callable[[], Measurement]

    def substituted(self) -> str:
        """Return the formula with the case's numbers and what the closed form makes of them."""
        return f"{self.numbers} = {shown(self.closed())}"

    def measured(self) -> Measurement:
        """Run the op and read the same number off the run."""
        return self.run()

    def prove(self) -> Evidence:
        """Put both witnesses side by side."""
        seen = self.measured().value
        return Evidence(fraction(seen) == self.closed(), f"{self.substituted()} · op {shown(seen)}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """What has no number to put in: an experiment shows it."""

    topic: str
    formula: str
    """In words."""
    prove: Callable[[], Evidence]
    case: str = ""


def shown(value: object) -> str:
    """Write a number for people: a whole one in groups, a share with three decimals."""
    exact = fraction(value)
    if exact is None:
        return str(value)
    return grouped(str(exact)) if exact.denominator == 1 else f"{exact} ≈ {decimal(exact, 3)}"
