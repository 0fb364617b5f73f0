"""SHAPE: sizes read off outputs, and which positions windows read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np

from solvers.engine.axes import Side, windows
from solvers.engine.conv import conv1d, conv2d
from solvers.engine.gradients import conv2d_weight_grad
from solvers.engine.pool import max_pool2d
from solvers.engine.volume import conv3d
from solvers.layers import Window
from solvers.measure.arrays import Array, Pair, zeros
from solvers.measure.measurement import Measurement


def shape(
    size: Pair,
    kernel_size: Pair,
    stride: Pair | int = 1,
    padding: Pair | tuple[Pair, Pair] | Literal["valid"] | int = 0,
    dilation: Pair | int = 1,
) -> Measurement:
    """SHAPE: convolve zeros of this size and read (height, width) off the output."""
    output = conv2d(zeros(1, 1, *size), zeros(1, 1, *kernel_size), None, stride, padding, dilation)
    return Measurement(output.shape[2:], f"conv2d on zeros (1, 1, {size[0]}, {size[1]}) gave {output.shape}")


def convolution(axes: int) -> Callable[..., Array]:
    """Return the op that convolves lines, of one axis, or volumes, of three."""
    return conv1d if axes == 1 else conv3d


def apply(layer: Window, values: Array) -> Array:
    """Run one layer, a convolution with all-ones weights, on one channel of (1, 1, h, w)."""
    if layer.op == "max_pool":
        return max_pool2d(values, layer.kernel_size, layer.stride, layer.padding)
    kernel = np.ones((1, 1, layer.kernel_size, layer.kernel_size), values.dtype)
    return conv2d(values, kernel, None, layer.stride, layer.padding, layer.dilation)


def sides(size: int, layers: Iterable[Window]) -> list[int]:
    """Run every layer on a square of zeros and return the sides, the input's first."""
    values = zeros(1, 1, size, size)
    seen = [size]
    for layer in layers:
        values = apply(layer, values)
        seen.append(values.shape[-1])
    return seen


def side(size: int, layers: Iterable[Window]) -> Measurement:
    """SHAPE of a stack: the side that is left after all layers."""
    seen = sides(size, layers)
    return Measurement(seen[-1], "run on zeros, side by side: " + " → ".join(map(str, seen)))


def square(size: int, kernel_size: int, stride: int = 1, padding: Pair = (0, 0), dilation: int = 1) -> Measurement:
    """SHAPE of a square layer, padded (before, after) on both axes: its side."""
    seen = shape((size, size), (kernel_size, kernel_size), stride, (padding, padding), dilation)
    return Measurement(seen.value[0], seen.run)


def positions(size: int, kernel_size: int, stride: int = 1, padding: Side = (0, 0), dilation: int = 1) -> int:
    """SHAPE along one axis: convolve a row of zeros, padded (before, after), and count the outputs."""
    output = conv2d(zeros(1, 1, 1, size), zeros(1, 1, 1, kernel_size), None, stride, ((0, 0), padding), dilation)
    return int(output.shape[-1])


def same_arrays(
    arrays: dict[str, Array], groups: int, sides: Iterable[int], stride: int = 1, padding: int = 0, dilation: int = 1
) -> list[Pair]:
    """SHAPE: run one layer's arrays on squares of several sides and return (height, width) of each output."""
    channels = arrays["weight"].shape[1] * groups
    weight, bias = arrays["weight"], arrays.get("bias")
    outputs = (conv2d(zeros(1, channels, at, at), weight, bias, stride, padding, dilation, groups) for at in sides)
    return [output.shape[2:] for output in outputs]


def window_reads(size: int, kernel_size: int, stride: int = 1, padding: Pair = (0, 0), dilation: int = 1) -> Array:
    """Return, a row a window, the positions of the padded axis that each window of the op reads."""
    padded = np.arange(padding[0] + size + padding[1]).reshape(1, 1, 1, -1)
    view = windows(padded, (1, kernel_size), (1, stride), 0, (1, dilation))
    return view.reshape(-1, kernel_size)


def tap_uses(size: Pair, kernel_size: int, stride: int = 1, padding: int = 0, batch: int = 1) -> Array:
    """GRAD of the sum of all outputs, for images of ones: the products with pixels that each weight takes part in."""
    images, weight = np.ones((batch, 1, *size)), np.ones((1, 1, kernel_size, kernel_size))
    output = conv2d(images, weight, None, stride, padding)
    gradient = conv2d_weight_grad(np.ones(output.shape), images, weight.shape, stride, padding)
    uses: Array = gradient[0, 0].astype(int)
    return uses
