"""What is said of a graded set: for people, as Markdown, for programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from questions.answers import decimal, exactly
from questions.slips.wording import computation
from quiz.files.printable import printable
from quiz.sets.marking import OUTCOMES, Mark, Marks
from quiz.sets.source import quoted

MOST = 9
"""Decimals of a score."""


def text_report(marks: Marks, required: Fraction | None = None) -> Iterator[str]:
    """Yield lines: the score, every item, those that went wrong first, and the slips by name."""
    yield from _score(marks, required)
    width = len(str(len(marks.marks)))
    for outcome in OUTCOMES:
        lines = [
            line
            for mark in marks.of(outcome)
            for line in (
                f"{mark.problem.number:>{width}} {mark.problem.code}",
                *(f"    {line}" for line in _told(mark)),
            )
        ]
        yield from _section(f"{HEADINGS.get(outcome, outcome.capitalize())}:", lines)
    yield from _section("Traps:", _slips(marks))
    yield from _section("Left out:", list(marks.left_out))


def markdown_report(marks: Marks, required: Fraction | None = None) -> Iterator[str]:
    """Yield lines of GitHub-flavoured Markdown."""
    yield f"# Practice set {marks.practice_set.id}"
    yield ""
    for line in _score(marks, required):
        yield from (f"**{escaped(line)}**", "")
    yield "| item | code | outcome | typed | right |"
    yield "| ---: | --- | --- | --- | --- |"
    in_order = [mark for outcome in OUTCOMES for mark in marks.of(outcome)]
    for mark in in_order:
        cells = (str(mark.problem.number), mark.problem.code, mark.outcome, escaped(mark.text), escaped(mark.right))
        yield f"| {' | '.join(cells)} |"
    for heading, lines in (
        *(
            (HEADINGS[outcome], [f"{_name(mark)}: {' '.join(_told(mark)[1:])}" for mark in marks.of(outcome)])
            for outcome in HEADINGS
        ),
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
        "best_percent": float(marks.best),
        "pass_mark": None if pass_mark is None else float(pass_mark),
        "passed": None if pass_mark is None else marks.passed(pass_mark),
        "unclear": [mark.problem.number for mark in marks.of("unclear")],
        "unanswered": [mark.problem.number for mark in marks.of("unanswered")],
        "slips": [{"tag": tag, "message": message, "items": items} for tag, message, items in marks.slips],
        "answers": [_data(mark) for mark in marks.marks],
        "left_out": list(marks.left_out),
    }


HEADINGS = {
    "wrong": "Wrong",
    "partly right": "Partly right",
    "unclear": "Unclear, no credit until written anew",
}
"""Of what is explained, by outcome."""


def _data(mark: Mark) -> dict[str, Any]:
    verdict = mark.verdict
    return {
        "number": mark.problem.number,
        "code": mark.problem.code,
        "outcome": mark.outcome,
        "typed": mark.typed,
        "reading": verdict and verdict.reading,
        "right": mark.right or None,
        "credit": verdict.credit if verdict else 0.0,
        "slip": (verdict and verdict.mistake) or None,
        "message": verdict.message if verdict else "",
        "working": verdict.working if verdict else "",
    }


def _score(marks: Marks, required: Fraction | None) -> Iterator[str]:
    """Yield the score, and whether it is a pass where that was asked."""
    out_of = f"{decimal(marks.credit, 2).removesuffix('0').removesuffix('.0')} of {len(marks.marks)}"
    open_ones = [f"{len(these)} {name}" for name in ("unclear", "unanswered") if (these := marks.of(name))]
    tail = f"; {', '.join(open_ones)}" if open_ones else ""
    yield f"Score {out_of}, {decimal(marks.percent, places_beside(required, marks.percent))}%{tail}"
    if required is not None:
        open_yet = f"not decided: {decimal(marks.best, 1)}% if what is unclear is right, written anew"
        told = {True: "reached", False: "missed", None: open_yet}[marks.passed(required)]
        yield f"Pass mark {exactly(required)}% {told}"


def places_beside(required: Fraction | None, percent: Fraction, least: int = 1) -> int:
    """Return the decimals with which a score, rounded, is on the same side of the pass mark as it is."""
    if required is None:
        return least
    reached = percent >= required
    enough = (places for places in range(least, MOST) if (Fraction(decimal(percent, places)) >= required) is reached)
    return next(enough, MOST)


def _name(mark: Mark) -> str:
    return f"{mark.problem.number} {mark.problem.code}"


def _told(mark: Mark) -> list[str]:
    """Return the typed and the right answer, and what is said of a wrong one."""
    verdict, right = mark.verdict, f"right: {mark.right}"
    if verdict is None:
        return [right]
    read = f" ({verdict.echo})" if verdict.echo else ""
    typed = f"typed: {quoted(mark.text, 200)}{read}"
    if verdict.kind == "clarify":
        return [typed, verdict.message]
    if verdict.kind == "accept":
        return [f"{typed} · {right}"]
    lines = [f"{typed} · {right}", verdict.message]
    computed = computation(verdict.matched) if verdict.matched else ""
    return [*lines, computed] if computed else lines


def _slips(marks: Marks) -> list[str]:
    return [
        f"{len(items)}× {message} ({tag}, {'item' if len(items) == 1 else 'items'} {', '.join(map(str, items))})"
        for tag, message, items in marks.slips
    ]


def _section(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", heading, *lines)


def printed(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield lines without the letters by which a typed answer could steer a terminal."""
    for line in lines:
        yield "".join(f"{printable(part)}\n" for part in line.split("\n")).encode()


def escaped(text: str) -> str:
    """Return text on one line in which Markdown and HTML see no mark-up."""
    line = " ".join(text.split())
    return re.sub(r"([\\`*_{}\[\]|~$])", r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;"))
