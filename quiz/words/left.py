"""Which sessions were left, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from quiz.cards.card import title_of
from quiz.log.days import wall_clock
from quiz.sessions.resuming import Left
from quiz.words.how_far import ONE, mode


def left_line(left: Left) -> str:
    """Say which session was left, where, and when by the clock on the wall: `Quick quiz, 4 of 10   today 14:02`.

    Of a single ask the title says more than that it is the first of one.
    """
    session, now = left.player.session, wall_clock()
    name = mode(session.recipe)
    where = f"{name}: {title_of(session.card)}" if session.card and name == ONE else f"{name}, {session.place}"
    return f"{where}   {day_and_time(left.at, now)}"


def day_and_time(at: datetime, now: datetime) -> str:
    """Say when something was, in the time zone of `now`: `today 14:02`, `yesterday 09:15`, `3 March`."""
    at = at.astimezone(now.tzinfo)
    if at.date() == now.date():
        return f"today {at:%H:%M}"
    if at.date() == now.date() - timedelta(days=1):
        return f"yesterday {at:%H:%M}"
    year = "" if at.year == now.year else f" {at.year}"
    return f"{at.day} {at:%B}{year}"
