from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.limits import too_many
from questions.q09_dilated.dilations import Dilation, Kernel, too_wide
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    conv_parameters,
    effective_kernel,
)
from solvers.layers import Window
from solvers.measure import Measurement

Channels = Field(ge=1, le=4096)


MOST = 1 << 24
"""Weights of one filter, or of all dilated ones, that are still counted here."""


class WeightCount(Variant):
    """9.6 Weights."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "dilated K²·C_in·C_out; undilated (D(K − 1) + 1)²·C_in·C_out"
    latex: ClassVar[str] = (
        r"\text{dilated } K^2 C_{in} C_{out}; \text{ undilated } \left( D(K - 1) + 1 \right)^2 C_{in} C_{out}"
    )
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "dilation", "in_channels", "out_channels"),
        [
            ("DeepLab-LargeFOV fc6", (3, 12, 512, 1024)),
            *((f"DeepLabv3 ASPP, rate {rate}", (3, rate, 2048, 256)) for rate in (6, 12, 18)),
            *((f"Context module, dilation {rate}", (3, rate, 21, 21)) for rate in (2, 4, 8, 16)),
        ],
    )

    kernel: Annotated[int, Kernel, Draw(3, 3, 5)]
    dilation: Annotated[int, Dilation, Draw(2, 3, 4, 6, 12)]
    in_channels: Annotated[int, Channels, Draw(64, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(64, 128, 256, 512)]

    @property
    def _channels(self) -> int:
        """Pairs of an input and an output channel."""
        return self.in_channels * self.out_channels

    def impossible(self) -> str | None:
        weights = max(
            self.kernel**2 * self._channels,
            (effective_kernel(self.kernel, self.dilation + 1)) ** 2 * self.in_channels,
        )
        return too_many(weights, MOST) or too_wide(self.kernel, (self.dilation,))

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {self.kernel}×{self.kernel} convolution, {self.in_channels}→{self.out_channels} channels, "
            f"dilation {self.dilation}, without bias. How many weights does it have, and how many would an undilated "
            "one that spans as much have? (dilated; undilated)"
        )

    def answer(self) -> Parts:
        def weights(kernel: int) -> int:
            return conv_parameters(kernel, kernel, self.in_channels, self.out_channels, bias=False)

        return Parts(
            parts={
                "dilated": Integer(value=weights(self.kernel), unit="weights"),
                "undilated": Integer(value=weights(effective_kernel(self.kernel, self.dilation)), unit="weights"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, d, c, o, pairs = self.kernel, self.dilation, self.in_channels, self.out_channels, self._channels
        span, wider = effective_kernel(k, d), effective_kernel(k, d + 1)

        def worked(side: int) -> str:
            return f"{side}²·{c}·{o} = {side**2 * pairs:,}"

        yield Slip(
            tag="dilation.adds_params",
            value={"dilated": span**2 * pairs},
            message="The holes hold no weights.",
            working=worked(span),
            run=lambda: Measurement({"dilated": self._spanning(d).value}, self._spanning(d).run),
        )
        yield Slip(
            tag="dilation.times_d",
            value={"dilated": k * k * d * pairs},
            message="Dilation adds no weights.",
            working=f"{k}²·{d}·{c}·{o} = {k * k * d * pairs:,}",
        )
        yield Slip(
            tag="dilation.times_d_squared",
            value={"dilated": (k * d) ** 2 * pairs},
            message="Dilation adds no weights.",
            working=worked(k * d),
        )
        gaps = d * (k - 1)
        yield Slip(
            tag="keff.missing_plus1",
            value={"undilated": gaps**2 * pairs},
            message="D(K − 1) is the distance from the first tap to the last; they span one sample more.",
            working=worked(gaps),
        )
        yield Slip(tag="keff.k_times_d", value={"undilated": (k * d) ** 2 * pairs}, working=worked(k * d))
        yield Slip(
            tag="keff.zeros_counted",
            value={"undilated": wider**2 * pairs},
            working=worked(wider),
            run=lambda: Measurement({"undilated": self._spanning(d + 1).value}, self._spanning(d + 1).run),
        )
        yield Slip(
            tag="kernel.side_not_area",
            value={"dilated": k * pairs, "undilated": span * pairs},
            working=f"{k}·{c}·{o} = {k * pairs:,}; {span}·{c}·{o} = {span * pairs:,}",
        )
        yield Slip(
            tag="bias.counted",
            value={"dilated": k * k * pairs + o, "undilated": span * span * pairs + o},
            working=f"{k}²·{c}·{o} + {o} = {k * k * pairs + o:,}; {span}²·{c}·{o} + {o} = {span * span * pairs + o:,}",
            run=lambda: self._counted(bias=True),
        )

    def steps(self) -> Iterator[str]:
        k, d, c, o, pairs = self.kernel, self.dilation, self.in_channels, self.out_channels, self._channels
        span = effective_kernel(k, d)
        yield f"Dilation adds no weights: {k}·{k}·{c}·{o} = {k * k * pairs:,}"
        yield f"It spans {d}·({k} − 1) + 1 = {span} samples"
        yield f"Undilated: {span}·{span}·{c}·{o} = {span * span * pairs:,}"

    def _spanning(self, dilation: int, bias: bool = False) -> Measurement:
        """COUNT the weights of an undilated layer as wide as a dilated one is seen to be, filter by filter."""
        span = measure.foot((Window(kernel_size=self.kernel, dilation=dilation),)).value
        one = measure.count(measure.parameters(self.in_channels, 1, (span, span), bias=bias)).value
        run = f"an undilated {span}×{span} filter has {one:,} weights, {self.out_channels} filters"
        return Measurement(one * self.out_channels, run)

    def _counted(self, bias: bool = False) -> Measurement:
        side = (self.kernel, self.kernel)
        arrays = measure.parameters(self.in_channels, self.out_channels, side, bias=bias)
        span = measure.foot((Window(kernel_size=self.kernel, dilation=self.dilation),)).value
        measure.same_arrays(arrays, 1, (span,), dilation=self.dilation)
        few, many = measure.count(arrays), self._spanning(self.dilation, bias)
        run = f"{few.run}, run with dilation {self.dilation}; {many.run}"
        return Measurement({"dilated": few.value, "undilated": many.value}, run)

    def measure(self) -> Measurement:
        return self._counted()

    def scene(self) -> Scene:
        arrays = measure.parameters(self.in_channels, self.out_channels, (self.kernel, self.kernel), bias=False)
        pictures = [Counted(name, array, "filter") for name, array in arrays.items()]
        return counting("the weights, whatever the dilation", pictures, self._spanning(self.dilation).run)
