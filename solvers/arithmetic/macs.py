"""Multiply-adds, taps in the padding counted or not."""

from __future__ import annotations

from solvers.arithmetic.sizes import output_size


def conv_macs(weights: int, positions: int) -> int:
    """Return weights·positions: every weight meets every position once, padding included; biases add nothing.

    A convolution's positions are its outputs, a transposed convolution's its inputs, a dense layer has one.
    """
    return weights * positions


def tap_uses(size: int, kernel_size: int, tap: int, stride: int = 1, padding: int = 0) -> int:
    """Return at how many outputs o tap t reads a sample, not padding: those with 0 ≤ oS + t − P < I."""
    last = min(output_size(size, kernel_size, stride, padding) - 1, (size - 1 + padding - tap) // stride)
    return max(last - max(-((tap - padding) // stride), 0) + 1, 0)
