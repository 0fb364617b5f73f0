"""Pooling: one number for each window of each channel, rows first and then columns."""

from collections.abc import Callable
from typing import Any, Literal, overload

import numpy as np

from .arguments import Array, Pair, dimensions, ieee, operands, short_buffers
from .axes import Axis, Padding, axes, padded, view

_BLOCK_BYTES = 1 << 19


@overload
def max_pool2d(
    input: Array,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Padding = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> Array: ...


@overload
def max_pool2d(
    input: Array,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Padding = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
    *,
    return_indices: Literal[True],
) -> tuple[Array, Array]: ...


@ieee
def max_pool2d(
    input: Array,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Padding = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Array | tuple[Array, Array]:
    """Take the largest of each window of input (n, c, h, w), NaN if there is one: (n, c, oh, ow).

    Of any integer type, float32 or float64, which is kept; padding never wins. With `return_indices` also where in
    its plane (h · w) the largest was. TypeError on other dtypes, ValueError where the padding is not below the window.
    """
    x = _ordered("max_pool2d", input)
    rows, cols = pooled(x.shape, kernel_size, stride, padding, dilation, ceil_mode)
    lowest = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    if return_indices:
        return _largest(x, rows, cols, lowest)
    return _separable(np.maximum, x, rows, cols, lowest)


@ieee
def avg_pool2d(
    input: Array,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """Take the mean of each window of input (n, c, h, w), padding being zeros that count or not: (n, c, oh, ow).

    float32 or float64; what a window of `ceil_mode` has beyond the padding never counts; raises as max_pool2d.
    """
    (x,) = operands("avg_pool2d", exact=False, input=input)
    rows, cols = pooled(x.shape, kernel_size, stride, padding, 1, ceil_mode)
    total = _separable(np.add, x, rows, cols, 0)
    total /= window_sizes(rows, cols, count_include_pad).astype(x.dtype)
    return total


def global_max_pool2d(input: Array) -> Array:
    """Take the largest of each plane of input (n, c, h, w): (n, c, 1, 1)."""
    x = _ordered("global_max_pool2d", input)
    dimensions("global_max_pool2d", input=(x, "n c h w"))
    return np.asarray(x.max(axis=(2, 3), keepdims=True))


@ieee
def global_avg_pool2d(input: Array) -> Array:
    """Take the mean of each plane of input (n, c, h, w): (n, c, 1, 1)."""
    (x,) = operands("global_avg_pool2d", exact=False, input=input)
    dimensions("global_avg_pool2d", input=(x, "n c h w"))
    n, c, h, w = x.shape
    total: Array = x.reshape(n, c, h * w) @ np.ones((h * w, 1), x.dtype)
    total /= x.dtype.type(h * w)
    return total[..., None]


def pooled(
    shape: tuple[int, ...],
    kernel_size: Pair,
    stride: Pair | None,
    padding: Padding,
    dilation: Pair,
    ceil_mode: bool,
) -> tuple[Axis, Axis]:
    """Return the rows and columns of a pooling; ValueError unless (n, c, h, w) and padding below the window."""
    if len(shape) != 4:
        raise ValueError(f"pooling: input {shape}; expected (n, c, h, w)")
    layout = axes(shape, kernel_size, kernel_size if stride is None else stride, padding, dilation, ceil_mode)
    for a in layout:
        if max(a.before, a.after) > a.taps[-1]:
            raise ValueError(f"padding {a.before} and {a.after} must be below the window of {a.taps[-1] + 1} positions")
    return layout


def window_sizes(rows: Axis, cols: Axis, count_include_pad: bool) -> Array:
    """Return how many positions count in each window, (oh, ow)."""

    def sizes(a: Axis) -> Array:
        first, end = (a.starts.start, a.size + a.after) if count_include_pad else (0, a.size)
        places = np.add.outer(a.starts, a.taps)
        counted: Array = ((first <= places) & (places < end)).sum(axis=1)
        return counted

    return np.outer(sizes(rows), sizes(cols))


def _ordered(op: str, input: Array) -> Array:
    x = np.asarray(input)
    if x.dtype.kind not in "iu":
        operands(op, exact=False, input=x)
    return x


def _separable(combine: Callable[..., Array], x: Array, rows: Axis, cols: Axis, fill: float) -> Array:
    """Combine the windows of x (n, c, h, w) along the rows, then along the columns: (n, c, oh, ow).

    For the columns planes become lines, as in a depthwise convolution: their rows are so many strides wide that every
    tap is one slice of the line, and what straddles two rows is dropped at the end.
    """
    short_buffers()
    n, c, h, w = x.shape
    planes = x.reshape(n * c, h, w)
    oh, ow, least = len(rows.starts), len(cols.starts), max(cols.reach, cols.before + w)
    stride = min(cols.starts.step, least)  # which matters only where there is a second window
    strides = -(-least // stride)
    across = Axis(w, range(-cols.before, strides * stride - cols.before), range(1))
    out = np.empty((n * c, oh, ow), x.dtype)
    step = max(_BLOCK_BYTES // (h * w * x.itemsize), 1)
    count = (oh - 1) * strides + ow
    line = np.empty((min(step, n * c), oh * strides), x.dtype)
    for i in range(0, n * c, step):
        read = padded(planes[i : i + step], rows, across, fill)
        tall = _combined(combine, read, oh, rows.starts.step, rows.taps).reshape(-1, oh * strides * stride)
        found = line[: len(tall)]
        _combined(combine, tall, count, stride, cols.taps, found[:, :count])
        out[i : i + step] = found.reshape(len(found), oh, strides)[..., :ow]
    return out.reshape(n, c, oh, ow)


def _combined(
    combine: Callable[..., Any], x: Array, count: int, stride: int, taps: range, out: Array | None = None
) -> Array:
    """Combine the taps of `count` windows along the second axis of x, slice by slice: contiguous, unlike the view."""
    total, *others = (x[:, tap : tap + (count - 1) * stride + 1 : stride] for tap in taps)
    if not others:
        total = np.positive(total, out=out)
    for other in others:
        total = out = combine(total, other, out=out)
    return total


def _largest(x: Array, rows: Axis, cols: Axis, lowest: Any) -> tuple[Array, Array]:
    """Return the largest of each window and its place in the plane, the first of equals."""
    source = view(x, rows, cols, lowest)
    best = np.full(source.shape[:4], lowest, x.dtype)
    top, left = ([next((s + t for t in a.taps if 0 <= s + t < a.size), 0) for s in a.starts] for a in (rows, cols))
    where = np.empty(best.shape, np.int64)
    where[...] = np.add.outer(np.multiply(top, cols.size), left)
    for i, down in enumerate(rows.taps):
        for j, right in enumerate(cols.taps):
            candidate = source[..., i, j]
            wins = (candidate > best) | np.isnan(candidate)
            np.copyto(best, candidate, where=wins)
            place = np.add.outer(np.multiply(np.add(rows.starts, down), cols.size), np.add(cols.starts, right))
            np.copyto(where, place, where=wins)
    return best, where
