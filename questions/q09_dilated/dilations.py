"""Stacks of dilated convolutions."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from questions.notation.numbers import Typed
from questions.scenes import Scene
from questions.scenes.footprint import footprint
from solvers import measure
from solvers.arithmetic import (
    receptive_field,
)
from solvers.layers import Stack, Window
from solvers.measure import Measurement

Kernel = Field(ge=2, le=16)


Dilation = Field(ge=1, le=1024)


WIDEST = 4096
"""The largest field, in samples, that is run here."""


def too_wide(kernel: int, dilations: tuple[int, ...]) -> str | None:
    """Say that layers reach further than is run here, None if they do not."""
    field = receptive_field(dilated(kernel, dilations))
    return f"the layers reach {field} samples far, here it may be {WIDEST}" if field > WIDEST else None


def dilated(kernel: int, dilations: tuple[int, ...]) -> Stack:
    """Return layers of one kernel at stride 1, one a dilation."""
    return tuple(Window(kernel_size=kernel, dilation=dilation) for dilation in dilations)


def listed(numbers: tuple[int, ...]) -> str:
    """Write numbers as an ask words them: `1, 2, 4`."""
    return ", ".join(map(str, numbers))


Dilations = Annotated[tuple[Annotated[int, Dilation], ...], Typed, Field(min_length=1, max_length=32)]


def doubled(layers: int) -> tuple[int, ...]:
    """Return so many dilations 1, 2, 4, …."""
    return tuple(1 << depth for depth in range(layers))


def read(layers: Stack) -> Measurement:
    """FOOT: how many samples of its field an output has a gradient on; all-ones weights cancel nothing."""
    gradient = measure.clear_of_borders(layers)[0]
    touched = int((gradient != 0).sum())
    return Measurement(touched, f"gradient of one output: not zero on {touched} samples")


WIDEST_PLANE = 32
"""The largest side of a plane that is drawn."""


STACKS = (
    (1, 2, 4),
    (1, 2, 4, 8),
    (1, 2, 4, 8, 16),
    doubled(6),
    doubled(10),
    (1, 1, 2, 4, 8, 16),
    (1, 1, 2, 4, 8, 16, 1),
    (2, 2, 2),
    (4, 4, 4),
    (2, 4, 8),
    (2, 4),
    (1, 2, 3),
    (1, 2, 5),
    (1, 2, 9),
    (1, 3, 9),
    (1, 4, 16),
    (2, 3, 5),
    (3, 6, 9),
    (6, 12, 18),
    (1, 2, 5, 1, 2, 5),
)


def layer_by_layer(title: str, layers: Stack, place: str = "") -> Scene:
    """Light up what one output sees, with how many of the samples are read, and where they lie."""
    seen = read(layers).value
    return footprint(title, layers, numbered(layers), f" {seen} of them are read.{place}")


def numbered(layers: Stack) -> list[str]:
    """Return what a picture calls the layers."""
    return [f"layer {number}" for number in range(1, len(layers) + 1)]
