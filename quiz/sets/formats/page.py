"""A set as one page for a phone or a desk: it asks, grades as the program does, and needs no network."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator

from quiz.sets.exporting import Export, ExportError, Format

MOST = 500
"""Items of a page: more would take a browser longer to unpack than anybody waits."""

STYLES = ("page.css", "cards.css", "sheet.css")


def write(export: Export) -> Iterator[bytes]:
    """Yield the page; ExportError if the set has more items than a page takes."""
    if (items := len(export.practice_set.items)) > MOST:
        raise ExportError(f"a page takes {MOST} items at most, the set has {items:,}: make a smaller one")
    return _written(export)


def _written(export: Export) -> Iterator[bytes]:
    from quiz.sets.entry import entry
    from quiz.sets.page.asks import ask_data
    from quiz.sets.page.script import APPLICATION, script, text
    from quiz.sets.page.spoken import spoken_data
    from quiz.sets.pages import page, trusted

    sheet, asks, questions = [], [], {}
    for problem in export.problems:
        sheet.append(entry(problem))
        asks.append(ask_data(problem))
        questions[problem.question.number] = problem.question
    carried = {
        "set": export.practice_set.id,
        "revision": export.revision,
        "asks": asks,
        "spoken": [spoken_data(question) for question in questions.values()],
    }
    words = {"export": export, "sheet": sheet, "styles": STYLES, "scripts": APPLICATION, "packed": _packed(carried)}
    yield from page("quiz.sets", "page", "page.jinja", words, {"own": trusted(text), "script": trusted(script)})


def _packed(carried: object) -> str:
    """Return what the page asks and tells, compressed and encoded: small, and not to be read in passing."""
    return base64.b64encode(zlib.compress(json.dumps(carried, ensure_ascii=False).encode(), 9)).decode()


FORMAT = Format(
    name="page",
    suffix=".html",
    title="a page that asks and grades, for a phone",
    holds="every answer, graded as here without a network: hints, named slips, worked steps, pictures; prose cards",
    write=write,
    answers=("worked",),
)
