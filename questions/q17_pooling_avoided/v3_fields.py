from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q17_pooling_avoided.pairs import PAIR, Kernel, both
from questions.scenes import Scene
from questions.scenes.footprint import footprint
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import field_table, receptive_field
from solvers.layers import Stack, Window
from solvers.measure import Measurement


class Fields(Variant):
    """17.3 Receptive fields."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 36
    formula: ClassVar[str] = "pooled k + (p − 1) + 4n, strided k + 4n"
    latex: ClassVar[str] = r"\text{pooled } k + (p - 1) + 4n \text{, strided } k + 4n"

    kernel: Annotated[int, Kernel, Draw(3, 3, 5, 7)]
    pool_kernel: Annotated[int, Field(ge=2, le=16), Draw(2, 3)]
    more: Annotated[int, Field(ge=0, le=16), Draw(range(6), range(1, 4))]

    def _stack(self, *firsts: Window, stride: int = 1) -> Stack:
        return (*firsts, *(Window(kernel_size=3, stride=stride, name=f"3×3 ({at + 1})") for at in range(self.more)))

    def _pooled(self, stride: int = 2) -> Stack:
        first = Window(kernel_size=self.kernel, name=f"{self.kernel}×{self.kernel}")
        return self._stack(first, Window(op="max_pool", kernel_size=self.pool_kernel, stride=stride, name="pool"))

    def _strided(self, stride: int = 2) -> Stack:
        return self._stack(Window(kernel_size=self.kernel, stride=stride, name=f"{self.kernel}×{self.kernel}/{stride}"))

    def ask(self) -> str:
        k, p, n = self.kernel, self.pool_kernel, self.more
        convolutions = "3×3 convolution" if n == 1 else "3×3 convolutions"
        after = f"; both are followed by {n} more {convolutions} with stride 1" if n else ""
        return (
            f"Compare a {k}×{k} convolution with stride 1 and a {p}×{p} max pool with stride 2 after it against a "
            f"single {k}×{k} convolution with stride 2{after}. What is the receptive field of one output of each, as "
            "a side? (pooled, strided)"
        )

    def answer(self) -> Shape:
        value = receptive_field(self._pooled()), receptive_field(self._strided())
        return Shape(value=value, axes=PAIR, joint=", ")

    def slips(self) -> Iterator[Slip]:
        k, p, n = self.kernel, self.pool_kernel, self.more
        strided = receptive_field(self._strided())
        yield Slip(
            tag="strided.same_rf",
            value=(strided, strided),
            message="The pool has a window of its own, of side p, which adds p − 1 samples.",
            working=f"{k} + 4·{n} = {strided} for both",
            run=lambda: both(measure.foot(self._strided()), measure.foot(self._strided())),
        )
        flat = receptive_field(self._pooled(1)), receptive_field(self._strided(1))
        yield Slip(
            tag="rf.strides_ignored",
            value=flat,
            working=f"{k} + {p - 1} + 2·{n} = {flat[0]}, {k} + 2·{n} = {flat[1]}",
            run=lambda: both(measure.foot(self._pooled(1)), measure.foot(self._strided(1))),
        )
        own = k + 2 * (p - 1) + 4 * n, 1 + 2 * (k - 1) + 4 * n
        yield Slip(
            tag="rf.current_stride",
            value=own,
            working=f"{k} + 2·{p - 1} + 4·{n} = {own[0]}, 1 + 2·{k - 1} + 4·{n} = {own[1]}",
        )

        first = 2 * (k - 1) + p + 2 * n, k + 2 * n
        yield Slip(
            tag="rf.last_first",
            value=first,
            working=f"pooled {k}, then ({k} − 1)·2 + {p} = {2 * (k - 1) + p}, and 2 more for each 3×3: {first[0]}; "
            f"strided {first[1]}",
        )
        right = receptive_field(self._pooled()), strided
        if n:
            before = right[0] - 4, right[1] - 4
            yield Slip(
                tag="rf.layer_before",
                value=before,
                working=f"with {n - 1} more: {before[0]}, {before[1]}",
                run=lambda: self._with_more(n - 1),
            )
        after = right[0] + 4, right[1] + 4
        yield Slip(
            tag="rf.next_layer",
            value=after,
            working=f"with {n + 1} more: {after[0]}, {after[1]}",
            run=lambda: self._with_more(n + 1),
        )
        yield Slip(
            tag="rf.pool_left_out",
            value=(strided - 2 * n, strided),
            message="The pool is a window as well: it adds p − 1 samples, and its stride doubles later steps.",
            working=f"{k} + 2·{n} = {strided - 2 * n} for the pooled one",
            run=lambda: both(measure.foot(self._stack(self._pooled()[0])), measure.foot(self._strided())),
        )

        less = right[0] - 1, right[1] - 1
        yield Slip(tag="rf.started_at_zero", value=less, working=f"0 + {less[0]}, 0 + {less[1]}")
        sums = k + p + 3 * n, k + 3 * n
        yield Slip(tag="rf.sum_kernels", value=sums, working=f"{k} + {p} + 3·{n} = {sums[0]}, {k} + 3·{n} = {sums[1]}")

    def _with_more(self, more: int) -> Measurement:
        other = self.model_copy(update={"more": more})
        return both(measure.foot(other._pooled()), measure.foot(other._strided()))

    def steps(self) -> Iterator[str]:
        for title, stack in zip(PAIR, (self._pooled(), self._strided()), strict=True):
            fields = [f"{row.layer.name} → {row.receptive_field}" for row in field_table(stack)]
            yield f"{title.capitalize()}: {', '.join(fields)}"
        if self.more:
            yield "After the stride of 2 a step is 2 samples: every 3×3 adds 2·2 = 4 to both"

    def measure(self) -> Measurement:
        return both(measure.foot(self._pooled()), measure.foot(self._strided()))

    def scene(self) -> Scene:
        strided = measure.foot(self._strided()).value
        names = [layer.name for layer in self._pooled()]
        return footprint("conv and pool, back to the input", self._pooled(), names, f" With stride alone: {strided}.")
