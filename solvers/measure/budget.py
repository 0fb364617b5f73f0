"""What is run in full, and what by a twin."""

from __future__ import annotations

BUDGET = 50_000_000
"""Up to so many multiply-adds, and bytes in an array, a layer is run in full."""


def affordable(macs: int, *sizes: int) -> bool:
    """Whether so many multiply-adds, and float64 arrays of these sizes, stay within the budget."""
    return max(macs, 8 * max(sizes)) <= BUDGET
