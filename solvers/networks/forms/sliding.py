"""Windows that slide over a map, stamps, what is cut off or added around it, and maps made larger or of fixed size."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import gcd, prod

from solvers import arithmetic
from solvers.arithmetic import Reach
from solvers.layers import Along, Layer
from solvers.networks.forms.flow import Flow, Step

Slid = tuple[int, Callable[[Reach], Reach]]
"""How many outputs there are along an axis, and what they see."""


def convolved(layer: Layer, flow: Flow) -> Step:
    """Slide filters over all channels of their group."""
    channels = flow.shape[0]
    outputs = layer.out_channels or channels
    groups = channels if layer.op == "depthwise" else layer.groups
    slid = _along_axes(layer, flow, outputs, _windowed)
    return _weighed(layer, slid, channels, outputs, groups, prod(slid.shape[1:]))


def transposed(layer: Layer, flow: Flow) -> Step:
    """Stamp filters onto a larger map."""
    channels, *sizes = flow.shape
    outputs = layer.out_channels or channels
    return _weighed(layer, _along_axes(layer, flow, outputs, _stamped), channels, outputs, layer.groups, prod(sizes))


def _weighed(layer: Layer, flow: Flow, channels: int, outputs: int, groups: int, positions: int) -> Step:
    if channels % groups or outputs % groups:
        raise ValueError(f"{groups} groups must divide the channels in, {channels}, and out, {outputs}")
    kernel = [layer.along(axis).kernel_size for axis in range(len(flow.shape) - 1)]
    weights = arithmetic.conv_nd_parameters(kernel, channels // groups, outputs, bias=False)
    biases = layer.bias * outputs
    return Step(flow, weights + biases, biases, arithmetic.conv_macs(weights, positions))


def pooled(layer: Layer, flow: Flow) -> Step:
    """Slide windows over each channel."""
    return Step(_along_axes(layer, flow, flow.shape[0], _windowed))


def adapted(layer: Layer, flow: Flow) -> Step:
    """Pool to a given size, by windows that may differ by one."""
    return Step(_along_axes(layer, flow, flow.shape[0], _adapted))


def cropped(layer: Layer, flow: Flow) -> Step:
    """Cut the edges off."""
    return Step(_along_axes(layer, flow, flow.shape[0], _cut))


def padded(layer: Layer, flow: Flow) -> Step:
    """Put edges on."""
    return Step(_along_axes(layer, flow, flow.shape[0], _put_on))


def enlarged(layer: Layer, flow: Flow) -> Step:
    """Sample the map at other distances, nearest or linear along each axis."""
    return Step(_along_axes(layer, flow, flow.shape[0], _resampled))


def _along_axes(layer: Layer, flow: Flow, channels: int, along: Callable[[Layer, int, int], Slid]) -> Flow:
    """Lay a layer along every axis of the map, of which those that are alike are worked out once."""
    count = len(flow.shape) - 1
    if layer.axes() - {count}:
        raise ValueError(f"numbers in its settings: {min(layer.axes() - {count})}; axes of the map: {count}")
    sizes = []
    behind = flow
    done: dict[object, object] = {}
    for at, (size, axis) in enumerate(zip(flow.shape[1:], flow.axes[1:], strict=True)):
        outputs, see = along(layer, at, size)
        sizes.append(outputs)
        if axis is None or not flow.sights:
            continue
        given = flow.sights[axis]
        key = (id(given), layer.along(at), size, outputs)  # most layers are square: half the work
        if key in done:
            behind = behind.with_sight(axis, done[key])  # type: ignore[arg-type]
        else:
            behind = behind.seeing(axis, see)
            done[key] = behind.sights[axis]
    return behind.shaped((channels, *sizes), flow.axes)


def _windowed(layer: Layer, axis: int, size: int) -> Slid:
    kernel, stride, padding, dilation, _ = layer.along(axis)
    sides = arithmetic.padding_sides(size, kernel, stride, padding, dilation)
    span = arithmetic.effective_kernel(kernel, dilation)
    if layer.op.endswith("_pool") and max(sides) >= span:
        raise ValueError(f"padding {sides[0]} and {sides[1]} must be below the window of {span}")
    outputs = arithmetic.window_count(size, kernel, stride, sides, dilation, layer.ceil_mode)
    if outputs < 1:
        raise ValueError(f"a window of {span} does not fit into {size} padded by {sides[0]} and {sides[1]}")
    return outputs, lambda reach: reach.windows(kernel, stride, sides[0], dilation)


def _cut(layer: Layer, axis: int, size: int) -> Slid:
    before, after = _numbers(layer.along(axis))
    if size <= before + after:
        raise ValueError(f"nothing is left of {size} when {before} and {after} are cut off")
    return size - before - after, lambda reach: reach.windows(1, before=-before)


def _put_on(layer: Layer, axis: int, size: int) -> Slid:
    before, after = _numbers(layer.along(axis))
    return size + before + after, lambda reach: reach.windows(1, before=before)


def _stamped(layer: Layer, axis: int, size: int) -> Slid:
    along = layer.along(axis)
    kernel, stride, dilation, extra = along.kernel_size, along.stride, along.dilation, along.output_padding
    if extra >= max(stride, dilation):
        raise ValueError(f"output_padding {extra} must be below the stride, {stride}, or the dilation, {dilation}")
    sides = _numbers(along)
    outputs = arithmetic.transposed_size(size, kernel, stride, sides, extra, dilation)
    if outputs < 1:
        raise ValueError(f"nothing is left of {outputs + sum(sides)} when {sides[0]} and {sides[1]} are cut off")
    return outputs, lambda reach: reach.stamps(kernel, stride, sides[0], dilation)


def _adapted(layer: Layer, axis: int, size: int) -> Slid:
    wanted = _one(layer.output_size, axis)
    if size == 1 and wanted > 1:
        return wanted, _repeated
    period, advance = wanted // gcd(size, wanted), size // gcd(size, wanted)
    return wanted, lambda reach: reach.sampled(_adaptive(period, size, wanted), advance)


@lru_cache(64)
def _adaptive(period: int, size: int, wanted: int) -> tuple[tuple[int, int], ...]:
    """Return what output o pools: ⌊o·I/O⌋ to ⌈(o + 1)·I/O⌉, exclusive (PyTorch)."""
    _few(period)
    return tuple((at * size // wanted, -(-(at + 1) * size // wanted) - 1) for at in range(period))


def _resampled(layer: Layer, axis: int, size: int) -> Slid:
    scale = layer.scale_factor
    wanted = _one(layer.output_size, axis) if scale is None else size * _one(scale, axis)
    if size == 1 and wanted > 1:
        return wanted, _repeated
    linear = layer.mode != "nearest"
    if linear and layer.align_corners and wanted > 1:  # the first and last samples lie on one another
        common = gcd(size - 1, wanted - 1)
        over, under = (size - 1) // common, (wanted - 1) // common
    else:
        common = gcd(size, wanted)
        over, under = size // common, wanted // common
    aligned = not linear or layer.align_corners
    return wanted, lambda reach: reach.sampled(_samples(over, under, linear, aligned), over)


@lru_cache(64)
def _samples(over: int, under: int, linear: bool, aligned: bool) -> tuple[tuple[int, int], ...]:
    """Return the samples on both sides of o·over/under, or of (o + ½)·over/under − ½ where corners are not aligned."""
    _few(under)
    below = 2 * under
    places = [2 * at * over if aligned else (2 * at + 1) * over - under for at in range(under)]
    return tuple((above // below, -(-above // below) if linear else above // below) for above in places)


def _repeated(reach: Reach) -> Reach:
    """See through a map of one place that was enlarged: all outputs see the same."""
    return reach.sampled(((0, 0),), 0)


def _few(phases: int) -> None:
    if phases > arithmetic.reach.PHASES:
        raise ValueError(f"{phases} kinds of fields are not told apart")


def _one(setting: object, axis: int) -> int:
    found = setting[axis] if isinstance(setting, tuple) else setting
    assert isinstance(found, int)
    return found


def _numbers(along: Along) -> tuple[int, int]:
    return arithmetic.padding_sides(1, 1, 1, along.padding, 1)
