"""A Jupyter notebook: the ask, a cell for the answer, and a cell that checks it with nothing but this package."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from quiz.sets.exporting import Export, Figure, Format, figure

if TYPE_CHECKING:
    from quiz.sets.entry import Entry

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def write(export: Export) -> Iterator[bytes]:
    """Yield the notebook cell by cell, so that a large set is never held as a whole."""
    from quiz.sets.entry import entry
    from quiz.sets.formats.markdown import fenced, literal

    again = f"\n\n{fenced(chr(10).join(export.commands))}" if export.commands else ""
    head = (
        f"# {literal(export.title)}\n\n{literal(export.origin)}\n\nAnswer as you would type it, as a number, a list or "
        f"an array: `answer_1 = (224 - 7) // 2 + 1`. A wrong answer is named; a right one is proved by a run. "
        f"Needs `pip install convquiz`.{again}"
    )
    yield b'{\n "cells": [\n'
    yield _written(_cell("markdown", "head", head))
    yield b",\n" + _written(_cell("code", "setup", "from quiz.words.checking import check"))
    for problem in export.problems:
        for cell in _cells(export, entry(problem)):
            yield b",\n" + _written(cell)
    tail = {"metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    yield b"\n ],\n" + json.dumps(tail, indent=1)[2:].encode() + b"\n"


def _cells(export: Export, shown: Entry) -> Iterator[dict[str, Any]]:
    from quiz.sets.formats.markdown import flow, literal, solution

    number = shown.number
    asked = [f"## {number}. {shown.code}", literal(shown.about), flow(shown.ask), f"Wanted: {literal(shown.form)}"]
    yield _cell("markdown", f"ask-{number}", "\n\n".join(asked))
    yield _cell("code", f"answer-{number}", f'answer_{number} = ""')
    yield _cell("code", f"check-{number}", f"check({json.dumps(shown.code, ensure_ascii=False)}, answer_{number})")
    if export.answered:
        drawn = figure(shown.problem) if export.illustrated else None
        told = ["<details><summary>Answer</summary>", *solution(export, shown)]
        told += [f"![{literal(drawn.says)}](attachment:{drawn.name})"] if drawn else []
        yield _cell("markdown", f"solution-{number}", "\n\n".join([*told, "</details>"]), drawn)


def _cell(kind: str, name: str, source: str, drawn: Figure | None = None) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}, "source": source.splitlines(keepends=True)}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    if drawn:
        cell["attachments"] = {drawn.name: {"image/svg+xml": base64.b64encode(drawn.svg.encode()).decode()}}
    return cell


def _written(cell: dict[str, Any]) -> bytes:
    return json.dumps(cell, ensure_ascii=False, indent=1, sort_keys=True).encode()


FORMAT = Format(
    name="notebook",
    suffix=".ipynb",
    title="a Jupyter notebook that checks answers",
    holds="every ask with a cell for the answer and one that judges it, slips by name, needing this package alone; "
    "solutions folded away, with figures",
    write=write,
    answers=("none", "inline", "worked"),
)
