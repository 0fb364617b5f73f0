"""A set or a class from its file, and the report on what was handed in, for whoever looks at either."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from questions.notation.counts import count
from quiz.classes.folder import record_of
from quiz.classes.handed_in import read_answers
from quiz.classes.model import ClassRecord
from quiz.classes.reports.written import text_lines
from quiz.classes.results import grade_class
from quiz.files.output import path_meant
from quiz.sets.file import read_set
from quiz.sets.marking import marked
from quiz.sets.model import PracticeSet
from quiz.sets.report import text_report
from quiz.sets.sheet import read_sheet
from quiz.sets.solve import split, warning
from quiz.sets.source import SourceError


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file or folder holds."""

    first: PracticeSet
    """The set; of a class the first copy."""
    record: ClassRecord | None
    """The class, if it is one."""
    title: str


def opened(name: str) -> Opened:
    """Open a set, or a class by its folder; SourceError says why not."""
    path = str(path_meant(name))
    if record := record_of(path):
        size = f"{count(len(record.copies), 'copy', ',')} of {count(record.recipe.length, 'item', ',')}"
        return Opened(record.practice_set(record.copies[0]), record, f"{record.title}: {size}")
    found = read_set(path)
    _, changed = split(found)
    if len(changed) == len(found.items):
        raise SourceError(warning(found, changed).rstrip("."))
    return Opened(found, None, f"{Path(path).name}: {count(len(found.items), 'item', ',')}")


def graded(practice_set: PracticeSet, record: ClassRecord | None, name: str, width: int) -> list[str]:
    """Return the report on the answers to a set, or to a class, its tables no wider; SourceError says what is wrong."""
    path = str(path_meant(name))
    if record:
        return list(text_lines(grade_class(record, read_answers(path, record)), None, width))
    typed = read_sheet(path, practice_set)
    problems, changed = split(practice_set)
    return list(text_report(marked(practice_set, problems, changed, typed)))
