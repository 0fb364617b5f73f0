"""What may go wrong anywhere: off by one, a factor, a sign, axes exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from questions.answers import Grid, Integer, Number, Part, Percent, Shape, fraction, half_up, to_figures

GENERIC = {
    "generic.off_by_one": "Off by one: did you count the steps, or the places that they lead to?",
    "generic.factor_2": "That differs by a factor of two: is something counted twice, or only half of it?",
    "generic.factor_10": "That differs by a factor of ten: check the number of digits.",
    "generic.prefix": "That is in another unit: off by a factor of a thousand, a million or a billion.",
    "generic.point": "The digits are right, the decimal point is not.",
    "generic.sign": "Check the sign.",
    "generic.rounded": "That is rounded: the exact number is wanted.",
    "generic.last_place": "Only the last decimal differs: was something rounded before the end, or cut off?",
    "generic.not_whole": "A count is whole; this is a fraction. Does the formula round, and which way?",
    "shape.layout": "The right numbers in another order.",
    "shape.axis_missing": "A number is missing.",
    "shape.axis_extra": "That is a number too many.",
    "grid.transposed": "Rows and columns are exchanged.",
    "grid.size": "The grid wanted has another number of rows or columns.",
    "parts.swapped": "The parts are right but exchanged.",
}
"""What is said of a wrong value that no listed slip explains, by tag."""


def generic(answer: Part, value: Any) -> Iterator[str]:
    """Yield the tags of the slips that any question may meet."""
    if value is None or answer.value is None:
        return
    match answer:
        case Integer() | Number() | Percent():
            yield from _generic_number(answer, Fraction(value))
        case Shape():
            yield from _generic_shape(answer.value, value)
        case Grid():
            yield from _generic_grid(answer, value)


TURNS = (
    ("generic.factor_2", (Fraction(2), Fraction(1, 2))),
    ("generic.sign", (Fraction(-1),)),
    ("generic.factor_10", (Fraction(10), Fraction(1, 10))),
    ("generic.prefix", tuple(Fraction(1000) ** power for power in (1, -1, 2, -2, 3, -3))),
    ("generic.point", tuple(Fraction(10) ** power for power in (2, -2, 4, -4, 5, -5))),
)
"""Factors that turn what was typed into the right value."""
SHIFTS = ("generic.factor_10", "generic.prefix", "generic.point")
"""Those that leave the digits alone."""
MOST_PLACES = 13
"""Decimals within which a number must end to be one that was rounded."""


def _generic_number(answer: Integer | Number | Percent, value: Fraction) -> Iterator[str]:
    counts = isinstance(answer, Integer) and answer.counts
    if counts and (answer.accepts(value + 1) or answer.accepts(value - 1)):
        yield "generic.off_by_one"
    for tag, factors in TURNS:
        if tag in SHIFTS and len(str(abs(value.numerator)).strip("0")) < 2:
            continue  # 1 for 10 may be anything
        # At few decimals everything small is right about zero.
        if any(answer.accepts(value * factor) and not answer.same(value * factor, 0) for factor in factors):
            yield tag
    if isinstance(answer, Integer) and value.denominator != 1:
        yield "generic.not_whole"
    elif rounded(answer, value):
        yield "generic.rounded"
    elif _is_next(answer, value):
        yield "generic.last_place"


def _is_next(answer: Integer | Number | Percent, value: Fraction) -> bool:
    """Tell whether a number that is asked to some decimals, of three digits or more, differs by one in the last."""
    places, right = None if isinstance(answer, Integer) else answer.places, fraction(answer.value)
    if not places or right is None:
        return False
    unit: int = 10**places
    one, other = (half_up(each, places) * unit for each in (right, value))
    return min(abs(one), abs(other)) >= 100 and abs(one - other) == 1


def rounded(answer: Part, value: Any) -> bool:
    """Tell whether a number is the right one rounded, where it is wanted exactly."""
    return rounds(answer, value, answer.value)


def rounds(answer: Part, value: Any, whole: Any) -> bool:
    """Tell whether a number is another one rounded, to two digits or more, where it is wanted exactly.

    Of a whole number two digits or more are rounded away.
    """
    number, right = fraction(value), fraction(whole)
    if number is None or right is None:
        return False
    figures = _figures(number)
    match answer:
        case Integer():
            fits = figures <= len(str(abs(number.numerator))) - 2
        case Number():
            fits = answer.exact
        case _:
            fits = False
    return fits and figures >= 2 and to_figures(right, figures) == number


def _figures(value: Fraction) -> int:
    """Return how many digits a decimal has, without zeros at its ends; 0 for a number that is none."""
    scaled = (abs(value) * 10**places for places in range(MOST_PLACES))
    return next((len(str(digits).strip("0")) for digits in scaled if digits.denominator == 1), 0)


def _generic_shape(right: Sequence[int] | None, value: Sequence[Any]) -> Iterator[str]:
    right = right or ()
    if len(value) != len(right):
        yield "shape.axis_missing" if len(value) < len(right) else "shape.axis_extra"
    elif sorted(value) == sorted(right):
        yield "shape.layout"


def _generic_grid(answer: Grid, value: Sequence[Sequence[Any]]) -> Iterator[str]:
    if answer.accepts(tuple(zip(*value, strict=True))):
        yield "grid.transposed"
    elif len(value) != len(answer.value) or len(value[0]) != len(answer.value[0]):
        yield "grid.size"
    elif answer.accepts(tuple(tuple(-entry for entry in row) for row in value)):
        yield "generic.sign"
