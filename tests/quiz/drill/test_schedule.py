"""The schedule is a function of the reviews alone, whatever the clock, the zone and the order of import do."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone
from functools import reduce

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.drill.schedule import DAY, Schedule, advanced, scheduler
from quiz.log.review import Review

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
histories = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 40 * 1440)), min_size=1, max_size=12)
"""Ratings, each with the minutes since the one before."""


def history(steps: list[tuple[int, int]], card: str = "3.1", start: datetime = NOON) -> list[Review]:
    """Return the reviews of a learner who rates so, each as it was offered."""
    reviews: list[Review] = []
    now = start
    for rating, minutes in steps:
        now += timedelta(minutes=minutes)
        reviews.append(Schedule(reviews).choices(card, now)[rating - 1])
    return reviews


@settings(max_examples=30, deadline=None)
@given(steps=histories)
def test_the_interval_that_is_shown_is_fsrs_own(steps: list[tuple[int, int]]) -> None:
    """Worked out apart from the schedule, straight from the library, by calendar days."""
    fsrs, now = Scheduler(enable_fuzzing=False), NOON
    memory = Card(card_id=1, due=NOON)
    for (rating, minutes), review in zip(steps, history(steps), strict=True):
        now += timedelta(minutes=minutes)
        midnight = datetime.combine(now.date(), time(), UTC)
        memory, _ = fsrs.review_card(memory, Rating(rating), midnight)
        assert timedelta(seconds=review.interval) == memory.due - midnight


@settings(max_examples=30, deadline=None)
@given(steps=histories, order=st.randoms())
def test_the_order_in_which_reviews_are_read_does_not_matter(steps: list[tuple[int, int]], order: object) -> None:
    reviews = [review._replace(at=review.at + timedelta(microseconds=n)) for n, review in enumerate(history(steps))]
    shuffled = list(reviews)
    order.shuffle(shuffled)
    later = NOON + 1000 * DAY
    assert Schedule(shuffled).standing("3.1", later) == Schedule(reviews).standing("3.1", later)


@settings(max_examples=30, deadline=None)
@given(one=histories, other=histories, days=st.integers(-3, 60))
def test_where_cards_stand_is_each_cards_own_reviews_replayed_up_to_then(
    one: list[tuple[int, int]], other: list[tuple[int, int]], days: int
) -> None:
    reviews = [*history(one), *history(other, "Q03", NOON + timedelta(minutes=7))]
    schedule, now = Schedule(reviews), NOON + days * DAY
    slowly = {
        card: reduce(advanced, told, None)
        for card in ("3.1", "Q03")
        if (told := [review for review in reviews if review.card == card and review.at <= now + DAY])
    }
    assert schedule.standings(now) == slowly
    assert [step.last for step in schedule.steps] == sorted(reviews, key=lambda review: review.at)
    for step in schedule.steps:
        so_far = [review for review in reviews if review.card == step.last.card and review.at <= step.at]
        assert step == reduce(advanced, so_far[: step.reviews], None)


@settings(max_examples=30, deadline=None)
@given(steps=histories)
def test_a_replay_finds_no_difference_and_notices_one(steps: list[tuple[int, int]]) -> None:
    reviews = history(steps)
    assert Schedule(reviews).replayed() == (0, [])
    forged = [*reviews[:-1], reviews[-1]._replace(interval=reviews[-1].interval + 1)]
    unaware, differences = Schedule(forged).replayed()
    assert (unaware, len(differences)) == (0, 1)
    assert "3.1" in differences[0]


def test_a_day_is_the_learners_and_a_card_is_due_for_all_of_it() -> None:
    """Rated on Saturday evening in Tokyo, due again two days later: on Monday from midnight, there or elsewhere."""
    tokyo, lima = timezone(timedelta(hours=9)), timezone(timedelta(hours=-5))
    evening = datetime(2025, 3, 1, 23, tzinfo=tokyo)
    first = Schedule([]).choices("3.1", evening)[2]
    reviews = [first, Schedule([first]).choices("3.1", evening + timedelta(minutes=10))[2]]
    standing = Schedule(reviews).standing("3.1", evening + DAY)
    assert reviews[1].interval == 2 * 86_400
    assert not standing.is_due(datetime(2025, 3, 2, 23, 59, tzinfo=tokyo))
    assert standing.is_due(datetime(2025, 3, 3, 0, 1, tzinfo=tokyo))
    assert standing.is_due(datetime(2025, 3, 3, 8, tzinfo=lima))
    assert not standing.is_due(datetime(2025, 3, 2, 8, tzinfo=lima))


@pytest.mark.parametrize("back", [timedelta(seconds=5), timedelta(hours=5), timedelta(hours=23)])
def test_time_never_runs_backwards_for_a_card(back: timedelta) -> None:
    reviews = history([(3, 0), (3, 10), (3, 3 * 1440)])
    late = Schedule(reviews).choices("3.1", reviews[-1].at - back)[2]
    assert late.at == reviews[-1].at
    assert late.reviews == 3
    assert Schedule([*reviews, late]).replayed() == (0, [])


def test_a_review_of_the_far_future_waits_for_its_time() -> None:
    """The clock was a century ahead; the card must not be gone for a century."""
    reviews = history([(3, 0), (3, 10)])
    wrong = Schedule(reviews).choices("3.1", NOON + 36_500 * DAY)[3]
    schedule = Schedule([*reviews, wrong])
    assert schedule.standing("3.1", NOON + 3 * DAY) == Schedule(reviews).standing("3.1", NOON + 3 * DAY)
    right = schedule.choices("3.1", NOON + 3 * DAY)[2]
    assert Schedule([*reviews, wrong, right]).replayed() == (1, []), "the far one did not know of the later near one"


def test_two_histories_become_one_in_order_of_time() -> None:
    home, away = history([(3, 0), (3, 20), (3, 5 * 1440)]), history([(1, 1440)])
    merged = Schedule([*home, *away])
    unaware, differences = merged.replayed()
    assert differences == []
    assert unaware == 2, "the one made away, and the one at home after it"
    assert merged.standing("3.1", NOON + 9 * DAY).reviews == 4


@settings(max_examples=30, deadline=None)
@given(steps=histories, days=st.integers(0, 60))
def test_to_a_day_reviews_get_denser_and_a_replay_agrees(steps: list[tuple[int, int]], days: int) -> None:
    reviews: list[Review] = []
    now, until = NOON, NOON.date() + days * DAY
    for rating, minutes in steps:
        now += timedelta(minutes=minutes)
        reviews.append(Schedule(reviews).choices("3.1", now, until=until)[rating - 1])
        left = (until - reviews[-1].day).days
        comes = timedelta(seconds=reviews[-1].interval).days
        assert comes == 1 if rating == Rating.Again else comes <= max(left * 2 / 3, 1)
        assert left < 1 or comes <= left
    assert Schedule(reviews).replayed() == (0, [])
    assert [Review.of(review.detail) for review in reviews] == reviews


@given(steps=histories)
def test_without_a_day_the_log_says_what_it_always_said(steps: list[tuple[int, int]]) -> None:
    assert all("until" not in review.detail for review in history(steps))


def test_no_fuzz() -> None:
    assert not scheduler(0.9).enable_fuzzing


def test_a_card_that_is_being_learned_may_be_asked_early() -> None:
    """Nobody who has come to the end of a drill is sent away to wait for minutes."""
    (review,) = history([(3, 0)])
    standing = Schedule([review]).standing("3.1", NOON)
    assert standing
    assert standing.learning
    assert 0 < review.interval < timedelta(hours=1).total_seconds()
    assert standing.is_due(NOON)


@pytest.mark.parametrize("rating", [1, 2, 3])
def test_a_card_that_is_being_learned_does_not_wait_until_a_clock_set_back_is_as_late_again(rating: int) -> None:
    ahead = NOON + timedelta(hours=10)
    schedule = Schedule([Schedule([]).choices("3.1", ahead)[rating - 1]])
    assert schedule.standing("3.1", NOON).is_due(NOON)


def test_a_card_that_was_forgotten_is_relearned_at_once() -> None:
    learned = history([(4, 0)])
    forgotten = Schedule(learned).choices("3.1", NOON + 30 * DAY)[0]
    standing = Schedule([*learned, forgotten]).standing("3.1", NOON + 30 * DAY)
    assert standing
    assert standing.learning
    assert standing.is_due(NOON + 29 * DAY), "also where the clock was set back by a day"


def test_a_card_is_new_on_its_first_day_alone() -> None:
    schedule = Schedule(history([(3, 0), (3, 3 * 1440)]))
    assert (schedule.introduced(NOON.date()), schedule.introduced(NOON.date() + 3 * DAY)) == (1, 0)


def test_a_days_review_after_the_clock_was_set_back_counts_for_the_later_day() -> None:
    """FSRS knows no review before the last one."""
    reviews = history([(3, 0), (3, 1440)])
    late = Schedule(reviews).choices("3.1", NOON + timedelta(hours=1))[2]
    assert late.day == reviews[-1].day


def test_a_lapse_is_a_card_that_was_learned_and_forgotten() -> None:
    def lapses(*steps: tuple[int, int]) -> int:
        standing = Schedule(history(list(steps))).standing("3.1", NOON + 1000 * DAY)
        assert standing
        return standing.lapses

    assert lapses((1, 0), (1, 5)) == 0, "it was not learned yet"
    assert lapses((4, 0), (1, 30 * 1440), (1, 10)) == 1
    assert lapses((4, 0), (1, 30 * 1440), (4, 10), (1, 30 * 1440)) == 2


def test_who_wants_to_know_more_is_asked_sooner() -> None:
    learned = history([(4, 0)])
    schedule = Schedule(learned)
    intervals = [schedule.choices("3.1", NOON + 9 * DAY, wanted)[2].interval for wanted in (0.95, 0.9, 0.8)]
    assert intervals == sorted(set(intervals))
    assert schedule.choices("3.1", NOON + 9 * DAY, 0.8)[2].retention == 0.8


def test_the_stability_is_the_days_until_nine_of_ten_are_known() -> None:
    standing = Schedule(history([(4, 0)])).standing("3.1", NOON + DAY)
    assert standing
    assert standing.retrievability(NOON.date() + timedelta(days=round(standing.stability))) == pytest.approx(
        0.9, abs=0.01
    )


def test_to_a_day_no_card_comes_back_after_minutes() -> None:
    until = NOON.date() + 20 * DAY
    choices = Schedule([]).choices("3.1", NOON, until=until)
    assert not any(advanced(None, review).learning for review in choices)
    learned = history([(4, 0)])
    missed = Schedule(learned).choices("3.1", NOON + 9 * DAY, until=until)[0]
    assert not Schedule([*learned, missed]).standing("3.1", NOON + 9 * DAY).learning


def test_differences_stand_in_the_order_of_cards() -> None:
    reviews = [*history([(4, 0)], "5.1"), *history([(4, 60)], "3.1")]
    forged = [review._replace(interval=review.interval + 1) for review in reviews]
    assert [line.split()[0] for line in Schedule(forged).replayed()[1]] == ["3.1", "5.1"]
