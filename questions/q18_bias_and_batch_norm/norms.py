"""Batch norm by hand and by the op."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from pydantic import Field

from questions.drawing import Stream
from questions.parts.signs import minus, plus
from solvers import engine, measure

if TYPE_CHECKING:
    from solvers.measure import Array


Small = Field(ge=-100, le=100)


def root(square: Fraction) -> Fraction | None:
    """Return the square root, None where it is no fraction."""
    above, below = isqrt(square.numerator), isqrt(square.denominator)
    return Fraction(above, below) if Fraction(above**2, below**2) == square else None


class DrawTwoPairs:
    """Two values one deviation below a mean and two above it, in any order."""

    def __init__(self, means: Sequence[int], deviations: Sequence[int]) -> None:
        self.means, self.deviations = means, deviations

    def pick(self, stream: Stream) -> tuple[int, ...]:
        """Return the four values."""
        mean, deviation = stream.choice(self.means), stream.choice(self.deviations)
        return tuple(mean + sign * deviation for sign in stream.shuffled((-1, -1, 1, 1)))


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
