"""Text to value: what a learner typed, read by its form alone and never by the expected value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions.answers import Answer, Choice, Fitting, Grid, Integer, Number, Part, Parts, Percent, Shape, Value
from quiz.answering.numerals import DECIMAL, RATIO, nouns, typed
from quiz.answering.spelling import UnclearError, cleaned, quoted, split, unwrapped


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
    if isinstance(text, str) and isinstance(answer, Integer | Number | Percent) and SHORT.fullmatch(text):
        return Reading(value=int(text))
    try:
        value = _parts(text, answer) if isinstance(answer, Parts) else _part(str(text), answer)
    except UnclearError as unclear:
        return Reading(unclear=str(unclear))
    plain = isinstance(text, str) and _is_plain(text.strip(), answer)
    return Reading(value=value, echo="" if plain else answer.show(value))


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


def _part(text: str, answer: Part, *, inside: bool = False) -> Value:
    """Read one answer; `inside` a text of several parts `;` is spent and nothing separates thousands."""
    if isinstance(answer, Fitting):
        return _fitting(cleaned(text), answer)
    text = _framed(cleaned(text))
    if isinstance(answer, Integer | Shape) and answer.optional and text.casefold() == "none":
        return None
    return READERS[type(answer)](text, answer, inside)


NAMED = re.compile(r"^(?:[^\W\d]\w{0,11}\s*)?=\s*")


def _framed(text: str) -> str:
    """Drop what people put around an answer: `O =`, a trailing comma or semicolon."""
    text = re.sub(r"\s*[,;]$", "", NAMED.sub("", text.strip()))
    if not text:
        raise UnclearError("Nothing is typed yet.")
    return text


def _simplest(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def _integer(text: str, answer: Integer, inside: bool) -> int | Fraction:
    """Take any number; one that is not whole is readable, and wrong."""
    return _simplest(typed(text, answer.units, whole=True, thousands=not inside).value)


def _number(text: str, answer: Number, inside: bool) -> int | Fraction:
    """Take a number; a lone decimal that is coarser than asked cannot be judged."""
    number = typed(text, (*answer.units, *RATIO), thousands=not inside)
    value, places = (number.value / 100, number.places + 2) if number.percent else (number.value, number.places)
    coarse = len(number.digits) < (answer.significant_figures or 0)
    if answer.places is not None:
        coarse = places < answer.places
    if number.digits and coarse:
        raise UnclearError(f"Write {answer.form}, or an exact fraction.")
    return _simplest(value)


def _percent(text: str, answer: Percent, inside: bool) -> int | Fraction:
    """Take a percentage; a bare number below 1 might be a fraction."""
    number = typed(text, answer.units, thousands=not inside)
    if not number.percent and 0 < number.value < 1:
        raise UnclearError("Percent or fraction? Write 12.5 or 12.5% for an eighth, and 0.5% for half a percent.")
    if number.digits and 0 < number.places < answer.places:
        raise UnclearError(f"Write {answer.form}.")
    return _simplest(number.value)


def _entry(text: str, units: tuple[str, ...], *, whole: bool) -> int | Fraction:
    if re.match(r"[+-]?0[0-9]", text):
        raise UnclearError(f"{quoted(text)}: one number of a list has no leading zero and no thousands separators.")
    number = typed(text, units, whole=whole)
    if number.percent:
        raise UnclearError("A percent sign has no meaning here: write plain numbers.")
    return _simplest(number.value)


BETWEEN_SIDES = re.compile(r"\s*(?:×|(?<![A-Za-z])[xX](?=\s*[-+0-9.(])|\bby\b)\s*")
SPACED = re.compile(r"[+-]?[0-9./]+(?: +[+-]?[0-9./]+)+")


def _listed(text: str) -> list[str]:
    """Separate entries at commas, or, where there are none, at spaces between plain numbers."""
    pieces = split(text, ",")
    return text.split() if len(pieces) == 1 and SPACED.fullmatch(text) else pieces


def _shape(text: str, answer: Shape, inside: bool) -> tuple[int | Fraction, ...]:
    """Take whole numbers in order: `32x32`, `(32, 32)`, `32 by 32`, `32 32`."""
    text = unwrapped(nouns(answer.units, True).sub("", text).rstrip())
    if re.match(r"0[xX][0-9]", text):
        raise UnclearError("Write the numbers in decimal, such as 32, 32.")
    pieces = _listed(text)
    if len(pieces) == 1:
        pieces = BETWEEN_SIDES.split(text)
    entries = tuple(_entry(piece, answer.units, whole=True) for piece in pieces)
    wanted = f"Wanted: {answer.form}"
    if len(entries) == 1 < answer.length:
        raise UnclearError(f"That is one number. {wanted}, separated by commas.")
    if len(entries) == answer.length + 1 and entries[0] == 1:
        raise UnclearError(f"Is the first 1 the batch? Leave it out. {wanted}.")
    return entries


def _fitting(text: str, answer: Fitting) -> tuple[int | Fraction, ...]:
    """Take whole numbers in order, `7, 2, 3`, or by their names, `K=7 S=2 P=3`; each within its bounds."""
    wanted = f"Wanted: {answer.form}."
    named = [(name, piece.strip(" ,;")) for name, piece in _named(text, answer.axes)]
    if named and sorted(name for name, _ in named) != sorted(answer.axes):
        raise UnclearError(wanted)
    pieces = dict(named)
    text = ", ".join(pieces[name] for name in answer.axes) if named else _framed(text)
    entries = _shape(text, answer, inside=False)
    if len(entries) != answer.length:
        raise UnclearError(wanted)
    for name, entry, bound in zip(answer.axes, entries, answer.bounds, strict=True):
        if entry not in bound:
            raise UnclearError(f"{name} is a whole number from {bound[0]} to {bound[-1]} here.")
    return entries


def _grid(text: str, answer: Grid, inside: bool) -> tuple[tuple[int | Fraction, ...], ...]:
    """Take rows of numbers: `1, 2; 3, 4`, `1 2; 3 4` or `[[1, 2], [3, 4]]`."""
    row_ends = "/" if inside else ";\n"
    # Without a comma the parentheses hold one entry, such as (1/2), not the grid.
    text = unwrapped(text) if "," in text else text
    text = re.sub(r"\]\s*[,;]?\s*\[", row_ends[0], text).strip("[]")
    rows = [row for row in split(text, row_ends) if row]
    grid = tuple(tuple(_entry(entry, answer.units, whole=False) for entry in _listed(row)) for row in rows)
    if len({len(row) for row in grid}) != 1:
        raise UnclearError(f"The rows differ in length: separate rows by {row_ends[0]} and numbers by commas.")
    if answer.one_row and len(grid) > 1:
        raise UnclearError("One row of numbers is wanted, separated by commas.")
    if not answer.one_row and len(grid) == 1 < len(grid[0]):
        raise UnclearError(f"That is one row: separate the rows by {row_ends[0]}.")
    return grid


def _choice(text: str, answer: Choice, inside: bool) -> str:
    """Take an option, or a beginning that only one option has."""
    typed = " ".join(text.rstrip(".!").casefold().split())
    options = [option for option in answer.options if option.casefold() == typed] or [
        option for option in answer.options if typed and option.casefold().startswith(typed)
    ]
    if len(options) != 1:
        raise UnclearError(f"Write {answer.form}.")
    return options[0]


READERS: dict[type[Part], Callable[[str, Any, bool], Value]] = {
    Integer: _integer,
    Number: _number,
    Percent: _percent,
    Shape: _shape,
    Grid: _grid,
    Choice: _choice,
}


def _parts(text: str | Mapping[str, str], answer: Parts) -> dict[str, Any]:
    """Read every part; a text for each may separate thousands, one text for all may not."""
    inside = isinstance(text, str)
    texts = _fields(cleaned(text), answer) if isinstance(text, str) else text
    values = {}
    for name, part in answer.parts.items():
        try:
            values[name] = _part(texts.get(name, ""), part, inside=inside)
        except UnclearError as unclear:
            raise UnclearError(f"{name}: {unclear}") from None
    return values


def _fields(text: str, answer: Parts) -> dict[str, str]:
    """Cut one text into parts: at their names, `learned=64; buffers=32`, or in order at `;`."""
    wanted = f"Write {len(answer.parts)} parts separated by ; in this order: {'; '.join(answer.parts)}."
    if named := _named(text, answer.parts):
        if len(named) != len(answer.parts) or len(dict(named)) != len(answer.parts):
            raise UnclearError(wanted)
        return dict(named)
    pieces = split(text.strip().rstrip(";"), ";\n")
    if len(pieces) != len(answer.parts) or _cuts(text, answer.parts) or any(map(NAMED.match, pieces)):
        raise UnclearError(wanted)
    return dict(zip(answer.parts, pieces, strict=True))


def _named(text: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """Cut a text at `name=`, in any case of its letters; nothing where it does not begin with a name."""
    spelled = {name.casefold(): name for name in names}
    cuts = _cuts(text, names)
    if not cuts or text[: cuts[0].start()].strip():
        return []
    ends = [cut.start() for cut in cuts[1:]] + [len(text)]
    return [(spelled[cut[1].casefold()], text[cut.end() : end]) for cut, end in zip(cuts, ends, strict=True)]


def _cuts(text: str, names: Iterable[str]) -> list[re.Match[str]]:
    spelled = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    # In ASCII alone, since the regex engine takes ı for i and no table of names does.
    return list(re.finditer(rf"(?<!\w)({spelled})\s*=", text, re.IGNORECASE | re.ASCII))
