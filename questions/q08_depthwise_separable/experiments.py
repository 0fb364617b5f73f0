"""What proves the claims of question 8."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from questions.model import Evidence
from questions.parts.arrays import counted
from questions.parts.separable import multiply_adds, separable, standard
from questions.parts.signs import percent
from questions.q08_depthwise_separable.published import pair_and_merged
from solvers import engine, measure
from solvers.arithmetic import separable_parameters, separable_ratio
from solvers.networks.architectures.mobilenet import MOBILENET
from solvers.networks.running import run

if TYPE_CHECKING:
    from solvers.measure import Array


def depthwise_does_not_mix() -> Evidence:
    """Change one input channel and see which channels of each layer change."""
    depthwise, pointwise, _ = pair_and_merged()
    values = measure.noise(1, 6, 10, 10, seed=2)
    changed = values.copy()
    changed[:, 2] += 1
    between, other = (engine.conv2d(at, depthwise, groups=6) for at in (values, changed))
    after, last = (engine.conv2d(at, pointwise) for at in (between, other))
    moved = [at for at in range(6) if measure.largest_difference(between[:, at], other[:, at]) > 1e-9]
    mixed = [at for at in range(9) if measure.largest_difference(after[:, at], last[:, at]) > 1e-9]
    return Evidence(
        moved == [2] and len(mixed) == 9,
        f"input channel 2 changed: depthwise outputs {moved} of 6 did, pointwise outputs {len(mixed)} of 9",
    )


def pair_is_one_convolution() -> Evidence:
    """Run the pair and the merged kernel on the same values."""
    depthwise, pointwise, merged = pair_and_merged()
    values = measure.noise(1, 6, 10, 10, seed=2)
    pair = engine.conv2d(engine.conv2d(values, depthwise, groups=6), pointwise)
    largest = measure.largest_difference(pair, engine.conv2d(values, merged))
    return Evidence(
        largest < 1e-9 and measure.beyond_separable(merged) < 1e-9,
        f"pair against kernel {merged.shape}: max |Δ| = {largest:.1g} over {pair.size} values",
    )


def activation_between_breaks_it() -> Evidence:
    """Add two inputs up before and after the pair, with and without an activation between."""
    depthwise, pointwise, _ = pair_and_merged()
    one, other = measure.noise(1, 6, 10, 10, seed=2), measure.noise(1, 6, 10, 10, seed=3)

    def plain(values: Array) -> Array:
        return engine.conv2d(engine.conv2d(values, depthwise, groups=6), pointwise)

    def activated(values: Array) -> Array:
        return engine.conv2d(engine.relu(engine.conv2d(values, depthwise, groups=6)), pointwise)

    linear, bent = (
        measure.largest_difference(pair(one + other), pair(one) + pair(other)) for pair in (plain, activated)
    )
    return Evidence(
        linear < 1e-9 and bent > 1e-3,
        f"f(a + b) against f(a) + f(b): max |Δ| = {linear:.1g} without, {bent:.2f} with a ReLU between",
    )


def random_kernels_are_not_separable() -> Evidence:
    """Fit p[o, c]·d[c] to random dense kernels as well as it can be done."""
    kernels = measure.noise(64, 32, 3, 3)
    left, merged = measure.beyond_separable(kernels), measure.beyond_separable(pair_and_merged(32, 64)[2])
    return Evidence(
        left > 0.5 and merged < 1e-9,
        f"random {kernels.shape}: the best fit leaves {left:.1%} of the energy; a merged pair: {merged:.1%}",
    )


def pair_has_these_weights() -> Evidence:
    """Count both layers' arrays over a grid."""
    grid = list(product((1, 3, 5, 7), (3, 16, 32), (8, 64, 128)))
    agree = sum(counted(separable(k, c, o)).value == separable_parameters(k, c, o) for k, c, o in grid)
    pair, dense = counted(separable(3, 64, 128)).value, counted((standard(3, 64, 128),)).value
    return Evidence(
        agree == len(grid) and (pair, dense) == (8_768, 73_728),
        f"{agree} of {len(grid)} layers agree; 3×3, 64→128: {pair:,} against {dense:,}",
    )


def same_ratio_for_work() -> Evidence:
    """Divide weights and multiply-adds of pairs, the stride in the depthwise layer, by those of standard layers."""
    grid = list(product((3, 5), (8, 16), (4, 32), (7, 10), (1, 2)))
    agree = 0
    for k, c, o, side, stride in grid:
        weights = Fraction(counted(separable(k, c, o)).value, counted((standard(k, c, o),)).value)
        size, padding = (side, side), k // 2
        depthwise = measure.ones(c, c, (k, k), size, stride, padding, groups=c)
        pointwise = measure.ones(c, o, (1, 1), measure.shape(size, (k, k), stride, padding).value)
        dense = measure.ones(c, o, (k, k), size, stride, padding)
        agree += weights == Fraction(depthwise.value + pointwise.value, dense.value) == separable_ratio(k, o)
    return Evidence(agree == len(grid), f"{agree} of {len(grid)} layers agree, of stride 1 and 2")


def never_quite_a_ninth() -> Evidence:
    """Measure the ratio of 3×3 layers that get wider and wider."""
    widths = (16, 64, 256, 1024)
    ratios = [Fraction(counted(separable(3, 16, o)).value, counted((standard(3, 16, o),)).value) for o in widths]
    text = ", ".join(f"{o} outputs {percent(ratio)}" for o, ratio in zip(widths, ratios, strict=True))
    return Evidence(
        all(ratio > Fraction(1, 9) for ratio in ratios) and ratios == sorted(ratios, reverse=True),
        f"{text}; a ninth is {percent(Fraction(1, 9))}",
    )


def mobilenet_is_pointwise() -> Evidence:
    """Run every layer of MobileNet and add the multiply-adds up by kind."""
    macs: Counter[str] = Counter()
    for row, seen in zip(MOBILENET.table, run(MOBILENET), strict=True):
        macs[row.name.split()[0]] += seen.macs
    kinds = ("conv0", "depthwise", "pointwise", "fc")
    shares = {kind: Fraction(macs[kind], macs.total()) for kind in kinds}
    return Evidence(
        sum(shares.values()) == 1 and Fraction(94, 100) < shares["pointwise"] < Fraction(96, 100),
        f"of {macs.total():,} MACs: " + ", ".join(f"{kind} {percent(share)}" for kind, share in shares.items()),
    )


def depthwise_is_short_of_work() -> Evidence:
    """Divide multiply-adds by the numbers that are read and written: 256 channels, 3×3, 14×14."""
    layers = {"depthwise": separable(3, 256, 256)[0], "dense": standard(3, 256, 256)}
    values = 2 * measure.zeros(256, 14, 14).size
    seen = {name: multiply_adds(at, 14) / (values + counted((at,)).value) for name, at in layers.items()}
    return Evidence(
        30 * seen["depthwise"] < seen["dense"],
        "MACs per number moved: " + ", ".join(f"{name} {ratio:.1f}" for name, ratio in seen.items()),
    )
