from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import ClassVar

from questions.answers import Integer
from questions.c01_two_layers.part import LARGEST_SIDE, MOST_WEIGHTS, Part
from questions.model import Carried, Level
from questions.q16_cost.v1_conv_work import ConvWork
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters
from solvers.measure import Measurement


class MultiplyAdds(Part):
    """C1.4 Multiply-adds of the second layer."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = ConvWork.formula
    latex: ClassVar[str] = r"K^2 C_{in} C_{out} O^2, \quad O \text{ the output's side}"
    trains: ClassVar[str] = ConvWork.id
    fills: ClassVar[str] = "macs"
    largest: ClassVar[int] = MOST_WEIGHTS * LARGEST_SIDE**2
    asks: ClassVar[str] = "How many multiply-adds (MACs) does B take for one image, taps on padding included?"

    def _kin(self) -> ConvWork:
        return self._work(self._middle)

    def _seen(self) -> ConvWork:
        return self._work(self._reached)

    def _work(self, size: int) -> ConvWork:
        return ConvWork(
            in_channels=self.width,
            out_channels=self.out_channels,
            kernel=self.kernel,
            stride=self.stride,
            padding=self.padding,
            size=size,
        )

    def slips(self) -> Iterator[Slip]:
        yield from super().slips()
        k, c, o, side = self.first_kernel, self.in_channels, self.width, self._middle
        other = conv_macs(conv_parameters(k, k, c, o, bias=False), side**2)
        yield Slip(
            tag="mac.other_layer",
            value=other,
            message="That is what A takes; the ask is about B, on A's output.",
            working=f"{k}²·{c}·{o}·{side}² = {other:,}",
            run=lambda: measure.ones(c, o, (k, k), (self.size, self.size), self.first_stride, self.first_padding),
        )
        image = conv_macs(self._weights, self.size**2)
        yield Slip(
            tag="mac.image_positions",
            value=image,
            message="You took the positions of the image: B works once per position of its own output.",
            working=f"{self._weights:,}·{self.size}² = {image:,}",
        )
        if self.bias:
            macs = conv_macs(self._weights + self._biases, self._output**2)
            yield Slip(
                tag="mac.biases_counted",
                value=macs,
                message="A bias is added, not multiplied: MACs count the weights alone.",
                working=f"{self._weights + self._biases:,}·{self._output}² = {macs:,}",
            )

    def carried(self) -> Iterator[Carried]:
        sides = {self._output, self.said.second or self._output}
        weights = {self._weights, (self.said.parameters or 0) - self._biases}
        for side, count in product(sides, weights):
            if count > 0 and (side, count) != (self._output, self._weights):
                yield self._with(side, count)

    def _with(self, side: int, weights: int) -> Carried:
        own, real = [], []
        if side != self._output:
            own.append(f"side {side}")
            real.append(f"gives {self._output}")
        if weights != self._weights:
            own.append(f"{weights + self._biases:,} parameters")
            real.append(f"has {self._weights + self._biases:,}")
        told = f"Right from your {' and '.join(own)}; B really {' and '.join(real)}."
        return Carried(Integer(value=conv_macs(weights, side**2), unit="MACs"), told, partial(self._run, side, weights))

    def _run(self, side: int, weights: int) -> Measurement:
        """Run a layer with so many weights and a map of this side; a number that is not B's as a 1×1 kernel."""
        if weights == self._weights:
            k, room = self.kernel, side + self.kernel - 1  # that at stride 1 leaves the side
            return measure.ones(self.width, self.out_channels, (k, k), (room, room))
        return measure.ones(weights, 1, (1, 1), (side, side))
