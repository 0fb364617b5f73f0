"""Bars and columns tell what they stand for, also in grey; names are words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quiz.drill.dealing import Agenda
from quiz.drill.overview import Overview
from quiz.drill.stats import Mastery
from quiz.words.modes import day_and_time
from quiz.words.overview import EMPTY, FULL, LEVELS, agenda_words, bar, spark, topic_line, topic_lines

NOW = datetime(2025, 5, 5, 0, 30, tzinfo=UTC)


@given(st.floats(0, 1), st.integers(1, 40))
def test_a_bar_is_as_long_as_its_share(share: float, cells: int) -> None:
    drawn = bar(share, cells)
    assert len(drawn) == cells
    assert abs(drawn.count(FULL) / cells - share) <= 0.5 / cells + 1e-9
    assert drawn == drawn.count(FULL) * FULL + drawn.count(EMPTY) * EMPTY


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_columns_are_in_the_order_of_their_numbers(numbers: list[int]) -> None:
    heights = [LEVELS.index(column) for column in spark(numbers)]
    for number, height in zip(numbers, heights, strict=True):
        assert (height == 0) == (number == 0)
    assert sorted(heights) == [height for _, height in sorted(zip(numbers, heights, strict=True))]


@given(st.text("ab ", min_size=1, max_size=60), st.floats(0, 1), st.integers(20, 80))
def test_a_topic_fits_its_panel(name: str, recall: float, width: int) -> None:
    line = topic_line(Mastery(name, 3, 1, recall, 0), max(width, 27))
    assert len(line) <= max(width, 27)
    assert line.endswith(f"{recall:.0%}")


def test_the_topics_that_wait_have_the_last_line() -> None:
    topics = tuple(Mastery(f"topic {at}", 3, 1, at / 10, 0) for at in range(5))
    told = topic_lines(Overview(Agenda(0, 0, 0), (0,) * 7, 0, topics, 11, ()), 38, 3)
    assert [line.split("  ")[0] for line in told] == ["topic 0", "topic 1", "11 topics not begun"]


def test_new_cards_are_told_where_none_is_due() -> None:
    assert [agenda_words(Agenda(*each, 0)) for each in [(3, 9), (0, 9), (0, 0)]] == ["3 due", "9 new", "none due"]


def test_a_time_is_told_by_the_learners_calendar() -> None:
    """Half past midnight is another day than an hour before."""
    assert day_and_time(NOW, NOW) == "today 00:30"
    assert day_and_time(NOW - timedelta(hours=1), NOW) == "yesterday 23:30"
    assert day_and_time(NOW - timedelta(days=3), NOW) == "2 May"
    assert day_and_time(NOW - timedelta(days=365), NOW) == "5 May 2024"
