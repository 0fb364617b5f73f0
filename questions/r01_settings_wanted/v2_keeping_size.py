from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q03_output_size.v2_rectangular import Rectangular
from questions.r01_settings_wanted.reverse import Numbers, Reverse


class KeepingSize(Reverse):
    """R1.2 Dilation and padding that keep the size."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "2P = D(K − 1)"
    latex: ClassVar[str] = r"2P = D(K - 1)"
    trains: ClassVar[str] = "3.3"
    wanted: ClassVar[dict[str, range]] = {"D": range(2, 9), "P": range(25)}

    size: Annotated[int, Field(ge=8, le=512), Draw(28, 32, 33, 41, 56, 64, 65, 128)]
    kernel: Annotated[int, Field(ge=2, le=7), Draw(3, 3, 4, 5, 7)]
    dilation: Annotated[int, Field(ge=2, le=8), Draw(range(2, 9))]

    def impossible(self) -> str | None:
        if self.dilation * (self.kernel - 1) % 2:
            return "equal padding on both sides cannot keep the size: D(K − 1) is odd"
        return super().impossible()

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} convolution with stride 1 on {self.size}×{self.size}: choose a dilation D "
            f"and a padding P on every side ({self.bounds()}) that keep the size."
        )

    def _drawn(self) -> Numbers:
        return self.dilation, self.dilation * (self.kernel - 1) // 2

    def _forward(self, numbers: Numbers) -> Variant:
        dilation, padding = numbers
        return Rectangular(
            height=self.size,
            width=self.size,
            kernel_height=self.kernel,
            kernel_width=self.kernel,
            padding_height=padding,
            padding_width=padding,
            dilation_height=dilation,
            dilation_width=dilation,
        )

    def _leads_to(self, outcome: Any) -> str:
        return f"With these {self.size} becomes {outcome[0]}."
