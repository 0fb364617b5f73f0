"""The page's script: small files that share one scope, put together in the order in which they build on each other."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from quiz.sets.page.carried import house

READER = (
    *("fractions", "writing", "kinds", "spelling", "units", "expressions", "numerals", "cutting", "framing"),
    *("lists", "reading", "naming", "generic", "grading"),
)
"""Text to verdict."""
APPLICATION = ("elements", "session", "keeping", "picture", "answering", "asking", "speaking", "overview", "main")
"""What is seen."""


def text(name: str) -> str:
    """Return a file of the page by its name."""
    return files("quiz.sets.page").joinpath(name).read_text(encoding="utf-8")


@cache
def reader() -> str:
    """Return the script that reads and grades, the same as `quiz/answering`."""
    return "\n".join((f"const HOUSE = {json.dumps(house())};", *(text(f"script/{name}.js") for name in READER)))


@cache
def script() -> str:
    """Return the whole script of the page."""
    parts = (reader(), *(text(f"script/{name}.js") for name in APPLICATION))
    return f'"use strict";\n(() => {{\n{"".join(parts)}}})();\n'
