from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from questions.drawing import Draw, DrawSeveral
from questions.model import Level
from questions.notation.stacks import DrawnStack, describe_stack, parse_stack
from questions.q05_receptive_field.of_stack import Layers, OfStack, too_wide
from questions.q05_receptive_field.stack_slips import (
    added_strides,
    first_layer_slips,
    kernel_slips,
    one_layer_off,
    squared,
    stride_slips,
)
from questions.slips import Slip
from solvers.arithmetic import receptive_field


class Strided(OfStack):
    """5.2 With strides and pooling."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "RF = 1 + Σ(K − 1)·J, with J the product of the strides before the layer"
    latex: ClassVar[str] = (
        r"RF = 1 + \sum (K - 1) J, \text{ with } J \text{ the product of the strides before the layer}"
    )

    layers: Annotated[
        DrawnStack,
        Layers,
        DrawSeveral(Draw(*parse_stack("3/1, 3/1, 3/2, pool2/2, pool2/2, 5/1, 1/1, 7/2")), range(3, 8)),
    ]

    def impossible(self) -> str | None:
        if any(layer.dilation > 1 for layer in self.layers):
            return "no layer is dilated here; 5.3 takes dilation"
        return too_wide(self.layers)

    def excluded(self) -> bool:
        return all(layer.stride == 1 for layer in self.layers[:-1]) or any(
            layer.kernel_size == 7 for layer in self.layers[1:]
        )

    def ask(self) -> str:
        return (
            f"Layers in order (kernel/stride): {describe_stack(self.layers)}. What is the receptive field after "
            "the last, as a side in input pixels?"
        )

    def slips(self) -> Iterator[Slip]:
        yield from stride_slips(self.layers)
        yield from kernel_slips(self.layers)
        yield from one_layer_off(self.layers)
        yield added_strides(self.layers)
        yield from first_layer_slips(self.layers)
        yield squared(receptive_field(self.layers))
