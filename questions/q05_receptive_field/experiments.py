"""What proves the claims of question 5."""

from __future__ import annotations

from itertools import product

from questions.model import Evidence
from questions.notation.stacks import parse_stack
from solvers import measure
from solvers.arithmetic import receptive_field
from solvers.networks.architectures.resnet import RESNET50, RESNET50_STRIDE_IN_3X3
from solvers.networks.architectures.vgg import VGG16
from solvers.networks.running import run


def recurrence_gives_footprint() -> Evidence:
    """Compare the recurrence with footprints over a grid of stacks."""
    layers = parse_stack("3/1, 5/1, 1/1, 3/2, 4/2, pool2/2, pool3/2, 3/1d2, 2/1d4")
    stacks = list(product(layers, repeat=3))
    agree = sum(measure.foot(stack).value == receptive_field(stack) for stack in stacks)
    return Evidence(agree == len(stacks), f"{agree} of {len(stacks)} stacks of three layers agree")


def vgg_has_196_then_212() -> Evidence:
    """Back-propagate from conv5_3 and from pool5."""
    seen = {name: measure.foot(VGG16.trunk(name)).value for name in ("conv5_1", "conv5_2", "conv5_3", "pool5")}
    text = ", ".join(f"{name} {field}" for name, field in seen.items())
    return Evidence(list(seen.values()) == [132, 164, 196, 212], f"footprints: {text}")


def own_stride_acts_later() -> Evidence:
    """Run 3×3/2 and 3×3, and the two stacks that the mistaken products stand for."""
    stacks = {"3/2, 3/1": 7, "1/2, 3/1, 3/1": 9, "3/1, 3/1": 5}
    seen = {stack: measure.foot(parse_stack(stack)).value for stack in stacks}
    text = "; ".join(f"{stack}: {field}" for stack, field in seen.items())
    return Evidence(seen == stacks, f"footprint of {text}")


def pooling_counts() -> Evidence:
    """Raise one input sample after the other in front of real max pools, and watch the output."""
    agree, seen = True, []
    for text in ("3/1, pool2/2, 3/1", "7/2, pool3/2", "3/1, pool2/2, 3/1, pool2/2"):
        layers = parse_stack(text)
        start, end = measure.changed_by(layers, 48)
        field = measure.foot(layers).value
        agree &= end - start + 1 == field == receptive_field(layers)
        seen.append(f"{text}: {end - start + 1}")
    return Evidence(agree, f"samples that change the output, and the footprint: {'; '.join(seen)}")


def dilation_multiplies() -> Evidence:
    """Run the context module layer by layer."""
    layers = parse_stack("3, 3, 3d2, 3d4, 3d8, 3d16, 3, 1")
    seen = [measure.foot(layers[:depth]).value for depth in range(1, len(layers) + 1)]
    return Evidence(
        seen == [3, 5, 9, 17, 33, 65, 67, 67],
        f"3×3 with dilation 1, 1, 2, 4, 8, 16, 1, then 1×1: {', '.join(map(str, seen))}",
    )


def influence_is_concentrated() -> Evidence:
    """Measure how much of conv5_3's field holds most of its gradient."""
    gradient = measure.clear_of_borders(VGG16.trunk("conv5_3"))[0]
    share = measure.area_of_influence(gradient, 0.95)
    start, end = measure.extent(gradient)
    off = abs(int(gradient.argmax()) - (start + end) / 2)
    return Evidence(
        0.3 < share < 0.36 and off < (end - start) / 10,
        f"all-ones weights: 95% of the gradient in {100 * share:.0f}% of the area of 196×196; "
        f"the largest entry {off:g} samples from the centre",
    )


def longest_path_sets_the_size() -> Evidence:
    """Run ResNet-50 with all its branches, and its longest path alone; the stride in the 1×1 and in the 3×3."""
    seen = {}
    for where, network in (("first 1×1", RESNET50), ("3×3", RESNET50_STRIDE_IN_3X3)):
        layers = {row.name: ran for row, ran in zip(network.table, run(network), strict=True)}
        seen[where] = layers["conv5_3 sum"].receptive_field[0], measure.foot(network.trunk("conv5_3c")).value
    text = "; ".join(f"stride in the {where}: all paths {both}, longest {one}" for where, (both, one) in seen.items())
    return Evidence(list(seen.values()) == [(483, 483), (427, 427)], text)
