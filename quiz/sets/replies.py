"""The replies that a learning platform recognises: the right one, and the slips with what to say of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from questions.answers import (
    MINUS,
    Answer,
    Choice,
    Grid,
    Integer,
    Number,
    Part,
    Parts,
    Percent,
    Shape,
    exactly,
    fraction,
    grouped,
    places_for,
    to_figures,
)
from questions.slips import Slip
from quiz.sets.entry import told

ENDLESS = 6
"""Significant figures of a fraction that no decimal ends."""
SHY = Fraction(499, 1000)
"""Of a unit in the last place: what reaches no further than the tie with the next value."""

Wrong = tuple[Any, str]
"""A slip's value and what is said of it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer that is recognised."""

    text: str
    """A plain decimal, or words."""
    right: bool = False
    message: str = ""
    """What to say of a wrong one."""
    tolerance: str = "0"
    """How far a number may be off; a platform tries replies in order and takes the first that fits."""


def wrong(slips: Iterable[Slip]) -> list[Wrong]:
    """Return what the slips compute and what is said of it."""
    return [(slip.value, told(slip)) for slip in slips]


DIGITS = "Numbers take no thousands separators, fractions or products here; a minus sign is -."
"""What a platform that reads plain decimals does not take."""
PROMISE = re.compile(r"[,;] (?:a )?(?:fraction|product|sum|expression)[^.,;()]* (?:is fine|are fine|will do)")
"""What an ask says of the ways to write an answer, which our reader has and a platform has not."""
SIDES = (8, 6, 4, 3, 2, 1)
"""An example of a shape."""


def asked(text: str) -> str:
    """Return an ask without what a platform could not keep."""
    return PROMISE.sub("", text)


def wanted(part: Part) -> str:
    """Return the form wanted where a platform reads plain decimals and has a box for each entry of a grid."""
    match part:
        case Percent():
            return f"{part.form}, without the % sign"
        case Number(exact=True):
            return f"an exact decimal, or {ENDLESS} significant figures of one that does not end"
        case Grid(one_row=False):
            return "a number in each box"
        case Shape():
            example = part.write(SIDES[: part.length])
            return f"{part.form.removesuffix('; or none')}, written as {example}{'; or none' if part.optional else ''}"
    return part.form


def in_one(part: Part) -> str:
    """Return the form wanted where a platform has one box for all entries of a grid."""
    if isinstance(part, Grid) and not part.one_row:
        return f"{part.form}, as in 1, 2; 3, 4"
    return wanted(part)


def of_part(name: str, wrongs: Iterable[Wrong]) -> list[Wrong]:
    """Return what slips make of one part."""
    return [(value[name], message) for value, message in wrongs if name in value]


def numerical(part: Integer | Number | Percent, wrongs: Iterable[Wrong]) -> list[Reply]:
    """Return replies that are numbers, the right one first, whole ones before those that are rounded."""
    right = _number(part, part.value, Fraction(1, 2))
    slips = [(value, message) for value, message in wrongs if not part.accepts(value)]
    if any(_covers(right, value) for value, _ in slips):
        right = _number(part, part.value, SHY)
    replies = [replace(_number(part, value, SHY), message=message) for value, message in slips]
    return [replace(right, right=True), *sorted(_merged(replies), key=lambda reply: reply.tolerance != "0")]


def _covers(reply: Reply, value: object) -> bool:
    number = fraction(value)
    return number is not None and abs(number - Fraction(reply.text)) <= Fraction(reply.tolerance)


def _number(part: Integer | Number | Percent, value: object, share: Fraction) -> Reply:
    """Write a value as a plain decimal that stands for all that round to it."""
    number = fraction(value)
    assert number is not None, "an answer in numbers has slips in numbers"
    match part:
        case Integer() if number.denominator != 1:
            # People write a fraction with a few digits; no whole number may be taken for it.
            unit = min(Fraction(10) ** -places_for(number, 3), Fraction(1, 10))
            return _decimal(number, unit * share)
        case Number(exact=False) | Percent():
            text = part.write(number).removesuffix("%")
            places = part.places
            if places is None:
                places = places_for(Fraction(text), part.significant_figures or 3)  # type: ignore[union-attr]
            return Reply(text, tolerance=exactly(share / Fraction(10) ** places))
    return _decimal(number, Fraction(0))


def _decimal(number: Fraction, tolerance: Fraction) -> Reply:
    text = exactly(number)
    if "/" in text:
        rounded = to_figures(number, ENDLESS)
        text = exactly(rounded)
        tolerance = max(tolerance, Fraction(1, 2) / Fraction(10) ** places_for(number, ENDLESS))
    return Reply(text, tolerance=exactly(tolerance))


def _merged(replies: Iterable[Reply]) -> list[Reply]:
    """Join the messages of replies that read the same."""
    kept: dict[str, Reply] = {}
    for reply in replies:
        first = kept.get(reply.text)
        if first is None:
            kept[reply.text] = reply
        elif reply.message not in first.message:
            kept[reply.text] = replace(first, message=f"{first.message} Or: {reply.message}")
    return list(kept.values())


def worded(part: Part, wrongs: Iterable[Wrong]) -> list[Reply]:
    """Return replies that are typed as text, the right one first, in every usual spelling."""
    right = [Reply(text, right=True) for text in _spellings(part, part.value, *RARER)]
    known = {reply.text for reply in right}
    others = [
        Reply(text, message=message)
        for value, message in wrongs
        if not part.accepts(value)
        for text in _spellings(part, value)
        if text not in known
    ]
    return [*right, *_merged(others)]


Spelling = tuple[str, str, str]
"""What stands before a list, between its entries and after it."""
COMMON: tuple[Spelling, ...] = (("", ", ", ""), ("", ",", ""), ("", " ", ""), ("(", ", ", ")"))
RARER: tuple[Spelling, ...] = (
    *(("(", ",", ")"), ("[", ", ", "]"), ("[", ",", "]"), ("[", " ", "]")),
    *(("", "; ", ""), ("", ";", "")),
)
ROWS = ("; ", ";", " / ")
"""What stands between the rows of a grid."""
BRACKETS: tuple[Spelling, ...] = (("[", ", ", "]"), ("[", ",", "]"))
CROSSES: tuple[Spelling, ...] = tuple(("", joint, "") for joint in ("x", "×", " x ", " × ", " by "))


def _spellings(part: Part, value: Any, *more: Spelling) -> list[str]:
    """Return how a value is typed, the usual way first."""
    spelt = [part.write(value)]
    if isinstance(part, Grid) and not part.one_row:
        spelt += _grids(
            [[exactly(number) for entry in row if (number := fraction(entry)) is not None] for row in value]
        )
    elif isinstance(part, Shape | Grid) and value is not None:
        entries = value if isinstance(part, Shape) else value[0]
        numbers = [exactly(number) for entry in entries if (number := fraction(entry)) is not None]
        crosses = CROSSES if isinstance(part, Shape) and part.joint == "×" else ()
        spelt += [f"{before}{joint.join(numbers)}{after}" for before, joint, after in (*COMMON, *crosses, *more)]
    elif more and (number := fraction(value)) is not None:
        spelt.append(grouped(exactly(number)))
    return list(dict.fromkeys([*spelt, *(text.translate(MINUS) for text in spelt if more)]))


def _grids(rows: list[list[str]]) -> Iterator[str]:
    """Yield how several rows are typed: divided by a sign, or in brackets."""
    for between in ROWS:
        for joint in (", ", ",", " "):
            yield between.join(map(joint.join, rows))
    for before, joint, after in BRACKETS:
        yield f"{before}{joint.join(f'{before}{joint.join(row)}{after}' for row in rows)}{after}"


def options(answer: Answer, wrongs: Iterable[Wrong]) -> list[Reply]:
    """Return replies to choose from, in an order that tells nothing; no two read the same."""
    if isinstance(answer, Choice):
        told_of = {reply.text: reply.message for reply in _merged(Reply(value, message=said) for value, said in wrongs)}
        return [
            Reply(each, right=True) if each == answer.value else Reply(each, message=told_of.get(each, ""))
            for each in answer.options
        ]
    right = Reply(answer.shown, right=True)
    complete = ((_completed(answer, value), message) for value, message in wrongs)
    others = _merged(Reply(answer.show(value), message=message) for value, message in complete)
    return sorted([right, *(reply for reply in others if reply.text != right.text)], key=lambda reply: reply.text)


def _completed(answer: Answer, value: Any) -> Any:
    """Give a slip in some parts the right answer in the others."""
    return {**answer.value, **value} if isinstance(answer, Parts) else value
