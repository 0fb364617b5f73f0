"""What can be asked of layers in a line: sizes and receptive fields of a chain, and which of some works most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from quiz.networks.layer_asks import Asks
from quiz.networks.rows import CONVOLUTIONS, NORMS, Square, square
from solvers.layers import PASSING, Window

if TYPE_CHECKING:
    from solvers.networks.table import Row

LONGEST = 8
"""Layers of the longest chain that is asked; the last ones of a longer line make one of their own."""
SHORTEST = 2
OUTPUT = 5
"""The output whose pixels are asked for."""
COMPARED = 4
"""Layers among which the one with most multiply-adds is asked for."""


class Piece(NamedTuple):
    """A layer of a line as its window, with the sides before and after it."""

    name: str
    window: Window
    size: int
    side: int


class Dilated(NamedTuple):
    """A layer of a line of samples, at stride 1."""

    name: str
    kernel: int
    dilation: int


T = TypeVar("T")


def lines(rows: Sequence[Row], piece_of: Callable[[Row], T | None]) -> Iterator[list[T]]:
    """Yield the longest lines of layers that each read the one before alone; activations and norms are passed over."""
    line: list[T] = []
    for at, row in enumerate(rows):
        piece = piece_of(row)
        goes_on = piece is not None or row.layer.op in (*PASSING, *NORMS)
        if line and not (goes_on and row.reads == (at - 1,)):
            yield line
            line = []
        if piece:
            line.append(piece)
    yield line


def windowed(row: Row) -> Piece | None:
    """Return a layer as a chain of windows has it, None where it is no plain one."""
    found = square(row)
    op = "max_pool" if row.layer.op == "max_pool" else "conv"
    if not found or row.layer.op not in (*CONVOLUTIONS, "max_pool") or row.layer.ceil_mode:
        return None
    windows = (found.kernel, found.stride, found.padding, found.dilation)
    if max(windows) > 4096:
        return None
    kernel, stride, padding, dilation = windows
    window = Window(op=op, kernel_size=kernel, stride=stride, padding=padding, dilation=dilation)
    return Piece(row.name, window, found.size, found.side)


def dilated(row: Row) -> Dilated | None:
    """Return a layer as a stack of dilated ones has it, None where it is none on a line of samples."""
    layer, axes = row.layer, len(row.input) - 1
    if layer.op not in CONVOLUTIONS or axes < 1 or max(row.input[1:-1], default=1) > 1:
        return None
    along = layer.along(axes - 1)
    return Dilated(row.name, along.kernel_size, along.dilation) if along.stride == 1 else None


def dilated_asks(line: Sequence[Dilated]) -> Iterator[tuple[Dilated, Asks]]:
    """Yield the ends of a line of one kernel, and what can be asked of the layers up to there."""
    for end in range(SHORTEST, len(line) + 1):
        if len({each.kernel for each in line[:end]}) == 1:
            dilations = tuple(each.dilation for each in line[:end])
            yield line[end - 1], iter([("9.3", {"kernel": line[0].kernel, "dilations": dilations})])


def chains(line: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yield the chains of a line that are asked: to each of its layers, from the line's first or from further on."""
    for end in range(SHORTEST, len(line) + 1):
        yield line[max(0, end - LONGEST) : end]
        if end > COMPARED:
            yield line[end - COMPARED : end]


def chain_asks(chain: Sequence[Piece]) -> Asks:
    """Yield what can be asked of one chain."""
    layers = tuple(piece.window for piece in chain)
    side = chain[-1].side
    dilated = any(layer.dilation > 1 for layer in layers)
    if not dilated:
        yield "3.5", {"layers": layers, "size": chain[0].size}
        yield "3.7", {"layers": layers, "output": side}
    yield "5.3" if dilated else "5.1", {"layers": layers}
    if any(layer.stride > 1 for layer in layers[:-1]):
        yield "5.2", {"layers": layers}
        if side > OUTPUT:
            yield "5.6", {"layers": layers, "output": OUTPUT}


def compared(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Yield layers of different work, some from the whole depth at a time, all in turn."""
    working = [row for row in rows if row.layer.op in (*CONVOLUTIONS, "linear") and numbers_of(row)]
    different = list({row.macs: row for row in reversed(working)}.values())[::-1]
    step = max(1, -(-len(different) // COMPARED))
    for first in range(step):
        chosen = different[first::step]
        if len(chosen) > 1:
            yield chosen


def numbers_of(row: Row) -> tuple[int, ...] | None:
    """Return a layer as 16.9 takes it: channels in and out, kernel, stride, padding, groups, side of the input."""
    if row.layer.op == "linear":
        return None if row.layer.last_axis else (prod(row.input), row.output[0], 1, 1, 0, 1, 1)
    found: Square | None = square(row)
    if not found or found.dilation > 1:
        return None
    channels = (found.in_channels, found.out_channels)
    return (*channels, found.kernel, found.stride, found.padding, found.groups, found.size)
