"""Pooling: one number for each window of each channel, rows first and then columns."""

from collections.abc import Callable
from typing import Any, Literal, overload

import numpy as np

from .arguments import Array, Pair, dimensions, ieee, operands
from .axes import Axis, Padding, axes, axis, view

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

    def sizes(a: Axis) -> list[int]:
        counted = range(a.starts.start, a.size + a.after) if count_include_pad else range(a.size)
        return [sum(start + tap in counted for tap in a.taps) for start in a.starts]

    return np.outer(sizes(rows), sizes(cols))


def _ordered(op: str, input: Array) -> Array:
    x = np.asarray(input)
    if x.dtype.kind not in "iu":
        operands(op, exact=False, input=x)
    return x


def _separable(combine: Callable[..., Array], x: Array, rows: Axis, cols: Axis, fill: float) -> Array:
    """Combine the windows of x (n, c, h, w) along the rows, then along the columns: (n, c, oh, ow)."""
    n, c, h, w = x.shape
    x = x.reshape(n * c, h, w)
    out = np.empty((n * c, len(rows.starts), len(cols.starts)), x.dtype)
    still = axis(w, 1), axis(len(rows.starts), 1)
    step = max(_BLOCK_BYTES // (h * w * x.itemsize), 1)
    for i in range(0, n * c, step):
        tall = view(x[i : i + step], rows, still[0], fill)[..., 0]
        wide = view(_combined(combine, tall), still[1], cols, fill)[..., 0, :]
        _combined(combine, wide, out[i : i + step])
    return out.reshape(n, c, *out.shape[1:])


def _combined(combine: Callable[..., Array], windows: Array, out: Array | None = None) -> Array:
    """Combine the last axis of windows (..., taps), tap by tap: contiguous, unlike a reduction of the view."""
    first, *others = np.moveaxis(windows, -1, 0)
    out = np.empty(first.shape, first.dtype) if out is None else out
    out[...] = first
    for other in others:
        combine(out, other, out=out)
    return out


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
