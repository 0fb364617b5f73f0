"""What is asked of the receptive field of a stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from questions.answers import Integer
from questions.model import Variant
from questions.scenes import Scene
from questions.scenes.footprint import footprint
from solvers import measure
from solvers.arithmetic import field_table, receptive_field
from solvers.layers import Stack
from solvers.measure import Measurement

Layers = Field(min_length=1, max_length=32)


WIDEST = 2048
"""The largest field, jump and padding, in input samples, that a run still shows at once."""


LARGEST = 64
"""The largest kernel that is run here."""


def too_wide(layers: Stack) -> str | None:
    """Say that a stack reaches further than is run here, None if it does not."""
    if any(layer.kernel_size > LARGEST for layer in layers):
        return f"kernels of more than {LARGEST} samples are not run here"
    *_, last = field_table(layers)
    largest = max(last.receptive_field, last.jump, last.padding)
    return f"the stack reaches {largest} input samples far, here it may be {WIDEST}" if largest > WIDEST else None


def numbered(layers: Stack) -> list[str]:
    """Return what a picture calls the layers."""
    return [f"layer {number}" for number in range(1, len(layers) + 1)]


def table(layers: Stack) -> Iterator[str]:
    """Yield the receptive-field table as worked steps."""
    yield "Start with one sample: field 1, jump 1"
    for row, name in zip(field_table(layers), numbered(layers), strict=True):
        k, d = row.layer.kernel_size, row.layer.dilation
        factor = f"{d}·({k} − 1)·" if d > 1 else f"({k} − 1)·"
        stride = f"; jump becomes {row.jump}" if row.layer.stride > 1 else ""
        yield f"{name.capitalize()} adds {factor}{row.jump_before} = {row.added}: field {row.receptive_field}{stride}"


class OfStack(Variant):
    """The receptive field of the last of some layers; what 5.1 to 5.3 share."""

    layers: Any

    def answer(self) -> Integer:
        return Integer(value=receptive_field(self.layers), unit="pixels")

    def steps(self) -> Iterator[str]:
        yield from table(self.layers)

    def measure(self) -> Measurement:
        return measure.foot(self.layers)

    def scene(self) -> Scene:
        return footprint("the receptive field, walking back", self.layers, numbered(self.layers))
