"""Convolution and its transpose: what they ask for, and where their windows lie."""

from functools import lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np

from .arguments import Array, Pair, dimensions, each, grouped, ieee, operands, shaped, whole
from .axes import Axis, Padding, Side, axes, axis, stamped_axis
from .correlation import Few, correlate, few_windows, transposed

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
) -> tuple[Axis, Axis, Few | None]:
    # Arrays that are never written to take no memory.
    x, w, b = (kind and np.empty(*kind) for kind in (input, weight, bias))
    operands("conv2d", input=x, weight=w, bias=b)
    rows, cols = layout("conv2d", input[0], weight[0], *settings)
    shaped("conv2d", weight[0][:1], bias=b)
    return rows, cols, few_windows(input[0], weight[0][0], rows, cols, settings[-1])


_remembered_layout = lru_cache(maxsize=1 << 8)(_checked_layout)


def _plus(out: Array, bias: Array | None) -> Array:
    if bias is not None:
        out += bias[:, None, None]
    return out
