from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import too_many
from questions.q17_pooling_avoided.pairs import Channels, Kernel
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

MOST = 1 << 24
"""Weights of a layer that are still counted here."""


class Price(Variant):
    """17.5 Price of replacing a pool."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·C², and C biases if there are any"
    latex: ClassVar[str] = r"K^2 C^2 \text{, and } C \text{ biases if there are any}"

    channels: Annotated[int, Channels, Draw(16, 32, 48, 64, 96, 128, 192, 256, 384, 512)]
    kernel: Annotated[int, Kernel, Draw(2, 3, 3)]
    bias: Annotated[bool, Draw(True, False)]

    def impossible(self) -> str | None:
        return too_many(self._parameters(bias=False), MOST)

    def _parameters(self, groups: int = 1, bias: bool | None = None) -> int:
        k, c = self.kernel, self.channels
        return conv_parameters(k, k, c, c, groups, self.bias if bias is None else bias)

    def _arrays(self, groups: int = 1, bias: bool | None = None) -> dict[str, Array]:
        k, c = self.kernel, self.channels
        return measure.parameters(c, c, (k, k), groups, self.bias if bias is None else bias)

    def ask(self) -> str:
        k, c = self.kernel, self.channels
        return (
            f"A 2×2 max pool on {count(c, 'channel')} is replaced by a {k}×{k} convolution with stride 2 from {c} to "
            f"{count(c, 'channel')}, {'with' if self.bias else 'without'} biases. How many parameters does that add?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._parameters(), unit="parameters")

    def slips(self) -> Iterator[Slip]:
        k, c, plus = self.kernel, self.channels, f" + {self.channels}" if self.bias else ""
        yield Slip(
            tag="pool.no_params",
            value=0,
            message="The pool has no parameters; the convolution that takes its place has.",
            working="0",
        )
        yield Slip(
            tag="strided.depthwise",
            value=self._parameters(groups=c),
            message="That is a depthwise convolution; the ordinary one has a kernel for every pair of channels.",
            working=f"{k}·{k}·{c}{plus} = {self._parameters(groups=c):,}",
            run=lambda: measure.count(self._arrays(groups=c)),
        )
        divided = self._parameters(bias=False) // 4 + self.bias * c
        yield Slip(
            tag="strided.divided_by_stride",
            value=divided,
            message="The stride saves positions and with them work; it does not change the weights.",
            working=f"{k}·{k}·{c}·{c}/4{plus} = {divided:,}",
        )
        row = k * c * c + self.bias * c
        yield Slip(
            tag="kernel.side_not_area",
            value=row,
            working=f"{k}·{c}·{c}{plus} = {row:,}",
            run=lambda: measure.count(measure.parameters(c, c, (k, 1), bias=self.bias)),
        )
        yield Slip(
            tag="filters.one",
            value=k * k * c + self.bias,
            working=f"{k}·{k}·{c}{' + 1' if self.bias else ''} = {k * k * c + self.bias:,}",
            run=lambda: measure.count(measure.parameters(c, 1, (k, k), bias=self.bias)),
        )
        if self.bias:
            single = self._parameters(bias=False) + 1
            yield Slip(tag="bias.single", value=single, working=f"{k}·{k}·{c}·{c} + 1 = {single:,}")
        flipped = self._parameters(bias=not self.bias)
        yield Slip(
            tag="bias.flipped",
            value=flipped,
            working=f"{k}·{k}·{c}·{c}{'' if self.bias else f' + {c}'} = {flipped:,}",
            run=lambda: measure.count(self._arrays(bias=not self.bias)),
        )

    def steps(self) -> Iterator[str]:
        k, c = self.kernel, self.channels
        yield f"A {k}×{k} kernel for every pair of channels: {k}·{k}·{c}·{c} = {self._parameters(bias=False):,}"
        yield f"Biases: {c if self.bias else 0}; the pool had no parameters"
        yield f"Added: {self._parameters():,}"

    def measure(self) -> Measurement:
        return measure.count(self._arrays())

    def scene(self) -> Scene:
        slices = {"weight": "filter", "bias": "output channel"}
        counted = [Counted(name, array, slices[name]) for name, array in self._arrays().items()]
        return counting("the pool had none of these", counted)
