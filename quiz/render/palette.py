"""The shades of numbers: two palettes that colour-blind people can read, and glyphs where there is no colour."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

LEVELS = 24
"""Shades from low to high; a diverging palette has half of them on either side of 0."""
SEQUENTIAL = ("#1b0b3a", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725")
"""Brightness rises throughout, so that it reads without hue."""
DIVERGING = ("#b8e2ff", "#4a9be8", "#1f4e86", "#30343a", "#8f3d12", "#ec7b35", "#ffd9ad")
"""Blue below 0, orange above; brightness rises with the distance from 0."""
RAMP = " ·░▒▓█"
"""Without colour, from low to high."""


class Shade(NamedTuple):
    """A step of a palette: 0…LEVELS - 1, or −LEVELS / 2…LEVELS / 2 about 0."""

    level: int
    diverging: bool

    @property
    def red_green_blue(self) -> tuple[int, int, int]:
        """The colour."""
        return _colours(self.diverging)[self.level + (LEVELS // 2 if self.diverging else 0)]

    @property
    def hex(self) -> str:
        """The colour as `#1b0b3a`."""
        return "#{:02x}{:02x}{:02x}".format(*self.red_green_blue)

    @property
    def ink(self) -> str:
        """Black or white, whichever is read on this shade."""
        red, green, blue = self.red_green_blue
        return "#000000" if 0.299 * red + 0.587 * green + 0.114 * blue > 128 else "#ffffff"


@lru_cache(1 << 14)
def shade(value: float, low: float, high: float) -> Shade:
    """Return the shade of a number between low and high, of one outside the nearest."""
    if low < 0:
        reach = max(-low, high)
        # A number that is not 0 never looks like 0.
        steps = max(1, round(min(abs(value) / reach, 1) * LEVELS / 2)) if value else 0
        return Shade(steps if value > 0 else -steps, True)
    share = (value - low) / (high - low) if high > low else 0.0
    return Shade(min(max(round(share * (LEVELS - 1)), 0), LEVELS - 1), False)


@lru_cache(1 << 14)
def glyph(value: float, low: float, high: float) -> str:
    """Return one character for a number: a ramp, or where numbers go below 0 the digits 1…9 and below 0 a…i."""
    level = shade(value, low, high).level
    if low < 0:
        steps = -(-abs(level) * 9 // (LEVELS // 2))
        return "·" if not level else str(steps) if level > 0 else "abcdefghi"[steps - 1]
    return RAMP[-(-level * (len(RAMP) - 1) // (LEVELS - 1))]


@cache
def _colours(diverging: bool) -> tuple[tuple[int, int, int], ...]:
    """Spread the levels evenly between a palette's anchors."""
    anchors = [_split(anchor) for anchor in (DIVERGING if diverging else SEQUENTIAL)]
    count = LEVELS + 1 if diverging else LEVELS
    pieces, steps = list(pairwise(anchors)), count - 1
    colours = []
    for step in range(count):
        at = step * len(pieces) / steps
        piece = min(int(at), len(pieces) - 1)
        one, other = pieces[piece]
        red, green, blue = (round(a + (b - a) * (at - piece)) for a, b in zip(one, other, strict=True))
        colours.append((red, green, blue))
    return tuple(colours)


def _split(anchor: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(anchor[1:])
    return red, green, blue
