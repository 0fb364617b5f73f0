"""A day is the learner's own: where and when something was done, not where and when it is read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.drill.past import Past
from quiz.drill.stats import Stats, collected
from quiz.log.days import latest_believed, learners_clock, learners_day, local_now, wall_clock
from quiz.log.events import Event
from quiz.log.progress import MIGRATIONS, Progress
from quiz.log.rows import Logged
from quiz.words.stats import stats_text
from tests.quiz.logs import posix_only, sql

BERLIN, TOKYO, ANGELES = (ZoneInfo(name) for name in ("Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles"))
OCTOBER = [datetime(2026, 10, 24, 0, 15), datetime(2026, 10, 25, 12), datetime(2026, 10, 26, 12)]
"""Summer time ends in Berlin on the night to the second."""


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Put the machine into a time zone."""

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def answered_at(path: Path, *times: datetime) -> None:
    for number, at in enumerate(times):
        with Progress.open(path, now=lambda at=at: at) as progress:
            progress.append(str(number), Event(kind="asked", elapsed=0, code="Q03.1-7F3K"))
            progress.append(str(number), Event(kind="answered", elapsed=9, code="Q03.1-7F3K", verdict="accept"))


def answered_before_offsets_were_kept(path: Path, *times: datetime) -> None:
    with Progress.open(path) as progress:
        for number, at in enumerate(times):
            event = Event(kind="answered", elapsed=9, code="Q03.1-7F3K", verdict="accept")
            progress.merge([Logged(str(number), at.astimezone(UTC), None, str(number), 0, *event)])


def stats_of(path: Path, local: datetime, begins: int) -> Stats:
    with Progress.open(path) as progress:
        return collected(Past(progress, begins), learners_clock(local, begins))


def october(*days: int) -> list[date]:
    return [date(2026, 10, day) for day in days]


def test_the_end_of_summer_time_moves_no_day(tmp_path: Path) -> None:
    answered_at(tmp_path / "log", *(at.replace(tzinfo=BERLIN) for at in OCTOBER))
    stats = stats_of(tmp_path / "log", OCTOBER[-1].replace(tzinfo=BERLIN), begins=0)
    assert sorted(stats.days) == october(24, 25, 26)
    assert stats.streak == 3


@posix_only
@pytest.mark.parametrize("name", ["UTC+25", "UTC-30", "UTC+23"])
def test_a_zone_that_no_place_has_is_that_of_utc(tmp_path: Path, zone: object, name: str) -> None:
    at = datetime(2026, 10, 24, 12, tzinfo=UTC)
    answered_before_offsets_were_kept(tmp_path / "log", at)
    zone(name)
    assert local_now(begins=0).utcoffset() == timedelta()
    assert list(stats_of(tmp_path / "log", at, begins=0).days) == october(24)
    with Progress.open(tmp_path / "log") as progress:
        progress.append("now", Event(kind="asked", elapsed=0))
        assert [row.utc_offset for row in progress.read(Logged, "asked")] == [0]


@posix_only
def test_an_older_log_is_read_by_the_rules_of_its_dates(tmp_path: Path, zone: object) -> None:
    answered_before_offsets_were_kept(tmp_path / "log", *(at.replace(tzinfo=BERLIN) for at in OCTOBER))
    zone("Europe/Berlin")
    stats = stats_of(tmp_path / "log", OCTOBER[-1].replace(tzinfo=BERLIN), begins=0)
    assert (sorted(stats.days), stats.streak) == (october(24, 25, 26), 3)


def test_three_days_in_tokyo_are_three_in_los_angeles(tmp_path: Path) -> None:
    days = [datetime(2026, 10, day, hour, tzinfo=TOKYO) for day, hour in ((20, 9), (21, 23), (22, 9))]
    answered_at(tmp_path / "log", *days)
    stats = stats_of(tmp_path / "log", days[-1].astimezone(ANGELES), begins=4)
    assert stats.today == date(2026, 10, 21), "it is still yesterday there"
    assert (sorted(stats.days), stats.streak) == (october(20, 21, 22), 3)
    assert stats_text(stats).count("░") == 3 + 1, "three days and the key to them"


def test_a_sitting_over_midnight_is_one_day(tmp_path: Path) -> None:
    evening = datetime(2026, 6, 1, 23, 30, tzinfo=BERLIN)
    answered_at(tmp_path / "log", evening, evening + timedelta(hours=1), evening + timedelta(hours=4, minutes=29))
    assert stats_of(tmp_path / "log", evening, begins=4).days == {date(2026, 6, 1): 3}
    assert len(stats_of(tmp_path / "log", evening, begins=0).days) == 2
    answered_at(tmp_path / "early", evening + timedelta(hours=4, minutes=30))
    assert list(stats_of(tmp_path / "early", evening, begins=4).days) == [date(2026, 6, 2)]


@given(
    at=st.datetimes(datetime(1991, 1, 1), datetime(2190, 1, 1), timezones=st.just(UTC)),
    offset=st.integers(-12 * 60, 14 * 60),
    begins=st.integers(0, 11),
)
def test_a_day_is_24_hours_from_its_beginning(at: datetime, offset: int, begins: int) -> None:
    day = learners_day(at, offset, begins)
    began = datetime(day.year, day.month, day.day, begins, tzinfo=UTC) - timedelta(minutes=offset)
    assert began <= at < began + timedelta(days=1)


def test_a_log_of_the_first_schema_stays_readable(tmp_path: Path) -> None:
    path = tmp_path / "log"
    Progress.open(path, migrations=MIGRATIONS[:1]).close()
    sql(
        path,
        "INSERT INTO events VALUES (1, 'a', '2026-01-02T03:04:05+00:00', 's', 0, 'asked', 1, '', '', '', '', 1, '{}')",
    )
    with Progress.open(path) as progress:
        (old,) = progress.read(Logged)
        progress.append("t", Event(kind="asked", elapsed=0))
        *_, new = progress.read(Logged)
    assert (old.utc_offset, new.utc_offset is None) == (None, False)


@pytest.mark.parametrize("moment", [datetime.min, datetime.max])
@pytest.mark.parametrize("offset", [None, -600, 600, 10**18])
def test_a_time_that_no_clock_has_told_has_a_day_all_the_same(moment: datetime, offset: int | None) -> None:
    assert learners_day(moment.replace(tzinfo=UTC), offset).year == moment.year


@posix_only
@pytest.mark.parametrize(("name", "hours"), [("Pacific/Kiritimati", 14), ("Etc/GMT+12", -12)])
def test_the_farthest_zones_of_earth_are_believed(zone: object, name: str, hours: int) -> None:
    zone(name)
    assert wall_clock(datetime(2026, 10, 24, 12, tzinfo=UTC)).utcoffset() == timedelta(hours=hours)


@posix_only
def test_a_zone_that_no_place_has_is_told_in_utc_whatever_zone_the_time_came_in(zone: object) -> None:
    zone("UTC+25")
    assert wall_clock(datetime(2026, 10, 24, 12, tzinfo=TOKYO)).utcoffset() == timedelta()


@posix_only
def test_what_was_done_in_utc_is_read_in_utc_wherever_it_is_read(zone: object) -> None:
    """An offset of 0 was kept; it is not one that is missing."""
    zone("Asia/Tokyo")
    assert learners_day(datetime(2026, 10, 24, 20, tzinfo=UTC), 0, begins=0) == date(2026, 10, 24)
    assert learners_day(datetime(2026, 10, 24, 20, tzinfo=UTC), None, begins=0) == date(2026, 10, 25)


@given(
    local=st.datetimes(datetime(1991, 1, 1), datetime(2190, 1, 1), timezones=st.just(TOKYO)), begins=st.integers(0, 11)
)
def test_the_learners_clock_shows_the_day_that_the_log_is_read_by(local: datetime, begins: int) -> None:
    clock = learners_clock(local, begins)
    assert clock == local
    assert clock.date() == learners_day(local, 9 * 60, begins)


def test_a_day_begins_at_four_unless_it_is_said_otherwise() -> None:
    day = date(2026, 10, 24)
    moments = [datetime(2026, 10, 24, hour, minute, tzinfo=UTC) for hour, minute in ((3, 59), (4, 0))]
    assert [learners_day(at, 0) for at in moments] == [day - timedelta(days=1), day]


def test_a_clock_is_believed_that_is_no_more_than_a_day_ahead() -> None:
    """A learner who flies from Tokyo to Los Angeles with a clock that was set by hand."""
    now = datetime(2026, 10, 24, 12, tzinfo=TOKYO)
    assert latest_believed(now) == now + timedelta(days=1)
