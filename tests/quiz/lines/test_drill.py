"""The drill in a pipe; and a program that is killed while one is played."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from quiz.cli import cli
from quiz.drill.deeds import learned
from quiz.drill.schedule import Schedule
from quiz.lines.drill import PlainDrill
from quiz.log.progress import Logged, Progress, ProgressUnavailable
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.player import Player
from quiz.sessions.resuming import resumed
from quiz.settings.preferences import Preferences
from tests.quiz.logs import open_session


def play(lines: str, progress: Progress | None = None, **recipe: object) -> tuple[int, str, Player]:
    player, out = Player(DrillRecipe.model_validate({"seed": 1, **recipe}), progress), io.StringIO()
    code = PlainDrill(player, None, io.StringIO(lines), out).play()
    return code, out.getvalue(), player


@pytest.mark.parametrize(("word", "rating"), [("4", 4), ("easy", 4), (";", 4), ("j", 1), ("", 1)])
def test_an_empty_line_shows_the_answer_and_a_word_rates(tmp_path: Path, word: str, rating: int) -> None:
    with Progress.open(tmp_path / "log") as progress:
        _, out, player = play(f"\n{word}\n", progress, cards=("3.1", "5.1"))
        assert [review.rating for review in learned(progress)] == [rating]
    assert "[1 Again 1 min] · 2 Hard 5.5 min · 3 Good 10 min · 4 Easy 8 days" in " ".join(out.split())
    assert f"Rated {rating}" in out
    assert len(player.session.played) == 2


def test_undo_skip_and_demonstration() -> None:
    _, out, player = play("\n1\nundo\ne\nwhat\n4\ns\n\ns\n", cards=("3.1", "Q03", "5.1"))
    assert "The last rating is taken back" in out
    assert "Nothing was rated" not in out
    assert "u undoes" in out
    assert [rated.review.rating for rated in player.session.rated] == [4]
    assert "Rated: 1 Easy." in out


def test_a_prose_card_is_ticked_and_rated() -> None:
    code, out, _ = play("depthwise\nsssssss\n\n", cards=("Q03",), free=True)
    assert "[3 Good done]" in " ".join(out.split())
    assert code == 0


DEEDS = "-7\n-7, -7\n-7; -7\nreveal\n{rating}\nskip\n"


def killed_while_drilling(path: Path, moment: int, seed: int) -> tuple[int, int]:
    """Play, and kill the program once so many lines were printed; return the verdicts and ratings that were shown."""
    words = [sys.executable, "-m", "quiz", "--progress", str(path), "drill", "-n", "999", "--seed", str(seed)]
    typed = "".join(DEEDS.format(rating=rating % 4 + 1) for rating in range(400))
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as program:
        program.stdin.write(typed)
        program.stdin.flush()
        shown = [program.stdout.readline() for _ in range(moment)]
        program.kill()
        shown += program.stdout.readlines()
    return sum("Not right" in line for line in shown), sum(bool(re.search(r"Rated \d", line)) for line in shown)


def hold_after_kills(path: Path, moments: list[int]) -> None:
    verdicts = ratings = 0
    for seed, moment in enumerate(moments):
        more_verdicts, more_ratings = killed_while_drilling(path, moment, seed)
        verdicts, ratings = verdicts + more_verdicts, ratings + more_ratings
        with Progress.open(path) as progress:
            kept = list(progress.read(Logged, "answered", "graded"))
            assert sum(row.verdict == "reject" for row in kept) >= verdicts
            assert sum(row.kind == "graded" for row in kept) >= ratings
            assert len({row.id for row in kept}) == len(kept)
            assert Schedule(learned(progress)).replayed() == (0, [])
    assert ratings


def test_a_killed_drill_has_lost_nothing_that_was_shown(tmp_path: Path) -> None:
    hold_after_kills(tmp_path / "log", [90])


@pytest.mark.slow
def test_many_killed_drills_have_lost_nothing_that_was_shown(tmp_path: Path) -> None:
    hold_after_kills(tmp_path / "log", random.Random(5).choices(range(1, 300), k=20))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), {"new": 2, "retention": 0.8, "timer": False}),
        (("--new-per-day", "3", "--retention", "0.95", "--timer"), {"new": 3, "retention": 0.95, "timer": True}),
    ],
)
def test_what_the_options_leave_open_is_as_it_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: dict[str, float]
) -> None:
    settings, log = tmp_path / "config.toml", tmp_path / "log"
    settings.write_text("new_per_day = 2\nretention = 0.8\ntimer = false\n", encoding="utf-8")
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(settings))
    out = CliRunner().invoke(cli, ["--progress", str(log), "drill", *words], input="\n4\nquit\n").stdout
    assert f"[1 of {told['new']}]" in out
    assert ("It took" in out) == told["timer"]
    with Progress.open(log) as progress:
        assert [review.retention for review in learned(progress)] == [told["retention"]]


def test_without_settings_a_drill_is_as_its_recipe_says() -> None:
    """Otherwise a set that says nothing would drill otherwise than the bare recipe."""
    usual = DrillRecipe.preferred(Preferences(), seed=1, timer=None)
    assert usual == DrillRecipe(seed=1, timer=True)


def test_the_last_cards_rating_can_be_taken_back(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "log") as progress:
        _, out, _ = play("\n4\nu\n4\n\n", progress, cards=("3.1",))
        assert [review.rating for review in learned(progress)] == [4]
        assert open_session(progress) is None
    assert "The last rating is taken back" in out
    assert out.count("Rated 4") == 2
    assert "Rated: 1 Easy." in out


def test_a_drill_that_was_taken_back_and_left_can_be_gone_on_with(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "log") as progress:
        play("\n4\nu\nquit\n", progress, cards=("3.1",))
        player = resumed(progress)
        assert player is not None
        assert player.card is not None
        assert not player.session.settled


@pytest.mark.parametrize("words", ["-", "bury", "\n-", "\n@", "suspend"])
def test_a_card_is_put_away_before_or_after_its_answer(words: str) -> None:
    _, out, player = play(f"{words}\nquit\n", cards=("3.1", "5.1"))
    assert "undo takes that back" in out
    assert len(player.session.played) == 2
    assert player.session.rated == []


def test_a_card_that_was_put_away_is_not_told_to_have_been_rated_when_it_is_taken_back() -> None:
    _, out, _ = play("\n4\n-\nu\nu\nquit\n", cards=("3.1", "5.1"))
    assert [out.count(told) for told in ("The card is asked again", "The last rating is taken back")] == [1, 1]


class Full:
    """A log on a disk that fills up."""

    def __init__(self, room: int) -> None:
        self.room = room

    def append(self, session: str, event: object, place: int) -> None:
        self.room -= 1
        if self.room < 0:
            raise ProgressUnavailable("Progress is not saved: the disk is full.")

    def read(self, *_: object, **__: object) -> list[object]:
        return []


@pytest.mark.parametrize("last", ["suspend", "bury", "skip", "hint", "reveal", "4\nundo", ""])
def test_no_last_deed_is_lost_without_a_word(last: str) -> None:
    _, out, _ = play(f"{last}\nquit\n", Full(2), cards=("3.1", "5.1"))
    assert out.count("the disk is full") == 1


@pytest.mark.parametrize("word", ["suspend", "bury", "skip"])
def test_a_card_that_is_put_away_unanswered_is_not_told_to_have_taken_time(word: str) -> None:
    _, out, _ = play(f"{word}\n\nquit\n", cards=("3.1", "5.1"), timer=True)
    assert out.count("It took") == 1
