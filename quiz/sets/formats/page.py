"""A set as one page for a phone or a desk: it asks, grades as the program does, and needs no network."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator

from quiz.sets.exporting import Export, ExportError, Format

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
    from quiz.sets.page.asks import ask_data
    from quiz.sets.page.script import script, text
    from quiz.sets.page.spoken import spoken_data

    sheet, asks, questions = [], [], {}
    for problem in export.problems:
        shown = entry(problem)
        sheet.append((shown, Markup(flow(shown.ask))))  # flow escapes what it is given
        asks.append(ask_data(problem))
        questions[problem.question.number] = problem.question
    carried = {
        "set": export.practice_set.id,
        "revision": export.revision,
        "asks": asks,
        "spoken": [spoken_data(question) for question in questions.values()],
    }
    environment = Environment(loader=PackageLoader("quiz.sets", "page"), autoescape=True, keep_trailing_newline=True)
    page = environment.get_template("page.jinja").render(
        export=export,
        sheet=sheet,
        style=Markup(text("page.css") + text("sheet.css")),
        script=Markup(script()),
        packed=_packed(carried),
    )
    yield page.encode()


def _packed(carried: object) -> str:
    """Return what the page asks and tells, compressed and encoded: small, and not to be read in passing."""
    return base64.b64encode(zlib.compress(json.dumps(carried, ensure_ascii=False).encode(), 9)).decode()


FORMAT = Format(
    name="page",
    suffix=".html",
    title="a page that asks and grades, for a phone or a desk, without a network",
    holds="every answer, graded as here, with hints, named slips, worked steps and stepped pictures; prose cards",
    write=write,
    answers=("worked",),
)
