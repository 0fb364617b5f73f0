from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from questions.answers import Integer
from questions.model import Level
from questions.q04_parameter_sharing.same_shapes import SameShapes
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    conv_macs,
)
from solvers.measure import Measurement


class UnsharedWork(SameShapes):
    """4.3 Arithmetic of the unshared layer."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K²·C_in·C_out·O², as for the convolution"
    latex: ClassVar[str] = r"K^2 C_{in} C_{out} O^2 \text{, as for the convolution}"

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} layer with {self._padded} and stride 1 turns {self._shapes}. Its weights "
            "are not shared: every output position has filters of its own. How many multiply-adds (MACs) does one "
            "image take, taps on padding included?"
        )

    def answer(self) -> Integer:
        return Integer(value=conv_macs(self._shared(bias=False), self._positions), unit="MACs")

    def slips(self) -> Iterator[Slip]:
        k, c, o, p = self.kernel, self.in_channels, self.out_channels, self._positions
        macs = conv_macs(self._shared(bias=False), p)
        yield Slip(
            tag="sharing.reduces_macs",
            value=self._shared(bias=False),
            message="Sharing saves weights, not products: every position is computed.",
            working=f"{k}·{k}·{c}·{o} = {self._shared(bias=False):,}",
            run=lambda: measure.ones(c, o, (k, k), (k, k)),
        )
        yield Slip(
            tag="channels.forgotten",
            value=macs // c,
            working=f"{k}·{k}·{o}·{p} = {macs // c:,}",
            run=lambda: measure.ones_unshared(1, o, k, self.size, self._padding),
        )
        yield Slip(
            tag="local.fully_connected",
            value=self._full(bias=False),
            message="An unshared layer still looks at K×K windows only.",
            working=f"{self._pixels}·{c}·{p}·{o} = {self._full(bias=False):,}",
            run=lambda: measure.ones_dense(
                measure.zeros(c, self.size, self.size).size, measure.zeros(o, self._side, self._side).size
            ),
        )
        yield Slip(tag="kernel.side_not_area", value=macs // k, working=f"{k}·{c}·{o}·{p} = {macs // k:,}")
        yield Slip(
            tag="mac.one_axis",
            value=macs // self._side,
            working=f"{k}·{k}·{c}·{o}·{self._side} = {macs // self._side:,}",
        )
        with_biases = macs + o * p
        yield Slip(
            tag="mac.bias_counted",
            value=with_biases,
            working=f"({k}·{k}·{c} + 1)·{o}·{p} = {with_biases:,}",
        )
        yield Slip(tag="flops.doubled", value=2 * macs, working=f"2·{k}·{k}·{c}·{o}·{p} = {2 * macs:,}")

    def steps(self) -> Iterator[str]:
        k, c, o, p = self.kernel, self.in_channels, self.out_channels, self._positions
        yield f"One output needs {k}·{k}·{c} = {self._taps} products, whether or not its weights are shared"
        yield f"Outputs: {o}·{self._side}·{self._side} = {o * p:,}"
        yield f"MACs: {self._taps}·{o * p:,} = {conv_macs(self._shared(bias=False), p):,}"

    def measure(self) -> Measurement:
        return measure.ones_unshared(self.in_channels, self.out_channels, self.kernel, self.size, self._padding)

    def scene(self) -> Scene:
        c, o, k, h, p = self.in_channels, self.out_channels, self.kernel, self.size, self._padding
        counts = [
            ("MACs, shared", measure.ones(c, o, (k, k), (h, h), padding=p).value),
            ("MACs, unshared", self.measure().value),
            ("weights, shared", self._count_shared(bias=False).value),
            ("weights, unshared", self._arrays(bias=False)["weight"].size),
        ]
        said = ("", "As many products: every position is computed either way.", "", "But a weight for each of them.")
        return barred("as many products, not as many weights", "multiply-adds of ones, and arrays", counts, said)
