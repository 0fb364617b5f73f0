"""What flows between two layers: a shape, and how far each number of it sees back into the network's input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import NamedTuple, TypeAlias

from solvers.arithmetic import Reach
from solvers.arithmetic.reach import UnreachedError
from solvers.layers import Shape


class Sight(NamedTuple):
    """What is seen along one axis of the network's input: over all paths together, and along the shortest."""

    widest: Reach
    shortest: Reach

    def among(self, outputs: int) -> Sight:
        """Return what is seen where there are so many outputs."""
        return Sight(self.widest.among(outputs), self.shortest.among(outputs))


Sights: TypeAlias = tuple[Sight | None, ...]
"""One an axis of the input, None where it is not known; empty where nothing of the input is seen."""


class OverBatchError(ValueError):
    """A layer would work along the batch, of which every sample stands alone here."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What flows between two layers."""

    shape: Shape
    axes: tuple[int | None, ...]
    """Of each dimension, the axis of the input that it runs along; None for channels."""
    sights: Sights

    def dim(self, dim: int) -> int:
        """Return where a dimension by PyTorch's number, the batch's being 0, stands in the shape; ValueError if not."""
        at = dim - 1 if dim >= 0 else len(self.shape) + dim
        if at == -1:
            raise OverBatchError(f"dimension {dim} is the batch; there are 1 to {len(self.shape)}")
        if not 0 <= at < len(self.shape):
            raise ValueError(f"dimension {dim} is none of them; there are 1 to {len(self.shape)}")
        return at

    def dims(self, dims: Iterable[int]) -> tuple[int, ...]:
        """Return where several dimensions stand; ValueError if one is named twice."""
        found = tuple(map(self.dim, dims))
        if len(set(found)) < len(found):
            raise ValueError("a dimension is named twice")
        return found

    def seeing(self, axis: int | None, see: Callable[[Reach], Reach]) -> Flow:
        """Return the flow behind a layer that looks along an axis of the input."""
        if axis is None or not self.sights:
            return self
        sight = self.sights[axis]
        return self.with_sight(axis, sight and seen(sight, see))

    def with_sight(self, axis: int, sight: Sight | None) -> Flow:
        """Return the flow with another sight along one axis."""
        return replace(self, sights=(*self.sights[:axis], sight, *self.sights[axis + 1 :]))

    def taken_in(self, dims: Iterable[int]) -> Flow:
        """Return what sees these dimensions whole, as flattening and a global pool do; its shape is as before."""
        flow = self
        for dim in dims:
            size = self.shape[dim]
            flow = flow.seeing(self.axes[dim], lambda reach, size=size: reach.windows(size))  # type: ignore[misc]
        return flow

    def informed(self, dims: Iterable[int]) -> Flow:
        """Return what sees these dimensions whole besides what it sees anyway, as what is normalised over them does."""
        flow = self
        for dim in dims:
            axis = self.axes[dim]
            sight = flow.sights[axis] if axis is not None and flow.sights else None
            if axis is not None and sight and self.shape[dim] > 1:
                whole = sight.widest.windows(self.shape[dim])
                flow = flow.with_sight(axis, Sight(sight.widest.under(whole), sight.shortest))
        return flow

    def existing(self) -> Sights:
        """Return the sights of the outputs that there are, one where a dimension was taken in."""
        places = {axis: side for axis, side in zip(self.axes, self.shape, strict=True) if axis is not None}
        return tuple(sight and sight.among(places.get(axis, 1)) for axis, sight in enumerate(self.sights))

    def shaped(self, shape: Shape, axes: tuple[int | None, ...]) -> Flow:
        """Return the flow with another shape."""
        return Flow(shape, axes, self.sights)


class Step(NamedTuple):
    """What a layer does: the flow behind it and its cost."""

    flow: Flow
    parameters: int = 0
    biases: int = 0
    """Those of the parameters that are added, not multiplied."""
    macs: int = 0


def seen(sight: Sight, see: Callable[[Reach], Reach]) -> Sight | None:
    """Return both reaches through a layer; None where they would take too many numbers to write down."""
    try:
        widest = see(sight.widest)
        return Sight(widest, widest if sight.shortest is sight.widest else see(sight.shortest))
    except UnreachedError:
        raise
    except ValueError:
        return None


def joined(flows: Iterable[Flow], shape: Shape, axes: tuple[int | None, ...]) -> Sights:
    """Return the sights over paths that meet in an output of this shape.

    Of paths along an axis, one whose map has a side of 1 there is laid over the others; others whose outputs are not
    equally far apart leave the axis unknown.
    """
    paths = [flow for flow in flows if flow.sights]
    count = max((len(flow.sights) for flow in paths), default=0)
    dims = {axis: at for at, axis in enumerate(axes) if axis is not None}
    return tuple(_met(paths, axis, dims.get(axis), shape) for axis in range(count))


def _met(paths: Sequence[Flow], axis: int, dim: int | None, shape: Shape) -> Sight | None:
    if dim is None or shape[dim] == 1:
        return reduce(_beside, [flow.sights[axis] for flow in paths])
    over = [flow.shape[dim] == 1 for flow in paths]
    full = [flow.sights[axis] for flow, single in zip(paths, over, strict=True) if not single]
    laid = [flow.sights[axis] for flow, single in zip(paths, over, strict=True) if single]
    if not full:
        return reduce(_beside, laid)
    return reduce(_laid_over, laid, reduce(_both, full))


def _both(one: Sight | None, other: Sight | None) -> Sight | None:
    if one is None or other is None or one is other:
        return one if one is other else None
    try:
        widest = one.widest.joined(other.widest)
    except ValueError:
        return None
    return Sight(widest, min(one.shortest, other.shortest, key=lambda reach: reach.size))


def _beside(one: Sight | None, other: Sight | None) -> Sight | None:
    """Return the sight of an output of one place, whose jump says nothing."""
    if one and other and one.widest.jump != other.widest.jump:
        return Sight(one.widest.under(other.widest), min(one.shortest, other.shortest, key=lambda reach: reach.size))
    return _both(one, other)


def _laid_over(one: Sight | None, other: Sight | None) -> Sight | None:
    return one and other and Sight(one.widest.under(other.widest), one.shortest)


def times(shape: Shape) -> str:
    """Write a shape as 3×224×224."""
    return "×".join(map(str, shape))


def entering(shape: Shape, axes: int) -> Flow:
    """Return what enters a network whose input has so many axes: each number sees itself."""
    pixel = Reach()
    return Flow(shape, (None, *range(len(shape) - 1)), (Sight(pixel, pixel),) * axes)
