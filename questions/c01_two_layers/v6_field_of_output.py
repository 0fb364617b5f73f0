from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from questions.c01_two_layers.part import Part
from questions.model import Level, Variant
from questions.q05_receptive_field.v1_stride_one import StrideOne
from questions.q05_receptive_field.v2_strided import Strided
from questions.slips import Slip
from solvers.layers import Window


class FieldOfOutput(Part):
    """C1.6 What one output sees."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = Strided.formula
    latex: ClassVar[str] = (
        r"RF = 1 + \sum (K - 1) J, \text{ with } J \text{ the product of the strides before the layer}"
    )
    trains: ClassVar[str] = Strided.id
    asks: ClassVar[str] = "B as it was: what is the receptive field of one of its outputs, as a side in input pixels?"

    def slips(self) -> Iterator[Slip]:
        # Before the second of two layers the last stride is the product of all, and their sum.
        meaningless = ("rf.previous_stride_only", "jump.sum_of_strides")
        return (slip for slip in super().slips() if slip.tag not in meaningless)

    def _kin(self) -> Variant:
        layers = (
            Window(kernel_size=self.first_kernel, stride=self.first_stride),
            Window(kernel_size=self.kernel, stride=self.stride),
        )
        return (StrideOne if self.first_stride == self.stride == 1 else Strided)(layers=layers)
