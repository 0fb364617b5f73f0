"""When a file was saved: a look at its time now and then, which costs next to nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

PACE = 0.3
"""Seconds between two looks."""


def saves(file: Path) -> Callable[[], bool]:
    """Return what tells, each time it is asked, whether the file was saved since; the first time it is.

    A file that is away for a moment, as editors have it while they save, was not.
    """
    seen: tuple[int, int] | None = None

    def saved() -> bool:
        nonlocal seen
        try:
            stat = file.stat()
        except OSError:
            return False
        now = stat.st_mtime_ns, stat.st_size
        changed, seen = now != seen, now
        return changed

    return saved
