"""COUNT: arrays that the ops accept, counted."""

from __future__ import annotations

from solvers.engine.conv import conv2d, conv_transpose2d
from solvers.engine.dense import linear, locally_connected2d
from solvers.engine.norm import batch_norm, group_norm, instance_norm, layer_norm
from solvers.measure.arrays import Array, Pair, noise, zeros
from solvers.measure.budget import affordable
from solvers.measure.measurement import Measurement
from solvers.measure.shapes import convolution, positions


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


def parameters_along(
    in_channels: int, out_channels: int, kernel_size: tuple[int, ...], bias: bool = True, groups: int = 1
) -> dict[str, Array]:
    """COUNT for a convolution of lines or of volumes."""
    weight = zeros(out_channels, in_channels // groups, *kernel_size)
    arrays = {"weight": weight, "bias": zeros(out_channels)} if bias else {"weight": weight}
    convolution(len(kernel_size))(zeros(1, in_channels, *kernel_size), weight, arrays.get("bias"), groups=groups)
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


def norm_parameters(op: str, shape: tuple[int, ...], groups: int = 1, bias: bool = True) -> dict[str, Array]:
    """COUNT for a layer norm over this shape, or a group norm or an instance norm of so many channels."""
    gamma, beta = zeros(*shape) + 1, zeros(*shape) if bias else None
    if op == "layer_norm":
        layer_norm(zeros(1, *shape), shape, gamma, beta)
    elif op == "group_norm":
        group_norm(zeros(1, *shape, 1, 1), groups, gamma, beta)
    else:
        instance_norm(zeros(1, *shape, 1, 1), gamma, beta)
    return {"gamma": gamma} if beta is None else {"gamma": gamma, "beta": beta}


def count(arrays: dict[str, Array]) -> Measurement:
    """COUNT: add the sizes of arrays."""
    shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
    return Measurement(sum(array.size for array in arrays.values()), f"arrays the op accepts: {shapes}")


def count_dense(in_features: int, out_features: int, bias: bool = True) -> Measurement:
    """COUNT for a dense layer: above BUDGET the twin is one of its outputs."""
    rows = out_features if affordable(0, in_features * out_features) else 1
    counted = count(dense_parameters(in_features, rows, bias))
    if rows == out_features:
        return counted
    return Measurement(
        counted.value * out_features, f"a twin of one output takes {counted.value:,}; times {out_features:,} outputs"
    )


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
