from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from questions.answers import Number, Parts, Percent
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import counted
from questions.parts.separable import multiply_adds, separable, standard
from questions.parts.signs import equals, equals_percent, percent
from questions.q20_efficiency.ratios import Channels, Kernel, measured_ratio
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.story import joined, last_of
from questions.slips import Slip
from solvers.arithmetic import separable_ratio
from solvers.layers import Weights
from solvers.measure import Measurement


class ExactRatio(Variant):
    """20.1 Exact ratio."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "1/C_out + 1/K², and its reciprocal"
    latex: ClassVar[str] = r"\frac{1}{C_{out}} + \frac{1}{K^2} \text{, and its reciprocal}"
    few_draws: ClassVar[int | None] = 30

    kernel: Annotated[int, Kernel, Draw(3, 3, 3, 5, 7)]
    out_channels: Annotated[int, Channels, Draw(16, 24, 32, 64, 96, 128, 256, 512, 728, 1024)]

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} convolution with {count(self.out_channels, 'output channel')}, stride 1, "
            "is replaced by a depthwise separable one, no biases. What percent of its MACs is left, and by what "
            "factor do they shrink, each to 2 decimals? (percent; factor)"
        )

    def _value(self, ratio: Fraction) -> dict[str, Fraction]:
        return {"percent": 100 * ratio, "factor": 1 / ratio}

    def answer(self) -> Parts:
        value = self._value(separable_ratio(self.kernel, self.out_channels))
        return Parts(
            parts={
                "percent": Percent(value=value["percent"], places=2),
                "factor": Number(value=value["factor"], places=2, unit="times"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, o = self.kernel, self.out_channels
        depthwise, pointwise = separable(k, 4, o)
        dense = standard(k, 4, o)

        def slip(tag: str, ratio: Fraction, working: str, message: str, layer: Weights | None = None) -> Slip:
            value = self._value(ratio)
            working = f"{working} {equals_percent(ratio)}; its reciprocal {equals(1 / ratio)}"
            if layer is None:
                return Slip(tag=tag, value=value, message=message, working=working)
            return Slip(tag=tag, value=value, message=message, working=working, run=lambda: only(layer))

        def only(layer: Weights) -> Measurement:
            left = Fraction(counted((layer,)).value, counted((dense,)).value)
            return Measurement(self._value(left), f"{layer.name} alone against standard: {percent(left)}")

        yield slip(
            "ds.ratio_1_over_k2",
            Fraction(1, k * k),
            f"1/{k}²",
            "1/K² is the pointwise part, the limit for wide outputs; the depthwise layer adds 1/C_out.",
            pointwise,
        )
        yield slip(
            "ds.ratio_1_over_cout",
            Fraction(1, o),
            f"1/{o}",
            "1/C_out is the depthwise part; the pointwise layer adds 1/K².",
            depthwise,
        )
        ratio = separable_ratio(k, o)
        yield Slip(
            tag="ratio.saved",
            value=self._value(1 - ratio),
            working=f"1 − {percent(ratio)} = {percent(1 - ratio)}; its reciprocal {equals(1 / (1 - ratio))}",
        )
        yield Slip(
            tag="ratio.inverted",
            value={"factor": ratio},
            message="The MACs shrink by the factor old over new, which is larger than 1.",
            working=f"new over old {equals(ratio)}",
        )
        yield Slip(
            tag="ratio.how_many_more",
            value={"factor": 1 / ratio - 1},
            message="That is how many times more the standard layer takes; the factor is one more.",
            working=f"1/({percent(ratio)}) − 1 {equals(1 / ratio - 1)}",
        )
        yield slip("ds.ratio_product", Fraction(1, o * k * k), f"1/({o}·{k}²)", "The two layers' shares add.")
        yield slip(
            "ds.ratio_1_over_k", Fraction(1, o) + Fraction(1, k), f"1/{o} + 1/{k}", "A K×K kernel has K² taps: 1/K²."
        )

    def steps(self) -> Iterator[str]:
        k, o = self.kernel, self.out_channels
        ratio = separable_ratio(k, o)
        yield f"Depthwise over standard: K²·C_in/(K²·C_in·C_out) = 1/{o}"
        yield f"Pointwise over standard: C_in·C_out/(K²·C_in·C_out) = 1/{k * k}"
        yield f"1/{o} + 1/{k * k} = {ratio} {equals_percent(ratio)}"
        yield f"Factor: {1 / ratio} {equals(1 / ratio)}"

    def measure(self) -> Measurement:
        pair, dense = separable(self.kernel, 4, self.out_channels), standard(self.kernel, 4, self.out_channels)
        side = self.kernel
        macs = sum(multiply_adds(layer, side) for layer in pair), multiply_adds(dense, side)
        run = f"ones through ones, 4 channels of {side}×{side}: pair {macs[0]:,}, standard {macs[1]:,}"
        return Measurement(self._value(Fraction(*macs)), run)

    def scene(self) -> Scene:
        widths = sorted({16, 32, 64, 128, 256, 512, 1024, self.out_channels})
        scenes = []
        for kernel in dict.fromkeys((self.kernel, 3, 5, 7)):
            factors = [(f"C_out {width}", float(1 / measured_ratio(kernel, width))) for width in widths]
            label = f"weights of a {kernel}×{kernel}: how many times fewer"
            here = f"C_out {self.out_channels}" if kernel == self.kernel else ""
            bars = barred("", label, factors, here=here, decimals=2)
            scenes.append(bars if kernel == self.kernel else last_of(bars))
        return joined("the saving grows with the width, towards K²", *scenes[1:], scenes[0])
