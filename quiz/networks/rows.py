"""Rows of a network's table as asks need them: alike on both axes, and what stands before and behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from solvers.arithmetic import padding_sides, same_padding
from solvers.layers import PASSING

if TYPE_CHECKING:
    from solvers.networks.table import Row

CONVOLUTIONS = ("conv", "depthwise")
NORMS = ("batch_norm", "instance_norm", "group_norm", "layer_norm")


class Square(NamedTuple):
    """A layer with windows that are alike on both axes, on a square map."""

    in_channels: int
    out_channels: int
    size: int
    """The side of what arrives."""
    side: int
    """The side of what leaves."""
    kernel: int
    stride: int
    padding: int
    dilation: int
    groups: int
    bias: bool

    @property
    def keeps_size(self) -> bool:
        """Whether it slides by single samples and pads so that no side changes."""
        return self.stride == 1 and self.padding == same_padding(self.kernel, self.dilation)


def square(row: Row) -> Square | None:
    """Return a layer's numbers, None where it has no windows or its axes differ."""
    layer = row.layer
    if not layer.kernel_size or len(row.input) != 3 or len(row.output) != 3:
        return None
    along, across = layer.along(0), layer.along(1)
    channels, size, width = row.input
    kernel, stride, padded, dilation, _ = along
    padding = _in_numbers(padded, size, kernel, stride, dilation)
    if along != across or size != width or padding is None:
        return None
    groups = channels if layer.op == "depthwise" else layer.groups
    side = row.output[1]
    return Square(channels, row.output[0], size, side, kernel, stride, padding, dilation, groups, layer.bias)


def _in_numbers(padding: int | tuple[int, int] | str, size: int, kernel: int, stride: int, dilation: int) -> int | None:
    """Return the padding per side, None where the sides differ or nobody says how much it is."""
    try:
        first, last = padding_sides(size, kernel, stride, padding, dilation)
    except ValueError:
        return None
    return first if first == last else None


def before(rows: Sequence[Row], row: Row, through: Sequence[str] = (*PASSING, *NORMS)) -> Row | None:
    """Return the layer that a layer reads, activations and norms passed over; None where it reads none or several."""
    while len(row.reads) == 1 and row.reads[0] >= 0:
        row = rows[row.reads[0]]
        if row.layer.op not in through:
            return row
    return None
