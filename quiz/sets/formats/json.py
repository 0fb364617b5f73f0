"""One JSON document: the set and its items."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from quiz.sets.exporting import Export, Format


def write(export: Export) -> Iterator[bytes]:
    """Yield the document item by item, so that a large set is never held as a whole."""
    from pydantic_core import to_json  # three times as fast as json, and the list of formats needs no pydantic

    from quiz.sets.record import origin, record

    head = {
        **origin(export),
        "recipe": export.practice_set.recipe.model_dump(mode="json"),
        "commands": list(export.commands),
    }
    yield to_json(head, indent=2).removesuffix(b"\n}") + b',\n  "items": ['
    separator = "\n"
    for problem in export.problems:
        item = to_json(record(export, problem), indent=2).decode()
        yield (separator + textwrap.indent(item, "    ")).encode()
        separator = ",\n"
    yield b"\n  ]\n}\n"


FORMAT = Format(
    name="json",
    suffix=".json",
    title="one JSON document; `convquiz export --schema` prints its schema",
    holds="everything, numbers as numbers; figures as SVG",
    write=write,
    answers=("worked", "none", "key", "inline"),
)
