"""A forecast is made before the answer, follows the learner, and says how little it knows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import load
from questions.drawing import share_code
from quiz.drill.names import on_topics
from quiz.drill.outings import Outing
from quiz.drill.schedule import DAY, Schedule, advanced
from quiz.plan.belief import Belief
from quiz.plan.calibration import binned, expected_error
from quiz.plan.readiness import SPELL, by_topic, raises, readiness
from quiz.plan.record import ENOUGH, Forecast, Record, points
from quiz.plan.target import Target
from quiz.plan.value import gain, worth
from quiz.settings.interview import Interview

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
DATE = date(2026, 12, 5)
TARGET = Target(Interview(date=DATE), DATE)
SKILLS = [card for card in TARGET.cards if "." in card]


def practised(rights: list[bool]) -> Record:
    """Answer and rate a skill for each of these, twenty a day."""
    record = Record()
    for number, right in enumerate(rights):
        card, at = SKILLS[number % len(SKILLS)], START + number // 20 * DAY
        record.answered(Outing(card, share_code(card, number), at, at.date(), 60.0, 1, right))
        review = Schedule([]).choices(card, at)[2 if right else 0]
        record.reviewed(advanced(record.standings.get(card), review))
    return record


def test_a_newcomer_is_told_a_wide_range_and_whoever_has_answered_much_a_narrow_one() -> None:
    unknown = readiness(Record(), SKILLS, DATE)
    known = readiness(practised([number % 3 > 0 for number in range(400)]), SKILLS, DATE)
    assert unknown.high - unknown.low > 0.25
    assert known.high - known.low < (unknown.high - unknown.low) / 2


@settings(max_examples=10, deadline=None)
@given(rights=st.lists(st.booleans(), max_size=120))
def test_a_range_holds_what_is_expected_and_more_right_answers_raise_it(rights: list[bool]) -> None:
    told = readiness(practised(rights), TARGET.cards, DATE)
    assert 0 <= told.low <= told.expected <= told.high <= 1
    better = readiness(practised([True] * len(rights)), TARGET.cards, DATE)
    assert better.expected >= told.expected - 1e-9


def test_no_cards_are_not_known() -> None:
    assert readiness(Record(), [], DATE).expected == 0


@settings(max_examples=10, deadline=None)
@given(rights=st.lists(st.booleans(), min_size=1, max_size=80), until=st.integers(0, 80))
def test_no_forecast_knows_what_came_after_it(rights: list[bool], until: int) -> None:
    assert practised(rights).forecasts[:until] == practised(rights[:until]).forecasts


def test_what_is_forecast_is_the_first_answer_of_a_day() -> None:
    record = Record()
    for _ in range(3):
        record.answered(Outing("3.1", "Q03.1-7F3K", START, START.date(), 60.0, 2, True))
    assert [(each.share, each.items) for each in record.forecasts] == [(0.0, 1)]


def test_prose_counts_the_essential_points_that_were_said() -> None:
    question = load()[2]
    ticks = tuple("said" if point.essential else "missed" for point in question.rubric)
    record = Record()
    record.answered(Outing("Q03", "Q03", START, START.date(), 60.0, 1, True, ticks=ticks))
    none = tuple("missed" if point.essential else "said" for point in question.rubric)
    record.answered(Outing("Q03", "Q03", START + DAY, START.date() + DAY, 60.0, 1, False, ticks=none))
    assert [(each.share, each.items) for each in record.forecasts] == [(1.0, points("Q03")), (0.0, points("Q03"))]
    assert points("Q03") == sum(point.essential for point in question.rubric)


def test_other_numbers_of_a_skill_count_until_it_is_rated_again() -> None:
    record = practised([True] * 20)
    card, later = SKILLS[0], START + DAY
    before = record.chance(card, DATE)
    record.answered(Outing(card, share_code(card, 99), later, later.date(), 60.0, 2, False))
    assert record.chance(card, DATE) < before


@given(
    told=st.lists(
        st.builds(Forecast, st.floats(0.01, 0.99), st.sampled_from([0.0, 0.5, 1.0]), st.integers(1, 4)), max_size=30
    )
)
def test_the_error_is_the_mean_distance_of_forecast_and_share(told: list[Forecast]) -> None:
    """Against a table made number by number."""
    single = [(each.chance, each.share) for each in told for _ in range(each.items)]
    wanted = 0.0
    for low in range(10):
        alike = [pair for pair in single if low <= pair[0] * 10 < low + 1]
        wanted += abs(sum(chance - share for chance, share in alike))
    assert expected_error(binned(told)) == pytest.approx(wanted / max(len(single), 1))


@pytest.mark.parametrize(("expected", "real"), [(0.8, 0.5), (0.4, 0.7), (0.6, 0.6)])
def test_a_belief_comes_to_the_learner(expected: float, real: float) -> None:
    belief = Belief()
    wide = belief.spread
    for number in range(300):
        belief.learn(expected, float(number * 7 % 10 < real * 10))
    assert belief.chance(expected) == pytest.approx(real, abs=0.08)
    assert belief.spread < wide / 2


def test_what_raises_most_stands_first_and_is_on_what_matters() -> None:
    target = Target(Interview(date=DATE, topics=("cost", "batch norm")), DATE)
    found = raises(practised([False] * 60), target, START.date() + 5 * DAY)
    assert {each.topic for each in found} == set(by_topic(Record(), target))
    assert [each.share for each in found] == sorted((each.share for each in found), reverse=True)
    assert found[0].share > 0


def test_a_topic_whose_cards_are_all_put_away_raises_nothing() -> None:
    """No session of today would ask one of them."""
    target = Target(Interview(date=DATE, topics=("cost",)), DATE)
    assert {each.share for each in raises(Record(), target, START.date(), set(target.cards))} == {0}


def test_the_longer_a_card_was_not_asked_the_more_is_gained_by_it() -> None:
    record = practised([True] * 20)
    days = [START.date() + ago * DAY for ago in (1, 5, 20, 33)]
    gains = [gain(record, SKILLS[4], day, DATE) for day in days]
    assert gains == sorted(gains)
    assert gains[0] > 0


def test_what_is_nearly_certain_has_a_narrower_range_than_an_even_chance() -> None:
    sure, even = (
        readiness(practised([right or number % 2 > 0 for number in range(400)]), SKILLS, DATE)
        for right in (True, False)
    )
    assert sure.expected > 0.9 > even.expected
    assert sure.high - sure.low < even.high - even.low


def test_a_single_answer_is_a_matter_of_chance_however_well_the_learner_is_known() -> None:
    well = readiness(practised([True] * 400), SKILLS[:1], DATE)
    assert 0.9 < well.expected < well.high <= 1
    record = practised([number % 2 > 0 for number in range(400)])
    one, many = (readiness(record, cards, DATE) for cards in (SKILLS[:1], SKILLS))
    assert one.high - one.low > 3 * (many.high - many.low)
    assert 0 <= one.low < one.high <= 1


def test_prose_weighs_as_much_as_its_points() -> None:
    record = practised([True] * 100)
    prose, skill, both = (readiness(record, cards, DATE).expected for cards in (["Q03"], ["3.1"], ["Q03", "3.1"]))
    assert prose == pytest.approx(record.chance("Q03", DATE))
    assert both == pytest.approx((points("Q03") * prose + skill) / (points("Q03") + 1))


def test_what_was_asked_today_raises_nothing_until_tomorrow() -> None:
    target, record = Target(Interview(date=DATE, topics=("cost",)), DATE), Record()
    for card in target.cards:
        record.answered(Outing(card, card, START, START.date(), 60.0, 1, False))
    assert {each.share for each in raises(record, target, START.date())} == {0}
    assert max(each.share for each in raises(record, target, START.date() + DAY)) > 0


def test_a_spell_in_which_one_card_fits_raises_by_the_card_that_is_worth_most() -> None:
    """As a share of all numbers and points that matter, on this topic or not."""
    target, record, today = Target(Interview(date=DATE, topics=("cost",)), DATE), Record(), START.date()
    for number in range(ENOUGH):
        at = START - (number + 1) * DAY
        for card in target.cards:
            record.answered(Outing(card, card, at, at.date(), 60.0 * SPELL + number, 1, number % 2 > 0))
    for card in target.cards[::2]:
        record.reviewed(advanced(None, Schedule([]).choices(card, START - 3 * DAY)[0]))
    whole = sum(points(card) for card in target.cards)
    for each in raises(record, target, today):
        on = [card for card in on_topics((each.topic,)) if card in target.cards]
        best = max(on, key=lambda card: worth(record, card, today, DATE))
        assert each.share == pytest.approx(max(gain(record, best, today, DATE), 0) / whole)


def test_a_topic_on_which_nothing_matters_is_not_told_of_as_unknown() -> None:
    target = Target(Interview(date=DATE, topics=("cost",)), DATE)
    for topic in by_topic(Record(), target):
        assert set(on_topics((topic,))) & set(target.cards), topic
