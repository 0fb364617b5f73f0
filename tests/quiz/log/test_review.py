"""A review survives the log, and nothing else is taken for one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.log.review import Review

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
reviews = st.builds(
    lambda at, zone, **values: Review(at=at, day=at.astimezone(zone).date(), **values),
    at=st.datetimes(datetime(1991, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)),
    zone=st.timezones(),
    card=st.from_regex("[0-9]{1,2}\\.[0-9]|Q[0-9]{2}", fullmatch=True),
    rating=st.integers(1, 4),
    retention=st.floats(0.7, 0.97),
    reviews=st.integers(0, 999),
    interval=st.integers(0, 10**10),
    free=st.booleans(),
    until=st.none() | st.dates(),
)


@given(reviews)
def test_a_review_survives_the_log(review: Review) -> None:
    assert Review.of(json.loads(json.dumps(review.detail))) == review


@pytest.mark.parametrize(
    "change",
    [
        {"rating": 5},
        {"rating": 0},
        {"rating": "3"},
        {"rating": True},
        {"at": "yesterday"},
        {"at": "2025-03-01T12:00:00"},
        {"day": "9999-12-31"},
        {"day": "2025-03-04"},
        {"at": "1989-03-01T12:00:00+00:00", "day": "1989-03-01"},
        {"at": "2200-03-01T12:00:00+00:00", "day": "2200-03-01"},
        {"until": "tomorrow"},
        {"retention": 0},
        {"retention": 1.0},
        {"retention": float("nan")},
        {"reviews": -1},
        {"interval": 10**30},
        {"interval": -1},
        {"interval": 600.0},
        {"card": 3},
        {"card": "3.1\x1b[31m"},
        {"colour": "red"},
    ],
    ids=str,
)
def test_what_is_no_review_is_refused(change: dict[str, object]) -> None:
    detail = Review(card="3.1", rating=3, at=NOON, day=NOON.date()).detail
    with pytest.raises((KeyError, TypeError, ValueError)):
        Review.of({**detail, **change})


def test_a_review_told_in_another_zone_is_of_the_same_moment_in_utc() -> None:
    review = Review(card="3.1", rating=3, at=NOON, day=NOON.date())
    told = Review.of({**review.detail, "at": NOON.astimezone(timezone(timedelta(hours=9))).isoformat()})
    assert told == review
    assert told.detail == review.detail


@pytest.mark.parametrize("apart", [-2, 2])
def test_a_day_may_be_as_far_from_its_time_as_a_late_beginning_and_a_far_zone_make_it(apart: int) -> None:
    review = Review(card="3.1", rating=3, at=NOON, day=NOON.date() + timedelta(days=apart))
    assert Review.of(review.detail) == review
