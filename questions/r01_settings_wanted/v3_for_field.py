from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q05_receptive_field.v1_stride_one import StrideOne
from questions.r01_settings_wanted.reverse import Numbers, Reverse
from questions.slips import Slip
from solvers.layers import Window


class ForField(Reverse):
    """R1.3 Kernel and depth for a receptive field."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "RF = 1 + n(K − 1)"
    latex: ClassVar[str] = r"RF = 1 + n(K - 1)"
    trains: ClassVar[str] = StrideOne.id
    few_draws: ClassVar[int | None] = 30
    rare: ClassVar[tuple[str, ...]] = (
        "rf.layer_before",
        "rf.next_layer",
        "rf.one_side",
        "rf.started_at_kernel",
        "side.squared",
    )
    wanted: ClassVar[dict[str, range]] = {"K": range(2, 12), "n": range(2, 13)}

    kernel: Annotated[int, Field(ge=2, le=11), Draw(range(2, 8))]
    layers: Annotated[int, Field(ge=2, le=12), Draw(range(2, 13))]

    def excluded(self) -> bool:
        return bool(self._target > 41)

    def ask(self) -> str:
        return (
            f"A stack of n convolutions, all K×K with stride 1: choose K and n ({self.bounds()}) so that one output "
            f"sees exactly {self._target}×{self._target} pixels."
        )

    def _drawn(self) -> Numbers:
        return self.kernel, self.layers

    def _forward(self, numbers: Numbers) -> Variant:
        kernel, layers = numbers
        return StrideOne(layers=(Window(kernel_size=kernel),) * layers)

    def _mistake(self, forward: Variant) -> Slip | None:
        slip = super()._mistake(forward)
        # Where the layers are chosen, one too many is what a field read off one layer too early leads to.
        turned = {"rf.layer_before": "rf.next_layer", "rf.next_layer": "rf.layer_before"}
        return Slip(tag=turned[slip.tag], value=slip.value) if slip and slip.tag in turned else slip

    def _leads_to(self, outcome: Any) -> str:
        return f"With these one output sees {outcome}, not {self._target}."
