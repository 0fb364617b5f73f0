"""The weights of layers that have no biases: added up, and miscounted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from questions.parts.arrays import counted
from questions.slips import Slip
from solvers.arithmetic import conv_parameters
from solvers.layers import Table, Weights
from solvers.measure import Measurement


def weights(*layers: Weights) -> int:
    """Return the weights of layers."""
    return sum(
        conv_parameters(*at.kernel_size, at.in_channels, at.out_channels, at.groups, bias=False) for at in layers
    )


def with_biases(*layers: Weights) -> int:
    """Return the weights of layers and the biases that they would have."""
    return weights(*layers) + sum(at.out_channels for at in layers)


def sum_of(layers: Table) -> str:
    """Write weights as a sum: `256·64 + 3·3·64·64 + 64·256 = 69,632`."""
    terms = []
    for at in layers:
        taps = [side for side in at.kernel_size if side > 1]
        terms.append("·".join(map(str, (*taps, at.in_channels // at.groups, at.out_channels))))
    return f"{' + '.join(terms)} = {weights(*layers):,}"


def one_side(layers: Table) -> Table:
    """Return layers with a side of their kernels in place of the area: K×1."""
    return tuple(at._replace(kernel_size=(at.kernel_size[0], 1)) for at in layers)


def miscounted(layers: Table, part: str = "") -> Iterator[Slip]:
    """Yield the usual miscounts of the weights of layers, as one part of an answer where it has parts.

    Of a kernel a side or a single tap is taken, and biases or batch norms are counted that are not asked for.
    """
    tall = one_side(layers)
    bare = tuple(at._replace(kernel_size=(1, 1)) for at in layers)
    filters = [at.out_channels for at in layers]
    all_filters = " + ".join(map(str, filters))
    right, biases = weights(*layers), sum(filters)

    def slip(tag: str, value: int, working: str, seen: Table, **changed: Any) -> Slip:
        def run() -> Measurement:
            measured = counted(seen, **changed)
            return measured.named(part) if part else measured

        return Slip(tag=tag, value={part: value} if part else value, working=working, run=run)

    yield slip("kernel.side_not_area", weights(*tall), sum_of(tall), tall)
    yield slip("kernel.taps_forgotten", weights(*bare), sum_of(bare), bare)
    working = f"{right:,} + {all_filters} = {with_biases(*layers):,}"
    yield slip("bias.counted", with_biases(*layers), working, layers, bias=True)
    with_norms = right + 2 * biases
    working = f"{right:,} + 2·({all_filters}) = {with_norms:,}"
    yield slip("bn.counted", with_norms, working, layers, norms=filters)
