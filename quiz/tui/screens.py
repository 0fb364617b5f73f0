"""Which screen shows a card, and which the end: by the mode of the session and the kind of card."""

from __future__ import annotations

from quiz.modes.drill import DrillSession
from quiz.modes.interview import InterviewSession
from quiz.player import Player
from quiz.prose import Prose
from quiz.tui.ask import AskScreen
from quiz.tui.card import CardScreen
from quiz.tui.drill import DrillAskScreen, DrillProseScreen, DrillSummaryScreen
from quiz.tui.page import PageScreen
from quiz.tui.prose import ProseScreen
from quiz.wording import summary_lines


def screen_for(player: Player) -> CardScreen:
    """Return the screen of the card on the table."""
    prose = isinstance(player.card, Prose)
    if isinstance(player.session, DrillSession):
        return DrillProseScreen(player) if prose else DrillAskScreen(player)
    return ProseScreen(player) if prose else AskScreen(player)


def summary_for(player: Player) -> PageScreen:
    """Return the page at the end of a session."""
    title, text = "That was it", "\n".join(summary_lines(player.session))
    if isinstance(player.session, DrillSession) and player.session.rated:
        return DrillSummaryScreen(title, text, player)
    if isinstance(player.session, InterviewSession) and player.log:
        text += "\n\nconvquiz interview --last --report report.md writes this report."
    return PageScreen(title, text)
