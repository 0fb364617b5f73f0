"""Separable pairs of published networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from questions.drawing import Pool
from questions.parts.separable import MOBILENET_BLOCKS
from solvers import measure

if TYPE_CHECKING:
    from solvers.measure import Array


Channels = Field(ge=1, le=2048)


Kernel = Field(ge=1, le=15)


XCEPTION = (
    ("Xception entry flow", 64, 128),
    ("Xception entry flow", 128, 128),
    ("Xception entry flow", 128, 256),
    ("Xception entry flow", 256, 256),
    ("Xception entry flow", 256, 728),
    ("Xception middle flow", 728, 728),
    ("Xception exit flow", 728, 1024),
    ("Xception exit flow", 1024, 1536),
    ("Xception exit flow", 1536, 2048),
)
"""Separable convolutions, all 3×3: Chollet 2017, Figure 5."""


UNSTRIDED = Pool(
    ("kernel", "in_channels", "out_channels", "size"),
    [(name, (3, before, after, size)) for name, before, after, size, end in MOBILENET_BLOCKS if size == end],
)
"""MobileNet's blocks that keep the size."""


def in_published_networks() -> list[tuple[str, int, int]]:
    """Return name, channels in and out of published 3×3 separable layers without bias."""
    return [*((name, before, after) for name, before, after, *_ in MOBILENET_BLOCKS), *XCEPTION]


def pair_and_merged(in_channels: int = 6, out_channels: int = 9) -> tuple[Array, Array, Array]:
    """Return depthwise and pointwise weights, and those of the one convolution that they make together."""
    depthwise, pointwise = measure.noise(in_channels, 1, 3, 3), measure.noise(out_channels, in_channels, 1, 1, seed=1)
    return depthwise, pointwise, pointwise * depthwise.swapaxes(0, 1)
