from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Annotated, ClassVar

from questions.drawing import Draw, DrawSeveral
from questions.model import Level
from questions.notation.stacks import DrawnStack, describe_stack
from questions.q05_receptive_field.of_stack import Layers, OfStack, too_wide
from questions.q05_receptive_field.stack_slips import (
    altered,
    from_zero,
    largest,
    mistaken,
    one_layer_off,
    span,
    squared,
    stride_slips,
    summed,
)
from questions.slips import Slip
from solvers.arithmetic import field_table
from solvers.layers import Window


class Dilated(OfStack):
    """5.3 With dilation."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "RF = 1 + Σ D(K − 1)·J, with J the product of the strides before the layer"
    latex: ClassVar[str] = (
        r"RF = 1 + \sum D(K - 1) J, \text{ with } J \text{ the product of the strides before the layer}"
    )

    layers: Annotated[
        DrawnStack,
        Layers,
        DrawSeveral(
            Draw(
                *(
                    Window(kernel_size=kernel, stride=stride, dilation=dilation)
                    for kernel, stride, dilation in product((3, 3, 2, 5), (1, 1, 1, 2), (1, 2, 4, 8, 6, 12))
                )
            ),
            range(2, 7),
        ),
    ]

    def impossible(self) -> str | None:
        if any(layer.dilation > 1 and layer.op != "conv" for layer in self.layers):
            return "only convolutions are dilated here"
        return too_wide(self.layers)

    def excluded(self) -> bool:
        return all(layer.dilation == 1 for layer in self.layers)

    def ask(self) -> str:
        return (
            f"Layers in order (kernel/stride): {describe_stack(self.layers)}. What is the receptive field after "
            "the last, as a side in input pixels?"
        )

    def slips(self) -> Iterator[Slip]:
        rows = list(field_table(self.layers))
        undilated = altered(self.layers, dilation=1)
        yield mistaken(
            "dilation.ignored",
            ((row.layer.kernel_size - 1, row.jump_before) for row in rows),
            run=undilated,
        )
        yield mistaken(
            "keff.k_times_d",
            ((row.layer.kernel_size * row.layer.dilation - 1, row.jump_before) for row in rows),
        )
        yield from stride_slips(self.layers)
        spread, terms = 1, []
        for row in rows:
            terms.append((span(row.layer), row.jump_before * spread))
            spread *= row.layer.dilation
        yield mistaken(
            "rf.dilation_in_jump",
            terms,
            "Dilation spreads the taps of its own layer; it does not multiply the jump of later ones.",
        )
        yield from one_layer_off(self.layers)
        yield mistaken(
            "keff.zeros_counted",
            (
                ((row.layer.kernel_size - 1) * (row.layer.dilation + (row.layer.dilation > 1)), row.jump_before)
                for row in rows
            ),
        )
        spans = [span(layer) + 1 for layer in self.layers]
        yield summed("rf.sum_of_keff", spans)
        field = rows[-1].receptive_field
        yield from_zero(field)
        yield largest(spans)
        yield squared(field)
