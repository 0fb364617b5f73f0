"""An answer as the boxes of a learning platform, and what may stand in them: the right answer, or a slip by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any, Literal

from questions.answers import Choice, Grid, Integer, Number, Part, Parts, Percent, Shape
from quiz.sets import replies
from quiz.sets.problem import Problem
from quiz.sets.replies import Reply, Wrong

Kind = Literal["number", "text", "choice"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a field may hold: for each of its boxes the replies of which one stands there."""

    boxes: tuple[tuple[Reply, ...], ...]
    right: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One part of an answer, or the whole of one without parts."""

    name: str
    """Empty where there is but one."""
    part: Part
    kind: Kind
    columns: int
    """Boxes in a row."""
    outcomes: tuple[Outcome, ...]
    """Told apart in this order, the right one first."""
    misfits: bool = False
    """Whether a slip has another number of boxes."""

    @property
    def right(self) -> tuple[Reply, ...]:
        """The right reply in each box, written in the usual way."""
        return tuple(first for first, *_ in self.outcomes[0].boxes)

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen."""
        return self.part.options if isinstance(self.part, Choice) else ()


def fields(problem: Problem) -> Iterator[Field]:
    """Yield a field for each part of an answer."""
    answer, wrongs = problem.answer, replies.wrong(problem.slips)
    if isinstance(answer, Parts):
        for name, part in answer.parts.items():
            yield _field(name, part, replies.of_part(name, wrongs))
    else:
        yield _field("", answer, wrongs)


def _field(name: str, part: Part, wrongs: list[Wrong]) -> Field:
    match part:
        case Grid(one_row=False):
            return _grid(name, part, wrongs)
        case Choice():
            chosen = sorted(replies.options(part, wrongs), key=lambda reply: not reply.right)
            return Field(name, part, "choice", 1, _alone(reply for reply in chosen if reply.right or reply.message))
        case Shape() | Grid() | Integer(optional=True):
            return Field(name, part, "text", 1, tuple(_spelt(replies.worded(part, wrongs))))
        case _:
            return Field(name, part, "number", 1, _alone(replies.numerical(part, wrongs)))


def _alone(found: Iterable[Reply]) -> tuple[Outcome, ...]:
    return tuple(Outcome(((reply,),), reply.right, reply.message) for reply in found)


def _spelt(found: Iterable[Reply]) -> Iterator[Outcome]:
    """Join the spellings of one value."""
    for (right, message), same in groupby(found, key=lambda reply: (reply.right, reply.message)):
        yield Outcome((tuple(same),), right, message)


def _grid(name: str, part: Grid, wrongs: list[Wrong]) -> Field:
    """Return a box for each entry; a slip is the whole grid that it gives."""
    size = [len(row) for row in part.value]
    fitting = [(value, message) for value, message in wrongs if [len(row) for row in value] == size]
    outcomes = [Outcome(_cells(part.value), right=True)]
    outcomes += [Outcome(_cells(value), message=message) for value, message in fitting if not part.accepts(value)]
    return Field(name, part, "number", size[0], tuple(outcomes), misfits=len(fitting) < len(wrongs))


def _cells(value: Any) -> tuple[tuple[Reply, ...], ...]:
    return tuple(tuple(replies.numerical(Number(value=entry, exact=True), ())) for row in value for entry in row)


Bound = tuple[Literal["gte", "gt", "lte", "lt"], Fraction]
"""How a number compares with one end of a range."""


def bounds(part: Part, reply: Reply) -> tuple[Bound, Bound]:
    """Return the range of numbers that a reply stands for: of a right one, exactly those that round to it."""
    number, reach = Fraction(reply.text), Fraction(reply.tolerance)
    low, high = number - reach, number + reach
    rounded = isinstance(part, Percent) or (isinstance(part, Number) and not part.exact)
    if not (reply.right and rounded) or part.accepts(high if number > 0 else low):
        return ("gte", low), ("lte", high)
    # A half goes away from zero, so the end towards zero belongs to the range; below a power of ten digits are finer.
    if not number:
        return ("gt", low), ("lt", high)
    if not part.accepts(low if number > 0 else high):
        reach /= 10
    if number > 0:
        return ("gte", number - reach), ("lt", high)
    return ("gt", low), ("lte", number + reach)
