from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.q10_transposed.v1_output_size import OutputSize
from questions.r01_settings_wanted.reverse import Numbers, Reverse


class ForLargerSize(Reverse):
    """R1.4 A transposed convolution for a size."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "O = (I − 1)S − 2P + K"
    latex: ClassVar[str] = r"O = (I - 1)S - 2P + K"
    trains: ClassVar[str] = OutputSize.id
    wanted: ClassVar[dict[str, range]] = {"K": range(2, 9), "S": range(1, 5), "P": range(4)}
    rare: ClassVar[tuple[str, ...]] = (
        "tconv.forward_formula",
        "kernel.forgotten",
        "pad.ignored",
        "tconv.largest_input",
        "plus1.missing",
    )
    pool: ClassVar[Pool | None] = Pool(
        ("size", "kernel", "stride", "padding"),
        [
            *((f"PyTorch's DCGAN example, layer {at}", (2**at, 4, 2, 1)) for at in (2, 3, 4, 5)),
            *((f"U-Net up-convolution {at}", (side, 2, 2, 0)) for at, side in enumerate((28, 52, 100), 1)),
            ("FCN-8s, first upsampling", (16, 4, 2, 0)),
        ],
    )

    size: Annotated[int, Field(ge=2, le=128), Draw(4, 7, 8, 14, 16, 28, 32, range(4, 65))]
    kernel: Annotated[int, Field(ge=2, le=8), Draw(2, 3, 4, 4, 5, 8)]
    stride: Annotated[int, Field(ge=1, le=4), Draw(2, 2, 3, 4)]
    padding: Annotated[int, Field(ge=0, le=3), Draw(0, 1, 1, 2)]

    def excluded(self) -> bool:
        return self.kernel < self.stride or self.padding >= self.kernel

    def ask(self) -> str:
        return (
            f"Choose kernel K, stride S and padding P ({self.bounds()}; no output padding, no dilation) so that a "
            f"transposed convolution turns a side of {self.size} into {self._target}."
        )

    def _drawn(self) -> Numbers:
        return self.kernel, self.stride, self.padding

    def _forward(self, numbers: Numbers) -> Variant:
        kernel, stride, padding = numbers
        return OutputSize(size=self.size, kernel=kernel, stride=stride, padding=padding)

    def _leads_to(self, outcome: Any) -> str:
        return f"With these {self.size} becomes {outcome}, not {self._target}."
