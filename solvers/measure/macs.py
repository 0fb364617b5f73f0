"""ONES: multiply-adds, as the sum of an output of ones, or of a twin of it."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from solvers.engine.axes import Padding, axes
from solvers.engine.conv import conv2d, conv_transpose2d
from solvers.engine.dense import linear, locally_connected2d
from solvers.engine.gradients import conv2d_input_grad, conv2d_weight_grad
from solvers.measure.arrays import Pair
from solvers.measure.budget import affordable
from solvers.measure.measurement import Measurement
from solvers.measure.shapes import convolution, positions


def ones(
    in_channels: int,
    out_channels: int,
    kernel_size: Pair,
    size: Pair,
    stride: Pair | int = 1,
    padding: Padding = 0,
    dilation: Pair | int = 1,
    groups: int = 1,
) -> Measurement:
    """ONES: pad with ones, weigh with ones, and add the output up: the multiply-adds of a convolution.

    Above BUDGET a twin is run, one filter per group on one window, and multiplied by filters and positions.
    """
    rows, cols = axes(size, kernel_size, stride, padding, dilation)
    height, width = (along.before + along.size + along.after for along in (rows, cols))
    places, filters, depth = len(rows.starts) * len(cols.starts), out_channels // groups, in_channels // groups
    weights = out_channels * depth * kernel_size[0] * kernel_size[1]
    if affordable(weights * places, in_channels * height * width, weights, out_channels * places):
        weight = np.ones((out_channels, depth, *kernel_size))
        output = conv2d(np.ones((1, in_channels, height, width)), weight, None, stride, 0, dilation, groups)
        return Measurement(int(output.sum()), f"all ones in, padding too, all-ones weights: {output.shape} adds up")
    window = np.ones((1, in_channels, rows.taps[-1] + 1, cols.taps[-1] + 1))
    twin = conv2d(window, np.ones((groups, depth, *kernel_size)), None, 1, 0, dilation, groups)
    return _scaled(int(twin.sum()), filters, places)


def ones_along(
    in_channels: int, out_channels: int, kernel_size: tuple[int, ...], size: tuple[int, ...], padding: int = 0
) -> Measurement:
    """ONES for a convolution of lines or of volumes: above BUDGET the twin is one filter on one window."""
    op = convolution(len(size))
    places = prod(positions(along, taps, 1, (padding, padding)) for along, taps in zip(size, kernel_size, strict=True))
    weights = out_channels * in_channels * prod(kernel_size)
    padded = tuple(along + 2 * padding for along in size)
    if affordable(weights * places, in_channels * prod(padded), weights, out_channels * places):
        output = op(np.ones((1, in_channels, *padded)), np.ones((out_channels, in_channels, *kernel_size)))
        return Measurement(int(output.sum()), f"all ones in, padding too, all-ones weights: {output.shape} adds up")
    twin = op(np.ones((1, in_channels, *kernel_size)), np.ones((1, in_channels, *kernel_size)))
    return _scaled(int(twin.sum()), out_channels, places)


def ones_window(
    in_channels: int, out_channels: int, kernel_size: tuple[int, ...], places: int, groups: int = 1
) -> Measurement:
    """ONES for a convolution of lines or of volumes at so many places: one filter per group on one window."""
    depth, filters = in_channels // groups, out_channels // groups
    window, weight = np.ones((1, in_channels, *kernel_size)), np.ones((groups, depth, *kernel_size))
    return _scaled(int(convolution(len(kernel_size))(window, weight, groups=groups).sum()), filters, places)


def ones_matmul(rows: int, inner: int, columns: int, matrices: int) -> Measurement:
    """ONES for products of matrices: above BUDGET the twin is one of the rows."""
    whole = affordable(rows * inner * columns, rows * inner, inner * columns, rows * columns)
    product = np.ones((rows if whole else 1, inner)) @ np.ones((inner, columns if whole else 1))
    total = int(product.sum()) * (1 if whole else rows * columns) * matrices
    return Measurement(total, f"all ones times all ones: {product.shape} adds up; {matrices:,} matrices")


def ones_transposed(
    in_channels: int,
    out_channels: int,
    kernel_size: Pair,
    size: Pair,
    stride: Pair | int = 1,
    dilation: Pair | int = 1,
    groups: int = 1,
) -> Measurement:
    """ONES for a transposed convolution, whose stamps are added up before any of it is cut off."""
    filters, places = out_channels // groups, size[0] * size[1]
    weights = in_channels * filters * kernel_size[0] * kernel_size[1]
    steps = stride**2 if isinstance(stride, int) else stride[0] * stride[1]
    settings: dict[str, Any] = {"stride": stride, "groups": groups, "dilation": dilation}
    if affordable(weights * places, in_channels * places, weights, out_channels * places * steps):
        weight = np.ones((in_channels, filters, *kernel_size))
        output = conv_transpose2d(np.ones((1, in_channels, *size)), weight, **settings)
        return Measurement(int(output.sum()), f"all ones in, all-ones weights: {output.shape} adds up")
    stamp = conv_transpose2d(np.ones((1, in_channels, 1, 1)), np.ones((in_channels, 1, *kernel_size)), **settings)
    return _scaled(int(stamp.sum()), filters, places)


def ones_dense(in_features: int, out_features: int) -> Measurement:
    """ONES for a dense layer: above BUDGET the twin is one of its outputs."""
    rows = out_features if affordable(0, in_features * out_features) else 1
    output = linear(np.ones((1, in_features)), np.ones((rows, in_features)))
    if rows == out_features:
        return Measurement(int(output.sum()), f"all ones in, all-ones weights: {output.shape} adds up")
    return _scaled(int(output.sum()), out_features, 1)


def ones_unshared(in_channels: int, out_channels: int, kernel_size: int, size: int, padding: int) -> Measurement:
    """ONES for a square layer that shares no weights: above BUDGET the twin is one of its maps."""
    places = positions(size, kernel_size, 1, (padding, padding))
    weights = in_channels * out_channels * kernel_size**2 * places**2
    maps = out_channels if affordable(weights, weights) else 1
    image = np.ones((1, in_channels, size + 2 * padding, size + 2 * padding))
    output = locally_connected2d(image, np.ones((maps, in_channels, places, places, kernel_size, kernel_size)))
    total = int(output.sum())
    if maps == out_channels:
        return Measurement(total, f"all ones in, padding too, all-ones unshared weights: {output.shape} adds up")
    return Measurement(total * out_channels, f"a twin of one map adds up to {total:,}; times {out_channels:,} maps")


def ones_backward(
    in_channels: int, out_channels: int, kernel_size: int, size: int, stride: int = 1
) -> tuple[Measurement, Measurement]:
    """ONES for both gradients, of the weights and of the padded input, of a square layer that pads "same_upper".

    Above BUDGET the twin has one channel in and one out.
    """
    rows, cols = axes((size, size), (kernel_size, kernel_size), stride, "same_upper", 1)
    height, width = (along.before + along.size + along.after for along in (rows, cols))
    places, taps = len(rows.starts) * len(cols.starts), kernel_size**2
    macs = in_channels * out_channels * taps * places
    whole = affordable(macs, in_channels * height * width, out_channels * places)
    depth, filters = (in_channels, out_channels) if whole else (1, 1)
    image, weight = np.ones((1, depth, height, width)), np.ones((filters, depth, kernel_size, kernel_size))
    push = np.ones((1, filters, len(rows.starts), len(cols.starts)))
    gradients = (
        conv2d_weight_grad(push, image, weight.shape, stride),
        conv2d_input_grad(push, weight, image.shape, stride),
    )
    pairs = in_channels * out_channels // (depth * filters)
    weights, inputs = (
        Measurement(
            int(gradient.sum()) * pairs,
            f"all ones: {gradient.shape} adds up" + ("" if whole else f"; times {pairs:,} pairs of channels"),
        )
        for gradient in gradients
    )
    return weights, inputs


def _scaled(twin: int, filters: int, places: int) -> Measurement:
    return Measurement(
        twin * filters * places,
        f"a twin of one filter per group on one window adds up to {twin:,}; times {filters:,} and {places:,} positions",
    )
