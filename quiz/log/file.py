"""The file that holds the log: made with care, opened, or refused in one line and left alone."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from errno import EEXIST
from pathlib import Path

from quiz.files.drafts import draft_file, move_to_free
from quiz.files.printable import printable

APPLICATION_ID = int.from_bytes(b"CNVQ", "big")
PATIENCE = 2.0  # seconds to wait for another program's lock

NOT_SAVED = "Progress is not saved: "
DAMAGED = "is damaged. Move it away"
FOREIGN = "is not a progress file. Move it away"
UNFIT = "cannot be used: its disk is full, fails or, as some network drives, locks nothing. Put it on another"
NEWER = "was written by a newer convquiz. Update convquiz"
WHY = {
    sqlite3.SQLITE_BUSY: "is locked by another program. Close that program",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Allow reading and writing it and its folder",
    sqlite3.SQLITE_CONSTRAINT: "has more of this quiz: it goes on in another program. Go on there",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_FULL: "has no space left on its disk. Make some",
    sqlite3.SQLITE_IOERR: UNFIT,
    sqlite3.SQLITE_NOTADB: FOREIGN,
    sqlite3.SQLITE_PROTOCOL: UNFIT,
    sqlite3.SQLITE_READONLY: "may only be read. Allow writing to it",
    sqlite3.SQLITE_READONLY_DBMOVED: "was moved or deleted meanwhile. Start convquiz again",
}


class ProgressUnavailable(Exception):  # noqa: N818  (a state to go on with, not a fault of the program)
    """The log cannot be used; the message is one line for people: what, where and what to do."""

    @property
    def reason(self) -> str:
        """The line for those who wanted to read: that nothing is saved is not their trouble."""
        return str(self).removeprefix(NOT_SAVED)


def refusal(path: Path, why: str) -> ProgressUnavailable:
    """Build the one line."""
    return ProgressUnavailable(printable(f"{NOT_SAVED}{path} {why}, or name another file with --progress."))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system objects to into a refusal."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)  # the module's own errors have none
        why = WHY.get(code) or WHY.get(code & 0xFF) or f"cannot be used ({error}). Mend that"
        raise refusal(path, why) from error
    except ValueError as error:  # a detail that is no JSON, a time that is none
        raise refusal(path, DAMAGED) from error
    except OSError as error:
        raise refusal(path, f"cannot be used ({error.strerror}). Mend that") from error


def is_there(path: Path) -> bool:
    """Tell whether there is a log: looking makes none; ProgressUnavailable where nobody may look."""
    with explained(path):
        return path.exists()


def connect(path: Path, how: str) -> sqlite3.Connection:
    """Connect to an existing file; transactions begin where the code says so, on whichever thread."""
    uri = f"{path.as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)


def make_file(path: Path, undo: ExitStack) -> None:
    """See to a file in a folder that we may write to; what is missing is made, readable by us alone."""
    if path.is_symlink() and not path.exists():
        raise refusal(path, "is a link to nowhere. Remove it")
    if path.exists() and not path.is_file():
        raise refusal(path, "is not a file. Move it away")
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):  # SQLite would silently open it for reading
        raise refusal(path, "may not be read and written. Allow both")
    for folder in [folder for folder in reversed(path.parents) if not folder.exists()]:
        folder.mkdir(mode=0o700, exist_ok=True)
        undo.callback(_remove_folder, folder)
    if not os.access(path.resolve().parent, os.W_OK | os.X_OK):
        raise refusal(path, "is in a folder that may not be written. Allow writing to the folder")
    with suppress(FileExistsError):
        new_file(path)
        undo.callback(_remove_if_empty, path)


def new_file(path: Path) -> None:
    """Create an empty file that nobody else may read, before SQLite makes one that everybody may."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def refuse_foreign(path: Path, newest: int) -> None:
    """Refuse what is not ours before SQLite replays a journal into it or lays files beside it."""
    if not path.stat().st_size:  # another program may be about to fill it, of which SQLite would see nothing here
        return
    # A second look follows under a lock, so a page that is just being written is no reason to give up here.
    with suppress(sqlite3.DatabaseError), closing(connect(path, "mode=ro&immutable=1")) as db:
        version_of(db, path, newest)


def version_of(db: sqlite3.Connection, path: Path, newest: int) -> int:
    """Read the schema version, 0 of an empty file; refuse a file that is not ours or too new."""
    size = path.stat().st_size
    application, version = (db.execute(f"PRAGMA {n}").fetchone()[0] for n in ("application_id", "user_version"))
    if size and application != APPLICATION_ID:
        raise refusal(path, FOREIGN)
    if version > newest:
        raise refusal(path, NEWER)
    return int(version)


def refuse_damaged(db: sqlite3.Connection, path: Path) -> None:
    """Let SQLite look through the whole file, some 30 ms for 100 000 events."""
    if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise refusal(path, DAMAGED)


def back_up(path: Path, copy: Path, undo: ExitStack) -> None:
    """Copy the whole log into a new file, which is there once it is complete."""
    if copy.exists():
        raise FileExistsError(EEXIST, os.strerror(EEXIST))
    draft = draft_file(copy.with_name(path.name))  # backups have ever new names; what one left the next one clears
    new_file(draft)
    undo.callback(draft.unlink, missing_ok=True)
    # A connection of its own to read with: SQLite copies nothing out of one that holds the write lock.
    with closing(connect(path, "mode=ro")) as source, closing(connect(draft, "mode=rw")) as target:
        target.execute("PRAGMA journal_mode = OFF")  # a draft is never rolled back, and leaves no other file
        source.backup(target)
    move_to_free(draft, copy)
    undo.callback(copy.unlink)


def copied(path: Path, copy: Path) -> None:
    """Copy the whole log into a new file, all or nothing."""
    with explained(copy), ExitStack() as undo:
        back_up(path, copy, undo)
        undo.pop_all()


def replaced_by_nothing(path: Path, copy: Path) -> None:
    """Move the log into a new file; what another program adds meanwhile is refused there, never lost."""
    with explained(path), closing(connect(path, "mode=rw")) as db:
        db.execute("BEGIN IMMEDIATE")  # nobody writes between the copy and the removal
        copied(path, copy)
        if os.name == "posix":
            path.unlink()
    with explained(path):
        path.unlink(missing_ok=True)  # Windows removes no open file


def _remove_folder(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _remove_if_empty(path: Path) -> None:
    with suppress(OSError):
        if path.stat().st_size == 0:
            path.unlink()
