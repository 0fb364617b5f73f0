from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from questions.c01_two_layers.part import MOST_WEIGHTS, Part
from questions.model import Level, Variant
from questions.q11_parameters.v1_plain import Plain
from questions.q11_parameters.v2_grouped import Grouped
from questions.slips import Slip


class Parameters(Part):
    """C1.3 Parameters of the second layer."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·C_in·C_out, and C_out more with bias"
    latex: ClassVar[str] = r"K^2 C_{in} C_{out} \text{, and } C_{out} \text{ more with bias}"
    trains: ClassVar[str] = Plain.id
    fills: ClassVar[str] = "parameters"
    largest: ClassVar[int] = MOST_WEIGHTS
    asks: ClassVar[str] = "How many parameters does B have?"

    def difficulty(self) -> Level:
        return self.level

    def slips(self) -> Iterator[Slip]:
        # No kernel here is rectangular.
        rectangular = {"kernel.assumed_square", "kernel.squared_width"}
        return (slip for slip in super().slips() if slip.tag not in rectangular)

    def _kin(self) -> Variant:
        if self.bias:
            return Plain(kernel=self.kernel, in_channels=self.width, out_channels=self.out_channels)
        return Grouped(
            kernel_height=self.kernel,
            kernel_width=self.kernel,
            in_channels=self.width,
            out_channels=self.out_channels,
            bias=False,
        )
