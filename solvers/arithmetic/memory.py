"""What activations take in memory."""

from __future__ import annotations


def activation_bytes(batch: int, channels: int, side: int, bytes_each: int) -> int:
    """Return N·C·H²·bytes of square maps, which training keeps (Chen et al. 2016, Sublinear memory cost)."""
    return batch * channels * side**2 * bytes_each
