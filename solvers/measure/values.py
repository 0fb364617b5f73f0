"""VALUE and EQUAL: the numbers of outputs, and how two of them compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from solvers.measure.arrays import Array
from solvers.measure.measurement import Measurement


def value(op: Callable[..., Array], *numbers: Any, **settings: Any) -> Measurement:
    """VALUE: run an op on these arrays, or nested lists, and read its output as nested lists."""
    output = op(*map(np.asarray, numbers), **settings)
    return Measurement(output.tolist(), f"{op.__name__} on the numbers gave {output.shape}")


def equal(one: Array, other: Array, within: float = 1e-9) -> Measurement:
    """EQUAL: whether two arrays have one shape and differ by less than `within`."""
    if one.shape != other.shape:
        return Measurement(False, f"shapes {one.shape} and {other.shape}")
    largest = largest_difference(one, other)
    return Measurement(largest < within, f"largest difference {largest:.1e} of {one.size} values")


def largest_difference(one: Array, other: Array) -> float:
    """EQUAL: return the largest absolute difference of two arrays of one shape."""
    return float(np.max(np.abs(one - other), initial=0))


def has_nan(array: Array) -> bool:
    """Tell whether a number of an array is NaN."""
    return bool(np.isnan(array).any())


def has_infinity(array: Array) -> bool:
    """Tell whether a number of an array is infinite."""
    return bool(np.isinf(array).any())


def close(one: Array, other: Array, within: float = 1e-9) -> bool:
    """EQUAL: whether two arrays have one shape and differ by less than `within` of the largest number, or of 1."""
    if one.shape != other.shape or not np.all(np.isfinite(one) == np.isfinite(other)):
        return False
    scale = float(np.max(np.abs(other[np.isfinite(other)]), initial=1))
    return bool(np.all(np.isclose(one, other, rtol=0, atol=within * scale, equal_nan=True)))
