"""A table for spreadsheets: comma-separated, UTF-8 with its mark, no cell that a spreadsheet would compute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from quiz import __version__
from quiz.sets.exporting import Export, Format

ALWAYS = ("number", "code", "variant", "title", "level", "topics", "ask", "form")
ORIGIN = ("set", "seed", "bank_revision", "convquiz")


def write(export: Export) -> Iterator[bytes]:
    """Yield the heading, then a row an item."""
    from quiz.sets.entry import entry  # the list of formats needs no question
    from quiz.sets.table import BOM

    answered = ("answer",) if export.answered else ()
    worked = ("formula", "latex", "steps", "slips") if export.worked else ()
    yield BOM
    yield _row((*ALWAYS, *answered, *worked, *ORIGIN))
    chosen = export.practice_set
    origin = (chosen.id, chosen.seed, chosen.bank_revision, __version__)
    if export.illustrated:
        export.lose("figures: a table has no place for them")
    for problem in export.problems:
        shown, variant = entry(problem), problem.variant
        cells: list[Any] = [shown.number, shown.code, variant.id, variant.title, problem.level]
        cells += [", ".join(problem.question.topics), shown.ask, shown.form]
        if export.answered:
            cells.append(problem.answer.plain)
        if export.worked:
            slips = (f"{slip.value}: {slip.message} {slip.working}".strip() for slip in shown.mistakes)
            cells += [shown.formula, shown.latex, "\n".join(shown.steps), "\n".join(slips)]
        yield _row((*cells, *origin))


def _row(cells: tuple[object, ...]) -> bytes:
    from quiz.sets.sheet import guarded

    line = io.StringIO()
    csv.writer(line).writerow(map(guarded, cells))
    return line.getvalue().encode()


FORMAT = Format(
    name="csv",
    suffix=".csv",
    title="a table for spreadsheets",
    holds="answers as typed, steps and slips as lines of a cell; a cell that a spreadsheet would compute gets an "
    "apostrophe; no figures",
    write=write,
    answers=("worked", "none", "key", "inline"),
)
