"""Text to value: what a learner typed, read by its form alone and never by the expected value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions.answers import (
    Answer,
    Choice,
    Fitting,
    Grid,
    Integer,
    Number,
    Part,
    Parts,
    Percent,
    Shape,
    Value,
    decimal,
)
from quiz.answering import cutting
from quiz.answering.framing import announced, framed, labelled, one_line, placed
from quiz.answering.lists import batch_left_out, read_fitting, read_grid, read_shape
from quiz.answering.numerals import DECIMAL, Typed, Wanted, typed
from quiz.answering.spelling import UnclearError, cleaned, unwrapped
from quiz.answering.units import PREFIXED, RATES, RATIO


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What was understood: a value, or what is unclear about the text."""

    value: Value = None
    """None also stands for the word `none`; ask `clear` first."""
    echo: str = ""
    """The value for people, where the text was more than a plain number."""
    unclear: str = ""
    """What cannot be read and what to write instead."""

    @property
    def clear(self) -> bool:
        """Whether there is a value to judge."""
        return not self.unclear


def read(text: str | Mapping[str, str], answer: Answer) -> Reading:
    """Read a text, or one text for each part, as the kind of answer that is wanted."""
    if isinstance(text, str) and isinstance(answer, Integer) and SHORT.fullmatch(text):
        return Reading(value=int(text))
    try:
        value = _parts(text, answer) if isinstance(answer, Parts) else _part(str(text), answer)
    except UnclearError as unclear:
        return Reading(unclear=str(unclear))
    if isinstance(text, str) and _is_plain(text.strip(), answer):
        return Reading(value=value)
    batch = isinstance(answer, Shape) and value is not None and batch_left_out(_line(str(text), answer), answer)
    return Reading(value=value, echo=f"{answer.show(value)}{', the batch axis left out' if batch else ''}")


def _line(text: str, answer: Answer) -> str:
    return announced(one_line(cleaned(text), answer))


SHORT = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,17})")


def _is_plain(text: str, answer: Answer) -> bool:
    match answer:
        case Integer():
            return text.isascii() and bool(re.fullmatch(r"[+-]?(?:0|[1-9][0-9]*)|none", text))
        case Number():
            return bool(DECIMAL.fullmatch(text))
        case Percent():
            return bool(DECIMAL.fullmatch(text.removesuffix("%")))
        case Choice():
            return text in answer.options
        case _:
            return text == "none"


NONE = re.compile(r"none\b[^0-9]*", re.IGNORECASE)


def _part(text: str, answer: Part, *, among: bool = False) -> Value:
    """Read one answer, which may stand among others in a text of several parts."""
    text = _line(text, answer)
    if isinstance(answer, Integer | Shape) and answer.optional:
        if NONE.fullmatch(text.strip()):
            return None
        if text.strip() and not re.search("[0-9]", text):  # impossible, not possible, no padding
            raise UnclearError(f"Write {answer.form}.")
    return READERS[type(answer)](text, answer, among)


def _simplest(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


ABOUT = re.compile(r"^≈\s*(?=[+-]?[0-9,]*\.[0-9]+$)")


def _integer(text: str, answer: Integer, among: bool) -> int | Fraction:
    """Take any number; one that is not whole is readable, and wrong, even if it is said to be rounded."""
    text = framed(text, answer.unit)
    value = typed(ABOUT.sub("", text), Wanted(units=answer.units, unit=answer.unit, whole=True, among=among)).value
    if value.denominator == 1 and ABOUT.match(text):
        raise UnclearError("That says “about”: an exact count is wanted.")
    return _simplest(value)


def _number(text: str, answer: Number, among: bool) -> int | Fraction:
    """Take a number; a lone one that is coarser than asked cannot be judged."""
    units = (*answer.units, *RATIO)
    approximate = bool(answer.unit) and answer.unit not in RATES and not answer.exact
    wanted = Wanted(units=units, unit=answer.unit, approximate=approximate, among=among)
    number = typed(framed(text, answer.unit), wanted)
    if answer.places is not None:
        _refuse_coarse(number, answer.places - 2 * number.percent, answer.form)
    if number.digits and len(number.digits) < (answer.significant_figures or 0):
        raise UnclearError(f"Write {answer.form}, or an exact fraction.")
    return _simplest(number.share)


def _percent(text: str, answer: Percent, among: bool) -> int | Fraction:
    """Take a percentage; a bare number below 1 might be a fraction."""
    number = typed(framed(text, "percent"), Wanted(units=answer.units, unit="percent", among=among))
    if not number.percent and 0 < number.value < 1:
        raise UnclearError("Percent or fraction? Write 12.5 or 12.5% for an eighth, and 0.5% for half a percent.")
    _refuse_coarse(number, answer.places, answer.form)
    return _simplest(number.value)


def _refuse_coarse(number: Typed, places: int, form: str) -> None:
    """Refuse a lone number with fewer decimals than asked, unless it is 0 or decimals of 0 say that it is exact."""
    exact = not number.value or (number.places > 0 and number.value.denominator == 1)
    if number.lone and number.places < places and not exact:
        exactly = f": {decimal(number.value, places)} if it is exactly that" if number.value.denominator == 1 else ""
        raise UnclearError(f"Write {form}{exactly}, or an expression.")


REASON = re.compile(r"\s*[-,:;().]\s*|\s+because\b")
"""Where what an option is chosen for begins."""
SAID = re.compile(r"^(?:(?:it is|it['’]?s|the|layer|option|choice|answer) +)+", re.IGNORECASE | re.ASCII)
"""What people say before an option; not `not`."""


def _choice(text: str, answer: Choice, among: bool) -> str:
    """Take an option, or a beginning that only one option has; a reason may follow."""
    text = framed(text).rstrip("!").strip("()[]\"'")
    if short := PREFIXED.fullmatch(text):
        text = f"{short['number']}{short['prefix']}"
    found = _options(text, answer)
    word, reason = (*REASON.split(text, maxsplit=1), "")[:2]
    if len(found) != 1 and not any(_says(reason, option) for option in answer.options):
        found = _options(word, answer) or _options(SAID.sub("", word), answer)
    if len(found) != 1:
        raise UnclearError(f"Write {answer.form}.")
    return found[0]


def _options(text: str, answer: Choice) -> list[str]:
    wanted = _squeezed(text)
    same = [option for option in answer.options if _squeezed(option) == wanted]
    return same or [option for option in answer.options if wanted and _squeezed(option).startswith(wanted)]


def _says(reason: str, option: str) -> bool:
    """Tell whether an option stands in a reason, in words of its own: not the `no` of `cannot`."""
    spelled = r"\s*".join(map(re.escape, option.split()))
    return bool(re.search(rf"(?<!\w){spelled}(?!\w)", reason, re.IGNORECASE))


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())


READERS: dict[type[Part], Callable[[str, Any, bool], Value]] = {
    Integer: _integer,
    Number: _number,
    Percent: _percent,
    Shape: read_shape,
    Fitting: read_fitting,
    Grid: read_grid,
    Choice: _choice,
}


def _parts(text: str | Mapping[str, str], answer: Parts) -> dict[str, Any]:
    """Read every part from a text for each, or from one text for all."""
    if not isinstance(text, str):
        return _each(text, answer, among=False)
    text = _line(text, answer)
    wanted = f"Write {len(answer.parts)} parts separated by ; in this order: {'; '.join(answer.parts)}."
    pieces = cutting.at_semicolons(text)
    if len(pieces) == len(answer.parts):
        texts = placed(pieces, answer.parts)
        if texts is None:
            raise UnclearError(wanted)
        return _each(texts, answer, among=True)
    if pairs := labelled(text, answer.parts):
        if sorted(name for name, _ in pairs) != sorted(answer.parts):
            raise UnclearError(wanted)
        return _each(dict(pairs), answer, among=True)
    return _only_cut(text if len(pieces) == 1 else "", answer, wanted)


def _each(texts: Mapping[str, str], answer: Parts, *, among: bool) -> dict[str, Any]:
    values = {}
    for name, part in answer.parts.items():
        try:
            values[name] = _part(texts.get(name, ""), part, among=among)
        except UnclearError as unclear:
            raise UnclearError(f"{name}: {unclear}") from None
    return values


def _only_cut(text: str, answer: Parts, wanted: str) -> dict[str, Any]:
    """Cut a text without semicolons in the only way that gives as many parts as are wanted."""
    text = unwrapped(text)
    found: list[dict[str, Any]] = []
    for pieces in cutting.part_cuts(text):
        texts = placed(pieces, answer.parts) if len(pieces) == len(answer.parts) else None
        # A piece that begins with 0 is the end of a number such as 1 024.
        if texts is None or any(re.match("0[0-9]", piece) for piece in pieces):
            continue
        try:
            value = _each(texts, answer, among=True)
        except UnclearError:
            continue
        if value not in found:
            found.append(value)
    if len(found) != 1 or cutting.GROUP_OF_THREE.fullmatch(text):
        raise UnclearError(wanted)
    return found[0]
