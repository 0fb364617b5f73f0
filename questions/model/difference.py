"""What the difference between a wrong number and the right one may be made of, told as questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions.answers import Integer, Number, Part, Percent, exactly, grouped
from questions.model.variant import Variant, whole_numbers
from questions.slips import Slip
from questions.slips.wording import fits

NAMES = {
    "in_channels": "the input channels",
    "out_channels": "the output channels",
    "channels": "the channels",
    "inner": "the inner channels",
    "middle": "the channels between",
    "reduced": "the reduced channels",
    "kernel": "a side of the kernel",
    "size": "a side of the input",
}
"""What numbers of an ask are called, where their field's name does not say it."""
ASKED = "asked"
"""The number that says which of several is asked about: no factor and no term."""
AREAS = {
    "kernel": "the kernel's taps",
    "size": "the positions of the input",
    "side": "the positions of a map",
    "stride": "the stride on both axes",
}
"""What the squares of such numbers are called."""
RESULT = re.compile(r"−?\d[\d,]*(?:\.\d+)?(?![\d.,]|[²³ⁿ·×/+−]| [·×/+−≤≥])")
"""A number that a step arrives at: nothing is computed with it any further."""
SMALL = 100
"""Answers below this stand in many lines by chance."""
LONGEST = 40
"""Letters of the words before a step's colon up to which they name it."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that the computation of an answer goes through, and what it is."""

    value: Fraction
    name: str


@dataclass(frozen=True, slots=True)
class Result:
    """A number that a line of the worked solution arrives at."""

    value: Fraction
    computed: str
    """What it is computed from: `9·14²`."""
    told: str
    """The line as far as this: what comes after it may be the answer."""


def turned(answer: Part) -> Iterator[Slip]:
    """Yield the right number turned into another that means the same: its complement, its reciprocal, as FLOPs."""
    if isinstance(answer, Percent):
        told = "Yours and the right one make 100: a share, or what remains of it?"
        yield _slip("difference.complement", 100 - Fraction(answer.value), told)
    elif isinstance(answer, Integer | Number) and answer.value and answer.unit == "MACs":
        told = "That is twice the MACs: multiplications and additions, counted separately?"
        yield _slip("flops.doubled", Fraction(answer.value) * 2, told)
        yield _slip("flops.halved", Fraction(answer.value) / 2, "That is half of the MACs: what was halved?")
    elif isinstance(answer, Number) and answer.value and not answer.exact:
        told = "That is the reciprocal: which of the two is divided by the other?"
        yield _slip("difference.reciprocal", 1 / Fraction(answer.value), told)


def differences(variant: Variant, answer: Part) -> Iterator[Slip]:
    """Yield the numbers that differ from a right one by something that has a name; `answer` may be one part."""
    if isinstance(answer, Integer | Number | Percent) and answer.value is not None:
        right = Fraction(answer.value)
        for found in (*_steps(variant), *_factors(variant, right), *_terms(variant, right)):
            yield _slip(*found)


def _slip(tag: str, value: Fraction, message: str) -> Slip:
    plain = value.numerator if value.denominator == 1 else value
    return Slip(tag=tag, value=plain, message=message, layer="difference")


def _steps(variant: Variant) -> Iterator[tuple[str, Fraction, str]]:
    """Yield the results of the worked solution's steps, but for right numbers: in another part nothing is to do."""
    steps = list(variant.steps())
    answers = _answers(variant)
    right_numbers = {*map(Fraction, whole_numbers(variant.answer()))}
    for number, line in enumerate(steps, start=1):
        for result in _results(line):
            if result.value in right_numbers:
                continue
            place = f"That is step {number} of {len(steps)}"
            told = f"{place}, “{result.told}”: is there more to do?"
            tells = fits(told) and not any(right in result.told for right in answers)
            yield "difference.step", result.value, told if tells else f"{place}: is there more to do?"


def _factors(variant: Variant, right: Fraction) -> Iterator[tuple[str, Fraction, str]]:
    for factor in _quantities(variant, right):
        if factor.value == 2 and factor.name.startswith("step"):
            continue  # what is twice something may be anything, most of all a sum
        told = f"the factor {_written(factor.value)}, {factor.name}"
        yield "difference.factor_missing", right / factor.value, f"That is the right number without {told}: left out?"
        yield "difference.factor_extra", right * factor.value, f"That is the right number times {told}: once too often?"


def _terms(variant: Variant, right: Fraction) -> Iterator[tuple[str, Fraction, str]]:
    for term in _quantities(variant, right):
        told = f"exactly {_written(term.value)}, {term.name}"
        yield "difference.term_missing", right - term.value, f"That is short by {told}: left out?"
        yield "difference.term_extra", right + term.value, f"That is too much by {told}: counted once too often?"


def _quantities(variant: Variant, right: Fraction) -> Iterator[Quantity]:
    """Yield the numbers of an ask, the squares of its sides, and the results of its steps, those above 1.

    The right answer itself is none of them: a message would tell it.
    """
    named: dict[Fraction, list[str]] = {}
    for quantity in _numbers(variant):
        named.setdefault(quantity.value, []).append(quantity.name)
    found = [*(Quantity(value, _either(names)) for value, names in named.items()), *_from_steps(variant)]
    seen = {right}
    for quantity in found:
        if quantity.value > 1 and quantity.value not in seen:
            seen.add(quantity.value)
            yield quantity


def _either(names: list[str]) -> str:
    """Name what several numbers of an ask that are alike may be."""
    *others, last = dict.fromkeys(names)
    return f"{', '.join(others)} or {last}" if others else last


def _numbers(variant: Variant) -> Iterator[Quantity]:
    for field in variant.settable():
        value: Any = getattr(variant, field)
        if type(value) is int and field != ASKED:
            yield Quantity(Fraction(value), NAMES.get(field, f"the {field.replace('_', ' ')}"))
            if field in AREAS:
                yield Quantity(Fraction(value) ** 2, AREAS[field])
    height, width = (getattr(variant, f"kernel_{axis}", 0) for axis in ("height", "width"))
    yield Quantity(Fraction(height * width), AREAS["kernel"])


def _from_steps(variant: Variant) -> Iterator[Quantity]:
    answers = _answers(variant)
    for number, line in enumerate(variant.steps(), start=1):
        results = list(_results(line))
        label, colon, _ = line.partition(":")
        labelled = colon and len(label) <= LONGEST and len(results) == 1
        for result in results:
            what = label if labelled else result.computed
            tells = what and not any(right in what for right in answers)
            yield Quantity(result.value, f"step {number} ({what})" if tells else f"step {number}")
            if "side" in label.lower():
                yield Quantity(result.value**2, f"the square of step {number}")


def _answers(variant: Variant) -> list[str]:
    """Return the right numbers as they stand in a line: no message quotes one."""
    return [_written(Fraction(number)) for number in whole_numbers(variant.answer()) if number >= SMALL]


def _results(line: str) -> Iterator[Result]:
    """Yield the numbers that a line arrives at."""
    for piece in re.finditer(r"(?:(?![;:] |, ).)+", line):
        computed, _, end = piece[0].rpartition("=")
        end = end.lstrip()
        if found := RESULT.match(end):
            told = line[: piece.end() - len(end) + found.end()]
            value = Fraction(found[0].replace(",", "").replace("−", "-"))
            yield Result(value, computed.strip(" ;:,").partition(" = ")[0], told)


def _written(value: Fraction) -> str:
    return grouped(exactly(value))
