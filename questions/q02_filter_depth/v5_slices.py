from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import too_many
from questions.parts.real_layers import real_layers
from questions.q02_filter_depth.filters import MOST, Channels, Kernel, at_work, on_channels
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


class Slices(Variant):
    """2.5 Two-dimensional slices."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "C_in·C_out"
    latex: ClassVar[str] = r"C_{in} \cdot C_{out}"
    pool: ClassVar[Pool | None] = real_layers(
        "in_channels",
        "out_channels",
        "kernel",
        where=lambda layer: layer.groups == 1 and layer.in_channels > 1 and layer.kernel > 1,
    )

    in_channels: Annotated[int, Channels, Draw(3, 6, 16, 32, 64, 96, 128, 192, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 96, 128, 192, 256, 384, 512)]
    kernel: Annotated[int, Kernel, Draw(3, 3, 5, 7)] = 3

    def impossible(self) -> str | None:
        return too_many(self.in_channels * self.out_channels * self.kernel**2, MOST)

    def ask(self) -> str:
        where = f"{self.network}: how" if self.network else "How"
        k = self.kernel
        return (
            f"{where} many separate {k}×{k} kernels (two-dimensional slices) does an ungrouped {k}×{k} convolution "
            f"from {self.in_channels} to {on_channels(self.out_channels)} hold?"
        )

    def answer(self) -> Integer:
        return Integer(value=self.in_channels * self.out_channels, unit="slices")

    def slips(self) -> Iterator[Slip]:
        c, o, k = self.in_channels, self.out_channels, self.kernel
        yield Slip(
            tag="count.filters_only",
            value=o,
            message="Those are the filters; each of them has a slice for every input channel.",
            working=count(o, "filter"),
        )
        yield Slip(
            tag="count.inputs_only",
            value=c,
            message="Those are the slices of one filter; there is a filter for every output channel.",
            working=count(c, "input channel"),
        )
        yield Slip(
            tag="count.added",
            value=c + o,
            message="Every output channel has a slice for every input channel: multiply.",
            working=f"{c} + {o} = {c + o}",
        )
        yield Slip(
            tag="count.weights",
            value=c * o * k * k,
            message="Those are the single weights; a slice holds K² of them.",
            working=f"{c}·{o}·{k}² = {c * o * k * k:,}",
            run=lambda: measure.count(self._arrays()),
        )
        yield Slip(
            tag="count.weights_of_one_filter",
            value=c * k * k,
            message="Those are the weights of one filter; count its K×K planes, and those of all filters.",
            working=f"{c}·{k}² = {c * k * k:,}",
            run=lambda: measure.count(measure.parameters(c, 1, (k, k), bias=False)),
        )

    def steps(self) -> Iterator[str]:
        c, o = self.in_channels, self.out_channels
        yield f"One filter has a slice for each input channel: {c}"
        yield f"There are {count(o, 'filter')}: {c}·{o} = {c * o:,}"

    def _arrays(self) -> dict[str, Array]:
        kernel = (self.kernel, self.kernel)
        return measure.parameters(self.in_channels, self.out_channels, kernel, bias=False)

    def measure(self) -> Measurement:
        weight = self._arrays()["weight"]
        slices = weight.reshape(-1, self.kernel, self.kernel)
        return Measurement(len(slices), f"weight {weight.shape} cut into slices: {slices.shape}")

    def scene(self) -> Scene:
        weight = self._arrays()["weight"]
        closing = f"{len(weight)} filters of {len(weight[0])} slices of {self.kernel}×{self.kernel}"
        counted = counting("filter by filter, each with its slices", [Counted("weight", weight, "filter")], closing)
        return joined("every slice meets one channel", counted, at_work(len(weight[0])))
