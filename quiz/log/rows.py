"""An event as a row of the log's table, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from types import NoneType
from typing import Any, NamedTuple, TypeVar

from pydantic_core import from_json

from quiz.log.events import JSON, LONGEST, Event


class Logged(NamedTuple):
    """One event, and where it stands in the log: what the columns of its table tell."""

    id: str
    at: datetime
    """In UTC."""
    utc_offset: int | None
    """Minutes by which the learner's clock was ahead of UTC; None where an older version did not keep them."""
    session: str
    place: int
    """Its number in the session, from 0."""
    kind: str
    elapsed: float
    code: str
    text: str
    verdict: str
    slip: str
    credit: float | None
    detail: Mapping[str, JSON]

    @property
    def event(self) -> Event:
        """What happened, wherever it stands."""
        return Event(self.kind, self.elapsed, self.code, self.text, self.verdict, self.slip, self.credit, self.detail)


Row = TypeVar("Row", bound=NamedTuple)
"""Its fields are columns of the log's table, as Logged has them: who reads the log says which are wanted."""

TYPES: Mapping[str, set[type]] = {
    **{name: {str} for name in ("id", "at", "session", "kind", "code", "text", "verdict", "slip")},
    "utc_offset": {int, NoneType},
    "place": {int},
    "elapsed": {int, float},
    "credit": {int, float, NoneType},
}
"""What the table holds in each column; a detail that is none reads as empty."""


def read_as(row: type[Row], table: Sequence[Sequence[object]]) -> list[Row]:
    """Return what a table tells whose first columns are the fields of a row; ValueError where one holds what it cannot.

    It is looked at by columns, as a log has 100 000 rows.
    """
    columns = dict(zip(row._fields, zip(*table, strict=True), strict=False))
    for name in columns.keys() & TYPES.keys():
        if not TYPES[name].issuperset(map(type, columns[name])):
            raise ValueError(f"{name} of an event is none")
    for name in columns.keys() & READ.keys():
        columns[name] = tuple(map(READ[name], columns[name]))
    made = partial(tuple.__new__, row)  # row._make counts what each has, which takes as long again
    return list(map(made, zip(*columns.values(), strict=True)))


def detail_of(text: object) -> Mapping[str, JSON]:
    """Return what a detail tells, nothing where it is no object."""
    if text == "{}" or not isinstance(text, str):
        return {}
    try:
        told = _parsed(text)
    except RecursionError:
        return {}
    return told if isinstance(told, dict) else {}


def _parsed(text: str) -> object:
    try:
        return from_json(text)  # in a third of the time
    except ValueError:  # half a character, which Python writes and reads
        return json.loads(text)


READ: Mapping[str, Callable[[Any], object]] = {"at": datetime.fromisoformat, "detail": detail_of}
"""What columns tell that are not read as they are."""


def columns_of(event: Event) -> list[object]:
    """Return what the columns hold of an event."""
    text = event.text.encode(errors="backslashreplace").decode()  # no lone surrogates in SQLite
    values = {**event._asdict(), "text": text[:LONGEST], "detail": written(event.detail)}
    return list(values.values())


def written(detail: Mapping[str, JSON]) -> str:
    """Return a detail as the log holds it; ValueError for what is no JSON."""
    return json.dumps(dict(detail), allow_nan=False)


def utc(at: datetime) -> str:
    """Return a time as the log holds it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
