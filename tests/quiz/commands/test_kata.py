"""The command `kata`: files are begun and never lost, verdicts have exit codes, deeds are kept."""

from __future__ import annotations

import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from questions.model import kata_named
from quiz.cli import cli
from quiz.katas.editing import EditorError, edit, editor
from quiz.log.progress import Progress
from tests.quiz.logs import posix_only


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    config = tmp_path / "config.toml"
    config.write_text(f'katas_folder = "{(tmp_path / "katas").as_posix()}"\n')
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(config))
    monkeypatch.setenv("CONVQUIZ_PROGRESS", str(tmp_path / "progress.sqlite3"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "katas"


def convquiz(*words: str, input: str = "") -> Result:
    return CliRunner().invoke(cli, ["kata", *words], input=input)


def listed(name: str) -> dict[str, object]:
    katas = json.loads(convquiz("--json").stdout)["katas"]
    found: dict[str, object] = next(kata for kata in katas if kata["name"] == name)
    return found


def test_from_stub_over_mistake_to_pass(folder: Path) -> None:
    kata = kata_named("output_size")
    assert convquiz("start", "output_size").exit_code == 0
    file = folder / "output_size.py"
    assert file.read_text() == kata.stub()
    done = convquiz("check", "output_size")
    assert (done.exit_code, "nothing is written here yet" in done.stdout) == (1, True)
    file.write_text(kata.mistaken(kata.mutants[0]))
    done = convquiz("check", "output_size", "--json")
    verdict = json.loads(done.stdout)
    assert (done.exit_code, verdict["schema_version"], verdict["passed"]) == (1, 1, False)
    assert [slip["tag"] for slip in verdict["slips"]] == ["pad.single"]
    file.write_text(kata.program(kata.loops))
    assert convquiz("check", str(file)).exit_code == 0
    assert (listed("output_size")["tries"], listed("output_size")["passed"]) == (2, True)


def test_a_file_is_never_written_over(folder: Path) -> None:
    folder.mkdir()
    file = folder / "conv2d.py"
    file.write_text("# mine\n")
    assert convquiz("start", "conv2d").exit_code == 0
    assert file.read_text() == "# mine\n"
    assert convquiz("reset", "conv2d").exit_code == 0
    assert file.read_text() == kata_named("conv2d").stub()
    assert (folder / "conv2d.1.py").read_text() == "# mine\n"


def test_hints_come_one_at_a_time_and_the_solution_asks(folder: Path) -> None:
    hints = kata_named("conv2d").hints
    assert [convquiz("hint", "conv2d").stdout.strip() for _ in range(len(hints) + 1)] == [*hints, hints[-1]]
    assert convquiz("solution", "conv2d", input="n\n").exit_code == 1
    assert not listed("conv2d")["revealed"]
    assert "sliding_window_view" in convquiz("solution", "conv2d", input="y\n").stdout
    assert listed("conv2d")["revealed"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["check", "nonsense"], "there is no kata"),
        (["start", "conv2"], "did you mean conv2d?"),
        (["check", "conv2d"], "cannot be read"),
        (["check", "conv2d", "."], "cannot be read"),
        (["check", "mine.py"], "which kata is it?"),
        (["check", "conv2d", "-", "--watch"], "--watch looks at a file"),
    ],
)
def test_what_cannot_be_judged_is_told(folder: Path, words: list[str], told: str) -> None:
    Path("mine.py").write_text("def f():\n    pass\n")
    done = convquiz(*words)
    assert done.exit_code == 2
    assert told in done.stderr


def on_terminal(*words: str) -> tuple[int, int]:
    """Begin a command on a terminal of its own; return its process and the terminal's file."""
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "quiz", "kata", *words])
    return child, terminal


def read_until(terminal: int, marker: bytes) -> bytes:
    """Read what a program prints until a marker is there."""
    shown = b""
    while marker not in shown:
        piece = read(terminal)
        assert piece, "it has ended"
        shown += piece
    return shown


def read(terminal: int) -> bytes:
    """Read what a program prints next, nothing once it has ended."""
    assert select.select([terminal], [], [], 30)[0], "it says no more"
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


EDITOR = """
import select, signal, sys
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler, "it is begun as by a shell"
signal.signal(signal.SIGINT, lambda *_: print("INTERRUPTED", flush=True))
print("OPENED", flush=True)
line = ""
while line != "save\\n":
    # What is pressed just before a line is waited for would be heard after it alone.
    if select.select([sys.stdin], [], [], 0.1)[0]:
        line = sys.stdin.readline()
open(sys.argv[1], "w").write("# saved\\n")
"""


@posix_only
def test_ctrl_c_is_the_editors_own_and_what_is_written_there_is_saved(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (editor := folder.parent / "editor.py").write_text(EDITOR)
    monkeypatch.setenv("VISUAL", f"{sys.executable} {editor}")
    child, terminal = on_terminal("start", "conv2d")
    for waited, typed in ((b"OPENED", b"\x03"), (b"INTERRUPTED", b"\x03"), (b"INTERRUPTED", b"save\n")):
        read_until(terminal, waited)
        os.write(terminal, typed)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(terminal)
    assert (folder / "conv2d.py").read_text() == "# saved\n"


@pytest.mark.parametrize("variable", ["vim 'mine", "no-such-editor"])
def test_an_editor_that_cannot_be_called_is_passed_over(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv("VISUAL", variable)
    monkeypatch.setenv("EDITOR", f"{sys.executable} -i")
    assert editor() == [sys.executable, "-i"]


@posix_only
def test_an_editor_that_does_not_start_is_told(tmp_path: Path) -> None:
    (script := tmp_path / "mine").write_text("")
    script.chmod(0o755)
    with pytest.raises(EditorError, match="mine cannot be started"):
        edit([str(script)], tmp_path / "conv2d.py")


@posix_only
def test_an_editor_that_fails_is_told(tmp_path: Path) -> None:
    """A wrong option of one left the kata as it was, and the message on a screen that nobody sees."""
    with pytest.raises(EditorError, match=r"ended with an error \(3\)"):
        edit(["sh", "-c", "exit 3"], tmp_path / "conv2d.py")


@posix_only
def test_keys_are_heard_after_a_shell_has_stopped_the_watch_and_gone_on_with_it(folder: Path) -> None:
    import termios

    folder.mkdir()
    (folder / "conv2d.py").write_text("def conv2d(:\n")
    child, terminal = on_terminal("check", "conv2d", "--watch")
    read_until(terminal, b"q quit")
    os.kill(child, signal.SIGSTOP)
    os.waitpid(child, os.WUNTRACED)
    shells = termios.tcgetattr(terminal)
    shells[3] |= termios.ICANON | termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, shells)
    os.kill(child, signal.SIGCONT)
    os.write(terminal, b"q")
    while read(terminal):
        pass
    os.waitpid(child, 0)
    os.close(terminal)


@posix_only
def test_a_watch_shows_no_verdict_of_before_while_a_program_runs(folder: Path) -> None:
    folder.mkdir()
    (folder / "conv2d.py").write_text(kata_named("conv2d").program("import time\ntime.sleep(60)"))
    child, terminal = on_terminal("check", "conv2d", "--watch")
    read_until(terminal, "it runs …".encode())
    os.write(terminal, b"\x03")
    while read(terminal):
        pass
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    os.close(terminal)


SWALLOWED = """
import os, signal, sys
from contextlib import suppress
from pathlib import Path
from quiz.lines.katas import watched

signal.signal(signal.SIGINT, signal.default_int_handler)

def judge(source, stopped):
    with suppress(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        while True: pass
    print(f"stopped {stopped()}")

watched(Path(sys.argv[1]), judge, keep=print, hint=str)
print(f"ended {signal.getsignal(signal.SIGINT) is signal.default_int_handler}")
"""


@posix_only
def test_ctrl_c_that_an_import_swallows_ends_the_watch_and_keeps_nothing(tmp_path: Path) -> None:
    (file := tmp_path / "conv2d.py").write_text("x = 1")
    words = [sys.executable, "-c", SWALLOWED, str(file)]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout.splitlines(), done.stderr) == (["stopped True", "ended True"], "")


def test_a_verdict_fits_a_pane_beside_an_editor(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for what is pasted, whose lines are left whole."""
    kata = kata_named("conv2d")
    folder.mkdir()
    (folder / "conv2d.py").write_text(kata.mistaken(kata.mutants[0]))
    monkeypatch.setenv("COLUMNS", "39")
    told, _, pasted = convquiz("check", "conv2d").stdout.partition("To try it yourself:")
    assert pasted
    assert max(map(len, told.splitlines())) <= 39


@posix_only
@pytest.mark.parametrize(("wrong", "others"), [(True, True), (False, False)])
def test_a_watch_offers_the_next_failing_setting_where_there_is_one(folder: Path, wrong: bool, others: bool) -> None:
    kata = kata_named("output_size")
    folder.mkdir()
    (folder / "output_size.py").write_text(kata.mistaken(kata.mutants[0]) if wrong else kata.program(kata.loops))
    child, terminal = on_terminal("check", "output_size", "--watch")
    told = read_until(terminal, b"q quit")
    os.write(terminal, b"q")
    os.waitpid(child, 0)
    os.close(terminal)
    assert (b"next failing setting" in told) == others


@posix_only
def test_a_watch_says_that_its_file_is_not_there_yet(folder: Path) -> None:
    child, terminal = on_terminal("check", "conv2d", "--watch")
    read_until(terminal, b"conv2d.py is not there yet")
    (folder.parent / "saving").write_text("def conv2d(:\n")
    folder.mkdir()
    (folder.parent / "saving").rename(folder / "conv2d.py")
    read_until(terminal, b"Python cannot read this")
    os.write(terminal, b"q")
    os.waitpid(child, 0)
    os.close(terminal)


def test_a_log_that_fails_while_it_is_read_is_said_and_the_katas_are_listed(folder: Path, tmp_path: Path) -> None:
    with Progress.open(tmp_path / "progress.sqlite3"):
        pass
    with closing(sqlite3.connect(tmp_path / "progress.sqlite3")) as db:
        db.execute("DROP TABLE events")
    listing = convquiz()
    assert (listing.exit_code, "conv2d" in listing.stdout) == (0, True)
    assert str(tmp_path / "progress.sqlite3") in listing.stderr
