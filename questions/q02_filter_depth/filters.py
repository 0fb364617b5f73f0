"""Filters and the volumes that they fit."""

from __future__ import annotations

from functools import partial

from pydantic import Field

from questions.scenes import Scene
from questions.scenes.channels import channels
from solvers import engine, measure

Channels = Field(ge=1, le=1024)


Kernel = Field(ge=1, le=16)


Groups = Field(ge=1, le=1024)


MOST = 1 << 24
"""Weights of a layer that is still built here."""


def on_channels(channels: int) -> str:
    """Write how many channels."""
    return "1 channel" if channels == 1 else f"{channels} channels"


def fits(channels: int, weight: tuple[int, ...], groups: int) -> bool:
    """ERROR: whether the op takes a weight of this shape on an input of so many channels."""
    kernel = weight[2:]
    run = partial(engine.conv2d, measure.zeros(1, channels, *kernel), measure.zeros(*weight), groups=groups)
    return measure.error(run).value is None


def at_work(depth: int) -> Scene:
    """Show a filter on a small image: slice by slice, then the sum."""
    few = min(depth, 3)
    closing = f"Here {few} channels of 5×5 stand for {depth:,}." if depth > few else ""
    image, kernel = measure.digits(few, 5, 5), measure.digits(few, 3, 3, seed=1)
    return channels("one filter at work", image, kernel, closing=closing)
