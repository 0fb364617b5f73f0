from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.real_layers import real_layers
from questions.q03_output_size.v1_one_layer import OneLayer
from questions.r01_settings_wanted.reverse import Numbers, Reverse


class ForSize(Reverse):
    """R1.1 Kernel, stride and padding for a size."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = OneLayer.formula
    latex: ClassVar[str] = r"O = \left\lfloor \frac{I - K + 2P}{S} \right\rfloor + 1"
    trains: ClassVar[str] = OneLayer.id
    rare: ClassVar[tuple[str, ...]] = ("same.assumed",)
    wanted: ClassVar[dict[str, range]] = {"K": range(1, 12), "S": range(1, 5), "P": range(6)}
    pool: ClassVar[Pool | None] = real_layers(
        "size", "kernel", "stride", "padding", where=lambda at: at.stride in (2, 3, 4) and at.kernel < 12
    )

    size: Annotated[int, Field(ge=8, le=512), Draw(28, 32, 56, 64, 112, 128, 224, 227, range(24, 257))]
    kernel: Annotated[int, Field(ge=1, le=11), Draw(2, 3, 3, 4, 5, 7)]
    stride: Annotated[int, Field(ge=1, le=4), Draw(2, 2, 3, 4)]
    padding: Annotated[int, Field(ge=0, le=5), Draw(0, 1, 2, 3)]

    def excluded(self) -> bool:
        return self.padding > self.kernel // 2 or self.stride > self.kernel

    def ask(self) -> str:
        return (
            f"Choose kernel K, stride S and padding P on every side ({self.bounds()}) so that a convolution turns a "
            f"side of {self.size} into {self._target}."
        )

    def _drawn(self) -> Numbers:
        return self.kernel, self.stride, self.padding

    def _forward(self, numbers: Numbers) -> Variant:
        kernel, stride, padding = numbers
        return OneLayer(size=self.size, kernel=kernel, stride=stride, padding=padding)

    def _leads_to(self, outcome: Any) -> str:
        return f"With these {self.size} becomes {outcome}, not {self._target}."
