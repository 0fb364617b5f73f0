"""How many there are of something, in words."""

from __future__ import annotations


def count(number: int, noun: str, form: str = "") -> str:
    """Say how many: `1 item`, `3 copies`, and in the form of a format specification `1,200 classes`."""
    return f"{number:{form}} {noun if number == 1 else _several(noun)}"


def _several(noun: str) -> str:
    if noun.endswith(("py", "ry")):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith("s") else f"{noun}s"
