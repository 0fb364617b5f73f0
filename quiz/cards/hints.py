"""Hints: the formula, then what the worked solution says before it arrives at the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import takewhile

from questions.answers import Answer, Choice, Grid, Number, Parts, Percent
from questions.model import Variant

NUMBER = r"−?\d(?:[\d,]*\d)?(?:\.\d+)?"
RESULT = re.compile(
    rf"(?:[=≈:]|\b(?:field|is|gets|receives|all|maxima)) ({NUMBER}(?:, {NUMBER})*)(?![\d.]|,\d| ?[·/×+²ⁿ−])"
    rf"|({NUMBER})[^\d;]*(?:;|$)"
)
"""Numbers that a step comes to, in its course or at its end: nothing is computed with them any further."""


def hints(variant: Variant) -> list[str]:
    """Return the hints of an ask, none of which tells its answer.

    Of an answer with many entries, and where one of several is chosen, a single step is an example.
    """
    answer, steps = variant.answer(), list(variant.steps())[:-1]
    before = [*takewhile(lambda step: not _tells(answer, step), steps)]
    if isinstance(answer, Choice):
        before = before[:1]
    elif isinstance(answer, Grid):
        before = steps[: len(before) + 1]
    return [variant.formula, *before]


def _tells(answer: Answer, step: str) -> bool:
    """Tell whether a step comes to a number of the answer."""
    wanted = set(_numbers(answer.shown))
    found = [number for piece in RESULT.finditer(step) for number in _numbers(piece[0])]
    rounded = [part for part in _parts(answer) if isinstance(part, Number | Percent)]
    return any(number in wanted or any(part.accepts(number) for part in rounded) for number in found)


def _parts(answer: Answer) -> list[Answer]:
    return list(answer.parts.values()) if isinstance(answer, Parts) else [answer]


def _numbers(text: str) -> Iterator[Fraction]:
    for number in re.findall(NUMBER, text):
        yield Fraction(number.replace(",", "").replace("−", "-"))
