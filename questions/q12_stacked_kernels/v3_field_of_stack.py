from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q12_stacked_kernels.convs import numbered, plain_stack
from questions.scenes import Scene
from questions.scenes.footprint import footprint
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import receptive_field
from solvers.layers import Stack
from solvers.measure import Measurement


class FieldOfStack(Variant):
    """12.3 Field of the stack."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    never_misread: ClassVar[tuple[str, ...]] = ("depth.forgotten",)
    formula: ClassVar[str] = "RF = n(K − 1) + 1"
    latex: ClassVar[str] = r"RF = n(K - 1) + 1"
    few_draws: ClassVar[int | None] = 36

    depth: Annotated[int, Field(ge=2, le=32), Draw(range(2, 11))]
    kernel: Annotated[int, Field(ge=2, le=15), Draw(3, 3, 5, 7, 9)]

    @property
    def _layers(self) -> Stack:
        return plain_stack(self.depth, self.kernel)

    def ask(self) -> str:
        k = self.kernel
        return (
            f"{self.depth} layers of {k}×{k}, all of stride 1, follow each other directly. What is the receptive field "
            "of one output of the last layer, as a side in input pixels?"
        )

    def answer(self) -> Integer:
        return Integer(value=receptive_field(self._layers), unit="pixels")

    def slips(self) -> Iterator[Slip]:
        n, k = self.depth, self.kernel

        def foot(layers: int) -> Callable[[], Measurement]:
            return lambda: measure.foot(plain_stack(layers, k))

        yield Slip(tag="rf.product", value=k**n, working=f"{k}^{n} = {k**n:,}")
        yield Slip(tag="rf.sum_kernels", value=n * k, working=f"{n}·{k} = {n * k}")
        yield Slip(
            tag="rf.unchanged",
            value=k,
            message="Stacking widens the field: every layer adds K − 1.",
            working=f"{k}",
            run=lambda: measure.foot(self._layers[:1]),
        )
        yield Slip(tag="rf.started_at_zero", value=n * (k - 1), working=f"{n}·({k} − 1) = {n * (k - 1)}")
        yield Slip(
            tag="rf.as_of_3x3",
            value=2 * n + 1,
            message="2n + 1 is for 3×3 kernels, of which each adds 2; here each adds K − 1.",
            working=f"2·{n} + 1 = {2 * n + 1}",
            run=lambda: measure.foot(plain_stack(n)),
        )

        for tag, layers in (("rf.layer_before", n - 1), ("rf.next_layer", n + 1)):
            field = layers * (k - 1) + 1
            yield Slip(
                tag=tag,
                value=field,
                working=f"{layers}·({k} − 1) + 1 = {field}",
                run=foot(layers),
            )
        yield Slip(
            tag="rf.later_as_3x3",
            value=k + 2 * (n - 1),
            message="A 3×3 adds 2 samples to the field; here each later layer adds K − 1 as well.",
            working=f"{k} + 2·{n - 1} = {k + 2 * (n - 1)}",
        )
        if k % 2:
            one_side = 1 + n * (k // 2)
            yield Slip(
                tag="rf.one_side",
                value=one_side,
                working=f"1 + {n}·{k // 2} = {one_side}",
            )
        field = n * (k - 1) + 1
        yield Slip(tag="side.squared", value=field * field, working=f"{field}·{field} = {field * field:,}")

    def steps(self) -> Iterator[str]:
        n, k = self.depth, self.kernel
        yield "Start with one sample: 1"
        yield f"Each of {n} layers adds {k} − 1 = {k - 1}: {n}·{k - 1} = {n * (k - 1)}"
        yield f"Together: 1 + {n * (k - 1)} = {receptive_field(self._layers)}"

    def measure(self) -> Measurement:
        return measure.foot(self._layers)

    def scene(self) -> Scene:
        return footprint("what the stack sees, walking back", self._layers, numbered(self._layers))
