"""Convolution and its transpose, as matrix products over the columns of the strided view."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from .arguments import Array, Pair, dimensions, each, grouped, ieee, operands, shaped, short_buffers, whole
from .axes import Axis, Padding, Side, axes, axis, canvas, padded, stamped_axis, view

_TILE_BYTES = 1 << 20
_NARROW, _WIDE = 450, 1000
# So few numbers are not worth a second tile, however small the operands.
_FEW = 1 << 13
# What equals nothing of another type: 2.0 is 2, and would find the windows that are remembered for it.
_PLAIN = {int, str}
_Kind: TypeAlias = tuple[tuple[int, ...], np.dtype[Any]]
"""The shape and the dtype of an array, which are all that its checks ask for."""


@ieee
def conv2d(
    input: Array,
    weight: Array,
    bias: Array | None = None,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    padding_mode: Literal["zeros", "circular"] = "zeros",
) -> Array:
    """Slide weight (o, c / groups, kh, kw) over input (n, c, h, w), unflipped, add bias (o,): (n, o, oh, ow).

    Padding is p, (rows, columns), ((top, bottom), (left, right)) or named: "valid" is none; "same" (at stride 1),
    "same_upper" and "same_lower" put a window on every stride-th pixel, an odd one going after or, last, before.
    All float32, all float64 or all int64, which is exact; TypeError on other dtypes and on settings that are not
    integers, ValueError on shapes that do not fit together and where no window fits.
    """
    x, w, b = np.asarray(input), np.asarray(weight), None if bias is None else np.asarray(bias)
    settings = stride, padding, dilation, groups
    # Of small layers the checks are the greater part.
    laid = _remembered_layout if _PLAIN.issuperset(map(type, settings)) else _checked_layout
    rows, cols, few = laid((x.shape, x.dtype), (w.shape, w.dtype), None if b is None else (b.shape, b.dtype), settings)
    if padding_mode == "circular":
        around = [(a.before, a.after) for a in (rows, cols)]
        return conv2d(np.pad(x, [(0, 0), (0, 0), *around], mode="wrap"), w, b, stride, 0, dilation, groups)
    if padding_mode != "zeros":
        raise ValueError(f'padding_mode must be "zeros" or "circular", not {padding_mode!r}')
    return _plus(few.correlate(x, w) if few else correlate(x, w, rows, cols, groups), b)


@ieee
def conv1d(
    input: Array,
    weight: Array,
    bias: Array | None = None,
    stride: int = 1,
    padding: Side = 0,
    dilation: int = 1,
    groups: int = 1,
) -> Array:
    """Slide weight (o, c / groups, k) over input (n, c, l), add bias (o,): (n, o, ol); raises as conv2d.

    Padding is p, (before, after) or named as in conv2d, and "causal": all of it before, so that no output sees
    what comes after its own position.
    """
    x, w, b = operands("conv1d", input=input, weight=weight, bias=bias)
    dimensions("conv1d", input=(x, "n c l"), weight=(w, "o c/groups k"))
    grouped("conv1d", groups, x.shape, w.shape)
    shaped("conv1d", w.shape[:1], bias=b)
    line = axis(x.shape[2], w.shape[2], stride, padding, dilation)
    return _plus(correlate(x[:, :, None], w[:, :, None], axis(1, 1), line, groups), b)[:, :, 0]


@ieee
def conv_transpose2d(
    input: Array,
    weight: Array,
    bias: Array | None = None,
    stride: Pair = 1,
    padding: Pair | tuple[tuple[int, int], tuple[int, int]] = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> Array:
    """Stamp weight (c, o / groups, kh, kw), scaled by each number of input (n, c, h, w), add bias: (n, o, oh, ow).

    The transpose of conv2d with the same settings, whose padding it cuts off; raises as conv2d.
    """
    x, w, b = operands("conv_transpose2d", input=input, weight=weight, bias=bias)
    rows, cols = stamped("conv_transpose2d", x.shape, w.shape, stride, padding, output_padding, groups, dilation)
    shaped("conv_transpose2d", (w.shape[1] * groups,), bias=b)
    return _plus(transposed(x, w, rows, cols, groups), b)


def stamped(
    op: str,
    input_shape: tuple[int, ...],
    weight_shape: tuple[int, ...],
    stride: Pair,
    padding: Padding,
    output_padding: Pair,
    groups: int,
    dilation: Pair,
) -> tuple[Axis, Axis]:
    """Return the axes of a transposed convolution's output under its input's windows; raises as conv2d."""
    if len(input_shape) != 4 or len(weight_shape) != 4 or input_shape[1] != weight_shape[0]:
        raise ValueError(
            f"{op}: input {input_shape} and weight {weight_shape}; expected (n, c, h, w) and (c, o/groups, kh, kw)"
        )
    if input_shape[1] % whole("groups", groups, 1):
        raise ValueError(f"{op}: groups={groups} must divide the {input_shape[1]} channels of input {input_shape}")
    (h, w), (kh, kw) = input_shape[2:], weight_shape[2:]
    (sh, sw), (ph, pw) = each("stride", stride), each("padding", padding)
    (dh, dw), (eh, ew) = each("dilation", dilation), each("output_padding", output_padding)
    return stamped_axis(h, kh, sh, ph, dh, eh), stamped_axis(w, kw, sw, pw, dw, ew)


def layout(
    op: str,
    input_shape: tuple[int, ...],
    weight_shape: tuple[int, ...],
    stride: Pair,
    padding: Padding,
    dilation: Pair,
    groups: int,
) -> tuple[Axis, Axis]:
    """Lay a convolution's windows, given the shapes of input and weight and the settings; raises as conv2d."""
    if len(input_shape) != 4 or len(weight_shape) != 4:
        raise ValueError(
            f"{op}: input {input_shape} and weight {weight_shape}; expected (n, c, h, w) and (o, c/groups, kh, kw)"
        )
    grouped(op, groups, input_shape, weight_shape)
    return axes(input_shape, weight_shape[2:], stride, padding, dilation)


def _checked_layout(
    input: _Kind, weight: _Kind, bias: _Kind | None, settings: tuple[Any, ...]
) -> "tuple[Axis, Axis, _Few | None]":
    # Arrays that are never written to take no memory.
    x, w, b = (kind and np.empty(*kind) for kind in (input, weight, bias))
    operands("conv2d", input=x, weight=w, bias=b)
    rows, cols = layout("conv2d", input[0], weight[0], *settings)
    shaped("conv2d", weight[0][:1], bias=b)
    return rows, cols, _few(input[0], weight[0][0], rows.starts, rows.taps, cols.starts, cols.taps, settings[-1])


_remembered_layout = lru_cache(maxsize=1 << 8)(_checked_layout)


def _plus(out: Array, bias: Array | None) -> Array:
    if bias is not None:
        out += bias[:, None, None]
    return out


def correlate(x: Array, weight: Array, rows: Axis, cols: Axis, groups: int = 1) -> Array:
    """Weigh and sum each window of x (n, c, h, w) by weight (o, c / groups, kh, kw): (n, o, oh, ow)."""
    if few := _few(x.shape, len(weight), rows.starts, rows.taps, cols.starts, cols.taps, groups):
        return few.correlate(x, weight)
    short_buffers()
    o, depth, kh, kw = weight.shape
    n, oh, ow = len(x), len(rows.starts), len(cols.starts)
    if o == groups == x.shape[1] > 1 and rows.starts.step == cols.starts.step == 1:
        return _depthwise(x, weight[:, 0], rows, cols)
    kernels = weight.reshape(groups, o // groups, depth * kh * kw)
    out = np.empty((n, groups, o // groups, oh * ow), x.dtype)
    for samples, positions, matrix in columns(x, rows, cols, groups, x.size + weight.size + out.size):
        np.matmul(kernels, matrix, out=out[samples, ..., positions])
        del matrix  # before the next is gathered
    return out.reshape(n, o, oh, ow)


def _depthwise(x: Array, kernels: Array, rows: Axis, cols: Axis) -> Array:
    """Weigh and sum each window of x (n, c, h, w), at stride 1, by its channel's kernel (c, kh, kw): (n, c, oh, ow).

    A product of one row is not worth its columns. Here padded planes become lines along which every tap is a shift,
    and a column of taps is summed at once; sums that straddle two rows of the plane are dropped at the end.
    """
    n, c, h, w = x.shape
    oh, ow, wide = len(rows.starts), len(cols.starts), cols.reach
    planes, kernels = x.reshape(n * c, h, w), np.tile(kernels, (n, 1, 1))
    out = np.empty((n * c, oh, ow), x.dtype)
    step = max(min(_TILE_BYTES // 4 // (rows.reach * wide * x.itemsize), n * c), 1)
    sums = np.empty((2, step, oh * wide), x.dtype)
    count = (oh - 1) * wide + ow
    for i in range(0, n * c, step):
        kernel = kernels[i : i + step]
        read = padded(planes[i : i + step], rows, cols)[:, : rows.reach, :wide]
        lines = read.reshape(len(kernel), 1, rows.reach * wide)
        column = axis(rows.reach * wide, len(rows.taps), dilation=rows.taps.step * wide)
        shifted = view(lines, axis(1, 1), column)[:, 0, :, 0]
        total, part = sums[:, : len(kernel), :count]
        for v, right in enumerate(cols.taps):
            np.einsum("cpu,cu->cp", shifted[:, right : right + count], kernel[:, :, v], out=part if v else total)
            if v:
                total += part
        out[i : i + step] = sums[0, : len(kernel)].reshape(len(kernel), oh, wide)[..., :ow]
    return out.reshape(n, c, oh, ow)


def transposed(y: Array, weight: Array, rows: Axis, cols: Axis, groups: int = 1) -> Array:
    """Stamp weight (o, c / groups, kh, kw), scaled by y (n, o, oh, ow), where each window lies: (n, c, h, w).

    The transpose of `correlate`: where that reads columns and multiplies, this multiplies and adds columns. At
    stride 1 the transpose of a convolution is one itself, by the turned kernel, and need not add columns.
    """
    o, depth, kh, kw = weight.shape
    n, _, oh, ow = y.shape
    up, left = rows.taps[-1] - rows.before, cols.taps[-1] - cols.before
    if rows.starts.step == cols.starts.step == 1 and up >= 0 and left >= 0:
        turned = weight.reshape(groups, o // groups, depth, kh, kw)[..., ::-1, ::-1].swapaxes(1, 2)
        around = Axis(oh, range(-up, rows.size - up), rows.taps), Axis(ow, range(-left, cols.size - left), cols.taps)
        return correlate(y, turned.reshape(groups * depth, o // groups, kh, kw), *around, groups)
    short_buffers()
    kernels = weight.reshape(groups, o // groups, depth * kh * kw).swapaxes(1, 2)
    flat = y.reshape(n, groups, o // groups, oh * ow)
    out, windows = canvas((n, groups * depth), rows, cols, y.dtype)
    room = y.size + weight.size + out.size
    for box, samples, positions in _tiles(windows.shape, y.itemsize, room):
        stamps = np.matmul(kernels, flat[samples, ..., positions])
        target = windows[box]
        count, c, high, wide = target.shape[:4]
        stamps = stamps.reshape(count, c, kh, kw, high, wide)
        for u, v in np.ndindex(kh, kw):
            target[..., u, v] += stamps[:, :, u, v]
        del stamps
    return np.ascontiguousarray(out)


def columns(x: Array, rows: Axis, cols: Axis, groups: int, room: int) -> Iterator[tuple[slice, slice, Array]]:
    """Yield (samples, positions, matrix): the windows of x (n, c, h, w) as columns, a tile at a time.

    A matrix is (samples, groups, c / groups · kh · kw, positions), positions counting along oh · ow.
    """
    source = view(x, rows, cols)
    for box, samples, positions in _tiles(source.shape, x.itemsize, room):
        yield samples, positions, _matrix(source[box], groups)


class _Few(NamedTuple):
    """The columns of so few windows that they are gathered, number by number, from places that are remembered."""

    places: Array
    """Which numbers of an array (n, c, h, w) they are, -1 for padding; of one sample and group, a matrix."""
    padded: bool
    shape: tuple[int, ...]
    """That of the output: (n, o, oh, ow)."""

    def correlate(self, x: Array, weight: Array) -> Array:
        # By wrapping -1 to the last takes less time than by looking whether all places are there.
        matrix = (_and_zero(x) if self.padded else x).take(self.places, mode="wrap")
        if matrix.ndim == 2:  # one product alone does without the loops of matmul, whose start takes longer
            product: Array = weight.reshape(len(weight), len(matrix)).dot(matrix)
        else:
            groups, depth = matrix.shape[1:3]
            product = np.matmul(weight.reshape(groups, len(weight) // groups, depth), matrix)
        return product.reshape(self.shape)


@lru_cache(maxsize=1 << 7)
def _few(
    shape: tuple[int, ...], o: int, tops: range, down: range, lefts: range, along: range, groups: int
) -> _Few | None:
    n, c = shape[:2]
    if max(prod(shape), n * c * len(tops) * len(lefts) * len(down) * len(along)) > _FEW:
        return None
    rows, cols = Axis(shape[2], tops, down), Axis(shape[3], lefts, along)
    places = _matrix(view(np.arange(prod(shape)).reshape(shape), rows, cols, -1), groups)
    alone = places[0, 0] if n == groups == 1 else places
    return _Few(alone, bool((places < 0).any()), (n, o, len(tops), len(lefts)))


def _and_zero(x: Array) -> Array:
    longer = np.zeros(x.size + 1, x.dtype)
    longer[:-1] = x.reshape(-1)
    return longer


def _matrix(windows: Array, groups: int) -> Array:
    n, c, oh, ow, kh, kw = windows.shape
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(n, groups, c // groups * kh * kw, oh * ow)


def _tiles(shape: tuple[int, ...], itemsize: int, room: int) -> Iterator[tuple[Any, slice, slice]]:
    """Yield (box, samples, positions) that divide windows (n, c, oh, ow, kh, kw), positions counting along oh · ow.

    The numbers of one tile take about a megabyte, to stay in cache, and are at most twice `room` unless few.
    """
    n, c, oh, ow, kh, kw = shape
    depth = max(c * kh * kw, 1)
    fitting = _TILE_BYTES // (depth * itemsize)
    # Few columns would spend a product's time on packing the weights: deep ones leave the cache, for many.
    most = max(min(fitting if fitting >= _NARROW else _WIDE, max(2 * room, _FEW) // depth), 1)
    count, height, width = max(most // (oh * ow), 1), min(max(most // ow, 1), oh), min(most, ow)
    for i, top, left in product(range(0, n, count), range(0, oh, height), range(0, ow, width)):
        samples, right = slice(i, i + count), min(left + width, ow)
        first, last = top * ow + left, (min(top + height, oh) - 1) * ow + right
        box = samples, slice(None), slice(top, top + height), slice(left, right)
        yield box, samples, slice(first, last)
