"""What a report says of a class, whatever it is written as."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from questions.answers import decimal, exactly
from questions.notation.counts import count
from quiz.classes.results import Result, Results, Skill, own_practice, practice_words
from quiz.sets.exporting import made_by
from quiz.sets.marking import OUTCOMES, Mark
from quiz.sets.report import places_beside
from quiz.sets.source import quoted

MOST_NAMED = 12
"""Students that are named beside a slip."""
LONGEST = 200
"""Characters of what was typed."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with lines, a table, or both."""

    heading: str
    lines: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    numbers: frozenset[int] = field(default=frozenset())
    """Columns that are numbers."""
    details: bool = False
    """Whether it is of one student, and looked up rather than read."""


def shown(number: Fraction, places: int = 1) -> str:
    """Write a number without zeros at its end."""
    text = decimal(number, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def sections(results: Results, required: Fraction | None) -> Iterator[Section]:
    """Yield all that there is to say; what there is nothing to say of is left out."""
    found = (
        _overview(results, required),
        _students(results, required),
        _skills(results),
        _habits(results),
        _next(results),
        _unclear(results),
        Section("Left out", list(results.left_out)),
        *map(_details, results.handed_in),
    )
    return (section for section in found if section.lines or section.rows)


def _overview(results: Results, required: Fraction | None) -> Section:
    there = results.handed_in
    lines = [f"{len(there)} of {len(results.results)} handed in"]
    if there:
        best, worst = (choose(result.percent for result in there) for choose in (max, min))
        lines.append(
            f"mean {shown(results.mean)}%, median {shown(results.median)}%, from {shown(worst)}% to {shown(best)}%"
        )
    if required is not None:
        passed = Counter(result.passed(required) for result in there)
        undecided = f", {passed[None]} not decided: some of their answers are unclear" if passed[None] else ""
        lines.append(f"pass mark {exactly(required)}%: {passed[True]} reached it, {passed[False]} missed it{undecided}")
    if results.absent:
        lines.append(f"no answer from {', '.join(results.absent)} (a blank sheet is not handed in)")
    record = results.record
    lines.append(made_by(f"class {record.id}", record.seed, record.bank_revision))
    return Section(record.title, lines)


PASSED = {True: "reached", False: "missed", None: "not decided"}


def _students(results: Results, required: Fraction | None) -> Section:
    rows = [_student(result, required) for result in results.handed_in]
    passed = () if required is None else ("pass mark",)
    header = ("copy", "student", "points", "of", "percent", *passed, "unclear", "unanswered", "to practise")
    return Section("By student", (), header, rows, frozenset({0, 2, 3, 4}))


def _student(result: Result, required: Fraction | None) -> tuple[str, ...]:
    passed = () if required is None else (PASSED[result.passed(required)],)
    return (
        str(result.copy.number),
        result.copy.student,
        shown(result.earned, 2),
        str(result.most),
        shown(result.percent, places_beside(required, result.percent)),
        *passed,
        result.of("unclear"),
        result.of("unanswered"),
        ", ".join(own_practice(result)),
    )


def _skills(results: Results) -> Section:
    rows = [_skill(skill) for skill in results.hardest]
    header = ("item", "percent right", *reversed(OUTCOMES), "commonest slip")
    return Section("By item, the hardest first", (), header, rows, frozenset(range(1, 2 + len(OUTCOMES))))


def _skill(skill: Skill) -> tuple[str, ...]:
    made = Counter(mark.verdict.mistake for mark in skill.marks if mark.verdict and mark.verdict.mistake)
    common = next((f"{tag} ({times})" for tag, times in made.most_common(1)), "")
    counts = (str(skill.number_of(outcome)) for outcome in reversed(OUTCOMES))
    percent = shown(100 * skill.share) if skill.decided else ""
    return skill.name, percent, *counts, common


def _habits(results: Results) -> Section:
    rows = []
    for habit in results.habits:
        who = habit.students
        more = f" and {len(who) - MOST_NAMED} more" if len(who) > MOST_NAMED else ""
        named = ", ".join(who[:MOST_NAMED]) + more
        rows.append((str(len(who)), str(len(habit.made)), habit.message, habit.tag, ", ".join(habit.variants), named))
    header = ("students", "times", "slip", "tag", "in", "who")
    return Section("By slip, the commonest first", (), header, rows, frozenset({0, 1}))


def _next(results: Results) -> Section:
    skills = results.next_practice
    if not skills:
        return Section("To practise next")
    lines = [f"{skill.title}: {shown(100 * skill.share)}% right" for skill in skills]
    return Section("To practise next", [*lines, shlex.join(practice_words(skills))])


def _unclear(results: Results) -> Section:
    rows = [
        (result.copy.label, str(mark.problem.number), quoted(mark.text, LONGEST), _said(mark))
        for result in results.handed_in
        for mark in result.marks.of("unclear")
    ]
    return Section("Unclear, no credit until written anew", (), ("student", "item", "typed", "what to write"), rows)


def _details(result: Result) -> Section:
    head = f"{shown(result.earned, 2)} of {count(result.most, 'point')}, {shown(result.percent)}%"
    rows = [_item(mark) for outcome in OUTCOMES for mark in result.marks.of(outcome)]
    header = ("item", "outcome", "typed", "right", "what it says")
    return Section(result.copy.label, [head], header, rows, details=True)


def _item(mark: Mark) -> tuple[str, ...]:
    name = f"{mark.problem.number}. {mark.problem.variant.id} {mark.problem.code}"
    said = "" if mark.outcome == "right" else _said(mark)
    return name, mark.outcome, quoted(mark.text, LONGEST), mark.right, said


def _said(mark: Mark) -> str:
    if mark.verdict is None:
        return ""
    return f"{mark.verdict.message} ({mark.verdict.mistake})" if mark.verdict.mistake else mark.verdict.message
