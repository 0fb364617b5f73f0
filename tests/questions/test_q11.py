"""Published parameter counts, each by closed form and by counting arrays."""

import pytest

from questions.model import admissible
from questions.parts.arrays import counted
from questions.q11_parameters.v1_plain import Plain
from questions.q11_parameters.v2_grouped import Grouped
from questions.q11_parameters.v3_with_batch_norm import WithBatchNorm
from questions.q11_parameters.v4_small_network import SmallNetwork
from questions.q11_parameters.v5_inverse import Inverse
from questions.q11_parameters.v6_published import NETWORKS, Published
from questions.q11_parameters.weight_slips import closed_form
from solvers.networks.architectures.googlenet import GOOGLENET
from solvers.networks.architectures.squeezenet import SQUEEZENET

PUBLISHED = {
    "LeNet-5": {"C1": 156, "C5": 48_120, "F6": 10_164, "total with dense C3": 61_706},
    "SqueezeNet": {
        "fire2": 11_920,
        "fire3": 12_432,
        "fire4": 45_344,
        "fire5": 49_440,
        "fire6": 104_880,
        "fire7": 111_024,
        "fire8": 188_992,
        "fire9": 197_184,
    },
    "AlexNet": {
        "conv1": 34_944,
        "conv2": 307_456,
        "conv3": 885_120,
        "conv4": 663_936,
        "conv5": 442_624,
        "fc6": 37_752_832,
        "fc7": 16_781_312,
        "fc8": 4_097_000,
        "total": 60_965_224,
    },
    "AlexNet without groups": {
        "conv2": 614_656,
        "conv4": 1_327_488,
        "conv5": 884_992,
        "total": 62_378_344,
    },
    "VGG-16": {
        "conv1_1": 1_792,
        "conv1_2": 36_928,
        "conv2_1": 73_856,
        "conv2_2": 147_584,
        "conv3_1": 295_168,
        "conv4_1": 1_180_160,
        "conv5_1": 2_359_808,
        "convolutions": 14_714_688,
        "dense layers": 123_642_856,
        "fc6": 102_764_544,
        "fc7": 16_781_312,
        "fc8": 4_097_000,
        "total": 138_357_544,
    },
}


@pytest.mark.parametrize(
    ("architecture", "part", "total"),
    [(network, part, total) for network, parts in PUBLISHED.items() for part, total in parts.items()],
)
def test_published_count(architecture, part, total):
    variant = Published(architecture=architecture, part=part)
    assert admissible(variant)
    assert variant.answer().value == total
    assert variant.measure().value == total


@pytest.mark.parametrize(("network", "total"), [(SQUEEZENET, 1_248_424), (GOOGLENET, 6_998_552)])
def test_whole_squeezenet_and_googlenet(network, total):
    layers = network.weights()
    assert sum(map(closed_form, layers)) == counted(layers).value == total


@pytest.mark.parametrize(
    ("variant", "right"),
    [
        (Plain(kernel=3, in_channels=64, out_channels=128), 73_856),
        (Plain(kernel=11, in_channels=3, out_channels=96), 34_944),
        (
            Grouped(kernel_height=7, kernel_width=7, in_channels=3, out_channels=64, groups=1, bias=False),
            9_408,
        ),
        (Grouped(kernel_height=5, kernel_width=5, in_channels=96, out_channels=256, groups=2), 307_456),
        (Grouped(kernel_height=7, kernel_width=7, in_channels=96, out_channels=96, groups=96), 4_800),
        (WithBatchNorm(kernel=7, in_channels=3, out_channels=64), {"learned": 9_536, "kept": 128}),
        (
            SmallNetwork(size=28, kernel=5, width=8, blocks=1, padding="same", outputs=10),
            {"convolutions": 608, "linear": 15_690},
        ),
        (Inverse(kernel=3, in_channels=64, parameters=73_856), 128),
    ],
)
def test_natural_asks_are_askable_and_right(variant, right):
    assert admissible(variant)
    assert variant.answer().value == right
    assert variant.measure().value == right


@pytest.mark.parametrize("variant", [Plain, Grouped, WithBatchNorm, SmallNetwork, Published])
def test_what_a_slip_runs_shows_the_slips_value(variant):
    for seed in range(10):
        runs = [slip for slip in variant.draw(seed).slips() if slip.run]
        assert runs
        assert all(slip.run().value == slip.value for slip in runs)


def test_every_part_of_every_network_is_drawn():
    drawn = {(variant.architecture, variant.part) for variant in map(Published.draw, range(1500))}
    assert drawn == {(network, part) for network, parts in NETWORKS.items() for part in parts}


@pytest.mark.parametrize(
    "variant",
    [
        Plain(kernel=16, in_channels=4096, out_channels=4096),
        Grouped(kernel_height=3, kernel_width=3, in_channels=64, out_channels=96, groups=5),
        SmallNetwork(size=28, kernel=4, width=8, blocks=1, padding="same", outputs=10),
        SmallNetwork(size=28, kernel=15, width=8, blocks=2, padding="valid", outputs=10),
        Inverse(kernel=3, in_channels=64, parameters=73_728),
        Inverse(kernel=1, in_channels=1, parameters=1 << 24),
        Published(architecture="VGG-16", part="conv9"),
        Published(architecture="VGG-17", part="total"),
    ],
)
def test_what_is_not_counted_here_is_said(variant):
    assert variant.impossible()
