"""What a run showed, and how two of them compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from solvers.measure.arrays import Array

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value that a run showed, and what was run."""

    value: Any
    run: str

    def named(self, part: str) -> Measurement:
        """Return this as one part of an answer."""
        return Measurement({part: self.value}, self.run)


def value(op: Callable[..., Array], *numbers: Any, **settings: Any) -> Measurement:
    """VALUE: run an op on these arrays, or nested lists, and read its output as nested lists."""
    output = op(*map(np.asarray, numbers), **settings)
    return Measurement(output.tolist(), f"{op.__name__} on the numbers gave {output.shape}")


def error(run: Callable[[], object]) -> Measurement:
    """ERROR: run and return what the op complained of, None if it did not."""
    try:
        run()
    except (TypeError, ValueError) as complaint:
        return Measurement(str(complaint), f"refused: {complaint}")
    return Measurement(None, "ran without complaint")


def equal(one: Array, other: Array, within: float = 1e-9) -> Measurement:
    """EQUAL: whether two arrays have one shape and differ by less than `within`."""
    if one.shape != other.shape:
        return Measurement(False, f"shapes {one.shape} and {other.shape}")
    largest = largest_difference(one, other)
    return Measurement(largest < within, f"largest difference {largest:.1e} of {one.size} values")


def largest_difference(one: Array, other: Array) -> float:
    """EQUAL: return the largest absolute difference of two arrays of one shape."""
    return float(np.max(np.abs(one - other), initial=0))


def search(candidates: Iterable[T], found: Callable[[T], bool]) -> T:
    """SEARCH: return the first candidate with which the op does what was asked; StopIteration if none does."""
    return next(filter(found, candidates))
