"""Files are written whole or not at all, where they were meant, and nothing stays of a program that was killed."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from quiz.cli import cli
from quiz.files.drafts import ABANDONED
from quiz.files.output import CannotWriteError, TargetError, target_meant, write_file
from quiz.log import file
from quiz.log.file import copied
from tests.quiz.logs import make_log, posix_only, snapshot, without_root

WRITING = """
import os, signal, sys
from pathlib import Path
from quiz.files.output import write_file

def pieces():
    yield b"half"
    os.kill(os.getpid(), signal.SIGKILL)

write_file(Path(sys.argv[1]), pieces(), force=True)
"""


@posix_only
def test_what_a_killed_program_left_goes_with_the_next_file(tmp_path: Path) -> None:
    target = tmp_path / "set.json"
    write_file(target, [b"whole"])
    subprocess.run([sys.executable, "-c", WRITING, str(target)], check=False)
    (left,) = set(tmp_path.iterdir()) - {target}
    assert target.read_bytes() == b"whole"
    write_file(target, [b"new"], force=True)
    assert left.exists(), "it may still be written"
    os.utime(left, (time.time() - ABANDONED - 1,) * 2)
    write_file(target, [b"newer"], force=True)
    assert list(tmp_path.iterdir()) == [target]


COPYING = """
import os, signal, sqlite3, sys
from pathlib import Path
from quiz.log import file

class Connection(sqlite3.Connection):
    def backup(self, target):
        target.execute("CREATE TABLE half (number)")
        os.kill(os.getpid(), signal.SIGKILL)

connect = file.connect
file.connect = lambda path, how: Connection(path) if how == "mode=ro" else connect(path, how)
file.copied(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@posix_only
def test_a_backup_is_there_when_it_is_complete(tmp_path: Path) -> None:
    log, first, second = (tmp_path / name for name in ("log", "first.backup", "second.backup"))
    make_log(log, events=1)
    subprocess.run([sys.executable, "-c", COPYING, log, first], check=False)
    (left,) = set(tmp_path.iterdir()) - {log}
    assert left != first
    os.utime(left, (time.time() - ABANDONED - 1,) * 2)
    copied(log, second)
    assert set(tmp_path.iterdir()) == {log, second}


@pytest.mark.skipif(not hasattr(os, "link"), reason="there are no links here")
def test_a_new_name_is_never_there_without_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program killed while it gives a file its name would leave an empty one."""
    seen = []
    for name in ("link", "rename"):
        move = getattr(os, name)
        monkeypatch.setattr(
            os, name, lambda *at, move=move, **how: (seen.append(list(tmp_path.glob("out*"))), move(*at))
        )
    write_file(tmp_path / "out", [b"whole"])
    assert seen == [[]]
    assert (tmp_path / "out").read_bytes() == b"whole"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_that_came_while_another_was_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four backups of four logs into one name all told that they were there."""
    target, log, backup = (tmp_path / name for name in ("set.json", "log", "log.backup"))
    make_log(log, events=1)

    def pieces() -> Iterator[bytes]:
        yield b"ours"
        target.write_bytes(b"theirs")

    with pytest.raises(TargetError, match="exists"):
        write_file(target, pieces())
    assert target.read_bytes() == b"theirs"

    connect = file.connect

    def slow(path: Path, how: str) -> sqlite3.Connection:
        backup.write_bytes(b"theirs")
        return connect(path, how)

    monkeypatch.setattr(file, "connect", slow)
    with pytest.raises(file.ProgressUnavailable, match="File exists"):
        copied(log, backup)
    assert backup.read_bytes() == b"theirs"
    assert set(tmp_path.iterdir()) == {target, log, backup}


@posix_only
def test_what_a_killed_program_left_of_a_class_goes_with_the_next(tmp_path: Path) -> None:
    write = [sys.executable, "-m", "quiz", "make", "--copies", "1", "-n", "1", "-o", tmp_path / "class"]
    killing = "import os, signal, sys; from quiz.classes import folder; "
    killing += "folder.key = lambda *_: os.kill(os.getpid(), signal.SIGKILL); from quiz.__main__ import main; main()"
    subprocess.run([sys.executable, "-c", killing, *write[3:]], check=False)
    (left,) = tmp_path.iterdir()
    for path in (left, *left.rglob("*")):
        os.utime(path, (time.time() - ABANDONED - 1,) * 2)
    subprocess.run(write, check=True, capture_output=True)
    assert list(tmp_path.iterdir()) == [tmp_path / "class"]


def test_a_draft_that_cannot_be_removed_keeps_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = [tmp_path / f".set.json.0000000{number}" for number in range(3)]
    for draft in drafts:
        draft.write_bytes(b"half")
        os.utime(draft, (0, 0))
    (first, *others) = (path for path in tmp_path.iterdir() if path in drafts)
    unlink = Path.unlink

    def refused(path: Path, missing_ok: bool = False) -> None:
        if path == first:
            raise PermissionError
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    write_file(tmp_path / "set.json", [b"whole"])
    assert first.exists()
    assert not any(draft.exists() for draft in others)


def test_files_that_only_look_alike_stay(tmp_path: Path) -> None:
    names = (".set.json.0123456", ".set.json.0123456g", ".set.json.bak", ".other.json.01234567", "set.json.01234567")
    for name in names:
        (tmp_path / name).write_bytes(b"mine")
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / ".set.json.01234567").mkdir()
    write_file(tmp_path / "set.json", [b"whole"])
    assert {path.name for path in tmp_path.iterdir()} == {*names, ".set.json.01234567", "set.json"}


@pytest.mark.parametrize("name", ["folder/", "a/folder/", "folder/.", "..", "", "folder//"])
def test_the_name_of_a_folder_is_no_file(name: str) -> None:
    with pytest.raises(TargetError):
        target_meant(name)


@pytest.mark.parametrize(
    "words",
    [
        ("make", "-n", "2", "-o"),
        ("make", "-n", "2", "--force", "-o"),
        ("export", "set.json", "--to", "csv", "--to", "markdown", "-o"),
        ("progress", "export", "-o"),
        ("progress", "backup", "-o"),
        ("show", "3", "--svg"),
        ("lab", "conv", "--svg"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("standing", [True, False])
def test_no_command_writes_a_file_in_a_folders_name(tmp_path: Path, words: tuple[str, ...], standing: bool) -> None:
    make_log(tmp_path / "log", events=1)
    if standing:
        (tmp_path / "folder").write_bytes(b"mine")
    before = snapshot(tmp_path)
    refused = CliRunner().invoke(cli, ["--progress", str(tmp_path / "log"), *words, f"{tmp_path}/folder/"])
    assert refused.exit_code == 2
    assert snapshot(tmp_path) == before


def test_a_folder_stands_for_the_usual_file_in_it(tmp_path: Path) -> None:
    path = CliRunner().invoke(cli, ["--progress", f"{tmp_path}/new/", "progress", "path"]).stdout.strip()
    assert path == str(tmp_path / "new" / "progress.sqlite3")
    told = CliRunner().invoke(cli, ["config", "path"], env={"CONVQUIZ_CONFIG": f"{tmp_path}/new/"}).stdout.strip()
    assert told == str(tmp_path / "new" / "config.toml")


@posix_only
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_that_is_written_anew_stays_as_open_or_closed_to_others_as_it_was(tmp_path: Path, mode: int) -> None:
    (target := tmp_path / "config.toml").write_bytes(b"old")
    target.chmod(mode)
    write_file(target, [b"new"], force=True)
    assert (target.read_bytes(), stat.S_IMODE(target.stat().st_mode)) == (b"new", mode)


@posix_only
def test_a_file_that_root_writes_anew_stays_its_owners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (target := tmp_path / "config.toml").write_bytes(b"old")
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "chown", lambda _, owner, group: given.append((owner, group)))
    write_file(target, [b"new"], force=True)
    assert given == [(target.stat().st_uid, target.stat().st_gid)]


@posix_only
def test_a_file_that_may_only_be_read_is_not_replaced() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to nobody
        (target := Path(name) / "config.toml").write_bytes(b"old")
        target.chmod(0o444)
        target.parent.chmod(0o777)
        with without_root(), pytest.raises(CannotWriteError, match="only be read"):
            write_file(target, [b"new"], force=True)
        assert target.read_bytes() == b"old"


@pytest.mark.parametrize("name", ["x" * 255, "é" * 125 + ".json", "王" * 85])
def test_a_file_may_have_the_longest_name_that_the_disk_takes(name: str, tmp_path: Path) -> None:
    try:
        (tmp_path / name).write_bytes(b"old")
    except OSError:
        pytest.skip("this disk takes shorter names")
    write_file(tmp_path / name, [b"whole"], force=True)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(name, b"whole")]


@posix_only
def test_where_the_folder_is_gone_the_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (gone := tmp_path / "gone").mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(CannotWriteError, match=r"set\.json: No such file"):
        write_file(Path("set.json"), [b"whole"])
