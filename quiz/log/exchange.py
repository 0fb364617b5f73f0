"""Progress as a JSON file: out of one log, into another; whatever was there before stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import IO, Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from quiz.log.events import LONGEST
from quiz.log.export_file import VERSIONS, NotAnExportError, events_in
from quiz.log.progress import Logged, Progress
from quiz.log.review import Review

__all__ = ["NotAnExportError", "exported", "parsed"]

MOST_AHEAD = 24 * 60
"""Minutes by which no clock is ahead of UTC, or behind it."""


def _whole_text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("holds half a character") from error
    return text


def _moment(text: object) -> datetime:
    if not isinstance(text, str):
        raise ValueError("is no time")
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("has no time zone")
    if not 1990 <= at.year < 2200:
        raise ValueError("is no time of this program")
    return at.astimezone(UTC)


Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(_whole_text)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_whole_text)]
Finite = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]


class Row(BaseModel):
    """One event of the log, as a file has it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Name
    at: Annotated[datetime, BeforeValidator(_moment)]
    utc_offset: Annotated[int, Field(gt=-MOST_AHEAD, lt=MOST_AHEAD)] | None = None
    session: Name
    place: int = Field(ge=0, lt=2**31)
    kind: Name
    elapsed: Finite
    code: Text
    text: Text
    verdict: Text
    slip: Text
    credit: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None
    detail: dict[str, Any]

    def logged(self) -> Logged:
        """Return the event with its place; ValueError if it is a review that tells of none."""
        if self.kind == "graded":
            try:
                Review.of(self.detail)
            except (KeyError, TypeError, OverflowError) as error:
                raise ValueError("a review has card, rating, at and day") from error
        return Logged(**self.model_dump())


def exported(progress: Progress) -> Iterator[bytes]:
    """Yield the whole log as JSON, an event a line; in ASCII, since a typed answer may hold half a character."""
    yield f'{{"schema_version": {VERSIONS[-1]}, "events": [\n'.encode()
    separator = ""
    for logged in progress.read(Logged):
        yield f"{separator}{json.dumps(_row(logged))}".encode()
        separator = ",\n"
    yield b"\n]}\n"


def _row(logged: Logged) -> Mapping[str, Any]:
    return {**logged._asdict(), "at": logged.at.isoformat(timespec="microseconds"), "detail": dict(logged.detail)}


def parsed(file: IO[bytes], done: Callable[[int], object] = lambda read: None) -> Iterator[Logged]:
    """Yield what an export holds; NotAnExportError says in one line what is wrong with it, and nothing more is read.

    `done` is told the bytes of each piece that is read.
    """
    for place, event in enumerate(events_in(file, done)):
        try:
            row = Row.model_validate(event)
            json.dumps(row.detail, allow_nan=False)
            logged = row.logged()
        except ValidationError as error:
            raise NotAnExportError(f"event {place}{_told(error)}") from error
        except (ValueError, RecursionError) as error:
            raise NotAnExportError(f"event {place}: {error}") from error
        yield logged


def _told(error: ValidationError) -> str:
    """Say the first fault: where it is and what was wanted."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = " → ".join(str(part)[:80] for part in first["loc"])
    return f", {where}: {first['msg']}" if where else f": {first['msg']}"
