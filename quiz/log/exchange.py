"""Progress as a JSON file: out of one log, into another; whatever was there before stays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, NoReturn

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from quiz.log.events import Event
from quiz.log.progress import Logged, Progress
from quiz.log.review import Review

SCHEMA_VERSION = 1
LARGEST = 512 * 2**20
"""Bytes of a file that are read; a review takes some 400."""


class NotAnExportError(Exception):
    """A file cannot be imported; the message is one line that says what is wrong and where."""


def _whole_text(text: str) -> str:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("holds half a character")
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


Text = Annotated[str, Field(max_length=100_000), AfterValidator(_whole_text)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_whole_text)]
Finite = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]


class Row(BaseModel):
    """One event of the log, as a file has it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Name
    at: Annotated[datetime, BeforeValidator(_moment)]
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
        values = self.model_dump(exclude={"id", "at", "session", "place"})
        event = Event(**values)
        if event.kind == "graded":
            try:
                Review.of(event.detail)
            except (KeyError, TypeError, OverflowError) as error:
                raise ValueError("a review has card, rating, at and day") from error
        return Logged(self.id, self.at, self.session, self.place, event)


class Export(BaseModel):
    """A whole log."""

    model_config = ConfigDict(extra="forbid", strict=True)

    schema_version: Literal[1]
    events: list[Row]


def exported(progress: Progress) -> str:
    """Return the whole log as JSON, an event a line; in ASCII, since a typed answer may hold half a character."""
    lines = [json.dumps(_row(logged)) for logged in progress.read()]
    return "\n".join((f'{{"schema_version": {SCHEMA_VERSION}, "events": [', ",\n".join(lines), "]}", ""))


def _row(logged: Logged) -> Mapping[str, Any]:
    event = logged.event
    return {
        "id": logged.id,
        "at": logged.at.isoformat(timespec="microseconds"),
        "session": logged.session,
        "place": logged.place,
        "kind": event.kind,
        "elapsed": event.elapsed,
        "code": event.code,
        "text": event.text,
        "verdict": event.verdict,
        "slip": event.slip,
        "credit": event.credit,
        "detail": dict(event.detail),
    }


def parsed(content: bytes) -> list[Logged]:
    """Read an export; NotAnExportError says in one line what is wrong with it."""
    if len(content) > LARGEST:
        raise NotAnExportError(f"it has more than {LARGEST // 2**20} MB")
    try:
        data = json.loads(content.decode("utf-8"), parse_constant=_no_number)
        found = Export.model_validate(data)
    except UnicodeDecodeError as error:
        raise NotAnExportError(f"byte {error.start} is no UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise NotAnExportError(f"line {error.lineno} is no JSON ({error.msg})") from error
    except ValidationError as error:
        raise NotAnExportError(_told(error)) from error
    except RecursionError as error:
        raise NotAnExportError("it is nested too deeply") from error
    except ValueError as error:
        raise NotAnExportError(str(error)) from error
    rows = []
    for place, row in enumerate(found.events):
        try:
            json.dumps(row.detail, allow_nan=False).encode()
            rows.append(row.logged())
        except (ValueError, RecursionError) as error:
            raise NotAnExportError(f"event {place}: {error}") from error
    return rows


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _told(error: ValidationError) -> str:
    """Say the first fault: where it is and what was wanted."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = " → ".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]
