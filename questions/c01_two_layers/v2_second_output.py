from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from questions.c01_two_layers.part import LARGEST_SIDE, Part
from questions.model import Carried, Level, Variant
from questions.q03_output_size.v1_one_layer import OneLayer
from questions.slips import Slip


class SecondOutput(Part):
    """C1.2 Side of the second output."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = OneLayer.formula
    latex: ClassVar[str] = r"O = \left\lfloor \frac{I - K + 2P}{S} \right\rfloor + 1"
    trains: ClassVar[str] = OneLayer.id
    fills: ClassVar[str] = "second"
    largest: ClassVar[int] = LARGEST_SIDE
    asks: ClassVar[str] = "And the side of B's output?"

    def _kin(self) -> Variant:
        return self._second(self._middle)

    def _seen(self) -> Variant:
        return self._second(self._reached)

    def slips(self) -> Iterator[Slip]:
        # Few second layers pad, and those that do mostly keep the size.
        return (slip for slip in super().slips() if slip.tag != "same.assumed")

    def carried(self) -> Iterator[Carried]:
        own = self.said.first
        if own is not None and own != self._middle:
            kin = self._second(own)
            told = f"Right from your {own}; A really gives {self._middle}, and then B {self._output}."
            yield Carried(kin.answer(), told, kin.measure, tuple(kin.slips()))
