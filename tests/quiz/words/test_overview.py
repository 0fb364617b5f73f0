"""Bars and columns tell what they stand for, also in grey; names are words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quiz.drill.dealing import Agenda
from quiz.drill.stats import Mastery
from quiz.words.left import day_and_time
from quiz.words.overview import BAR, LEVELS, agenda_words, spark, topic_name

NOW = datetime(2025, 5, 5, 0, 30, tzinfo=UTC)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_columns_are_in_the_order_of_their_numbers(numbers: list[int]) -> None:
    heights = [LEVELS.index(column) for column in spark(numbers)]
    for number, height in zip(numbers, heights, strict=True):
        assert (height == 0) == (number == 0)
    assert sorted(heights) == [height for _, height in sorted(zip(numbers, heights, strict=True))]


@given(st.text("ab ", min_size=1, max_size=60), st.integers(24, 80))
def test_a_name_leaves_room_for_its_bar(name: str, width: int) -> None:
    assert len(topic_name(Mastery(name, 3, 1, 0.5, 0), width)) <= width - BAR - len("  100%")


def test_new_cards_are_told_where_none_is_due() -> None:
    assert [agenda_words(Agenda(*each, 0, {})) for each in [(3, 9), (0, 9), (0, 0)]] == ["3 due", "9 new", "none due"]


def test_a_time_is_told_by_the_learners_calendar() -> None:
    """Half past midnight is another day than an hour before."""
    assert day_and_time(NOW, NOW) == "today 00:30"
    assert day_and_time(NOW - timedelta(hours=1), NOW) == "yesterday 23:30"
    assert day_and_time(NOW - timedelta(days=3), NOW) == "2 May"
    assert day_and_time(NOW - timedelta(days=365), NOW) == "5 May 2024"
