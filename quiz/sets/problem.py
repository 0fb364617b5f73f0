"""One item of a set, solved: what every export format is made from."""

from __future__ import annotations

from dataclasses import dataclass

from questions.answers import Answer
from questions.model import Level, Question, Variant
from questions.slips import Slip


@dataclass(frozen=True, slots=True)
class Problem:
    """An ask with its answer by closed form and the slips to avoid; nothing is run for it."""

    number: int
    """Its place in the set, from 1."""
    code: str
    question: Question
    variant: Variant
    answer: Answer
    slips: tuple[Slip, ...]
    """Those that this draw can tell from the right answer."""

    @property
    def level(self) -> Level:
        """The level of this draw."""
        return self.variant.difficulty()
