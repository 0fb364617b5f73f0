from __future__ import annotations

from typing import Any, ClassVar

from questions.c01_two_layers.part import LARGEST_SIDE, Part
from questions.model import Level, Variant
from questions.q03_output_size.v1_one_layer import OneLayer


class FirstOutput(Part):
    """C1.1 Side of the first output."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = OneLayer.formula
    latex: ClassVar[str] = r"O = \left\lfloor \frac{I - K + 2P}{S} \right\rfloor + 1"
    trains: ClassVar[str] = OneLayer.id
    fills: ClassVar[str] = "first"
    largest: ClassVar[int] = LARGEST_SIDE
    asks: ClassVar[str] = "What is the side of A's output?"

    def _kin(self) -> Variant:
        return self._first

    def goes_on_from(self, value: Any) -> bool:
        return super().goes_on_from(value) and self._second(value).impossible() is None
