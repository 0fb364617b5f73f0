"""What moves numbers and computes little: reshaping, turning axes, slicing, dealing channels out, reducing."""

from __future__ import annotations

from math import prod

from solvers.layers import Layer, Shape
from solvers.layers.folding import folded
from solvers.networks.forms.flow import Flow, Step, times


def flattened(flow: Flow) -> Step:
    """Lay a map out as one row of numbers."""
    return Step(flow.taken_in(range(len(flow.shape))).shaped((prod(flow.shape),), (None,)))


def reshaped(layer: Layer, flow: Flow) -> Step:
    """Give the same numbers another shape."""
    shape = _completed(layer.shape, flow.shape)
    fold = folded(flow.shape, shape, flow.axes)
    behind = flow
    for axis, (repeated, skipped) in fold.stretched.items():
        behind = behind.seeing(
            axis,
            lambda reach, r=repeated, s=skipped: reach.sampled(((0, 0),) * r, 1).windows(s, s),  # type: ignore[misc]
        )
    behind = behind.taken_in(fold.taken_in)
    return Step(behind.shaped(shape, fold.axes))


def _completed(wanted: Shape, given: Shape) -> Shape:
    known = prod(side for side in wanted if side > 0)
    left = prod(given) // known
    shape = tuple(left if side == -1 else side for side in wanted)
    if wanted.count(-1) > 1 or min(shape) < 1 or prod(shape) != prod(given):
        raise ValueError(f"{times(given)} cannot be reshaped to {times(wanted)}")
    return shape


def permuted(layer: Layer, flow: Flow) -> Step:
    """Put the dimensions in another order."""
    if not layer.dims or layer.dims[0] != 0:
        raise ValueError(f"dims {list(layer.dims)} move the batch, which is 0 and stays first")
    order = flow.dims(layer.dims[1:])
    if len(order) != len(flow.shape):
        raise ValueError(f"dims {list(layer.dims)} are not one for each of the batch and {len(flow.shape)} dimensions")
    return Step(flow.shaped(tuple(flow.shape[at] for at in order), tuple(flow.axes[at] for at in order)))


def sliced(layer: Layer, flow: Flow) -> Step:
    """Keep every `step`-th place of a dimension from `start` to `stop`."""
    (at,) = flow.dims(layer.dims[:1])
    size = flow.shape[at]
    places = range(*slice(layer.start, layer.stop, layer.step).indices(size))
    if not places:
        raise ValueError(f"nothing is left of {size} from {layer.start} to {layer.stop}")
    behind = flow.seeing(flow.axes[at], lambda reach: reach.windows(1, layer.step, -places.start))
    return Step(behind.shaped((*flow.shape[:at], len(places), *flow.shape[at + 1 :]), flow.axes))


def reduced(layer: Layer, flow: Flow) -> Step:
    """Take the mean, the sum or the maximum over dimensions."""
    dims = flow.dims(layer.dims)
    behind = flow.taken_in(dims)
    if layer.keepdim:
        shape = tuple(1 if at in dims else side for at, side in enumerate(flow.shape))
        return Step(behind.shaped(shape, flow.axes))
    left = [at for at in range(len(flow.shape)) if at not in dims] or [dims[0]]
    shape = tuple(flow.shape[at] if at not in dims else 1 for at in left)
    return Step(behind.shaped(shape, tuple(flow.axes[at] for at in left)))


def pooled_whole(flow: Flow) -> Step:
    """Let one window take in the whole map."""
    sides = range(1, len(flow.shape))
    return Step(flow.taken_in(sides).shaped((flow.shape[0], *(1 for _ in sides)), flow.axes))


def shuffled(layer: Layer, flow: Flow) -> Step:
    """Deal the channels of each group out in turn."""
    if flow.shape[0] % layer.groups:
        raise ValueError(f"{layer.groups} groups must divide the channels, {flow.shape[0]}")
    return Step(flow)


def dealt(layer: Layer, flow: Flow) -> Step:
    """Deal r² channels out over r × r pixels, or the other way round."""
    channels, *sides = flow.shape
    behind = flow
    if layer.op == "pixel_shuffle":
        r = layer.upscale_factor
        if channels % r ** len(sides):
            raise ValueError(f"upscale_factor {r} to the {len(sides)} must divide the channels, {channels}")
        for axis in flow.axes[1:]:
            behind = behind.seeing(axis, lambda reach: reach.sampled(((0, 0),) * r, 1))
        return Step(behind.shaped((channels // r ** len(sides), *(side * r for side in sides)), flow.axes))
    r = layer.downscale_factor
    if any(side % r for side in sides):
        raise ValueError(f"downscale_factor {r} must divide the sides {times(tuple(sides))}")
    for axis in flow.axes[1:]:
        behind = behind.seeing(axis, lambda reach: reach.windows(r, r))
    return Step(behind.shaped((channels * r ** len(sides), *(side // r for side in sides)), flow.axes))
