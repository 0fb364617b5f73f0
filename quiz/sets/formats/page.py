"""A set as one page for a phone or a desk: it asks, grades as the program does, and needs no network."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quiz.sets.exporting import Export, ExportError, Format

if TYPE_CHECKING:
    from quiz.sets.problem import Problem

MOST = 500
"""Items of a page: more would take a browser longer to unpack than anybody waits."""


def write(export: Export) -> Iterator[bytes]:
    """Yield the page; ExportError if the set has more items than a page takes."""
    if (items := len(export.practice_set.items)) > MOST:
        raise ExportError(f"a page takes {MOST} items at most, the set has {items:,}: make a smaller one")
    return _written(export)


def _written(export: Export) -> Iterator[bytes]:
    from jinja2 import Environment, PackageLoader  # 40 ms that other formats do without
    from markupsafe import Markup

    from quiz.sets.entry import entry
    from quiz.sets.fragments import flow
    from quiz.sets.page.script import script, text

    problems = list(export.problems)
    environment = Environment(loader=PackageLoader("quiz.sets", "page"), autoescape=True, keep_trailing_newline=True)
    page = environment.get_template("page.jinja").render(
        export=export,
        sheet=[(shown, Markup(flow(shown.ask))) for shown in map(entry, problems)],  # flow escapes what it is given
        style=Markup(text("page.css") + text("sheet.css")),
        script=Markup(script()),
        packed=packed(export, problems),
    )
    yield page.encode()


def packed(export: Export, problems: list[Problem]) -> str:
    """Return what the page asks and tells, compressed and encoded: small, and not to be read in passing."""
    from quiz.sets.page.asks import ask_data
    from quiz.sets.page.spoken import spoken_data

    questions = {problem.question.number: problem.question for problem in problems}
    data = {
        "set": export.practice_set.id,
        "revision": export.revision,
        "asks": [ask_data(problem) for problem in problems],
        "spoken": [spoken_data(question) for question in questions.values()],
    }
    return base64.b64encode(zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 9)).decode()


FORMAT = Format(
    name="page",
    suffix=".html",
    title="a page that asks and grades, for a phone or a desk, without a network",
    holds="every answer, graded as here, with hints, named slips, worked steps and stepped pictures; prose cards",
    write=write,
    answers=("worked",),
)
