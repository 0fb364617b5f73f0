from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import too_many
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size
from solvers.measure import Measurement

Channels = Field(ge=1, le=512)
NAMES = ("expansion", "depthwise", "projection")


class InvertedResidualDownsampling(Variant):
    """8.6 A MobileNetV2 block at stride 2."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "h = t·c_in: expansion c_in·h·H², depthwise 9·h·O², projection h·c_out·O², O = ⌈H/2⌉"
    latex: ClassVar[str] = (
        r"h = t c_{in}\text{: expansion } c_{in} h H^2 \text{, depthwise } 9 h O^2 \text{, projection } h c_{out} "
        r"O^2, \quad O = \left\lceil \frac{H}{2} \right\rceil"
    )
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "out_channels", "expansion", "size"),
        [
            ("MobileNetV2", (16, 24, 6, 112)),
            ("MobileNetV2", (24, 32, 6, 56)),
            ("MobileNetV2", (32, 64, 6, 28)),
            ("MobileNetV2", (96, 160, 6, 14)),
        ],
    )

    in_channels: Annotated[int, Channels, Draw(8, 16, 24, 32, 48, 64, 96)]
    out_channels: Annotated[int, Channels, Draw(16, 24, 32, 48, 64, 96, 160)]
    expansion: Annotated[int, Field(ge=2, le=12), Draw(2, 3, 4, 6, 6)]
    size: Annotated[int, Field(ge=2, le=256), Draw(7, 14, 15, 28, 56, 112)]

    @property
    def _hidden(self) -> int:
        return self.expansion * self.in_channels

    @property
    def _side(self) -> int:
        """The side of the output."""
        return output_size(self.size, 3, 2, 1)

    def impossible(self) -> str | None:
        return too_many(self._hidden * max(self.in_channels, self.out_channels))

    def excluded(self) -> bool:
        return self.out_channels < self.in_channels or self.out_channels > 3 * self.in_channels

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} MobileNetV2 block at stride 2 takes {count(self.in_channels, 'channel')} of "
            f"{self.size}×{self.size} to {self.out_channels} of {self._side}×{self._side}, with expansion factor "
            f"{self.expansion} and a 3×3 depthwise kernel (padding 1, taps on it counted). How many MACs does each of "
            f"its convolutions take? ({'; '.join(NAMES)})"
        )

    def _macs(self, sides: tuple[int, int, int], hidden: int = 0) -> dict[str, int]:
        """Return the work of the three layers at these sides of their outputs."""
        h = hidden or self._hidden
        weights = (
            conv_parameters(1, 1, self.in_channels, h, bias=False),
            conv_parameters(3, 3, h, h, h, bias=False),
            conv_parameters(1, 1, h, self.out_channels, bias=False),
        )
        return {name: conv_macs(each, side**2) for name, each, side in zip(NAMES, weights, sides, strict=True)}

    @property
    def _right(self) -> dict[str, int]:
        return self._macs((self.size, self._side, self._side))

    def answer(self) -> Parts:
        return Parts(parts={name: Integer(value=macs, unit="MACs") for name, macs in self._right.items()})

    def slips(self) -> Iterator[Slip]:
        c, o, t, h, big, small = (
            self.in_channels,
            self.out_channels,
            self.expansion,
            self._hidden,
            self.size,
            self._side,
        )
        right, early, late = self._right, self._macs((small,) * 3), self._macs((big,) * 3)
        plain = self._macs((big, small, small), c)
        yield Slip(
            tag="expansion.ignored",
            value=plain,
            message="The inside of the block has t times the channels of its input.",
            working=f"{c}·{c}·{big}² = {plain['expansion']:,}; 9·{c}·{small}² = {plain['depthwise']:,}",
        )
        yield Slip(
            tag="v2.stride_too_early",
            value={"expansion": early["expansion"]},
            message="The expansion comes before the stride: it runs at the large size.",
            working=f"{c}·{h}·{small}² = {early['expansion']:,}",
            run=lambda: self._ones(c, h, 1, small).named("expansion"),
        )
        yield Slip(
            tag="stride.ignored",
            value={"depthwise": late["depthwise"], "projection": late["projection"]},
            message="The depthwise layer has the stride: from its output on, the small size counts.",
            working=f"9·{h}·{big}² = {late['depthwise']:,}; {h}·{o}·{big}² = {late['projection']:,}",
            run=lambda: Measurement(
                {
                    "depthwise": self._ones(h, h, 3, big, groups=h).value,
                    "projection": self._ones(h, o, 1, big).value,
                },
                "the block at stride 1",
            ),
        )
        yield Slip(
            tag="mac.input_positions",
            value={"depthwise": late["depthwise"]},
            working=f"9·{h}·{big}² = {late['depthwise']:,}",
        )
        dense = 9 * h * h * small * small
        yield Slip(
            tag="ds.standard_conv",
            value={"depthwise": dense},
            message="That is a dense 3×3; depthwise, each channel has one filter of its own.",
            working=f"9·{h}·{h}·{small}² = {dense:,}",
            run=lambda: self._ones(h, h, 3, big, 2).named("depthwise"),
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value=self._macs((1, 1, 1)),
            working=f"{c}·{h} = {c * h:,}; 9·{h} = {9 * h:,}; {h}·{o} = {h * o:,}",
        )
        yield Slip(
            tag="flops.doubled",
            value={name: 2 * macs for name, macs in right.items()},
            working=f"2·{c}·{h}·{big}² = {2 * right['expansion']:,}",
        )
        yield Slip(
            tag="mac.one_axis",
            value={
                "expansion": right["expansion"] // big,
                "depthwise": right["depthwise"] // small,
                "projection": right["projection"] // small,
            },
            working=f"{c}·{h}·{big} = {right['expansion'] // big:,}; 9·{h}·{small} = {right['depthwise'] // small:,}; "
            f"{h}·{o}·{small} = {right['projection'] // small:,}",
        )
        yield Slip(
            tag="kernel.side_not_area",
            value={"depthwise": right["depthwise"] // 3},
            working=f"3·{h}·{small}² = {right['depthwise'] // 3:,}",
        )
        yield Slip(
            tag="expansion.on_output",
            value={"expansion": c * t * o * big * big},
            message="The expansion factor multiplies the channels of the input, not those of the output.",
            working=f"{c}·{t * o}·{big}² = {c * t * o * big * big:,}",
            run=lambda: self._ones(c, t * o, 1, big).named("expansion"),
        )

        sums = {"expansion": h * big * big, "depthwise": h * small * small, "projection": o * small * small}
        yield Slip(
            tag="mac.bias_counted",
            value={name: right[name] + each for name, each in sums.items()},
            working=f"({c} + 1)·{h}·{big}² = {right['expansion'] + sums['expansion']:,}",
        )

    def steps(self) -> Iterator[str]:
        c, o, h, big, small, macs = (
            self.in_channels,
            self.out_channels,
            self._hidden,
            self.size,
            self._side,
            self._right,
        )
        yield f"Inside: {self.expansion}·{c} = {h} channels; the depthwise layer has the stride: {big} becomes {small}"
        yield f"Expansion, before it: {c}·{h}·{big}² = {macs['expansion']:,}"
        yield f"Depthwise, at its output: 9·{h}·{small}² = {macs['depthwise']:,}"
        yield f"Projection, after it: {h}·{o}·{small}² = {macs['projection']:,}"

    def _ones(self, inputs: int, outputs: int, kernel: int, side: int, stride: int = 1, groups: int = 1) -> Measurement:
        return measure.ones(inputs, outputs, (kernel, kernel), (side, side), stride, kernel // 2, groups=groups)

    def measure(self) -> Measurement:
        """ONES of the three layers, each on the size that the one before it is seen to give."""
        h = self._hidden
        side = measure.square(self.size, 3, 2, (1, 1)).value
        layers = (
            self._ones(self.in_channels, h, 1, self.size),
            self._ones(h, h, 3, self.size, 2, h),
            self._ones(h, self.out_channels, 1, side),
        )
        value = {name: layer.value for name, layer in zip(NAMES, layers, strict=True)}
        return Measurement(value, f"the stride leaves {side}; " + "; ".join(layer.run for layer in layers))

    def scene(self) -> Scene:
        value = self.measure().value
        bars = [*((name, value[name]) for name in NAMES), ("together", sum(value.values()))]
        said = (
            f"A 1×1 on {self.size}×{self.size}.",
            "The stride is here.",
            f"A 1×1 on {self._side}×{self._side}.",
            "There is no shortcut: the sizes differ.",
        )
        return barred("an inverted residual that halves the map", "multiply-adds, ones through ones", bars, said)
