"""What can be asked of layers that stand together: norms, separable pairs, bottlenecks, heads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from quiz.networks.layer_asks import Asks
from quiz.networks.rows import CONVOLUTIONS, Square, before, square
from solvers.layers import PASSING

if TYPE_CHECKING:
    from solvers.networks.table import Row

POOLED = ("global_avg_pool",)


def block_asks(rows: Sequence[Row], row: Row) -> Iterator[tuple[Row, Asks]]:
    """Yield the first of layers that end with this one, and what can be asked of them."""
    op = row.layer.op
    if op == "batch_norm":
        conv = before(rows, row, through=())
        if conv and conv.layer.op == "conv":
            yield conv, _normed(square(conv))
    elif op in CONVOLUTIONS:
        chain = _convolutions(rows, row)
        numbers = [found for _, found in chain]
        if len(chain) >= 2:
            yield chain[-2][0], _pair(*numbers[-2:])
        if len(chain) == 3:
            yield chain[0][0], _bottleneck(*numbers)
    elif op == "linear":
        yield row, _head(rows, row)


def _convolutions(rows: Sequence[Row], row: Row) -> list[tuple[Row, Square]]:
    """Return the last of the convolutions in a line, three at most, the first first."""
    chain: list[tuple[Row, Square]] = []
    at: Row | None = row
    while at and at.layer.op in CONVOLUTIONS and len(chain) < 3 and (found := square(at)):
        chain.insert(0, (at, found))
        at = before(rows, at)
    return chain


def _normed(found: Square | None) -> Asks:
    if found and found.groups == 1 and not found.bias:
        for variant in ("11.3", "18.1"):
            yield variant, {name: getattr(found, name) for name in ("kernel", "in_channels", "out_channels")}


def _pair(first: Square, second: Square) -> Asks:
    if first.dilation > 1 or second.dilation > 1 or second.groups > 1:
        return
    if first.groups == first.in_channels == first.out_channels > 1 and second.kernel == 1:
        yield from _separable(first, second)
    elif first.groups == 1 and first.kernel == 1 and second.kernel > 1 and second.keeps_size:
        numbers = {"kernel": second.kernel, "in_channels": first.in_channels, "reduced": first.out_channels}
        yield "7.2", {**numbers, "out_channels": second.out_channels, "size": second.size}
    elif first.groups == 1 and all(each.kernel == 3 and each.keeps_size for each in (first, second)):
        if first.in_channels == first.out_channels == second.out_channels:
            yield "12.1", {"depth": 2, "channels": first.in_channels}
        middle, out = first.out_channels, second.out_channels
        yield "12.2", {"in_channels": first.in_channels, "middle": middle, "out_channels": out}


def _separable(depthwise: Square, pointwise: Square) -> Asks:
    numbers = {"kernel": depthwise.kernel, "in_channels": depthwise.in_channels, "out_channels": pointwise.out_channels}
    if depthwise.bias == pointwise.bias:
        yield "8.1", {**numbers, "bias": depthwise.bias}
    if depthwise.keeps_size:
        yield "8.2", {**numbers, "size": depthwise.size}
        yield "8.4", numbers
        yield "20.1", {"kernel": depthwise.kernel, "out_channels": pointwise.out_channels}
        if not depthwise.bias and not pointwise.bias:
            yield "8.7", {**numbers, "size": depthwise.size}


def _bottleneck(first: Square, middle: Square, last: Square) -> Asks:
    if not (first.kernel == last.kernel == first.groups == last.groups == 1 and middle.kernel == 3):
        return
    if middle.dilation > 1 or middle.in_channels != middle.out_channels:
        return
    channels, inner, size = first.in_channels, first.out_channels, middle.size
    same = channels == last.out_channels and middle.keeps_size
    if middle.groups == 1 and same:
        yield "19.1", {"channels": channels, "inner": inner}
        yield "19.2", {"channels": channels, "inner": inner}
        yield "19.3", {"channels": channels, "inner": inner, "size": size}
    elif middle.groups == middle.in_channels and inner % channels == 0 and middle.padding == 1:
        expansion = inner // channels
        if same:
            yield "19.6", {"channels": channels, "expansion": expansion}
        numbers = {"in_channels": channels, "out_channels": last.out_channels, "expansion": expansion, "size": size}
        yield "20.5", {**numbers, "stride": middle.stride}
        if middle.stride == 2:
            yield "8.6", numbers
    elif middle.groups > 1 and same:
        width = middle.in_channels // middle.groups
        yield "14.4", {"cardinality": middle.groups, "group_width": width, "channels": channels}


def _head(rows: Sequence[Row], row: Row) -> Asks:
    """Ask of the dense layer that reads the last map, laid flat or pooled."""
    read = row if len(row.input) == 3 else before(rows, row, through=(*PASSING, "reshape"))
    if read is not None and read.layer.op == "flatten" and max(read.input[1:], default=1) == 1:
        read = before(rows, read, through=PASSING)
    if read is None or len(read.input) != 3 or read.input[1] != read.input[2]:
        return
    channels, side, _ = read.input
    outputs = row.output[0]
    heads = {"channels": channels, "side": side, "outputs": outputs}
    if read is row or read.layer.op == "flatten":
        yield "16.4", {"in_channels": channels, "size": side, "outputs": outputs, "extra": side}
        yield "6.4", heads
    elif read.layer.op in POOLED:
        yield "6.4", heads
        yield "6.8", heads
