from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import too_many
from questions.q10_transposed.stamps import Kernel
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.stamping import Stamps, stamping
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, transposed_size
from solvers.measure import Measurement

Channels = Field(ge=1, le=2048)


MOST = 1 << 24
"""Weights of a layer that are still counted here."""


class Work(Variant):
    """10.7 Parameters and multiply-adds."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "parameters K²·C_in·C_out; MACs K²·C_in·C_out·I², I the side of the input"
    latex: ClassVar[str] = (
        r"\text{parameters } K^2 C_{in} C_{out}; \text{ MACs } K^2 C_{in} C_{out} I^2, \quad I \text{ the side of "
        r"the input}"
    )
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "out_channels", "kernel", "stride", "padding", "size"),
        [
            ("PyTorch's DCGAN example, layer 2", (512, 256, 4, 2, 1, 4)),
            ("PyTorch's DCGAN example, layer 3", (256, 128, 4, 2, 1, 8)),
            ("PyTorch's DCGAN example, layer 4", (128, 64, 4, 2, 1, 16)),
            ("PyTorch's DCGAN example, layer 5", (64, 3, 4, 2, 1, 32)),
            ("U-Net up-convolution 1", (1024, 512, 2, 2, 0, 28)),
            ("U-Net up-convolution 2", (512, 256, 2, 2, 0, 52)),
            ("U-Net up-convolution 3", (256, 128, 2, 2, 0, 100)),
            ("FCN-8s, last upsampling", (21, 21, 16, 8, 0, 70)),
        ],
    )

    in_channels: Annotated[int, Channels, Draw(16, 32, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(3, 16, 32, 64, 128)]
    kernel: Annotated[int, Kernel, Draw(2, 3, 4, 4, 5)]
    stride: Annotated[int, Field(ge=1, le=32), Draw(2, 2, 2, 3)] = 2
    padding: Annotated[int, Field(ge=0, le=64), Draw(0, 0, 1)] = 0
    size: Annotated[int, Field(ge=1, le=256), Draw(4, 7, 8, 14, 16, 28, 32)]

    def impossible(self) -> str | None:
        if self._side < 1:
            return "the padding cuts everything off"
        return too_many(self._weights, MOST)

    def excluded(self) -> bool:
        return self.stride > self.kernel or 2 * self.padding >= self.kernel or self.in_channels == self.out_channels

    @property
    def _weights(self) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=False)

    @property
    def _side(self) -> int:
        """The side of the output."""
        return transposed_size(self.size, self.kernel, self.stride, (self.padding, self.padding))

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} transposed convolution from {self.in_channels} to {count(self.out_channels, 'channel')} has "
            f"kernel {self.kernel}×{self.kernel}, stride {self.stride}, padding {self.padding} and no biases; its "
            f"input is {self.size}×{self.size}, its output {self._side}×{self._side}. How many parameters does it "
            "have, and how many MACs does one image take, what padding cuts off counted? (parameters; MACs)"
        )

    def answer(self) -> Parts:
        macs = conv_macs(self._weights, self.size**2)
        return Parts(
            parts={
                "parameters": Integer(value=self._weights, unit="parameters"),
                "MACs": Integer(value=macs, unit="MACs"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, c, o, s, i, side = self.kernel, self.in_channels, self.out_channels, self.stride, self.size, self._side
        weights, macs = self._weights, self._weights * i * i
        yield Slip(
            tag="mac.output_positions",
            value={"MACs": weights * side * side},
            message="Here each input is multiplied with all weights once: the positions are those of the input.",
            working=f"{k}·{k}·{c}·{o}·{side}² = {weights * side * side:,}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value={"MACs": weights},
            message="That is the number of weights; each is used at every input position.",
            working=f"{k}·{k}·{c}·{o} = {weights:,}",
            run=lambda: self._ones(1).named("MACs"),
        )
        yield Slip(
            tag="mac.one_axis",
            value={"MACs": weights * i},
            message="The map has I×I positions; you multiplied by I.",
            working=f"{weights:,}·{i} = {weights * i:,}",
        )
        yield Slip(tag="flops.doubled", value={"MACs": 2 * macs}, working=f"2·{macs:,} = {2 * macs:,}")
        yield Slip(
            tag="tconv.stride_scales_params",
            value={"parameters": weights * s * s},
            message="The stride places the copies of the kernel; it does not change how many weights it has.",
            working=f"{k}·{k}·{c}·{o}·{s}·{s} = {weights * s * s:,}",
        )
        yield Slip(
            tag="kernel.side_not_area",
            value={"parameters": k * c * o, "MACs": k * c * o * i * i},
            working=f"{k}·{c}·{o} = {k * c * o:,}",
        )
        yield Slip(
            tag="bias.flipped",
            value={"parameters": weights + o},
            working=f"{weights:,} + {o} = {weights + o:,}",
            run=lambda: self._counted(bias=True).named("parameters"),
        )

        yield Slip(
            tag="bias.on_input_channels",
            value={"parameters": weights + c},
            message="The ask is without biases, and there would be one per output channel, not per input channel.",
            working=f"{weights:,} + {c} = {weights + c:,}",
        )
        yield Slip(
            tag="mac.bias_counted",
            value={"MACs": macs + o * side * side},
            working=f"{macs:,} + {o}·{side}² = {macs + o * side * side:,}",
        )
        if not weights % (s * s):
            yield Slip(
                tag="tconv.stride_divides_params",
                value={"parameters": weights // (s * s)},
                message="Every copy is of the whole kernel: the stride takes no weight away.",
                working=f"{weights:,}/({s}·{s}) = {weights // (s * s):,}",
            )
        if not i % s:
            yield Slip(
                tag="tconv.positions_divided",
                value={"MACs": weights * (i // s) ** 2},
                message="The stride enlarges the map here: every input position is multiplied with all weights.",
                working=f"{weights:,}·({i}/{s})² = {weights * (i // s) ** 2:,}",
            )

    def steps(self) -> Iterator[str]:
        k, c, o, i = self.kernel, self.in_channels, self.out_channels, self.size
        yield f"A kernel for every pair of channels: {k}·{k}·{c}·{o} = {self._weights:,} weights"
        yield f"Each of {i}·{i} = {i * i:,} inputs of a channel is multiplied with all of its weights, at any stride"
        yield f"MACs: {self._weights:,}·{i * i:,} = {self._weights * i * i:,}"

    def _counted(self, bias: bool = False) -> Measurement:
        kernel = (self.kernel, self.kernel)
        return measure.count(measure.transposed_parameters(self.in_channels, self.out_channels, kernel, bias=bias))

    def _ones(self, size: int) -> Measurement:
        kernel = (self.kernel, self.kernel)
        return measure.ones_transposed(self.in_channels, self.out_channels, kernel, (size, size), self.stride)

    def measure(self) -> Measurement:
        arrays, work = self._counted(), self._ones(self.size)
        return Measurement({"parameters": arrays.value, "MACs": work.value}, f"{arrays.run}; {work.run}")

    def scene(self) -> Scene:
        few = min(self.size, 3)
        ones = measure.zeros(few, few) + 1, measure.zeros(self.kernel, self.kernel) + 1
        work = [
            ("one input position", self._ones(1).value),
            ("all positions of the input", self._ones(self.size).value),
        ]
        return joined(
            "every input position takes all weights once",
            stamping(f"{few}×{few} inputs", Stamps(*ones, (self.stride, self.stride))),
            barred("work", "multiply-adds, ones through ones", work),
        )
