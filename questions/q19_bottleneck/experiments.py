"""What proves the claims of question 19."""

from __future__ import annotations

from questions.model import Evidence
from questions.parts.arrays import weight_of
from questions.q19_bottleneck.blocks import bottleneck, conv, counted
from solvers import measure
from solvers.layers import Window
from solvers.networks.architectures.mobilenet import MOBILENET_V2
from solvers.networks.architectures.resnet import RESNET50, RESNET50_STRIDE_IN_3X3
from solvers.networks.running import run


def cheaper_than_basic() -> Evidence:
    """Count a bottleneck on 256 channels, two 3×3 at 256 and a basic block at 64."""
    block, wide, narrow = (
        counted(at).value
        for at in (bottleneck(256, 64, 256), (conv("3×3", 256, 256, 3),) * 2, (conv("3×3", 64, 64, 3),) * 2)
    )
    return Evidence(
        (block, wide, narrow) == (69_632, 1_179_648, 73_728),
        f"bottleneck {block:,}; two 3×3 at 256: {wide:,}, {wide / block:.1f} times; two 3×3 at 64: {narrow:,}",
    )


def only_the_3x3_sees() -> Evidence:
    """Back-propagate one output of a block's windows."""
    seen = measure.foot((Window(kernel_size=1), Window(kernel_size=3, padding=1), Window(kernel_size=1))).value
    return Evidence(seen == 3, f"one output of 1×1, 3×3, 1×1 has a footprint of {seen}")


def stride_in_the_3x3_costs_more() -> Evidence:
    """Run ResNet-50 with the stride in the first 1×1 and in the 3×3."""
    first, later = (sum(seen.macs for seen in run(at)) for at in (RESNET50, RESNET50_STRIDE_IN_3X3))
    return Evidence(first < later, f"stride in the first 1×1: {first:,} MACs; in the 3×3: {later:,}")


def first_block_projects() -> Evidence:
    """Read the first block of conv2_x off ResNet-50's layers."""
    layers = {at.name: (at.in_channels, at.out_channels) for at in RESNET50.weights()}
    seen = layers.get("conv2_1 projection")
    return Evidence(seen == (64, 256), f"conv2_1's projection: {seen}")


def mobilenet_widens_inside() -> Evidence:
    """Compare the two sides of the layers that begin the blocks of ResNet-50 and of MobileNetV2."""
    widening = [weight_of(at).shape[:2] for at in MOBILENET_V2.weights() if at.name.endswith("/expand")]
    reducing = [weight_of(at).shape[:2] for at in RESNET50.weights() if at.name.endswith("_2a")]
    return Evidence(
        bool(widening and reducing)
        and all(after == 6 * before for after, before in widening)
        and all(4 * after == before for after, before in reducing),
        f"{len(widening)} blocks of MobileNetV2 begin 6 times as wide as their input; second blocks of "
        f"{len(reducing)} ResNet-50 stages a quarter as wide",
    )
