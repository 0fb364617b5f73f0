"""The table of a stack by closed forms: what each layer makes of a shape, what it costs and what it sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import prod
from operator import is_
from typing import NamedTuple, TypeAlias

from solvers import arithmetic
from solvers.arithmetic import Reach
from solvers.layers import ELEMENTWISE, PARTED, Along, Layer, Shape

Place: TypeAlias = tuple[int, ...]
"""Where a layer stands: its index, or index, branch, index within the branch, and so on."""


class NetworkError(ValueError):
    """A layer that does not fit where it stands; `place` says where."""

    def __init__(self, place: Place, reason: str) -> None:
        super().__init__(reason)
        self.place = place


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a network's table; pairs are (rows, columns), in samples of the network's input."""

    layer: Layer
    name: str
    place: Place
    input: Shape
    output: Shape
    parameters: int
    """What is learned: weights, biases, γ and β; no running statistics."""
    macs: int
    """Multiply-adds of convolutions and dense layers, taps in the padding counted, biases not."""
    jump: tuple[Fraction, Fraction]
    receptive_field: tuple[int, int]
    start: tuple[int, int]
    """Where the field of output 0 begins; negative in the padding."""


class _Flow(NamedTuple):
    """What flows between two layers: a shape, and how far each number of it sees back."""

    shape: Shape
    reach: tuple[Reach, Reach]


class _Step(NamedTuple):
    """What a layer does: the flow behind it and its cost."""

    flow: _Flow
    parameters: int = 0
    macs: int = 0


def table(layers: Sequence[Layer], shape: Shape) -> tuple[Row, ...]:
    """Return a row for every layer, those of branches before the layer that joins them; NetworkError if one misfits."""
    rows: list[Row] = []
    pixel = Reach()
    _walk(layers, _Flow(shape, (pixel, pixel)), (), rows)
    return tuple(rows)


def _walk(layers: Sequence[Layer], flow: _Flow, place: Place, rows: list[Row]) -> _Flow:
    """Append a row for every layer and return what flows behind the last."""
    for index, layer in enumerate(layers):
        here, given = (*place, index), flow.shape
        try:
            if layer.op in PARTED:
                ends = [_walk(each, flow, (*here, at), rows) for at, each in enumerate(layer.branches)]
                step = _joined(layer, ends)
            else:
                step = _step(layer, flow)
            _agree(layer, given, step.flow.shape)
        except NetworkError:
            raise
        except ValueError as error:
            raise NetworkError(here, f"{layer.name or f'{layer.op} {len(rows) + 1}'}: {error}") from None
        flow = step.flow
        down, right = flow.reach
        rows.append(
            Row(
                layer,
                layer.name or f"{layer.op}{len(rows) + 1}",
                here,
                given,
                flow.shape,
                step.parameters,
                step.macs,
                (down.jump, right.jump),
                (down.size, right.size),
                (down.start, right.start),
            )
        )
    return flow


def _agree(layer: Layer, given: Shape, made: Shape) -> None:
    """Raise ValueError where a layer states other channels than arrive or leave."""
    arriving = prod(given) if layer.op == "linear" else given[0]
    if layer.in_channels not in {None, arriving}:
        raise ValueError(f"in_channels is {layer.in_channels}, but {arriving} arrive")
    if layer.out_channels not in {None, made[0]}:
        raise ValueError(f"out_channels is {layer.out_channels}, but {layer.op} makes {made[0]}")


def _step(layer: Layer, flow: _Flow) -> _Step:
    """Return what one layer without branches does; ValueError if it cannot."""
    shape = flow.shape
    if len(shape) == 1 and layer.op not in {"linear", "flatten", "batch_norm", *ELEMENTWISE}:
        raise ValueError(f"{layer.op} needs channels, height and width, but a flat vector of {shape[0]} arrives")
    match layer.op:
        case op if op in ELEMENTWISE:
            step = _Step(flow)
        case "batch_norm":
            step = _Step(flow, 2 * shape[0])
        case "flatten":
            step = _Step(_whole_plane(flow, (prod(shape),)))
        case "linear":
            step = _dense(layer, flow)
        case "global_avg_pool" | "global_max_pool":
            step = _Step(_whole_plane(flow, (shape[0], 1, 1)))
        case "conv" | "depthwise":
            step = _convolved(layer, flow)
        case "conv_transpose":
            step = _transposed(layer, flow)
        case _:
            step = _Step(_slid(layer, flow, shape[0]))
    return step


def _dense(layer: Layer, flow: _Flow) -> _Step:
    features, outputs = prod(flow.shape), layer.out_channels or 1
    parameters = arithmetic.linear_parameters(features, outputs, layer.bias)
    return _Step(_whole_plane(flow, (outputs,)), parameters, arithmetic.conv_macs(features * outputs, 1))


def _whole_plane(flow: _Flow, shape: Shape) -> _Flow:
    """Let one window take in the whole map, as a flat layer and a global pool do."""
    sizes = flow.shape[1:] or (1, 1)
    down, right = (reach.windows(size) for reach, size in zip(flow.reach, sizes, strict=True))
    return _Flow(shape, (down, right))


def _convolved(layer: Layer, flow: _Flow) -> _Step:
    channels = flow.shape[0]
    outputs = layer.out_channels or channels
    groups = channels if layer.op == "depthwise" else layer.groups
    slid = _slid(layer, flow, outputs)
    weights = _kernel_weights(layer, channels, outputs, groups)
    return _Step(slid, weights + layer.bias * outputs, arithmetic.conv_macs(weights, prod(slid.shape[1:])))


def _transposed(layer: Layer, flow: _Flow) -> _Step:
    channels, *sizes = flow.shape
    outputs = layer.out_channels or channels
    weights = _kernel_weights(layer, channels, outputs, layer.groups)
    settings = layer.along(0), layer.along(1)
    ends = [_stamped(*each) for each in zip(settings, sizes, flow.reach, strict=True)]
    (height, down), (width, right) = ends
    macs = arithmetic.conv_macs(weights, prod(sizes))
    return _Step(_Flow((outputs, height, width), (down, right)), weights + layer.bias * outputs, macs)


def _kernel_weights(layer: Layer, channels: int, outputs: int, groups: int) -> int:
    if channels % groups or outputs % groups:
        raise ValueError(f"{groups} groups must divide the {channels} channels in and the {outputs} out")
    kernel = layer.along(0).kernel_size, layer.along(1).kernel_size
    return arithmetic.conv_parameters(*kernel, channels, outputs, groups, bias=False)


def _slid(layer: Layer, flow: _Flow, outputs: int) -> _Flow:
    settings = layer.along(0), layer.along(1)
    along = _cropped if layer.op == "crop" else _windowed
    height, down = along(layer, settings[0], flow.shape[1], flow.reach[0])
    if settings[0] == settings[1] and flow.shape[1] == flow.shape[2] and flow.reach[0] is flow.reach[1]:
        return _Flow((outputs, height, height), (down, down))  # most layers are square: half the work
    width, right = along(layer, settings[1], flow.shape[2], flow.reach[1])
    return _Flow((outputs, height, width), (down, right))


def _windowed(layer: Layer, along: Along, size: int, reach: Reach) -> tuple[int, Reach]:
    kernel, stride, dilation = along.kernel_size, along.stride, along.dilation
    sides = arithmetic.padding_sides(size, kernel, stride, along.padding, dilation)
    span = arithmetic.effective_kernel(kernel, dilation)
    if layer.op.endswith("_pool") and max(sides) >= span:
        raise ValueError(f"padding {sides[0]} and {sides[1]} must be below the window of {span}")
    outputs = arithmetic.window_count(size, kernel, stride, sides, dilation, layer.ceil_mode)
    if outputs < 1:
        raise ValueError(f"a window of {span} does not fit into {size} padded by {sides[0]} and {sides[1]}")
    return outputs, reach.windows(kernel, stride, sides[0], dilation)


def _cropped(layer: Layer, along: Along, size: int, reach: Reach) -> tuple[int, Reach]:
    before, after = _numbers(along)
    if size <= before + after:
        raise ValueError(f"nothing is left of {size} when {before} and {after} are cut off")
    return size - before - after, reach.windows(1, before=-before)


def _stamped(along: Along, size: int, reach: Reach) -> tuple[int, Reach]:
    kernel, stride, dilation, extra = along.kernel_size, along.stride, along.dilation, along.output_padding
    if extra >= max(stride, dilation):
        raise ValueError(f"output_padding {extra} must be below the stride, {stride}, or the dilation, {dilation}")
    sides = _numbers(along)
    outputs = arithmetic.transposed_size(size, kernel, stride, sides, extra, dilation)
    if outputs < 1:
        raise ValueError(f"nothing is left of {outputs + sum(sides)} when {sides[0]} and {sides[1]} are cut off")
    return outputs, reach.stamps(kernel, stride, sides[0], dilation)


def _numbers(along: Along) -> tuple[int, int]:
    return arithmetic.padding_sides(1, 1, 1, along.padding, 1)


def _joined(layer: Layer, ends: Sequence[_Flow]) -> _Step:
    """Add branches up, or lay their channels behind one another; fields become the union over both paths."""
    shapes = [end.shape for end in ends]
    alike = {shape if layer.op == "residual" else (len(shape), *shape[1:]) for shape in shapes}
    if len(alike) > 1:
        what = "the same shape" if layer.op == "residual" else "maps of the same size"
        raise ValueError(f"branches end with {', '.join(map(_times, shapes))}; expected {what}")
    channels = shapes[0][0] if layer.op == "residual" else sum(shape[0] for shape in shapes)
    downs, rights = zip(*(end.reach for end in ends), strict=True)
    down = reduce(Reach.joined, downs)
    right = down if all(map(is_, downs, rights)) else reduce(Reach.joined, rights)
    return _Step(_Flow((channels, *shapes[0][1:]), (down, right)))


def _times(shape: Shape) -> str:
    return "×".join(map(str, shape))
