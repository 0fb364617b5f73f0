"""Whether that a wrong answer has a name can be chance: how thickly the names lie about it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import prod
from typing import Any

from questions.answers import Grid, Number, Part, Percent, Shape, fraction, places_for


def unlikely(answer: Part, typed: Any, named: Iterable[Any], chance: Fraction) -> bool:
    """Tell whether a number typed at random would be one of those that have a name no more often than this.

    They are counted among the numbers as large as the typed one, within a factor of two, and among those as far from
    the right one, and compared with how many numbers there are; halves are taken for names of halves alone.
    """
    right, said = _entries(answer, answer.value), _entries(answer, typed)
    if right is None or said is None or len(right) != len(said):
        return False
    wrong = [at for at, (one, other) in enumerate(zip(right, said, strict=True)) if one != other]
    others = {tuple(entries) for value in named if (entries := _entries(answer, value)) and len(entries) == len(right)}
    alike = [entries for entries in others if [at for at, one in enumerate(right) if entries[at] != one] == wrong]
    if any(said[at].denominator > 1 for at in wrong):
        alike = [entries for entries in alike if all(entries[at].denominator == said[at].denominator for at in wrong)]
    changes = {(right[at], said[at]) for at in wrong}
    as_large = sum(all(_near(entries[at], said[at]) for at in wrong) for entries in alike)
    as_far = sum(all(_near(entries[at] - right[at], said[at] - right[at]) for at in wrong) for entries in alike)
    room = prod(Fraction(3, 2) * abs(new) for _, new in changes)
    distances = prod(3 * abs(new - old) for old, new in changes)
    return as_large <= chance * room and as_far <= chance * distances


def _near(one: Fraction, other: Fraction) -> bool:
    return abs(other) <= 2 * abs(one) and abs(one) <= 2 * abs(other)


def _entries(answer: Part, value: Any) -> list[Fraction] | None:
    """Return the numbers of a value, each in units of the least difference that counts."""
    numbers: list[Fraction | None] | None
    match answer:
        case Grid():
            numbers = [fraction(entry) for row in value for entry in row]
        case Shape():
            numbers = None if value is None else [fraction(entry) for entry in value]
        case _:
            number = fraction(value)
            numbers = None if number is None else [number * Fraction(10) ** _places(answer, number)]
    return None if numbers is None or None in numbers else [entry for entry in numbers if entry is not None]


def _places(answer: Part, number: Fraction) -> int:
    match answer:
        case Percent(places=places):
            return places
        case Number(exact=False, places=None, significant_figures=figures):
            return places_for(number, figures or 3)
        case Number(places=int(places)):
            return places
    return 0
