"""Published receptive fields, each by closed form and by a run."""

import pytest

from questions.model import admissible
from questions.q05_receptive_field.v1_stride_one import StrideOne
from questions.q05_receptive_field.v2_strided import Strided
from questions.q05_receptive_field.v3_dilated import Dilated
from questions.q05_receptive_field.v4_real_network import RealNetwork
from questions.q05_receptive_field.v5_how_many_layers import HowManyLayers
from questions.q05_receptive_field.v6_which_pixels import WhichPixels
from solvers import measure
from solvers.arithmetic import receptive_field
from solvers.layers import Window
from solvers.networks.architectures.resnet import RESNET50, RESNET50_STRIDE_IN_3X3

PUBLISHED = {
    "AlexNet": {"pool1": 19, "conv2": 51, "conv3": 99, "conv4": 131, "conv5": 163, "pool5": 195, "fc6": 355},
    "VGG-16": {
        "pool1": 6,
        "conv2_1": 10,
        "pool2": 16,
        "conv3_1": 24,
        "conv3_2": 32,
        "pool3": 44,
        "conv4_1": 60,
        "conv4_2": 76,
        "pool4": 100,
        "conv5_1": 132,
        "conv5_2": 164,
        "conv5_3": 196,
        "pool5": 212,
        "fc6": 404,
    },
    "ResNet-18": {"max pool": 11},
    "ResNet-50": {"conv5_3c": 483},
    "Inception v3": {"MaxPool_5a": 31},
    "MobileNet": {
        f"pointwise {number}": field
        for number, field in enumerate((7, 11, 19, 27, 43, 59, 91, 123, 155, 187, 219, 251, 315), start=1)
    },
}


@pytest.mark.parametrize(
    ("architecture", "layer", "field"),
    [(network, layer, field) for network, layers in PUBLISHED.items() for layer, field in layers.items()],
)
def test_published_field(architecture, layer, field):
    variant = RealNetwork(architecture=architecture, layer=layer)
    assert admissible(variant)
    assert variant.answer().value == field
    assert variant.measure().value == field


@pytest.mark.parametrize(
    ("variant", "field"),
    [
        (StrideOne(layers="3,3"), 5),
        (StrideOne(layers="3,3,3"), 7),
        (Strided(layers="7/2,pool3/2"), 11),
        (Strided(layers="3/2,3/1"), 7),
        (Dilated(layers=",".join(f"2d{2**depth}" for depth in range(10))), 1024),
        (Dilated(layers="3d1,3d2,3d4,3d8,3d16"), 63),
        (Dilated(layers="3,3,3d2,3d4,3d8,3d16,3,1"), 67),
        (HowManyLayers(kernel=3, field=5), 2),
        (HowManyLayers(kernel=3, field=7), 3),
        (WhichPixels(layers="7/2p3,3/2p1", output=4), (11, 21)),
    ],
)
def test_natural_asks_are_askable_and_right(variant, field):
    assert admissible(variant)
    assert variant.answer().value == field
    assert variant.measure().value == field


@pytest.mark.parametrize(("network", "field"), [(RESNET50, 483), (RESNET50_STRIDE_IN_3X3, 427)])
def test_resnet50_by_where_its_stride_is(network, field):
    trunk = network.trunk("conv5_3c")
    assert len(trunk) == 2 + 3 * 16
    assert receptive_field(trunk) == measure.foot(trunk).value == field


def test_the_neighbour_of_conv5_3_is_named():
    slips = {slip.tag: slip for slip in RealNetwork(architecture="VGG-16", layer="conv5_3").slips()}
    assert slips["rf.next_layer"].value == 212
    assert "pool5" in slips["rf.next_layer"].message
    assert slips["rf.layer_before"].value == 164


@pytest.mark.parametrize("variant", [StrideOne, Strided, Dilated, RealNetwork, WhichPixels])
def test_what_a_slip_runs_shows_the_slips_value(variant):
    for seed in range(20):
        runs = [slip for slip in variant.draw(seed).slips() if slip.run]
        assert runs
        assert all(slip.run().value == slip.value for slip in runs)


@pytest.mark.parametrize("seed", range(20))
def test_too_few_layers_are_run_and_seen_to_be_too_few(seed):
    variant = HowManyLayers.draw(seed)
    slips = {slip.tag: slip for slip in variant.slips()}
    assert (slips["round.floor_layers"].trial().value < variant.field) == (
        slips["round.floor_layers"].value != variant.answer().value
    )
    assert slips["rf.one_side"].trial().value >= variant.field


def test_a_max_pool_reaches_as_far_as_the_sum_that_stands_for_it():
    layers = (
        Window(kernel_size=3),
        Window(op="max_pool", kernel_size=3, stride=2),
        Window(kernel_size=3),
        Window(op="max_pool", kernel_size=2, stride=2),
    )
    start, end = measure.changed_by(layers, 48)
    assert end - start + 1 == measure.foot(layers).value == receptive_field(layers)


@pytest.mark.parametrize(
    "variant",
    [
        StrideOne(layers="3/2,3/1"),
        StrideOne(layers="pool2/2"),
        Strided(layers="3/1d2"),
        Strided(layers="64/64,64/64,64/64"),
        Strided(layers="2000/1"),
        WhichPixels(layers="3/1p4000", output=3),
        RealNetwork(architecture="AlexNet", layer="conv9"),
        RealNetwork(architecture="Alexnet", layer="conv1"),
    ],
)
def test_what_is_not_run_here_is_said(variant):
    assert variant.impossible()
