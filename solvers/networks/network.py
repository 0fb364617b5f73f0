"""A stack of layers as data, and its table of shapes, parameters, multiply-adds and receptive fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from solvers.layers import Layer, Shape, Stack, Table, Weights, Window
from solvers.layers.settings import MOST_AXES
from solvers.networks.graph import NetworkError, Node, nodes
from solvers.networks.table import Row, table


@dataclass(frozen=True)
class Network:
    """Layers and the shape of what they are given: (channels, height, width), (length,) and so on.

    Whether each layer fits is seen when the table is asked for.
    """

    layers: Sequence[Layer]
    input: Shape
    input_name: str = "input"
    others: Sequence[tuple[str, Shape]] = ()
    """Further inputs, whose samples are taken to lie on those of the first."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", tuple(self.layers))
        object.__setattr__(self, "input", tuple(self.input))
        object.__setattr__(self, "others", tuple((name, tuple(shape)) for name, shape in self.others))
        if not self.layers:
            raise NetworkError((), "a network needs a layer")
        for _, shape in self.inputs:
            if not 1 <= len(shape) <= 1 + MOST_AXES or min(shape) < 1:
                raise NetworkError((), f"input {list(shape)}; expected [channels, height, width] or [length]")

    @property
    def inputs(self) -> tuple[tuple[str, Shape], ...]:
        """All inputs by name, the first first."""
        return ((self.input_name, self.input), *self.others)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The graph: a node for every input, then one for every row of the table; NetworkError if one reads nothing."""
        return nodes(self.layers, self.inputs)

    @cached_property
    def table(self) -> tuple[Row, ...]:
        """A row for every layer, those of branches before the layer that joins them; NetworkError if one misfits."""
        return table(self.nodes, [shape for _, shape in self.inputs])

    @property
    def names_twice(self) -> tuple[str, ...]:
        """Names that several layers have, each of which is counted."""
        counts = Counter(row.name for row in self.table)
        return tuple(name for name, count in counts.items() if count > 1)

    @property
    def parameters(self) -> int:
        """All that is learned."""
        return sum(row.parameters for row in self.table)

    @property
    def macs(self) -> int:
        """The multiply-adds of one pass."""
        return sum(row.macs for row in self.table)

    def trunk(self, last: str = "", *, widest: bool = False) -> Stack:
        """Return the windows from the input to the layer `last` (or the end), along first branches or widest ones.

        The widest of some branches is the one whose end sees most; in a branch that `last` is in, there is no choice.
        What takes in a whole map, a dense layer, a global pool or flattening, is a window as large as the map.
        ValueError where windows are not square, or a layer is none.
        """
        rows = self.table
        at = next((at for at, row in enumerate(rows) if row.name == last), None) if last else len(rows) - 1
        if at is None:
            raise ValueError(f"no layer {last!r} along first branches")
        way: list[Row] = []
        while at >= 0:
            way.append(rows[at])
            at = self._before(rows[at], widest)
        return tuple(_window(row, kernel) for row in reversed(way) if (kernel := _kernel(row)))

    def _before(self, row: Row, widest: bool) -> int:
        """Return which of the rows that a layer reads is followed."""
        if not widest:
            return next(iter(row.reads), -1)
        fields = {
            at: max((size or 0 for size in self.table[at].receptive_field) if at >= 0 else [0]) for at in row.reads
        }
        return max(fields, key=lambda at: fields[at], default=-1)

    def weights(self, module: str = "") -> Table:
        """Return the convolutions and dense layers, of one module those named `module/…`, without that prefix."""
        prefix = f"{module}/" if module else ""
        return tuple(
            _weights(row, row.name.removeprefix(prefix))
            for row in self.table
            if row.layer.op in _LEARNED and row.name.startswith(prefix)
        )


_MAPPED = ("linear", "global_avg_pool", "global_max_pool", "flatten")
"""Ops that take in a whole map."""
_WINDOWS = ("conv", "depthwise", "max_pool", *_MAPPED)
_LEARNED = ("conv", "depthwise", "linear")


def _kernel(row: Row) -> set[int]:
    """Return the sides of a layer's window; none where it looks at single samples."""
    layer = row.layer
    if layer.op in _MAPPED:
        return set(row.input[1:])
    if layer.op == "crop":  # which moves what comes behind it, as no window does
        raise ValueError(f"{row.name}: a crop is no window")
    return {layer.along(axis).kernel_size for axis in (0, 1)} if layer.kernel_size else set()


def _window(row: Row, sides: set[int]) -> Window:
    settings = {row.layer.along(axis)._replace(kernel_size=1) for axis in (0, 1)}
    if len(settings) > 1 or len(sides) > 1:
        raise ValueError(f"{row.name}: its window is not square")
    (along,), (kernel,) = settings, sides
    if not isinstance(along.padding, int) or row.layer.op not in _WINDOWS:
        raise ValueError(f"{row.name}: {row.layer.op} with padding {along.padding!r} is no plain window")
    op = "max_pool" if row.layer.op in {"max_pool", "global_max_pool"} else "conv"
    stride, padding, dilation = along.stride, along.padding, along.dilation
    return Window(op=op, kernel_size=kernel, stride=stride, padding=padding, dilation=dilation, name=row.name)


def _weights(row: Row, name: str) -> Weights:
    layer = row.layer
    if layer.op == "linear":
        return Weights(name, prod(row.input), row.output[0], bias=layer.bias, dense=True)
    kernel = layer.along(0).kernel_size, layer.along(1).kernel_size
    groups = row.input[0] if layer.op == "depthwise" else layer.groups
    return Weights(name, row.input[0], row.output[0], kernel, groups, layer.bias)
