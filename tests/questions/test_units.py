"""Whole units and their cost: published numbers, and counts that must agree between variants."""

from __future__ import annotations

import pytest

from questions.model import Variant
from questions.q02_filter_depth.v6_lines_and_volumes import LinesAndVolumes
from questions.q11_parameters.v7_dense_on_image import DenseOnImage
from questions.q14_grouped.v4_resnext_block import ResNeXtBlock
from questions.q14_grouped.v7_whole_units import WholeUnits
from questions.q16_cost.v7_activation_memory import ActivationMemory
from questions.q16_cost.v8_training_memory import TrainingMemory
from questions.q18_bias_and_batch_norm.v7_gradients import Gradients
from questions.q19_bottleneck.v7_squeeze_and_excitation import SqueezeAndExcitation
from questions.q20_efficiency.v5_inverted_residual import InvertedResidual
from questions.q20_efficiency.v7_both_multipliers import BothMultipliers


def agreed(variant: Variant) -> dict[str, int]:
    """Return an answer on which both witnesses agree."""
    assert variant.answer().accepts(variant.measure().value)
    return variant.answer().value


def test_c3d_learns_what_was_published() -> None:
    """Tran et al. 2015, §3 and Figure 3: the parameters of the layers, as every summary of the network lists them."""
    layers = [(3, 64, 16, 112), (64, 128, 16, 56), (128, 256, 8, 28), (256, 256, 8, 28), (256, 512, 4, 14)]
    counts = [
        agreed(LinesAndVolumes(kernel=(3, 3, 3), in_channels=c, out_channels=o, size=(frames, side, side), padding=1))[
            "parameters"
        ]
        for c, o, frames, side in layers
    ]
    assert counts == [5_248, 221_312, 884_992, 1_769_728, 3_539_456]


def test_a_resnext_unit_works_its_weights_at_every_position() -> None:
    block = ResNeXtBlock(cardinality=32, group_width=4, channels=256)
    unit = WholeUnits(channels=256, inner=128, groups=32, size=56)
    assert agreed(unit)["ResNeXt"] == block.answer().value * 56**2


def test_squeeze_and_excitation_adds_two_and_a_half_million_weights_to_resnet50() -> None:
    """Hu et al. 2018, §4: about 2.5 million additional parameters, r = 16."""
    stages = {256: 3, 512: 4, 1024: 6, 2048: 3}
    blocks = {width: SqueezeAndExcitation(channels=width, reduction=16, bias=False, size=7) for width in stages}
    added = sum(times * agreed(blocks[width])["parameters"] for width, times in stages.items())
    assert added == 2_514_944


def test_both_multipliers_as_published() -> None:
    """Howard et al. 2017, Table 3: 29.6 million MACs at α = 0.75, 15.1 million at ρ = 0.714 as well."""
    block = BothMultipliers(in_channels=512, out_channels=512, size=14, alpha=0.75, image=160)
    assert round(agreed(block) / 1e5) == 151
    alone = next(slip.value for slip in block.slips() if slip.tag == "rho.ignored")
    assert round(alone / 1e5) == 296


def test_mobilenetv2_has_no_expansion_at_1() -> None:
    """Sandler et al. 2018, Table 2: the first bottleneck has t = 1, 32 channels in and 16 out, on 112×112."""
    first = InvertedResidual(in_channels=32, out_channels=16, expansion=1, stride=1, size=112)
    assert agreed(first) == {"MACs": 10_035_200, "shortcut": "no"}


def test_vggs_first_maps_hold_three_million_numbers() -> None:
    """CS231n, notes on VGGNet: 224·224·64 = 3.2 M numbers after conv1_1, 150 K in the image."""
    layer = ActivationMemory(in_channels=3, out_channels=64, kernel=3, padding=1, size=224)
    assert agreed(layer) == {"output": 4 * 3_211_264, "input": 4 * 150_528}


def test_a_deeper_network_needs_more_memory_in_training_alone() -> None:
    shallow, deep = (agreed(TrainingMemory(layers=n, channels=16, size=8, batch=2)) for n in (3, 12))
    assert deep["inference"] == shallow["inference"]
    assert deep["training"] > 3 * shallow["training"]


@pytest.mark.parametrize("size", [8, 32])
def test_only_the_dense_layer_grows_with_the_image(size: int) -> None:
    counts, doubled = (agreed(DenseOnImage(size=side, outputs=10, kernel=3)) for side in (size, 2 * size))
    assert doubled["convolution"] == counts["convolution"]
    assert doubled["dense"] - 10 == 4 * (counts["dense"] - 10)


@pytest.mark.parametrize("training", [True, False])
def test_the_bias_has_a_gradient_in_evaluation_mode_alone(training: bool) -> None:
    numbers = {"normalised": (1, -1, 1, -1), "gradient": (3, 1, 1, 0), "deviation": 2, "gamma": 3}
    gradients = agreed(Gradients(**numbers, training=training))
    assert (gradients["bias"] == 0) is training
