"""What proves the claims of question 17."""

from __future__ import annotations

from typing import TYPE_CHECKING

from questions.model import Evidence
from questions.q17_pooling_avoided.v4_never_read import read_share
from questions.q17_pooling_avoided.v6_resnet_sizes import ResNetSizes
from solvers import engine, measure
from solvers.networks.architectures.resnet import RESNET50

if TYPE_CHECKING:
    from solvers.measure import Array


def resnet_keeps_pools() -> Evidence:
    """List what reduces the map in ResNet-50's table."""
    pools = [row.name for row in RESNET50.table if "pool" in row.layer.op]
    strided = sum(layer.op == "conv" and layer.stride == 2 for layer in RESNET50.trunk())
    sides = ResNetSizes(size=224).measure().value
    return Evidence(
        pools == ["max pool", "average pool"] and strided == 4 and sides == (112, 56, 56, 28, 14, 7),
        f"pools: {', '.join(pools)}; {strided} strided convolutions on the main path; 224 → {sides}",
    )


def strided_is_subsampled() -> Evidence:
    """Compare stride 2 with every second output of stride 1."""
    gaps = []
    for kernel, padding in ((1, 0), (2, 0), (3, 1), (5, 2)):
        x, w = measure.noise(2, 3, 12, 13, seed=kernel), measure.noise(4, 3, kernel, kernel, seed=kernel + 9)
        dense = engine.conv2d(x, w, None, 1, padding)[:, :, ::2, ::2]
        gaps.append(measure.largest_difference(engine.conv2d(x, w, None, 2, padding), dense))
    return Evidence(max(gaps) < 1e-9, f"max |Δ| = {max(gaps):.1g} over {len(gaps)} kernels")


def pointwise_stride_skips() -> Evidence:
    """Read off gradients which pixels a stride of 2 reads."""
    seen = {kernel: read_share(kernel, 2).value for kernel in (1, 2, 3)}
    text = ", ".join(f"{kernel}×{kernel} reads {share}%" for kernel, share in seen.items())
    return Evidence(list(seen.values()) == [25, 100, 100], f"stride 2: {text}")


def stride_forgets() -> Evidence:
    """Change what a 1×1 with stride 2 never reads, and count what a 3×3 with stride 2 leaves."""
    x, w = measure.noise(1, 4, 8, 8), measure.noise(8, 4, 1, 1, seed=1)
    other = x + 1
    other[:, :, ::2, ::2] = x[:, :, ::2, ::2]
    gap = measure.largest_difference(engine.conv2d(x, w, None, 2), engine.conv2d(other, w, None, 2))
    changed = int((x != other).sum())
    numbers, left = x.size, engine.conv2d(x, measure.noise(4, 4, 3, 3), None, 2, 1).size
    return Evidence(
        gap == 0 and changed == 3 * x.size // 4 and left < numbers,
        f"1×1/2: {changed} of {x.size} numbers changed, output differs by {gap:.0f}; 3×3/2: {numbers} → {left} numbers",
    )


def average_is_a_strided_convolution() -> Evidence:
    """Compare average pooling with a depthwise convolution of weights 1/K²."""
    gaps = []
    for kernel in (2, 3):
        x = measure.noise(2, 3, 9, 9, seed=kernel)
        weight = measure.noise(3, 1, kernel, kernel) * 0 + 1 / kernel**2
        gaps.append(
            measure.largest_difference(engine.avg_pool2d(x, kernel, 2), engine.conv2d(x, weight, None, 2, groups=3))
        )
    return Evidence(max(gaps) < 1e-9, f"max |Δ| = {max(gaps):.1g} for windows of 2 and 3")


def max_is_not_linear() -> Evidence:
    """Compare the pool of a sum with the sum of the pools."""
    one, other = measure.noise(1, 1, 8, 8), measure.noise(1, 1, 8, 8, seed=1)
    gap = measure.largest_difference(
        engine.max_pool2d(one + other, 2), engine.max_pool2d(one, 2) + engine.max_pool2d(other, 2)
    )
    average = measure.largest_difference(
        engine.avg_pool2d(one + other, 2), engine.avg_pool2d(one, 2) + engine.avg_pool2d(other, 2)
    )
    return Evidence(gap > 0.01 and average < 1e-9, f"max pool off by up to {gap:.2f}, average pool by {average:.1g}")


def learning_costs_parameters() -> Evidence:
    """Count the arrays of a replacement."""
    counted = measure.count(measure.parameters(64, 64, (3, 3), bias=False)).value
    return Evidence(counted == 9 * 64 * 64, f"3×3/2 on 64 channels: {counted:,} weights; a pool has no arrays")


def stride_quarters_work() -> Evidence:
    """Add up the products of one layer at both strides."""
    full, part = (measure.ones(8, 8, (3, 3), (16, 16), stride, 1).value for stride in (1, 2))
    return Evidence(full == 4 * part, f"16×16, 8 → 8 channels: {full:,} products at stride 1, {part:,} at stride 2")


def both_alias() -> Evidence:
    """Shift an image by one and by two pixels."""
    x, w = measure.noise(1, 1, 8, 8), measure.noise(1, 1, 3, 3, seed=1)

    def strided(at: Array) -> Array:
        return engine.conv2d(at, w, None, 2, 1, padding_mode="circular")

    def pooled(at: Array) -> Array:
        return engine.max_pool2d(at, 2)

    seen = [measure.shift(op, x, (0, by)).value for op in (strided, pooled) for by in (1, 2)]
    return Evidence(
        seen == [None, (0, 1), None, (0, 1)],
        f"output shift for 1 and 2 pixels: strided {seen[0]}, {seen[1]}; max pool {seen[2]}, {seen[3]}",
    )
