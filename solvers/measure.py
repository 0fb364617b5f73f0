"""Quantities read off a run of the engine, never off a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from solvers.engine import (
    batch_norm,
    conv2d,
    conv2d_input_grad,
    conv2d_weight_grad,
    conv_transpose2d,
    linear,
    locally_connected2d,
    max_pool2d,
    windows,
)
from solvers.engine.windows import Padding, Side, axes
from solvers.layers import Stack, Window

Array = npt.NDArray[Any]
Pair = tuple[int, int]
T = TypeVar("T")

BUDGET = 50_000_000
"""Up to so many multiply-adds, and bytes in an array, ONES runs a layer in full."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value that a run showed, and what was run."""

    value: Any
    run: str

    def named(self, part: str) -> Measurement:
        """Return this as one part of an answer."""
        return Measurement({part: self.value}, self.run)


def zeros(*shape: int) -> Array:
    """Return float32 zeros, enough where only shapes and counts are read."""
    return np.zeros(shape, np.float32)


def noise(*shape: int, seed: int = 0) -> Array:
    """Return float64 values in −1…1, the same for the same seed."""
    return np.random.default_rng(seed).uniform(-1, 1, shape)


def digits(*shape: int, seed: int = 0, most: int = 2) -> Array:
    """Return float64 whole numbers in −most…most, the same for the same seed."""
    return np.random.default_rng(seed).integers(-most, most + 1, shape).astype(np.float64)


def image(rows: Any) -> Array:
    """Return rows of numbers as one channel of an image, float64 (1, 1, h, w)."""
    return np.array(rows, np.float64)[None, None]


def stack(channels: Any) -> Array:
    """Return rows of numbers, channel by channel, as float64 (c, h, w)."""
    return np.array(channels, np.float64)


def positions_of(height: int, width: int) -> Array:
    """Return 0, 1, 2, … row by row, float64 (height, width)."""
    return np.arange(height * width, dtype=np.float64).reshape(height, width)


def identity(size: int) -> Array:
    """Return one-hot rows, float64 (size, size)."""
    return np.eye(size)


def rank(matrix: Array) -> int:
    """Return how many of a matrix's singular values are not zero, as far as float64 can tell."""
    return int(np.linalg.matrix_rank(matrix))


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


def parameters(
    in_channels: int,
    out_channels: int,
    kernel_size: Pair,
    groups: int = 1,
    bias: bool = True,
    size: Pair | None = None,
) -> dict[str, Array]:
    """COUNT: build the arrays of one layer and return those that the op has just accepted."""
    weight = zeros(out_channels, in_channels // groups, *kernel_size)
    arrays = {"weight": weight, "bias": zeros(out_channels)} if bias else {"weight": weight}
    conv2d(zeros(1, in_channels, *(size or kernel_size)), weight, arrays.get("bias"), groups=groups)
    return arrays


def dense_parameters(in_features: int, out_features: int, bias: bool = True) -> dict[str, Array]:
    """COUNT for a dense layer."""
    weight = zeros(out_features, in_features)
    arrays = {"weight": weight, "bias": zeros(out_features)} if bias else {"weight": weight}
    linear(zeros(1, in_features), **arrays)
    return arrays


def unshared_parameters(
    in_channels: int, out_channels: int, kernel_size: int, size: int, padding: int, bias: bool = True
) -> dict[str, Array]:
    """COUNT for a square layer that shares no weights."""
    places = positions(size, kernel_size, 1, (padding, padding))
    weight = zeros(out_channels, in_channels, places, places, kernel_size, kernel_size)
    arrays = {"weight": weight, "bias": zeros(out_channels, places, places)} if bias else {"weight": weight}
    locally_connected2d(zeros(1, in_channels, size, size), weight, arrays.get("bias"), padding=padding)
    return arrays


def transposed_parameters(
    in_channels: int, out_channels: int, kernel_size: Pair, groups: int = 1, bias: bool = True
) -> dict[str, Array]:
    """COUNT for a transposed convolution."""
    weight = zeros(in_channels, out_channels // groups, *kernel_size)
    arrays = {"weight": weight, "bias": zeros(out_channels)} if bias else {"weight": weight}
    conv_transpose2d(zeros(1, in_channels, 1, 1), weight, arrays.get("bias"), groups=groups)
    return arrays


def batch_norm_parameters(channels: int) -> tuple[dict[str, Array], dict[str, Array]]:
    """COUNT for batch norm: the arrays it learns, and those that a step of training has just updated."""
    learned = {"gamma": zeros(channels) + 1, "beta": zeros(channels)}
    _, mean, variance = batch_norm(
        zeros(2, channels, 1, 1), zeros(channels), zeros(channels) + 1, *learned.values(), training=True
    )
    return learned, {"running mean": mean, "running variance": variance}


def same_arrays(
    arrays: dict[str, Array], groups: int, sides: Iterable[int], stride: int = 1, padding: int = 0, dilation: int = 1
) -> list[Pair]:
    """SHAPE: run one layer's arrays on squares of several sides and return (height, width) of each output."""
    channels = arrays["weight"].shape[1] * groups
    weight, bias = arrays["weight"], arrays.get("bias")
    outputs = (conv2d(zeros(1, channels, at, at), weight, bias, stride, padding, dilation, groups) for at in sides)
    return [output.shape[2:] for output in outputs]


def count(arrays: dict[str, Array]) -> Measurement:
    """COUNT: add the sizes of arrays."""
    shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
    return Measurement(sum(array.size for array in arrays.values()), f"arrays the op accepts: {shapes}")


def count_dense(in_features: int, out_features: int, bias: bool = True) -> Measurement:
    """COUNT for a dense layer: above BUDGET the twin is one of its outputs."""
    rows = out_features if _affordable(0, in_features * out_features) else 1
    counted = count(dense_parameters(in_features, rows, bias))
    if rows == out_features:
        return counted
    return Measurement(
        counted.value * out_features, f"a twin of one output takes {counted.value:,}; times {out_features:,} outputs"
    )


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
    if _affordable(weights * places, in_channels * height * width, weights, out_channels * places):
        weight = np.ones((out_channels, depth, *kernel_size))
        output = conv2d(np.ones((1, in_channels, height, width)), weight, None, stride, 0, dilation, groups)
        return Measurement(int(output.sum()), f"all ones in, padding too, all-ones weights: {output.shape} adds up")
    window = np.ones((1, in_channels, rows.taps[-1] + 1, cols.taps[-1] + 1))
    twin = conv2d(window, np.ones((groups, depth, *kernel_size)), None, 1, 0, dilation, groups)
    return _scaled(int(twin.sum()), filters, places)


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
    if _affordable(weights * places, in_channels * places, weights, out_channels * places * steps):
        weight = np.ones((in_channels, filters, *kernel_size))
        output = conv_transpose2d(np.ones((1, in_channels, *size)), weight, **settings)
        return Measurement(int(output.sum()), f"all ones in, all-ones weights: {output.shape} adds up")
    stamp = conv_transpose2d(np.ones((1, in_channels, 1, 1)), np.ones((in_channels, 1, *kernel_size)), **settings)
    return _scaled(int(stamp.sum()), filters, places)


def ones_dense(in_features: int, out_features: int) -> Measurement:
    """ONES for a dense layer: above BUDGET the twin is one of its outputs."""
    rows = out_features if _affordable(0, in_features * out_features) else 1
    output = linear(np.ones((1, in_features)), np.ones((rows, in_features)))
    if rows == out_features:
        return Measurement(int(output.sum()), f"all ones in, all-ones weights: {output.shape} adds up")
    return _scaled(int(output.sum()), out_features, 1)


def ones_unshared(in_channels: int, out_channels: int, kernel_size: int, size: int, padding: int) -> Measurement:
    """ONES for a square layer that shares no weights: above BUDGET the twin is one of its maps."""
    places = positions(size, kernel_size, 1, (padding, padding))
    weights = in_channels * out_channels * kernel_size**2 * places**2
    maps = out_channels if _affordable(weights, weights) else 1
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
    whole = _affordable(macs, in_channels * height * width, out_channels * places)
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


def operations(channels: int, kernel_size: int, bias: bool) -> Measurement:
    """COUNT of multiplications and additions: one output, done number by number until it is what conv2d gives."""
    window, weight = noise(1, channels, kernel_size, kernel_size), noise(1, channels, kernel_size, kernel_size, seed=1)
    offset = noise(1, seed=2) if bias else None
    terms = [one * other for one, other in zip(window.ravel().tolist(), weight.ravel().tolist(), strict=True)]
    multiplications, additions = len(terms), 0
    total, *rest = terms if offset is None else [*terms, *offset.tolist()]
    for term in rest:
        total += term
        additions += 1
    if abs(total - conv2d(window, weight, offset).item()) > 1e-9:
        raise ArithmeticError("these operations are not those of conv2d")
    return Measurement(
        multiplications + additions,
        f"one output, number by number: {multiplications:,} multiplications, {additions:,} additions",
    )


def connections(weight: Array, groups: int = 1) -> Array:
    """GRAD: how strongly each output of a convolution (o, c / groups, kh, kw) hangs on each input channel: (o, c)."""
    outputs, depth, *kernel = weight.shape
    push = np.eye(outputs).reshape(outputs, outputs, 1, 1)
    shape = (outputs, depth * groups, kernel[0], kernel[1])
    gradient: Array = np.abs(conv2d_input_grad(push, weight, shape, groups=groups)).sum(axis=(2, 3))
    return gradient


def conv_matrix(weight: Array, size: Pair, padding: int = 0) -> Array:
    """VALUE: a convolution's matrix, column by column: its outputs for images of a single 1."""
    pixels = weight.shape[1] * size[0] * size[1]
    images = np.eye(pixels).reshape(pixels, weight.shape[1], *size)
    columns: Array = conv2d(images, weight, None, 1, padding).reshape(pixels, -1)
    return columns.T


def _affordable(macs: int, *sizes: int) -> bool:
    """Whether so many multiply-adds, and float64 arrays of these sizes, stay within the budget."""
    return max(macs, 8 * max(sizes)) <= BUDGET


def _scaled(twin: int, filters: int, places: int) -> Measurement:
    return Measurement(
        twin * filters * places,
        f"a twin of one filter per group on one window adds up to {twin:,}; times {filters:,} and {places:,} positions",
    )


def value(op: Callable[..., Array], *numbers: Any, **settings: Any) -> Measurement:
    """VALUE: run an op on these arrays, or nested lists, and read its output as nested lists."""
    output = op(*map(np.asarray, numbers), **settings)
    return Measurement(output.tolist(), f"{op.__name__} on the numbers gave {output.shape}")


def shift(op: Callable[[Array], Array], values: Array, by: Pair) -> Measurement:
    """SHIFT: run an op on values (n, c, h, w) and on them shifted circularly; search for the output's shift.

    The value is (rows, columns), None where no shift of the output gives the other output.
    """
    still, moved = op(values), op(np.roll(values, by, (2, 3)))
    candidates = ((down, right) for down in range(still.shape[2]) for right in range(still.shape[3]))
    found = next(
        (at for at in candidates if largest_difference(np.roll(still, at, (2, 3)), moved) < 1e-9),
        None,
    )
    return Measurement(
        found,
        f"input shifted by {by}: the output is its own shift by {found}"
        if found
        else f"input shifted by {by}: no shift of the output gives the other output",
    )


def tap_uses(size: Pair, kernel_size: int, stride: int = 1, padding: int = 0, batch: int = 1) -> Array:
    """GRAD of the sum of all outputs, for images of ones: the products with pixels that each weight takes part in."""
    images, weight = np.ones((batch, 1, *size)), np.ones((1, 1, kernel_size, kernel_size))
    output = conv2d(images, weight, None, stride, padding)
    gradient = conv2d_weight_grad(np.ones(output.shape), images, weight.shape, stride, padding)
    uses: Array = gradient[0, 0].astype(int)
    return uses


def shift_differences(op: Callable[[Array], Array], values: Array, by: Pair) -> dict[Pair, float]:
    """EQUAL for every circular shift of op(values) with op(values shifted by `by`): the largest difference of each."""
    still, moved = op(values), op(np.roll(values, by, (2, 3)))
    return {at: largest_difference(np.roll(still, at, (2, 3)), moved) for at in np.ndindex(*still.shape[2:])}


def grad(
    forward: Callable[[Array], Array], backward: Callable[[Array], Array], at: Array, step: float = 1e-5
) -> Measurement:
    """GRAD: the largest difference between an op's backward pass and central differences of its forward pass.

    `backward` takes the gradient of the output and returns that of `at`.
    """
    direction = noise(*forward(at).shape)
    largest = largest_difference(backward(direction), central_differences(forward, direction, at, step))
    return Measurement(largest, f"{at.size} central differences, the largest disagreement {largest:.1e}")


def central_differences(forward: Callable[[Array], Array], direction: Array, at: Array, step: float = 1e-5) -> Array:
    """Return how Σ direction · forward(at) moves with each number of `at`, nudged both ways."""
    numeric = np.empty(at.shape)
    for index in np.ndindex(at.shape):
        nudge = np.zeros(at.shape)
        nudge[index] = step
        numeric[index] = np.sum(direction * (forward(at + nudge) - forward(at - nudge))) / (2 * step)
    return numeric


def error(run: Callable[[], object]) -> Measurement:
    """ERROR: run and return what the op complained of, None if it did not."""
    try:
        run()
    except (TypeError, ValueError) as complaint:
        return Measurement(str(complaint), f"refused: {complaint}")
    return Measurement(None, "ran without complaint")


def equal(one: Array, other: Array, within: float = 1e-9) -> Measurement:
    """EQUAL: whether two arrays have one shape and differ by less than `within`."""
    if one.shape != other.shape:
        return Measurement(False, f"shapes {one.shape} and {other.shape}")
    largest = largest_difference(one, other)
    return Measurement(largest < within, f"largest difference {largest:.1e} of {one.size} values")


def input_gradients(layers: Stack, size: int, index: int | None = None) -> list[Array]:
    """FOOT: back-propagate a 1 at one output (the middle one) along one axis.

    Returns the gradient at the input and after each layer, as vectors. Weights are all ones, and a max
    pool is replaced by the sum over its window, which reaches the same samples.
    """
    row, lengths = zeros(1, 1, 1, size), [size]
    for layer in layers:
        row = conv2d(row, _ones_row(layer), None, (1, layer.stride), (0, layer.padding), (1, layer.dilation))
        lengths.append(row.shape[-1])
    gradient = np.zeros((1, 1, 1, lengths[-1]))
    gradient[..., lengths[-1] // 2 if index is None else index] = 1
    gradients = [gradient[0, 0, 0]]
    for layer, length in zip(reversed(layers), reversed(lengths[:-1]), strict=True):
        gradient = conv2d_input_grad(
            gradient,
            _ones_row(layer).astype(np.float64),
            (1, 1, 1, length),
            (1, layer.stride),
            (0, layer.padding),
            (1, layer.dilation),
        )
        gradients.append(gradient[0, 0, 0])
    return gradients[::-1]


def _ones_row(layer: Window) -> Array:
    return np.ones((1, 1, 1, layer.kernel_size), np.float32)


def extent(gradient: Array) -> Pair:
    """Return the first and last index of a vector that is not zero."""
    touched = np.flatnonzero(gradient)
    return int(touched[0]), int(touched[-1])


def clear_of_borders(layers: Stack) -> list[Array]:
    """FOOT on an input just long enough that the middle output's field touches no border."""
    size = 32
    while True:
        size *= 2
        try:
            gradients = input_gradients(layers, size)
        except ValueError:  # the input is still too short for a kernel
            continue
        if all(gradient[0] == gradient[-1] == 0 for gradient in gradients[:-1]):
            return gradients


def foot(layers: Stack) -> Measurement:
    """FOOT: the number of input samples, along one axis, between the first and last that one output sees."""
    gradient = clear_of_borders(layers)[0]
    start, end = extent(gradient)
    return Measurement(
        end - start + 1, f"gradient of one output on {gradient.size} samples: non-zero from {start} to {end}"
    )


def foot_at(layers: Stack, index: int) -> Measurement:
    """FOOT of output `index`: its first and last input index; negative ones lie in the padding.

    Padding has no gradient to read, so the field is measured at an output clear of the borders and moved
    back by the distance, also measured, between the fields of neighbouring outputs.
    """
    gradients = clear_of_borders((*layers, Window(kernel_size=2)))  # which sees two outputs, clear of borders
    size, (middle, beside) = gradients[0].size, extent(gradients[-2])
    (start, end), (after, _) = (extent(input_gradients(layers, size, at)[0]) for at in (middle, beside))
    jump = after - start
    moved = (middle - index) * jump
    return Measurement(
        (start - moved, end - moved),
        f"output {middle} sees {start} to {end}, output {beside} begins at {after}: output {index} lies "
        f"{abs(middle - index)} steps of {jump} {'before' if index < middle else 'after'} output {middle}",
    )


def spacings(layers: Stack) -> list[int]:
    """Return how far apart neighbouring samples are in the input: of the input itself and after each layer.

    Read off the positions at which windows start, on an input long enough for two outputs.
    """
    size = clear_of_borders(layers)[0].size * 2
    starts, found = np.arange(size), [1]
    for layer in layers:
        starts = starts[window_reads(starts.size, layer.kernel_size, layer.stride, (0, 0), layer.dilation)[:, 0]]
        found.append(int(starts[1] - starts[0]))
    return found


def field_map(layers: Stack) -> Array:
    """FOOT on the plane: the gradient (h, w) of one output, clear of borders, through all-ones weights.

    It is the number of paths from each sample to the output.
    """
    gradient = np.ones((1, 1, 1, 1))
    for layer in reversed(layers):
        kernel = np.ones((1, 1, layer.kernel_size, layer.kernel_size))
        gradient = conv_transpose2d(gradient, kernel, None, layer.stride, dilation=layer.dilation)
        if gradient.max() > 1e100:  # the sums of a very deep network overflow
            gradient /= gradient.max()
    field: Array = gradient[0, 0]
    return field


def fields_behind(layers: Stack) -> list[int]:
    """FOOT, from the output back: how many samples one output sees after each further layer."""
    extents = map(extent, reversed(clear_of_borders(layers)[:-1]))
    return [end - start + 1 for start, end in extents]


def changed_by(layers: Stack, size: int) -> Pair:
    """Return the first and last position of a raised sample that changes the output in the middle.

    Nothing is back-propagated, and a max pool stays one: an input has the raised sample in one of its rows.
    """
    values = zeros(size, 1, size, size)
    values[range(size), 0, range(size)] = 1
    for layer in layers:
        values = apply(layer, values)
    middle = values.shape[-1] // 2
    return extent(values[:, 0, middle, middle])


def area_of_influence(gradient: Array, share: float) -> float:
    """Return the part of a square field that holds this share of the gradient, its largest entries first.

    All-ones weights act on rows and columns alike: the square's gradient is the product of two axes.
    """
    start, end = extent(gradient)
    axis = gradient[start : end + 1]
    mass = np.sort(np.outer(axis, axis), axis=None)[::-1].cumsum()
    return float(np.searchsorted(mass, share * mass[-1]) + 1) / mass.size


def influence(field: Array, share: float) -> Array:
    """Return which entries of a map (h, w) hold this share of its sum, the largest first, equal ones together."""
    largest = np.sort(field, axis=None)[::-1]
    mass = largest.cumsum()
    held: Array = field >= largest[min(int(np.searchsorted(mass, share * mass[-1])), field.size - 1)]
    return held


def edge(region: Array) -> Array:
    """Return which entries of a region (h, w) have a neighbour, above, below or beside, that is outside it."""
    around = np.pad(region, 1)
    whole = around[:-2, 1:-1] & around[2:, 1:-1] & around[1:-1, :-2] & around[1:-1, 2:]
    rim: Array = region & ~whole
    return rim


def beyond_separable(kernels: Array) -> float:
    """Return the energy share of dense kernels (o, c, h, w) that the best p[o, c]·d[c] leaves over, all channels."""
    by_channel = kernels.reshape(*kernels.shape[:2], -1).swapaxes(0, 1)
    energies = np.linalg.svd(by_channel, compute_uv=False) ** 2
    return 1 - float(energies[:, 0].sum() / energies.sum())


def best_separable(kernels: Array) -> Array:
    """Return the p[o, c]·d[c] nearest to dense kernels (o, c, h, w), input channel by input channel."""
    by_channel = kernels.reshape(*kernels.shape[:2], -1).swapaxes(0, 1)
    left, energies, right = np.linalg.svd(by_channel, full_matrices=False)
    nearest: Array = left[..., :1] * energies[:, None, :1] * right[:, :1]
    return nearest.swapaxes(0, 1).reshape(kernels.shape)


def linear_reading(features: Array, targets: Array) -> Array:
    """Return what the best linear map, by least squares, makes of features (n, f) for targets (n, t)."""
    reading: Array = features @ np.linalg.lstsq(features, targets, rcond=None)[0]
    return reading


def search(candidates: Iterable[T], found: Callable[[T], bool]) -> T:
    """SEARCH: return the first candidate with which the op does what was asked; StopIteration if none does."""
    return next(filter(found, candidates))


def window_reads(size: int, kernel_size: int, stride: int = 1, padding: Pair = (0, 0), dilation: int = 1) -> Array:
    """Return, a row a window, the positions of the padded axis that each window of the op reads."""
    padded = np.arange(padding[0] + size + padding[1]).reshape(1, 1, 1, -1)
    view = windows(padded, (1, kernel_size), (1, stride), 0, (1, dilation))
    return view.reshape(-1, kernel_size)


def plane(maps: Array) -> Array:
    """Return the only channel (h, w) of the only image of maps (1, 1, h, w)."""
    channel: Array = maps[0, 0]
    return channel


def places(array: Array) -> list[Pair]:
    """Return the (row, column) of every number of an array (h, w)."""
    return [(row, column) for row in range(array.shape[0]) for column in range(array.shape[1])]


def tallied(values: Array, low: float, high: float, bins: int) -> list[int]:
    """Return how many numbers fall into each of equal bins from `low` to `high`."""
    counts, _ = np.histogram(values, bins, (low, high))
    return [int(count) for count in counts]


def surrounded(map_: Array) -> Array:
    """Return a map (h, w) within a margin of one that is not there: NaN."""
    return np.pad(map_.astype(float), 1, constant_values=np.nan)


def first(array: Array, count: int) -> Array:
    """Return the first `count` entries of an array where they are, NaN for the rest."""
    kept = np.full(array.shape, np.nan)
    kept.flat[:count] = array.flat[:count]
    return kept


def side_by_side(one: Array, other: Array) -> Array:
    """Return one array of the numbers of both, as rows."""
    return np.concatenate([one.reshape(1, -1), other.reshape(1, -1)], axis=1)


def largest_difference(one: Array, other: Array) -> float:
    """EQUAL: return the largest absolute difference of two arrays of one shape."""
    return float(np.max(np.abs(one - other), initial=0))
