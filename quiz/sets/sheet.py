"""The sheet to fill in: written blank, read back, as a table or workbook for spreadsheets or as JSON."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from questions.drawing import parse_share_code, share_code
from questions.revision import REVISION
from quiz.sets.model import PracticeSet
from quiz.sets.problem import Problem
from quiz.sets.solve import ChangedItemError, drawn
from quiz.sets.source import SourceError, content, decoded, parsed, quoted
from quiz.sets.table import BOM, Line, headings, is_workbook, lines, under, whole
from quiz.sets.workbook import workbook

COLUMNS = ("number", "code", "ask", "form", "answer")
LARGEST = 32 << 20
"""Bytes read of a sheet; a blank one of 10,000 items has about three million."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet would compute, unless it is a number."""
NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
WORD = re.compile(r"[0-9A-Za-z]+")
"""What programs leave of an ask as it was: they change spaces, dashes and signs."""
MEANT = "an answer is a text or a number, or one of them for each part, also as a list"

Typed = str | Mapping[str, str]
"""One text, or one a part."""


class Row(NamedTuple):
    """What a sheet says of one item."""

    where: str
    """Where it stands."""
    keys: Sequence[str]
    """Those to its item."""
    typed: Typed
    ask: str = ""
    """What the sheet asks there, where it tells."""


KEYS = ("number", "code")


def blank_sheet(name: str, practice_set: PracticeSet, problems: Sequence[Problem]) -> Iterator[bytes]:
    """Yield the sheet in the form that a file's name ends in; CSV unless that is .xlsx or .json."""
    if is_workbook(name):
        return blank_workbook(problems)
    return blank_json(practice_set, problems) if name.lower().endswith(".json") else blank_table(problems)


def blank_table(problems: Iterable[Problem]) -> Iterator[bytes]:
    """Yield the sheet as CSV with an empty column `answer`."""
    return table((COLUMNS, *map(_cells, problems)))


def table(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield rows as CSV in which a spreadsheet computes nothing."""
    yield BOM
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow(map(guarded, row))
        yield line.getvalue().encode()


def blank_json(practice_set: PracticeSet, problems: Iterable[Problem]) -> Iterator[bytes]:
    """Yield the sheet as JSON with empty answers."""
    rows = [dict(zip(COLUMNS, _cells(problem), strict=True)) for problem in problems]
    document = {"schema_version": 1, "set": practice_set.id, "answers": rows}
    yield json.dumps(document, ensure_ascii=False, indent=1).encode()
    yield b"\n"


def blank_workbook(problems: Iterable[Problem]) -> Iterator[bytes]:
    """Yield the sheet as a workbook with an empty column `answer`; SourceError without the extra."""
    yield workbook(map(_cells, problems), COLUMNS)


def read_sheet(name: str, practice_set: PracticeSet) -> dict[int, Typed]:
    """Return what was typed by number of the item, nothing where nothing was.

    Raises SourceError where the file cannot be read, or where it is not clear which item a row answers.
    """
    data, shown = content(name, LARGEST, "sheet")
    return taken(read_rows(data, shown, name, practice_set), practice_set, shown)


def taken(rows: Iterable[Row], practice_set: PracticeSet, shown: str) -> dict[int, Typed]:
    """Return what was typed by number of the item.

    Raises SourceError where it is not clear which item a row answers, or where the sheet asks something else there.
    """
    places = _Places(practice_set)
    answers: dict[int, Typed] = {}
    stands: dict[int, str] = {}
    for where, keys, typed, ask in rows:
        try:
            number = places.number(keys)
        except ValueError as error:
            raise SourceError(f"{shown}, {where}: {error}") from None
        if number in stands:
            raise SourceError(f"{shown}, {where}: item {number} is answered in {stands[number]} already")
        stands[number] = where
        if ask.strip() and _asks_otherwise(practice_set, number, ask):
            what = f"item {number} asks something else; a sheet of another class, copy or set?"
            raise SourceError(f"{shown}, {where}: {what}")
        if any(text.strip() for text in ((typed,) if isinstance(typed, str) else typed.values())):
            answers[number] = typed
    return answers


def read_rows(data: bytes, shown: str, name: str, practice_set: PracticeSet) -> Iterator[Row]:
    """Read a table or JSON, told apart by the file's name or, on standard input, by how it begins."""
    if not is_workbook(name, data):
        text = decoded(data, shown)
        if name.lower().endswith(".json") or (name == "-" and text.lstrip()[:1] in ("{", "[")):
            return of_json(parsed(text, shown, str), shown, practice_set)
    return _of_lines(lines(data, shown, name, ("answer",)), shown)


def _asks_otherwise(practice_set: PracticeSet, number: int, ask: str) -> bool:
    """Tell whether a sheet's ask is another than the item's; banks of other days may have worded it otherwise."""
    if practice_set.bank_revision != REVISION:
        return False
    try:
        asked = drawn(practice_set.items[number - 1], number).ask()
    except ChangedItemError:
        return False
    return WORD.findall(unguarded(ask)) != WORD.findall(asked)


class _Places:
    """Where an item stands in its set, by number or share code."""

    def __init__(self, practice_set: PracticeSet) -> None:
        self._codes = [item.code for item in practice_set.items]
        self._by_code: dict[str, list[int]] = {}
        for number, code in enumerate(self._codes, start=1):
            self._by_code.setdefault(code, []).append(number)

    def number(self, keys: Sequence[str]) -> int:
        """Return the one item that all the keys name; a ValueError says why there is none."""
        found = [self._of(whole(key.strip())) for key in keys if key.strip()]
        if not found:
            raise ValueError("neither number nor code")
        (first, *_) = sorted(found, key=len)
        number = first[0]
        if not all(number in numbers for numbers in found):
            raise ValueError(f"item {number} is {self._codes[number - 1]}, not {quoted(keys[1])}")
        if len(first) > 1:
            numbers = " or ".join(map(str, first))
            raise ValueError(f"{quoted(keys[-1])} is asked more than once: give the number, {numbers}")
        return number

    def _of(self, key: str) -> list[int]:
        if key.isascii() and key.isdigit():
            if len(key) < 9 and 1 <= int(key) <= len(self._codes):
                return [int(key)]
            raise ValueError(f"there is no item {quoted(key)}; the set has {len(self._codes):,}")
        own = " ".join(key.split())
        numbers = self._by_code.get(own if "=" in own else share_code(*parse_share_code(key[:40])))
        if numbers is None:
            raise ValueError(f"{quoted(key)} is not in the set")
        return numbers


def _of_lines(rows: Iterator[Line], shown: str) -> Iterator[Row]:
    """Read a table, the names of whose columns stand first."""
    _, heading = next(rows, ("", ()))
    names = headings(heading)
    if "answer" not in names:
        raise SourceError(f"{shown}: the first line must name the columns, such as number,answer or code,answer")
    for where, cells in under(names, rows, shown, COLUMNS):
        yield row(where, cells)


def row(where: str, cells: Mapping[str, str]) -> Row:
    """Return what a row of a table answers."""
    return Row(where, [cells.get(key, "") for key in KEYS], unguarded(cells.get("answer", "")), cells.get("ask", ""))


def of_json(data: Any, shown: str, practice_set: PracticeSet) -> Iterator[Row]:
    """Read answers by number or share code."""
    if not isinstance(data, dict):
        raise SourceError(f'{shown}: write {{"1": "32", "2": "8x8"}}, or fill in what `convquiz grade --blank` writes')
    rows = data.get("answers")
    if not isinstance(rows, list):
        for key, value in data.items():
            yield Row(f"answer {quoted(key)}", ("", key), _text(value, f"{shown}, answer {quoted(key)}"))
        return
    if data.get("set", practice_set.id) != practice_set.id:
        raise SourceError(f"{shown} answers set {quoted(data['set'])}, not {practice_set.id}")
    for place, row in enumerate(rows, start=1):
        where = f"answer {place}"
        if not isinstance(row, dict):
            raise SourceError(f"{shown}, {where}: not an object with number or code, and answer")
        keys = [_text(row.get(name), f"{shown}, {where}") for name in KEYS]
        if not all(isinstance(key, str) for key in keys):
            raise SourceError(f"{shown}, {where}: number and code are plain texts")
        typed = _text(row.get("answer"), f"{shown}, {where}")
        yield Row(where, [str(key) for key in keys], typed, str(row.get("ask") or ""))


def _text(value: Any, where: str) -> Typed:
    """Return an answer as typed; numbers have been read as the text that stands in the file."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return _listed(value, where)
    if isinstance(value, dict):
        return {name: part if isinstance(part, str) else _listed(part, where) for name, part in value.items()}
    raise SourceError(f"{where}: {MEANT}")


def _listed(value: Any, where: str, deepest: int = 3) -> str:
    """Write a list as it could be typed: parts, rows and entries, none deeper."""
    if not isinstance(value, list) or not deepest:
        raise SourceError(f"{where}: {MEANT}")
    entries = (entry if isinstance(entry, str) else _listed(entry, where, deepest - 1) for entry in value)
    return f"[{', '.join(entries)}]"


def _cells(problem: Problem) -> tuple[object, ...]:
    return problem.number, problem.code, problem.variant.ask(), problem.answer.form, ""


def guarded(cell: object) -> str:
    """Write a cell; an apostrophe keeps a spreadsheet from computing it."""
    text = str(cell)
    return f"'{text}" if _begins_formula(text) and not NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """Read a cell that was guarded."""
    return cell[1:] if cell.startswith("'") and _begins_formula(cell[1:]) else cell


def _begins_formula(text: str) -> bool:
    """Tell whether a spreadsheet would compute a cell; where signs have two widths, it does so at either."""
    return unicodedata.normalize("NFKC", text).lstrip(" ").startswith(FORMULA)
