"""Drafts: what is written beside its place, and moved there when it is complete."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ABANDONED = 3600
"""Seconds after which a draft is no longer being written: its program was killed."""


def draft_file(place: Path) -> Path:
    """Name a new draft of a file; those that killed programs have left go."""
    with suppress(OSError):
        for draft in _abandoned(place):
            if draft.is_file():
                draft.unlink()
    return _new(place)


def draft_folder(place: Path) -> Path:
    """Name a new draft of a folder; those that killed programs have left go."""
    with suppress(OSError):
        for draft in _abandoned(place):
            if draft.is_dir():
                shutil.rmtree(draft)
    return _new(place)


def _new(place: Path) -> Path:
    from secrets import token_hex  # --help writes nothing

    return place.with_name(f".{place.name}.{token_hex(4)}")


def _abandoned(place: Path) -> Iterator[Path]:
    """Yield drafts in which nothing was written for long."""
    head = f".{place.name}."
    for path in place.parent.iterdir():
        if path.name.startswith(head) and re.fullmatch("[0-9a-f]{8}", path.name.removeprefix(head)):
            last = max(each.lstat().st_mtime for each in (path, *path.rglob("*")))
            if time.time() - last > ABANDONED and not path.is_symlink():
                yield path
