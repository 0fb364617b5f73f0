"""A review survives the log, and nothing else is taken for one."""

from __future__ import annotations

import json
from datetime import UTC, datetime

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
)


@given(reviews)
def test_a_review_survives_the_log(review: Review) -> None:
    assert Review.of(json.loads(json.dumps(review.detail))) == review


@pytest.mark.parametrize(
    "change",
    [
        {"rating": 5},
        {"rating": "3"},
        {"rating": True},
        {"at": "yesterday"},
        {"at": "2025-03-01T12:00:00"},
        {"day": "9999-12-31"},
        {"retention": 0},
        {"retention": float("nan")},
        {"reviews": -1},
        {"interval": 10**30},
        {"card": 3},
        {"colour": "red"},
    ],
    ids=str,
)
def test_what_is_no_review_is_refused(change: dict[str, object]) -> None:
    detail = Review(card="3.1", rating=3, at=NOON, day=NOON.date()).detail
    with pytest.raises((KeyError, TypeError, ValueError)):
        Review.of({**detail, **change})
