"""Padding, and the one strided view that convolution, pooling and unfolding all read.

There is no output-size formula here: the starts of the windows are enumerated, and the size is their number.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np

from .arguments import Array, Pair, each, pair, whole

Side: TypeAlias = int | tuple[int, int] | Literal["valid", "same", "same_upper", "same_lower", "causal"]
Padding: TypeAlias = Side | tuple[Side, Side]

_NAMED = ("valid", "same", "same_upper", "same_lower", "causal")


@dataclass(frozen=True)
class Axis:
    """An axis under windows: tap t of window i reads starts[i] + taps[t], padding if outside range(size).

    `starts` begins where the padding does and `taps` at 0; `after` positions beyond the end are padding, and what
    windows of ceil_mode reach beyond them is neither.
    """

    size: int
    starts: range
    taps: range
    after: int = 0

    @cached_property
    def before(self) -> int:
        """How many positions of padding precede the first."""
        return -self.starts.start

    @cached_property
    def reach(self) -> int:
        """How many positions there are from the first to the last that some window reads."""
        return self.starts[-1] - self.starts.start + self.taps[-1] + 1


def axis(
    size: int, kernel: int, stride: int = 1, padding: Side = 0, dilation: int = 1, ceil_mode: bool = False
) -> Axis:
    """Lay windows along an axis of `size`; ValueError where none fits, TypeError on settings not integers."""
    taps, stride = _taps(kernel, dilation), whole("stride", stride, 1)
    before, after = _sides(padding, size, taps, stride)
    end = size + after - taps[-1]
    # A window that ceil_mode adds hangs over the end, yet starts before it.
    starts = range(-before, min(end + stride - 1, size) if ceil_mode else end, stride)
    if size < 1 or not starts:
        raise ValueError(
            f"no window fits: kernel {kernel} with dilation {dilation} spans {taps[-1] + 1} positions, "
            f"the axis has {size}, padded by {before} and {after}"
        )
    return Axis(size, starts, taps, after)


def stamped_axis(
    count: int, kernel: int, stride: int = 1, padding: Side = 0, dilation: int = 1, output_padding: int = 0
) -> Axis:
    """Lay `count` windows, and under them the axis that they cover less its padding; raises as `axis`."""
    taps, stride = _taps(kernel, dilation), whole("stride", stride, 1)
    before, after = pair("padding", padding, 0)
    if whole("output_padding", output_padding, 0) >= max(stride, dilation):
        raise ValueError(
            f"output_padding {output_padding} must be below the stride, {stride}, or the dilation, {dilation}"
        )
    starts = range(-before, count * stride - before, stride)
    size = starts[-1] + taps[-1] + 1 + output_padding - after if starts else 0
    if size < 1:
        raise ValueError(
            f"nothing is left of {count} windows of {taps[-1] + 1} positions less padding {before} and {after}"
        )
    return Axis(size, starts, taps, after)


def axes(
    sizes: tuple[int, ...],
    kernel_size: Pair,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
) -> tuple[Axis, Axis]:
    """Lay windows along rows and columns, `sizes` ending in (h, w); raises as `axis`."""
    (kh, kw), (sh, sw) = each("kernel_size", kernel_size), each("stride", stride)
    (ph, pw), (dh, dw) = each("padding", padding), each("dilation", dilation)
    return axis(sizes[-2], kh, sh, ph, dh, ceil_mode), axis(sizes[-1], kw, sw, pw, dw, ceil_mode)


def _taps(kernel: int, dilation: int) -> range:
    kernel, dilation = whole("kernel_size", kernel, 1), whole("dilation", dilation, 1)
    return range(0, kernel * dilation, dilation)


def _sides(padding: Side, size: int, taps: range, stride: int) -> tuple[int, int]:
    if not isinstance(padding, str):
        return pair("padding", padding, 0)
    if padding not in _NAMED:
        raise ValueError(f"padding must be numbers or one of {', '.join(_NAMED)}, not {padding!r}")
    if padding == "same" and stride != 1:
        raise ValueError(f'padding="same" needs stride 1, not {stride}; "same_upper" pads at any stride')
    if padding == "valid" or size < 1:
        return 0, 0
    if padding == "causal":
        return taps[-1], 0
    # A window for every stride-th position, and just the padding that the last of them lacks.
    total = max(range(0, size, stride)[-1] + taps[-1] + 1 - size, 0)
    less, more = total // 2, total - total // 2
    return (more, less) if padding == "same_lower" else (less, more)


def view(x: Array, rows: Axis, cols: Axis, fill: float = 0) -> Array:
    """Return the windows of x (..., h, w), beyond whose edges is `fill`, as a read-only view (..., oh, ow, kh, kw)."""
    windows = _strided(padded(x, rows, cols, fill), rows, cols)
    windows.setflags(write=False)
    return windows


def padded(x: Array, rows: Axis, cols: Axis, fill: float = 0) -> Array:
    """Return x (..., h, w), contiguous, from the first position that a window reads at least to the last."""
    height, width = rows.reach, cols.reach
    if not rows.before and not cols.before and height <= rows.size and width <= cols.size:
        return np.ascontiguousarray(x)
    shape = *x.shape[:-2], height, width
    whole = np.full(shape, fill, x.dtype) if fill else np.zeros(shape, x.dtype)
    inside = _inside(whole, rows, cols)
    inside[...] = x[..., : inside.shape[-2], : inside.shape[-1]]
    return whole


def canvas(lead: tuple[int, ...], rows: Axis, cols: Axis, dtype: Any) -> tuple[Array, Array]:
    """Return zeros (*lead, h, w), and the view (*lead, oh, ow, kh, kw) that writes to them, in padding to nowhere."""
    height, width = (max(a.reach, a.before + a.size) for a in (rows, cols))
    whole = np.zeros((*lead, height, width), dtype)
    return _inside(whole, rows, cols), _strided(whole, rows, cols)


def _inside(whole: Array, rows: Axis, cols: Axis) -> Array:
    return whole[..., rows.before : rows.before + rows.size, cols.before : cols.before + cols.size]


def _strided(whole: Array, rows: Axis, cols: Axis) -> Array:
    """Return the windows of an array (..., h, w) that begins where the first does: (..., oh, ow, kh, kw)."""
    *lead, down, right = whole.strides
    sizes = len(rows.starts), len(cols.starts), len(rows.taps), len(cols.taps)
    steps = rows.starts.step * down, cols.starts.step * right, rows.taps.step * down, cols.taps.step * right
    return np.ndarray((*whole.shape[:-2], *sizes), whole.dtype, whole, 0, (*lead, *steps))


def windows(
    x: Array,
    kernel_size: Pair,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    fill: float = 0,
) -> Array:
    """Return every window of x (..., h, w) as a read-only view (..., oh, ow, kh, kw); padding reads `fill`.

    Over an array of indices, with fill=-1, it tells which positions each window reads and which are padding.
    """
    x = np.asarray(x)
    if x.ndim < 2:
        raise ValueError(f"windows: x {x.shape}; expected (..., h, w)")
    return view(x, *axes(x.shape, kernel_size, stride, padding, dilation), fill)


def windows1d(
    x: Array, kernel_size: int, stride: int = 1, padding: Side = 0, dilation: int = 1, fill: float = 0
) -> Array:
    """Return every window of x (..., l) as a read-only view (..., windows, kernel); padding reads `fill`."""
    x = np.asarray(x)
    if x.ndim < 1:
        raise ValueError(f"windows1d: x {x.shape}; expected (..., length)")
    line = axis(x.shape[-1], kernel_size, stride, padding, dilation)
    return view(x[..., None, :], axis(1, 1), line, fill)[..., 0, :, 0, :]
