"""What moves numbers, run on arrays that take no memory; and products of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from solvers import engine, measure
from solvers.layers import Layer
from solvers.layers.folding import folded
from solvers.networks.runs.parts import Cut, Part, Sampling, Slide
from solvers.networks.runs.ran import Flow, Ran, long, planes


def flattened(flow: Flow) -> Ran:
    """Lay a map out as one row."""
    shape = measure.hollow(flow.shape).reshape(-1).shape
    return Ran(Flow(shape, (None,)), planes(flow, range(len(flow.shape))), run="one row of numbers")


def reshaped(layer: Layer, flow: Flow) -> Ran:
    """Give the same numbers another shape."""
    shape = measure.hollow(flow.shape).reshape(layer.shape).shape
    fold = folded(flow.shape, shape, flow.axes)
    parts: dict[int, tuple[Part, ...]] = planes(flow, fold.taken_in)
    for axis, (repeated, skipped) in fold.stretched.items():
        parts[axis] = (Sampling(1, repeated, "nearest", period=repeated), Slide(skipped, skipped))
    return Ran(Flow(shape, fold.axes), parts, run="an array reshaped")


def permuted(layer: Layer, flow: Flow) -> Ran:
    """Turn the axes."""
    order = [at - 1 if at > 0 else len(flow.shape) + at for at in layer.dims[1:]]
    shape = measure.hollow(flow.shape).transpose(order).shape
    return Ran(Flow(shape, tuple(flow.axes[at] for at in order)), run="an array transposed")


def sliced(layer: Layer, flow: Flow) -> Ran:
    """Keep every `step`-th place of a dimension."""
    at = _dim(layer.dims[0], flow)
    places = slice(layer.start, layer.stop, layer.step)
    row = measure.zeros(long(flow.shape[at]))
    first = row.size - row[layer.start :].size
    shape = (*flow.shape[:at], row[places].size, *flow.shape[at + 1 :])
    axis = flow.axes[at]
    parts: dict[int, tuple[Part, ...]] = {} if axis is None else {axis: (Cut(first, layer.step),)}
    return Ran(Flow(shape, flow.axes), parts, run="a row of zeros, sliced")


def reduced(layer: Layer, flow: Flow) -> Ran:
    """Add up over dimensions."""
    dims = tuple(_dim(dim, flow) for dim in layer.dims)
    shape = measure.reduced(flow.shape, dims, layer.keepdim) or (1,)
    left = [at for at in range(len(flow.shape)) if layer.keepdim or at not in dims] or [dims[0]]
    return Ran(Flow(shape, tuple(flow.axes[at] for at in left)), planes(flow, dims), run="an array added up")


def pooled_whole(flow: Flow) -> Ran:
    """Take in the whole map."""
    sides = range(1, len(flow.shape))
    shape = measure.reduced(flow.shape, tuple(sides), True)
    return Ran(Flow(shape, flow.axes), planes(flow, sides), run="one window, the plane")


def shuffled(layer: Layer, flow: Flow) -> Ran:
    """Deal the channels of each group out in turn."""
    made = engine.channel_shuffle(measure.zeros(1, long(flow.shape[0])), layer.groups).shape
    return Ran(Flow((made[1], *flow.shape[1:]), flow.axes), run="a row of channels, shuffled")


def dealt(layer: Layer, flow: Flow) -> Ran:
    """Deal channels out over pixels, or the other way round."""
    channels, *sides = flow.shape
    followed = [axis for axis in flow.axes[1:] if axis is not None]
    parts: dict[int, tuple[Part, ...]]
    if layer.op == "pixel_shuffle":
        r = layer.upscale_factor
        parts = {axis: (Sampling(1, r, "nearest", period=r),) for axis in followed}
        made = engine.pixel_shuffle(measure.hollow((1, *flow.shape)), r).shape[1:]
        return Ran(Flow(made, flow.axes), parts, run="an array, its channels dealt out")
    r = layer.downscale_factor
    parts = {axis: (Slide(r, r),) for axis in followed}
    split = measure.hollow((channels, *(part for side in sides for part in (side // r, r))))
    blocks = [1 + 2 * at for at in range(len(sides))]
    within = [2 + 2 * at for at in range(len(sides))]
    made = split.transpose(0, *within, *blocks).reshape(-1, *(side // r for side in sides)).shape
    return Ran(Flow(made, flow.axes), parts, run="an array, its pixels dealt out")


def multiplied(flows: Sequence[Flow]) -> Ran:
    """Multiply matrices."""
    one, other = (flow.shape for flow in flows)
    lead = measure.laid_over(one[:-2], other[:-2])
    rows, inner, columns = one[-2], one[-1], other[-1]
    macs = measure.ones_matmul(rows, inner, columns, prod(lead))
    shape = (*lead, rows, columns)
    return Ran(Flow(shape, (None,) * len(shape)), macs=macs.value, run=macs.run)


def _dim(dim: int, flow: Flow) -> int:
    return dim - 1 if dim > 0 else len(flow.shape) + dim
