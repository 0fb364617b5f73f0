"""Which screen shows a card, and which the end: by the mode of the session and the kind of card."""

from __future__ import annotations

from quiz.cards.prose import Prose
from quiz.sessions.drill import DrillSession
from quiz.sessions.interview import InterviewSession
from quiz.sessions.player import Player
from quiz.tui.screens.ask import AskScreen
from quiz.tui.screens.card import CardScreen
from quiz.tui.screens.drill import DrillAskScreen, DrillProseScreen, DrillSummaryScreen
from quiz.tui.screens.page import PageScreen
from quiz.tui.screens.prose import ProseScreen
from quiz.words.summary import summary_lines


def screen_for(player: Player) -> CardScreen:
    """Return the screen of the card on the table."""
    prose = isinstance(player.card, Prose)
    if isinstance(player.session, DrillSession):
        return DrillProseScreen(player) if prose else DrillAskScreen(player)
    return ProseScreen(player) if prose else AskScreen(player)


def summary_for(player: Player) -> PageScreen:
    """Return the page at the end of a session."""
    title, text = "That was it", "\n".join(summary_lines(player.session))
    if isinstance(player.session, DrillSession) and player.session.undoable:
        return DrillSummaryScreen(title, text, player)
    if isinstance(player.session, InterviewSession) and player.log:
        text += "\n\nconvquiz interview --last --report report.md writes this report."
    return PageScreen(title, text)
