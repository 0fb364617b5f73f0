from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.q04_parameter_sharing.same_shapes import Channels, Kernel, Side
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    conv_parameters,
    linear_parameters,
)
from solvers.measure import Measurement


class Resolution(Variant):
    """4.5 Changing the resolution."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "convolution C_out·(K²·C + 1); linear (C_out·(fH)² + 1)·N"
    latex: ClassVar[str] = (
        r"\text{convolution } C_{out} \left( K^2 C + 1 \right); \text{ linear } \left( C_{out} (fH)^2 + 1 \right) "
        r"N"
    )

    in_channels: Annotated[int, Channels, Draw(16, 32, 64, 128)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    kernel: Annotated[int, Kernel, Draw(3, 5)]
    size: Annotated[int, Side, Draw(7, 8, 14, 16)]
    factor: Annotated[int, Field(ge=1, le=8), Draw(2, 2, 3, 4)]
    outputs: Annotated[int, Field(ge=1, le=4096), Draw(10, 100, 1000)]

    def impossible(self) -> str | None:
        return None if self.kernel % 2 else "an even kernel keeps the size only with unequal padding"

    def ask(self) -> str:
        c, o, k, h = self.in_channels, self.out_channels, self.kernel, self.size
        side = self.factor * h
        return (
            f"A {k}×{k} convolution (stride 1, same padding, {c}→{o} channels) on {h}×{h} maps is followed by flatten "
            f"and a linear layer to {count(self.outputs, 'output')}, both layers with biases. How many parameters do "
            f"the convolution and the linear layer have if both are built for {side}×{side} maps instead, "
            f"{self.factor} times the side? (convolution; linear)"
        )

    def _convolution(self, bias: bool = True) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=bias)

    def _linear(self, features: int, bias: bool = True) -> int:
        return linear_parameters(features, self.outputs, bias)

    @property
    def _flat(self) -> int:
        """How many numbers are flattened after the change."""
        return self.out_channels * (self.factor * self.size) ** 2

    def answer(self) -> Parts:
        return Parts(
            parts={
                "convolution": Integer(value=self._convolution(), unit="parameters"),
                "linear": Integer(value=self._linear(self._flat), unit="parameters"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, o, k, h, f, n = self.in_channels, self.out_channels, self.kernel, self.size, self.factor, self.outputs

        def flattened(tag: str, features: int, working: str, message: str) -> Slip:
            total = self._linear(features)
            return Slip(
                tag=tag,
                value={"linear": total},
                message=message,
                working=f"({working} + 1)·{n} = {total:,}",
                run=lambda: measure.count_dense(features, n).named("linear"),
            )

        yield Slip(
            tag="conv.scales_with_size",
            value={"convolution": self._convolution() * f**2},
            message="Filters do not grow with the image.",
            working=f"{f}²·{o}·({k}·{k}·{c} + 1) = {self._convolution() * f**2:,}",
        )
        yield flattened("fc.does_not_scale", o * h**2, f"{o}·{h}²", "A flattened map has f² times the entries.")
        yield flattened("fc.scales_linearly", o * f * h**2, f"{o}·{f}·{h}²", "Both sides grow: f² times the entries.")
        yield flattened(
            "flatten.input_channels", c * (f * h) ** 2, f"{c}·{f * h}²", "The convolution's output is flattened."
        )
        yield flattened("flatten.one_axis", o * f * h, f"{o}·{f * h}", "The map has H rows and H columns: H² entries.")
        scaled = f**2 * self._linear(o * h**2)
        yield Slip(
            tag="fc.biases_scale",
            value={"linear": scaled},
            message="The weights grow with the entries; the biases do not: still one for each output.",
            working=f"{f}²·({o}·{h}² + 1)·{n} = {scaled:,}",
        )
        single = self._convolution(bias=False) + 1, self._linear(self._flat, bias=False) + 1
        yield Slip(
            tag="bias.single",
            value={"convolution": single[0], "linear": single[1]},
            message="Every filter and every output has a bias of its own, not the layer one for all.",
            working=f"{o}·{k}·{k}·{c} + 1 = {single[0]:,}; {o}·{f * h}²·{n} + 1 = {single[1]:,}",
        )
        side = o * (k * c + 1)
        yield Slip(
            tag="kernel.side_not_area",
            value={"convolution": side},
            working=f"{o}·({k}·{c} + 1) = {side:,}",
            run=lambda: measure.count(measure.parameters(c, o, (k, 1))).named("convolution"),
        )
        yield Slip(
            tag="bias.forgotten",
            value={"convolution": self._convolution(bias=False), "linear": self._linear(self._flat, bias=False)},
            message="You left out the bias: one per filter, and one per output of the linear layer.",
            working=f"{o}·{k}·{k}·{c} = {self._convolution(bias=False):,}; "
            f"{o}·{f * h}²·{n} = {self._linear(self._flat, bias=False):,}",
            run=lambda: self._both(self.factor, bias=False),
        )

    def steps(self) -> Iterator[str]:
        c, o, k, n = self.in_channels, self.out_channels, self.kernel, self.outputs
        side = self.factor * self.size
        yield f"A filter does not know the size: {o}·({k}·{k}·{c} + 1) = {self._convolution():,}"
        yield f"New side: {self.factor}·{self.size} = {side}; flattened: {o}·{side}·{side} = {self._flat:,}"
        yield f"Linear: ({self._flat:,} + 1)·{n} = {self._linear(self._flat):,}"

    def _both(self, factor: int, bias: bool = True) -> Measurement:
        arrays = measure.parameters(self.in_channels, self.out_channels, (self.kernel, self.kernel), bias=bias)
        pad = self.kernel // 2
        side = measure.square(factor * self.size, self.kernel, padding=(pad, pad)).value
        flat = measure.zeros(self.out_channels, side, side).size
        convolution, linear = measure.count(arrays), measure.count_dense(flat, self.outputs, bias)
        return Measurement(
            {"convolution": convolution.value, "linear": linear.value},
            f"convolution, {convolution.run}; linear on {flat:,} numbers, {linear.run}",
        )

    def measure(self) -> Measurement:
        return self._both(self.factor)

    def scene(self) -> Scene:
        before, after = self._both(1).value, self._both(self.factor).value
        counts = [
            ("convolution, before", before["convolution"]),
            (f"convolution, {self.factor}× the sides", after["convolution"]),
            ("linear, before", before["linear"]),
            (f"linear, {self.factor}× the sides", after["linear"]),
        ]
        return barred("what grows with the image", "parameters, counted in the arrays", counts)
