"""What is said on cards in one's own words."""

from __future__ import annotations

import pytest

import questions
from quiz.cards.prose import Prose, Tick
from quiz.words.questions import credit_line


@pytest.mark.parametrize(
    ("tick", "told"), [("said", "every ★ point said"), ("half", "only half said"), ("missed", "is missing")]
)
def test_a_point_that_is_half_said_is_not_said_to_be_missing(tick: Tick, told: str) -> None:
    card = Prose(questions.question(3))
    at = next(at for at, point in enumerate(card.question.rubric) if point.essential)
    ticks: list[Tick] = ["said"] * len(card.question.rubric)
    ticks[at] = tick
    card.rate(ticks, trapped=False)
    assert told in credit_line(card)
