"""What was done last, where a log holds what another machine did, or what a wrong clock dated."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

from quiz.log.exchange import exported, parsed
from quiz.log.progress import Progress
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.interview import InterviewRecipe
from quiz.sessions.player import Player
from quiz.sessions.resuming import left_open
from quiz.sessions.reviewer import Reviewer
from quiz.sessions.taking_back import last_drill
from quiz.sessions.today import TodayRecipe
from quiz.settings.interview import Interview
from tests.quiz.learner import Clock, answer


def rated(player: Player, clock: Clock) -> Player:
    """Ask the next card, and rate it."""
    player.next_card()
    answer(player, known=True)
    reviewer = Reviewer(player, clock)
    reviewer.look_up()
    reviewer.give(3)
    return player


def drilled(progress: Progress, clock: Clock, *cards: str) -> Player:
    return rated(Player(DrillRecipe(seed=1, cards=cards), progress), clock)


def test_what_another_machine_did_before_is_not_taken_for_the_latest(tmp_path: Path, clock: Clock) -> None:
    here, there = (Progress.open(tmp_path / name, now=clock) for name in ("here", "there"))
    with here, there:
        Player(InterviewRecipe(seed=1), there).next_card()
        drilled(there, clock, "3.1", "5.1")
        clock.pass_(days=1)
        Player(InterviewRecipe(seed=2), here).next_card()
        drilled(here, clock, "11.1", "5.1")
        here.merge(parsed(BytesIO(b"".join(exported(there)))))
        assert here.latest(mode="interview")[0].detail["recipe"]["seed"] == 2
        assert [left.player.session.recipe.seed for left in left_open(here)] == [1, 2, 1, 1]
        assert next(left_open(here)).player.session.recipe.cards == ("11.1", "5.1")
        assert [each.review.card for each in last_drill(here).session.rated] == ["11.1"]


def test_what_a_clock_that_was_ahead_has_dated_is_not_the_latest_for_ever(tmp_path: Path, clock: Clock) -> None:
    with Progress.open(tmp_path / "log", now=clock) as progress:
        clock.pass_(days=365)
        drilled(progress, clock, "3.1", "5.1")
        clock.pass_(days=-365)
        drilled(progress, clock, "11.1", "5.1")
        assert next(left_open(progress)).player.session.recipe.cards == ("11.1", "5.1")
        assert [each.review.card for each in last_drill(progress).session.rated] == ["11.1"]


def test_the_rating_that_is_taken_back_is_the_last_whichever_session_was_begun_last(
    tmp_path: Path, clock: Clock
) -> None:
    with Progress.open(tmp_path / "log", now=clock) as progress:
        first = drilled(progress, clock, "3.1", "5.1")
        drilled(progress, clock, "11.1")
        clock.pass_(minutes=5)
        rated(first, clock)
        assert [each.review.card for each in last_drill(progress).session.rated] == ["3.1", "5.1"]
        clock.pass_(minutes=5)
        interview = Interview(date=date(2025, 1, 20))
        rated(Player(TodayRecipe(seed=1, interview=interview, minutes=9, cards=("13.1",)), progress), clock)
        assert [each.review.card for each in last_drill(progress).session.rated] == ["13.1"]
