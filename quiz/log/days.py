"""The learner's days: to which one a time belongs, wherever the log is read."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

DAY_BEGINS = 4
"""The hour at which a day begins: what is done after midnight belongs to the day before."""

FARTHEST = timedelta(hours=14)
"""Of the clocks on Earth none is further from UTC."""

AHEAD = timedelta(days=1)
"""By more than that no two clocks of a learner differ."""


def latest_believed(now: datetime) -> datetime:
    """Return the latest time that is believed, in UTC as all times of the log, with which it is so compared faster.

    What is dated later was dated by a wrong clock, or it is wrong now.
    """
    return (now + AHEAD).astimezone(UTC)


def learners_clock(local: datetime, begins: int = DAY_BEGINS) -> datetime:
    """Return the same moment on a clock set back so far that its date is the learner's day."""
    offset = local.utcoffset() or timedelta()
    return local.astimezone(timezone(offset - timedelta(hours=begins)))


def wall_clock(at: datetime | None = None) -> datetime:
    """Return a time, or now, on the machine's clock; on that of UTC where the zone is none that a place can have."""
    at = at or datetime.now(UTC)
    with suppress(ValueError):  # a day or more away, by a mistyped TZ such as UTC+25
        local = at.astimezone()
        if abs(local.utcoffset() or timedelta()) <= FARTHEST:
            return local
    return at.astimezone(UTC)


def local_now(begins: int = DAY_BEGINS) -> datetime:
    """Return the time; its date is the learner's day."""
    return learners_clock(wall_clock(), begins)


def learners_day(at: datetime, utc_offset: int | None, begins: int = DAY_BEGINS) -> date:
    """Return the day of what was done at a time, by a clock so many minutes ahead of UTC.

    Where the offset was not kept, the present zone tells, by its rules for that date.
    """
    try:
        if utc_offset is None:
            return learners_clock(wall_clock(at), begins).date()
        return (at.astimezone(UTC) + _ahead(utc_offset, begins)).date()
    except OverflowError:  # no clock of ours has told that; the log holds it all the same
        return at.date()


@cache
def _ahead(utc_offset: int, begins: int) -> timedelta:
    """Return by how much a clock that shows the learner's days is ahead of UTC."""
    return timedelta(minutes=utc_offset, hours=-begins)
