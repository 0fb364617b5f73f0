from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts, Percent
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.arrays import counted
from questions.parts.limits import too_many
from questions.parts.separable import multiply_adds, separable, standard
from questions.parts.signs import equals, equals_percent, percent
from questions.q08_depthwise_separable.published import UNSTRIDED, Channels, Kernel
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers.arithmetic import conv_macs, separable_parameters, separable_ratio
from solvers.layers import Table, Weights
from solvers.measure import Measurement

Side = Field(ge=1, le=256)


class Work(Variant):
    """8.2 Multiply-adds and ratio."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "MACs (K²·C_in + C_in·C_out)·H², ratio 1/C_out + 1/K²"
    latex: ClassVar[str] = (
        r"\text{MACs } \left( K^2 C_{in} + C_{in} C_{out} \right) H^2, \quad \text{ratio } \frac{1}{C_{out}} + "
        r"\frac{1}{K^2}"
    )
    pool: ClassVar[Pool | None] = UNSTRIDED

    kernel: Annotated[int, Kernel, Draw(3, 3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256, 512, 1024)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 128, 256, 512, 1024)]
    size: Annotated[int, Side, Draw(7, 14, 28, 56, 112)]

    @property
    def _layers(self) -> Table:
        return separable(self.kernel, self.in_channels, self.out_channels)

    @property
    def _standard(self) -> Weights:
        return standard(self.kernel, self.in_channels, self.out_channels)

    def impossible(self) -> str | None:
        return too_many(self.kernel**2 * self.in_channels * self.out_channels)

    def excluded(self) -> bool:
        return self.kernel > self.size or max(self.in_channels, self.out_channels) * self.size**2 > 1 << 20

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} depthwise separable {self.kernel}×{self.kernel} convolution, "
            f"{self.in_channels}→{self.out_channels} channels, runs on a {self.size}×{self.size} map with stride 1 and "
            "same padding (taps on it counted). How many MACs does it take, and what percent of the standard "
            "convolution's is that, to 2 decimals? (MACs; percent)"
        )

    def _value(self, macs: int | None = None, share: Fraction | None = None) -> dict[str, int | Fraction]:
        parts = {"MACs": macs, "percent": None if share is None else 100 * share}
        return {name: value for name, value in parts.items() if value is not None}

    def answer(self) -> Parts:
        macs = conv_macs(separable_parameters(self.kernel, self.in_channels, self.out_channels), self.size**2)
        share = separable_ratio(self.kernel, self.out_channels)
        return Parts(parts={"MACs": Integer(value=macs, unit="MACs"), "percent": Percent(value=100 * share, places=2)})

    def slips(self) -> Iterator[Slip]:
        k, c, o, h = self.kernel, self.in_channels, self.out_channels, self.size
        weights, ratio = separable_parameters(k, c, o), separable_ratio(k, o)
        depthwise, pointwise = self._layers
        yield Slip(
            tag="ds.ratio_1_over_k2",
            value=self._value(share=Fraction(1, k * k)),
            message="1/K² is the pointwise part, the limit for wide outputs; the depthwise layer adds 1/C_out.",
            working=f"1/{k}² {equals_percent(Fraction(1, k * k))}",
        )
        yield Slip(
            tag="ds.ratio_1_over_cin",
            value=self._value(share=separable_ratio(k, c)),
            message="C_in cancels; C_out remains.",
            working=f"1/{c} + 1/{k}² {equals_percent(separable_ratio(k, c))}",
        )
        yield Slip(
            tag="ds.depthwise_only",
            value=self._value(k * k * c * h * h, Fraction(1, o)),
            message="The pointwise layer is missing.",
            working=f"{k}·{k}·{c}·{h}² = {k * k * c * h * h:,}; 1/{o} {equals_percent(Fraction(1, o))}",
            run=lambda: self._measured((depthwise,)),
        )
        yield Slip(
            tag="ds.pointwise_only",
            value=self._value(c * o * h * h, Fraction(1, k * k)),
            working=f"{c}·{o}·{h}² = {c * o * h * h:,}; 1/{k}² {equals_percent(Fraction(1, k * k))}",
            run=lambda: self._measured((pointwise,)),
        )
        slim, share = k * c + c * o, Fraction(1, o) + Fraction(1, k)
        yield Slip(
            tag="kernel.side_not_area",
            value=self._value(slim * h * h, share),
            working=f"({k}·{c} + {c}·{o})·{h}² = {slim * h * h:,}; 1/{o} + 1/{k} {equals_percent(share)}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value=self._value(weights),
            working=f"{k}·{k}·{c} + {c}·{o} = {weights:,}",
            run=lambda: counted(self._layers).named("MACs"),
        )
        yield Slip(tag="mac.one_axis", value=self._value(weights * h), working=f"{weights:,}·{h} = {weights * h:,}")
        yield Slip(
            tag="ds.standard_conv",
            value=self._value(k * k * c * o * h * h),
            working=f"{k}·{k}·{c}·{o}·{h}² = {k * k * c * o * h * h:,}",
            run=lambda: Measurement({"MACs": multiply_adds(self._standard, h)}, "the standard layer"),
        )
        yield Slip(
            tag="ratio.inverted",
            value=self._value(share=1 / ratio),
            working=f"1/({percent(ratio)}) {equals_percent(1 / ratio)}",
        )
        yield Slip(
            tag="ratio.factor_for_percent",
            value=self._value(share=1 / (100 * ratio)),
            message="That is the factor by which the MACs shrink; the ask is what percent is left.",
            working=f"1/({percent(ratio)}) {equals(1 / ratio)}",
        )
        yield Slip(
            tag="ratio.saved",
            value=self._value(share=1 - ratio),
            message="That is what is saved; the ask is what is left.",
            working=f"100% − {percent(ratio)} {equals_percent(1 - ratio)}",
        )

        thick = standard(k, c, c), pointwise
        macs = (k * k * c + o) * c * h * h
        share = Fraction(macs, k * k * c * o * h * h)
        yield Slip(
            tag="ds.dense_depthwise",
            value=self._value(macs, share),
            working=f"({k}·{k}·{c}·{c} + {c}·{o})·{h}² = {macs:,}",
            run=lambda: self._measured(thick),
        )
        biased = (weights + c + o) * h * h
        yield Slip(
            tag="mac.bias_counted",
            value=self._value(biased),
            working=f"({weights:,} + {c} + {o})·{h}² = {biased:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, o, h = self.kernel, self.in_channels, self.out_channels, self.size
        weights = separable_parameters(k, c, o)
        yield f"Weights: {k}·{k}·{c} + {c}·{o} = {weights:,}"
        yield f"Each is used at {h}·{h} positions: {weights:,}·{h * h:,} = {weights * h * h:,} MACs"
        yield f"Divide by {k}·{k}·{c}·{o}·{h}²: C_in and the positions cancel, 1/C_out + 1/K² is left"
        yield f"1/{o} + 1/{k * k} {equals_percent(separable_ratio(k, o))}"

    def _measured(self, layers: Table) -> Measurement:
        macs = sum(multiply_adds(layer, self.size) for layer in layers)
        dense = multiply_adds(self._standard, self.size)
        run = f"ones through ones: {' and '.join(layer.name for layer in layers)} {macs:,}, standard {dense:,}"
        return Measurement(self._value(macs, Fraction(macs, dense)), run)

    def measure(self) -> Measurement:
        return self._measured(self._layers)

    def scene(self) -> Scene:
        depthwise, pointwise, dense = (multiply_adds(layer, self.size) for layer in (*self._layers, self._standard))
        macs = [
            ("depthwise", depthwise),
            ("pointwise", pointwise),
            ("together", depthwise + pointwise),
            ("standard", dense),
        ]
        ratio = percent(Fraction(depthwise + pointwise, dense))
        said = ("", "", "", f"The separable pair does {ratio} of its work.")
        return barred("separable against standard", f"multiply-adds of ones, {self.size}×{self.size}", macs, said)
