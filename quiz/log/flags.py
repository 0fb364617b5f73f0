"""Flags: the learner's "this is wrong" reports, one JSON line each, beside the progress file."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from quiz.files.printable import printable

# On Windows a newline stays one byte; elsewhere a named pipe in the file's place is refused, not waited for.
RAW = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class FlagError(Exception):
    """A flag could not be kept; the message is one line for people."""


def flag(
    path: Path,
    *,
    code: str,
    text: str,
    verdict: str,
    taken_back: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Append one report to the file, which is made if need be, or that the last one of this card is taken back."""
    at = now().astimezone(UTC).isoformat(timespec="microseconds")
    report: dict[str, str | bool] = {"at": at, "code": code, "text": text, "verdict": verdict}
    if taken_back:
        report["taken_back"] = True
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _append(path, json.dumps(report).encode() + b"\n")
    except OSError as error:
        line = f"The flag is not kept: {path} cannot be written ({error.strerror}). Note {code} yourself."
        raise FlagError(printable(line)) from error


def is_flagged(path: Path, code: str, since: datetime) -> bool:
    """Tell whether a card was reported since then and the report was not taken back."""
    if not path.is_file():
        return False
    with suppress(OSError):
        for line in reversed(path.read_bytes().splitlines()):
            with suppress(ValueError, LookupError, TypeError):  # a line that somebody else has written
                report = json.loads(line)
                if report["code"] == code and datetime.fromisoformat(report["at"]) >= since:
                    return not report.get("taken_back", False)
    return False


def _append(path: Path, line: bytes) -> None:
    """Add the line in one write, so that two programs never mix theirs; take back half a line."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | RAW, 0o600)
    try:
        written = os.write(file, line)
        if written < len(line):
            os.ftruncate(file, os.lseek(file, 0, os.SEEK_CUR) - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file)
    finally:
        os.close(file)
