"""What the difference between a wrong number and the right one may be made of, told as questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions.answers import Integer, Number, Part, Percent, exactly, grouped
from questions.model.variant import Variant
from questions.slips import Slip
from questions.slips.wording import fits

NAMES = {
    "in_channels": "the input channels",
    "out_channels": "the output channels",
    "kernel": "a side of the kernel",
    "size": "a side of the input",
}
"""What numbers of an ask are called, where their field's name does not say it."""
AREAS = {
    "kernel": "the kernel's taps",
    "size": "the positions of the input",
    "side": "the positions of a map",
    "stride": "the stride on both axes",
}
"""What the squares of such numbers are called."""
STEP_RESULT = re.compile(r"[=:] (−?\d[\d,]*(?:\.\d+)?)(?![\d.]|[²³ⁿ·×/+−]| [·×/+−≤≥])")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that the computation of an answer goes through, and what it is."""

    value: Fraction
    name: str


def differences(variant: Variant, answer: Part) -> Iterator[Slip]:
    """Yield the numbers that differ from a right one by something that has a name; `answer` may be one part."""
    if not isinstance(answer, Integer | Number | Percent) or answer.value is None:
        return
    right = Fraction(answer.value)
    for tag, value, message in (
        *_turned(answer, right),
        *_steps(variant),
        *_factors(variant, right),
        *_terms(variant, right),
    ):
        yield Slip(tag=tag, value=_plain(value), message=message, layer="difference")


def _turned(answer: Integer | Number | Percent, right: Fraction) -> Iterator[tuple[str, Fraction, str]]:
    if isinstance(answer, Percent):
        yield "difference.complement", 100 - right, "Yours and the right one make 100: a share, or what remains of it?"
    elif answer.unit == "MACs":
        yield "flops.doubled", right * 2, "That is twice the MACs: multiplications and additions, counted separately?"
        yield "flops.halved", right / 2, "That is half of the MACs: what was halved?"
    elif isinstance(answer, Number) and right and not answer.exact:
        yield "difference.reciprocal", 1 / right, "That is the reciprocal: which of the two is divided by the other?"


def _steps(variant: Variant) -> Iterator[tuple[str, Fraction, str]]:
    """Yield the results of the worked solution's steps."""
    steps = list(variant.steps())
    for number, line in enumerate(steps, start=1):
        for value in _results(line):
            place = f"That is step {number} of {len(steps)}"
            told = f"{place}, “{line}”: is there more to do?"
            yield "difference.step", value, told if fits(told) else f"{place}: is there more to do?"


def _factors(variant: Variant, right: Fraction) -> Iterator[tuple[str, Fraction, str]]:
    for factor in _quantities(variant):
        told = f"the factor {_written(factor.value)}, {factor.name}"
        yield "difference.factor_missing", right / factor.value, f"That is the right number without {told}: left out?"
        yield "difference.factor_extra", right * factor.value, f"That is the right number times {told}: once too often?"


def _terms(variant: Variant, right: Fraction) -> Iterator[tuple[str, Fraction, str]]:
    for term in _quantities(variant):
        told = f"exactly {_written(term.value)}, {term.name}"
        yield "difference.term_missing", right - term.value, f"That is short by {told}: left out?"
        yield "difference.term_extra", right + term.value, f"That is too much by {told}: counted once too often?"


def _quantities(variant: Variant) -> Iterator[Quantity]:
    """Yield the numbers of an ask, the squares of its sides, and the results of its steps, those above 1."""
    found = [*_numbers(variant), *_from_steps(variant)]
    seen: set[Fraction] = set()
    for quantity in found:
        if quantity.value > 1 and quantity.value not in seen:
            seen.add(quantity.value)
            yield quantity


def _numbers(variant: Variant) -> Iterator[Quantity]:
    for field in variant.settable():
        value: Any = getattr(variant, field)
        if type(value) is int:
            yield Quantity(Fraction(value), NAMES.get(field, f"the {field.replace('_', ' ')}"))
            if field in AREAS:
                yield Quantity(Fraction(value) ** 2, AREAS[field])
    height, width = (getattr(variant, f"kernel_{axis}", 0) for axis in ("height", "width"))
    yield Quantity(Fraction(height * width), AREAS["kernel"])


def _from_steps(variant: Variant) -> Iterator[Quantity]:
    for number, line in enumerate(variant.steps(), start=1):
        label, colon, _ = line.partition(":")
        name = f"step {number} ({label})" if colon and len(label) <= 40 else f"step {number}"
        for value in _results(line):
            yield Quantity(value, name)
            if "side" in label.lower():
                yield Quantity(value**2, f"the square of step {number}")


def _results(line: str) -> Iterator[Fraction]:
    """Yield the numbers that stand behind an equals sign or a colon and are not computed with any further."""
    for found in STEP_RESULT.findall(line):
        yield Fraction(found.replace(",", "").replace("−", "-"))


def _plain(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def _written(value: Fraction) -> str:
    return grouped(exactly(value))
