from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from questions.drawing import Draw, DrawSeveral
from questions.model import Level
from questions.notation.stacks import DrawnStack, parse_stack
from questions.q05_receptive_field.of_stack import Layers, OfStack, too_wide
from questions.q05_receptive_field.stack_slips import (
    FULL_KERNEL,
    first_layer_slips,
    from_zero,
    largest,
    one_layer_off,
    squared,
    summed,
)
from questions.slips import Slip
from solvers.arithmetic import receptive_field


class StrideOne(OfStack):
    """5.1 Stride-1 stack."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "RF = 1 + Σ(K − 1)"
    latex: ClassVar[str] = r"RF = 1 + \sum (K - 1)"

    layers: Annotated[DrawnStack, Layers, DrawSeveral(Draw(*parse_stack("3, 3, 5, 7, 1")), range(2, 7))]

    def impossible(self) -> str | None:
        if any(layer.stride > 1 or layer.dilation > 1 or layer.op != "conv" for layer in self.layers):
            return "all layers are plain convolutions of stride 1 here; 5.2 takes strides and pools, 5.3 dilation"
        return too_wide(self.layers)

    def ask(self) -> str:
        kernels = ", ".join(f"{layer.kernel_size}×{layer.kernel_size}" for layer in self.layers)
        return (
            f"A stack of convolutions has kernels {kernels}, all of stride 1. What is the receptive field of "
            "one output, as a side in input pixels?"
        )

    def slips(self) -> Iterator[Slip]:
        kernels = [layer.kernel_size for layer in self.layers]
        field, total = receptive_field(self.layers), sum(kernels)
        yield summed("rf.sum_kernels", kernels)
        yield from_zero(field)
        yield Slip(
            tag="rf.full_kernel_added",
            value=total + 1,
            message=FULL_KERNEL,
            working=f"1 + {' + '.join(map(str, kernels))} = {total + 1}",
        )
        yield largest(kernels)
        area = 1
        for kernel in kernels:
            area *= kernel
        yield Slip(tag="rf.product", value=area, working=f"{'·'.join(map(str, kernels))} = {area}")
        if all(kernel % 2 for kernel in kernels):
            one_side = 1 + (field - 1) // 2
            terms = " + ".join(str(kernel // 2) for kernel in kernels)
            yield Slip(tag="rf.one_side", value=one_side, working=f"1 + {terms} = {one_side}")
        yield squared(field)
        yield from one_layer_off(self.layers)
        yield from first_layer_slips(self.layers)
