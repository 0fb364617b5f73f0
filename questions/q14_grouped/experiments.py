"""What proves the claims of question 14."""

from __future__ import annotations

from questions.model import Evidence
from questions.parts.arrays import arrays_of, counted
from questions.q14_grouped.groups import one_channel_each, reached
from questions.q14_grouped.v3_valid_groups import accepted
from questions.q14_grouped.v4_resnext_block import block
from solvers import engine, measure
from solvers.layers import Weights
from solvers.networks.architectures.alexnet import ALEXNET, ALEXNET_UNGROUPED
from solvers.networks.network import Network


def groups_laid_side_by_side() -> Evidence:
    """Convolve each group by itself, concatenate by stamping into zeros, and compare with the op."""
    largest, size = 0.0, 0
    for groups, depth, width in ((2, 3, 4), (3, 2, 2), (4, 4, 1)):
        values, weight = measure.noise(2, groups * depth, 9, 8), measure.noise(groups * width, depth, 3, 3, seed=1)
        whole = engine.conv2d(values, weight, groups=groups)
        for group in range(groups):
            inputs, outputs = slice(group * depth, (group + 1) * depth), slice(group * width, (group + 1) * width)
            alone = engine.conv2d(values[:, inputs], weight[outputs])
            largest = max(largest, measure.largest_difference(alone, whole[:, outputs]))
            size += alone.size
    return Evidence(largest < 1e-9, f"each group alone against its part of the op: max |Δ| = {largest:.1g} over {size}")


def block_diagonal() -> Evidence:
    """Write the grouped kernel into a dense one, block by block, and compare the two layers."""
    groups, depth, width = 4, 3, 2
    values, weight = measure.noise(1, groups * depth, 9, 9), measure.noise(groups * width, depth, 3, 3, seed=1)
    dense = measure.zeros(groups * width, groups * depth, 3, 3).astype(weight.dtype)
    for group in range(groups):
        outputs = slice(group * width, (group + 1) * width)
        dense[outputs, group * depth : (group + 1) * depth] = weight[outputs]
    largest = measure.largest_difference(engine.conv2d(values, dense), engine.conv2d(values, weight, groups=groups))
    share = float((dense != 0).mean())
    return Evidence(
        largest < 1e-9 and share == 1 / groups,
        f"{groups} groups against the block-diagonal kernel: max |Δ| = {largest:.1g}; {share:.0%} of it is not zero",
    )


def divides_both() -> Evidence:
    """Try every number of groups on a few pairs of channel counts."""
    pairs = ((12, 18), (8, 12), (7, 9), (24, 24), (10, 4))
    found = [accepted(c, o, range(1, min(c, o) + 1)).value for c, o in pairs]
    right = [len([g for g in range(1, c + 1) if not c % g and not o % g]) for c, o in pairs]
    text = ", ".join(f"{c}→{o}: {count}" for (c, o), count in zip(pairs, found, strict=True))
    return Evidence(found == right, f"numbers of groups that run: {text}")


def shrinks_by_groups() -> Evidence:
    """Count arrays and multiply-adds of one layer with more and more groups."""
    layer, rows = Weights("", 64, 96, (3, 3)), []
    for groups in (1, 2, 4, 8, 16, 32):
        arrays = arrays_of(layer, groups=groups)
        macs = measure.ones(64, 96, (3, 3), (8, 8), 1, "same", 1, groups).value
        rows.append((groups, arrays["weight"].size, macs, arrays["bias"].size))
    _, weights, work, _ = rows[0]
    exact = all(g * w == weights and g * m == work and b == 96 for g, w, m, b in rows)
    text = "; ".join(f"g={g}: {w:,} weights, {m:,} MACs, {b} biases" for g, w, m, b in rows[::5])
    return Evidence(exact, f"{text}; exactly by g for {len(rows)} values of g")


def alexnet_parameters() -> Evidence:
    """Count AlexNet's arrays with its two groups and without."""

    def total(network: Network) -> int:
        return int(counted(network.weights()).value)

    split, whole = total(ALEXNET), total(ALEXNET_UNGROUPED)
    grouped = [layer.name for layer in ALEXNET.weights() if layer.groups > 1]
    return Evidence(
        (split, whole) == (60_965_224, 62_378_344) and grouped == ["conv2", "conv4", "conv5"],
        f"{split:,} with groups in {', '.join(grouped)}; {whole:,} without",
    )


def groups_stay_apart() -> Evidence:
    """Follow every input channel through two grouped 1×1 layers, with and without a shuffle between."""
    counts = []
    for channels, groups in ((16, 4), (8, 4)):
        between = reached(channels, groups, one_channel_each(channels))
        for values in (between, engine.channel_shuffle(between, groups)):
            seen = (reached(channels, groups, values)[:, :, 0, 0] != 0).sum(axis=0)
            counts.append((int(seen.min()), int(seen.max())))
    return Evidence(
        counts == [(4, 4), (16, 16), (2, 2), (4, 4)],
        f"inputs that an output sees, 4 groups, 16 channels: {counts[0][0]} without, {counts[1][0]} with a shuffle; "
        f"8 channels: {counts[2][0]} without, {counts[3][0]} with",
    )


def depthwise_is_extreme() -> Evidence:
    """Convolve every channel by itself and compare with as many groups as channels."""
    values, weight = measure.noise(1, 8, 10, 10), measure.noise(8, 1, 3, 3, seed=1)
    whole = engine.conv2d(values, weight, groups=8)
    largest = max(
        measure.largest_difference(engine.conv2d(values[:, [at]], weight[[at]]), whole[:, [at]]) for at in range(8)
    )
    return Evidence(largest < 1e-9, f"8 channels one by one against groups=8: max |Δ| = {largest:.1g}")


def wider_for_the_same() -> Evidence:
    """Count the weights of ResNet-50's block and of its ResNeXt counterpart."""
    plain, grouped = (counted(block(*numbers, 256)).value for numbers in ((1, 64), (32, 4)))
    return Evidence(
        abs(grouped - plain) < plain // 100 and (plain, grouped) == (69_632, 70_144),
        f"3×3 of 64 channels, one group: {plain:,} weights; of 128 channels, 32 groups: {grouped:,}",
    )
