"""No draw lets a wrong way of reasoning arrive at the right answer, where a variant says that it bars such draws."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.drawing import SEEDS
from questions.model import live_slips, variant_with
from questions.q11_parameters.v5_inverse import Inverse
from questions.q15_deformable.v5_relative_cost import RelativeCost

SHOWN = {
    "13.4": {"grad.bias_maps_for_batch"},
    "14.2": {"groups.remaining_not_saved"},
    "18.2": {"bn.mean_forgotten"},
    "18.6": {"bn.batch_in_evaluation", "bn.running_in_training", "bn.mean_kept", "bn.mean_replaced"},
    "18.7": {"bn.bias_gradient_as_beta", "bn.gamma_without_values", "bn.beta_with_values"},
    "18.8": {"fold.columns_scaled", "fold.one_scale"},
    "20.7": {"alpha.ignored", "rho.ignored"},
}
"""Mistakes that every draw of a variant must tell from the right answer."""


@pytest.mark.parametrize("variant_id", SHOWN)
@given(seed=st.integers(0, SEEDS - 1))
@settings(max_examples=25, deadline=None)
def test_every_draw_shows_the_mistake(variant_id: str, seed: int) -> None:
    drawn = variant_with(variant_id).draw(seed)
    live = {tag for slip in live_slips(drawn) for tag in (slip.tag, *slip.also)}
    assert SHOWN[variant_id] - live == set(), drawn


@given(seed=st.integers(0, SEEDS - 1))
@settings(max_examples=50, deadline=None)
def test_three_figures_tell_that_the_bias_is_missing(seed: int) -> None:
    drawn = Inverse.draw(seed)
    forgotten = drawn.parameters / (drawn.kernel**2 * drawn.in_channels)
    assert float(f"{forgotten:.3g}") != drawn.answer().value


@given(seed=st.integers(0, SEEDS - 1))
@settings(max_examples=50, deadline=None)
def test_no_share_lies_halfway_between_two_hundredths(seed: int) -> None:
    value = RelativeCost.draw(seed).answer().value
    assert (100 * Fraction(value)) % 1 != Fraction(1, 2)
