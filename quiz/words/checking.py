"""One answer judged from Python, as a notebook does."""

from __future__ import annotations

from typing import Any

from quiz.answering.grading import graded
from quiz.deck import catalog
from quiz.words.explanations import explanation_lines, judged_lines


class Said(str):
    """What is said, shown by a notebook as it is."""

    __slots__ = ()
    __repr__ = str.__str__


def check(code: str, answer: Any) -> Said:
    """Judge an answer to the ask with this share code: a text as it would be typed, a number, a list or an array.

    A right one is proved; a wrong one is named, and the right one kept back.
    """
    if answer is None or (isinstance(answer, str) and not answer.strip()):
        return Said("No answer yet.")
    try:
        variant = catalog.ask(code).variant
    except (catalog.NotInDeckError, ValueError) as error:
        return Said(error)
    parts = answer if isinstance(answer, dict) else None
    verdict = graded(variant, {name: _typed(part) for name, part in parts.items()} if parts else _typed(answer))
    lines = explanation_lines(variant, verdict) if verdict.kind == "accept" else judged_lines(verdict)
    return Said("\n".join(lines))


def _typed(answer: Any) -> str:
    plain = answer.tolist() if hasattr(answer, "tolist") else answer
    try:
        return str(_without_noise(plain))
    except ValueError:  # of a whole number Python writes 4,300 digits; fewer are too long already
        return "9" * 4301


def _without_noise(value: Any) -> Any:
    """Return floats to the 15 digits that they hold: 64 ** (1/3) is 3.9999999999999996 in Python."""
    if type(value) in (list, tuple):
        return type(value)(map(_without_noise, value))
    return float(f"{value:.15g}") if isinstance(value, float) else value
