"""One output of a layer, read off a run."""

from __future__ import annotations

from typing import Any

from questions.parts.grids import (
    Rows,
)
from solvers import engine, measure
from solvers.measure import Measurement


def read_at(row: int, column: int, image: Rows, kernel: Rows, bias: int | None = None, **settings: Any) -> Measurement:
    """VALUE: convolve one channel by one filter and read one output."""
    biases = [] if bias is None else [[bias]]
    seen = measure.value(engine.conv2d, [[image]], [[kernel]], *biases, **settings)
    return Measurement(seen.value[0][0][row][column], f"{seen.run}; row {row}, column {column} is read")
