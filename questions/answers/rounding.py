"""Numbers held exactly, and rounded half up in decimal arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from numbers import Rational, Real

Scalar = int | float | Fraction


def fraction(value: object) -> Fraction | None:
    """Return a number exactly, a float as the decimal it prints as, and None for anything else."""
    if type(value) is int:  # isinstance asks an abstract class, which takes ten times as long
        return Fraction(value)
    if type(value) is Fraction:
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Rational):
        return Fraction(value)
    if isinstance(value, Real) and math.isfinite(value):
        return Fraction(str(float(value)))
    return None


def half_up(value: Fraction, places: int) -> Fraction:
    """Round to so many decimals; a half goes away from zero."""
    digits = digits_of(value, places)
    return Fraction(-digits if value.numerator < 0 else digits, 10 ** max(places, 0))


def digits_of(value: Fraction, places: int) -> int:
    """Return the digits of the size of a value, rounded half up to so many decimals, without the point."""
    up: int = 10 ** max(places, 0)
    down: int = 10 ** max(-places, 0)
    unit = value.denominator * down
    return (2 * abs(value.numerator) * up + unit) // (2 * unit) * down


def places_for(value: Fraction, figures: int) -> int:
    """Return how many decimals leave so many significant figures of a value."""
    if not value:
        return 0
    size = abs(value.numerator)
    above = len(str(size)) - len(str(value.denominator))
    reached = size * 10 ** max(-above, 0) >= value.denominator * 10 ** max(above, 0)
    return figures - 1 - (above if reached else above - 1)


def to_figures(value: Fraction, figures: int) -> Fraction:
    """Round half up to so many significant figures."""
    return half_up(value, places_for(value, figures))


def finite(value: object) -> Fraction:
    """Return a number exactly; raises ValueError for what is no finite number."""
    number = fraction(value)
    if number is None:
        raise ValueError(f"an answer is a finite number, not {value!r}")
    return number


def entries_of(value: object) -> tuple[Fraction | int, ...] | None:
    """Return the numbers of a list exactly, None for what is no list of numbers."""
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        return None
    entries = tuple(value)
    if all(type(entry) is int for entry in entries):
        return entries
    exact = tuple(number for entry in entries if (number := fraction(entry)) is not None)
    return exact if len(exact) == len(entries) else None
