"""Where the numbers of an enlarged map come from."""

from __future__ import annotations


def shuffled_from(channel: int, row: int, column: int, factor: int) -> tuple[int, int, int]:
    """Return channel, row and column of what a pixel shuffle puts here: c·r² + (y mod r)·r + x mod r, ⌊y/r⌋, ⌊x/r⌋.

    Shi et al. 2016, Real-time single image and video super-resolution, eq. 4, in PyTorch's order of the channels.
    """
    within = row % factor * factor + column % factor
    return channel * factor**2 + within, row // factor, column // factor
