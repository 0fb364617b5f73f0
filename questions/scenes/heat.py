"""Maps side by side, and where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from questions.scenes import Frame, Scene
from questions.scenes.numbers import figure, grid
from questions.scenes.story import story
from solvers import measure

if TYPE_CHECKING:
    from solvers.measure import Array


def compared(
    title: str, one: tuple[str, Array], other: tuple[str, Array], closing: str = "", written: bool = False
) -> Scene:
    """Show two maps (h, w) of one shape, then their difference on the same scale: blank where they agree."""
    return story(title, compared_frames(one, other, closing, written))


def compared_frames(
    one: tuple[str, Array], other: tuple[str, Array], closing: str = "", written: bool = False
) -> list[Frame]:
    """Return the frames of `compared`, for a scene of several comparisons."""
    scale = measure.side_by_side(one[1], other[1])
    left = grid(*one, like=scale, written=written)
    right = grid(*other, like=scale, written=written)
    largest = measure.largest_difference(one[1], other[1])
    gap = one[1] - other[1]
    # Rounding errors of float64 are not a difference that anybody should look for.
    gap = 0 * gap if largest < 1e-9 else gap
    note = f"largest {largest:.0e}" if 0 < largest < 1e-9 else f"largest {figure(largest)}"
    between = grid("difference", gap, note=note, sign="=", like=measure.side_by_side(scale, -scale), written=written)
    verdict = "they agree" if largest < 1e-9 else "they differ"
    return [
        Frame((left,), f"{_sentence(one[0])}."),
        Frame((left, right), f"{_sentence(one[0])}, and {other[0]}."),
        Frame((left, right, between), f"{_sentence(one[0])} − {other[0]}: {verdict}. {closing}".strip()),
    ]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
