"""The names of a class, from a list or a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from quiz.files.printable import JOINERS, printable
from quiz.sets.source import SourceError, content, quoted
from quiz.sets.table import Line, headings, lines, under

MOST = 2000
"""Copies of the largest class."""
LARGEST = 4 << 20
"""Bytes of a list of names."""
LONGEST = 100
"""Characters of a name."""
WHOLE = ("student", "name", "full name")
FIRST = ("first name", "given name")
LAST = ("last name", "surname", "family name")
NOBODY = "points possible"
"""What Canvas writes below the headings of its gradebook, where a student stands elsewhere."""


def students(wish: str) -> list[str]:
    """Return the names that a file lists, or so many empty ones for a number.

    Raises SourceError.
    """
    if wish.isascii() and wish.isdigit():
        number = int(wish[:9])
        if not 1 <= number <= MOST:
            raise SourceError(f"a class has 1 to {MOST:,} copies, not {number:,}")
        return [""] * number
    data, shown = content(wish, LARGEST, "list of students")
    rows = lines(data, shown, wish, (*WHOLE, *FIRST, *LAST))
    names = list(_apart(_named(rows, shown), shown))
    if not 1 <= len(names) <= MOST:
        raise SourceError(f"{shown} names {len(names):,} students; a class has 1 to {MOST:,}")
    return names


def _named(rows: Iterator[Line], shown: str) -> Iterator[tuple[str, str]]:
    """Yield where each name stands, and the name."""
    where, first = next(rows, ("", ()))
    names = headings(first)
    columns = _columns(names)
    if columns:
        yield from (
            (at, " ".join(cells.get(name, "") for name in columns)) for at, cells in under(names, rows, shown, columns)
        )
        return
    for at, row in ((where, first), *rows):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) > 1 or any(sign in cell.strip() for cell in filled for sign in ";\t"):
            what = "name the columns in the first line: student, or first name and last name"
            raise SourceError(f"{shown}, {at}: {what}")
        yield from ((at, cell) for cell in filled)


def _columns(names: Iterable[str]) -> list[str]:
    """Return the columns that make a name; none where there are no such columns."""
    there = list(names)
    whole = [name for name in WHOLE if name in there][:1]
    return whole or [name for group in (FIRST, LAST) for name in group if name in there][:2]


def _apart(named: Iterable[tuple[str, str]], shown: str) -> Iterator[str]:
    """Yield the names that are not empty; SourceError where two are alike."""
    seen: dict[str, str] = {}
    for where, typed in named:
        name = printable(" ".join(_seen(typed, but=JOINERS).split()))
        if not name or folded(name) == NOBODY:
            continue
        if len(name) > LONGEST:
            raise SourceError(f"{shown}, {where}: a name of more than {LONGEST} letters")
        if before := seen.get(folded(name)):
            raise SourceError(f"{shown}, {where}: {quoted(name)} stands in {before} already: tell them apart")
        seen[folded(name)] = where
        yield name


def folded(name: str) -> str:
    """Return a name as names are compared."""
    return " ".join(_seen(name).casefold().split())


def _seen(name: str, but: str = "") -> str:
    """Return a name as it is seen, each letter with its marks in one, as Macs do not write them.

    What nobody sees goes: joiners, and marks of direction, which texts from the web bring along.
    """
    kept = (sign for sign in name if sign in but or unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFC", "".join(kept))


def slug(name: str) -> str:
    """Return a name as part of a file's name: letters and digits of any script, joined by `-`, 40 at most."""
    return whole_slug(name)[:40].strip("-")


def whole_slug(name: str) -> str:
    """Return the same of a file's name that others gave, however long."""
    return re.sub(r"[\W_]+", "-", _seen(name).casefold()).strip("-")


def label(number: int, student: str) -> str:
    """Say whose a copy is: `Ada Lovelace`, or `copy 7` of nobody known."""
    return student or f"copy {number}"
