"""Sheets of a class to fill in: one a student, or one for all with a row a student."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from quiz.classes.model import ClassRecord, Copy
from quiz.sets.problem import Problem
from quiz.sets.sheet import table
from quiz.sets.table import is_workbook
from quiz.sets.workbook import workbook

COPY_SHEETS = ("csv", "xlsx")
"""Kinds of sheets for one student."""


def copy_sheet(kind: str, record: ClassRecord, copy: Copy, problems: Sequence[Problem]) -> Iterator[bytes]:
    """Yield one student's sheet; that of an exam has no share codes.

    Raises SourceError where the extra for workbooks is wanted and not there.
    """
    code = () if record.exam else ("code",)
    names = ("student", "number", *code, "ask", "form", "points", "answer")
    rows = [
        (
            copy.student or copy.number,
            problem.number,
            *((problem.code,) if code else ()),
            problem.variant.ask(),
            problem.answer.form,
            copy.points[problem.number - 1],
            "",
        )
        for problem in problems
    ]
    return iter((workbook(rows, names),)) if kind == "xlsx" else table((names, *rows))


def class_sheet(name: str, record: ClassRecord) -> Iterator[bytes]:
    """Yield the sheet for all, in the form that its file's name ends in: a row a student, a column an item."""
    if name.lower().endswith(".json"):
        sheet = {copy.student or f"copy {copy.number}": _blanks(copy) for copy in record.copies}
        return iter((json.dumps(sheet, ensure_ascii=False, indent=1).encode(), b"\n"))
    most = max(len(copy.items) for copy in record.copies)
    names = ("copy", "student", *map(str, range(1, most + 1)))
    rows = [(copy.number, copy.student, *("",) * most) for copy in record.copies]
    return iter((workbook(rows, names),)) if is_workbook(name) else table((names, *rows))


def _blanks(copy: Copy) -> dict[str, str]:
    return {str(number): "" for number in range(1, len(copy.items) + 1)}
