"""Histograms that move: columns of marks, on one axis for all frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from questions.scenes import Ink, Marks
from questions.scenes.numbers import figure
from solvers import measure

if TYPE_CHECKING:
    from solvers.measure import Array

BINS, HIGH = 32, 5
"""Columns of marks, and marks of the tallest column."""


def histograms(label: str, arrays: Sequence[Array]) -> list[Marks]:
    """Draw how the numbers of each array spread, all on the same axes."""
    low, high = min(float(array.min()) for array in arrays), max(float(array.max()) for array in arrays)
    counts = [measure.tallied(array, low, high, BINS) for array in arrays]
    each = max(max(map(max, counts)) / HIGH, 1.0)
    axis = f"{label}, from {figure(low)} to {figure(high)}"
    return [
        Marks(axis, tuple(_row(columns, level * each, not level) for level in range(HIGH)[::-1]), _note(array, each))
        for array, columns in zip(arrays, counts, strict=True)
    ]


def _row(counts: Sequence[int], more_than: float, ground: bool) -> tuple[Ink, ...]:
    empty = Ink.AHEAD if ground else Ink.NONE
    return tuple(Ink.COUNTED if count > more_than else empty for count in counts)


def _note(array: Array, each: float) -> str:
    return f"mean {figure(array.mean())}, a mark is {figure(each)} of {array.size} numbers"
