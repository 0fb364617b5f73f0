"""One mark a meaning, so that it is told without colour."""

from __future__ import annotations

from enum import Enum


class Mark(Enum):
    """What became of an ask, or is to become of it."""

    RIGHT = "✓"
    MISSED = "✗"
    HALF = "◐"
    SKIPPED = "↷"
    AGAIN = "↻"
    NOW = "▸"
    AHEAD = "·"

    def __str__(self) -> str:
        return self.value


FULL, HALF, EMPTY = "━", "╸", "─"


def progress_bar(share: float, cells: int) -> str:
    """Draw a share as a bar of so many cells: `━━━╸──────`."""
    halves = round(min(max(share, 0.0), 1.0) * 2 * cells)
    full, half = divmod(halves, 2)
    return FULL * full + HALF * half + EMPTY * (cells - full - half)
