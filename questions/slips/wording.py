"""How several messages become one of two lines."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

WIDTH, LINES = 80, 2
"""What a message may take."""


def fits(message: str) -> bool:
    """Tell whether a message takes two lines of 80 columns at most."""
    return len(textwrap.wrap(message, WIDTH)) <= LINES


def either(messages: Sequence[str]) -> str:
    """Offer mistakes of which one was made, each once; shortened until that fits."""
    messages = list(dict.fromkeys(messages))
    if len(messages) == 1:
        return messages[0]
    for told in (messages, [*map(_clause, messages)], [*map(_clause, messages[:-1]), "Another mistake."]):
        if fits(joined := f"Either: {' Or: '.join(told)}"):
            return joined
    return f"Either: {_clause(messages[0])} Or: one of {len(messages) - 1} other mistakes."


def both(first: str, second: str) -> str:
    """Tell two mistakes that were made together; shortened until that fits."""
    for told in ((first, second), (_clause(first), _clause(second))):
        if fits(joined := " And: ".join(told)):
            return joined
    return f"{_clause(first)} And one more mistake."


def _clause(message: str) -> str:
    """Return what a message says first."""
    return re.split(r"(?<=[^ \d])(?:[:;.,?](?: |$)| \()", message, maxsplit=1)[0] + "."
