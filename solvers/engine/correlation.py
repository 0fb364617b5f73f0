"""The sliding sum itself and its transpose, as matrix products over the columns of the strided view."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any, NamedTuple

import numpy as np

from .arguments import Array, short_buffers
from .axes import Axis, axis, canvas, padded, view

_TILE_BYTES = 1 << 20
_NARROW, _WIDE = 450, 1000
# So few numbers are not worth a second tile, however small the operands.
_FEW = 1 << 13


def correlate(x: Array, weight: Array, rows: Axis, cols: Axis, groups: int = 1) -> Array:
    """Weigh and sum each window of x (n, c, h, w) by weight (o, c / groups, kh, kw): (n, o, oh, ow)."""
    if few := few_windows(x.shape, len(weight), rows, cols, groups):
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


class Few(NamedTuple):
    """The columns of so few windows that they are gathered, number by number, from places that are remembered."""

    places: Array
    """Which numbers of an array (n, c, h, w) they are, -1 for padding; of one sample and group, a matrix."""
    padded: bool
    shape: tuple[int, ...]
    """That of the output: (n, o, oh, ow)."""

    def correlate(self, x: Array, weight: Array) -> Array:
        """Weigh and sum them as `correlate` does."""
        # By wrapping -1 to the last takes less time than by looking whether all places are there.
        matrix = (_and_zero(x) if self.padded else x).take(self.places, mode="wrap")
        if matrix.ndim == 2:  # one product alone does without the loops of matmul, whose start takes longer
            product: Array = weight.reshape(len(weight), len(matrix)).dot(matrix)
        else:
            groups, depth = matrix.shape[1:3]
            product = np.matmul(weight.reshape(groups, len(weight) // groups, depth), matrix)
        return product.reshape(self.shape)


@lru_cache(maxsize=1 << 7)
def few_windows(shape: tuple[int, ...], o: int, rows: Axis, cols: Axis, groups: int) -> Few | None:
    """Return the columns of arrays of a shape (n, c, h, w) for `o` kernels, None where they are many."""
    n, c = shape[:2]
    if max(prod(shape), n * c * prod(len(run) for a in (rows, cols) for run in (a.starts, a.taps))) > _FEW:
        return None
    places = _matrix(view(np.arange(prod(shape)).reshape(shape), rows, cols, -1), groups)
    alone = places[0, 0] if n == groups == 1 else places
    return Few(alone, bool((places < 0).any()), (n, o, len(rows.starts), len(cols.starts)))


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
