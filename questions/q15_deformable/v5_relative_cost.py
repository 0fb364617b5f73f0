from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from questions.answers import Percent
from questions.drawing import Draw
from questions.model import Level
from questions.q15_deformable.offsets import Channels, OffsetGroups, Predicted, channels
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, offset_channels
from solvers.measure import Measurement


class RelativeCost(Predicted):
    """15.5 Relative cost."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "100·18·G/C_out percent for G offset groups; with a mask 100·27·G/C_out"
    latex: ClassVar[str] = (
        r"\frac{100 \cdot 18 G}{C_{out}} \text{ percent for } G \text{ offset groups; with a mask } \frac{100 "
        r"\cdot 27 G}{C_{out}}"
    )

    in_channels: Annotated[Channels, Draw(64, 96, 128, 192, 256, 384, 512)]
    out_channels: Annotated[Channels, Draw(64, 96, 128, 192, 256, 384, 512)]
    masked: Annotated[bool, Draw(False, True)]
    offset_groups: OffsetGroups = 1

    def impossible(self) -> str | None:
        if self.in_channels % self.offset_groups:
            return f"{self.offset_groups} offset groups do not divide {self.in_channels} channels"
        return None

    def excluded(self) -> bool:
        hundredths = 100 * self._share(self._outputs(), self.out_channels)
        return hundredths.denominator == 2  # a tie may be rounded either way

    def ask(self) -> str:
        return (
            f"A 3×3 deformable convolution, {self.in_channels}→{self.out_channels} channels, has {self._layer}; a 3×3 "
            f"convolution predicts the {self._what} at every output position. What are the "
            "predictor's MACs in percent of the main convolution's (2 decimals; bilinear sampling not counted)?"
        )

    def _share(self, outputs: int, of: int) -> Fraction:
        predictor, main = (
            conv_macs(conv_parameters(3, 3, self.in_channels, filters, bias=False), 1) for filters in (outputs, of)
        )
        return Fraction(100 * predictor, main)

    def _outputs(self, masked: bool | None = None) -> int:
        return offset_channels(3, 3, self.offset_groups, self.masked if masked is None else masked)

    def answer(self) -> Percent:
        return Percent(value=self._share(self._outputs(), self.out_channels), places=2)

    def slips(self) -> Iterator[Slip]:
        c, o, outputs = self.in_channels, self.out_channels, self._outputs()
        yield Slip(
            tag="offset.free",
            value=0,
            message="Offsets are not free: a convolution predicts them.",
            working="no MACs counted for the predictor",
        )
        yield Slip(
            tag="offset.doubles",
            value=100,
            message=f"The predictor is a 3×3 convolution of the same input, but with {outputs} outputs, not C_out.",
            working=f"{o}/{o} = 100%",
            run=lambda: self._run(predictor=o),
        )
        other = self._outputs(masked=not self.masked)
        yield self._mask_slip(
            self._share(other, o),
            f"{other}/{o}",
            lambda: self._run(predictor=channels((3, 3), self.offset_groups, not self.masked).value),
        )
        single = (self._each - 1) * 9 * self.offset_groups
        yield Slip(
            tag="offset.one_per_tap",
            value=self._share(single, o),
            working=f"{single}/{o}",
            run=lambda: self._run(predictor=single),
        )
        yield Slip(
            tag="offset.over_cin",
            value=self._share(outputs, c),
            message="C_in cancels: both layers have 9·C_in products per output. Divide by C_out.",
            working=f"{outputs}/{c}",
            run=lambda: self._run(main=c),
        )
        yield Slip(
            tag="offset.of_both",
            value=self._share(outputs, o + outputs),
            message="That is the predictor's part of the whole; the ask is for its percent of the main convolution.",
            working=f"{outputs}/({o} + {outputs})",
        )
        yield Slip(
            tag="offset.with_main",
            value=100 + self._share(outputs, o),
            message="That is both layers in percent of the main convolution; the predictor alone is asked for.",
            working=f"({o} + {outputs})/{o}",
        )
        yield Slip(tag="ratio.inverted", value=self._share(o, outputs), working=f"{o}/{outputs}")

        small = self._share(outputs, 9 * o)
        yield Slip(
            tag="offset.1x1_predictor",
            value=small,
            message="The predictor is 3×3 here, as the main convolution is: the 9 taps cancel.",
            working=f"{outputs}/(9·{o})",
        )
        yield Slip(
            tag="ratio.factor_for_percent",
            value=self._share(o, outputs) / 100,
            message="That is how many times the predictor's MACs the main convolution takes; the ask is for percent.",
            working=f"{o}/{outputs}",
        )

    def steps(self) -> Iterator[str]:
        c, o, outputs = self.in_channels, self.out_channels, self._outputs()
        yield f"Predictor's output channels: {self._each}·9·{self.offset_groups} = {outputs}"
        yield f"Predictor, per position: 9·{c}·{outputs} = {9 * c * outputs:,} MACs"
        yield f"Main convolution, per position: 9·{c}·{o} = {9 * c * o:,} MACs"
        yield f"{9 * c * outputs:,}/{9 * c * o:,} = {outputs}/{o} ≈ {self.answer().shown}"

    def _macs(self, filters: int) -> Measurement:
        return measure.ones(self.in_channels, filters, (3, 3), (2, 2), padding=1)

    def _run(self, predictor: int = 0, main: int = 0) -> Measurement:
        wanted = predictor or channels((3, 3), self.offset_groups, self.masked).value
        one, other = self._macs(wanted).value, self._macs(main or self.out_channels).value
        return Measurement(Fraction(100 * one, other), f"all ones on a 2×2 map: predictor {one:,} MACs, main {other:,}")

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        wanted = channels((3, 3), self.offset_groups, self.masked)
        predictor, main = self._macs(wanted.value).value, self._macs(self.out_channels).value
        macs = [(f"predictor of {wanted.value} channels", predictor), ("main convolution", main)]
        said = ("", f"The predictor takes {100 * predictor / main:.2f} % of that.")
        return barred("two convolutions of one input", "multiply-adds of ones on a 2×2 map", macs, said)
