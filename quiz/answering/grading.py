"""Text to verdict: right, wrong with the mistake that makes it, or not readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Any, Literal, cast

from questions.answers import Answer, Fitting, Part, Parts, Shape, Value
from questions.model import Carried, Variant
from questions.slips import Slip
from quiz.answering.generic import GENERIC, generic
from quiz.answering.naming import Mistakes, named
from quiz.answering.reading import read

MOST_SWAPPED = 4
"""Parts that are tried in each other's places."""
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

    @property
    def either(self) -> tuple[str, ...]:
        """The tags of which one is true, where this draw leaves open which; else none."""
        slip = self.matched
        return (slip.tag, *slip.also) if slip and slip.also else ()

    @property
    def both(self) -> tuple[str, ...]:
        """The tags of mistakes that were made together; else none."""
        slip = self.matched
        return (slip.tag, *slip.and_) if slip and slip.and_ else ()

    @property
    def mistake(self) -> str:
        """Its tags as a text: `pad.single or pad.ignored`, with `and` where all were made; empty where none is."""
        return " or ".join(self.either) or " and ".join(self.both) or self.slip or ""


def graded(variant: Variant, text: str | Mapping[str, str]) -> Verdict:
    """Judge a typed answer to an ask, or one text a part; a wrong one is named in the order of `naming`."""
    mistakes = Mistakes(variant)
    return grade(variant.answer(), text, mistakes.listed, variant.carried(), mistakes)


def grade(
    answer: Answer,
    text: str | Mapping[str, str],
    slips: Iterable[Slip] = (),
    carried: Iterable[Carried] = (),
    mistakes: Mistakes | None = None,
) -> Verdict:
    """Judge a typed answer; slips are tried in order, then the unlisted mistakes; one not readable is never wrong.

    What is right from an earlier number of the learner's is right.
    """
    reading = read(text, answer)
    if not reading.clear:
        return Verdict(kind="clarify", reading=None, message=reading.unclear, exact=answer.shown)
    echo = f"read as {reading.echo}" if reading.echo else ""
    value: Any = reading.value
    if isinstance(answer, Parts):
        return replace(_judge_parts(answer, value, tuple(slips), mistakes), echo=echo)
    carried = tuple(carried)
    more = (slip for way in carried for slip in way.slips)
    verdict = replace(_judge(answer, value, (*slips, *more), mistakes), echo=echo)
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


def _judge(answer: Part, value: Value, slips: Sequence[Slip], mistakes: Mistakes | None) -> Verdict:
    verdict = _unnamed(answer, value)
    if verdict.kind == "accept":
        return verdict
    if slip := named(answer, value, slips):
        return _with_slip(verdict, slip)
    if isinstance(answer, Fitting):
        led = answer.explain(cast("tuple[int, ...]", value))
        return _with_slip(verdict, led) if led else verdict
    slip = mistakes.unlisted(answer, value) if mistakes else None
    return _with_slip(verdict, slip) if slip else _with_generic(verdict, answer, value)


def _unnamed(answer: Part, value: Value) -> Verdict:
    right = answer.accepts(value)
    return Verdict(
        kind="accept" if right else "reject",
        reading=answer.show(value),
        message="Right." if right else UNEXPLAINED,
        exact=answer.shown,
        credit=float(right),
        value=value,
    )


def _with_slip(verdict: Verdict, slip: Slip) -> Verdict:
    return replace(verdict, slip=slip.tag or None, message=slip.message, working=slip.working, matched=slip)


def _with_generic(verdict: Verdict, answer: Part, value: Value) -> Verdict:
    tag = next(generic(answer, value), None)
    if tag is None:
        return verdict
    wanted = f" Wanted: {answer.form}." if isinstance(answer, Shape) else ""
    return replace(verdict, slip=tag, message=GENERIC[tag] + wanted)


def _judge_parts(answer: Parts, value: dict[str, Any], slips: Sequence[Slip], mistakes: Mistakes | None) -> Verdict:
    """Judge each part by itself; the first wrong one gives the slip."""
    verdicts = {name: _judge_part(answer, name, value, slips, mistakes) for name in answer.parts}
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
    if not _is_of_all(first.matched, wrong) and _swapped(answer, value, list(wrong)):
        return replace(whole, kind="reject", slip="parts.swapped", message=GENERIC["parts.swapped"])
    return replace(
        whole,
        kind="reject",
        slip=first.slip,
        message=f"{name}: {first.message}",
        working=first.working,
        matched=first.matched,
    )


def _is_of_all(slip: Slip | None, wrong: Mapping[str, Verdict]) -> bool:
    """Tell whether one mistake explains all wrong parts: that says more than an exchange."""
    tags = {verdict.matched.tag if verdict.matched else None for verdict in wrong.values()}
    return slip is not None and tags == {slip.tag}


def _judge_part(
    answer: Parts, name: str, value: dict[str, Any], slips: Sequence[Slip], mistakes: Mistakes | None
) -> Verdict:
    """Judge a part; of the slips that explain all the parts they name, the one that explains most comes first."""
    part, typed = answer.parts[name], value[name]
    verdict = _unnamed(part, typed)
    if verdict.kind == "accept":
        return verdict

    def explained(slip: Slip) -> int:
        return len(slip.value) if answer.same(slip.value, _only(value, slip.value)) else 0

    slip = named(part, typed, slips, name, explained)
    slip = slip or (mistakes.unlisted(part, typed, name, explained) if mistakes else None)
    return _with_slip(verdict, slip) if slip else _with_generic(verdict, part, typed)


def _only(value: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value[name] for name in names if name in value}


def _swapped(answer: Parts, value: Mapping[str, Any], wrong: Sequence[str]) -> bool:
    """Tell whether the wrong parts hold each other's answers."""
    orders = permutations(wrong) if 2 <= len(wrong) <= MOST_SWAPPED else ()
    return any(
        answer.accepts({name: value[other] for name, other in zip(wrong, order, strict=True)}) for order in orders
    )
