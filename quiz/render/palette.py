"""The shades of numbers: palettes that colour-blind people can read, and glyphs where there is no colour."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

LEVELS = 24
"""Shades from low to high; a diverging palette has half of them on either side of 0."""
RAMP = " ·░▒▓█"
"""Without colour, from low to high."""
DIGITS = 9
"""Steps from 0 either way where numbers go below 0 and there is no colour."""


class Shade(NamedTuple):
    """A step of a palette: 0…LEVELS - 1, or −LEVELS / 2…LEVELS / 2 about 0."""

    level: int
    diverging: bool


class Palette(NamedTuple):
    """The colours of shades on one ground; levels lie evenly between the anchors."""

    sequential: tuple[str, ...]
    """Brightness changes in one direction, so that it reads without hue."""
    diverging: tuple[str, ...]
    """Blue below 0, orange above, which colour-blind people can tell; 0 is nearest to the ground."""

    def rgb(self, shade: Shade) -> tuple[int, int, int]:
        """Return the colour of a shade."""
        anchors = self.diverging if shade.diverging else self.sequential
        return _colours(anchors, LEVELS + shade.diverging)[shade.level + (LEVELS // 2 if shade.diverging else 0)]

    def hex(self, shade: Shade) -> str:
        """Return the colour of a shade as `#1b0b3a`."""
        return "#{:02x}{:02x}{:02x}".format(*self.rgb(shade))

    def writing(self, shade: Shade) -> str:
        """Return black or white, whichever is read on this shade."""
        # Black and white have the same contrast, 4.58 : 1, on a luminance of 0.179.
        return "#000000" if luminance(self.rgb(shade)) > 0.179 else "#ffffff"


SCREEN = Palette(
    ("#1b0b3a", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"),
    ("#b8e2ff", "#4a9be8", "#1f4e86", "#30343a", "#8f3d12", "#ec7b35", "#ffd9ad"),
)
"""For dark terminals."""
PAPER = Palette(
    ("#fffff4", "#dcf0c6", "#a3dbb9", "#63c1c1", "#45a3c6", "#4487bd"),
    ("#3d85c8", "#93c0e8", "#d0e4f5", "#f8f8f6", "#fbe0c0", "#f4b26c", "#e08128"),
)
"""For white paper: no shade is so dark that black writing could not be read on it."""


def luminance(colour: tuple[int, int, int]) -> float:
    """Return the relative luminance of an sRGB colour, 0…1 (WCAG 2.2)."""
    red, green, blue = (part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Return the contrast of two sRGB colours, 1…21 (WCAG 2.2)."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def shade(value: float, low: float, high: float) -> Shade:
    """Return the shade of a number between low and high, of one outside the nearest."""
    return shades(low, high)(value)


@lru_cache(256)
def shades(low: float, high: float) -> Callable[[float], Shade]:
    """Return what gives numbers between low and high their shades; below 0 the shades diverge from 0."""
    diverging = low < 0
    half, last = LEVELS // 2, LEVELS - 1
    table = [Shade(level, diverging) for level in (range(-half, half + 1) if diverging else range(LEVELS))]
    reach = max(-low, high) if diverging else high - low
    per = (half if diverging else last) / reach if reach > 0 else 0.0

    # A number that is not 0 never looks like 0, nor one above the lowest like that.
    def about_zero(value: float) -> Shade:
        steps = min(max(round(abs(value) * per), 1), half) if value else 0
        return table[half + steps if value > 0 else half - steps]

    def rising(value: float) -> Shade:
        least = 1 if value > low else 0
        return table[min(max(round((value - low) * per), least), last)]

    return about_zero if diverging else rising


def glyph(value: float, low: float, high: float) -> str:
    """Return one character for a number: a ramp, or where numbers go below 0 the digits 1…9 and below 0 a…i."""
    if low < 0:
        steps = min(max(round(abs(value) / max(-low, high) * DIGITS), 1), DIGITS)
        return "·" if not value else str(steps) if value > 0 else "abcdefghi"[steps - 1]
    level = shade(value, low, high).level
    return RAMP[-(-level * (len(RAMP) - 1) // (LEVELS - 1))]


@cache
def _colours(anchors: tuple[str, ...], count: int) -> tuple[tuple[int, int, int], ...]:
    """Spread levels evenly between a palette's anchors."""
    pieces, steps = list(pairwise(map(_split, anchors))), count - 1
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
