"""Numbers as asks and workings write them: with a real minus sign, in parentheses as factors, rounded where said."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from questions.answers import MINUS, decimal, exactly, fraction, half_up


def minus(number: object) -> str:
    """Write a number without loss, or a text that holds one, with a real minus sign."""
    if isinstance(number, int | str):
        return str(number).translate(MINUS)
    exact = fraction(number)
    return (str(number) if exact is None else exactly(exact)).translate(MINUS)


def factor(number: object) -> str:
    """Write a number inside a product or a sum, a negative one in parentheses."""
    text = minus(number)
    return f"({text})" if text.startswith("−") else text


def plus(number: object) -> str:
    """Write what is added: `+ 3`, `− 2`."""
    text = minus(number)
    return f"− {text[1:]}" if text.startswith("−") else f"+ {text}"


def equals(value: Fraction) -> str:
    """Write a result with two decimals: `= 0.25`, `≈ 0.33`."""
    return f"{'=' if half_up(value, 2) == value else '≈'} {minus(decimal(value, 2))}"


def percent(share: Fraction) -> str:
    """Write a share with two decimals: `11.89%`."""
    return f"{minus(decimal(100 * share, 2))}%"


def equals_percent(share: Fraction) -> str:
    """Write a share that is a result: `= 25.00%`, `≈ 33.33%`."""
    return f"{equals(100 * share)}%"


def listed(numbers: Iterable[object]) -> str:
    """Write numbers with commas between: `1, −2, 4`."""
    return ", ".join(map(minus, numbers))
