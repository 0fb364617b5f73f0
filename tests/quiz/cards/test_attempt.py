"""One ask: tries, hints, reveal."""

from __future__ import annotations

import pytest

from questions import answers
from questions.model import Ask, live_slips
from questions.scenes import Grid
from quiz.cards.attempt import Attempt
from quiz.deck import catalog


@pytest.fixture
def attempt() -> Attempt:
    """A 5×5 layer with padding 2 on 32×32: 32; one-sided padding gives 30, none 28."""
    variant = catalog.variant("3.1")
    return Attempt(Ask(variant(size=32, kernel=5, stride=1, padding=2), 0))


def test_right_at_once(attempt: Attempt) -> None:
    assert attempt.submit("32").kind == "accept"
    assert (attempt.outcome, attempt.named) == ("right", [])


def test_a_named_slip_and_one_more_try(attempt: Attempt) -> None:
    verdict = attempt.submit("30")
    assert (verdict.kind, verdict.slip) == ("reject", "pad.single")
    assert "32 − 5 + 2" in verdict.working
    assert attempt.unresolved
    attempt.submit("(32-5+4)/1+1")
    assert attempt.outcome == "second try"


def test_the_second_wrong_answer_ends_the_ask(attempt: Attempt) -> None:
    attempt.submit("30")
    attempt.submit("28")
    assert attempt.outcome == "wrong"
    assert [verdict.slip for verdict in attempt.named] == ["pad.single", "pad.ignored"]


def test_what_is_unclear_costs_nothing(attempt: Attempt) -> None:
    for text in ("", "32x32", "about thirty", "3 4"):
        assert attempt.submit(text).kind == "clarify"
    assert (attempt.tries, attempt.outcome) == (0, None)


def test_a_key_pressed_twice_costs_no_try(attempt: Attempt) -> None:
    attempt.submit("30")
    attempt.submit("30")
    assert (attempt.tries, attempt.outcome) == (1, None)
    attempt.submit("32")
    attempt.submit("31")
    assert attempt.outcome == "second try"


def test_hints_come_one_by_one_and_never_tell_the_answer(attempt: Attempt) -> None:
    hints = []
    while hint := attempt.hint():
        hints.append(hint)
    assert hints[0] == attempt.ask.variant.formula
    assert len(hints) > 1
    assert not any("32" in hint.split("=")[-1] for hint in hints)
    assert attempt.hints_given(attempt.hints) == hints


def test_after_a_slip_both_runs_are_on_the_same_scale_and_their_difference_is_marked() -> None:
    variant = catalog.variant("13.1").draw(1)
    attempt, answer = Attempt(Ask(variant, 1)), variant.answer()
    assert isinstance(answer, answers.Grid)
    slip = next(slip for slip in live_slips(variant) if slip.run)
    assert attempt.scene().length == variant.scene().length
    attempt.submit(answer.write(slip.value))
    one, other, gap = (each for each in attempt.scene().frame(2).pictures if isinstance(each, Grid))
    assert one.values == tuple(tuple(map(float, row)) for row in slip.value)
    assert other.values == tuple(tuple(map(float, row)) for row in answer.value)
    assert (one.low, one.high) == (other.low, other.high)
    apart = [[a - b for a, b in zip(*rows, strict=True)] for rows in zip(slip.value, answer.value, strict=True)]
    assert [list(row) for row in gap.values] == apart
