from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import too_many
from questions.q10_transposed.stamps import Kernel
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import conv_parameters
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Channels = Field(ge=1, le=4096)


MOST = 1 << 24
"""Weights of a layer that are still counted here."""


class Parameters(Variant):
    """10.4 Parameters."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·C_in·C_out + C_out"
    latex: ClassVar[str] = r"K^2 C_{in} C_{out} + C_{out}"

    in_channels: Annotated[int, Channels, Draw(21, 64, 100, 128, 256, 512, 1024)]
    out_channels: Annotated[int, Channels, Draw(21, 32, 64, 128, 256, 512)]
    kernel: Annotated[int, Kernel, Draw(2, 4, 4, 5, 16)]
    stride: Annotated[int, Field(ge=2, le=32), Draw(2, 2, 2, 4, 8)] = 2

    def impossible(self) -> str | None:
        return too_many(self._parameters(bias=False), MOST)

    def excluded(self) -> bool:
        return self.stride > self.kernel or 2 * self._parameters(bias=False) > MOST

    def _parameters(self, bias: bool = True) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=bias)

    def ask(self) -> str:
        return (
            f"A transposed convolution from {self.in_channels} to {count(self.out_channels, 'channel')} has kernel "
            f"{self.kernel}×{self.kernel}, stride {self.stride} and biases. How many parameters does it have?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._parameters(), unit="parameters")

    def _count(self, in_channels: int = 0, bias: bool = True) -> Measurement:
        return measure.count(self._arrays(in_channels, bias))

    def _arrays(self, in_channels: int = 0, bias: bool = True) -> dict[str, Array]:
        """COUNT: build the arrays of the layer and return those that the op has just accepted."""
        channels = in_channels or self.in_channels
        arrays = {"weight": measure.zeros(channels, self.out_channels, self.kernel, self.kernel)}
        if bias:
            arrays["bias"] = measure.zeros(self.out_channels)
        engine.conv_transpose2d(measure.zeros(1, channels, 1, 1), arrays["weight"], arrays.get("bias"), self.stride)
        return arrays

    def slips(self) -> Iterator[Slip]:
        k, c, o, s = self.kernel, self.in_channels, self.out_channels, self.stride
        weights = self._parameters(bias=False)
        yield Slip(
            tag="bias.on_input_channels",
            value=weights + c,
            working=f"{k}·{k}·{c}·{o} + {c} = {weights + c:,}",
        )
        yield Slip(tag="bias.single", value=weights + 1, working=f"{k}·{k}·{c}·{o} + 1 = {weights + 1:,}")
        yield Slip(
            tag="bias.per_channel",
            value=weights + c * o,
            working=f"({k}·{k} + 1)·{c}·{o} = {weights + c * o:,}",
        )
        yield Slip(
            tag="bias.forgotten",
            value=weights,
            working=f"{k}·{k}·{c}·{o} = {weights:,}",
            run=lambda: self._count(bias=False),
        )
        yield Slip(
            tag="tconv.stride_scales_params",
            value=weights * s * s + o,
            message="The stride places the copies of the kernel; it does not change how many weights it has.",
            working=f"{k}·{k}·{c}·{o}·{s}·{s} + {o} = {weights * s * s + o:,}",
        )
        if weights % (s * s) == 0:
            fewer = weights // (s * s)
            yield Slip(
                tag="tconv.stride_divides_params",
                value=fewer + o,
                message="Every copy is of the whole kernel: the stride takes no weight away.",
                working=f"{k}·{k}·{c}·{o}/({s}·{s}) + {o} = {fewer + o:,}",
            )
        side = k * c * o + o
        yield Slip(tag="kernel.side_not_area", value=side, working=f"{k}·{c}·{o} + {o} = {side:,}")
        yield Slip(
            tag="tconv.no_params",
            value=0,
            message="Interpolation has no parameters; a transposed convolution learns its kernels.",
            working="0",
        )
        yield Slip(
            tag="depth.forgotten",
            value=k * k * o + o,
            message="There is a kernel for every pair of an input and an output channel.",
            working=f"{k}·{k}·{o} + {o} = {k * k * o + o:,}",
            run=lambda: self._count(in_channels=1),
        )

    def steps(self) -> Iterator[str]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        yield f"A kernel for every pair of channels: {k}·{k}·{c}·{o} = {self._parameters(bias=False):,} weights"
        yield f"A bias per output channel: {o}; the stride changes neither"
        yield f"Parameters: {self._parameters(bias=False):,} + {o} = {self._parameters():,}"

    def measure(self) -> Measurement:
        return self._count()

    def scene(self) -> Scene:
        arrays = self._arrays()
        counted = [
            Counted("weight", arrays["weight"], "input channel"),
            Counted("bias", arrays["bias"], "output channel"),
        ]
        return counting("weights by input channel, biases by output channel", counted)
