"""Which screen shows a card: by the mode of its session and the kind of card."""

from __future__ import annotations

from quiz.modes.drill import DrillSession
from quiz.player import Player
from quiz.prose import Prose
from quiz.tui.ask import AskScreen
from quiz.tui.card import CardScreen
from quiz.tui.drill import DrillAskScreen, DrillProseScreen
from quiz.tui.prose import ProseScreen


def screen_for(player: Player) -> CardScreen:
    """Return the screen of the card on the table."""
    prose = isinstance(player.card, Prose)
    if isinstance(player.session, DrillSession):
        return DrillProseScreen(player) if prose else DrillAskScreen(player)
    return ProseScreen(player) if prose else AskScreen(player)
