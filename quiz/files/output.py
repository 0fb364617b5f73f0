"""Where a command's file goes: whole or not at all, and never over another unless that is asked for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path


class TargetError(Exception):
    """The file must not be written there; the message is one line for people."""


class CannotWriteError(Exception):
    """The system does not let the file be written; the message is one line for people."""


def path_meant(name: str) -> Path:
    """Return the path that was typed: `~` is the learner's home; of nobody's home it stays as it stands."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def check_target(path: Path, *, force: bool) -> None:
    """Raise TargetError if a file stands there that must stay."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise CannotWriteError(f"{path}: {error.strerror}") from error
    if not stat.S_ISREG(mode):
        raise TargetError(f"{path} is not a regular file; - writes to standard output")
    if not force:
        raise TargetError(f"{path} exists; --force overwrites it")


def write_file(path: Path, pieces: Iterable[bytes], *, force: bool = False) -> None:
    """Write a file beside its place and move it there when it is complete."""
    check_target(path, force=force)
    place = path.resolve()  # a link stays a link
    from secrets import token_hex  # --help writes nothing

    draft = place.with_name(f".{place.name}.{token_hex(4)}")
    try:
        try:
            with draft.open("xb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWriteError(f"{path}: {error.strerror}") from error
