"""SHIFT: what a shifted input does to the output."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solvers.measure.arrays import Array, Pair
from solvers.measure.measurement import Measurement
from solvers.measure.values import largest_difference


def shift(op: Callable[[Array], Array], values: Array, by: Pair) -> Measurement:
    """SHIFT: run an op on values (n, c, h, w) and on them shifted circularly; search for the output's shift.

    The value is (rows, columns), None where no shift of the output gives the other output.
    """
    still, moved = op(values), op(np.roll(values, by, (2, 3)))
    candidates = ((down, right) for down in range(still.shape[2]) for right in range(still.shape[3]))
    found = next(
        (at for at in candidates if largest_difference(np.roll(still, at, (2, 3)), moved) < 1e-9),
        None,
    )
    return Measurement(
        found,
        f"input shifted by {by}: the output is its own shift by {found}"
        if found
        else f"input shifted by {by}: no shift of the output gives the other output",
    )


def shift_differences(op: Callable[[Array], Array], values: Array, by: Pair) -> dict[Pair, float]:
    """EQUAL for every circular shift of op(values) with op(values shifted by `by`): the largest difference of each."""
    still, moved = op(values), op(np.roll(values, by, (2, 3)))
    return {at: largest_difference(np.roll(still, at, (2, 3)), moved) for at in np.ndindex(*still.shape[2:])}
