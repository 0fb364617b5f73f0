"""What the log says of a learner, answer by answer."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from questions import index, load
from questions.drawing import share_code
from questions.model import SECONDS
from quiz.drill.names import cards, kind
from quiz.drill.outings import Made, Outing
from quiz.drill.schedule import DAY, Schedule, Standing, advanced
from quiz.plan.record import ENOUGH, PROSE_SECONDS, Record, recorded, slips_since

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DATE = date(2026, 12, 5)


def outing(card: str, at: datetime = NOON, *, right: bool = True, seconds: float = 60.0, **told: object) -> Outing:
    code = share_code(card, 1) if kind(card) == "skill" else card
    return Outing(
        **{
            "card": card,
            "code": code,
            "at": at,
            "day": at.date(),
            "seconds": seconds,
            "tries": 1,
            "right": right,
            **told,
        }
    )


def rated(card: str, rating: int, at: datetime = NOON) -> Standing:
    return advanced(None, Schedule([]).choices(card, at)[rating - 1])


def test_a_follow_up_is_no_answer_to_its_question() -> None:
    record = Record()
    record.answered(outing("Q16", code="Q16+2"))
    assert not record.met("Q16")
    assert record.forecasts == []


def test_a_card_that_was_only_rated_was_met() -> None:
    record = Record()
    record.reviewed(rated("3.1", 3))
    assert record.met("3.1")
    assert record.asked["3.1"] == NOON.date()


def test_right_answers_since_the_rating_raise_the_chance_and_wrong_ones_lower_it() -> None:
    def after(*rights: bool) -> float:
        record = Record()
        record.reviewed(rated("3.1", 3))
        for right in rights:
            record.answered(outing("3.1", right=right))
        record._beliefs.clear()
        return record.chance("3.1", DATE)

    assert after(False, False) < after(False) < after() < after(True) < after(True, True) < 1
    assert after(False, False) < after(True, False) < after(True, True)


def test_a_card_that_was_missed_tells_nothing_of_those_that_were_known() -> None:
    record = Record()
    for card, rating in (("3.1", 1), ("3.2", 3)):
        record.reviewed(rated(card, rating))
    before = record.chance("3.2", DATE)
    for _ in range(20):
        record.answered(outing("3.1", right=False))
    assert record.chance("3.2", DATE) == before
    assert record.belief("3.1") is not record.belief("3.2")


def test_a_slip_that_may_have_been_another_is_not_counted() -> None:
    record = Record()
    slips = (Made("pad.single", NOON, False), Made("pad.ignored", NOON, True))
    record.answered(outing("3.1", right=False, slips=slips))
    assert slips_since(record, NOON.date()) == Counter({"pad.single": 1})
    assert slips_since(record, NOON.date() + DAY)["pad.single"] == 0


@pytest.mark.parametrize("card", ["3.1", "Q03", "K01.1"])
def test_the_learners_own_time_counts_after_enough_answers_and_one_long_pause_does_not(card: str) -> None:
    record, usual = Record(), Record().seconds(card)
    for number in range(ENOUGH):
        assert record.seconds(card) == usual, f"{number} answers are too few"
        record.answered(outing(card, seconds=50_000.0 if number == 1 else 10.0 + number))
    assert 10 <= record.seconds(card) < 10 + ENOUGH


def test_answers_in_no_time_leave_a_card_a_second() -> None:
    """What a day's minutes are divided by."""
    record = Record()
    for _ in range(ENOUGH):
        record.answered(outing("3.1", seconds=0.0))
    assert record.seconds("3.1") == 1


def test_a_newcomer_needs_the_minutes_that_a_kata_says_and_the_seconds_of_a_level() -> None:
    for kata in index.katas().values():
        assert Record().seconds(kata.id) == kata.minutes * 60
    assert Record().seconds("3.1") == SECONDS[cards()["3.1"].level]
    assert Record().seconds("Q03") == PROSE_SECONDS


@pytest.mark.parametrize("ticks", [(), ("said",)], ids=["none", "too few"])
def test_ticks_that_do_not_fit_the_points_leave_it_to_the_verdict(ticks: tuple[str, ...]) -> None:
    record = Record()
    record.answered(outing("Q03", right=False, ticks=ticks))
    assert [forecast.share for forecast in record.forecasts] == [0.0]


def test_a_point_half_said_counts_half_and_an_unknown_tick_nothing() -> None:
    rubric = load()[2].rubric
    for tick, share in (("half", 0.5), ("perhaps", 0.0)):
        record = Record()
        record.answered(outing("Q03", ticks=(tick,) * len(rubric)))
        assert [forecast.share for forecast in record.forecasts] == [share]


def test_an_answer_counts_before_the_rating_of_the_same_moment_and_nothing_is_told_of_the_far_future() -> None:
    """A rating is given of an answer; were the answer told after it, it would count twice."""
    standing, late = rated("3.1", 1), NOON + 3 * DAY
    past = SimpleNamespace(
        outings=[outing("3.1", right=False), outing("5.1", late)],
        schedule=SimpleNamespace(steps=[standing, rated("7.1", 3, late)]),
    )
    record, alone = recorded(past, NOON), Record()
    alone.answered(outing("3.1", right=False))
    alone.reviewed(standing)
    assert record.chance("3.1", DATE) == alone.chance("3.1", DATE)
    assert set(record.asked) == {"3.1"}
