"""An ask with the numbers of a setting: it is logged, resumed, and can be renewed."""

from __future__ import annotations

from pathlib import Path

from questions.drawing import parse_share_code
from quiz.cards.attempt import Attempt
from quiz.deck import catalog
from quiz.log.progress import Progress
from quiz.sessions.lab import LabRecipe
from quiz.sessions.player import Player
from quiz.sessions.resuming import resumed

VARIANT = catalog.variant("5.2").model_validate({"layers": "3/1, pool2/2, 5/1p2"})
RECIPE = LabRecipe.about(VARIANT, 7)


def test_the_ask_has_these_numbers_and_comes_back(tmp_path: Path) -> None:
    with Progress.open(tmp_path / "p.sqlite3") as log:
        card = Player(RECIPE, log).next_card()
        assert isinstance(card, Attempt)
        assert card.ask.variant == VARIANT
        assert card.ask.code == "Q05.2 layers=3/1,pool2/2,5/1p2"
        again = resumed(log)
        assert again
        assert isinstance(again.card, Attempt)
        assert again.card.ask == card.ask


def test_it_is_one_card_and_new_numbers_are_drawn() -> None:
    player = Player(RECIPE, None)
    player.next_card()
    player.renew()
    card = player.card
    assert isinstance(card, Attempt)
    assert card.ask.variant != VARIANT
    assert parse_share_code(card.ask.code)[0] == "5.2"
    player.skip()
    assert player.next_card() is None
    assert player.session.over
