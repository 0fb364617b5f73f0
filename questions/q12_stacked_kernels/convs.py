"""Convolutions on top of each other, and what they weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from questions.parts.arrays import arrays_of
from solvers import measure
from solvers.layers import Stack, Weights, Window

if TYPE_CHECKING:
    pass

Channels = Field(ge=1, le=1024)


def square(in_channels: int, out_channels: int, kernel: int = 3) -> Weights:
    """Return a convolution with a square kernel, without bias."""
    return Weights("", in_channels, out_channels, (kernel, kernel), bias=False)


def counted(*layers: Weights, bias: bool = False) -> int:
    """COUNT layers, like ones once, with the biases that they do not have if these are asked for."""
    sizes = {layer: measure.count(arrays_of(layer, bias=bias)).value for layer in set(layers)}
    return sum(sizes[layer] for layer in layers)


def plain_stack(depth: int, kernel: int = 3) -> Stack:
    """Return equal layers of stride 1."""
    return (Window(kernel_size=kernel),) * depth


def numbered(layers: Stack) -> list[str]:
    """Return what a picture calls the layers."""
    return [f"layer {number}" for number in range(1, len(layers) + 1)]
