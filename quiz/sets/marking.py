"""A filled-in sheet, graded as the app grades: one try an item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from questions.answers import Parts
from quiz.answering.grading import Verdict, graded
from quiz.sets.dates import ADVICE, is_date
from quiz.sets.model import PracticeSet
from quiz.sets.problem import Problem
from quiz.sets.sheet import Typed

LARGEST_DENOMINATOR = 1000
"""A credit is a share of a few parts; this makes its float exact again."""


OUTCOMES = ("wrong", "partly right", "unclear", "unanswered", "right")
"""What may become of an item, what wants a look first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of one item."""

    problem: Problem
    typed: Typed | None
    """None if nothing was."""
    verdict: Verdict | None

    @property
    def outcome(self) -> str:
        """One of OUTCOMES."""
        if self.verdict is None:
            return "unanswered"
        if self.verdict.kind == "reject" and self.verdict.credit:
            return "partly right"
        return {"accept": "right", "reject": "wrong", "clarify": "unclear"}[self.verdict.kind]

    @property
    def right(self) -> str:
        """The right answer; empty while what was typed is unclear, since it may be written anew."""
        return "" if self.outcome == "unclear" else self.problem.answer.shown

    @property
    def credit(self) -> Fraction:
        """The share that is right, exactly."""
        return Fraction(self.verdict.credit).limit_denominator(LARGEST_DENOMINATOR) if self.verdict else Fraction()

    @property
    def text(self) -> str:
        """What was typed, as one text."""
        return _joined(self.typed or "")


def reached(required: Fraction, percent: Fraction, best: Fraction) -> bool | None:
    """Tell whether a score reaches so many percent; None where it would only at its best."""
    if percent >= required:
        return True
    return None if best >= required else False


@dataclass(frozen=True, slots=True)
class Marks:
    """What became of a set."""

    practice_set: PracticeSet
    marks: Sequence[Mark]
    left_out: Sequence[str]
    """A line on each item that this bank does not have as it was made."""

    @property
    def credit(self) -> Fraction:
        """Items right, parts of items as their share."""
        return sum((mark.credit for mark in self.marks), Fraction())

    @property
    def percent(self) -> Fraction:
        """Credit in percent of all items: what is unclear or unanswered has none yet."""
        return 100 * self.credit / len(self.marks)

    @property
    def best(self) -> Fraction:
        """The percentage if all that is unclear turned out right, written anew."""
        return self.percent + Fraction(100 * len(self.of("unclear")), len(self.marks))

    def passed(self, required: Fraction) -> bool | None:
        """Tell whether the score reaches so many percent; None while what is unclear decides it."""
        return reached(required, self.percent, self.best)

    def of(self, outcome: str) -> list[Mark]:
        """Return the items of one outcome."""
        return [mark for mark in self.marks if mark.outcome == outcome]

    @property
    def slips(self) -> Iterator[tuple[str, str, list[int]]]:
        """The named slips, the most frequent first: tag, message, and the items where they were made.

        One that is left open stands under all its tags, as one of them.
        """
        made: dict[str, list[int]] = {}
        told: dict[str, str] = {}
        for mark in self.marks:
            if mark.verdict and (name := mark.verdict.mistake):
                made.setdefault(name, []).append(mark.problem.number)
                told.setdefault(name, mark.verdict.message)
        return ((tag, told[tag], made[tag]) for tag in sorted(made, key=lambda tag: -len(made[tag])))


def marked(
    practice_set: PracticeSet, problems: Sequence[Problem], left_out: Sequence[str], typed: Mapping[int, Typed]
) -> Marks:
    """Grade what was typed."""
    return Marks(practice_set, [_mark(problem, typed.get(problem.number)) for problem in problems], left_out)


def _mark(problem: Problem, typed: Typed | None) -> Mark:
    if typed is None:
        return Mark(problem, None, None)
    if any(map(is_date, (typed,) if isinstance(typed, str) else typed.values())):
        return Mark(problem, typed, Verdict(kind="clarify", reading=None, message=ADVICE, exact=problem.answer.shown))
    text = typed if isinstance(problem.answer, Parts) else _joined(typed)
    return Mark(problem, typed, graded(problem.variant, text))


def _joined(typed: Typed) -> str:
    """Write one text a part in one line, as it could be typed."""
    return typed if isinstance(typed, str) else "; ".join(f"{name}={text}" for name, text in typed.items())
