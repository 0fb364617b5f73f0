"""Sizes of the layers, and the ratio that is measured."""

from __future__ import annotations

from fractions import Fraction

from pydantic import Field

from questions.parts.arrays import counted
from questions.parts.separable import separable, standard

Channels = Field(ge=1, le=2048)


Kernel = Field(ge=2, le=15)


def measured_ratio(kernel: int, out_channels: int, in_channels: int = 4) -> Fraction:
    """COUNT a separable pair and the standard layer, and divide."""
    pair = counted(separable(kernel, in_channels, out_channels)).value
    return Fraction(pair, counted((standard(kernel, in_channels, out_channels),)).value)
