"""The page's script: small files that share one scope, put together in the order in which they build on each other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from quiz.sets.page.carried import house

READER = (
    *("fractions", "writing", "kinds", "spelling", "units", "expressions", "numerals", "cutting", "framing"),
    *("lists", "reading", "hearing", "naming", "generic", "grading"),
)
"""Text to verdict."""
APPLICATION = (
    "elements",
    "haste",
    "session",
    "keeping",
    "picture",
    "keys",
    "answering",
    "asking",
    "speaking",
    "overview",
    "main",
)
"""What is seen."""


def text(name: str) -> str:
    """Return a file of the page by its name."""
    return files("quiz.sets.page").joinpath(name).read_text(encoding="utf-8")


@cache
def reader() -> str:
    """Return the script that reads and grades, the same as `quiz/answering`."""
    return "\n".join((f"const HOUSE = {json.dumps(house())};", *(text(f"script/{name}.js") for name in READER)))


def script(names: Iterable[str]) -> str:
    """Return the reader and more files in one scope that nothing else sees."""
    parts = (reader(), *(text(f"script/{name}.js") for name in names))
    return f'"use strict";\n(() => {{\n{"".join(parts)}}})();\n'
