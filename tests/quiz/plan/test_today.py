"""A session of the plan fits its minutes, asks what is worth most, and says why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.drawing import share_code
from quiz.drill.names import kind, on_topics, question_of
from quiz.drill.outings import Made, Outing
from quiz.drill.schedule import DAY, Schedule, advanced
from quiz.plan.record import Record
from quiz.plan.target import Target
from quiz.plan.today import CHAIN, planned
from quiz.settings.interview import Interview

TODAY = date(2026, 11, 28)
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def target(days: int = 7, **wanted: object) -> Target:
    day = TODAY + days * DAY
    return Target(Interview.model_validate({"date": day, **wanted}), day)


def answered(record: Record, card: str, ago: int, right: bool, *slips: str, code: str = "") -> None:
    """Answer a card some days ago, and have it rated."""
    at = NOON - ago * DAY
    made = tuple(Made(tag, at, False) for tag in slips)
    code = code or (card if card.startswith("Q") else share_code(card, 0))
    record.answered(Outing(card, code, at, at.date(), 60.0, 1, right, made))
    review = Schedule([]).choices(card, at, until=TODAY + 7 * DAY)[2 if right else 0]
    record.reviewed(advanced(record.standings.get(card), review))


@pytest.mark.parametrize("minutes", [5, 17, 30, 90])
def test_as_much_is_asked_as_fits(minutes: int) -> None:
    """It ends with the ask during which the minutes are over."""
    record = Record()
    seconds = [record.seconds(item.card) for item in planned(record, target(), TODAY, minutes)]
    assert sum(seconds) >= 60 * minutes
    assert sum(seconds) - max(seconds) < 60 * minutes


def test_new_prose_comes_before_its_numbers() -> None:
    cards = [item.card for item in planned(Record(), target(), TODAY, 120)]
    for at, card in enumerate(cards):
        told = f"Q{question_of(card):02}"
        assert kind(card) == "prose" or told not in cards[at:], card


def test_a_weak_point_is_asked_together_and_told() -> None:
    record = Record()
    for card in ("3.1", "10.1"):
        answered(record, card, 3, False, "pad.ignored")
    for card in ("5.1", "2.1"):
        answered(record, card, 3, False)
    items = planned(record, target(), TODAY, 1000)
    places = [at for at, item in enumerate(items) if item.card in {"3.1", "10.1"}]
    assert places[1] == places[0] + 1
    assert {items[at].why for at in places} == {"2 times: you left the padding out"}
    assert next(item.why for item in items if item.card == "5.1") == "due"


def test_what_was_asked_today_is_not_asked_again_nor_what_was_put_away() -> None:
    record = Record()
    answered(record, "3.1", 0, False)
    cards = {item.card for item in planned(record, target(), TODAY, 240, away={"1.1"})}
    assert not cards & {"3.1", "1.1"}


def test_a_chain_comes_every_few_days_and_a_kata_where_it_counts_and_fits() -> None:
    record = Record()
    answered(record, "3.1", 9, True)
    asked = [item.card for item in planned(record, target(katas=True), TODAY, 30)]
    assert CHAIN in asked
    assert sum(card.startswith("K") for card in asked) == 1
    assert not [card for card in asked if card.startswith("K") and 2 * record.seconds(card) > 30 * 60]
    answered(record, "3.1", 1, True, code="C01.1-7F3K")
    asked = [item.card for item in planned(record, target(), TODAY, 30)]
    assert CHAIN not in asked
    assert not any(card.startswith("K") for card in asked)


def test_the_last_evening_is_light_and_the_day_itself_only_warms_up() -> None:
    record = Record()
    for ago, card in enumerate(("3.1", "5.1", "2.1"), start=1):
        answered(record, card, ago, card != "2.1")
    assert [target(days).minutes(TODAY) for days in (5, 2, 1, 0)] == [30, 30, 20, 10]
    assert sum(target(days).minutes(TODAY) for days in range(8)) == 7 * 30, "as long in all as without either"
    for minutes in (5, 31, 120, 240):
        evening, day = (target(days, minutes=minutes).minutes(TODAY) for days in (1, 0))
        assert evening == minutes - minutes // 3
        assert day <= min(10, minutes / 3)
    answered(record, "16.1", 9, True)
    evening = {item.card for item in planned(record, target(1, katas=True), TODAY, 120)}
    assert CHAIN not in evening
    assert not any(card.startswith("K") for card in evening)
    morning = {item.card for item in planned(record, target(0), TODAY, 10)}
    assert morning == {"3.1", "5.1", "2.1", "16.1"}, "nothing new"


@settings(max_examples=10, deadline=None)
@given(missed=st.integers(0, 40))
def test_missed_days_are_not_piled_up(missed: int) -> None:
    """However much is overdue, a day has its minutes."""
    record = Record()
    for ago, card in enumerate(target().cards[:60]):
        answered(record, card, missed + 1 + ago // 20, ago % 3 > 0)
    items = planned(record, target(), TODAY, 30)
    seconds = [record.seconds(item.card) if item.card != CHAIN else 360.0 for item in items]
    assert sum(seconds) - max(seconds) < 30 * 60


def test_only_what_matters_is_asked() -> None:
    cards = [item.card for item in planned(Record(), target(topics=("batch norm",), levels=("easy",)), TODAY, 240)]
    assert cards
    assert set(cards) <= set(on_topics(("batch norm",)))
    assert Target.of(Interview(date=TODAY - DAY), TODAY) is None
    assert Target.of(Interview(), TODAY) is None
    assert timedelta(0) == Target.of(Interview(date=TODAY), TODAY).day - TODAY
