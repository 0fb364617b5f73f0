"""What is said of a graded set: for people, as Markdown, for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from questions.answers import decimal
from questions.slips.wording import computation
from quiz.sets.marking import Mark, Marks
from quiz.sets.source import quoted


def text_report(marks: Marks) -> Iterator[str]:
    """Yield lines: the score, every item, what is unclear, the slips by name."""
    yield _score(marks)
    yield ""
    for mark in marks.marks:
        yield f"{mark.problem.number:>{len(str(len(marks.marks)))}} {mark.problem.code}  {mark.outcome}"
        yield from (f"    {line}" for line in _told(mark))
    yield from _section("Not readable, no credit until written anew:", _unclear(marks))
    yield from _section("Traps:", _slips(marks))
    yield from _section("Left out:", list(marks.left_out))


def markdown_report(marks: Marks) -> Iterator[str]:
    """Yield lines of GitHub-flavoured Markdown."""
    yield f"# Practice set {marks.practice_set.id}"
    yield ""
    yield f"**{escaped(_score(marks))}**"
    yield ""
    yield "| item | code | outcome | typed | right |"
    yield "| ---: | --- | --- | --- | --- |"
    for mark in marks.marks:
        typed = escaped(mark.text)
        right = escaped(mark.problem.answer.shown)
        yield f"| {mark.problem.number} | {mark.problem.code} | {mark.outcome} | {typed} | {right} |"
    said = [f"{_name(mark)}: {' '.join(_told(mark)[1:])}" for mark in marks.marks if mark.outcome.endswith(WRONG)]
    for heading, lines in (
        ("What went wrong", said),
        ("Not readable, no credit until written anew", _unclear(marks)),
        ("Traps", _slips(marks)),
        ("Left out", list(marks.left_out)),
    ):
        if lines:
            yield from ("", f"## {heading}", "", *(f"- {escaped(line)}" for line in lines))


def document(marks: Marks, pass_mark: Fraction | None) -> dict[str, Any]:
    """Return the report as data."""
    return {
        "schema_version": 1,
        "set": marks.practice_set.id,
        "seed": marks.practice_set.seed,
        "bank_revision": marks.practice_set.bank_revision,
        "items": len(marks.marks),
        "credit": float(marks.credit),
        "percent": float(marks.percent),
        "pass_mark": None if pass_mark is None else float(pass_mark),
        "passed": None if pass_mark is None else marks.percent >= pass_mark,
        "unclear": [mark.problem.number for mark in marks.of("unclear")],
        "unanswered": [mark.problem.number for mark in marks.of("unanswered")],
        "slips": [{"tag": tag, "message": message, "items": items} for tag, message, items in marks.slips],
        "answers": [_data(mark) for mark in marks.marks],
        "left_out": list(marks.left_out),
    }


WRONG = ("wrong", "partly right")


def _data(mark: Mark) -> dict[str, Any]:
    verdict = mark.verdict
    return {
        "number": mark.problem.number,
        "code": mark.problem.code,
        "outcome": mark.outcome,
        "typed": mark.typed,
        "reading": verdict and verdict.reading,
        "right": mark.problem.answer.shown,
        "credit": verdict.credit if verdict else 0.0,
        "slip": verdict and verdict.slip,
        "message": verdict.message if verdict else "",
        "working": verdict.working if verdict else "",
    }


def _score(marks: Marks) -> str:
    out_of = f"{decimal(marks.credit, 2).removesuffix('0').removesuffix('.0')} of {len(marks.marks)}"
    open_ones = [f"{len(these)} {name}" for name in ("unclear", "unanswered") if (these := marks.of(name))]
    tail = f"; {', '.join(open_ones)}" if open_ones else ""
    return f"Score {out_of}, {decimal(marks.percent, 1)}%{tail}"


def _name(mark: Mark) -> str:
    return f"{mark.problem.number} {mark.problem.code}"


def _told(mark: Mark) -> list[str]:
    """Return the typed and the right answer, and what is said of a wrong one."""
    verdict, answers = mark.verdict, f"right: {mark.problem.answer.shown}"
    if verdict is None:
        return [answers]
    read = f" ({verdict.echo})" if verdict.echo else ""
    answers = f"typed: {quoted(mark.text, 200)}{read} · {answers}"
    if verdict.kind != "reject":
        return [answers]
    lines = [answers, verdict.message]
    computed = computation(verdict.matched) if verdict.matched else ""
    return [*lines, computed] if computed else lines


def _unclear(marks: Marks) -> list[str]:
    unclear = [(mark, mark.verdict) for mark in marks.of("unclear") if mark.verdict]
    return [f"{_name(mark)}: {quoted(mark.text)}: {verdict.message}" for mark, verdict in unclear]


def _slips(marks: Marks) -> list[str]:
    return [
        f"{len(items)}× {message} ({tag}, {'item' if len(items) == 1 else 'items'} {', '.join(map(str, items))})"
        for tag, message, items in marks.slips
    ]


def _section(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", heading, *lines)


def escaped(text: str) -> str:
    """Return text on one line in which Markdown and HTML see no mark-up."""
    line = " ".join(text.split())
    return re.sub(r"([\\`*_{}\[\]|~$])", r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;"))
