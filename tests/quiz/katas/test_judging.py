"""What is said of a program, worked out from what its run gave."""

from __future__ import annotations

from questions.model import kata_named
from quiz.katas.judging import ENOUGH, VECTORISED, Failure, Verdict, _parts
from quiz.katas.running import Trouble

KATA = kata_named("conv2d")
SETTINGS = KATA.settings()


def timed(seconds: float | None, rival: float | None) -> Verdict:
    return Verdict(KATA, "conv2d.py", len(SETTINGS), seconds=seconds, rival=rival)


def test_a_program_is_vectorised_that_is_as_many_times_as_fast_as_loops_as_was_said() -> None:
    assert timed(1.0, VECTORISED).vectorised
    assert not timed(1.0, VECTORISED - 0.1).vectorised
    assert not timed(None, 9.0).vectorised
    assert not timed(1.0, None).vectorised


def test_a_program_that_works_at_some_settings_is_no_stub() -> None:
    why = Trouble("raised", "not yet", "NotImplementedError")
    failures = tuple(Failure(number, setting, why) for number, setting in enumerate(SETTINGS, start=1))
    assert Verdict(KATA, "conv2d.py", len(SETTINGS), failures).unwritten
    assert not Verdict(KATA, "conv2d.py", len(SETTINGS), failures[1:]).unwritten


def test_a_mistake_is_named_only_if_it_does_the_same_often_enough_to_be_no_chance() -> None:
    first, second, *_ = KATA.mutants
    few, many = set(range(2 * ENOUGH)), set(range(10 * ENOUGH))
    assert list(_parts([(first, set(range(ENOUGH - 1)))], few)) == []
    assert list(_parts([(first, set(range(ENOUGH)))], few)) == [first]
    assert list(_parts([(first, set(range(2 * ENOUGH)))], many)) == [], "a quarter of what is wrong"
    assert list(_parts([(first, set(range(3 * ENOUGH)))], many)) == [first]
    assert list(_parts([(first, {0, 1, 2}), (second, {0, 1, 2, 3, 4, 5})], few)) == [second], "it explains the rest too"
    assert list(_parts([(first, {0, 1, 2}), (second, {3, 4, 5})], few)) == [first, second]
