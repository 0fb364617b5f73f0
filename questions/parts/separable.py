"""The depthwise separable pair, the layer that it replaces, and where MobileNet has it."""

from __future__ import annotations

from collections.abc import Iterator

from solvers import measure
from solvers.layers import Table, Weights
from solvers.networks.architectures.mobilenet import MOBILENET


def separable(kernel: int, in_channels: int, out_channels: int, multiplier: int = 1, bias: bool = False) -> Table:
    """Return the depthwise layer and the pointwise layer after it."""
    between = multiplier * in_channels
    return (
        Weights("depthwise", in_channels, between, (kernel, kernel), in_channels, bias),
        Weights("pointwise", between, out_channels, (1, 1), 1, bias),
    )


def standard(kernel: int, in_channels: int, out_channels: int, bias: bool = False) -> Weights:
    """Return the layer that a separable one replaces."""
    return Weights("standard", in_channels, out_channels, (kernel, kernel), 1, bias)


def multiply_adds(layer: Weights, side: int) -> int:
    """ONES of a layer that keeps the size of a square map."""
    seen = measure.ones(
        layer.in_channels, layer.out_channels, layer.kernel_size, (side, side), 1, "same", 1, layer.groups
    )
    return int(seen.value)


def _mobilenet_blocks() -> Iterator[tuple[str, int, int, int, int]]:
    rows = {row.name: row for row in MOBILENET.table}
    for number in range(1, 14):
        start, end = rows[f"depthwise {number}"].input, rows[f"pointwise {number}"].output
        yield f"MobileNet block {number}", start[0], end[0], start[1], end[1]


MOBILENET_BLOCKS = tuple(_mobilenet_blocks())
"""Name, channels in and out, side in and out of MobileNet's blocks."""
