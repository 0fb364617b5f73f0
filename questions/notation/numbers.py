"""Numbers of a variant as they are typed: one, a row, several rows."""

from __future__ import annotations

from typing import Any

from pydantic import BeforeValidator

from questions.notation.stacks import notation
from solvers.layers import Window


def parse_numbers(text: Any) -> Any:
    """Read `1,−2,4`; a ValueError names the entry that is no whole number, and what is no text stays as it is."""
    return tuple(map(_whole, text.split(","))) if isinstance(text, str) else text


def parse_rows(text: Any) -> Any:
    """Read `1,2;3,4`, as parse_numbers does."""
    return tuple(map(parse_numbers, text.split(";"))) if isinstance(text, str) else text


def _whole(text: str) -> int:
    try:
        return int(text.replace("−", "-"))
    except ValueError:
        raise ValueError(f"{text.strip()!r} is not a whole number; write numbers as 1,2 and rows as 1,2;3,4") from None


def written(value: Any) -> str:
    """Write the number of a variant, or its rows, as they are typed."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Window):
        return notation(value)
    if not isinstance(value, tuple):
        return str(value)
    deep = 0
    inside: Any = value
    while isinstance(inside, tuple):
        deep, inside = deep + 1, inside[0]
    return " ,;|"[deep].join(map(written, value))


Typed = BeforeValidator(parse_numbers)
TypedRows = BeforeValidator(parse_rows)
