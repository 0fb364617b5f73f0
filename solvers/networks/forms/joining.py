"""Where paths meet: sums and products, maps laid behind one another, and products of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from solvers import arithmetic
from solvers.layers import Layer
from solvers.networks.forms.flow import Flow, Step, joined, times


def added(layer: Layer, flows: Sequence[Flow]) -> Step:
    """Add, multiply or otherwise combine number by number; a side of one is laid over all of another's."""
    if layer.op == "residual" and len({flow.shape for flow in flows}) > 1:
        raise ValueError(f"branches end with {_ends(flows)}; expected the same shape")
    return Step(broadcast(flows))


def broadcast(flows: Sequence[Flow]) -> Flow:
    """Return what numbers see that are combined one by one."""
    rank = max(len(flow.shape) for flow in flows)
    wide = [_ranked(flow, rank) for flow in flows]
    shape = tuple(map(max, zip(*(flow.shape for flow in wide), strict=True)))
    if any(one not in {1, side} for flow in wide for one, side in zip(flow.shape, shape, strict=True)):
        raise ValueError(f"inputs are {_ends(flows)}; expected the same shape, or sides of 1")
    axes = tuple(_axis(wide, at, side) for at, side in enumerate(shape))
    return Flow(shape, axes, joined(wide, shape, axes))


def _ranked(flow: Flow, rank: int) -> Flow:
    """Return a flow with sides of one before its own, as PyTorch and NumPy broadcast.

    Batches stand first there: a shape without one that has fewer dimensions is not an image short of its width.
    """
    missing = rank - len(flow.shape)
    return flow.shaped((1,) * missing + flow.shape, (None,) * missing + flow.axes) if missing else flow


def _axis(flows: Sequence[Flow], at: int, side: int) -> int | None:
    found = [flow.axes[at] for flow in flows if flow.shape[at] == side and flow.axes[at] is not None]
    return found[0] if found else None


def concatenated(layer: Layer, flows: Sequence[Flow]) -> Step:
    """Lay maps behind one another, their channels unless told otherwise."""
    first = flows[0]
    at = first.dim(layer.dims[0] if layer.dims else 1)
    others = {(len(flow.shape), *flow.shape[:at], *flow.shape[at + 1 :]) for flow in flows}
    if len(others) > 1:
        raise ValueError(f"branches end with {_ends(flows)}; expected maps of the same size")
    total = sum(flow.shape[at] for flow in flows)
    axes = tuple(
        next((flow.axes[dim] for flow in flows if flow.axes[dim] is not None), None) for dim in range(len(first.shape))
    )
    shape = (*first.shape[:at], total, *first.shape[at + 1 :])
    sights = joined(flows, shape, axes)
    # Along an axis of the input, what lies behind another map has moved: which samples it sees is not followed.
    known = tuple(None if axis == axes[at] else sight for axis, sight in enumerate(sights))
    return Step(Flow(shape, axes, known))


def multiplied(flows: Sequence[Flow]) -> Step:
    """Multiply the matrices of the last two dimensions, as attention does: every number of them is looked at."""
    if len(flows) != 2 or min(len(flow.shape) for flow in flows) < 2:
        raise ValueError(f"matmul needs two inputs of two dimensions or more, got {_ends(flows)}")
    one, other = flows
    if one.shape[-1] != other.shape[-2]:
        raise ValueError(f"matmul of {_ends(flows)}: the last side of the first is not the last but one of the second")
    rank = max(len(one.shape), len(other.shape))
    left, right = _ranked(one, rank), _ranked(other, rank)
    lead = tuple(map(max, left.shape[:-2], right.shape[:-2]))
    if any(side not in {1, most} for each in (left, right) for side, most in zip(each.shape, lead, strict=False)):
        raise ValueError(f"matmul of {_ends(flows)}: the sides before the last two differ")
    shape = (*lead, one.shape[-2], other.shape[-1])
    nowhere = (None,) * len(shape)
    seen = joined([flow.taken_in(range(len(flow.shape))) for flow in flows], shape, nowhere)
    return Step(Flow(shape, nowhere, seen), macs=arithmetic.conv_macs(prod(shape), one.shape[-1]))


def _ends(flows: Sequence[Flow]) -> str:
    return ", ".join(times(flow.shape) for flow in flows)
