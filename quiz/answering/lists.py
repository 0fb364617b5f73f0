"""Several numbers in a stated order: shapes, choices by name, and grids."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from questions.answers import Fitting, Grid, Shape
from quiz.answering import cutting
from quiz.answering.framing import framed, labelled, placed
from quiz.answering.numerals import HEXADECIMAL, Wanted, typed
from quiz.answering.spelling import UnclearError, quoted, unwrapped
from quiz.answering.units import nouns

Entries = tuple[int | Fraction, ...]

BATCH = re.compile(r"None|N|B|batch|\?|-1", re.IGNORECASE)
"""What programs write for the first axis of any size."""
DEPTH = re.compile(r"C|.*(?:channels|depth|maps)", re.IGNORECASE)
"""How an axis is called that `64@28x28` names first."""
SQUARED = re.compile(r"([0-9]+) ?(?:\*\*|\^) ?\(?2\)?")
"""Both sides of a map written as one: `46²`, as it is folded, or `46^2`."""

CALLED = {"height": "rows?|high|tall", "width": "columns?|cols?|wide"}
"""What else the axes of a map are called."""


def _entry(text: str, units: tuple[str, ...], *, whole: bool) -> int | Fraction:
    if re.match(r"[+-]?0[0-9]", text):
        raise UnclearError(f"{quoted(text)}: a number of a list has no leading zero.")
    number = typed(text, Wanted(units=units, whole=whole, among=True))
    if number.percent:
        raise UnclearError("A percent sign has no meaning here: write plain numbers.")
    return number.value.numerator if number.value.denominator == 1 else number.value


def read_shape(text: str, answer: Shape, _among: bool) -> Entries:
    """Take whole numbers in order: `32x32`, `(32, 32)`, `32 by 32`, `32 32`, or by the names of their axes."""
    wanted = f"Wanted: {answer.form}"
    for axis in CALLED.keys() & answer.axes:
        text = re.sub(rf"(?<![a-z])(?:{CALLED[axis]})(?![a-z])", axis, text, flags=re.IGNORECASE)
    pairs = labelled(text, answer.axes)
    if pairs and sorted(name for name, _ in pairs) == sorted(answer.axes):
        pieces = dict(pairs)
        return tuple(_entry(pieces[name].rstrip(")] "), answer.units, whole=True) for name in answer.axes)
    text = _bare(text, answer)
    if HEXADECIMAL.match(text):
        raise UnclearError("Write the numbers in decimal, such as 32, 32.")
    if "@" in text and not (answer.axes and DEPTH.fullmatch(answer.axes[0])):
        raise UnclearError(f"{wanted}, in this order, separated by commas.")
    cuts = cutting.entry_cuts(text)
    entries = _only_entries(cuts, answer)
    if len(entries) < answer.length and answer.joint == "×" and (square := _square(cuts[0])):
        raise UnclearError(f"Both sides, one by one: {square}×{square}. {wanted}.")
    if len(entries) == 1 < answer.length:
        raise UnclearError(f"That is one number. {wanted}, separated by commas.")
    if len(entries) == answer.length + 1 and entries[0] == 1:
        raise UnclearError(f"Is the first 1 the batch? Leave it out. {wanted}.")
    if len(entries) > answer.length == 2 and answer.joint != "×" and _one_after_another(entries):
        raise UnclearError(f"Only the two ends? {wanted}.")
    return entries


def _square(pieces: list[str]) -> str:
    """Return the side that is squared in one of the pieces, as in `32×46²`, empty if none is."""
    return next((found[1] for found in map(SQUARED.fullmatch, pieces) if found), "")


def _one_after_another(entries: Entries) -> bool:
    return all(after - before == 1 for before, after in pairwise(entries))


def _only_entries(cuts: list[list[str]], answer: Shape) -> Entries:
    """Read the entries of the only cut that gives as many as are wanted, or, where none does, of the usual cut."""
    cuts = [_without_batch(pieces, answer) for pieces in cuts]
    fitting = [pieces for pieces in cuts if len(pieces) == answer.length]
    if len(cuts) > 1 and len(fitting) != 1:
        raise UnclearError(f"Thousands, or two numbers? Separate them by ; instead. Wanted: {answer.form}.")
    pieces = (fitting or cuts)[0]
    if len(pieces) == len(answer.axes):
        entries = placed(pieces, answer.axes)
        if entries is None:
            raise UnclearError(f"Wanted: {answer.form}, in this order, or each with its name.")
        pieces = [entries[name] for name in answer.axes]
    return tuple(_entry(piece, answer.units, whole=True) for piece in pieces)


def _bare(text: str, answer: Shape) -> str:
    """Drop brackets and a noun about all entries, unless it is the name of the last axis."""
    text = framed(text)
    noun = nouns(answer.units, True).search(text)
    if noun and noun[0].casefold() not in map(str.casefold, answer.axes):
        text = text[: noun.start()].rstrip()
    return unwrapped(text)


def _without_batch(pieces: list[str], answer: Shape) -> list[str]:
    return pieces[1:] if _has_batch(pieces, answer) else pieces


def _has_batch(pieces: list[str], answer: Shape) -> bool:
    one_more = answer.joint == "×" and len(pieces) == answer.length + 1
    return one_more and BATCH.fullmatch(pieces[0]) is not None


def batch_left_out(text: str, answer: Shape) -> bool:
    """Tell whether a shape that was read begins with a batch axis that is named as such."""
    return any(_has_batch(pieces, answer) for pieces in cutting.entry_cuts(_bare(text, answer)))


def read_fitting(text: str, answer: Fitting, _among: bool) -> Entries:
    """Take whole numbers in order, `7, 2, 3`, or by their names, `K=7 S=2 P=3`; each within its bounds."""
    entries = read_shape(text, answer, _among)
    if len(entries) != answer.length:
        raise UnclearError(f"Wanted: {answer.form}.")
    for name, entry, bound in zip(answer.axes, entries, answer.bounds, strict=True):
        if entry not in bound:
            raise UnclearError(f"{name} is a whole number from {bound[0]} to {bound[-1]} here.")
    return entries


DIGITS = re.compile(r"[0-9]{2,}")
_ROW = r"[({][^(){}]*,[^(){}]*[)}]"
TUPLES = re.compile(rf"[({{]?\s*{_ROW}(?:\s*,?\s*{_ROW})+\s*[)}}]?")
"""Rows in parentheses or braces, as Python's tuples and other languages' arrays are printed: `((1, 2), (3, 4))`."""


def read_grid(text: str, answer: Grid, _among: bool) -> tuple[Entries, ...]:
    """Take rows of numbers: `1, 2; 3, 4`, `1 2 / 3 4`, `[[1, 2], [3, 4]]` or `(1, 2), (3, 4)`."""
    text = framed(text)
    if TUPLES.fullmatch(text):
        text = text.translate(str.maketrans("({})", "[[]]"))
    bracketed = "[" in text
    # Without a comma the parentheses hold one entry, such as (1/2), not the grid.
    text = unwrapped(text) if "," in text else text
    rows = cutting.rows(text, one=answer.one_row)
    if rows and not bracketed and all(map(DIGITS.fullmatch, rows)):
        raise UnclearError(f"One number, or its digits? Separate the numbers by commas: {', '.join(rows[0])}.")
    grid = tuple(tuple(_entry(entry, answer.units, whole=False) for entry in cutting.row_entries(row)) for row in rows)
    if len({len(row) for row in grid}) != 1:
        raise UnclearError("The rows differ in length: separate rows by ; or / and numbers by commas.")
    if answer.one_row and len(grid) > 1:
        raise UnclearError("One row of numbers is wanted, separated by commas.")
    if not answer.one_row and len(grid) == 1 < len(grid[0]):
        raise UnclearError("That is one row: separate the rows by ; or /.")
    return grid
