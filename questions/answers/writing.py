"""How numbers are written: for a learner to type, for people to read, and as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from questions.answers.rounding import digits_of

MINUS = str.maketrans("-", "−")


def decimal(value: Fraction, places: int) -> str:
    """Write a value, rounded half up, with so many decimals: `0.119`."""
    digits = digits_of(value, places)
    text = str(digits).zfill(max(places, 0) + 1)
    if places > 0:
        text = f"{text[:-places]}.{text[-places:]}"
    return f"-{text}" if value < 0 and digits else text


def exactly(value: Fraction) -> str:
    """Write a value without loss: as a decimal where that ends, otherwise as `p/q`."""
    if value.denominator == 1:
        return str(value.numerator)
    twos = (value.denominator & -value.denominator).bit_length() - 1
    fives, rest = 0, value.denominator >> twos
    while rest % 5 == 0:
        fives, rest = fives + 1, rest // 5
    return decimal(value, max(twos, fives)) if rest == 1 else str(value)


LIKE_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


def as_count(value: Fraction) -> str:
    """Write a value where a count is wanted, without loss: as `p/q` where its decimals could be thousands."""
    text = exactly(value)
    return str(value) if LIKE_THOUSANDS.fullmatch(text) else text


def grouped(text: str) -> str:
    """Set a number for people: `73,856`, `−0.5`."""
    whole, point, tail = text.partition(".")
    if whole.lstrip("-").isdigit():
        sign = "-" if whole.startswith("-") else ""
        text = f"{sign}{int(whole.lstrip('-')):,}{point}{tail}"
    return text.translate(MINUS)


def as_data(value: Any) -> Any:
    """Turn tuples, mappings and fractions into what JSON has."""
    if value is None or isinstance(value, int | float | str):
        return value
    if isinstance(value, tuple | list):
        return [as_data(part) for part in value]
    if isinstance(value, Mapping):
        return {name: as_data(part) for name, part in value.items()}
    return float(value)
