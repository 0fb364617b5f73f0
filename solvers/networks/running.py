"""A network run layer by layer: every number of its table read off the engine, none off a formula.

Nothing large is ever allocated: sizes are read off a row of zeros per axis, fields off gradients of such rows, and
weights are built one layer at a time.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from math import prod
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from solvers import engine, measure
from solvers.layers import ELEMENTWISE, PARTED, Along, Layer
from solvers.measure import Measurement
from solvers.networks.footprints import LONGEST, Cut, Field, Fork, Path, Slide, Stamp, TooLargeError, field, forward

if TYPE_CHECKING:
    from solvers.layers import Shape
    from solvers.measure import Array, Pair
    from solvers.networks.network import Network

T = TypeVar("T")

MOST_WEIGHTS = 1 << 28
"""The most weights of one layer that are built."""


@dataclass(frozen=True)
class Seen:
    """What a run showed of one layer; pairs are (rows, columns), in samples of the network's input.

    What its outputs see is run when it is first asked for; TooLargeError where that is too much.
    """

    name: str
    output: Shape
    parameters: int
    macs: int
    run: str
    paths: tuple[Path, Path]
    """From the network's input to this layer, along the rows and along the columns."""

    @property
    def jump(self) -> tuple[Fraction, Fraction]:
        """How far apart the fields of neighbours are."""
        return self._fields[0][0], self._fields[1][0]

    @property
    def receptive_field(self) -> tuple[int, int]:
        """How many samples an output sees."""
        return self._fields[0][1], self._fields[1][1]

    @property
    def start(self) -> tuple[int, int]:
        """The first sample that the first output sees."""
        return self._fields[0][2], self._fields[1][2]

    @cached_property
    def _fields(self) -> tuple[Field, Field]:
        try:
            return field(self.paths[0]), field(self.paths[1])
        except TooLargeError as error:
            raise TooLargeError(f"{self.name}: {error}") from None


class _Flow(NamedTuple):
    shape: Shape
    paths: tuple[Path, Path]
    """From the network's input, along the rows and along the columns."""


class _Ran(NamedTuple):
    output: Shape
    parts: tuple[Path, Path] = ((), ())
    parameters: int = 0
    macs: int = 0
    run: str = "one number in, one number out"


def run(network: Network) -> Iterator[Seen]:
    """Yield what each layer shows, in the order of the network's table; TooLargeError where one is not built."""
    yield from _walk(network.layers, _Flow(tuple(network.input), ((), ())))


def _walk(layers: Iterable[Layer], flow: _Flow) -> Generator[Seen, None, _Flow]:
    for layer in layers:
        ends: list[_Flow] = []
        for branch in layer.branches:
            end = yield from _walk(branch, flow)
            ends.append(end)
        try:
            ran = _joined(layer, flow, ends) if layer.op in PARTED else _ran(layer, flow.shape)
        except TooLargeError as error:
            raise TooLargeError(f"{layer.name or layer.op}: {error}") from None
        down, right = (path + parts for path, parts in zip(flow.paths, ran.parts, strict=True))
        yield Seen(layer.name or layer.op, ran.output, ran.parameters, ran.macs, ran.run, (down, right))
        flow = _Flow(ran.output, (down, right))
    return flow


def _joined(layer: Layer, flow: _Flow, ends: list[_Flow]) -> _Ran:
    """Join one number of every channel, and the paths since the fork; ValueError where sums have no one shape."""
    columns = [measure.zeros(end.shape[0]) for end in ends]
    joined = [reduce(add, columns)] if layer.op == "residual" else columns
    down, right = (Fork(tuple(end.paths[at][len(flow.paths[at]) :] for end in ends)) for at in (0, 1))
    return _Ran(
        (sum(column.size for column in joined), *ends[0].shape[1:]),
        ((down,), (right,)),
        run=f"{len(ends)} branches joined",
    )


def _ran(layer: Layer, shape: Shape) -> _Ran:
    """Run one layer without branches, its weights in full, its planes a row per axis."""
    settings = layer.along(0), layer.along(1)
    match layer.op:
        case op if op in ELEMENTWISE:
            ran = _Ran(shape)
        case "batch_norm":
            learned, _ = measure.batch_norm_parameters(_within(shape[0]))
            ran = _counted(_Ran(shape), learned)
        case "flatten":
            ran = _Ran((prod(shape),), _planes(shape), run="one row of numbers")
        case "linear":
            ran = _dense(layer, shape)
        case "global_avg_pool" | "global_max_pool":
            ran = _Ran((shape[0], 1, 1), _planes(shape), run="one window, the plane")
        case "crop":
            ran = _cut(shape, settings)
        case "conv_transpose":
            ran = _stamped(layer, shape, settings)
        case "max_pool" | "avg_pool":
            ran = _slid(layer, shape, settings, shape[0])
        case _:
            ran = _convolved(layer, shape, settings)
    return ran


def _cut(shape: Shape, settings: tuple[Along, Along]) -> _Ran:
    cuts = [Cut(*_sides(along)) for along in settings]
    sizes = [forward(cut, _long(size)) for size, cut in _each(shape, cuts)]
    return _Ran((shape[0], *sizes), ((cuts[0],), (cuts[1],)), run="a row of zeros per axis, cut")


def _convolved(layer: Layer, shape: Shape, settings: tuple[Along, Along]) -> _Ran:
    channels, outputs = shape[0], layer.out_channels or shape[0]
    groups = channels if layer.op == "depthwise" else layer.groups
    (kh, sh, ph, dh, _), (kw, sw, pw, dw, _) = settings
    _within(outputs * (channels // groups) * kh * kw)
    arrays = measure.parameters(channels, outputs, (kh, kw), groups, layer.bias)
    padding, size = cast(Any, (ph, pw)), (shape[1], shape[2])
    macs = measure.ones(channels, outputs, (kh, kw), size, (sh, sw), padding, (dh, dw), groups)
    return _counted(_slid(layer, shape, settings, len(arrays["weight"])), arrays, macs)


def _stamped(layer: Layer, shape: Shape, settings: tuple[Along, Along]) -> _Ran:
    channels, outputs = shape[0], layer.out_channels or shape[0]
    (kh, sh, _, dh, _), (kw, sw, _, dw, _) = settings
    _within(channels * (outputs // layer.groups) * kh * kw)
    arrays = measure.transposed_parameters(channels, outputs, (kh, kw), layer.groups, layer.bias)
    macs = measure.ones_transposed(channels, outputs, (kh, kw), (shape[1], shape[2]), (sh, sw), (dh, dw), layer.groups)
    stamps = [Stamp(at.kernel_size, at.stride, *_sides(at), at.dilation, at.output_padding) for at in settings]
    sizes = [forward(stamp, _long(size)) for size, stamp in _each(shape, stamps)]
    made = arrays["weight"].shape[1] * layer.groups
    return _counted(_Ran((made, *sizes), ((stamps[0],), (stamps[1],))), arrays, macs)


def _dense(layer: Layer, shape: Shape) -> _Ran:
    features, outputs = prod(shape), layer.out_channels or 1
    _within(features * outputs)
    arrays = measure.dense_parameters(features, outputs, layer.bias)
    ran = _Ran((len(arrays["weight"]),), _planes(shape))
    return _counted(ran, arrays, measure.ones_dense(features, outputs))


def _counted(ran: _Ran, arrays: dict[str, Array], macs: Measurement | None = None) -> _Ran:
    counted = measure.count(arrays)
    said = f"{counted.run}; {macs.run}" if macs else counted.run
    return ran._replace(parameters=counted.value, macs=macs.value if macs else 0, run=said)


def _slid(layer: Layer, shape: Shape, settings: tuple[Along, Along], channels: int) -> _Ran:
    slides, sizes = [], []
    for size, along in _each(shape, settings):
        kernel, stride, padding, dilation, _ = along
        line = engine.axis(_long(size), kernel, stride, cast(Any, padding), dilation, layer.ceil_mode)
        slides.append(Slide(kernel, stride, line.before, line.after, dilation))
        sizes.append(_outputs(layer, along, size))
    return _Ran((channels, *sizes), ((slides[0],), (slides[1],)), run="a row of zeros per axis")


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


def _planes(shape: Shape) -> tuple[Path, Path]:
    """Return the windows that take in a whole map; a flat vector has none to take in."""
    return ((Slide(shape[1]),), (Slide(shape[2]),)) if len(shape) == 3 else ((), ())


def _each(shape: Shape, settings: Sequence[T]) -> Iterator[tuple[int, T]]:
    return zip(shape[1:], settings, strict=True)


def _sides(along: Along) -> Pair:
    """Return what is cut off before and after an axis, which is stated in numbers."""
    cut = cast("int | Pair", along.padding)
    return (cut, cut) if isinstance(cut, int) else cut


def _within(weights: int) -> int:
    if weights > MOST_WEIGHTS:
        raise TooLargeError(f"{weights:,} weights in one layer are not built here, at most {MOST_WEIGHTS:,}")
    return weights


def _long(size: int) -> int:
    if size > LONGEST:
        raise TooLargeError(f"maps {size:,} long are not run here, at most {LONGEST:,}")
    return size
