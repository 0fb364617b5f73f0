"""What a class handed in: a folder with a sheet per student, or one sheet that names the student in each row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from quiz.classes.model import ClassRecord, Copy
from quiz.classes.students import WHOLE, folded, slug, whole_slug
from quiz.sets.sheet import COLUMNS, LARGEST, Row, Typed, of_json, read_rows, row, taken, unguarded
from quiz.sets.source import SourceError, content, decoded, looking, parsed, quoted
from quiz.sets.table import Line, headings, is_workbook, lines, under, whole

SHEETS = (".csv", ".tsv", ".txt", ".json", ".xlsx")
OTHER_SHEETS = (".ods", ".fods", ".xls", ".xlsm", ".xlsb", ".numbers")
"""What spreadsheets save as and is not read."""
WHOSE = ("copy", *WHOLE)
"""Columns that say whose answers a row holds."""
ITEM = re.compile(r"(?:(?:item|question|q)[ .]?)?(\d{1,5})(?:[.)]|\.0+)?")
"""The name of a column of answers: `7`, `item 7`, `Q7`, and `7.0`, which programs make of 7."""
LIKE_ITEM = re.compile(r"(?:item|question|q)[ .]?(?P<named>\d{1,5})\b.+|(?P<bare>\d{1,5})[.):].+")
"""What a form calls such a column, with more after it: `Question 7 (2 points)`, `7. What is the side?`."""
SHORTENED = re.compile(r"[1-9]([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
"""What a spreadsheet shows of a number of more than eleven digits, and saves as CSV."""
MOST_TOLD = 10
"""Troubles that are named one by one."""

HandedIn = Mapping[int, Mapping[int, Typed]]
"""What was typed, by numbers of copy and item; a student who handed in nothing is not there, or has nothing."""


class _Roster:
    """Who has which copy."""

    def __init__(self, record: ClassRecord) -> None:
        self.copies = {copy.number: copy for copy in record.copies}
        self._by_name = {folded(copy.student): copy for copy in record.copies if copy.student}
        bare = Counter(map(_bare, self._by_name))
        self._by_bare = {_bare(name): copy for name, copy in self._by_name.items() if bare[_bare(name)] == 1}

    def named(self, whose: str) -> Copy:
        """Return the copy of a name or number; a ValueError says why there is none."""
        name = folded(whose)
        name = name if name in self._by_name else whole(name)
        if copy := self._by_name.get(name) or self._by_bare.get(_bare(name)) or self._numbered(whose):
            return copy
        near = get_close_matches(name, self._by_name, 1)
        hint = f"; did you mean {self._by_name[near[0]].student}?" if near else ""
        if SHORTENED.fullmatch(whose):
            hint = ", of a long number by a spreadsheet: write it in full, or empty the cell beside a copy's number"
        raise ValueError(f"nobody in this class is {quoted(whose)}{hint}")

    def owner(self, cells: Mapping[str, str]) -> Copy | None:
        """Return the copy that a row names, None if it names none; a ValueError says where its cells disagree."""
        said = [(name, unguarded(cells.get(name, "").strip())) for name in (*WHOLE, "copy")]
        owner = None
        for copy in (self._of_cell(name, whose) for name, whose in said if whose):
            owner = owner or copy
            if copy.number != owner.number:
                both = (f"{each.label} (copy {each.number})" if each.student else each.label for each in (owner, copy))
                raise ValueError(f"its cells name two students, {' and '.join(both)}")
        return owner

    def _of_cell(self, column: str, whose: str) -> Copy:
        """Return whom a cell names: a number is a copy's in its own column, and may be a student's name elsewhere."""
        return (self._numbered(whose) if column == "copy" else None) or self.named(whose)

    def _numbered(self, whose: str) -> Copy | None:
        match = re.fullmatch(r"(?:copy )?0*([1-9][0-9]{0,4})", folded(whole(whose)), re.ASCII)
        return self.copies.get(int(match[1])) if match else None

    def of_file(self, path: Path) -> Copy:
        """Return the copy that a file's name begins with, or whose student it names; a ValueError says that none is.

        A browser puts ` (1)` behind a name that it has saved before.
        """
        for name in (path.stem, re.sub(r" ?\(\d+\)$", "", path.stem)):
            stem = whole_slug(name)
            number = re.match(r"0*([1-9][0-9]{0,4})(?:-|$)", stem, re.ASCII)
            if number and (copy := self.copies.get(int(number[1]))) and _agree(copy, stem[number.end() :]):
                return copy
            named = [copy for student, copy in self._by_name.items() if _names(stem, student)]
            if len(named) == 1:
                return named[0]
        raise ValueError("neither its name nor a column `student` says whose it is")


def _names(stem: str, student: str) -> bool:
    """Whether a file's name has a student's in it, whole or as the copies have it."""
    return any(f"-{name}-" in f"-{stem}-" for name in (slug(student), whole_slug(student)))


def _bare(name: str) -> str:
    """Return a name as a spreadsheet leaves it, which takes a name of digits for a number."""
    return name.lstrip("0") if name.isdecimal() else name


def _agree(copy: Copy, rest: str) -> bool:
    """Tell whether what follows a number in a file's name is the student's name, or says nothing."""
    return not rest or not copy.student or slug(copy.student) in rest or rest in slug(copy.student)


def read_answers(name: str, record: ClassRecord) -> HandedIn:
    """Read a folder or a sheet.

    Raises SourceError with all that is wrong, so that it can be mended at once.
    """
    roster = _Roster(record)
    with looking(name):
        there = sorted(Path(name).iterdir()) if Path(name).is_dir() else None
        files = [path for path in there or () if _is_sheet(path)]
        troubles = [f"{quoted(path, 200)}: {trouble}" for path in there or () if (trouble := _left_aside(path))]
    if there is None:
        return _of_sheet(name, record, roster)
    if not files and not troubles:
        raise SourceError(f"{quoted(name, 200)} holds no sheets: {', '.join(SHEETS)}")
    answers: dict[int, Mapping[int, Typed]] = {}
    owners: dict[int, Path] = {}
    for path in files:
        try:
            copy, typed = _of_file(path, record, roster)
            if copy.number in owners:
                raise SourceError(f"{quoted(path, 200)}: {copy.label} handed in {quoted(owners[copy.number])} already")
        except SourceError as trouble:
            troubles.append(str(trouble))
            continue
        owners[copy.number] = path
        answers[copy.number] = typed
    _refuse(troubles)
    return answers


def _is_sheet(path: Path, kinds: Collection[str] = SHEETS) -> bool:
    """Tell a sheet from what systems and spreadsheets leave in a folder."""
    return path.suffix.lower() in kinds and not path.name.startswith((".", "~$")) and path.is_file()


def _left_aside(path: Path) -> str:
    """Say what to do with what is handed in and not read, so that nobody's answers are missing without a word."""
    if _is_sheet(path, OTHER_SHEETS):
        return "save it as .xlsx or .csv"
    if path.is_dir() and not path.name.startswith((".", "__")):
        inside = any(_is_sheet(sheet, (*SHEETS, *OTHER_SHEETS)) for sheet in path.iterdir())
        return "a folder with sheets: put all sheets into one folder" if inside else ""
    return ""


def _refuse(troubles: list[str]) -> None:
    if troubles:
        more = f"; and {len(troubles) - MOST_TOLD} more" if len(troubles) > MOST_TOLD else ""
        raise SourceError("; ".join(troubles[:MOST_TOLD]) + more)


def _of_file(path: Path, record: ClassRecord, roster: _Roster) -> tuple[Copy, dict[int, Typed]]:
    """Read one student's sheet, whose owner a column names, or else the file."""
    data, shown = content(str(path), LARGEST, "sheet")
    try:
        owners = {copy.number: copy for copy in _owners(data, shown, path.name, roster)}
        if len(owners) > 1:
            raise ValueError(f"answers of {len(owners)} students: name this file, not its folder")
        copy = next(iter(owners.values())) if owners else roster.of_file(path)
    except ValueError as error:
        raise SourceError(f"{shown}: {error}") from None
    practice_set = record.practice_set(copy)
    return copy, taken(read_rows(data, shown, path.name, practice_set), practice_set, shown)


def _owners(data: bytes, shown: str, name: str, roster: _Roster) -> Iterator[Copy]:
    """Yield whose the rows are that say it; a ValueError says where one is nobody's, or two students'."""
    if name.lower().endswith(".json"):
        return
    rows = lines(data, shown, name, ("answer",))
    _, heading = next(rows, ("", ()))
    names = headings(heading)
    for where, cells in under(names, rows, shown, WHOSE):
        try:
            owner = roster.owner(cells)
        except ValueError as error:
            raise ValueError(f"{where}: {error}") from None
        if owner:
            yield owner


def _of_sheet(name: str, record: ClassRecord, roster: _Roster) -> HandedIn:
    """Read a sheet for all: a row a student with a column an item, or a row an answer."""
    data, shown = content(name, LARGEST, "sheet")
    if not is_workbook(name, data) and name.lower().endswith(".json"):
        return _of_json(parsed(decoded(data, shown), shown, str), shown, record, roster)
    rows = lines(data, shown, name, WHOSE)
    _, heading = next(rows, ("", ()))
    names = headings(heading)
    if set(names).isdisjoint(WHOSE):
        raise SourceError(f"{shown}: the first line must name a column student or copy; --blank writes such a sheet")
    return _together(
        _long(names, rows, shown) if "answer" in names else _wide(names, rows, shown), shown, record, roster
    )


Owned = tuple[str, Mapping[str, str], list[Row]]
"""Where answers stand, the cells that say whose they are, and the answers."""


def _long(names: list[str], rows: Iterator[Line], shown: str) -> Iterator[Owned]:
    for where, cells in under(names, rows, shown, (*WHOSE, *COLUMNS)):
        yield where, cells, [row(where, cells)]


def _wide(names: list[str], rows: Iterator[Line], shown: str) -> Iterator[Owned]:
    items = {name: match[1] for name in names if (match := ITEM.fullmatch(name))}
    if not items:
        raise SourceError(f"{shown}: the first line must name the items, 1, 2, 3, …, or a column answer")
    like = {name: match["named"] or match["bare"] for name in names if (match := LIKE_ITEM.fullmatch(name))}
    if unsure := next((name for name, number in like.items() if number not in items.values()), ""):
        what = f"answers to item {like[unsure]}? Then call it {like[unsure]}; else call it otherwise"
        raise SourceError(f"{shown}: does the column {quoted(unsure)} hold {what}")
    for where, cells in under(names, rows, shown, (*WHOSE, *items)):
        answers = [_cell(where, number, cells, name) for name, number in items.items()]
        yield where, cells, [answer for answer in answers if answer.typed]


def _cell(where: str, number: str, cells: Mapping[str, str], name: str) -> Row:
    return Row(f"{where}, item {number}", (number, ""), unguarded(cells.get(name, "")))


def _together(found: Iterator[Owned], shown: str, record: ClassRecord, roster: _Roster) -> HandedIn:
    """Bring each student's rows together; a wide row without any answer is nobody who handed in."""
    rows: dict[int, list[Row]] = {}
    troubles = []
    for where, cells, answers in found:
        if not answers:
            continue
        try:
            owner = roster.owner(cells)
            if owner is None:
                raise ValueError("no student")
            rows.setdefault(owner.number, []).extend(answers)
        except ValueError as error:
            troubles.append(f"{shown}, {where}: {error}")
    handed_in = {}
    for number, answers in rows.items():
        try:
            handed_in[number] = taken(answers, record.practice_set(roster.copies[number]), shown)
        except SourceError as trouble:
            troubles.append(str(trouble))
    _refuse(troubles)
    return handed_in


def _of_json(data: object, shown: str, record: ClassRecord, roster: _Roster) -> HandedIn:
    """Read `{"Ada Lovelace": {"1": "32"}}`."""
    if not isinstance(data, dict):
        raise SourceError(f'{shown}: write {{"Ada Lovelace": {{"1": "32"}}}}, a name and its answers')
    handed_in: dict[int, Mapping[int, Typed]] = {}
    for whose, answers in data.items():
        try:
            copy = roster.named(str(whose))
        except ValueError as error:
            raise SourceError(f"{shown}: {error}") from None
        if copy.number in handed_in:
            raise SourceError(f"{shown}: {copy.label} stands there twice")
        practice_set = record.practice_set(copy)
        handed_in[copy.number] = taken(of_json(answers, shown, practice_set), practice_set, shown)
    return handed_in
