"""Layers that share no weights, and what convolution is as a matrix: its weights', its windows' columns."""

import numpy as np

from .arguments import Array, Pair, dimensions, grouped, ieee, operands, pair, shaped
from .axes import Padding, axes, canvas, view


@ieee
def linear(input: Array, weight: Array, bias: Array | None = None) -> Array:
    """Multiply input (..., i) by weight (o, i), add bias (o,): (..., o)."""
    x, w, b = operands("linear", input=input, weight=weight, bias=bias)
    dimensions("linear", weight=(w, "o i"))
    if x.ndim < 1 or x.shape[-1] != w.shape[1]:
        raise ValueError(f"linear: input {x.shape} and weight {w.shape}; expected (..., i) and (o, i)")
    shaped("linear", w.shape[:1], bias=b)
    out: Array = x @ w.T
    return out if b is None else out + b


@ieee
def locally_connected2d(
    input: Array,
    weight: Array,
    bias: Array | None = None,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
) -> Array:
    """Weigh every window of input (n, c, h, w) by a kernel of its own: (n, o, oh, ow).

    Weight is (o, c, oh, ow, kh, kw), bias (o, oh, ow); raises as conv2d.
    """
    op = "locally_connected2d"
    x, w, b = operands(op, input=input, weight=weight, bias=bias)
    dimensions(op, input=(x, "n c h w"), weight=(w, "o c oh ow kh kw"))
    source = view(x, *axes(x.shape, w.shape[4:], stride, padding, dilation))
    shaped(op, (len(w), *source.shape[1:]), weight=w)
    shaped(op, (len(w), *source.shape[2:4]), bias=b)
    out: Array = np.einsum("ncyxij,ocyxij->noyx", source, w)
    return out if b is None else out + b


def conv_as_matrix(
    weight: Array,
    input_shape: tuple[int, int, int],
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> Array:
    """Return the matrix (o · oh · ow, c · h · w) by which conv2d multiplies a flattened image (c, h, w)."""
    (w,) = operands("conv_as_matrix", weight=weight)
    dimensions("conv_as_matrix", weight=(w, "o c/groups kh kw"))
    if len(input_shape) != 3:
        raise ValueError(f"conv_as_matrix: input_shape {input_shape}; expected (c, h, w)")
    grouped("conv_as_matrix", groups, (1, *input_shape), w.shape)
    c, height, width = input_shape
    layout = axes(input_shape, w.shape[2:], stride, padding, dilation)
    # Numbers of the pixels that each window reads; padding reads pixel -1, the last column, which is cut off.
    pixels = view(np.arange(c * height * width).reshape(input_shape), *layout, -1)
    oh, ow = pixels.shape[1:3]
    pixels = pixels.reshape(groups, w.shape[1], oh, ow, *w.shape[2:])
    matrix = np.zeros((len(w), oh, ow, c * height * width + 1), w.dtype)
    y, x = np.ogrid[:oh, :ow]
    for o, kernel in enumerate(w):
        seen = pixels[o * groups // len(w)].transpose(0, 3, 4, 1, 2)
        matrix[o, y, x, seen] = kernel[..., None, None]
    return matrix[..., :-1].reshape(len(w) * oh * ow, -1)


def unfold(input: Array, kernel_size: Pair, dilation: Pair = 1, padding: Padding = 0, stride: Pair = 1) -> Array:
    """Write every window of input (n, c, h, w) as a column: (n, c · kh · kw, oh · ow)."""
    x = np.asarray(input)
    dimensions("unfold", input=(x, "n c h w"))
    source = view(x, *axes(x.shape, kernel_size, stride, padding, dilation))
    n, c, oh, ow, kh, kw = source.shape
    return source.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * kh * kw, oh * ow)


@ieee
def fold(
    input: Array,
    output_size: Pair,
    kernel_size: Pair,
    dilation: Pair = 1,
    padding: Padding = 0,
    stride: Pair = 1,
) -> Array:
    """Add every column of input (n, c · kh · kw, oh · ow) where its window lies: (n, c, h, w), unfold's transpose."""
    x = np.asarray(input)
    dimensions("fold", input=(x, "n c·kh·kw oh·ow"))
    rows, cols = axes(pair("output_size", output_size, 1), kernel_size, stride, padding, dilation)
    oh, ow, kh, kw = len(rows.starts), len(cols.starts), len(rows.taps), len(cols.taps)
    if x.shape[1] % (kh * kw) or x.shape[2] != oh * ow:
        raise ValueError(f"fold: input {x.shape}; expected (n, c·{kh * kw}, {oh}·{ow})")
    n, c = len(x), x.shape[1] // (kh * kw)
    stamps = x.reshape(n, c, kh, kw, oh, ow)
    out, windows = canvas((n, c), rows, cols, x.dtype)
    for u, v in np.ndindex(kh, kw):
        windows[..., u, v] += stamps[:, :, u, v]
    return np.ascontiguousarray(out)
