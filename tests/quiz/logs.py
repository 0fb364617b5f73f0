"""Logs to test with."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from quiz.log.events import Event
from quiz.log.progress import Progress

posix_only = pytest.mark.skipif(os.name != "posix", reason="file modes and hard limits of POSIX")


def answered(number: int = 0) -> Event:
    return Event(kind="answered", elapsed=float(number), code="Q03.1-7F3K", detail={"number": number})


def open_session(progress: Progress) -> tuple[str, list[Event]] | None:
    """Return the latest session that can be gone on with, and its events."""
    return next(((session, progress.events(session)) for session, _ in progress.open_sessions()), None)


def numbers(events: list[Event]) -> list[object]:
    return [event.detail["number"] for event in events]


def sql(path: Path, *statements: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        return [row for statement in statements for row in db.execute(statement).fetchall()]


def make_log(path: Path, events: int = 200) -> None:
    with Progress.open(path) as progress:
        progress._db.execute("BEGIN")
        for number in range(events):
            progress.append("s", answered(number))
        progress._db.execute("COMMIT")


@contextmanager
def without_root() -> Iterator[None]:
    """Act as nobody when we are root, whom no permission binds."""
    if os.geteuid() != 0:
        yield
        return
    if not hasattr(os, "setresuid"):
        pytest.skip("root cannot step down and up again on this system")
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every entry's mode, mtime and content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_mtime_ns, content)
    return found
