"""Which layers are run here: those whose kernel fits, whose arrays can be held and whose work takes a moment."""

from __future__ import annotations

from solvers.arithmetic import effective_kernel

WEIGHTS = 1 << 26
"""Weights of one layer that are still counted here."""
AFFORDABLE = 500_000_000
"""Multiply-adds that are run within a second or so."""


def misfit(size: int, kernel: int, padding: int = 0, dilation: int = 1) -> str | None:
    """Say that a kernel does not fit into the padded input, None if it does."""
    span, room = effective_kernel(kernel, dilation), size + 2 * padding
    return f"the kernel spans {span} samples, the padded input only {room}" if span > room else None


def too_many(weights: int, most: int = WEIGHTS) -> str | None:
    """Say that a layer has more weights than are counted here, None if it has not."""
    return f"that makes {weights:,} weights, here a layer may have {most:,}" if weights > most else None


def too_long(work: int) -> str | None:
    """Say that so many multiply-adds take too long to run, None if they do not."""
    return f"a run may take {work:,} multiply-adds; {AFFORDABLE:,} is the most" if work > AFFORDABLE else None
