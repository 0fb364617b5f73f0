"""`convquiz plan` and `convquiz today` from the shell: what is kept, what is told, how they exit."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quiz.cli import cli
from quiz.log.days import local_now
from quiz.log.events import Event
from quiz.log.progress import Logged, Progress
from quiz.log.review import Review
from quiz.settings.preferences import load

IN_A_WEEK = local_now().date() + timedelta(days=7)


@pytest.fixture(autouse=True)
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("CONVQUIZ_PROGRESS", str(tmp_path / "log"))
    return tmp_path


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, words, input=typed)


def test_a_day_is_kept_and_what_is_not_said_stays(at: Path) -> None:
    told = run("plan", IN_A_WEEK.isoformat(), "--minutes", "20", "--topic", "cost", "--level", "easy", "--katas")
    assert told.exit_code == 0
    assert "Interview in 7 days · ready " in told.stdout
    assert run("plan", (IN_A_WEEK + timedelta(days=1)).isoformat()).exit_code == 0
    kept = load()[0].interview
    assert (kept.date, kept.minutes) == (IN_A_WEEK + timedelta(days=1), 20)
    assert (kept.topics, kept.levels, kept.katas) == (("cost",), ("easy",), True)
    assert not (at / "log").exists(), "looking makes no log"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("plan",), "convquiz plan 2026-12-05"),
        (("plan", "2020-01-01"), "is over"),
        (("plan", "tomorrow"), "there is no day 'tomorrow'; write such as 2026-12-05"),
        (("plan", "2027-02-29"), "there is no day '2027-02-29'; write such as 2026-12-05"),
        (("plan", "2030-01-01", "--topic", "nonsense"), "nonsense"),
        (("plan", "9999-12-31"), "for a year at most"),
        (("plan", "--minutes", "30"), "convquiz plan 2026-12-05"),
        (("plan", "--topic", "pooling"), "convquiz plan 2026-12-05"),
        (("today",), "convquiz plan 2026-12-05"),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(at: Path, words: tuple[str, ...], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not list(at.iterdir())


def test_a_line_for_the_shell_says_what_there_is_to_do(at: Path) -> None:
    nothing = run("today", "--due")
    assert (nothing.exit_code, nothing.stdout) == (0, "no cards due\n")
    run("plan", IN_A_WEEK.isoformat())
    told = run("today", "--due")
    assert (told.exit_code, told.stdout) == (1, "30 min to practise, no cards due · Interview in 7 days\n")


def test_today_says_why_and_the_log_replays_without_a_difference(at: Path) -> None:
    run("plan", IN_A_WEEK.isoformat())
    ticks = "\n".join("m" * points for points in range(2, 9))  # as many as the rubric has; the others are asked anew
    played = run("today", "--plain", "--seed", "1", typed=f"it is a sum\n{ticks}\n1\nquit\n")
    assert re.search(r"Why: new; \d\d:\d\d left\.", played.stdout)
    assert "Rated 1 Again 1 day." in played.stdout
    rebuilt = run("progress", "rebuild")
    assert (rebuilt.exit_code, rebuilt.stdout.splitlines()[-1]) == (0, "0 differences")
    with Progress.open(at / "log") as log:
        (graded,) = log.read(Logged, "graded")
    assert graded.detail["until"] == IN_A_WEEK.isoformat()
    calibration = json.loads(run("stats", "--json").stdout)["calibration"]
    assert [each["happened"] for each in calibration["bins"]] == [0.0]
    told = run("stats").stdout
    assert "forecast,   0% right" in told
    assert "counted are numbers, programs and each ★ point" in told


def test_a_day_that_is_over_is_as_none(at: Path) -> None:
    (at / "config.toml").write_text("[interview]\ndate = 2020-01-01\n")
    told = run("today", "--plain")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "still to come" in told.stderr


def test_on_the_day_itself_all_agree_that_nothing_warms_up(at: Path) -> None:
    today = local_now().date()
    assert "nothing to ask today" in run("plan", today.isoformat()).stdout
    told = run("today", "--due")
    assert (told.exit_code, told.stdout) == (0, "nothing to ask today, no cards due · Interview today\n")
    assert "Nothing was asked yet that could warm up" in run("today", "--plain").stdout


def test_what_is_known_badly_is_not_told_to_have_been_asked_today(at: Path) -> None:
    asked = local_now() - timedelta(days=1000)
    review = Review(card="3.1", rating=1, at=asked, day=asked.date())
    with Progress.open(at / "log") as log:
        log.append("past", Event(kind="graded", elapsed=0, detail=review.detail))
    run("plan", local_now().date().isoformat())
    told = run("today", "--plain").stdout
    assert "known well enough" in told
    assert "asked today" not in told


def test_a_prompt_waits_for_no_question(at: Path) -> None:
    """A line in a prompt is waited for each time: neither cards nor the engine are imported, also after a session."""
    run("plan", IN_A_WEEK.isoformat())
    run("today", "--plain", "--seed", "1", typed="it is a sum\nquit\n")
    code = (
        "import sys; from click.testing import CliRunner; from quiz.cli import cli;"
        "told = CliRunner().invoke(cli, ['today', '--due']); assert told.exit_code == 1, told;"
        "assert not {'numpy', 'textual', 'quiz.drill.cards', 'questions.model.variant'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
