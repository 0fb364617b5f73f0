"""Tables from spreadsheets, CSV in any of its dialects or a workbook: rows of text under the names of their columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from quiz.sets.source import SourceError, decoded
from quiz.sets.workbook import rows_of

WORKBOOK = ".xlsx"
PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .ods and all that is zipped begins, and .xls."""
BOM = "\ufeff".encode()
"""The mark that tells spreadsheets that a table is UTF-8."""
SEPARATOR = re.compile(r'"?sep=(.)"?[,;\t]*(?:\r\n?|\n)', re.IGNORECASE)
"""The line in which a table tells Excel, before its headings, what divides its cells."""

Line = tuple[str, Sequence[str]]
"""Where a row stands, and its cells."""
Cells = tuple[str, Mapping[str, str]]
"""Where a row stands, and its cells by the names of their columns."""


def is_workbook(name: str, data: bytes = b"") -> bool:
    """Tell a workbook by its file's name or, on standard input, by how it begins."""
    return name.lower().endswith(WORKBOOK) or (name == "-" and data.startswith(b"PK"))


def lines(data: bytes, shown: str, name: str, known: Collection[str]) -> Iterator[Line]:
    """Yield the rows of a table; a name of a column that is known tells what divides its cells.

    Raises SourceError for what is none.
    """
    if is_workbook(name, data):
        return ((f"row {at}", row) for at, row in rows_of(data, shown))
    if data.startswith(PACKED):
        raise SourceError(f"{shown} is no table that is read here: save it as {WORKBOOK} or as CSV")
    return _divided(decoded(data, shown), shown, known)


def _divided(text: str, shown: str, known: Collection[str]) -> Iterator[Line]:
    told = SEPARATOR.match(text)
    text = text[told.end() :] if told else text
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    guess = next((sign for sign in ",;\t" if not set(known).isdisjoint(headings(first.split(sign)))), ",")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else guess, strict=True)
    before = 1 if told else 0
    try:
        for row in rows:
            yield f"line {before + rows.line_num}", row
    except csv.Error as error:
        raise SourceError(f"{shown}, line {before + rows.line_num}: not a table ({error})") from None


def headings(cells: Iterable[str]) -> list[str]:
    """Return the names of columns as they are compared."""
    return [" ".join(cell.strip().strip('"').casefold().split()) for cell in cells]


def under(names: Sequence[str], rows: Iterable[Line], shown: str, once: Collection[str]) -> Iterator[Cells]:
    """Yield the rows that are not empty, each with its cells by name; names that count may stand only once."""
    if twice := next((name for name in once if names.count(name) > 1), None):
        raise SourceError(f"{shown}: two columns are called {twice}: leave one of them")
    for where, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(names) :]):
            what = f"{len(row)} cells under {len(names)} headings: put an answer with commas or semicolons in quotes"
            raise SourceError(f"{shown}, {where}: {what}")
        yield where, dict(zip(names, row, strict=False))


def whole(cell: str) -> str:
    """Return a whole number as it was: programs make `7.0` of 7 where a cell of its column is empty."""
    match = re.fullmatch(r"(\d+)[.,]0+", cell.strip(), re.ASCII)
    return match[1] if match else cell
