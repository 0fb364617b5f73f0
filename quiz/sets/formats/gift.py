r"""GIFT, Moodle's text format; the rules are those of its importer.

Numbers are numerical questions. A whole number that may be `none`, a shape and rows of numbers are short answers in
their usual spellings. Answers in parts are a choice between the right answer and the slips, for GIFT has no question
with several boxes. Every text is HTML, so that nothing in it is taken for Moodle's own short forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quiz.sets.exporting import Export, Format

if TYPE_CHECKING:
    from quiz.sets.problem import Problem
    from quiz.sets.replies import Reply

CONTROL = re.compile(r"[\\~=#{}:]")


def escaped(text: str) -> str:
    r"""Guard what GIFT reads: each of `\ ~ = # { } :`; a line break would be one of its own, too."""
    return CONTROL.sub(r"\\\g<0>", " ".join(text.splitlines()))


def write(export: Export) -> Iterator[bytes]:
    """Yield the category, then a question an item."""
    chosen = export.practice_set
    yield f"// {_line(export.title)}, {_line(export.origin)}\n".encode()
    yield "".join(f"// {_line(command)}\n" for command in export.commands).encode()
    yield f"\n$CATEGORY: $course$/convquiz/{category(chosen.id)}\n\n".encode()
    if export.illustrated:
        export.lose("figures: GIFT has no place for files; moodle carries them")
    for problem in export.problems:
        yield _question(export, problem).encode()


def category(set_id: str) -> str:
    """Return a set's id as the name of a category, which no stroke may divide."""
    return re.sub(r"[^\w.-]+", "-", set_id)


def _line(text: str) -> str:
    return " ".join(text.split())


def _question(export: Export, problem: Problem) -> str:
    from quiz.sets import fragments, replies
    from quiz.sets.entry import entry

    shown = entry(problem)
    origin = f"{shown.code} · {export.origin}"
    mark, found = _replies(export, problem)
    stem = fragments.flow(replies.asked(shown.ask))
    stem += f"<p>Wanted: {fragments.inline(_wanted(problem, mark))}</p><p><small>{fragments.inline(origin)}</small></p>"
    feedback = fragments.worked(shown) if export.worked else ""
    lines = [f"\t{_reply(mark, reply)}\n" for reply in found]
    if feedback:
        lines.append(f"\t####{escaped(feedback)}\n")
    name = escaped(f"{shown.number:03} {shown.code} {problem.variant.title}")
    return f"::{name}::[html]{escaped(stem)}{{{'#' * (mark == '#')}\n{''.join(lines)}}}\n\n"


def _wanted(problem: Problem, mark: str) -> str:
    from questions.answers import Parts
    from quiz.sets.replies import DIGITS, in_one

    if mark == "~" or isinstance(problem.answer, Parts):
        return "choose the right answer"
    return f"{in_one(problem.answer)}. {DIGITS}"


def _replies(export: Export, problem: Problem) -> tuple[str, list[Reply]]:
    """Return how the replies are marked, `#` numbers, `=` words, `~` choices, and the replies."""
    from questions.answers import Choice, Grid, Integer, Parts, Shape
    from quiz.sets import replies

    answer, wrongs = problem.answer, replies.wrong(problem.slips)
    match answer:
        case Choice() | Parts():
            if isinstance(answer, Parts):
                export.lose("answers in parts: GIFT has one box a question, so they are choices", problem.code)
            return "~", replies.options(answer, wrongs)
        case Shape() | Grid() | Integer(optional=True):
            return "=", replies.worded(answer, wrongs)
        case _:
            return "#", replies.numerical(answer, wrongs)


def _reply(mark: str, reply: Reply) -> str:
    from quiz.sets.fragments import inline

    message = f"#{escaped(inline(reply.message))}" if reply.message else ""
    if mark == "~":
        return f"{'=' if reply.right else '~'}{escaped(inline(reply.text))}{message}"
    weight = "" if reply.right else "%0%"
    tolerance = f":{reply.tolerance}" if mark == "#" else ""
    return f"={weight}{escaped(reply.text)}{tolerance}{message}"


FORMAT = Format(
    name="gift",
    suffix=".gift",
    title="GIFT, Moodle's text format",
    holds="numbers as numerical questions with tolerance; shapes, rows of numbers and `none` as short answers; "
    "parts as choices; every slip a wrong answer with its message; no figures",
    write=write,
    answers=("worked", "key", "inline"),
)
