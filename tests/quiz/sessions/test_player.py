"""A learner at a session: what is shown has been logged, and a failing log stops nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from questions.model import live_slips
from quiz.cards.attempt import Attempt
from quiz.log.events import Event
from quiz.log.progress import Progress, ProgressUnavailable
from quiz.sessions.interview import InterviewRecipe
from quiz.sessions.player import Player
from quiz.sessions.practice_set import one_ask
from quiz.sessions.quiz import QuizRecipe
from quiz.sessions.resuming import left_open, resumed
from tests.quiz.logs import open_session


@pytest.fixture
def progress(tmp_path: Path):
    with Progress.open(tmp_path / "progress.sqlite3") as opened:
        yield opened


def test_an_answer_is_logged_with_its_verdict(progress: Progress) -> None:
    player = Player(QuizRecipe(seed=3, questions=(3,)), progress)
    card = player.next_card()
    assert isinstance(card, Attempt)
    player.submit(card.ask.variant.answer().plain)
    _, events = open_session(progress)
    answered = events[-1]
    assert (answered.kind, answered.verdict, answered.credit) == ("answered", "accept", 1.0)
    assert answered.code == card.ask.code


def test_a_quiz_goes_on_where_it_was_even_between_two_tries(progress: Progress) -> None:
    player = Player(QuizRecipe(seed=3, questions=(3,)), progress)
    ask = player.next_card().ask.variant
    player.submit(ask.answer().write(live_slips(ask)[0].value))
    again = resumed(progress)
    assert again.card.ask == player.card.ask
    assert again.card.unresolved
    assert again.elapsed >= player.session.played[0].began


def test_time_away_does_not_count(progress: Progress) -> None:
    times = iter(range(0, 1000, 10))
    player = Player(QuizRecipe(seed=3), progress, clock=lambda: next(times))
    player.next_card()
    before = player.elapsed
    later = iter(range(10**6, 10**7, 10))
    assert resumed(progress, clock=lambda: next(later)).elapsed <= before + 20


def test_an_ended_quiz_is_not_resumed(progress: Progress) -> None:
    player = Player(QuizRecipe(seed=3, length=1, questions=(3,)), progress)
    player.next_card()
    player.skip()
    assert player.next_card() is None
    assert resumed(progress) is None


def test_every_quiz_that_was_left_can_be_gone_on_with_the_latest_first(progress: Progress) -> None:
    """A glance at another mode buries nothing, and an ask that is answered is no session to go on with."""
    recipes = QuizRecipe(seed=3, mode="tour"), InterviewRecipe(seed=1), QuizRecipe(seed=4)
    for recipe in recipes:
        Player(recipe, progress).next_card()
    single = Player(one_ask("Q03.1-7F3K"), progress)
    single.next_card()
    assert [left.player.session.recipe.mode for left in left_open(progress)] == ["set", "quiz", "interview", "tour"]
    single.skip()
    assert [left.player.session.recipe for left in left_open(progress)] == list(reversed(recipes))
    assert [left.player.session.recipe for left in left_open(progress, recipes[0])] == [recipes[0]]


def test_a_quiz_that_another_program_goes_on_with_is_not_mixed_with_it_by_a_look_at_what_was_left(
    progress: Progress,
) -> None:
    """Home reads every session that was left, whenever it is come back to."""
    player = Player(QuizRecipe(seed=3, questions=(3,)), progress)
    player.next_card()
    with Progress.open(progress.path) as log:
        elsewhere = resumed(log)
        elsewhere.skip()
        elsewhere.next_card()
    assert [left.player.card for left in left_open(progress)] == [elsewhere.card]
    player.skip()
    assert "it goes on in another program" in player.trouble
    assert resumed(progress).card == elsewhere.card


class Broken:
    """A log on a full disk."""

    def append(self, session: str, event: object, place: int) -> None:
        raise ProgressUnavailable("Progress is not saved: the disk is full.")


def test_a_quiz_goes_on_without_its_log() -> None:
    player = Player(QuizRecipe(seed=3, questions=(3,)), Broken())
    card = player.next_card()
    assert player.submit(card.ask.variant.answer().plain).kind == "accept"
    assert player.trouble == "Progress is not saved: the disk is full."


def test_a_log_of_another_deck_is_left_alone(progress: Progress) -> None:
    player = Player(QuizRecipe(seed=3), progress)
    player.next_card()
    name, events = open_session(progress)
    progress.append(name, type(events[-1])(kind="asked", elapsed=5, code="Q99"))
    assert resumed(progress) is None


@pytest.mark.parametrize("round_", range(3))
def test_a_killed_program_has_lost_no_graded_answer(tmp_path: Path, round_: int) -> None:
    """Every answer whose verdict was printed is in the log, whenever the program dies."""
    path = tmp_path / "progress.sqlite3"
    words = [sys.executable, "-m", "quiz", "--progress", str(path), "play", "--question", "3", "--seed", "1"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as program:
        verdicts = 0
        while verdicts <= round_:
            program.stdin.write("-7\n; -7; -7\n-7, -7\n-7, -7, -7\n")
            program.stdin.flush()
            while "Not right" not in program.stdout.readline():
                pass
            verdicts += 1
        program.kill()
    with Progress.open(path) as log:
        _, events = open_session(log)
    assert sum(event.verdict == "reject" for event in events) >= verdicts


class Overtaken:
    """A log that another deed tries to overtake while an answer is on its way to it."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.overtake: Callable[[], object] = lambda: None

    def append(self, session: str, event: Event, place: int) -> None:
        if event.kind == "answered":
            other = Thread(target=self.overtake)
            other.start()
            other.join(0.2)
            self.other = other
        self.kinds.append(event.kind)


def test_deeds_of_two_threads_reach_the_log_one_after_another() -> None:
    log = Overtaken()
    player = Player(QuizRecipe(seed=3, questions=(3,)), log)
    player.next_card()
    log.overtake = player.hint
    player.submit("-7")
    log.other.join()
    assert log.kinds == ["started", "asked", "answered", "hinted"]
    assert (player.trouble, player.card.hints) == ("", 1)
