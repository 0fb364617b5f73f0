"""SHAPE of what only moves numbers: arrays of any shape that take no memory, and what NumPy makes of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solvers.measure.arrays import Array


def hollow(shape: Sequence[int]) -> Array:
    """Return an array of this shape all of whose numbers are one zero in memory."""
    return np.broadcast_to(np.zeros(()), tuple(shape))


def laid_over(*shapes: Sequence[int]) -> tuple[int, ...]:
    """Return the shape of what is combined number by number; ValueError where shapes do not fit."""
    return np.broadcast(*map(hollow, shapes)).shape


def laid_behind(at: int, *shapes: Sequence[int]) -> tuple[int, ...]:
    """Concatenate one line of each array along a dimension and return the shape of the whole."""
    lines = [np.zeros(shape[at]) for shape in shapes]
    first = list(shapes[0])
    first[at] = np.concatenate(lines).size
    return tuple(first)


def reduced(shape: Sequence[int], dims: Sequence[int], keepdim: bool) -> tuple[int, ...]:
    """Add up over dimensions, of which one place is taken, and return the shape of the sum."""
    thin = [1 if at in dims else size for at, size in enumerate(shape)]
    summed = hollow(thin).sum(axis=tuple(dims), keepdims=keepdim)
    return tuple(np.shape(summed))
