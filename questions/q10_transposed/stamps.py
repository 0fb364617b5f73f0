"""Transposed convolutions, run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Side = Field(ge=1, le=512)


Kernel = Field(ge=1, le=64)


Stride = Field(ge=1, le=32)


Padding = Field(ge=0, le=64)


def stamp(
    row: Array,
    kernel: Array,
    stride: int = 1,
    padding: tuple[int, int] = (0, 0),
    output_padding: int = 0,
    dilation: int = 1,
) -> Array:
    """Run the transposed convolution along one axis of (1, 1, 1, w), of which `padding` is cut off."""
    return engine.conv_transpose2d(
        row, kernel, None, (1, stride), ((0, 0), padding), (0, output_padding), dilation=(1, dilation)
    )


def stamped_side(
    size: int, kernel: int, stride: int, padding: tuple[int, int], output_padding: int = 0, dilation: int = 1
) -> Measurement:
    """SHAPE of a transposed convolution along one axis."""
    row, weight = measure.zeros(1, 1, 1, size), measure.zeros(1, 1, 1, kernel)
    outputs = stamp(row, weight, stride, padding, output_padding, dilation).shape[-1]
    return Measurement(int(outputs), f"conv_transpose2d on {size} zeros gave {outputs} outputs")


def spread(row: Array, stride: int) -> Array:
    """Put stride − 1 zeros between samples: stamp a single 1."""
    return stamp(row, measure.image([[1]]), stride)
