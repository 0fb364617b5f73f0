"""The report on a class as a table, a row a student, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from quiz.classes.reports.sections import PASSED, shown
from quiz.classes.results import Habit, Result, Results, Skill
from quiz.sets.marking import OUTCOMES
from quiz.sets.report import document as set_document
from quiz.sets.report import places_beside
from quiz.sets.sheet import table


def csv_table(results: Results, required: Fraction | None) -> Iterator[bytes]:
    """Yield a row a student: the score, then points, outcome and slip of each item."""
    most = max(len(copy.items) for copy in results.record.copies)
    passed = () if required is None else ("pass mark",)
    items = (f"{number} {what}" for number in range(1, most + 1) for what in ("points", "outcome", "slip"))
    header = ("copy", "student", "handed in", "points", "of", "percent", *passed, "unclear", "unanswered", *items)
    return table((header, *(_row(result, most, required) for result in results.results)))


def _row(result: Result, most: int, required: Fraction | None) -> list[object]:
    copy, marks = result.copy, result.marks
    cells: list[object] = [copy.number, copy.student, "yes" if result.handed_in else "no"]
    cells += [shown(result.earned, 4), result.most, shown(result.percent, places_beside(required, result.percent, 2))]
    if required is not None:
        cells.append(PASSED[result.passed(required)])
    cells += [len(marks.of("unclear")), len(marks.of("unanswered"))]
    by_number = {mark.problem.number: mark for mark in marks.marks}
    for number in range(1, most + 1):
        if mark := by_number.get(number):
            cells += [shown(result.points(mark), 4), mark.outcome, mark.verdict.mistake if mark.verdict else ""]
        else:
            cells += ["", "", ""]
    return cells


def document(results: Results, required: Fraction | None) -> dict[str, Any]:
    """Return the report as data."""
    record = results.record
    return {
        "schema_version": 1,
        "class": record.id,
        "title": record.title,
        "seed": record.seed,
        "bank_revision": record.bank_revision,
        "pass_mark": None if required is None else float(required),
        "copies": len(results.results),
        "handed_in": len(results.handed_in),
        "mean_percent": float(results.mean),
        "median_percent": float(results.median),
        "students": [_student(result, required) for result in results.results],
        "items": [_item(skill) for skill in results.skills],
        "slips": [_slip(habit) for habit in results.habits],
        "next_practice": [skill.variant.id for skill in results.next_practice],
        "left_out": list(results.left_out),
    }


def _student(result: Result, required: Fraction | None) -> dict[str, Any]:
    answers = set_document(result.marks, None)["answers"]
    return {
        "copy": result.copy.number,
        "student": result.copy.student,
        "handed_in": result.handed_in,
        "points": float(result.earned),
        "of": result.most,
        "percent": float(result.percent),
        "best_percent": float(result.best),
        "passed": None if required is None else result.passed(required),
        "answers": [
            {**answer, "points": float(result.points(mark))}
            for answer, mark in zip(answers, result.marks.marks, strict=True)
        ],
    }


def _item(skill: Skill) -> dict[str, Any]:
    outcomes = {outcome: skill.number_of(outcome) for outcome in OUTCOMES}
    return {
        "number": skill.number or None,
        "variant": skill.variant.id,
        "title": skill.variant.title,
        "share": float(skill.share),
        "outcomes": outcomes,
    }


def _slip(habit: Habit) -> dict[str, Any]:
    return {
        "tag": habit.tag,
        "message": habit.message,
        "times": len(habit.made),
        "variants": habit.variants,
        "made": [{"copy": copy.number, "item": mark.problem.number} for copy, mark in habit.made],
    }
