"""What one run of a layer showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solvers import measure
from solvers.networks.runs.limits import LONGEST, MOST_WEIGHTS, TooLargeError
from solvers.networks.runs.parts import Part, Slide

if TYPE_CHECKING:
    from solvers.layers import Shape
    from solvers.measure import Array, Measurement


class Flow(NamedTuple):
    """A shape, and of each of its dimensions the axis of the input that it runs along; None for channels."""

    shape: Shape
    axes: tuple[int | None, ...]


class Ran(NamedTuple):
    """What came out of a layer, what it took, and what a row along each axis goes through."""

    flow: Flow
    parts: dict[int, tuple[Part, ...]] = {}  # noqa: RUF012  # never written to
    parameters: int = 0
    macs: int = 0
    run: str = "one number in, one number out"
    informed: dict[int, int] = {}  # noqa: RUF012  # as parts
    """Of an axis, the side of the map all of which is seen besides."""
    lost: frozenset[int] = frozenset()
    """Axes along which it is not followed what is seen."""


def counted(ran: Ran, arrays: dict[str, Array], macs: Measurement | None = None) -> Ran:
    """Return the run with its arrays counted."""
    found = measure.count(arrays)
    said = f"{found.run}; {macs.run}" if macs else found.run
    return ran._replace(parameters=found.value, macs=macs.value if macs else 0, run=said)


def planes(flow: Flow, dims: tuple[int, ...] | range) -> dict[int, tuple[Part, ...]]:
    """Return the windows that take in a map's whole dimensions."""
    return {axis: (Slide(flow.shape[at]),) for at in dims if (axis := flow.axes[at]) is not None}


def within(weights: int) -> int:
    """Return how many weights there are; TooLargeError if they are not built."""
    if weights > MOST_WEIGHTS:
        raise TooLargeError(f"{weights:,} weights in one layer are not built here, at most {MOST_WEIGHTS:,}")
    return weights


def long(size: int) -> int:
    """Return a side; TooLargeError if no row as long is run."""
    if size > LONGEST:
        raise TooLargeError(f"maps {size:,} long are not run here, at most {LONGEST:,}")
    return size
