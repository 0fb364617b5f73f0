"""Reverse asks: whatever makes the op do it is right, and a miss is told what it leads to."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.drawing import SEEDS, parse_share_code
from questions.model import Ask, variants_of
from questions.q03_output_size.v1_one_layer import OneLayer
from questions.r01_settings_wanted.reverse import Reverse
from questions.r01_settings_wanted.v1_for_size import ForSize
from questions.r01_settings_wanted.v2_keeping_size import KeepingSize
from questions.r01_settings_wanted.v3_for_field import ForField
from questions.r01_settings_wanted.v4_for_larger_size import ForLargerSize
from quiz.answering.grading import grade, graded
from quiz.cards.attempt import Attempt
from quiz.deck import catalog
from quiz.deck.check import check_variant
from solvers.measure import Measurement

REVERSE = variants_of("R1")
each_kind = pytest.mark.parametrize("kind", REVERSE, ids=lambda kind: kind.id)
HALVED = ForSize(size=224, kernel=7, stride=2, padding=3)


def side(size: int, kernel: int, stride: int, padding: int, dilation: int = 1) -> int:
    """Count the windows that start on a padded row, one by one."""
    taps = range(0, (kernel - 1) * dilation + 1, dilation)
    return sum(1 for start in range(0, size + 2 * padding, stride) if start + taps[-1] < size + 2 * padding)


def stamped(size: int, kernel: int, stride: int, padding: int) -> int:
    """Lay one stamp a sample, cut the padding off, and count what is left."""
    touched = {at * stride + tap for at in range(size) for tap in range(kernel)}
    return max(touched) + 1 - 2 * padding


def seen(kernel: int, layers: int) -> int:
    """Walk back from one output."""
    samples = {0}
    for _ in range(layers):
        samples = {at + tap for at in samples for tap in range(kernel)}
    return len(samples)


@pytest.mark.parametrize(
    ("ask", "reached", "target"),
    [
        (HALVED, lambda k, s, p: side(224, k, s, p), 112),
        (KeepingSize(size=28, kernel=5, dilation=3), lambda d, p: side(28, 5, 1, p, d), 28),
        (ForField(kernel=3, layers=6), seen, 13),
        (ForLargerSize(size=7, kernel=4, stride=2, padding=1), lambda k, s, p: stamped(7, k, s, p), 14),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_exactly_those_choices_are_right_that_an_oracle_finds(ask: Reverse, reached: object, target: int) -> None:
    """Over all bounds: accepted by the run if and only if slow counting comes out at the target."""
    answer = ask.answer()
    for numbers in product(*ask.wanted.values()):
        assert answer.accepts(numbers) == (reached(*numbers) == target), numbers


@each_kind
def test_a_draw_is_right_by_formula_and_by_run(kind: type[Reverse]) -> None:
    for seed in range(3):
        drawn = kind.draw(seed)
        answer = drawn.answer()
        assert drawn.measure().value == answer.value
        assert answer.accepts(answer.value)
        for slip in drawn.slips():
            assert not answer.accepts(slip.value)
            verdict = grade(answer, answer.write(slip.value), drawn.slips())
            assert (verdict.kind, verdict.slip) == ("reject", slip.tag)


@each_kind
@pytest.mark.slow
def test_nothing_is_to_mend(kind: type[Reverse]) -> None:
    assert list(check_variant(kind, 30)) == []


@given(seed=st.integers(0, SEEDS - 1), kind=st.sampled_from(REVERSE))
@settings(max_examples=8, deadline=None)
def test_a_share_code_brings_back_the_ask(seed: int, kind: type[Reverse]) -> None:
    code = Ask(kind.draw(seed), seed).code
    assert parse_share_code(code) == (kind.id, seed)
    assert catalog.ask(code).variant == kind.draw(seed)


def test_a_miss_is_told_what_the_op_gives() -> None:
    verdict = grade(HALVED.answer(), "3, 2, 3")
    assert verdict.kind == "reject"
    assert "224 becomes 114, not 112" in verdict.message


def test_a_miss_by_a_usual_mistake_is_named() -> None:
    """⌊(224 + 3 − 4)/2⌋ + 1 = 112: padding counted once; with 2P it is 114."""
    verdict = grade(HALVED.answer(), "K=4 S=2 P=3")
    assert verdict.slip == "pad.single"
    assert "224 becomes 114" in verdict.message
    assert verdict.matched.trial().value == 114


def test_what_makes_no_layer_is_told() -> None:
    verdict = grade(ForSize(size=8, kernel=3, stride=2, padding=0).answer(), "11, 1, 0")
    assert verdict.kind == "reject"
    assert "spans 11" in verdict.message


def test_the_learners_choice_is_what_is_proved() -> None:
    attempt = Attempt(Ask(HALVED, 0))
    assert attempt.submit("K=2 S=2 P=0").kind == "accept"
    assert attempt.settled.answer().value == (2, 2, 0)
    assert attempt.settled.measure().value == (2, 2, 0)
    assert any("K=2" in step for step in attempt.settled.steps())
    assert attempt.settled.scene().frame(0).caption


def test_it_is_the_run_that_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner is right by what the op gives, even where that is not what the formula says."""
    answer = HALVED.answer()
    assert answer.accepts((2, 2, 0))
    monkeypatch.setattr(OneLayer, "measure", lambda _: Measurement(97, "another op"))
    assert not answer.accepts((2, 2, 0))
    assert "224 becomes 97" in grade(answer, "2, 2, 0").message


@pytest.mark.parametrize(("typed", "tag"), [("3, 11", "rf.next_layer"), ("3, 9", "rf.layer_before")])
def test_a_layer_too_many_is_not_called_one_too_few(typed: str, tag: str) -> None:
    assert graded(catalog.ask("R1.3 kernel=3 layers=10").variant, typed).slip == tag
