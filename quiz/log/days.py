"""The learner's days: to which one a time belongs, wherever the log is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

DAY_BEGINS = 4
"""The hour at which a day begins: what is done after midnight belongs to the day before."""


def learners_clock(local: datetime, begins: int = DAY_BEGINS) -> datetime:
    """Return the same moment on a clock set back so far that its date is the learner's day."""
    offset = local.utcoffset() or timedelta()
    return local.astimezone(timezone(offset - timedelta(hours=begins)))


def local_now(begins: int = DAY_BEGINS) -> datetime:
    """Return the time; its date is the learner's day."""
    return learners_clock(datetime.now().astimezone(), begins)


def learners_day(at: datetime, utc_offset: int | None, begins: int = DAY_BEGINS) -> date:
    """Return the day of what was done at a time, by a clock so many minutes ahead of UTC.

    Where the offset was not kept, the present zone tells, by its rules for that date.
    """
    try:
        if utc_offset is None:
            return learners_clock(at.astimezone(), begins).date()
        return (at.astimezone(UTC) + _ahead(utc_offset, begins)).date()
    except OverflowError:  # no clock of ours has told that; the log holds it all the same
        return at.date()


@cache
def _ahead(utc_offset: int, begins: int) -> timedelta:
    """Return by how much a clock that shows the learner's days is ahead of UTC."""
    return timedelta(minutes=utc_offset, hours=-begins)
