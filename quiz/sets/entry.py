"""A problem as words: what the formats for people print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from questions.slips import Slip
from questions.slips.wording import computation
from quiz.sets.problem import Problem


@dataclass(frozen=True, slots=True)
class Mistake:
    """A slip to avoid."""

    value: str
    message: str
    working: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem, all of it text."""

    problem: Problem
    number: int
    code: str
    about: str
    """`medium · stride and padding · One layer`"""
    ask: str
    form: str
    answer: str
    formula: str
    """Of the variant, in one Unicode line."""
    latex: str
    """The same formula."""
    steps: tuple[str, ...]
    mistakes: tuple[Mistake, ...]


def entry(problem: Problem) -> Entry:
    """Return a problem as words."""
    variant, question, answer = problem.variant, problem.question, problem.answer
    return Entry(
        problem=problem,
        number=problem.number,
        code=problem.code,
        about=f"{problem.level} · {', '.join(question.topics)} · {variant.title}",
        ask=variant.ask(),
        form=answer.form,
        answer=answer.shown,
        formula=variant.formula,
        latex=latex_of(problem),
        steps=tuple(variant.steps()),
        mistakes=tuple(Mistake(answer.show(slip.value), slip.message, slip.working) for slip in problem.slips),
    )


def latex_of(problem: Problem) -> str:
    """Return the variant's formula in LaTeX."""
    return problem.variant.latex or problem.question.latex


def told(slip: Slip) -> str:
    """Say what a slip is and how its value comes about."""
    return f"{slip.message} {computation(slip)}".rstrip()


Rows = tuple[tuple[str, ...], ...]


def blocks(text: str) -> Iterator[str | Rows]:
    """Yield the paragraphs of a text, and the matrices between them: indented lines, their rows ended by `/`."""
    lines = text.splitlines()
    for indented, block in _grouped(lines):
        rows = tuple(tuple(line.strip().removesuffix("/").split()) for line in block) if indented else ()
        yield rows if rows and len(set(map(len, rows))) == 1 else "\n".join(block)


def _grouped(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    block: list[str] = []
    for line in lines:
        if block and block[0].startswith("  ") != line.startswith("  "):
            yield block[0].startswith("  "), block
            block = []
        block.append(line)
    if block:
        yield block[0].startswith("  "), block


def aligned(rows: Rows) -> str:
    """Write a matrix in columns of equal width."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


CODE = re.compile(r"`([^`\n]+)`")
"""Code within prose."""


def spans(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a prose line, each with whether it is code."""
    for at, piece in enumerate(CODE.split(text)):
        if piece:
            yield piece, at % 2 == 1
