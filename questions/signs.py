"""Numbers as asks and workings write them: with a real minus sign, in parentheses where they are factors."""

from __future__ import annotations

from collections.abc import Iterable

from questions.answers import MINUS, exactly, fraction


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


def listed(numbers: Iterable[object]) -> str:
    """Write numbers with commas between: `1, −2, 4`."""
    return ", ".join(map(minus, numbers))
