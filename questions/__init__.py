"""The content: a question a folder, a variant a file, found by their names; there is no list to edit."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from questions.model import Question

DISTRIBUTION = "convquiz"


@cache
def question(number: int) -> Question:
    """Return the question with this number; KeyError if there is none."""
    from questions import index  # the name of the package is looked at before it is needed

    found: Question = index.module(str(number)).QUESTION
    return found


@cache
def load() -> tuple[Question, ...]:
    """Return all questions, in their order."""
    from questions import index

    return tuple(map(question, index.numbers()))
