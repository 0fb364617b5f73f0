"""Chains: one stack for all parts, both witnesses for the real numbers and for the learner's own."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.c01_two_layers import part as two_layers
from questions.c01_two_layers.part import Part, Said
from questions.c01_two_layers.v1_first_output import FirstOutput
from questions.c01_two_layers.v2_second_output import SecondOutput
from questions.c01_two_layers.v3_parameters import Parameters
from questions.c01_two_layers.v4_multiply_adds import MultiplyAdds
from questions.c01_two_layers.v5_separable import Separable
from questions.drawing import SEEDS, parse_share_code
from questions.model import Ask, variants_of
from quiz.answering.grading import grade
from quiz.deck import catalog
from quiz.deck.check import check_variant

seeds = st.integers(0, SEEDS - 1)
CHAIN = variants_of("C1")
each_part = pytest.mark.parametrize("part", CHAIN, ids=lambda part: part.id)
VGG = {
    "size": 224,
    "in_channels": 3,
    "first_kernel": 3,
    "first_stride": 1,
    "first_padding": 1,
    "width": 64,
    "kernel": 3,
    "stride": 1,
    "padding": 1,
    "out_channels": 64,
    "bias": True,
}


@each_part
def test_both_witnesses_agree(part: type[Part]) -> None:
    for seed in range(4):
        drawn = part.draw(seed)
        assert drawn.answer().accepts(drawn.measure().value), drawn


@each_part
@pytest.mark.slow
def test_nothing_is_to_mend(part: type[Part]) -> None:
    assert list(check_variant(part, 60)) == []


@given(seed=seeds)
@settings(max_examples=20, deadline=None)
def test_all_parts_of_a_seed_are_about_one_stack(seed: int) -> None:
    assert len({tuple(part.draw(seed).model_dump().items()) for part in CHAIN}) == 1


@given(seed=seeds, part=st.sampled_from(CHAIN))
@settings(max_examples=20, deadline=None)
def test_a_share_code_brings_back_a_part(seed: int, part: type[Part]) -> None:
    code = Ask(part.draw(seed), seed).code
    assert parse_share_code(code.lower()) == (part.id, seed)
    assert catalog.ask(code).variant == part.draw(seed)


own = st.none() | st.integers(1, 400)


@given(
    seed=seeds,
    first=own,
    second=own,
    parameters=st.none() | st.integers(1, 1 << 18),
    macs=st.none() | st.integers(1, 10**9),
    part=st.sampled_from([SecondOutput, MultiplyAdds, Separable]),
)
@settings(max_examples=40, deadline=None)
def test_what_is_right_from_an_own_number_is_so_by_formula_and_by_run(
    seed: int, first: int | None, second: int | None, parameters: int | None, macs: int | None, part: type[Part]
) -> None:
    drawn = part.draw(seed)
    if first is not None and not FirstOutput.draw(seed).goes_on_from(first):
        first = None
    said = Said(first=first, second=second, parameters=parameters, macs=macs)
    for way in drawn.model_copy(update={"said": said}).carried():
        assert way.answer.accepts(way.measure().value), (drawn, said, way)


@given(seed=seeds)
@settings(max_examples=20, deadline=None)
def test_without_own_numbers_nothing_is_carried(seed: int) -> None:
    for part in CHAIN:
        drawn = part.draw(seed)
        assert not list(drawn.carried())


def test_real_numbers_carry_nothing() -> None:
    said = Said(first=224, second=224, parameters=36928, macs=36864 * 224**2)
    for part in CHAIN:
        assert not list(part(**VGG, said=said).carried())


def test_a_wrong_side_goes_through_the_whole_chain() -> None:
    """Counted by hand from a first side of 225: the second stays 225, its work 36,864·225²."""
    second = SecondOutput(**VGG, said=Said(first=225))
    verdict = grade(second.answer(), "225", second.slips(), second.carried())
    assert (verdict.kind, verdict.credit) == ("accept", 1.0)
    assert verdict.carried
    assert "your 225" in verdict.message
    assert "224" in verdict.message
    work = MultiplyAdds(**VGG, said=Said(first=225, second=225, parameters=36928))
    assert grade(work.answer(), "36864*225*225", work.slips(), work.carried()).kind == "accept"
    assert grade(work.answer(), "36864*224*224", work.slips(), work.carried()).carried is None
    assert grade(work.answer(), "36864*226*226", work.slips(), work.carried()).kind == "reject"


def test_own_parameters_carry_without_their_biases() -> None:
    work = MultiplyAdds(**VGG, said=Said(second=224, parameters=640))
    verdict = grade(work.answer(), f"{(640 - 64) * 224**2}", work.slips(), work.carried())
    assert verdict.carried
    assert "640 parameters" in verdict.message


def test_own_work_carries_into_the_factor() -> None:
    doubled = 2 * 36864 * 224**2
    factor = Separable(**VGG, said=Said(second=224, macs=doubled))
    typed = f"{Fraction(2 * 36864, 9 * 64 + 64 * 64)}"
    assert grade(factor.answer(), typed, factor.slips(), factor.carried()).carried


def test_a_mistake_made_with_an_own_number_is_named() -> None:
    second = SecondOutput(**VGG, said=Said(first=300))
    verdict = grade(second.answer(), "298", second.slips(), second.carried())  # 300 − 3 + 1
    assert (verdict.kind, verdict.slip) == ("reject", "pad.ignored")


@pytest.mark.parametrize("value", [0, -3, None, Fraction(29, 2), 10**9])
def test_no_layer_goes_on_from_what_is_no_size(value: object) -> None:
    for part in (FirstOutput, SecondOutput, Parameters):
        assert not part(**VGG).goes_on_from(value)


@pytest.mark.parametrize("part", [SecondOutput, MultiplyAdds], ids=lambda part: part.id)
def test_a_run_takes_nothing_over_from_a_closed_form(part: type[Part], monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = part.draw(3)
    expected = drawn.answer().value
    monkeypatch.setattr(two_layers, "output_size", lambda *_: 5)
    assert drawn.measure().value == expected
