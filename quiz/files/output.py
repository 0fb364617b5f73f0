"""Where a command's file goes: whole or not at all, and never over another unless that is asked for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from quiz.files.drafts import draft_file, move_to_free


class TargetError(Exception):
    """The file must not be written there; the message is one line for people."""

    def __init__(self, line: str, option: str = "") -> None:
        super().__init__(line)
        self.option = option
        """Which option of a command would help, in words; empty if none does."""


class CannotWriteError(Exception):
    """The system does not let the file be written; the message is one line for people."""


def path_meant(name: str, usual: str = "") -> Path:
    """Return the path that was typed: `~` is the learner's home; of nobody's home it stays as it stands.

    A folder, known by the slash at its end, stands for the usual file in it.
    """
    path = Path(name, usual) if _is_folder(name) else Path(name)
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def target_meant(name: str) -> Path:
    """Return the file that a command is to write; TargetError where a folder is named."""
    if _is_folder(name):
        raise TargetError(f"{name} is the name of a folder; name a file in it")
    return Path(name)


def _is_folder(name: str) -> bool:
    return os.path.basename(name) in {"", os.curdir, os.pardir}  # noqa: PTH119  (Path drops the slash)


def check_target(path: Path, *, force: bool) -> None:
    """Raise TargetError if a file stands there that must stay."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise CannotWriteError(f"{path}: {error.strerror}") from error
    if not stat.S_ISREG(mode):
        raise TargetError(f"{path} is not a regular file", "- writes to standard output")
    if not force:
        raise _exists(path)
    if not os.access(path, os.W_OK):  # a new file in its place would not ask
        raise CannotWriteError(f"{path}: it may only be read")


def write_file(path: Path, pieces: Iterable[bytes], *, force: bool = False) -> None:
    """Write a file beside its place and move it there when it is complete."""
    check_target(path, force=force)
    try:
        place = path.resolve()  # a link stays a link
        draft = draft_file(place)
        try:
            with draft.open("xb") as file:
                with suppress(OSError):  # nothing stands there, or the disk knows no modes
                    _likened(draft, place.stat())
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            if force:
                draft.replace(place)
            else:
                move_to_free(draft, place)
        finally:
            draft.unlink(missing_ok=True)
    except FileExistsError as error:  # it came while the draft was written
        raise _exists(path) from error
    except OSError as error:
        raise CannotWriteError(f"{path}: {error.strerror}") from error


def _exists(path: Path) -> TargetError:
    return TargetError(f"{path} exists", "--force overwrites it")


def _likened(draft: Path, there: os.stat_result) -> None:
    """Give a draft the owner, the group and the mode of the file whose place it takes."""
    if hasattr(os, "chown"):
        with suppress(OSError):  # root alone gives files to others
            os.chown(draft, there.st_uid, there.st_gid)
    draft.chmod(stat.S_IMODE(there.st_mode))
