"""A set as a file: written an item a line, read with suspicion."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from quiz.sets.model import MOST, PracticeSet
from quiz.sets.source import SourceError, content, decoded, parsed, quoted

LARGEST = 32 << 20
"""Bytes read of a set file; one of 10,000 items takes two to three million."""


def written(practice_set: PracticeSet) -> Iterator[bytes]:
    """Yield the file piece by piece: JSON in UTF-8, an item a line, the same bytes everywhere."""
    return (line.encode() for line in _lines(practice_set))


def read_set(name: str) -> PracticeSet:
    """Read a set file, `-` for standard input; SourceError says in one line what is wrong with it."""
    read, shown = content(name, LARGEST, "set")
    text = decoded(read, shown)
    data = parsed(text, shown)
    if isinstance(data, dict) and data.get("kind") == "class":
        raise SourceError(f"{shown} is a class, whose copies are graded together: `convquiz grade class/ answers.csv`")
    if not isinstance(data, dict) or "items" not in data:
        raise SourceError(f"{shown} is no practice set; `convquiz make -o set.json` makes one")
    check_version(data, shown, "set")
    try:
        return PracticeSet.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise SourceError(f"{shown}: {validation_told(error)}") from None


def check_version(data: dict[str, Any], shown: str, what: str) -> None:
    """Raise SourceError where a file is of another schema version than the one that is read."""
    version = data.get("schema_version")
    if version in ("1", "1.0"):
        raise SourceError(f"{shown}: schema_version: write the number 1, without quotes")
    if version != 1:
        read = f"{shown} is a {what} of schema version {quoted(version)}, this convquiz reads 1"
        raise SourceError(f"{read}: update convquiz")


PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "does not belong there",
    "too_short": "there must be at least one",
    "too_long": f"there may be {MOST:,} at most",
    "string_pattern_mismatch": "is not written as convquiz writes it",
}
"""What is said instead of the words of the validation, by its kind of error."""


def validation_told(error: ValidationError) -> str:
    """Say where the first thing is wrong and what, and how many others are."""
    first, *others = error.errors(include_url=False, include_context=False)
    where = quoted(_place(first["loc"]) or "the set")
    what = PLAIN.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    more = f" (and {len(others):,} more)" if others else ""
    return f"{where}: {what[:200]}{more}"


ONE = {"items": "item", "copies": "copy"}


def _place(names: Sequence[str | int]) -> str:
    """Write where something stands: `item 2, code`, counted as the items are in what is exported."""
    parts: list[str] = []
    for name in names:
        if isinstance(name, int) and parts:
            parts[-1] = f"{ONE.get(parts[-1], parts[-1])} {name + 1}"
        else:
            parts.append(str(name))
    return ", ".join(parts)


def _lines(practice_set: PracticeSet) -> Iterator[str]:
    data = practice_set.model_dump(mode="json", exclude={"items"})
    yield "{\n"
    for name, value in data.items():
        yield f' "{name}": {_compact(value)},\n'
    yield ' "items": [\n'
    last = len(practice_set.items) - 1
    for at, item in enumerate(practice_set.items):
        yield f"  {_compact(item.model_dump(mode='json'))}{',' if at < last else ''}\n"
    yield " ]\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
