"""Numbers that a layer reads and writes, and the work done on each."""

from __future__ import annotations

from fractions import Fraction


def numbers_moved(inputs: int, weights: int, outputs: int) -> int:
    """Return the numbers read and written if each is moved once: the memory access cost (Ma et al. 2018, §2, G1)."""
    return inputs + weights + outputs


def intensity(macs: int, moved: int) -> Fraction:
    """Return the multiply-adds per number moved: the operational intensity (Williams et al. 2009), in MACs."""
    return Fraction(macs, moved)
