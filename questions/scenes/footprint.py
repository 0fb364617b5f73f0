"""The footprint of one output, walking back through the layers to the input."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import isnan
from typing import TYPE_CHECKING

from questions.scenes import Frame, Ink, Marks, Row, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import story
from solvers import measure
from solvers.layers import Stack, Window

if TYPE_CHECKING:
    from solvers.measure import Array

MOST_PATHS = 0.95
"""The share of all paths about whose beginnings the last frame draws an edge."""
WIDEST_MAP = 256
"""The largest field, along one axis, that is shown on the plane as well."""


def footprint(title: str, layers: Stack, names: Sequence[str], place: str = "") -> Scene:
    """Light up what one output sees, one layer further back a frame; all from gradients of a run.

    Every row is what a layer reads, drawn as wide as it is in samples of the input; the last frames are the field on
    the plane, and where most of its paths begin. `names` names the layers; `place` says of the field along one axis
    where in the input it lies.
    """
    fields = [_seen(gradient) for gradient in measure.clear_of_borders(layers)]
    apart = measure.spacings(layers)
    width = max(len(field) * wide for field, wide in zip(fields, apart, strict=True))
    labels = [*(f"{name} {_settings(layer)}" for name, layer in zip(names, layers, strict=True)), "one output"]
    plane = len(fields[0]) <= WIDEST_MAP
    edged = plane and _has_rim(layers)

    def frame(number: int) -> Frame:
        if number > len(layers):
            return _on_the_plane(layers, edged=number > len(layers) + 1)
        shown = range(len(layers), len(layers) - number - 1, -1)
        rows = tuple(
            Marks(
                labels[level],
                (_centred(_drawn(fields[level], apart[level]), width),),
                f"{len(fields[level])}{_apart(apart[level])}",
                width // 2,
                shrinks=True,
            )
            for level in shown
        )
        return Frame(rows, _said(len(layers) - number))

    def _said(level: int) -> str:
        if level == len(layers):
            return (
                f"One output of {names[-1]}, drawn as wide as it is in the input. The gradient is 1 here, 0 elsewhere."
            )
        said = f"{names[level]} reads {len(fields[level])} for these {len(fields[level + 1])}"
        if level:
            return f"{said}; they are {apart[level]} of the input apart." if apart[level] > 1 else f"{said}."
        return f"{said}: the receptive field is {len(fields[0])}.{place}"

    return Scene(title, len(layers) + 1 + plane + edged, frame)


def grown(title: str, layers: Stack, names: Sequence[str]) -> Scene:
    """Grow the field on the plane from the output back, each sample shaded by how many paths lead from it."""
    frames = []
    for level in range(len(layers) - 1, -1, -1):
        field, unread = _field(layers[level:])
        holes = f"; {len(unread)} inside are skipped" if unread else ""
        said = f"Back through {names[level]}: {field.shape[0]}×{field.shape[1]} samples{holes}."
        frames.append(Frame((grid("paths to one output", field, unread),), said))
    return story(title, frames)


def _has_rim(layers: Stack) -> bool:
    """Tell whether most paths come from a part of the field: where samples are skipped, it has edges everywhere."""
    field, unread = _field(layers)
    return not unread and not measure.influence(field, MOST_PATHS).all()


@lru_cache(8)
def _on_the_plane(layers: Stack, edged: bool) -> Frame:
    """Draw the field with a margin of what is not seen; `edged` marks the rim of the region of most paths."""
    field, unread = _field(layers)
    height, width = field.shape
    around = measure.surrounded(field)
    inks = {(row + 1, column + 1): ink for (row, column), ink in unread.items()}
    inks |= {at: Ink.CELL for at in measure.places(around) if isnan(around[at])}
    said = f"On the plane: {height}×{width}, shaded by how many paths lead from a sample to the output."
    if unread:
        said += f" {len(unread):,} samples inside are never read."
    if edged:
        region = measure.influence(field, MOST_PATHS)
        rim = measure.edge(region)
        inks |= {(row + 1, column + 1): Ink.EDGE for row, column in measure.places(rim) if rim[row, column]}
        held = field[region].sum() / field.sum()
        said = f"Of the {height}×{width} samples the {region.mean():.0%} within the edge hold {held:.0%} of the paths."
    return Frame((grid("paths to one output", around, inks, written=False),), said)


@lru_cache(8)
def _field(layers: Stack) -> tuple[Array, dict[tuple[int, int], Ink]]:
    field = measure.field_map(layers)
    return field, {(int(y), int(x)): Ink.UNREAD for y, x in zip(*(field == 0).nonzero(), strict=True)}


def _settings(layer: Window) -> str:
    stride = f" /{layer.stride}" if layer.stride > 1 else ""
    return f"{layer.kernel_size}×{layer.kernel_size}{stride}" + (f" d{layer.dilation}" if layer.dilation > 1 else "")


def _apart(wide: int) -> str:
    return f", {wide} apart" if wide > 1 else ""


def _seen(gradient: Array) -> list[bool]:
    start, end = measure.extent(gradient)
    return [bool(value) for value in gradient[start : end + 1]]


def _drawn(field: Sequence[bool], wide: int) -> Row:
    """Draw each sample as wide as it is in the input, neighbours in turn."""
    turn = (Ink.SEEN, Ink.NEXT)
    return [
        ink
        for at, seen in enumerate(field)
        for ink in ([turn[at % 2 if wide > 1 else 0]] if seen else [Ink.CELL]) * wide
    ]


def _centred(field: Row, width: int) -> Row:
    before = (width - len(field)) // 2
    return (*(Ink.NONE,) * before, *field, *(Ink.NONE,) * (width - len(field) - before))
