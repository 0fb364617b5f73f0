from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from questions.answers import Integer, Parts
from questions.model import Level
from questions.q04_parameter_sharing.same_shapes import SameShapes
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    linear_parameters,
)
from solvers.measure import Measurement


class FullyConnected(SameShapes):
    """4.2 Against fully connected."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "convolution C_out·(K²·C_in + 1); fully connected (H²·C_in + 1)·O²·C_out"
    latex: ClassVar[str] = (
        r"\text{convolution } C_{out} \left( K^2 C_{in} + 1 \right); \text{ fully connected } \left( H^2 C_{in} + "
        r"1 \right) O^2 C_{out}"
    )

    def ask(self) -> str:
        return (
            f"A layer turns {self._shapes}. How many parameters does it have as a {self.kernel}×{self.kernel} "
            f"convolution with {self._padded}, and how many as a fully connected layer from the whole input to the "
            "whole output, both with biases? (convolution; fully connected)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "convolution": Integer(value=self._shared(), unit="parameters"),
                "fully connected": Integer(value=self._full(), unit="parameters"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, c, o, p = self.kernel, self.in_channels, self.out_channels, self._positions
        yield Slip(
            tag="bias.forgotten",
            value={"convolution": self._shared(bias=False), "fully connected": self._full(bias=False)},
            message="You left out the bias: one per filter, and one per output of the fully connected layer.",
            working=f"{k}·{k}·{c}·{o} = {self._shared(bias=False):,}; "
            f"{self._pixels}·{c}·{p}·{o} = {self._full(bias=False):,}",
            run=lambda: self._both(bias=False),
        )
        yield Slip(
            tag="fc.one_output_per_map",
            value={"fully connected": linear_parameters(self._pixels * c, o)},
            message="The fully connected layer must produce every position of every map.",
            working=f"({self._pixels}·{c} + 1)·{o} = {linear_parameters(self._pixels * c, o):,}",
            run=lambda: measure.count_dense(measure.zeros(c, self.size, self.size).size, o).named("fully connected"),
        )
        one = self.model_copy(update={"out_channels": 1})
        yield Slip(
            tag="filters.one",
            value={"convolution": one._shared(), "fully connected": one._full()},
            message="That is for one map; the output has C_out of them.",
            working=f"{k}·{k}·{c} + 1 = {one._shared():,}; ({self._pixels}·{c} + 1)·{p} = {one._full():,}",
            run=one.measure,
        )
        bare = self._full(bias=False) + o
        yield Slip(
            tag="fc.bias_per_map",
            value={"fully connected": bare},
            message="In a fully connected layer every output number has a bias of its own, not every map.",
            working=f"{self._pixels}·{c}·{p}·{o} + {o} = {bare:,}",
        )
        yield Slip(
            tag="bias.single",
            value={"convolution": k * k * c * o + 1, "fully connected": self._full(bias=False) + 1},
            message="Every filter and every output has a bias of its own, not the layer one for all.",
            working=f"{k}·{k}·{c}·{o} + 1 = {k * k * c * o + 1:,}; "
            f"{self._pixels}·{c}·{p}·{o} + 1 = {self._full(bias=False) + 1:,}",
        )
        yield Slip(
            tag="fc.locally_connected",
            value={"fully connected": self._unshared()},
            message="That is locally connected, each output with its window; here each sees the whole input.",
            working=f"{p}·{o}·({k}·{k}·{c} + 1) = {self._unshared():,}",
            run=lambda: measure.count(self._arrays()).named("fully connected"),
        )
        yield Slip(
            tag="sharing.per_position",
            value={"convolution": self._unshared()},
            message="A convolution stores its filters once, not once per position.",
            working=f"{p}·{o}·({k}·{k}·{c} + 1) = {self._unshared():,}",
            run=lambda: measure.count(self._arrays()).named("convolution"),
        )
        flat = linear_parameters(self._pixels, p * o)
        yield Slip(
            tag="depth.forgotten",
            value={"convolution": o * (k * k + 1), "fully connected": flat},
            message="Every filter and every output reads all input channels.",
            working=f"{o}·({k}·{k} + 1) = {o * (k * k + 1):,}; ({self._pixels} + 1)·{p}·{o} = {flat:,}",
            run=lambda: self.model_copy(update={"in_channels": 1}).measure(),
        )
        yield Slip(
            tag="kernel.side_not_area",
            value={"convolution": o * (k * c + 1)},
            working=f"{o}·({k}·{c} + 1) = {o * (k * c + 1):,}",
            run=lambda: measure.count(measure.parameters(c, o, (k, 1))).named("convolution"),
        )

    def steps(self) -> Iterator[str]:
        k, c, o, p, pixels = self.kernel, self.in_channels, self.out_channels, self._positions, self._pixels
        yield f"Convolution: {o}·({k}·{k}·{c} + 1) = {self._shared():,}"
        yield f"Inputs of the fully connected layer: {self.size}·{self.size}·{c} = {pixels * c:,}"
        yield f"Its outputs: {self._side}·{self._side}·{o} = {p * o:,}"
        yield f"Each has all inputs and a bias: ({pixels * c:,} + 1)·{p * o:,} = {self._full():,}"

    def _both(self, bias: bool = True) -> Measurement:
        shared, full = self._count_shared(bias), self._count_full(bias)
        return Measurement(
            {"convolution": shared.value, "fully connected": full.value},
            f"convolution, {shared.run}; fully connected, {full.run}",
        )

    def measure(self) -> Measurement:
        return self._both()

    def scene(self) -> Scene:
        counts = [
            ("shared, a convolution", self._count_shared().value),
            ("unshared, still local", measure.count(self._arrays()).value),
            ("fully connected", self._count_full().value),
        ]
        return barred("one pair of shapes, three layers", "parameters, counted in the arrays", counts)
