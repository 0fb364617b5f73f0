"""Batch norm by hand and by the op."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pydantic import Field

from questions.parts.signs import minus, plus
from solvers import engine, measure

if TYPE_CHECKING:
    from solvers.measure import Array


Small = Field(ge=-100, le=100)


def listed(values: Array) -> str:
    """Write the numbers of an array in a line."""
    return ", ".join(minus(round(value, 4)) for value in values.ravel().tolist())


def less(number: Fraction | float) -> str:
    """Write what is subtracted: `− 3`, `+ 2`."""
    return plus(-number)


def statistics(values: Array) -> tuple[Array, Array]:
    """Return the running mean and variance that one step of training at momentum 1 leaves."""
    zero = measure.zeros(values.shape[1]).astype(float)
    _, mean, variance = engine.batch_norm(values, zero, zero + 1, training=True, momentum=1.0)
    return mean, variance
