"""One number as people type it: units, thousands, percent signs, decimals, expressions and their results."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from questions.answers import exactly as written
from questions.answers import grouped, half_up
from quiz.answering.expressions import FUNCTIONS, NUMBER, evaluated, literal
from quiz.answering.spelling import UnclearError, quoted
from quiz.answering.units import PREFIXED, THOUSANDS_OF, nouns, refuse_other

DECIMAL = re.compile(rf"[+-]?\s*{NUMBER}")
TIMES_TEN = r"\s*10\s*(?:\^|\*\*)\s*"
SCIENTIFIC = re.compile(rf"([+-]?\s*[0-9]+\.?[0-9]*)\s*[x×*]{TIMES_TEN}(?:([+-]?[0-9]+)|\(([+-]?[0-9]+)\))")
PERCENT = re.compile(r"\s*(?:%|per ?cent|pct)$", re.IGNORECASE)
RANGE = re.compile(r"[0-9]+\.?[0-9]*\s*-\s*[0-9]+\.?[0-9]*")
EQUALS = re.compile(r"(?<![=<>!])=(?!=)|(?<=\S)\s*≈")
TIMES = re.compile(rf"(?<=[0-9.)])\s*[xX]\s*(?=[-+0-9.(]|(?:{'|'.join(FUNCTIONS)})\s*\()|×")
REMARK = re.compile(rf"\b(?!(?:{'|'.join((*FUNCTIONS, *THOUSANDS_OF))}|percent)\b)[A-Za-z]{{2,}}")
"""A word that is not understood, which is told before what the noun behind it says: `28 with bias`."""
HEXADECIMAL = re.compile(r"(?<![0-9.])0[xX][0-9]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """One number as it was typed."""

    value: Fraction
    """Exact, before a percent sign counts."""
    percent: bool
    lone: bool = False
    """Whether it is a number, not an expression."""
    digits: str = ""
    """The digits of a lone decimal; empty for whole numbers, fractions and expressions, which are exact."""
    places: int = 0
    """How many decimals a lone decimal shows."""

    @property
    def share(self) -> Fraction:
        """The value, after a percent sign counts."""
        return self.value / 100 if self.percent else self.value

    def rounds(self, other: Typed) -> bool:
        """Tell whether this is the other number, or that number rounded to the decimals shown here."""
        rounded = bool(self.digits) and half_up(other.share, self.places + 2 * self.percent) == self.share
        return rounded or self.share == other.share


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What the number is to be."""

    units: tuple[str, ...] = ()
    """Nouns that may follow it, beside the usual ones."""
    unit: str = ""
    """What it counts; empty where the answer does not say."""
    whole: bool = False
    approximate: bool = False
    """Whether `41M` will do."""
    among: bool = False
    """Whether others stand beside it, so that only commas separate thousands."""


def typed(text: str, wanted: Wanted) -> Typed:
    """Read one number, or an expression with its result, which must agree."""
    sides = EQUALS.split(" ".join(text.split()))
    numbers = [_one(side, wanted, alone=len(sides) == 1) for side in sides]
    if len(numbers) == 1:
        return numbers[0]
    if all(number.lone for number in numbers):
        raise UnclearError("That has more than one number: write one, or an expression and its result.")
    exact = next(number for number in numbers if not number.lone)
    for number in numbers:
        if not number.rounds(exact) and not exact.rounds(number):
            one, other = (grouped(written(each.share)) for each in (exact, number))
            raise UnclearError(f"The sides of = differ, {one} and {other}: write the one that you mean.")
    return numbers[-1] if numbers[-1].percent else exact


def _one(text: str, wanted: Wanted, *, alone: bool = True) -> Typed:
    """Read one number: drop its unit, join its thousands, work out an expression.

    One alone, without its result, may be a range or the sides of a shape.
    """
    text = text.strip()
    if noun := nouns(wanted.units, wanted.whole).search(text):
        text = text[: noun.start()].rstrip()
        if not REMARK.search(text):
            refuse_other(noun[0], "" if PERCENT.search(text) else wanted.unit)
    if wanted.approximate and (short := PREFIXED.fullmatch(text)) and short["prefix"] in THOUSANDS_OF:
        refuse_other(short["noun"] or "", wanted.unit)
        return _rounded(short["number"], THOUSANDS_OF[short["prefix"]], wanted)
    bare = PERCENT.sub("", text)
    percent = bare != text
    _refuse_open(bare, whole=wanted.whole, percent=percent, alone=alone)
    bare = _ungrouped(bare, whole=wanted.whole, among=wanted.among)
    if alone and RANGE.fullmatch(bare):
        ends = "Put a comma between two numbers" if wanted.among else "Write one number"
        raise UnclearError(f"A range or a difference? {ends}; a difference in parentheses: (a-b).")
    if science := SCIENTIFIC.fullmatch(bare):
        bare = f"{science[1]}e{science[2] or science[3]}"
    if DECIMAL.fullmatch(bare):
        return _lone_decimal("".join(bare.lower().split()), percent)
    return Typed(value=evaluated(TIMES.sub("*", bare)), percent=percent)


def _lone_decimal(text: str, percent: bool) -> Typed:
    """Take a decimal and note how precise it claims to be; a whole number is exact."""
    value = literal(text)
    mantissa, _, exponent = text.lstrip("+-").partition("e")
    whole, _, decimals = mantissa.partition(".")
    places = len(decimals) - int(exponent or 0)
    if places <= 0 and not decimals and not percent:
        return Typed(value=value, percent=False, lone=True)
    digits = (whole + decimals).lstrip("0") or "0"
    return Typed(value=value, percent=percent, lone=True, digits=digits, places=places)


def _rounded(text: str, power: int, wanted: Wanted) -> Typed:
    """Take a number in thousands, millions or billions: as precise as its digits."""
    number = _one(text, replace(wanted, approximate=False))
    if not number.lone or number.percent:
        raise UnclearError("Write one number before k, M or G, such as 41.5M.")
    digits = number.digits or str(abs(number.value.numerator))
    return replace(number, value=number.value * 10**power, digits=digits, places=number.places - power)


SIDES = re.compile(r"([0-9]+)\s*(?:[xX×]|by)\s*([0-9]+)|[0-9.]+(?:\s*by\s*[0-9.]+)+|[0-9.]+\s*[xX]\s*[0-9.]+")


def _refuse_open(text: str, *, whole: bool, percent: bool, alone: bool) -> None:
    """Refuse forms that people use for more than one thing."""
    if not text:
        raise UnclearError("There is no number: write one, such as 73856, or an expression, such as 3*3*64.")
    if text[0] in "~≈∼≃":
        raise UnclearError("That says “about”: write the number alone, to the precision asked.")
    if PREFIXED.fullmatch(text):
        if whole:
            raise UnclearError("An exact count is wanted: all digits, or an expression such as 3*3*64.")
        raise UnclearError("Write all digits, or 7.39e4, in place of a prefix such as k, M or G.")
    if whole and percent:
        raise UnclearError("A whole number is wanted, not a percentage.")
    if re.search(r"%\s*[-+*/)]", text):
        raise UnclearError("Percent or remainder? Write 0.5 for 50%, and a%(b) for a remainder.")
    if alone and (sides := SIDES.fullmatch(text)):
        one = f"One side: {sides[1]}? " if sides[1] and sides[1] == sides[2] else ""
        raise UnclearError(f"{one}One number is wanted; for a product write * as in 32*32.")
    if HEXADECIMAL.search(text):
        raise UnclearError("Write numbers in decimal, and * for times.")


RUN = re.compile(r"[0-9]+(?:[ ,'_.][0-9]+)+")
RUN_IN_CALL = re.compile(r"[0-9]+(?:[ '_.][0-9]+)+")
CALL = re.compile(r"(?:min|max|round)\s*\(", re.IGNORECASE)
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:([ ,'_])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]+)?|(?:\.[0-9]{3}){2,})")
LONE_DOT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
PARTED = re.compile(r"([0-9]+ [0-9]+)\s*/\s*[0-9]+")
EXPONENT = re.compile(rf"\s*[eE]\s*[+-]?[0-9]|\s*[x×*]{TIMES_TEN}")


def _ungrouped(text: str, *, whole: bool, among: bool) -> str:
    """Join the groups of three of every number; a group that might be decimals is unclear."""
    call = CALL.search(text)
    if call and re.search(r"[0-9],[0-9]{3}(?![0-9])", text):
        raise UnclearError("One number or two? Inside min( ) and max( ) put a space after the comma.")

    def joined(run: re.Match[str]) -> str:
        number = run[0]
        if re.fullmatch(r"[0-9]+\.[0-9]+", number):
            if whole and LONE_DOT.fullmatch(number) and not EXPONENT.match(text, run.end()):
                raise UnclearError(f"{quoted(number)}: thousands or decimals? Write all digits without the point.")
            return number
        if among and (re.search("[ '_]", number) or number.count(".") > 1):
            raise UnclearError(f"{quoted(number)}: write one number here, with commas for thousands or none.")
        if not THOUSANDS.fullmatch(number):
            if (mixed := PARTED.match(text, run.start())) and mixed[1] == number:
                raise UnclearError(f"{quoted(mixed[0])}: a whole and a fraction? Write 5/2 or 2.5 for 2 1/2.")
            raise UnclearError(
                f"{quoted(number)} is not one number: decimals take a point, thousands full groups of three."
            )
        if not whole and re.fullmatch(r"[0-9]+,[0-9]{3}", number):
            raise UnclearError(f"{quoted(number)}: thousands or decimals? Write a point for decimals, no separators.")
        number = re.sub("[ ,'_]", "", number)
        return number.replace(".", "") if number.count(".") > 1 else number

    return (RUN_IN_CALL if call else RUN).sub(joined, text)
