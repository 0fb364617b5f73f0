"""What is said of a session that was left."""

from __future__ import annotations

from datetime import UTC, datetime

from quiz.sessions.player import Player
from quiz.sessions.practice_set import one_ask
from quiz.sessions.quiz import QuizRecipe
from quiz.sessions.resuming import Left
from quiz.words.left import left_line

NOON = datetime(2025, 5, 5, 12, tzinfo=UTC)


def test_a_single_ask_is_told_by_its_title_and_a_quiz_by_its_place() -> None:
    single, several = Player(one_ask("Q03.6-95BZ"), None), Player(QuizRecipe(seed=4), None)
    for player in (single, several):
        player.next_card()
    assert left_line(Left(single, NOON)).startswith("One ask: Which inputs give this output?   ")
    assert left_line(Left(several, NOON)).startswith("Quick quiz, 1 of 10   ")
