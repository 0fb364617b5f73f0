"""A set as one page for a phone or a desk: it asks, grades as the program does, and needs no network."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator

from quiz.sets.exporting import Export, ExportError, Format

MOST = 500
"""Items of a page, some six megabytes."""

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

    sheet, outlines, asks, questions = [], [], [], {}
    for problem in export.problems:
        sheet.append(entry(problem))
        ask = ask_data(problem)
        asks.append(_packed(ask["draws"]))
        outlines.append({**ask, "draws": [{"code": draw["code"]} for draw in ask["draws"]]})
        questions[problem.question.number] = problem.question
    outline = {
        "set": export.practice_set.id,
        "revision": export.revision,
        "asks": outlines,
        "spoken": [spoken_data(question) for question in questions.values()],
    }
    # Each ask is a parcel of its own, which is opened when it is asked: a phone would take seconds for all at once.
    parcels = [_packed(outline), *asks]
    words = {"export": export, "sheet": sheet, "styles": STYLES, "scripts": APPLICATION, "parcels": parcels}
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
