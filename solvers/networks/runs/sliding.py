"""Convolutions, pools, cuts and samplings, run on a row of zeros per axis, their weights in full."""

from __future__ import annotations

from math import gcd, prod
from typing import TYPE_CHECKING, Any, cast

from solvers import engine, measure
from solvers.layers import Along, Layer
from solvers.networks.runs.parts import Cut, Edge, Part, Sampling, Slide, Stamp
from solvers.networks.runs.ran import Flow, Ran, counted, long, within

if TYPE_CHECKING:
    from solvers.measure import Array, Measurement, Pair


def convolved(layer: Layer, flow: Flow) -> Ran:
    """Convolve."""
    channels, *sizes = flow.shape
    outputs, axes = layer.out_channels or channels, len(sizes)
    groups = channels if layer.op == "depthwise" else layer.groups
    settings = [layer.along(axis) for axis in range(axes)]
    kernel = tuple(along.kernel_size for along in settings)
    within(outputs * (channels // groups) * prod(kernel))
    slid = _slid(layer, flow, outputs)
    if axes == 3:
        arrays = measure.parameters_along(channels, outputs, kernel, layer.bias, groups)
        macs = measure.ones_window(channels, outputs, kernel, prod(slid.flow.shape[1:]), groups)
    else:
        rows = [Along(1, 1, 0, 1, 0)] * (2 - axes) + settings
        (kh, sh, ph, dh, _), (kw, sw, pw, dw, _) = rows
        arrays = measure.parameters(channels, outputs, (kh, kw), groups, layer.bias)
        size = cast("Pair", (*[1] * (2 - axes), *sizes))
        padding = cast(Any, (ph, pw))
        macs = measure.ones(channels, outputs, (kh, kw), size, (sh, sw), padding, (dh, dw), groups)
    made = Flow((len(arrays["weight"]), *slid.flow.shape[1:]), flow.axes)
    return counted(slid._replace(flow=made), arrays, macs)


def transposed(layer: Layer, flow: Flow) -> Ran:
    """Convolve transposed."""
    channels, *sizes = flow.shape
    outputs, axes = layer.out_channels or channels, len(sizes)
    settings = [layer.along(axis) for axis in range(axes)]
    kernel = tuple(along.kernel_size for along in settings)
    within(channels * (outputs // layer.groups) * prod(kernel))
    arrays, macs = _stamped_numbers(layer, channels, outputs, sizes, settings)
    stamps = [Stamp(at.kernel_size, at.stride, *sides(at), at.dilation, at.output_padding) for at in settings]
    made = [_stamped_length(stamp, long(size)) for size, stamp in zip(sizes, stamps, strict=True)]
    filters = arrays["weight"].shape[1] * layer.groups
    return counted(Ran(Flow((filters, *made), flow.axes), _along(flow, stamps)), arrays, macs)


def _stamped_numbers(
    layer: Layer, channels: int, outputs: int, sizes: list[int], settings: list[Along]
) -> tuple[dict[str, Array], Measurement]:
    kernel = tuple(along.kernel_size for along in settings)
    if len(sizes) == 3:  # the weights are those of a convolution the other way round
        arrays = measure.parameters_along(outputs, channels, kernel, False, layer.groups)
        arrays = {"weight": arrays["weight"], **({"bias": measure.zeros(outputs)} if layer.bias else {})}
        return arrays, measure.ones_window(outputs, channels, kernel, prod(sizes), layer.groups)
    rows = [Along(1, 1, 0, 1, 0)] * (2 - len(sizes)) + settings
    (kh, sh, _, dh, _), (kw, sw, _, dw, _) = rows
    size = cast("Pair", (*[1] * (2 - len(sizes)), *sizes))
    arrays = measure.transposed_parameters(channels, outputs, (kh, kw), layer.groups, layer.bias)
    return arrays, measure.ones_transposed(channels, outputs, (kh, kw), size, (sh, sw), (dh, dw), layer.groups)


def _stamped_length(stamp: Stamp, size: int) -> int:
    row, kernel = measure.zeros(1, 1, 1, size), measure.zeros(1, 1, 1, stamp.kernel_size)
    settings = (1, stamp.stride), ((0, 0), (stamp.before, stamp.after)), (0, stamp.output_padding)
    return int(engine.conv_transpose2d(row, kernel, None, *settings, dilation=(1, stamp.dilation)).shape[-1])


def pooled(layer: Layer, flow: Flow) -> Ran:
    """Pool."""
    return _slid(layer, flow, flow.shape[0])


def _slid(layer: Layer, flow: Flow, channels: int) -> Ran:
    slides, made = [], []
    for axis, size in enumerate(flow.shape[1:]):
        kernel, stride, padding, dilation, _ = along = layer.along(axis)
        line = engine.axis(long(size), kernel, stride, cast(Any, padding), dilation, layer.ceil_mode)
        slides.append(Slide(kernel, stride, line.before, line.after, dilation))
        made.append(_outputs(layer, along, size))
    return Ran(Flow((channels, *made), flow.axes), _along(flow, slides), run="a row of zeros per axis")


def _outputs(layer: Layer, along: Along, size: int) -> int:
    """Run the op itself on a row of zeros and return how many come out."""
    kernel, stride, padding, dilation, _ = along
    side = cast(Any, padding)
    row, window = measure.zeros(1, 1, 1, size), ((1, kernel), (1, stride), (0, side))
    if layer.op == "max_pool":
        return int(engine.max_pool2d(row, *window, (1, dilation), layer.ceil_mode).shape[-1])
    if layer.op == "avg_pool":
        return int(engine.avg_pool2d(row, *window, layer.ceil_mode).shape[-1])
    return measure.positions(size, kernel, stride, side, dilation)


def edged(layer: Layer, flow: Flow) -> Ran:
    """Cut edges off a row of zeros, or put them on."""
    parts: list[Part] = []
    made = []
    for axis, size in enumerate(flow.shape[1:]):
        before, after = sides(layer.along(axis))
        row = measure.zeros(long(size))
        if layer.op == "crop":
            made.append(row[before : size - after].size)
            parts.append(Cut(before))
        else:
            made.append(before + row.size + after)
            parts.append(Edge(before))
    return Ran(Flow((flow.shape[0], *made), flow.axes), _along(flow, parts), run="a row of zeros per axis")


def sampled(layer: Layer, flow: Flow) -> Ran:
    """Sample a row of zeros per axis at other distances: interpolation, or an adaptive pool."""
    way = "pooled" if layer.op.startswith("adaptive") else "nearest" if layer.mode == "nearest" else "linear"
    corners = way == "linear" and layer.align_corners
    parts: list[Part] = []
    made = []
    for axis, size in enumerate(flow.shape[1:]):
        given = layer.output_size if layer.scale_factor is None else layer.scale_factor
        number = given[axis] if isinstance(given, tuple) else given or 1
        wanted = long(number if layer.scale_factor is None else size * number)
        over, under = (size - 1, wanted - 1) if corners and wanted > 1 and size > 1 else (size, wanted)
        common = gcd(over, under)
        advance = 0 if size == 1 and wanted > 1 else over // common
        row = measure.untouched(long(size))
        made.append(measure.sampled(row, size, wanted, way, corners).length)
        parts.append(Sampling(size, wanted, way, corners, under // common, advance))
    return Ran(Flow((flow.shape[0], *made), flow.axes), _along(flow, parts), run="a row per axis, sampled")


def _along(flow: Flow, parts: list[Any]) -> dict[int, tuple[Part, ...]]:
    return {axis: (part,) for axis, part in zip(flow.axes[1:], parts, strict=True) if axis is not None}


def sides(along: Along) -> Pair:
    """Return what is cut off, or put on, before and after an axis, which is stated in numbers."""
    cut = cast("int | Pair", along.padding)
    return (cut, cut) if isinstance(cut, int) else cut
