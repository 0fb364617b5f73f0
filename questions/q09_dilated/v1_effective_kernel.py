from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.q09_dilated.dilations import WIDEST_PLANE, Dilation, Kernel, too_wide
from questions.scenes import Scene
from questions.scenes.heat import compared
from questions.scenes.sampling import sampling
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import (
    effective_kernel,
)
from solvers.layers import Window
from solvers.measure import Measurement


def _stuffed(kernel: int, dilation: int) -> Scene:
    """Run a dilated kernel, and the dense one with zeros in its holes."""
    weight = measure.digits(1, 1, kernel, kernel) + 3
    dense = engine.conv_transpose2d(measure.image([[1]]), weight, dilation=dilation)
    side = dense.shape[-1] + 7
    values = measure.noise(1, 1, side, side, seed=1)
    return compared(
        "holes are zeros",
        ("dilated kernel", measure.plane(engine.conv2d(values, weight, dilation=dilation))),
        (
            f"dense {dense.shape[-2]}×{dense.shape[-1]} kernel, zeros in the holes",
            measure.plane(engine.conv2d(values, dense)),
        ),
    )


class EffectiveKernel(Variant):
    """9.1 Effective kernel."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "K + (K − 1)(D − 1) = D(K − 1) + 1"
    latex: ClassVar[str] = r"K + (K - 1)(D - 1) = D(K - 1) + 1"
    few_draws: ClassVar[int | None] = 36
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "dilation"),
        [
            ("DeepLab-LargeFOV fc6", (3, 12)),
            *(("DeepLab ASPP branch", (3, rate)) for rate in (6, 18, 24)),
            *(("Context module layer", (3, rate)) for rate in (2, 4, 8, 16)),
        ],
    )

    kernel: Annotated[int, Kernel, Draw(2, 3, 3, 5, 7)]
    dilation: Annotated[int, Dilation, Draw(2, 3, 4, 6, 8, 12, 16, 18, 24)]

    @property
    def _layer(self) -> Window:
        return Window(kernel_size=self.kernel, dilation=self.dilation)

    def impossible(self) -> str | None:
        return too_wide(self.kernel, (self.dilation,))

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {self.kernel}×{self.kernel} kernel has dilation {self.dilation}. What is its effective size, as "
            "a side?"
        )

    def answer(self) -> Integer:
        return Integer(value=effective_kernel(self.kernel, self.dilation), unit="pixels")

    def slips(self) -> Iterator[Slip]:
        k, d = self.kernel, self.dilation
        yield Slip(tag="keff.k_times_d", value=k * d, working=f"{k}·{d} = {k * d}")
        yield Slip(
            tag="keff.zeros_counted",
            value=k + (k - 1) * d,
            working=f"{k} + ({k} − 1)·{d} = {k + (k - 1) * d}",
            run=lambda: measure.foot((Window(kernel_size=k, dilation=d + 1),)),
        )
        yield Slip(
            tag="keff.swapped",
            value=effective_kernel(d, k),
            working=f"{k}·({d} − 1) + 1 = {effective_kernel(d, k)}",
            run=lambda: measure.foot((Window(kernel_size=d, dilation=k),)),
        )
        yield Slip(
            tag="keff.k_gaps",
            value=k * d + 1,
            message="Between K taps there are K − 1 gaps, not K.",
            working=f"{k}·{d} + 1 = {k * d + 1}",
        )
        yield Slip(
            tag="keff.missing_plus1",
            value=d * (k - 1),
            message="From the first to the last tap it is D(K − 1) steps: one sample more.",
            working=f"{d}·({k} − 1) = {d * (k - 1)}",
        )
        yield Slip(
            tag="keff.k_plus_d",
            value=k + d,
            message="Every one of the K − 1 gaps widens, each by D − 1.",
            working=f"{k} + {d} = {k + d}",
        )
        yield Slip(
            tag="keff.k_plus_d_minus1",
            value=k + d - 1,
            message="That widens one gap; there are K − 1.",
            working=f"{k} + {d} − 1 = {k + d - 1}",
        )
        half, odd = divmod(d * (k - 1), 2)
        if not odd:
            yield Slip(
                tag="keff.half_span",
                value=half,
                message="D(K − 1)/2 is the padding per side that keeps the size, not the effective kernel.",
                working=f"{d}·({k} − 1)/2 = {half}",
            )
        span = effective_kernel(k, d)
        yield Slip(tag="side.squared", value=span * span, working=f"{span}·{span} = {span * span:,}")

    def steps(self) -> Iterator[str]:
        k, d = self.kernel, self.dilation
        yield f"Between {k} taps: gaps {k} − 1 = {k - 1}, holes in each {d} − 1 = {d - 1}"
        yield f"{k} + {k - 1}·{d - 1} = {effective_kernel(k, d)}"

    def measure(self) -> Measurement:
        return measure.foot((self._layer,))

    def scene(self) -> Scene:
        k, d, span = self.kernel, self.dilation, self.measure().value
        axis = sliding("along an axis", [Ruler("one axis", span + 3, k, dilation=d)])
        if span > WIDEST_PLANE:
            return joined("taps and holes", axis, _stuffed(k, d))
        plain, apart = (measure.window_reads(span, k, dilation=each)[0].tolist() for each in (1, d))
        taps = [[(float(row), float(column)) for row in reads for column in reads] for reads in (plain, apart)]
        closing = f"{len(taps[1])} taps of {span}×{span} samples are read."
        plane = sampling("on the plane", (span, span), taps[0], taps[1], closing=closing)
        return joined("taps and holes", axis, plane, _stuffed(k, d))
