"""How the numbers of a scene are written, and maps made of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING

from questions.scenes import Cell, Grid, Ink

if TYPE_CHECKING:
    from solvers.measure import Array


def figure(value: float) -> str:
    """Write a number of a cell: three significant digits, a real minus sign, no negative zero."""
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value)}".replace("-", "−")
    if abs(value) < 1e-9:
        return "0"  # float64 adds up to no more than this
    return f"{value:.3g}".replace("-", "−")


def factor(value: float) -> str:
    """Write a number inside a product or sum, a negative one in parentheses."""
    return f"({figure(value)})" if value < 0 else figure(value)


def cells(array: Array) -> tuple[tuple[Cell, ...], ...]:
    """Return the numbers of an array (h, w), None for NaN: what is not there yet."""
    return tuple(tuple(None if isnan(value) else value for value in row) for row in array.tolist())


def grid(
    label: str,
    array: Array,
    inks: Mapping[tuple[int, int], Ink] | None = None,
    *,
    note: str = "",
    sign: str = "",
    like: Array | None = None,
    written: bool = True,
) -> Grid:
    """Make a map of an array (h, w), shaded on the scale of `like`: itself, or an array that it is compared with.

    NaN is not there yet. What is `written` shows its numbers where there is room.
    """
    scale = [value for row in cells(array if like is None else like) for value in row if value is not None]
    low, high = min(scale, default=0.0), max(scale, default=1.0)
    values = cells(array)
    shown = [*scale, *(value for row in values for value in row if value is not None)]
    figures = max((len(figure(value)) for value in shown), default=1) if written else 0
    return Grid(label, values, inks or {}, note, sign, min(low, 0.0), max(high, 0.0), figures)
