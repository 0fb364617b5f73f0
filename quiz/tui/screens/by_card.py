"""Which screen shows a card: by the mode of the session and the kind of card."""

from __future__ import annotations

from quiz.cards.prose import Prose
from quiz.sessions.drill import DrillSession
from quiz.sessions.player import Player
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.card import CardScreen
from quiz.tui.screens.drill import DrillAskScreen, DrillProseScreen
from quiz.tui.screens.prose import ProseScreen


def screen_for(player: Player) -> CardScreen:
    """Return the screen of the card on the table."""
    card = player.card
    prose = isinstance(card, Prose)
    if isinstance(player.session, DrillSession) and card and player.session.rates(card):
        return DrillProseScreen(player) if prose else DrillAskScreen(player)
    return ProseScreen(player) if prose else AskScreen(player)
