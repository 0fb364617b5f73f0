"""Inception's modules and what is reduced in them."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from questions.notation.numbers import parse_numbers
from solvers.networks.architectures.googlenet import GOOGLENET

WIDEST = 2048
Channels = Field(ge=1, le=WIDEST)


Widths = tuple[int, int, int, int, int, int, int]
"""C, a, r3, c3, r5, c5 and p of a module, as in GoogLeNet's table."""


@cache
def modules() -> dict[str, Widths]:
    """Return C, a, r3, c3, r5, c5 and p of GoogLeNet's modules, as in its table."""
    found = {}
    for name in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"):
        layers = GOOGLENET.weights(name)
        one, reduced3, three, reduced5, five, projection = (layer.out_channels for layer in layers)
        found[name] = (layers[0].in_channels, one, reduced3, three, reduced5, five, projection)
    return found


SIDES = {"3": 28, "4": 14, "5": 7}
"""The side of GoogLeNet's maps by stage."""
OWN_SIDE = 7
"""The side of the maps on which a module of one's own is run."""


def parse_module(given: Any) -> Any:
    """Read the name of one of GoogLeNet's modules, or `192,64,96,128,16,32,32`; ValueError where it is neither."""
    if isinstance(given, str) and given in modules():
        return given
    numbers = parse_numbers(given) if isinstance(given, str) and "," in given else given
    if isinstance(numbers, str) or len(numbers) != 7 or not all(1 <= number <= WIDEST for number in numbers):
        raise ValueError(
            f"one of {', '.join(modules())}, or seven widths from 1 to {WIDEST}: input, 1×1, 3×3 reduce, 3×3, "
            "5×5 reduce, 5×5, pool projection, such as 192,64,96,128,16,32,32"
        )
    return tuple(numbers)


Module = Annotated[str | Widths, BeforeValidator(parse_module)]
"""A variant's field that holds a module of GoogLeNet's, or one of one's own."""
