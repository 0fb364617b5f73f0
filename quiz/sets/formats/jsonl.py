"""JSON lines: every item a document by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator

from quiz.sets.exporting import Export, Format


def write(export: Export) -> Iterator[bytes]:
    """Yield a line an item."""
    from quiz.sets.record import origin, record  # the list of formats needs no pydantic

    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    where = origin(export)
    for problem in export.problems:
        yield (encode(where | record(export, problem)) + "\n").encode()


FORMAT = Format(
    name="jsonl",
    suffix=".jsonl",
    title="JSON lines, an item a line",
    holds="everything, as json does",
    write=write,
    answers=("worked", "none", "key", "inline"),
)
