"""Progress: the append-only log of every session, in one SQLite file."""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Self

from quiz.files.output import path_meant
from quiz.log import file as logfile
from quiz.log.events import JSON, Event
from quiz.log.file import ProgressUnavailable

__all__ = ["MIGRATIONS", "Logged", "Progress", "ProgressUnavailable", "path_of"]

# MIGRATIONS[n] takes a file from schema version n to n + 1; a published one is never edited.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        f"PRAGMA application_id = {logfile.APPLICATION_ID}",
        """CREATE TABLE events (
            position INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            at TEXT NOT NULL,
            session TEXT NOT NULL,
            place INTEGER NOT NULL,
            kind TEXT NOT NULL,
            elapsed REAL NOT NULL,
            code TEXT NOT NULL,
            text TEXT NOT NULL,
            verdict TEXT NOT NULL,
            slip TEXT NOT NULL,
            credit REAL,
            detail TEXT NOT NULL,
            UNIQUE (session, place)
        )""",
        "CREATE INDEX events_by_session ON events (session, kind)",
        """CREATE TRIGGER no_update BEFORE UPDATE ON events
            BEGIN SELECT raise(ABORT, 'the log is append-only'); END""",
        """CREATE TRIGGER no_delete BEFORE DELETE ON events
            BEGIN SELECT raise(ABORT, 'the log is append-only'); END""",
    ),
)

COLUMNS = tuple(field.name for field in fields(Event))
INSERT = f"""INSERT INTO events (id, at, session, place, {", ".join(COLUMNS)})
    VALUES (?, ?, ?, ?, {", ".join("?" * len(COLUMNS))})"""
SELECT = f"SELECT {', '.join(COLUMNS)} FROM events WHERE session = ? ORDER BY position"
SELECT_ALL = f"SELECT id, at, session, place, {', '.join(COLUMNS)} FROM events"
SELECT_OPEN = """SELECT session, max(at) FROM events GROUP BY session
    HAVING sum(kind = 'started' AND detail = coalesce(?, detail)) > 0 AND sum(kind = 'ended') = 0 AND count(*) > 1
    ORDER BY max(position) DESC"""


@dataclass(frozen=True, slots=True)
class Logged:
    """One event, and where it stands in the log."""

    id: str
    at: datetime
    """In UTC."""
    session: str
    place: int
    """Its number in the session, from 0."""
    event: Event


class Progress:
    """The log, open: append to it from any thread, close it at the end."""

    def __init__(self, path: Path, db: sqlite3.Connection, now: Callable[[], datetime]) -> None:
        self.path = path
        self._db = db
        self._now = now
        self._lock = Lock()
        self._places: dict[str, int] = {}  # how many events of each session we know

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        migrations: Sequence[Sequence[str]] = MIGRATIONS,
    ) -> Self:
        """Open the log, making or migrating it; a file that cannot be used stays as it is."""
        with logfile.explained(path), ExitStack() as undo:
            path = path.absolute()
            logfile.make_file(path, undo)
            logfile.refuse_foreign(path, len(migrations))
            db = logfile.connect(path, "mode=rw")
            undo.callback(db.close)
            db.execute("PRAGMA synchronous = FULL")
            with db:
                db.execute("BEGIN IMMEDIATE")  # nobody else writes or migrates from here on
                version = logfile.version_of(db, path, len(migrations))
                logfile.refuse_damaged(db, path)
                if 0 < version < len(migrations):
                    name = f"{path.name}.v{version}-{now().astimezone(UTC):%Y%m%dT%H%M%SZ}.backup"
                    logfile.back_up(path, path.with_name(name), undo)
                _migrate(db, version, migrations)
            db.execute("PRAGMA journal_mode = DELETE")
            undo.pop_all()
        return cls(path, db, now)

    def append(self, session: str, event: Event) -> None:
        """Add one event; when this returns, the event has reached the disk.

        A session that another program goes on with is refused from here, so that no log mixes two.
        """
        place = self._places.get(session, 0)
        self._run(INSERT, uuid.uuid4().hex, _utc(self._now()), session, place, *_columns(event))
        self._places[session] = place + 1

    def merge(self, rows: Sequence[Logged]) -> int:
        """Add the events of another log that are not here yet, by id, all or none; return how many there were.

        Where both logs went on with a session, the other's part becomes a session of its own.
        """
        with self._lock, logfile.explained(self.path), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            stored = dict(self._db.execute("SELECT id, session FROM events"))
            taken = set(self._db.execute("SELECT session, place FROM events"))
            before, elsewhere = len(stored), dict[str, str]()
            for row in rows:
                if row.id not in stored:
                    session = elsewhere.get(row.session, row.session)
                    if (session, row.place) in taken:
                        session = f"{row.session}~{row.id}"
                    self._db.execute(INSERT, (row.id, _utc(row.at), session, row.place, *_columns(row.event)))
                    stored[row.id] = session
                    taken.add((session, row.place))
                elsewhere[row.session] = stored[row.id]
            return len(stored) - before

    def events(self, session: str) -> list[Event]:
        """Read one session, in the order in which its events were appended."""
        with logfile.explained(self.path):
            with self._lock:  # an event that another thread appends is in both or in neither
                rows = self._db.execute(SELECT, (session,)).fetchall()
                self._places[session] = len(rows)
            return [_event(row) for row in rows]

    def read(self, *kinds: str, code: str = "*") -> list[Logged]:
        """Read the events of these kinds, all if none is named, in the order in which they came into the log.

        `code` is a pattern for their codes, in which `*` stands for anything.
        """
        wanted = f"kind IN ({', '.join('?' * len(kinds))})" if kinds else "1"
        with logfile.explained(self.path):
            rows = self._run(f"{SELECT_ALL} WHERE code GLOB ? AND {wanted} ORDER BY position", code, *kinds)
            return [
                Logged(name, datetime.fromisoformat(at), session, place, _event(columns))
                for name, at, session, place, *columns in rows
            ]

    def open_sessions(self, started: Mapping[str, JSON] | None = None) -> list[tuple[str, datetime]]:
        """Return the sessions that got beyond their start and have not ended, latest first, each with its last time.

        `started` is what the first event of a session must tell.
        """
        with logfile.explained(self.path):
            rows = self._run(SELECT_OPEN, None if started is None else _written(started))
            return [(session, datetime.fromisoformat(at)) for session, at in rows]

    def open_session(self, started: Mapping[str, JSON] | None = None) -> tuple[str, list[Event]] | None:
        """Return the latest of the sessions that can be gone on with."""
        for session, _ in self.open_sessions(started):
            return session, self.events(session)
        return None

    def latest(self, mode: str) -> list[Event]:
        """Return the events of the session of a mode that was begun last, none if there is no such session."""
        begun = self._run("SELECT session, detail FROM events WHERE kind = 'started' ORDER BY position DESC")
        for session, detail in begun:
            recipe = json.loads(detail).get("recipe")  # an imported log may hold anything
            if isinstance(recipe, dict) and recipe.get("mode") == mode:
                return self.events(session)
        return []

    def is_newcomers(self) -> bool:
        """Tell whether nothing has ever been answered."""
        return not self._run("SELECT 1 FROM events WHERE kind IN ('answered', 'rated') LIMIT 1")

    def close(self) -> None:
        """Let go of the file; closing twice is fine."""
        with self._lock:
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, statement: str, *values: object) -> list[Any]:
        with self._lock, logfile.explained(self.path):
            return self._db.execute(statement, values).fetchall()


def _written(detail: Mapping[str, JSON]) -> str:
    return json.dumps(dict(detail), allow_nan=False)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _columns(event: Event) -> list[object]:
    values = {name: getattr(event, name) for name in COLUMNS}
    values["text"] = event.text.encode(errors="backslashreplace").decode()  # no lone surrogates in SQLite
    values["detail"] = _written(event.detail)
    return list(values.values())


def _event(columns: Sequence[Any]) -> Event:
    values = dict(zip(COLUMNS, columns, strict=True))
    return Event(**{**values, "detail": json.loads(values["detail"])})


def path_of(option: str | None) -> Path:
    """Where the log lives: the option, else CONVQUIZ_PROGRESS, else the user's data folder."""
    if chosen := option or os.environ.get("CONVQUIZ_PROGRESS"):
        return path_meant(chosen)
    from platformdirs import user_data_path  # a quiz with --progress never needs it

    return user_data_path("convquiz", appauthor=False) / "progress.sqlite3"


def _migrate(db: sqlite3.Connection, version: int, migrations: Sequence[Sequence[str]]) -> None:
    for migration in migrations[version:]:
        for statement in migration:
            db.execute(statement)
    if version < len(migrations):
        db.execute(f"PRAGMA user_version = {len(migrations)}")
