"""Dense layers, norms and learned arrays: what they accept, counted."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from solvers import measure
from solvers.layers import Layer, Shape
from solvers.networks.runs.ran import Flow, Ran, counted, planes, within


def dense(layer: Layer, flow: Flow) -> Ran:
    """Weigh a map laid flat, or each row of the last axis."""
    rows = flow.shape[:-1] if layer.last_axis else ()
    features, outputs = (flow.shape[-1] if layer.last_axis else prod(flow.shape)), layer.out_channels or 1
    within(features * outputs)
    arrays = measure.dense_parameters(features, outputs, layer.bias)
    macs = measure.ones_dense(features, outputs)
    if rows:
        macs = replace(macs, value=macs.value * measure.hollow(rows).size, run=f"{macs.run}; in {prod(rows):,} rows")
    at = len(flow.shape) - 1
    seen = planes(flow, (at,)) if layer.last_axis else planes(flow, range(at + 1))
    axes = (*flow.axes[:-1], None) if layer.last_axis else (None,)
    return counted(Ran(Flow((*rows, len(arrays["weight"])), axes), seen), arrays, macs)


def normed(layer: Layer, flow: Flow) -> Ran:
    """Normalise, by known statistics or by those of the map."""
    channels, learns = flow.shape[0], layer.affine is not False
    if layer.op == "batch_norm":
        learned, _ = measure.batch_norm_parameters(within(channels))
        return counted(Ran(flow), learned) if learns else Ran(flow)
    if layer.op == "layer_norm":
        over = range(len(flow.shape) - len(layer.normalized_shape), len(flow.shape))
        within(prod(layer.normalized_shape))
    else:
        over, learns = range(1, len(flow.shape)), learns and (layer.op == "group_norm" or layer.affine is True)
    informed = {axis: flow.shape[at] for at in over if (axis := flow.axes[at]) is not None}
    shape = layer.normalized_shape or (within(channels),)
    ran = Ran(flow, informed=informed)
    return counted(ran, measure.norm_parameters(layer.op, shape, layer.num_groups, layer.bias)) if learns else ran


def held(shape: Shape) -> Ran:
    """Build an array that is learned."""
    within(prod(shape))
    return counted(Ran(Flow(shape, (None,) * len(shape))), {"array": measure.zeros(*shape)})


def sloped(layer: Layer, flow: Flow) -> Ran:
    """Build the slopes below zero."""
    return counted(Ran(flow), {"slope": measure.zeros(layer.num_parameters)})
