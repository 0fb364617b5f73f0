from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import ClassVar

from questions.answers import Number
from questions.c01_two_layers.part import Part, factor
from questions.model import Carried, Level
from questions.q20_efficiency.v1_exact_ratio import ExactRatio
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, separable_parameters, separable_ratio
from solvers.measure import Measurement


class Separable(Part):
    """C1.5 The second layer made separable."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "1/(1/C_out + 1/K²)"
    latex: ClassVar[str] = r"\frac{1}{1/C_{out} + 1/K^2}"
    trains: ClassVar[str] = ExactRatio.id
    asks: ClassVar[str] = (
        "Now make B depthwise separable: depthwise with its stride, then pointwise, no biases. By what factor do "
        "its MACs shrink, to 2 decimals?"
    )

    def _kin(self) -> ExactRatio:
        return ExactRatio(kernel=self.kernel, out_channels=self.out_channels)

    def answer(self) -> Number:
        return Number(value=1 / separable_ratio(self.kernel, self.out_channels), places=2, unit="times")

    def slips(self) -> Iterator[Slip]:
        for slip in self._kin().slips():
            if "factor" not in slip.value:
                continue
            run = partial(factor, slip.run) if slip.run else None
            yield replace(slip, value=slip.value["factor"], run=run)
        given = 1 / separable_ratio(self.kernel, self.width)
        yield Slip(
            tag="ds.ratio_1_over_cin",
            value=given,
            message="C_in cancels; C_out remains.",
            working=f"1/(1/{self.width} + 1/{self.kernel}²) = {float(given):.2f}",
        )

    def measure(self) -> Measurement:
        return factor(self._kin().measure)

    def carried(self) -> Iterator[Carried]:
        own = self.said.macs
        if own is None or own == conv_macs(self._weights, self._output**2):
            return
        told = f"Right from your {own:,} MACs; really they shrink by {self.answer().shown}."
        for side in {self._output, self.said.second or self._output}:
            macs = conv_macs(separable_parameters(self.kernel, self.width, self.out_channels), side**2)
            answer = Number(value=Fraction(own, macs), places=2, unit="times")
            yield Carried(answer, told, partial(self._over, own, side))

    def _over(self, macs: int, side: int) -> Measurement:
        """Run the separable pair on a map of this side and divide a number of MACs by its."""
        k, c, room = self.kernel, self.width, side + self.kernel - 1
        depthwise = measure.ones(c, c, (k, k), (room, room), groups=c).value
        pointwise = measure.ones(c, self.out_channels, (1, 1), (side, side)).value
        pair = depthwise + pointwise
        return Measurement(Fraction(macs, pair), f"ones through the pair: {pair:,} MACs; {macs:,} of yours over them")
