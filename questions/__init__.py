"""The content: one file a question, found by its name; there is no list to edit."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from questions.model.variant import Question

DISTRIBUTION = "convquiz"


@cache
def load() -> tuple[Question, ...]:
    """Return the questions of all `qNN_*.py` files, in their order."""
    names = sorted(module.name for module in iter_modules(__path__) if re.match(r"q\d\d_", module.name))
    return tuple(import_module(f"questions.{name}").QUESTION for name in names)
