"""Dense layers, norms, and numbers that are learned beside them."""

from __future__ import annotations

from math import prod

from solvers import arithmetic
from solvers.layers import Layer, Shape
from solvers.networks.forms.flow import Flow, Step, times
from solvers.networks.forms.joining import broadcast


def dense(layer: Layer, flow: Flow) -> Step:
    """Weigh a map laid flat, or each row of the last axis."""
    outputs = layer.out_channels or 1
    if layer.last_axis:
        features, rows = flow.shape[-1], flow.shape[:-1]
        seen = flow.taken_in([len(flow.shape) - 1]).shaped((*rows, outputs), (*flow.axes[:-1], None))
    else:
        features, rows = prod(flow.shape), ()
        seen = flow.taken_in(range(len(flow.shape))).shaped((outputs,), (None,))
    biases = layer.bias * outputs
    weights = arithmetic.linear_parameters(features, outputs, bias=False)
    return Step(seen, weights + biases, biases, arithmetic.conv_macs(weights, prod(rows)))


def normed(layer: Layer, flow: Flow) -> Step:
    """Normalise, and scale and shift: by statistics that are known (batch norm), or by those of what flows."""
    channels = flow.shape[0]
    if layer.op == "batch_norm":
        return _affine(layer, flow, channels, learns=layer.affine is not False)
    if layer.op == "instance_norm":
        over = flow.informed(range(1, len(flow.shape)))
        return _affine(layer, over, channels, learns=layer.affine is True)
    if layer.op == "group_norm":
        if channels % layer.num_groups:
            raise ValueError(f"num_groups {layer.num_groups} must divide the channels, {channels}")
        over = flow.informed(range(1, len(flow.shape)))
        return _affine(layer, over, channels, learns=layer.affine is not False)
    shape = layer.normalized_shape
    if flow.shape[-len(shape) :] != shape:
        raise ValueError(f"normalized_shape {times(shape)} is not how {times(flow.shape)} ends")
    over = flow.informed(range(len(flow.shape) - len(shape), len(flow.shape)))
    return _affine(layer, over, prod(shape), learns=layer.affine is not False)


def _affine(layer: Layer, flow: Flow, count: int, learns: bool) -> Step:
    biases = count if learns and layer.bias else 0
    return Step(flow, learns * count + biases, biases)


def scaled(layer: Layer, flow: Flow) -> Step:
    """Multiply by, or add, an array that is learned."""
    shape = _stated(layer.shape)
    spread = broadcast([flow, Flow(shape, (None,) * len(shape), ())])
    return Step(spread, prod(shape), prod(shape) if layer.op == "shift" else 0)


def sloped(layer: Layer, flow: Flow) -> Step:
    """Learn the slope below zero, one for all channels or one for each."""
    if layer.num_parameters not in {1, flow.shape[0]}:
        raise ValueError(
            f"num_parameters is {layer.num_parameters}; expected 1 or that of the channels, {flow.shape[0]}"
        )
    return Step(flow, layer.num_parameters)


def held(layer: Layer) -> Step:
    """Give an array that is learned."""
    shape = _stated(layer.shape)
    return Step(Flow(shape, (None,) * len(shape), ()), prod(shape))


def _stated(shape: Shape) -> Shape:
    if min(shape) < 1:
        raise ValueError(f"shape {list(shape)} is none; expected whole numbers from 1")
    return shape
