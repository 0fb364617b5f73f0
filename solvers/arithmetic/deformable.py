"""Deformable layers: the channels of their offsets, and what is read between pixels."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def offset_channels(kernel_height: int, kernel_width: int, offset_groups: int = 1, masked: bool = False) -> int:
    """Return 2·K_h·K_w·G, the channels of a deformable layer's offsets; with a mask 3·K_h·K_w·G."""
    return (2 + masked) * kernel_height * kernel_width * offset_groups


def bilinear(square: Sequence[Sequence[int]], down: Fraction, right: Fraction) -> Fraction:
    """Return what is read between four neighbours, at parts of a pixel below and right of the upper left one."""
    upper, lower = ((1 - right) * row[0] + right * row[1] for row in square)
    return (1 - down) * upper + down * lower
