"""Inception's modules and what is reduced in them."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from solvers.networks.architectures.googlenet import GOOGLENET

Channels = Field(ge=1, le=2048)


@cache
def modules() -> dict[str, tuple[int, int, int, int, int, int, int]]:
    """Return C, a, r3, c3, r5, c5 and p of GoogLeNet's modules, as in its table."""
    found = {}
    for name in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"):
        layers = GOOGLENET.weights(name)
        one, reduced3, three, reduced5, five, projection = (layer.out_channels for layer in layers)
        found[name] = (layers[0].in_channels, one, reduced3, three, reduced5, five, projection)
    return found


SIDES = {"3": 28, "4": 14, "5": 7}
"""The side of GoogLeNet's maps by stage."""
