"""How cards went, where a rating or a burial was taken back in between."""

from __future__ import annotations

import pytest

from questions.model import live_slips
from quiz.drill.outings import Outing
from quiz.drill.past import Past
from quiz.log.progress import Progress
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.player import Player
from quiz.sessions.reviewer import Reviewer
from tests.quiz.learner import Clock

FIRST, SECOND = CARDS = ("3.1", "5.1")


class Drill:
    """A drill of two cards, on each of which a try takes ten seconds."""

    def __init__(self, progress: Progress, clock: Clock) -> None:
        self.clock = clock
        self.player = Player(DrillRecipe(seed=1, cards=CARDS), progress, clock=clock.seconds)
        self.reviewer = Reviewer(self.player, clock)
        self.player.next_card()

    def miss(self) -> None:
        self._submit(next(iter(live_slips(self.player.card.ask.variant))).value)

    def know(self) -> None:
        self._submit(self.player.card.ask.variant.answer().value)

    def _submit(self, value: object) -> None:
        self.clock.pass_(seconds=10)
        self.player.submit(self.player.card.ask.variant.answer().write(value))

    def rate(self) -> None:
        self.reviewer.look_up()
        self.reviewer.give(4)


@pytest.fixture
def drill(progress: Progress, clock: Clock) -> Drill:
    return Drill(progress, clock)


def of_card(progress: Progress, card: str) -> Outing:
    """Return the one outing of a card."""
    (outing,) = [outing for outing in Past(progress).outings if outing.card == card]
    return outing


def test_a_card_that_undoing_put_back_is_one_ask_with_all_its_tries(progress: Progress, drill: Drill) -> None:
    drill.know()
    drill.rate()
    drill.player.next_card()
    drill.miss()
    drill.player.undo()
    drill.clock.pass_(minutes=5)
    drill.rate()
    drill.player.next_card()
    drill.know()
    second = of_card(progress, SECOND)
    assert (second.right, second.tries, len(second.slips), round(second.seconds)) == (True, 2, 1, 20)
    assert [round(at.seconds) for at in drill.player.session.played] == [10, 20], "as the session itself says"
    assert of_card(progress, FIRST).at_once


def test_a_card_that_was_put_away_goes_on_when_that_is_undone(progress: Progress, drill: Drill) -> None:
    drill.miss()
    drill.reviewer.put_away("buried")
    drill.player.next_card()
    drill.miss()
    drill.player.undo()
    drill.know()
    first = of_card(progress, FIRST)
    assert (first.right, first.tries, len(first.slips), round(first.seconds)) == (True, 2, 1, 20)
    assert round(drill.player.session.played[-1].seconds) == 20
    second = of_card(progress, SECOND)
    assert (second.right, second.tries, len(second.slips)) == (False, 1, 1), "what was answered before is its own"
