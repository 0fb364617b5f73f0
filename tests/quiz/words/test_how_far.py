"""What the bar of a session tells beside its marks."""

from __future__ import annotations

import pytest

from quiz.sessions.drill import DrillRecipe
from quiz.sessions.player import Player
from quiz.words.how_far import standing


@pytest.mark.parametrize("timer", [True, False])
def test_a_drill_tells_the_time_on_a_card_unless_the_learner_minds(timer: bool) -> None:
    now = 0.0
    player = Player(DrillRecipe(seed=1, cards=("2.1", "3.1"), timer=timer), None, clock=lambda: now)
    player.next_card()
    now = 75.0
    assert ("1:15" in standing(player).score) == timer
    player.reveal()
    now = 200.0
    assert ("1:15" in standing(player).score) == timer, "reading what proves it is no thinking"
    assert "✗ 1" in standing(player).score
