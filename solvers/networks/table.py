"""The table of a network by closed forms: what each layer makes of a shape, what it costs and what it sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from solvers.layers import PASSING, Layer, Shape
from solvers.networks.forms import joining, learned, rearranging, sliding
from solvers.networks.forms.flow import Flow, Sight, Step, entering
from solvers.networks.graph import NetworkError, Node, Place


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a network's table; what is seen is per axis (rows, columns), in samples of the network's input."""

    layer: Layer
    name: str
    place: Place
    reads: tuple[int, ...]
    """The rows that it reads, by their places in the table; below 0 the network's inputs, −1 the last of them."""
    inputs: tuple[Shape, ...]
    output: Shape
    parameters: int
    """What is learned: weights, biases, γ and β; no running statistics; none where weights are another layer's."""
    biases: int
    """Those of the parameters that are added, not multiplied."""
    macs: int
    """Multiply-adds of convolutions and dense layers, taps in the padding counted, biases not."""
    sights: tuple[Sight | None, ...]

    @property
    def input(self) -> Shape:
        """The first shape that arrives."""
        return self.inputs[0] if self.inputs else ()

    @property
    def jump(self) -> tuple[Fraction | None, ...]:
        """How far apart the fields of neighbours are; None where it is not known."""
        return tuple(sight and sight.widest.jump for sight in self.sights)

    @property
    def receptive_field(self) -> tuple[int | None, ...]:
        """How many samples an output sees, over all paths."""
        return tuple(sight and sight.widest.size for sight in self.sights)

    @property
    def start(self) -> tuple[int | None, ...]:
        """Where the field of output 0 begins; negative in the padding."""
        return tuple(sight and sight.widest.start for sight in self.sights)

    @property
    def shortest(self) -> tuple[int | None, ...]:
        """The field along the path that sees least."""
        return tuple(sight and sight.shortest.size for sight in self.sights)


def table(nodes: Sequence[Node], inputs: Sequence[Shape]) -> tuple[Row, ...]:
    """Return a row for every node that is a layer; NetworkError if one misfits."""
    axes = max(len(shape) - 1 for shape in inputs) or 1
    flows = [entering(shape, axes) for shape in inputs]
    rows: list[Row] = []
    for node in nodes[len(inputs) :]:
        layer, arriving = node.layer, [flows[at] for at in node.inputs]
        assert layer is not None
        try:
            done = step(layer, arriving)
        except ValueError as error:
            called = layer.name or f"{layer.op} {len(rows) + 1}"
            raise NetworkError(node.place, f"{called}: {error}") from None
        own = node.owner is None
        rows.append(
            Row(
                layer,
                node.name,
                node.place,
                tuple(at - len(inputs) for at in node.inputs),
                tuple(flow.shape for flow in arriving),
                done.flow.shape,
                own * done.parameters,
                own * done.biases,
                done.macs,
                done.flow.existing() or (None,) * axes,
            )
        )
        if not own:
            _alike(rows[-1], done, rows[(node.owner or 0) - len(inputs)], node)
        flows.append(done.flow)
    return tuple(rows)


def _alike(row: Row, step: Step, owner: Row, node: Node) -> None:
    """Raise NetworkError where a layer needs other weights than those that it uses; it may leave their bias out."""
    without_bias = step.biases == 0 and step.parameters == owner.parameters - owner.biases
    if step.parameters != owner.parameters and not without_bias:
        raise NetworkError(
            node.place, f"{row.name}: it needs {step.parameters:,} weights, {owner.name} has {owner.parameters:,}"
        )


def _agree(layer: Layer, arriving: Sequence[Flow], made: Shape) -> None:
    """Raise ValueError where a layer states other channels than arrive or leave."""
    at = -1 if layer.last_axis else 0
    if layer.in_channels is not None:
        given = arriving[0].shape
        channels = prod(given) if layer.op == "linear" and not layer.last_axis else given[at]
        if layer.in_channels != channels:
            raise ValueError(f"in_channels is {layer.in_channels}, but {channels} arrive")
    if layer.out_channels not in {None, made[at]}:
        raise ValueError(f"out_channels is {layer.out_channels}, but {layer.op} makes {made[at]}")


_ON_MAPS: dict[str, Callable[[Layer, Flow], Step]] = {
    "conv": sliding.convolved,
    "depthwise": sliding.convolved,
    "conv_transpose": sliding.transposed,
    "max_pool": sliding.pooled,
    "avg_pool": sliding.pooled,
    "adaptive_avg_pool": sliding.adapted,
    "adaptive_max_pool": sliding.adapted,
    "global_avg_pool": lambda _, flow: rearranging.pooled_whole(flow),
    "global_max_pool": lambda _, flow: rearranging.pooled_whole(flow),
    "crop": sliding.cropped,
    "pad": sliding.padded,
    "upsample": sliding.enlarged,
    "pixel_shuffle": rearranging.dealt,
    "pixel_unshuffle": rearranging.dealt,
    "instance_norm": learned.normed,
}
"""Ops that need a map."""
_ON_ANY: dict[str, Callable[[Layer, Flow], Step]] = {
    "linear": learned.dense,
    "batch_norm": learned.normed,
    "group_norm": learned.normed,
    "layer_norm": learned.normed,
    "scale": learned.scaled,
    "shift": learned.scaled,
    "prelu": learned.sloped,
    "flatten": lambda _, flow: rearranging.flattened(flow),
    "reshape": rearranging.reshaped,
    "permute": rearranging.permuted,
    "slice": rearranging.sliced,
    "reduce": rearranging.reduced,
    "channel_shuffle": rearranging.shuffled,
}


def step(layer: Layer, arriving: Sequence[Flow]) -> Step:
    """Return what one layer does; ValueError if it cannot, or states other channels than there are."""
    done = _step(layer, arriving)
    _agree(layer, arriving, done.flow.shape)
    return done


def _step(layer: Layer, arriving: Sequence[Flow]) -> Step:
    if layer.op in _ON_SEVERAL:
        return _ON_SEVERAL[layer.op](layer, arriving)
    if len(arriving) > 1:
        raise ValueError(f"{layer.op} reads one layer, not {len(arriving)}")
    (flow,) = arriving
    if layer.op in PASSING:
        return Step(flow.informed(flow.dims(layer.dims)))
    if layer.op in _ON_ANY:
        return _ON_ANY[layer.op](layer, flow)
    if len(flow.shape) == 1:
        raise ValueError(f"{layer.op} needs channels, height and width, but a flat vector of {flow.shape[0]} arrives")
    return _ON_MAPS[layer.op](layer, flow)


def _unknown(layer: Layer, arriving: Sequence[Flow]) -> Step:
    """Take the shape as it is stated; what an output sees is not known."""
    shape = layer.shape or (arriving[0].shape if arriving else (1,))
    if min(shape) < 1:
        raise ValueError(f"shape {list(shape)} is none; expected whole numbers from 1")
    known = max((len(flow.sights) for flow in arriving), default=0)
    same = arriving and shape == arriving[0].shape
    return Step(Flow(shape, arriving[0].axes if same else (None,) * len(shape), (None,) * known))


_ON_SEVERAL: dict[str, Callable[[Layer, Sequence[Flow]], Step]] = {
    "parameter": lambda layer, _: learned.held(layer),
    "residual": joining.added,
    "add": joining.added,
    "mul": joining.added,
    "elementwise": joining.added,
    "concat": joining.concatenated,
    "matmul": lambda _, arriving: joining.multiplied(arriving),
    "unknown": _unknown,
}
"""Ops that read any number of layers."""
