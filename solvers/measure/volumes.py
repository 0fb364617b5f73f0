"""COUNT and ONES of convolutions along depth too."""

from __future__ import annotations

from math import prod

import numpy as np

from solvers.engine.axes import axis
from solvers.engine.volume import conv3d
from solvers.measure.arrays import Array, zeros
from solvers.measure.budget import affordable
from solvers.measure.measurement import Measurement

Triple = tuple[int, int, int]
"""Depth, height and width."""


def volume_parameters(in_channels: int, out_channels: int, kernel_size: Triple, bias: bool = True) -> dict[str, Array]:
    """COUNT: build the arrays of one layer and return those that conv3d has just accepted."""
    weight = zeros(out_channels, in_channels, *kernel_size)
    arrays = {"weight": weight, "bias": zeros(out_channels)} if bias else {"weight": weight}
    conv3d(zeros(1, in_channels, *kernel_size), weight, arrays.get("bias"))
    return arrays


def ones_volume(
    in_channels: int, out_channels: int, kernel_size: Triple, size: Triple, padding: Triple = (0, 0, 0)
) -> Measurement:
    """ONES at stride 1: the multiply-adds of conv3d, taps on padding counted.

    Above BUDGET a twin is run, one filter on one window, and multiplied by filters and positions.
    """
    lines = [
        axis(length, kernel, padding=around) for length, kernel, around in zip(size, kernel_size, padding, strict=True)
    ]
    padded = [line.before + line.size + line.after for line in lines]
    places, weights = prod(len(line.starts) for line in lines), in_channels * out_channels * prod(kernel_size)
    if affordable(weights * places, in_channels * kernel_size[0] * prod(padded), weights, out_channels * places):
        output = conv3d(np.ones((1, in_channels, *padded)), np.ones((out_channels, in_channels, *kernel_size)))
        return Measurement(int(output.sum()), f"all ones in, padding too, all-ones weights: {output.shape} adds up")
    window = np.ones((1, in_channels, *kernel_size))
    twin = int(conv3d(window, window).sum())
    return Measurement(
        twin * out_channels * places,
        f"a twin of one filter on one window adds up to {twin:,}; times {out_channels:,} and {places:,} positions",
    )
