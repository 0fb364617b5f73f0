"""What stands between convolutions: normalisation, folding it into weights, rectifying, shuffling channels."""

from typing import Literal, overload

import numpy as np

from .arguments import Array, ieee, operands, shaped, short_buffers, whole


@overload
def batch_norm(
    input: Array,
    running_mean: Array,
    running_var: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    training: Literal[False] = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Array: ...


@overload
def batch_norm(
    input: Array,
    running_mean: Array,
    running_var: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    training: Literal[True],
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Array, Array]: ...


@ieee
def batch_norm(
    input: Array,
    running_mean: Array,
    running_var: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Array | tuple[Array, Array, Array]:
    """Normalise each channel of input (n, c, ...) by its running mean and variance (c,), then scale and shift.

    In training by the mean and biased variance of the batch, and (output, new running mean, new running variance)
    is returned, the latter moved by `momentum` towards the unbiased variance. float32 or float64, else TypeError;
    ValueError on shapes that do not fit, and in training on one value per channel, which has no variance.
    """
    x, mean, var, scale, shift = operands(
        "batch_norm",
        exact=False,
        input=input,
        running_mean=running_mean,
        running_var=running_var,
        weight=weight,
        bias=bias,
    )
    channels("batch_norm", x, running_mean=mean, running_var=var, weight=scale, bias=shift)
    if not training:
        return affine(x, mean, var, scale, shift, eps)
    count = x.size // max(x.shape[1], 1)
    if count < 2:
        raise ValueError(f"batch_norm: input {x.shape}; expected more than one value per channel in training")
    others = (0, *range(2, x.ndim))
    batch_mean, batch_var = x.mean(axis=others), x.var(axis=others)
    new_mean = (1 - momentum) * mean + momentum * batch_mean
    new_var = (1 - momentum) * var + momentum * batch_var * (count / (count - 1))
    return affine(x, batch_mean, batch_var, scale, shift, eps), new_mean, new_var


@ieee
def fold_batch_norm(
    weight: Array,
    bias: Array | None,
    running_mean: Array,
    running_var: Array,
    bn_weight: Array | None = None,
    bn_bias: Array | None = None,
    eps: float = 1e-5,
) -> tuple[Array, Array]:
    """Return the weight (o, ...) and bias (o,) with which a layer does what it did and the batch norm after it."""
    w, b, mean, var, scale, shift = operands(
        "fold_batch_norm",
        exact=False,
        weight=weight,
        bias=bias,
        running_mean=running_mean,
        running_var=running_var,
        bn_weight=bn_weight,
        bn_bias=bn_bias,
    )
    shaped("fold_batch_norm", w.shape[:1], bias=b, running_mean=mean, running_var=var, bn_weight=scale, bn_bias=shift)
    gain, offset = _gain_and_offset(mean, var, scale, shift, eps)
    return w * gain.reshape(-1, *(1,) * (w.ndim - 1)), offset if b is None else b * gain + offset


@ieee
def group_norm(
    input: Array, num_groups: int, weight: Array | None = None, bias: Array | None = None, eps: float = 1e-5
) -> Array:
    """Normalise each of `num_groups` runs of channels of each sample of input (n, c, ...), then scale and shift."""
    x, scale, shift = operands("group_norm", exact=False, input=input, weight=weight, bias=bias)
    channels("group_norm", x, weight=scale, bias=shift)
    if x.shape[1] % whole("num_groups", num_groups, 1):
        raise ValueError(f"group_norm: num_groups={num_groups} must divide the channels of input {x.shape}")
    out = _normal(x.reshape(len(x), num_groups, x.size // max(len(x) * num_groups, 1)), eps).reshape(x.shape)
    along = (-1, *(1,) * (x.ndim - 2))
    return _scaled(out, *(None if v is None else v.reshape(along) for v in (scale, shift)))


@ieee
def instance_norm(input: Array, weight: Array | None = None, bias: Array | None = None, eps: float = 1e-5) -> Array:
    """Normalise each channel of each sample of input (n, c, ...), then scale and shift by (c,) vectors."""
    x = np.asarray(input)
    return group_norm(x, x.shape[1] if x.ndim > 1 else 1, weight, bias, eps)


@ieee
def layer_norm(
    input: Array,
    normalized_shape: int | tuple[int, ...],
    weight: Array | None = None,
    bias: Array | None = None,
    eps: float = 1e-5,
) -> Array:
    """Normalise input (..., *normalized_shape) over its last axes, then scale and shift by arrays of that shape."""
    x, scale, shift = operands("layer_norm", exact=False, input=input, weight=weight, bias=bias)
    shape = tuple(normalized_shape) if np.iterable(normalized_shape) else (normalized_shape,)
    if not shape or x.shape[-len(shape) :] != shape:
        raise ValueError(f"layer_norm: input {x.shape}; expected it to end in {shape}")
    shaped("layer_norm", shape, weight=scale, bias=shift)
    lead = x.shape[: x.ndim - len(shape)]
    return _scaled(_normal(x.reshape(*lead, np.prod(shape)), eps).reshape(x.shape), scale, shift)


def relu(input: Array) -> Array:
    """Replace what is below zero by zero, keeping NaN: the shape and dtype of input."""
    return np.maximum(input, np.zeros((), np.asarray(input).dtype))


def channel_shuffle(input: Array, groups: int) -> Array:
    """Deal the channels of input (n, c, ...) out in turn: the first of every group, then the second of every one."""
    x = np.asarray(input)
    channels("channel_shuffle", x)
    n, c, *rest = x.shape
    if c % whole("groups", groups, 1):
        raise ValueError(f"channel_shuffle: groups={groups} must divide the {c} channels of input {x.shape}")
    return x.reshape(n, groups, c // groups, *rest).swapaxes(1, 2).reshape(x.shape)


def channels(op: str, x: Array, **vectors: Array | None) -> None:
    """Raise ValueError unless x is (n, c, ...) and every vector that is given is (c,)."""
    if x.ndim < 2:
        raise ValueError(f"{op}: input {x.shape}; expected (n, c, ...)")
    shaped(op, x.shape[1:2], **vectors)


def affine(x: Array, mean: Array, var: Array, scale: Array | None, shift: Array | None, eps: float) -> Array:
    """Return x (n, c, ...) normalised, scaled and shifted by vectors (c,), as one product and one sum."""
    short_buffers()
    gain, offset = _gain_and_offset(mean, var, scale, shift, eps)
    along = (-1, *(1,) * (x.ndim - 2))
    out = x * gain.reshape(along)
    out += offset.reshape(along)
    return out


def _gain_and_offset(
    mean: Array, var: Array, scale: Array | None, shift: Array | None, eps: float
) -> tuple[Array, Array]:
    gain = 1 / np.sqrt(var + var.dtype.type(eps))
    gain = gain if scale is None else gain * scale
    return gain, -mean * gain if shift is None else shift - mean * gain


def _normal(x: Array, eps: float) -> Array:
    short_buffers()
    centred: Array = x - x.mean(axis=-1, keepdims=True)
    variance = np.square(centred).mean(axis=-1, keepdims=True)
    centred /= np.sqrt(variance + x.dtype.type(eps))
    return centred


def _scaled(x: Array, scale: Array | None, shift: Array | None) -> Array:
    if scale is not None:
        x *= scale
    if shift is not None:
        x += shift
    return x
