"""A small class, what a class of masters would type, and the commands that make and grade one."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from click.testing import CliRunner, Result

from quiz.classes.copies import make_class
from quiz.classes.model import ClassRecord, Copy
from quiz.cli import cli
from quiz.sets.problem import Problem
from quiz.sets.recipe import recipe_of
from quiz.sets.solve import split

NAMES = ("Ada Lovelace", "Émile Borel", "Gödel, Kurt", "=1+1", "<b>x</b>", "Ada Byron")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


@cache
def of(names: Sequence[str] = NAMES, *, exam: bool = True, same_skills: bool = True, length: int = 5) -> ClassRecord:
    recipe = recipe_of(length, topics=["stride"], questions=["3", "6", "17"])
    points = {"easy": 1, "medium": 2, "hard": 3}
    return make_class(recipe, 11, names, same_skills=same_skills, exam=exam, title="Midterm", points=points)


def solved(record: ClassRecord, copy: Copy) -> list[Problem]:
    found, changed = split(record.practice_set(copy))
    assert changed == []
    return found


def right(record: ClassRecord) -> dict[int, dict[int, str]]:
    """Return what a class of masters would type."""
    return {copy.number: {p.number: p.answer.plain for p in solved(record, copy)} for copy in record.copies}


def codes(record: ClassRecord) -> list[str]:
    return [item.code for copy in record.copies for item in copy.items]


def folder(base: Path, *words: str) -> Path:
    """Make a class by its command."""
    place = base / "class"
    (base / "students.csv").write_text("student\n" + "".join(f'"{name}"\n' for name in NAMES), encoding="utf-8")
    options = ("--copies", str(base / "students.csv"), "--per-variant", "same-skills", "--seed", "11", *words)
    made = run("make", "-n", "3", "--question", "3,6", *options, "-o", f"{place}/")
    assert made.exit_code == 0, made.output
    return place


def csv_text(rows: Sequence[Sequence[object]]) -> str:
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue()
