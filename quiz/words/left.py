"""Which sessions were left, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from quiz.sessions.resuming import Left
from quiz.words.how_far import mode


def left_line(left: Left) -> str:
    """Say which session was left, where, and when by the clock on the wall: `Quick quiz, 4 of 10   today 14:02`."""
    session, now = left.player.session, datetime.now().astimezone()
    return f"{mode(session.recipe)}, {session.place}   {day_and_time(left.at, now)}"


def day_and_time(at: datetime, now: datetime) -> str:
    """Say when something was, in the time zone of `now`: `today 14:02`, `yesterday 09:15`, `3 March`."""
    at = at.astimezone(now.tzinfo)
    if at.date() == now.date():
        return f"today {at:%H:%M}"
    if at.date() == now.date() - timedelta(days=1):
        return f"yesterday {at:%H:%M}"
    year = "" if at.year == now.year else f" {at.year}"
    return f"{at.day} {at:%B}{year}"
