from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from quiz.log import file as logfile
from quiz.log.events import Event
from quiz.log.progress import MIGRATIONS, Progress, ProgressUnavailable
from tests.quiz.logs import answered, make_log, numbers, posix_only, snapshot, sql, without_root


def assert_refused(path: Path, words: str) -> None:
    with pytest.raises(ProgressUnavailable) as caught:
        Progress.open(path).close()
    line = str(caught.value)
    assert words in line
    assert str(path) in line
    assert line.isprintable()


def crash(path: Path, statement: str) -> None:
    """Leave the file and its journal as a crash in the middle of a transaction leaves them."""
    original = path.with_name("original")
    path.rename(original)
    with closing(sqlite3.connect(original, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("PRAGMA cache_spill = 1")
        db.execute("BEGIN")
        db.execute(statement)
        shutil.copy(original, path)
        shutil.copy(f"{original}-journal", f"{path}-journal")
        db.execute("ROLLBACK")
    assert path.read_bytes() != original.read_bytes(), "nothing was spilled, so nothing can be rolled back"
    original.unlink()


def test_an_empty_file_becomes_a_log(tmp_path: Path) -> None:
    (tmp_path / "log").touch()
    make_log(tmp_path / "log", events=1)
    assert sql(tmp_path / "log", "SELECT count(*) FROM events") == [(1,)]


def test_a_crash_in_the_middle_of_a_write_is_rolled_back(tmp_path: Path) -> None:
    path = tmp_path / "log"
    make_log(path)
    columns = "session, place, at, kind, elapsed, code, text, verdict, slip, credit, detail"
    doubling = (
        f"INSERT INTO events (id, {columns}) SELECT id || 'x', {columns.replace('place', 'place + 1000')} FROM events"
    )
    crash(path, doubling)
    with Progress.open(path) as progress:
        assert numbers(progress.events("s")) == list(range(200))


def foreign(path: Path) -> None:
    sql(path, "CREATE TABLE recipes (name)", "INSERT INTO recipes VALUES ('bread')")


def foreign_with_its_version(path: Path) -> None:
    sql(path, "PRAGMA application_id = 42", f"PRAGMA user_version = {len(MIGRATIONS)}")


def foreign_in_use(path: Path) -> None:
    """Another program's database with a write-ahead log beside it, as a crash leaves it."""
    living = path.with_name("living")
    with closing(sqlite3.connect(living, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE recipes (name)")
        db.execute("PRAGMA wal_checkpoint")
        db.execute("INSERT INTO recipes VALUES ('bread')")
        shutil.copy(living, path)
        shutil.copy(f"{living}-wal", f"{path}-wal")


def foreign_crashed(path: Path) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n"
    sql(path, "CREATE TABLE recipes (name)", f"INSERT INTO recipes {numbers}")
    crash(path, "UPDATE recipes SET name = name || 'x'")


def newer(path: Path) -> None:
    make_log(path)
    sql(path, "PRAGMA user_version = 99")


def truncated(path: Path) -> None:
    make_log(path)
    path.write_bytes(path.read_bytes()[:-5000])


def scribbled(path: Path) -> None:
    make_log(path)
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xa5" * 4096
    path.write_bytes(content)


def pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes on this system")
    os.mkfifo(path)


def link_to_nowhere(path: Path) -> None:
    try:
        path.symlink_to(path.with_name("nowhere"))
    except OSError:
        pytest.skip("Windows lets only some users make links")


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda path: path.write_text("dear diary\n" * 500), "not a progress file"),
        (lambda path: path.write_text("dear diary\n"), "not a progress file"),
        (foreign, "not a progress file"),
        (foreign_with_its_version, "not a progress file"),
        (foreign_in_use, "not a progress file"),
        (foreign_crashed, "not a progress file"),
        (newer, "newer convquiz"),
        (truncated, "damaged"),
        (scribbled, "damaged"),
        (Path.mkdir, "not a file"),
        (pipe, "not a file"),
        (link_to_nowhere, "link to nowhere"),
    ],
)
def test_what_cannot_be_used_is_refused_and_left_alone(
    tmp_path: Path, prepare: Callable[[Path], object], words: str
) -> None:
    path = tmp_path / "progress.sqlite3"
    prepare(path)
    before = snapshot(tmp_path)
    assert_refused(path, words)
    assert snapshot(tmp_path) == before


def test_a_file_where_a_folder_should_be_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    before = snapshot(tmp_path)
    assert_refused(tmp_path / "file" / "log", "folder")
    assert_refused(tmp_path / "file" / "folder" / "log", "cannot be used")
    assert snapshot(tmp_path) == before


@posix_only
def test_a_name_of_two_lines_is_told_in_one(tmp_path: Path) -> None:
    path = tmp_path / "two\nlines"
    path.mkdir()
    with pytest.raises(ProgressUnavailable, match=r"two\?lines is not a file") as caught:
        Progress.open(path)
    assert str(caught.value).isprintable()


def test_a_flipped_byte_is_survived_or_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "log"
    make_log(path, events=20)
    content = path.read_bytes()
    chance = random.Random(5)
    for position in [*range(100), *(chance.randrange(len(content)) for _ in range(150))]:
        flipped = bytearray(content)
        flipped[position] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        try:
            with Progress.open(path) as progress:
                progress.events("s")
        except ProgressUnavailable:
            assert path.read_bytes() == flipped
        assert [entry.name for entry in tmp_path.iterdir()] == ["log"]


@posix_only
@pytest.mark.parametrize(
    ("file_mode", "folder_mode", "words"),
    [
        (0o444, 0o777, "may not be read and written"),
        (0o000, 0o777, "may not be read and written"),
        (0o666, 0o555, "folder that may not be written"),
        (0o666, 0o000, "cannot be used (Permission denied)"),
    ],
)
def test_missing_permission_is_refused(file_mode: int, folder_mode: int, words: str) -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to nobody
        path = Path(name) / "log"
        make_log(path, events=1)
        before = path.read_bytes(), path.stat().st_mtime_ns
        path.chmod(file_mode)
        path.parent.chmod(folder_mode)
        try:
            with without_root():
                assert_refused(path, words)
        finally:
            path.parent.chmod(0o700)
        assert [entry.name for entry in path.parent.iterdir()] == ["log"]
        assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@posix_only
def test_a_folder_closed_meanwhile_takes_no_more_events() -> None:
    with tempfile.TemporaryDirectory() as name, Progress.open(Path(name) / "log") as progress:
        before = progress.path.read_bytes()
        progress.path.parent.chmod(0o555)
        try:
            with without_root(), pytest.raises(ProgressUnavailable):
                progress.append("s", answered())
        finally:
            progress.path.parent.chmod(0o700)
        assert progress.path.read_bytes() == before


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow: the nearest thing to a full disk that a test can have."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@posix_only
def test_a_full_disk_leaves_no_half_made_log(tmp_path: Path) -> None:
    with full_disk():
        assert_refused(tmp_path / "new" / "log", "cannot be used")
    assert list(tmp_path.iterdir()) == []


@posix_only
def test_a_full_disk_refuses_an_event_and_keeps_the_others(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "log") as progress:
        progress.append("s", answered(0))
        before = (tmp_path / "log").read_bytes()
        with full_disk(), pytest.raises(ProgressUnavailable, match="cannot be used"):
            progress.append("s", answered(1))
        assert (tmp_path / "log").read_bytes() == before
        progress.append("s", answered(2))
        assert numbers(progress.events("s")) == [0, 2]


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "log") as progress:
        progress._db.execute("PRAGMA max_page_count = 1")
        with pytest.raises(ProgressUnavailable, match="no space left"):
            progress.append("s", Event(kind="answered", elapsed=0.0, text="3" * 10_000))


@pytest.mark.parametrize("code", [sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_IOERR_LOCK, sqlite3.SQLITE_IOERR_FSYNC])
def test_a_disk_that_locks_nothing_is_named(tmp_path: Path, code: int) -> None:
    error = sqlite3.OperationalError("locking protocol")
    error.sqlite_errorcode = code
    with pytest.raises(ProgressUnavailable, match="as some network drives"), logfile.explained(tmp_path / "log"):
        raise error


@posix_only
@pytest.mark.parametrize("replace", [False, True])
def test_a_file_deleted_or_replaced_meanwhile_takes_no_more_events(tmp_path: Path, replace: bool) -> None:
    path = tmp_path / "log"
    with Progress.open(path) as progress:
        path.unlink()
        if replace:
            make_log(path, events=1)
        before = snapshot(tmp_path)
        with pytest.raises(ProgressUnavailable, match="moved or deleted"):
            progress.append("s", answered())
        assert snapshot(tmp_path) == before


def test_a_closed_log_takes_no_more_events(tmp_path: Path) -> None:
    progress = Progress.open(tmp_path / "log")
    progress.close()
    progress.close()
    with pytest.raises(ProgressUnavailable, match="closed"):
        progress.append("s", answered())


@contextmanager
def held(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def test_a_log_locked_by_another_program_is_refused_soon(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "log") as progress, held(tmp_path / "log"):
        began = time.monotonic()
        with pytest.raises(ProgressUnavailable, match="locked by another program"):
            progress.append("s", answered())
        assert time.monotonic() - began < 3


def test_a_locked_log_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_log(tmp_path / "log")
    before = snapshot(tmp_path)
    monkeypatch.setattr(logfile, "PATIENCE", 0.05)
    with held(tmp_path / "log"):
        assert_refused(tmp_path / "log", "locked by another program")
    assert snapshot(tmp_path) == before
