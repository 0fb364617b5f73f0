"""The table of a network as lines to be shown: under a convention, and collapsed by module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from questions.notation.counts import count

if TYPE_CHECKING:
    from solvers.layers import Layer
    from solvers.networks.conventions import Counter
    from solvers.networks.network import Network
    from solvers.networks.table import Row


@dataclass(frozen=True)
class Counting:
    """How costs are counted: FLOPs or multiply-adds, and what beside convolutions and products of matrices."""

    flops: bool = False
    also: tuple[str, ...] = ()

    def of(self, row: Row) -> int:
        """Return what a row costs: two FLOPs a multiply-add, one for each operation beside."""
        return (1 + self.flops) * row.macs + sum(extra.number for each in self._counters() for extra in each(row))

    def _counters(self) -> list[Counter]:
        from solvers.networks.conventions import ALSO

        return [ALSO[name] for name in self.also]

    @property
    def title(self) -> str:
        """The head of the column."""
        return "FLOPs" if self.flops else "multiply-adds"

    @property
    def said(self) -> str:
        """What is counted, in words."""
        unit = "Two FLOPs a multiply-add" if self.flops else "Multiply-adds"
        more = f"; one operation each for {', '.join(self.also)}" if self.also else "; no biases, norms or activations"
        return f"{unit} of convolutions, dense layers and products of matrices{more}."


@dataclass(frozen=True)
class Line:
    """A layer of the table, or a module of several."""

    name: str
    op: str
    kernel: str
    stride: str
    padding: str
    dilation: str
    groups: str
    output: tuple[int, ...]
    parameters: int
    cost: int
    jump: tuple[Any, ...]
    field: tuple[Any, ...]
    shortest: tuple[Any, ...]
    start: tuple[Any, ...]
    is_unknown: bool = False

    @property
    def window(self) -> str:
        """Kernel, stride, padding, dilation and groups in few letters: 3×3/2+1, d2 and g32 where they are not 1."""
        stride = f"/{self.stride}" if self.stride not in {"", "1"} else ""
        padding = f"+{self.padding}" if self.padding not in {"", "0"} else ""
        dilation = f"d{self.dilation}" if self.dilation not in {"", "1"} else ""
        groups = f"g{self.groups}" if self.groups not in {"", "1"} else ""
        return f"{self.kernel}{stride}{padding}{dilation}{groups}"


def lines(network: Network, counting: Counting, depth: int | None = None) -> list[Line]:
    """Return a line a layer, or, collapsed, one for all layers whose names begin with the same `depth` parts."""
    found = [_line(row, counting) for row in network.table]
    if depth is None:
        return found
    modules: dict[str, list[Line]] = {}
    for line in found:
        modules.setdefault(module(line.name, depth), []).append(line)
    return [_collapsed(name, each) for name, each in modules.items()]


def module(name: str, depth: int) -> str:
    """Return the first parts of a name, between which stand full stops or strokes."""
    parts = re.split(r"([./])", name)
    return "".join(parts[: 2 * depth - 1])


def _collapsed(name: str, each: Sequence[Line]) -> Line:
    if len(each) == 1:
        return each[0]
    return replace(
        each[-1],
        name=name,
        op=count(len(each), "layer"),
        kernel="",
        stride="",
        padding="",
        dilation="",
        groups="",
        parameters=sum(line.parameters for line in each),
        cost=sum(line.cost for line in each),
        is_unknown=any(line.is_unknown for line in each),
    )


def _line(row: Row, counting: Counting) -> Line:
    layer = row.layer
    return Line(
        row.name,
        layer.kind or layer.op if layer.op in {"unknown", "elementwise", "reduce"} else layer.op,
        *_settings(layer, len(row.output) - 1, row),
        row.output,
        row.parameters,
        counting.of(row),
        row.jump,
        row.receptive_field,
        row.shortest,
        row.start,
        layer.op == "unknown",
    )


def _settings(layer: Layer, axes: int, row: Row) -> tuple[str, str, str, str, str]:
    if layer.kernel_size is None:
        groups = layer.num_groups if layer.op == "group_norm" else layer.groups if layer.op == "channel_shuffle" else ""
        return "", "", "", "", str(groups)
    each = [layer.along(axis) for axis in range(axes)]
    sides = [along.padding if isinstance(along.padding, int | str) else _pair(along.padding) for along in each]
    groups = row.input[0] if layer.op == "depthwise" else layer.groups
    return (
        "×".join(str(along.kernel_size) for along in each),
        _one([along.stride for along in each]),
        _one(sides),
        _one([along.dilation for along in each]),
        str(groups),
    )


def _pair(sides: tuple[int, int]) -> str:
    return str(sides[0]) if sides[0] == sides[1] else f"{sides[0]}:{sides[1]}"


def _one(numbers: Iterable[Any]) -> str:
    """Write one number where all axes agree."""
    written = [str(number) for number in numbers]
    return written[0] if len(set(written)) == 1 else "×".join(written)


def per_axis(numbers: Iterable[Any]) -> str:
    """Write what is known per axis: one number where all agree, `?` where it is not known."""
    written = ["?" if number is None else str(number) for number in numbers]
    return written[0] if len(set(written)) == 1 else ",".join(written)


def times(shape: Iterable[int]) -> str:
    """Write a shape as 3×224×224."""
    return "×".join(map(str, shape))
