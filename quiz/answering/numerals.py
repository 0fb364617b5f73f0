"""One number as people type it: units, thousands, percent signs, decimals and expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from quiz.answering.expressions import NUMBER, evaluated, literal
from quiz.answering.spelling import UnclearError, quoted

DECIMAL = re.compile(rf"[+-]?\s*{NUMBER}")
NOUNS = (
    "px|pixel|param|parameter|weight|bias|biases|channel|map|filter|kernel|layer|tap|hole|gap|sample|step|position"
    "|row|column|cell|entry|entries|value|element|neuron|unit|number|input|output|image|slice|group"
    "|MAC|FLOP|op|operation|multiplication|addition|product|multiply-add"
)
"""What may be counted in any answer; an s may follow."""
RATIO = ("x", "×", "times")
"""What may follow a ratio besides."""
TIMES_TEN = r"\s*10\s*(?:\^|\*\*)\s*"
SCIENTIFIC = re.compile(rf"([+-]?\s*[0-9]+\.?[0-9]*)\s*[x×*]{TIMES_TEN}(?:([+-]?[0-9]+)|\(([+-]?[0-9]+)\))")
RANGE = re.compile(r"[0-9]+\.?[0-9]*\s*-\s*[0-9]+\.?[0-9]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """One number as it was typed."""

    value: Fraction
    """Exact, before a percent sign counts."""
    percent: bool
    digits: str = ""
    """The digits of a lone decimal; empty for whole numbers, fractions and expressions, which are exact."""
    places: int = 0
    """How many decimals a lone decimal shows."""


def typed(text: str, units: tuple[str, ...], *, whole: bool = False, thousands: bool = False) -> Typed:
    """Read one number: drop its unit, join its thousands, work out an expression."""
    text = nouns(units, whole).sub("", " ".join(text.split())).rstrip()
    bare = re.sub(r"\s*(?:%|percent)$", "", text)
    percent = bare != text
    _refuse_open(bare, whole=whole, percent=percent)
    bare = _ungrouped(bare, whole=whole, thousands=thousands)
    if RANGE.fullmatch(bare):
        raise UnclearError("A range or a difference? Write one number; a difference in parentheses: (a-b).")
    if science := SCIENTIFIC.fullmatch(bare):
        bare = f"{science[1]}e{science[2] or science[3]}"
    if DECIMAL.fullmatch(bare):
        return _lone_decimal("".join(bare.lower().split()), percent)
    times = re.sub(rf"(?<=[0-9.])\s*x(?={TIMES_TEN})|×", "*", bare)
    return Typed(value=evaluated(times), percent=percent)


def _lone_decimal(text: str, percent: bool) -> Typed:
    """Take a decimal and note how precise it claims to be; a whole number is exact."""
    value = literal(text)
    mantissa, _, exponent = text.lstrip("+-").partition("e")
    whole, _, decimals = mantissa.partition(".")
    places = len(decimals) - int(exponent or 0)
    if places <= 0 and not decimals and not percent:
        return Typed(value=value, percent=False)
    return Typed(value=value, percent=percent, digits=(whole + decimals).lstrip("0") or "0", places=places)


@lru_cache
def nouns(units: tuple[str, ...], whole: bool) -> re.Pattern[str]:
    """Match a noun after a number; a letter only in its own case, and no k, M or G where a count is exact."""
    extra = set(units) - ({"k", "M", "G"} if whole else set())
    letters = "|".join(re.escape(unit) for unit in extra if len(unit) == 1) or "(?!)"
    longer = "|".join(re.escape(unit) for unit in extra if len(unit) > 1) or "(?!)"
    return re.compile(rf"(?<=[0-9.)%\s])(?:{letters}|(?i:{longer}|(?:{NOUNS})s?))$")


PREFIX = re.compile(r"[0-9.]\s*(?:[kKmMgGTB]|thousand|million|billion)$")
SIDES = re.compile(r"[0-9]+(?:\s*(?:[xX×]|by)\s*[0-9]+)+")


def _refuse_open(text: str, *, whole: bool, percent: bool) -> None:
    """Refuse forms that people use for more than one thing."""
    if not text:
        raise UnclearError("There is no number: write one, such as 73856, or an expression, such as 3*3*64.")
    if text[0] in "~≈∼≃":
        raise UnclearError("That says “about”: write the number alone, to the precision asked.")
    if PREFIX.search(text):
        if whole:
            raise UnclearError("An exact count is wanted: all digits, or an expression such as 3*3*64.")
        raise UnclearError("Write all digits, or 7.39e4, in place of a prefix such as k, M or G.")
    if whole and percent:
        raise UnclearError("A whole number is wanted, not a percentage.")
    if re.search(r"%\s*[-+*/)]", text):
        raise UnclearError("Percent or remainder? Write 0.5 for 50%, and a%(b) for a remainder.")
    if SIDES.fullmatch(text):
        raise UnclearError("One number is wanted; for a product write * as in 32*32.")


RUN = re.compile(r"[0-9]+(?:[ ,'_.][0-9]+)+")
RUN_IN_CALL = re.compile(r"[0-9]+(?:[ '_.][0-9]+)+")
CALL = re.compile(r"(?:min|max|round)\s*\(", re.IGNORECASE)
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:([ ,'_])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]+)?|(?:\.[0-9]{3}){2,})")
LONE_DOT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
EXPONENT = re.compile(rf"\s*[eE]\s*[+-]?[0-9]|\s*[x×*]{TIMES_TEN}")


def _ungrouped(text: str, *, whole: bool, thousands: bool) -> str:
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
        if not thousands:
            raise UnclearError(f"{quoted(number)}: write one number here, without thousands separators.")
        if not THOUSANDS.fullmatch(number):
            raise UnclearError(
                f"{quoted(number)} is not one number: decimals take a point, thousands full groups of three."
            )
        if not whole and re.fullmatch(r"[0-9]+,[0-9]{3}", number):
            raise UnclearError(f"{quoted(number)}: thousands or decimals? Write a point for decimals, no separators.")
        number = re.sub("[ ,'_]", "", number)
        return number.replace(".", "") if number.count(".") > 1 else number

    return (RUN_IN_CALL if call else RUN).sub(joined, text)
