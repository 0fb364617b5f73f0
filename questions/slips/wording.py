"""How several messages become one of two lines."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from questions.slips.slip import Slip

WIDTH, LINES = 80, 2
"""What a message may take."""


def fits(message: str) -> bool:
    """Tell whether a message takes two lines of 80 columns at most."""
    return len(textwrap.wrap(message, WIDTH)) <= LINES


def either(messages: Sequence[str]) -> str:
    """Offer mistakes of which one was made, each once; shortened until that fits."""
    whole, sentences, clauses = (list(dict.fromkeys(map(cut, messages))) for cut in (str, _sentence, _clause))
    for told in (whole, sentences, clauses, [*clauses[:-1], "Another mistake."]):
        joined = f"Either: {' Or: '.join(told)}" if len(told) > 1 else told[0]
        if fits(joined):
            return joined
    return f"Either: {clauses[0]} Or: one of {len(whole) - 1} other mistakes."


def both(first: str, second: str) -> str:
    """Tell two mistakes that were made together; shortened until that fits."""
    for cut in (str, _sentence, _clause):
        if fits(joined := f"{cut(first)} And: {cut(second)}"):
            return joined
    return f"{_clause(first)} And one more mistake."


def computation(slip: Slip) -> str:
    """Say how a mistake computes its number; as the learner's own way only where it can be no other. Maybe empty."""
    if not slip.working:
        return ""
    begun = "Your computation" if slip.sure else "This number is what this gives"
    return f"{begun}: {ways(slip)}"


def ways(slip: Slip) -> str:
    """Return how a mistake computes its number, or each of those that it may have been, in one line."""
    return ("; or " if slip.also else "; ").join(slip.working.splitlines())


def _sentence(message: str) -> str:
    """Return what a message says first, with what it says beside that."""
    return _begun(message, r"[:;.?](?: |$)")


def _clause(message: str) -> str:
    """Return what a message says first, and no more: asides in commas or brackets are words, no formulas."""
    return _begun(message, r"[:;.?](?: |$)|,(?= (?!and |or )[a-z]{2})| \((?=[a-z]{2})")


def _begun(message: str, end: str) -> str:
    return re.split(rf"(?<=[^ \d])(?:{end})", message, maxsplit=1)[0].rstrip(".") + "."
