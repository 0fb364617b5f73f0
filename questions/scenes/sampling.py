"""Sampling points on a map: regular, dilated, or shifted by offsets between the pixels."""

from __future__ import annotations

from collections.abc import Sequence

from questions.scenes import Dot, Frame, Ink, Plane, Scene, Table
from questions.scenes.numbers import figure

Where = tuple[float, float]


def plane(
    label: str, size: tuple[int, int], regular: Sequence[Where], moved: Sequence[Where], asked: int | None = None
) -> Plane:
    """Draw where a kernel reads: the regular taps, and those moved; one of these may be marked."""
    points = [Dot(*at, Ink.PLAIN) for at in regular]
    points += [Dot(*at, Ink.ASKED if number == asked else Ink.POINT) for number, at in enumerate(moved)]
    return Plane(label, size, tuple(points))


def sampling(
    title: str,
    size: tuple[int, int],
    regular: Sequence[Where],
    moved: Sequence[Where],
    corners: Sequence[Sequence[tuple[int, int, float, float]]] = (),
    closing: str = "",
) -> Scene:
    """Move tap after tap to its sampling point.

    `corners` gives for each the pixels about it: row, column, the pixel's number and its share of the reading.
    """

    def frame(number: int) -> Frame:
        upto = min(number, len(moved) - 1)
        picture = plane("the taps on the map", size, regular, moved[: upto + 1], upto if number < len(moved) else None)
        if number >= len(moved):
            return Frame((picture,), closing)
        down, right = (figure(moved[upto][axis] - regular[upto][axis]) for axis in (0, 1))
        said = f"tap {upto}: from ({_at(regular[upto])}) by ({down}, {right}) to ({_at(moved[upto])})"
        if upto >= len(corners):
            return Frame((picture,), said)
        rows = tuple(
            (f"({row}, {column})", figure(value), figure(share)) for row, column, value, share in corners[upto]
        )
        return Frame((picture, Table("the pixels about it", ("pixel", "number", "share"), rows)), said)

    return Scene(title, len(moved) + bool(closing), frame)


def _at(where: Where) -> str:
    return f"{figure(where[0])}, {figure(where[1])}"
