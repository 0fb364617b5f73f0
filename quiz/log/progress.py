"""Progress: the append-only log of every session, in one SQLite file."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Self

from quiz.files.output import path_meant
from quiz.log import file as logfile
from quiz.log.days import latest_believed, wall_clock
from quiz.log.events import JSON, Event
from quiz.log.file import ProgressUnavailable
from quiz.log.rows import Logged, Row, columns_of, detail_of, read_as, utc

__all__ = ["MIGRATIONS", "Logged", "Progress", "ProgressUnavailable", "forked_from", "path_of"]

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
    ("ALTER TABLE events ADD COLUMN utc_offset INTEGER",),
)

COLUMNS = ", ".join(Logged._fields)
OF_EVENT = ", ".join("?" * len(Event._fields))
INSERT = f"INSERT INTO events ({COLUMNS}) VALUES (?, ?, ?, ?, ?, {OF_EVENT})"
APPEND = f"""INSERT INTO events ({COLUMNS}) VALUES (?, ?, ?, ?,
    coalesce(?, (SELECT max(place) + 1 FROM events WHERE session = ?), 0), {OF_EVENT})"""
SELECT = f"SELECT {', '.join(Event._fields)} FROM events WHERE session = ? ORDER BY position"
SELECT_OPEN = """SELECT session, max(at) FROM events GROUP BY session
    HAVING sum(kind = 'started') > 0 AND count(*) > 1
    AND coalesce(max(position) FILTER (WHERE kind = 'ended'), 0)
        <= coalesce(max(position) FILTER (WHERE kind = 'undone'), 0)
    ORDER BY max(at) > ?, max(at) DESC, max(position) DESC"""
LATEST = "ORDER BY at > ?, at DESC, position DESC"
"""By the clock, since what another log brings comes after what was done here since; last what it cannot believe."""
FORK = "~"
"""Between the name of a session that went on in two places and the first event of the other's part."""
FILE = "progress.sqlite3"
PAGE = 2048
"""Rows that are read at a time, so that a long log is never in memory as a whole."""


class Progress:
    """The log, open: append to it from any thread, close it at the end."""

    def __init__(self, path: Path, db: sqlite3.Connection, now: Callable[[], datetime]) -> None:
        self.path = path
        self._db = db
        self._now = now
        self._lock = Lock()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        now: Callable[[], datetime] = wall_clock,
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

    def append(self, session: str, event: Event, place: int | None = None) -> None:
        """Add one event; when this returns, the event has reached the disk.

        Who plays a session says the event's place in it: where something else stands there, another program goes on
        with the session, and the event is refused, so that no log mixes two. Without a place it goes behind all.
        """
        now = self._now()
        ahead = (now.utcoffset() or timedelta()) // timedelta(minutes=1)
        row = uuid.uuid4().hex, utc(now), ahead, session, place, session, *columns_of(event)
        self._run(APPEND, *row)

    def merge(self, rows: Iterable[Logged]) -> int:
        """Add the events of another log that are not here yet, by id, all or none; return how many there were.

        Where both logs went on with a session, the other's part becomes a session of its own.
        """
        with self._lock, logfile.explained(self.path), self._db as db:
            db.execute("BEGIN IMMEDIATE")
            added, elsewhere = 0, dict[str, str]()
            for row in rows:
                here = db.execute("SELECT session FROM events WHERE id = ?", (row.id,)).fetchone()
                if here:
                    elsewhere[row.session] = here[0]
                    continue
                session = elsewhere.get(row.session, row.session)
                if db.execute("SELECT 1 FROM events WHERE session = ? AND place = ?", (session, row.place)).fetchone():
                    session = f"{row.session}{FORK}{row.id}"
                db.execute(INSERT, (row.id, utc(row.at), row.utc_offset, session, row.place, *columns_of(row.event)))
                elsewhere[row.session] = session
                added += 1
            return added

    def events(self, session: str) -> list[Event]:
        """Read one session, in the order in which its events were appended."""
        with logfile.explained(self.path):
            with self._lock:  # an event that another thread appends is in both or in neither
                rows = self._db.execute(SELECT, (session,)).fetchall()
            return read_as(Event, rows)

    def first_place(self, session: str) -> int:
        """Return the place of a session's first event: of a part that went on elsewhere, where it parted."""
        ((place,),) = self._run("SELECT min(place) FROM events WHERE session = ?", session)
        return int(place or 0)

    def begun(self, session: str) -> datetime | None:
        """Return when a session began, None if it has not."""
        ((began,),) = self._run("SELECT min(at) FROM events WHERE session = ?", session)
        return datetime.fromisoformat(began) if began else None

    def read(self, row: type[Row], *kinds: str, code: str = "", since: str = "") -> Iterator[Row]:
        """Yield the events of these kinds, all if none is named, in the order in which they came into the log.

        The fields of `row` are the columns that are wanted: the fewer, the faster. `code` is a pattern for their codes,
        in which `*` stands for anything; empty for all. `since` is a session: only what came after it began.
        """
        wanted = f"kind IN ({', '.join('?' * len(kinds))})" if kinds else "1"
        fitting = "code GLOB ?" if code else "? = ''"
        page = f"""SELECT {", ".join(row._fields)}, position FROM events
            WHERE position > ? AND {fitting} AND {wanted} ORDER BY position LIMIT {PAGE}"""
        position = self._begins_at(since) if since else 0
        table: list[Any] = [()]
        while table:
            with logfile.explained(self.path):
                table = self._run(page, position, code, *kinds)
                found = read_as(row, table)
            yield from found
            position = table[-1][-1] if table else 0

    def open_sessions(self) -> list[tuple[str, datetime]]:
        """Return the sessions that got beyond their start and have not ended, latest first, each with its last time."""
        with logfile.explained(self.path):
            rows = self._run(SELECT_OPEN, self._believed())
            return [(session, datetime.fromisoformat(at)) for session, at in rows]

    def latest(self, **wanted: JSON) -> list[Event]:
        """Return the events of the session begun last whose recipe says what is wanted, none if there is none."""
        begun = self._run(f"SELECT session, detail FROM events WHERE kind = 'started' {LATEST}", self._believed())
        for session, detail in begun:
            recipe = detail_of(detail).get("recipe")  # an imported log may hold anything
            if isinstance(recipe, dict) and wanted.items() <= recipe.items():
                return self.events(session)
        return []

    def session_of_last(self, *kinds: str) -> str:
        """Return the session of the latest event of these kinds, empty if there is none."""
        wanted = ", ".join("?" * len(kinds))
        found = self._run(
            f"SELECT session FROM events WHERE kind IN ({wanted}) {LATEST} LIMIT 1", *kinds, self._believed()
        )
        return str(found[0][0]) if found else ""

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

    def _begins_at(self, session: str) -> int:
        ((position,),) = self._run("SELECT min(position) FROM events WHERE session = ?", session)
        return int(position or 0)

    def _believed(self) -> str:
        return utc(latest_believed(self._now()))

    def _run(self, statement: str, *values: object) -> list[Any]:
        with self._lock, logfile.explained(self.path):
            return self._db.execute(statement, values).fetchall()


def forked_from(session: str) -> str:
    """Return the session that this one was part of until two machines went on with it, empty for a whole one."""
    return session.rpartition(FORK)[0]


def path_of(option: str | None) -> Path:
    """Where the log lives: the option, else CONVQUIZ_PROGRESS, else the user's data folder."""
    if chosen := option or os.environ.get("CONVQUIZ_PROGRESS"):
        return path_meant(chosen, FILE)
    from platformdirs import user_data_path  # a quiz with --progress never needs it

    return user_data_path("convquiz", appauthor=False) / FILE


def _migrate(db: sqlite3.Connection, version: int, migrations: Sequence[Sequence[str]]) -> None:
    for migration in migrations[version:]:
        for statement in migration:
            db.execute(statement)
    if version < len(migrations):
        db.execute(f"PRAGMA user_version = {len(migrations)}")
