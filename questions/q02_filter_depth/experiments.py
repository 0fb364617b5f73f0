"""What proves the claims of question 2."""

from __future__ import annotations

from itertools import product

from questions.model import Evidence
from questions.q02_filter_depth.filters import fits
from solvers import engine, measure


def depth_must_match() -> Evidence:
    """Give a filter of depth 2 four channels, without groups and with two."""
    refused, ran = fits(4, (4, 2, 3, 3), 1), fits(4, (4, 2, 3, 3), 2)
    complaint = measure.error(lambda: engine.conv2d(measure.zeros(1, 4, 8, 8), measure.zeros(4, 2, 3, 3))).value
    return Evidence(not refused and ran, f"groups=1: {complaint}; groups=2 runs: {ran}")


def only_one_depth_runs() -> Evidence:
    """Try every depth on an input of several channels and groups."""
    seen = {
        (channels, groups): [depth for depth in range(1, 25) if fits(channels, (24, depth, 3, 3), groups)]
        for channels, groups in product((3, 12, 24), (1, 3))
    }
    text = ", ".join(f"{channels} channels in {groups}: {depths}" for (channels, groups), depths in seen.items())
    return Evidence(
        all(depths == [channels // groups] for (channels, groups), depths in seen.items()),
        f"depths 1 to 24 tried; accepted of {text}",
    )


def channels_are_summed() -> Evidence:
    """Add the convolutions of single channels."""
    x, w = measure.noise(1, 3, 16, 16), measure.noise(4, 3, 3, 3, seed=1)
    apart = [engine.conv2d(x[:, at : at + 1], w[:, at : at + 1]) for at in range(3)]
    whole = engine.conv2d(x, w)
    largest = measure.largest_difference(whole, apart[0] + apart[1] + apart[2])
    return Evidence(
        largest < 1e-12 and whole.shape[1] == 4,
        f"3 channels apart, added, against all at once, {whole.shape}: max |Δ| = {largest:.1g}",
    )


def filters_make_depth() -> Evidence:
    """Run layers of one to six filters on three channels."""
    depths = [engine.conv2d(measure.zeros(1, 3, 8, 8), measure.zeros(f, 3, 3, 3)).shape[1] for f in range(1, 7)]
    return Evidence(depths == list(range(1, 7)), f"1 to 6 filters on 3 channels: output depths {depths}")


def one_filter_one_map() -> Evidence:
    """Run a single filter over a volume."""
    output = engine.conv2d(measure.zeros(1, 3, 32, 32), measure.zeros(1, 3, 5, 5))
    return Evidence(output.shape[1:] == (1, 28, 28), f"3×32×32 and one filter of 3×5×5: {output.shape[1:]}")


def channel_order_is_learned() -> Evidence:
    """Permute the input's channels, and the filters' with them."""
    x, w = measure.noise(1, 5, 8, 8), measure.noise(4, 5, 3, 3, seed=1)
    order = [3, 0, 4, 1, 2]
    both = measure.largest_difference(engine.conv2d(x, w), engine.conv2d(x[:, order], w[:, order]))
    inputs = measure.largest_difference(engine.conv2d(x, w), engine.conv2d(x[:, order], w))
    return Evidence(
        both < 1e-12 and inputs > 0.1,
        f"5 channels permuted: max |Δ| = {both:.1g} with the filters permuted alike, {inputs:.2g} without",
    )


def extra_slice_of_zeros() -> Evidence:
    """Give three-channel filters a fourth slice of zeros."""
    x, w = measure.noise(1, 4, 8, 8), measure.noise(4, 4, 3, 3, seed=1)
    w[:, 3] = 0
    largest = measure.largest_difference(engine.conv2d(x, w), engine.conv2d(x[:, :3], w[:, :3]))
    return Evidence(largest < 1e-12, f"4 channels, the fourth slice 0, against 3 channels: max |Δ| = {largest:.1g}")


LENET_C3 = (*(3,) * 6, *(4,) * 9, 6)
"""How many of the six maps each of LeNet-5's sixteen C3 filters reads."""


def sparse_c3() -> Evidence:
    """Count LeNet-5's C3 filter by filter, and the layer that connects all pairs."""
    sparse = sum(measure.count(measure.parameters(depth, 1, (5, 5))).value for depth in LENET_C3)
    dense = measure.count(measure.parameters(6, 16, (5, 5))).value
    return Evidence((sparse, dense) == (1516, 2416), f"C3 as published {sparse:,}, all pairs connected {dense:,}")
