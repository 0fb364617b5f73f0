"""Pooled and strided, side by side."""

from __future__ import annotations

from pydantic import Field

from solvers.measure import Measurement

Side = Field(ge=2, le=1024)


Channels = Field(ge=1, le=1024)


Kernel = Field(ge=1, le=16)


PAIR = ("pooled", "strided")


def both(pooled: Measurement, strided: Measurement) -> Measurement:
    """Return two measurements as a pair."""
    return Measurement((pooled.value, strided.value), f"pooled, {pooled.run}; strided, {strided.run}")
