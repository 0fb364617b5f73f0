"""An event as a row of the log's table, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from quiz.log.events import JSON, LONGEST, Event

COLUMNS = Event._fields
"""What a row tells of the event itself."""
NUMBERS = (int, float)


class Logged(NamedTuple):
    """One event, and where it stands in the log."""

    id: str
    at: datetime
    """In UTC."""
    session: str
    place: int
    """Its number in the session, from 0."""
    event: Event
    utc_offset: int | None = None
    """Minutes by which the learner's clock was ahead of UTC; None where an older version did not keep them."""


def logged_of(row: Sequence[Any]) -> Logged:
    """Return what a row tells: id, at, utc_offset, session, place, COLUMNS; ValueError where it tells of no event."""
    name, at, offset, session, place, *columns = row
    if type(at) is not str or not (offset is None or type(offset) is int):
        raise ValueError(f"event {name} has no time")
    return Logged(name, datetime.fromisoformat(at), session, place, event_of(columns), offset)


def event_of(columns: Sequence[Any]) -> Event:
    """Return the event; ValueError where a column holds what no version wrote. A detail that is none reads as empty."""
    kind, elapsed, code, text, verdict, slip, credit, detail = columns  # one by one: a log has 100 000 of them
    if not (
        type(kind) is type(code) is type(text) is type(verdict) is type(slip) is str
        and type(elapsed) in NUMBERS
        and (credit is None or type(credit) in NUMBERS)
    ):
        raise ValueError(f"{kind} is no event")
    return Event(kind, elapsed, code, text, verdict, slip, credit, detail_of(detail))


def detail_of(text: object) -> Mapping[str, JSON]:
    """Return what a detail tells, nothing where it is no object."""
    if text == "{}" or not isinstance(text, str):
        return {}
    try:
        told = json.loads(text)
    except RecursionError:
        return {}
    return told if isinstance(told, dict) else {}


def columns_of(event: Event) -> list[object]:
    """Return what COLUMNS hold of an event."""
    text = event.text.encode(errors="backslashreplace").decode()  # no lone surrogates in SQLite
    values = {**event._asdict(), "text": text[:LONGEST], "detail": written(event.detail)}
    return list(values.values())


def written(detail: Mapping[str, JSON]) -> str:
    """Return a detail as the log holds it; ValueError for what is no JSON."""
    return json.dumps(dict(detail), allow_nan=False)


def utc(at: datetime) -> str:
    """Return a time as the log holds it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
