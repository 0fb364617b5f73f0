"""The command line: what it prints, how it refuses, how it exits."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from quiz.cli import cli
from quiz.log.events import Event
from quiz.log.progress import Progress
from quiz.sessions.beginning import MakeRecipe
from quiz.sessions.interview import InterviewRecipe
from quiz.sessions.player import Player
from quiz.settings.invocation import Settings
from tests.quiz.logs import posix_only


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, words, input=typed)


def test_list_for_programs() -> None:
    listed = json.loads(run("list", "--json").stdout)
    assert listed["schema_version"] == 1
    numbers = [entry["number"] for entry in listed["questions"]]
    assert {3, 5, 11} <= set(numbers)
    assert numbers == sorted(numbers)
    for entry in listed["questions"]:
        assert set(entry) == {"number", "slug", "title", "level", "topics", "variants"}
        assert all(set(variant) == {"id", "title", "level"} for variant in entry["variants"])


def test_ctrl_c_is_no_failed_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts could not tell one from the other."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("quiz.commands.list.command.callback", lambda **_: interrupted())
    stopped = run("list")
    assert stopped.exit_code == 128 + signal.SIGINT
    assert not stopped.output.strip()


def test_solve_by_numbers() -> None:
    result = run("solve", "3.1", "size=32", "kernel=5", "padding=2", "stride=1")
    assert result.exit_code == 0
    assert "formula 32 · op 32" in result.stdout
    assert "pad.single" in result.stdout


def test_numbers_of_ones_own_are_played_and_their_slip_is_told(tmp_path: Path) -> None:
    log = ("--progress", str(tmp_path / "p.sqlite3"))
    played = run(*log, "play", "Q03.1 size=32 kernel=5 stride=1 padding=2", typed="30\n32\n")
    assert played.exit_code == 0
    assert "formula 32 · op 32" in played.stdout
    (slip,) = json.loads(run(*log, "stats", "--json").stdout)["slips"]
    assert slip["last"] == "Q03.1 size=32 kernel=5 stride=1 padding=2"
    assert slip["message"] in " ".join(played.stdout.split())


def test_a_demonstration_is_printed_and_drawn(tmp_path: Path) -> None:
    target = ("solve", "10.3", "inputs=1,2,3", "kernel=1,-1", "stride=1")
    printed = run(*target, "--scene")
    assert printed.exit_code == 0
    assert "  1   1   1  −3" in printed.stdout
    assert max(map(len, printed.stdout.splitlines())) <= 80
    file = tmp_path / "stamps.svg"
    assert run(*target, "--svg", str(file)).exit_code == 0
    picture = file.read_text(encoding="utf-8")
    assert picture == run(*target, "--svg", "-").stdout
    refused = run(*target, "--svg", str(file), "--frame", "1")
    assert refused.exit_code == 2
    assert file.read_text(encoding="utf-8") == picture
    assert run(*target, "--svg", str(file), "--frame", "1", "--force").exit_code == 0
    assert file.read_text(encoding="utf-8") != picture
    assert run(*target, "--scene", "--frame", "99").exit_code == 2


def test_solve_by_code_is_what_was_asked() -> None:
    first = json.loads(run("solve", "Q03.1-7F3K", "--json").stdout)
    again = json.loads(run("solve", "q3.1-7f3k", "--json").stdout)
    assert first == again
    assert first["code"] == "Q03.1-7F3K"
    assert first["measured"]["agrees"]
    assert first["measured"]["value"] == first["answer"]["value"]
    assert first["slips"]


def test_vgg_conv2_1_has_73856_parameters() -> None:
    result = run("solve", "11.1", "kernel=3", "in_channels=64", "out_channels=128")
    assert "formula 73,856 · op 73,856" in result.stdout
    assert "73,728" in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("solve", "3.1", "size=32", "kernel=50"), "the kernel spans 50 samples, the padded input only 32"),
        (("solve", "3.1", "size=abc", "kernel=3"), "size"),
        (("solve", "3.1", "size=32", "kernel=0"), "kernel"),
        (("solve", "3.1", "depth=3"), "size, kernel, stride, padding"),
        (("solve", "3.1", "size"), "NAME=VALUE"),
        (("solve", "3.99"), "3.1"),
        (("solve", "Q03.1-????"), "Q03.1-7F3K"),
        (("solve", "Q03.1-7F3K", "size=3"), "leave size=3 out"),
        (("play", "3.1", "size=32"), "kernel is missing"),
        (("play", "3.1 size=32 kernel=50"), "the kernel spans 50 samples"),
        (("play", "set.json", "size=3"), "'set.json' is not a share code"),
        (("show", "99"), "3 output-size"),
        (("show", f"{'1' * 5000}.1"), "3 output-size"),
        (("net", "vgg16", "--input", "1" * 5000), "3,224,224"),
        (("play", "--question", "99"), "3 output-size"),
        (("play", "--topic", "zebra"), "receptive field"),
        (("play", "-n", "0"), "-n"),
        (("solve", "5.2", "layers=3/1,frog"), "frog"),
        (("drill", "--topic", "zebra"), "receptive field"),
        (("drill", "--slip", "zebra"), "convquiz stats"),
        (("drill", "--slip", "pad.single", "--wrong"), "one of them"),
    ],
)
def test_bad_input_is_told_in_words(words: tuple[str, ...], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_show_runs_every_claim() -> None:
    result = run("show", "5")
    assert result.exit_code == 0
    assert "196" in result.stdout
    assert "NOT CONFIRMED" not in result.stdout
    shown = json.loads(run("show", "receptive-field", "--json").stdout)
    assert all(claim["says"] in " ".join(result.stdout.split()) for claim in shown["claims"])


def test_show_asks_which_question() -> None:
    result = run("show")
    assert result.exit_code == 2
    assert "show 5" in result.stderr


def test_the_same_seed_plays_the_same_quiz(tmp_path: Path) -> None:
    words = ("--no-save", "play", "-n", "4", "--seed", "7")
    first, second = (run(*words, typed="skip\nskip\nskip\nskip\n").stdout for _ in range(2))
    assert first.split("Score")[0] == second.split("Score")[0]


def test_inline_is_one_ask_and_no_miss_comes_back() -> None:
    result = run("--no-save", "play", "--inline", "--seed", "3", typed="reveal\n")
    assert result.exit_code == 1
    assert result.stdout.count("[1 of 1]") == 1
    assert "Score 0 of 1" in result.stdout


def test_progress_that_cannot_be_used_stops_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "progress.sqlite3"
    broken.write_bytes(b"this is no database" * 99)
    before = broken.read_bytes()
    result = run("--progress", str(broken), "play", "-n", "1", "--question", "3", typed="skip\n")
    assert result.exit_code == 0
    assert str(broken) in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert broken.read_bytes() == before


UNSEEN = "x" * 300
"""A name at which no system lets one look: it is too long."""


@posix_only
@pytest.mark.parametrize(
    "words",
    [
        *(("--progress", UNSEEN, *words.split()) for words in ("stats", "today --due", "plan", "interview --last")),
        *(("progress", "--progress", UNSEEN, *words.split()) for words in ("export", "backup", "reset --yes")),
        ("grade", UNSEEN, "answers.csv"),
        ("net", f"{UNSEEN}.py:Net"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_looked_at_is_no_output_that_cannot_be_written(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert UNSEEN[:99] in result.stderr
    assert os.strerror(errno.ENAMETOOLONG) in result.stderr


NO_LETTER = os.fsdecode(b"\xff")
"""A byte of another encoding, as the name of a file or of what is typed may have it."""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the names of files are Unicode")
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("play", "--net", f"{NO_LETTER}.toml", "--plain"), 0, " of ?.toml"),
        (("config", "set", "katas_folder", NO_LETTER), 2, "settings are UTF-8 text"),
        (("make", "-n", "1", "--copies", "1", "--title", NO_LETTER, "-o", "class"), 0, "class: class"),
        (("serve", "--host", NO_LETTER), 2, "cannot listen"),
    ],
)
def test_a_byte_of_another_encoding_is_no_fault(
    words: tuple[str, ...], code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("CONVQUIZ_PROGRESS", str(tmp_path / "progress.sqlite3"))
    layer = '[[layers]]\nop = "conv"\nout_channels = 16\nkernel_size = 3\n'
    (tmp_path / f"{NO_LETTER}.toml").write_text(f"input = [3, 32, 32]\n{layer}")
    result = run(*words)
    assert result.exit_code == code
    assert told in result.output


@pytest.mark.parametrize("command", ["stats", "sheet", "page", "config show"])
def test_the_names_of_files_that_a_star_stands_for_steer_no_terminal(command: str) -> None:
    result = run(*command.split(), "a\u202etxt.exe", "b\x1b]0;title\x07\x9b2J\r")
    assert result.exit_code == 2
    assert "a?txt.exe" in result.stderr
    assert all(letter.isprintable() or letter == "\n" for letter in result.stderr)


def test_a_terminal_of_one_column_does_not_keep_the_statistics_busy_for_ever() -> None:
    words = [sys.executable, "-m", "quiz", "--no-save", "stats"]
    assert not subprocess.run(words, env={**os.environ, "COLUMNS": "1"}, timeout=30, check=False).returncode


@posix_only
@pytest.mark.parametrize("words", ["config path", "progress path", "config show", "stats"])
def test_whoever_has_no_home_is_no_fault(words: str) -> None:
    code = """if True:
        import pwd, runpy, sys
        def nobody(_): raise KeyError("uid not found")
        pwd.getpwuid = nobody
        runpy.run_module("quiz", run_name="__main__")"""
    homes = ("HOME", "XDG_", "CONVQUIZ_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(homes)}
    done = subprocess.run(
        [sys.executable, "-c", code, *words.split()], capture_output=True, env=environment, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_dumb_terminal_and_a_pipe_get_lines(tmp_path: Path) -> None:
    """Textual would wait for ever on a pipe."""
    words = [sys.executable, "-m", "quiz", "--progress", str(tmp_path / "p.sqlite3")]
    done = subprocess.run(words, input="quit\n", capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0
    assert "[1 of" in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
@pytest.mark.parametrize("typed", [b"", b"\xff\xfe\n", "⌊3²⌋\n".encode(), b"hint\nreveal\n"])
def test_no_stream_is_too_poor(encoding: str, typed: bytes) -> None:
    words = [sys.executable, "-m", "quiz", "--no-save", "play", "-n", "1", "--question", "3", "--seed", "1"]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(words, input=typed, capture_output=True, env=environment, timeout=30, check=False)
    assert done.returncode in (0, 1)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_output_that_cannot_be_written_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        words = [sys.executable, "-m", "quiz", "list"]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, timeout=30, check=False)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_interview_is_reported_and_goes_on_where_it_was_left(tmp_path: Path) -> None:
    log, report = ("--progress", str(tmp_path / "p.sqlite3")), tmp_path / "report.json"
    left = run(*log, "interview", "--minutes", "5", "--seed", "3", typed="skip\n")
    assert left.exit_code == 0
    gone_on = run(*log, "interview", "--minutes", "5", "--report", str(report), typed="skip\n")
    assert "[2 of 2]" in gone_on.stdout
    assert "[1 of 2]" not in gone_on.stdout
    written = json.loads(report.read_text(encoding="utf-8"))
    assert written["finished"]
    assert (written["seed"], len(written["lines"])) == (3, 2)
    again = run(*log, "interview", "--last", "--report", "-")
    assert again.stdout.startswith("# Mock interview")
    assert all(line["code"] in again.stdout for line in written["lines"])
    assert run(*log, "interview", "--last", "--report", str(report)).exit_code == 2


def test_an_interview_that_an_older_version_began_goes_on_where_it_was_left(tmp_path: Path) -> None:
    """Its recipe said less: nothing of a program to write."""
    log = "--progress", str(tmp_path / "p.sqlite3")
    with Progress.open(Path(log[1])) as progress:
        recipe = {"mode": "interview", "seed": 3, "minutes": 5}
        progress.append("s", Event(kind="started", elapsed=0, detail={"recipe": recipe}))
        for kind in ("asked", "skipped"):
            progress.append("s", Event(kind=kind, elapsed=1))
    gone_on = run(*log, "interview", "--minutes", "5", "--report", "-", typed="skip\n")
    assert "[2 of 2]" in gone_on.stdout
    assert "[1 of 2]" not in gone_on.stdout
    assert "# Mock interview" in gone_on.stdout


def test_the_report_is_on_the_interview_that_was_held_though_another_was_begun_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = "--progress", str(tmp_path / "p.sqlite3")

    def held_beside_another(settings: Settings, make_recipe: MakeRecipe) -> int:
        with Progress.open(Path(log[1])) as progress:
            Player(make_recipe(False), progress).next_card()
            Player(InterviewRecipe(minutes=5, seed=4), progress).next_card()
        return 0

    monkeypatch.setattr("quiz.launch.launch", held_beside_another)
    report = tmp_path / "report.json"
    assert run(*log, "interview", "--minutes", "5", "--seed", "3", "--report", str(report)).exit_code == 0
    assert json.loads(report.read_text(encoding="utf-8"))["seed"] == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--minutes", "2"), "--minutes"),
        (("--report", "report.pdf"), ".md or .json"),
        (("--last",), "no interview"),
        (("--last", "--no-save"), "--no-save"),
    ],
)
def test_an_interview_refuses_in_words_and_leaves_nothing(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    result = run("--progress", str(tmp_path / "p.sqlite3"), "interview", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_help_says_what_each_command_says_of_itself() -> None:
    """It reads the lines off the files, without importing the commands."""
    context = click.Context(cli)
    help_text = run("--help").stdout
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        first = (command.help or "").partition("\n")[0]
        assert f"  {name} " in help_text
        assert first in help_text
        assert len(first) + 14 <= 80


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("errors", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize(
    ("words", "code"),
    [("net nosuch", 2), ("nosuch", 2), ("check 3 --draws 1", 0), ("--progress /etc/hostname play", 0)],
)
def test_messages_that_nobody_can_read_change_nothing(words: str, code: int, errors: str) -> None:
    line = f"{sys.executable} -m quiz {words} {errors} </dev/null"
    done = subprocess.run(line, shell=True, stdout=subprocess.PIPE, check=False)
    assert done.returncode == code
    assert b"Traceback" not in done.stdout
