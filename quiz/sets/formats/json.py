"""One JSON document: the set and its items."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

from quiz.sets.exporting import Export, Format


def write(export: Export) -> Iterator[bytes]:
    """Yield the document item by item, so that a large set is never held as a whole."""
    from quiz.sets.record import origin, record  # the list of formats needs no pydantic

    head = {
        **origin(export),
        "recipe": export.practice_set.recipe.model_dump(mode="json"),
        "commands": list(export.commands),
    }
    yield (_indented(head).removesuffix("\n}") + ',\n  "items": [').encode()
    separator = "\n"
    for problem in export.problems:
        yield (separator + textwrap.indent(_indented(record(export, problem)), "    ")).encode()
        separator = ",\n"
    yield b"\n  ]\n}\n"


def _indented(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


FORMAT = Format(
    name="json",
    suffix=".json",
    title="one JSON document; `convquiz export --schema` prints its schema",
    holds="everything, numbers as numbers; figures as SVG",
    write=write,
    answers=("worked", "none", "key", "inline"),
)
