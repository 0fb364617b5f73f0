"""The backward passes: what a loss changes by, given the gradient of each output."""

from typing import Any

import numpy as np

from .arguments import Array, Pair, dimensions, ieee, operands, shaped
from .axes import Axis, Padding
from .conv import layout, stamped
from .correlation import columns, correlate, transposed
from .pool import max_pool2d, pooled, window_sizes


@ieee
def conv2d_input_grad(
    grad_output: Array,
    weight: Array,
    input_shape: tuple[int, int, int, int],
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> Array:
    """Return the gradient (n, c, h, w) of conv2d's input from that of its output; raises as conv2d."""
    dy, w = operands("conv2d_input_grad", grad_output=grad_output, weight=weight)
    dimensions("conv2d_input_grad", grad_output=(dy, "n o oh ow"), weight=(w, "o c/groups kh kw"))
    rows, cols = _seen("conv2d_input_grad", dy, input_shape, w.shape, stride, padding, dilation, groups)
    return transposed(dy, w, rows, cols, groups)


@ieee
def conv2d_weight_grad(
    grad_output: Array,
    input: Array,
    weight_shape: tuple[int, int, int, int],
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> Array:
    """Return the gradient (o, c / groups, kh, kw) of conv2d's weight from its output's; raises as conv2d."""
    dy, x = operands("conv2d_weight_grad", grad_output=grad_output, input=input)
    dimensions("conv2d_weight_grad", grad_output=(dy, "n o oh ow"), input=(x, "n c h w"))
    rows, cols = _seen("conv2d_weight_grad", dy, x.shape, weight_shape, stride, padding, dilation, groups)
    return weight_grad(dy, x, weight_shape, rows, cols, groups)


def weight_grad(dy: Array, x: Array, weight_shape: tuple[int, ...], rows: Axis, cols: Axis, groups: int) -> Array:
    """Sum, over all windows, the products of dy (n, o, oh, ow) with what each tap reads: `weight_shape`."""
    n, o, oh, ow = dy.shape
    dy = dy.reshape(n, groups, o // groups, oh * ow)
    depth = weight_shape[1] * weight_shape[2] * weight_shape[3]
    grad = np.zeros((groups, depth, o // groups), x.dtype)
    for samples, positions, matrix in columns(x, rows, cols, groups, x.size + dy.size + grad.size):
        # The longer operand first: a quarter faster than the product that need not be turned at the end.
        grad += np.matmul(matrix, dy[samples, ..., positions].swapaxes(2, 3)).sum(axis=0)
        del matrix  # before the next is gathered
    return grad.swapaxes(1, 2).reshape(weight_shape)


@ieee
def conv2d_bias_grad(grad_output: Array) -> Array:
    """Return the gradient (o,) of a convolution's bias: the sum of grad_output (n, o, oh, ow) per channel."""
    (dy,) = operands("conv2d_bias_grad", grad_output=grad_output)
    dimensions("conv2d_bias_grad", grad_output=(dy, "n o oh ow"))
    return np.asarray(dy.sum(axis=(0, 2, 3)))


@ieee
def conv_transpose2d_input_grad(
    grad_output: Array,
    weight: Array,
    input_shape: tuple[int, int, int, int],
    stride: Pair = 1,
    padding: Padding = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> Array:
    """Return the gradient (n, c, h, w) of conv_transpose2d's input from that of its output; raises as conv2d."""
    op = "conv_transpose2d_input_grad"
    dy, w = operands(op, grad_output=grad_output, weight=weight)
    rows, cols = stamped(op, input_shape, w.shape, stride, padding, output_padding, groups, dilation)
    shaped(op, (input_shape[0], w.shape[1] * groups, rows.size, cols.size), grad_output=dy)
    return correlate(dy, w, rows, cols, groups)


@ieee
def conv_transpose2d_weight_grad(
    grad_output: Array,
    input: Array,
    weight_shape: tuple[int, int, int, int],
    stride: Pair = 1,
    padding: Padding = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> Array:
    """Return the gradient (c, o / groups, kh, kw) of conv_transpose2d's weight; raises as conv2d."""
    op = "conv_transpose2d_weight_grad"
    dy, x = operands(op, grad_output=grad_output, input=input)
    rows, cols = stamped(op, x.shape, weight_shape, stride, padding, output_padding, groups, dilation)
    shaped(op, (len(x), weight_shape[1] * groups, rows.size, cols.size), grad_output=dy)
    return weight_grad(x, dy, weight_shape, rows, cols, groups)


@ieee
def max_pool2d_grad(
    grad_output: Array,
    input: Array,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Padding = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
) -> Array:
    """Return the gradient of max_pool2d's input: each output's goes to the number that was the largest."""
    dy, x = operands("max_pool2d_grad", exact=False, grad_output=grad_output, input=input)
    out, indices = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, return_indices=True)
    shaped("max_pool2d_grad", out.shape, grad_output=dy)
    n, c, h, w = x.shape
    grad = np.zeros(x.size, x.dtype)
    planes = np.arange(0, x.size, h * w).reshape(n, c, 1, 1)
    np.add.at(grad, (planes + indices).reshape(-1), dy.reshape(-1))
    return grad.reshape(x.shape)


@ieee
def avg_pool2d_grad(
    grad_output: Array,
    input_shape: tuple[int, int, int, int],
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """Return the gradient of avg_pool2d's input: each output's is shared out equally over its window."""
    (dy,) = operands("avg_pool2d_grad", exact=False, grad_output=grad_output)
    dimensions("avg_pool2d_grad", grad_output=(dy, "n c oh ow"))
    rows, cols = pooled(input_shape, kernel_size, stride, padding, 1, ceil_mode)
    shaped("avg_pool2d_grad", (*input_shape[:2], len(rows.starts), len(cols.starts)), grad_output=dy)
    share = dy / window_sizes(rows, cols, count_include_pad).astype(dy.dtype)
    ones = np.ones((dy.shape[1], 1, len(rows.taps), len(cols.taps)), dy.dtype)
    return transposed(share, ones, rows, cols, groups=dy.shape[1])


@ieee
def batch_norm_grad(
    grad_output: Array,
    input: Array,
    running_mean: Array,
    running_var: Array,
    weight: Array | None = None,
    training: bool = False,
    eps: float = 1e-5,
) -> tuple[Array, Array, Array]:
    """Return the gradients of batch_norm's input (n, c, ...), weight (c,) and bias (c,), from its output's."""
    op = "batch_norm_grad"
    dy, x, mean, var, scale = operands(
        op,
        exact=False,
        grad_output=grad_output,
        input=input,
        mean=running_mean,
        var=running_var,
        weight=weight,
    )
    if x.ndim < 2:
        raise ValueError(f"{op}: input {x.shape}; expected (n, c, ...)")
    shaped(op, x.shape, grad_output=dy)
    shaped(op, x.shape[1:2], running_mean=mean, running_var=var, weight=scale)
    others = (0, *range(2, x.ndim))
    along = (1, -1, *(1,) * (x.ndim - 2))
    if training:
        mean, var = x.mean(axis=others), x.var(axis=others)
    deviation = 1 / np.sqrt(var + x.dtype.type(eps))
    normal = (x - mean.reshape(along)) * deviation.reshape(along)
    dweight, dbias = (dy * normal).sum(axis=others), dy.sum(axis=others)
    if training:
        # The batch's own mean and variance move with every number in it.
        count = x.size // x.shape[1]
        dy = dy - (dbias.reshape(along) + normal * dweight.reshape(along)) / count
    return dy * (deviation if scale is None else deviation * scale).reshape(along), dweight, dbias


def _seen(
    op: str, dy: Array, input_shape: tuple[int, ...], weight_shape: tuple[int, ...], *settings: Any
) -> tuple[Axis, Axis]:
    """Lay the windows of the forward pass; ValueError unless dy has the shape of its output."""
    rows, cols = layout(op, tuple(input_shape), tuple(weight_shape), *settings)
    shaped(op, (input_shape[0], weight_shape[0], len(rows.starts), len(cols.starts)), grad_output=dy)
    return rows, cols
