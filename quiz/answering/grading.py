"""Value to verdict: right, wrong with the mistake that makes it, or not readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal, cast

from questions.answers import (
    Answer,
    Fitting,
    Grid,
    Integer,
    Number,
    Part,
    Parts,
    Percent,
    Shape,
    Value,
    to_figures,
)
from questions.model import Carried
from questions.slips import Slip
from quiz.answering.reading import read

GENERIC = {
    "generic.off_by_one": "Off by one: are you counting the gaps or the posts?",
    "generic.factor_2": "That differs by a factor of two: is something counted twice, or only half of it?",
    "generic.factor_10": "That differs by a factor of ten: check the number of digits.",
    "generic.prefix": "That is in another unit: off by a factor of a thousand, a million or a billion.",
    "generic.point": "The digits are right, the decimal point is not.",
    "generic.sign": "Check the sign.",
    "generic.rounded": "That is rounded: the exact count is wanted.",
    "generic.not_whole": "A count is whole; this is a fraction. Does the formula round, and which way?",
    "shape.layout": "The right numbers in another order of the axes.",
    "shape.axis_missing": "An axis is missing.",
    "shape.axis_extra": "There are more numbers than axes.",
    "grid.transposed": "Rows and columns are exchanged.",
    "grid.size": "The grid wanted has another number of rows or columns.",
    "parts.swapped": "The parts are right but exchanged.",
}
"""What is said of a wrong value that no listed slip explains, by tag."""

UNEXPLAINED = "not one of the usual mistakes"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What is said about one answer."""

    kind: Literal["accept", "reject", "clarify"]
    reading: str | None
    """What was understood, for people; None if nothing."""
    message: str
    """What to tell: never the right answer."""
    exact: str
    """The right answer, to show beside the learner's once it may be seen."""
    slip: str | None = None
    """The tag of the mistake that gives this value."""
    credit: float = 0.0
    """The share that is right, 0 to 1."""
    echo: str = ""
    """`read as 73,856`, where the text was more than a plain number."""
    working: str = ""
    """The mistaken computation with this draw's numbers."""
    matched: Slip | None = None
    """The listed slip, which may be able to run the mistake."""
    value: Value = None
    """What was understood, as a value of the kind."""
    parts: Mapping[str, Verdict] = field(default_factory=dict)
    """The verdict on each part of an answer in parts."""
    carried: Carried | None = None
    """The earlier number of the learner's from which the answer is right, where it is not the real one."""


def grade(
    answer: Answer, text: str | Mapping[str, str], slips: Iterable[Slip] = (), carried: Iterable[Carried] = ()
) -> Verdict:
    """Judge a typed answer; slips are tried in order, and one not readable is never wrong.

    What is right from an earlier number of the learner's is right.
    """
    reading = read(text, answer)
    if not reading.clear:
        return Verdict(kind="clarify", reading=None, message=reading.unclear, exact=answer.shown)
    echo = f"read as {reading.echo}" if reading.echo else ""
    value: Any = reading.value
    if isinstance(answer, Parts):
        return replace(_judge_parts(answer, value, tuple(slips)), echo=echo)
    carried = tuple(carried)
    more = (slip for way in carried for slip in way.slips)
    verdict = replace(_judge(answer, value, (*slips, *more)), echo=echo)
    way = next((way for way in carried if way.answer.accepts(value)), None)
    if verdict.kind == "accept" or way is None:
        return verdict
    return Verdict(
        kind="accept",
        reading=verdict.reading,
        message=way.told,
        exact=answer.shown,
        credit=1.0,
        echo=echo,
        value=value,
        carried=way,
    )


def _judge(answer: Part, value: Value, slips: Sequence[Slip]) -> Verdict:
    verdict = Verdict(kind="reject", reading=answer.show(value), message=UNEXPLAINED, exact=answer.shown, value=value)
    if answer.accepts(value):
        return replace(verdict, kind="accept", message="Right.", credit=1.0)
    for slip in slips:
        if answer.same(value, slip.value):
            return _with_slip(verdict, slip)
    if isinstance(answer, Fitting):
        led = answer.explain(cast("tuple[int, ...]", value))
        return _with_slip(verdict, led) if led else verdict
    tag = next(_generic(answer, value), None)
    if tag is None:
        return verdict
    wanted = f" Wanted: {answer.form}." if isinstance(answer, Shape) else ""
    return replace(verdict, slip=tag, message=GENERIC[tag] + wanted)


def _with_slip(verdict: Verdict, slip: Slip) -> Verdict:
    return replace(verdict, slip=slip.tag or None, message=slip.message, working=slip.working, matched=slip)


def _judge_parts(answer: Parts, value: dict[str, Any], slips: Sequence[Slip]) -> Verdict:
    """Judge each part by itself; the first wrong one gives the slip.

    A slip that explains all the parts it names comes before one that explains this part alone.
    """
    by_part = [slip for slip in slips if isinstance(slip.value, Mapping)]
    by_part.sort(key=lambda slip: not answer.same(slip.value, _only(value, slip.value)))
    verdicts = {}
    for name, part in answer.parts.items():
        verdict = _judge(part, value[name], ())
        fits = (slip for slip in by_part if name in slip.value and part.same(value[name], slip.value[name]))
        named = next(fits, None)
        verdicts[name] = _with_slip(verdict, named) if named and verdict.kind == "reject" else verdict
    whole = Verdict(
        kind="accept",
        reading=answer.show(value),
        message="Right.",
        exact=answer.shown,
        credit=sum(verdict.credit for verdict in verdicts.values()) / len(verdicts),
        value=value,
        parts=verdicts,
    )
    wrong = {name: verdict for name, verdict in verdicts.items() if verdict.kind == "reject"}
    if not wrong:
        return whole
    name, first = next(iter(wrong.items()))
    if not first.matched and _swapped(answer, value, list(wrong)):
        return replace(whole, kind="reject", slip="parts.swapped", message=GENERIC["parts.swapped"])
    return replace(
        whole,
        kind="reject",
        slip=first.slip,
        message=f"{name}: {first.message}",
        working=first.working,
        matched=first.matched,
    )


def _only(value: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value[name] for name in names if name in value}


def _swapped(answer: Parts, value: Mapping[str, Any], wrong: Sequence[str]) -> bool:
    """Tell whether the wrong parts hold each other's answers."""
    if len(wrong) != 2:
        return False
    first, second = wrong
    return answer.accepts({first: value[second], second: value[first]})


def _generic(answer: Part, value: Any) -> Iterator[str]:
    """Yield the tags of the slips that any question may meet."""
    if value is None or answer.value is None:
        return
    match answer:
        case Integer() | Number() | Percent():
            yield from _generic_number(answer, Fraction(value))
        case Shape():
            yield from _generic_shape(answer.value, value)
        case Grid():
            yield from _generic_grid(answer, value)


TURNS = (
    ("generic.factor_2", (Fraction(2), Fraction(1, 2))),
    ("generic.sign", (Fraction(-1),)),
    ("generic.factor_10", (Fraction(10), Fraction(1, 10))),
    ("generic.prefix", tuple(Fraction(1000) ** power for power in (1, -1, 2, -2, 3, -3))),
    ("generic.point", tuple(Fraction(10) ** power for power in (2, -2, 4, -4, 5, -5))),
)
"""Factors that turn what was typed into the right value."""


def _generic_number(answer: Integer | Number | Percent, value: Fraction) -> Iterator[str]:
    if isinstance(answer, Integer) and (answer.accepts(value + 1) or answer.accepts(value - 1)):
        yield "generic.off_by_one"
    for tag, factors in TURNS:
        # At few decimals everything small is right about zero.
        if any(answer.accepts(value * factor) and not answer.same(value * factor, 0) for factor in factors):
            yield tag
    if isinstance(answer, Integer) and value.denominator != 1:
        yield "generic.not_whole"
    elif isinstance(answer, Integer) and _is_rounded(value, Fraction(answer.value or 0)):
        yield "generic.rounded"


def _is_rounded(value: Fraction, right: Fraction) -> bool:
    """Tell whether a value is the right one with its last two digits or more rounded away."""
    digits = str(abs(value.numerator))
    figures = len(digits.rstrip("0"))
    return 2 <= figures <= len(digits) - 2 and to_figures(right, figures) == value


def _generic_shape(right: Sequence[int] | None, value: Sequence[Any]) -> Iterator[str]:
    right = right or ()
    if len(value) != len(right):
        yield "shape.axis_missing" if len(value) < len(right) else "shape.axis_extra"
    elif sorted(value) == sorted(right):
        yield "shape.layout"
    elif all(abs(typed - entry) <= 1 for typed, entry in zip(value, right, strict=True)):
        yield "generic.off_by_one"


def _generic_grid(answer: Grid, value: Sequence[Sequence[Any]]) -> Iterator[str]:
    if answer.accepts(tuple(zip(*value, strict=True))):
        yield "grid.transposed"
    elif len(value) != len(answer.value) or len(value[0]) != len(answer.value[0]):
        yield "grid.size"
    elif answer.accepts(tuple(tuple(-entry for entry in row) for row in value)):
        yield "generic.sign"
