"""A network run layer by layer: every number of its table read off the engine, none off a formula.

Nothing large is ever allocated: sizes are read off a row of zeros per axis or off arrays that take no memory, fields
off rows of sample numbers, and weights are built one layer at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from solvers import measure
from solvers.layers import PASSING, Layer
from solvers.layers.settings import MOST_AXES
from solvers.networks.footprints import Footprints, Look
from solvers.networks.runs import learned, moving, sliding
from solvers.networks.runs.limits import TooLargeError
from solvers.networks.runs.ran import Flow, Ran

if TYPE_CHECKING:
    from solvers.layers import Shape
    from solvers.networks.footprints import Field
    from solvers.networks.network import Network


@dataclass(frozen=True)
class Seen:
    """What a run showed of one layer; what is seen is per axis (rows, columns), in samples of the network's input.

    What its outputs see is run when it is first asked for; TooLargeError where that is too much.
    """

    name: str
    output: Shape
    parameters: int
    macs: int
    run: str
    node: int
    footprints: tuple[Footprints, ...]

    @property
    def jump(self) -> tuple[Fraction | None, ...]:
        """How far apart the fields of neighbours are."""
        return tuple(field and field[0] for field in self._fields())

    @property
    def receptive_field(self) -> tuple[int | None, ...]:
        """How many samples an output sees."""
        return tuple(field and field[1] for field in self._fields())

    @property
    def start(self) -> tuple[int | None, ...]:
        """The first sample that the first output sees."""
        return tuple(field and field[2] for field in self._fields())

    def _fields(self) -> Iterator[Field | None]:
        try:
            for axis in self.footprints:
                yield axis.field(self.node)
        except TooLargeError as error:
            raise TooLargeError(f"{self.name}: {error}") from None


def run(network: Network) -> Iterator[Seen]:
    """Yield what each layer shows, in the order of the network's table; TooLargeError where one is not built."""
    shapes = [shape for _, shape in network.inputs]
    count = max(len(shape) - 1 for shape in shapes) or 1
    flows = [Flow(shape, (None, *range(len(shape) - 1))) for shape in shapes]
    sees_input = [True] * len(shapes)
    looks: list[list[Look]] = [[Look() for _ in shapes] for _ in range(count)]
    first = Footprints(looks[0])
    footprints = (first, *(Footprints(each, first) for each in looks[1:]))
    for node in network.nodes[len(shapes) :]:
        layer, at = node.layer, len(flows)
        assert layer is not None
        arriving = [flows[each] for each in node.inputs]
        try:
            ran = _ran(layer, arriving)
        except TooLargeError as error:
            raise TooLargeError(f"{layer.name or layer.op}: {error}") from None
        flows.append(ran.flow)
        seeing = [each for each in node.inputs if sees_input[each]]
        sees_input.append(bool(seeing))
        for axis, each in enumerate(looks):
            each.append(_look(layer, ran, axis, seeing, flows)._replace(places=_places(ran.flow, axis)))
        parameters = 0 if node.owner is not None else ran.parameters
        yield Seen(layer.name or layer.op, ran.flow.shape, parameters, ran.macs, ran.run, at, footprints)


def _places(flow: Flow, axis: int) -> int:
    return next((side for side, each in zip(flow.shape, flow.axes, strict=True) if each == axis), 1)


def _look(layer: Layer, ran: Ran, axis: int, seeing: Sequence[int], flows: Sequence[Flow]) -> Look:
    """Tell which of the nodes that a layer reads has a row along an axis, and which one place that is laid over it."""
    if not seeing or axis in ran.lost:
        return Look(is_followed=False)
    parts, informed = ran.parts.get(axis, ()), ran.informed.get(axis, 0)
    if len(seeing) == 1:
        return Look((seeing[0],), (), parts, informed)
    shape, axes = ran.flow
    dim = next((at for at, each in enumerate(axes) if each == axis), None)
    if layer.op == "matmul":
        return Look(is_followed=False)
    if dim is None or shape[dim] == 1:
        return Look(tuple(seeing), (), parts, informed, is_single=True)
    back = len(shape) - dim
    side = {each: flows[each].shape[-back] if back <= len(flows[each].shape) else 1 for each in seeing}
    full = tuple(each for each in seeing if side[each] != 1)
    laid = tuple(each for each in seeing if side[each] == 1)
    return Look(full or laid, laid if full else (), parts, informed)


_OPS: dict[str, Callable[[Layer, Flow], Ran]] = {
    "conv": sliding.convolved,
    "depthwise": sliding.convolved,
    "conv_transpose": sliding.transposed,
    "max_pool": sliding.pooled,
    "avg_pool": sliding.pooled,
    "adaptive_avg_pool": sliding.sampled,
    "adaptive_max_pool": sliding.sampled,
    "upsample": sliding.sampled,
    "crop": sliding.edged,
    "pad": sliding.edged,
    "global_avg_pool": lambda _, flow: moving.pooled_whole(flow),
    "global_max_pool": lambda _, flow: moving.pooled_whole(flow),
    "linear": learned.dense,
    "batch_norm": learned.normed,
    "instance_norm": learned.normed,
    "group_norm": learned.normed,
    "layer_norm": learned.normed,
    "prelu": learned.sloped,
    "flatten": lambda _, flow: moving.flattened(flow),
    "reshape": moving.reshaped,
    "permute": moving.permuted,
    "slice": moving.sliced,
    "reduce": moving.reduced,
    "pixel_shuffle": moving.dealt,
    "pixel_unshuffle": moving.dealt,
    "channel_shuffle": moving.shuffled,
}


def _ran(layer: Layer, arriving: Sequence[Flow]) -> Ran:
    """Run one layer, its weights in full, its planes a row per axis."""
    if layer.op in _SEVERAL:
        return _SEVERAL[layer.op](layer, arriving)
    (flow,) = arriving
    if layer.op in PASSING:
        dims = [at - 1 if at > 0 else len(flow.shape) + at for at in layer.dims]
        return Ran(flow, informed={axis: flow.shape[at] for at in dims if (axis := flow.axes[at]) is not None})
    return _OPS[layer.op](layer, flow)


def _combined(arriving: Sequence[Flow]) -> Ran:
    """Combine arrays that take no memory, and keep the axes of those that have more than one place along them."""
    shape = measure.laid_over(*(flow.shape for flow in arriving))
    axes: list[int | None] = [None] * len(shape)
    for flow in arriving:
        for back, (side, axis) in enumerate(zip(reversed(flow.shape), reversed(flow.axes), strict=True), start=1):
            if side == shape[-back] and axes[-back] is None:
                axes[-back] = axis
    return Ran(Flow(shape, tuple(axes)), run=f"{len(arriving)} branches joined")


def _unknown(layer: Layer, arriving: Sequence[Flow]) -> Ran:
    shape = layer.shape or (arriving[0].shape if arriving else (1,))
    axes = arriving[0].axes if arriving and shape == arriving[0].shape else (None,) * len(shape)
    return Ran(Flow(shape, axes), run="not run: unknown", lost=frozenset(range(MOST_AXES)))


def _with_array(layer: Layer, arriving: Sequence[Flow]) -> Ran:
    held = learned.held(layer.shape)
    return _combined([*arriving, held.flow])._replace(parameters=held.parameters, run=held.run)


def _behind(layer: Layer, arriving: Sequence[Flow]) -> Ran:
    dim = layer.dims[0] if layer.dims else 1
    first = arriving[0]
    at = dim - 1 if dim > 0 else len(first.shape) + dim
    shape = measure.laid_behind(at, *(flow.shape for flow in arriving))
    axes = tuple(
        next((flow.axes[each] for flow in arriving if flow.axes[each] is not None), None) for each in range(len(shape))
    )
    lost = frozenset({axis} if (axis := axes[at]) is not None else ())
    return Ran(Flow(shape, axes), run=f"{len(arriving)} branches joined", lost=lost)


_SEVERAL: dict[str, Callable[[Layer, Sequence[Flow]], Ran]] = {
    "parameter": lambda layer, _: learned.held(layer.shape),
    "concat": _behind,
    "residual": lambda _, arriving: _combined(arriving),
    "add": lambda _, arriving: _combined(arriving),
    "mul": lambda _, arriving: _combined(arriving),
    "elementwise": lambda _, arriving: _combined(arriving),
    "scale": _with_array,
    "shift": _with_array,
    "matmul": lambda _, arriving: moving.multiplied(arriving),
    "unknown": _unknown,
}
"""Ops that read any number of layers."""
