from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import output_size
from solvers.measure import Measurement


class OutputShape(Variant):
    """7.3 Output shape."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "C_out × O × O with O = ⌊(H − 1 + 2P)/S⌋ + 1"
    latex: ClassVar[str] = (
        r"C_{out} \times O \times O \quad\text{with}\quad O = \left\lfloor \frac{H - 1 + 2P}{S} \right\rfloor + 1"
    )

    in_channels: Annotated[int, Field(ge=1, le=256), Draw(16, 24, 32, 48, 64, 96, 128)]
    out_channels: Annotated[int, Field(ge=1, le=256), Draw(8, 16, 24, 32, 64, 128, 256)]
    size: Annotated[int, Field(ge=1, le=256), Draw(7, 14, 28, 55, 56, 57)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 1, 2)] = 1
    padding: Annotated[int, Field(ge=0, le=16), Draw(0, 0, 1)] = 0

    @property
    def _side(self) -> int:
        return output_size(self.size, 1, self.stride, self.padding)

    def excluded(self) -> bool:
        return self.in_channels == self.out_channels

    def ask(self) -> str:
        return (
            f"A 1×1 convolution, {self.in_channels}→{self.out_channels} channels, stride {self.stride}, padding "
            f"{self.padding}, runs on {self.size}×{self.size}. What is the output's shape (channels, height, width)?"
        )

    def _shape(self, side: int, channels: int | None = None) -> tuple[int, int, int]:
        return (channels or self.out_channels, side, side)

    def answer(self) -> Shape:
        return Shape(value=self._shape(self._side), axes=("channels", "height", "width"))

    def slips(self) -> Iterator[Slip]:
        h, s, p = self.size, self.stride, self.padding
        yield Slip(
            tag="depth.kept_input",
            value=self._shape(self._side, self.in_channels),
            message="The output's depth is the number of filters.",
            working=f"{count(self.in_channels, 'channel')} kept",
            run=lambda: self._run(channels=self.in_channels),
        )
        yield Slip(
            tag="k1.collapses",
            value=self._shape(1),
            message="1×1 is the size of the kernel, not of the output.",
            working=f"{self.out_channels}×1×1",
        )
        yield Slip(
            tag="pad.assumed_none",
            value=self._shape(output_size(h, 1, s)),
            message="Padding is added under a 1×1 kernel too: a rim that holds only the bias.",
            working=f"⌊({h} − 1)/{s}⌋ + 1 = {output_size(h, 1, s)}",
            run=lambda: self._run(padding=0),
        )
        yield Slip(
            tag="stride.ignored",
            value=self._shape(output_size(h, 1, 1, p)),
            working=f"{h} + 2·{p} = {h + 2 * p}",
            run=lambda: self._run(stride=1),
        )
        yield Slip(
            tag="round.floor_ratio",
            value=self._shape((h + 2 * p) // s),
            message="The first pixel is always taken: ⌊(H + 2P − 1)/S⌋ + 1.",
            working=f"⌊{h + 2 * p}/{s}⌋ = {(h + 2 * p) // s}",
        )

        if (h - 1 + 2 * p) % s:
            side = Fraction(h - 1 + 2 * p, s) + 1
            yield Slip(
                tag="round.not_rounded",
                value=(self.out_channels, side, side),
                working=f"({h} − 1 + 2·{p})/{s} + 1 = {float(side):,.10g}",
            )
        yield Slip(
            tag="pad.single",
            value=self._shape(output_size(h + p, 1, s)),
            working=f"⌊({h} − 1 + {p})/{s}⌋ + 1 = {output_size(h + p, 1, s)}",
        )

    def steps(self) -> Iterator[str]:
        h, s, p = self.size, self.stride, self.padding
        yield f"Depth: one map per filter, {self.out_channels}"
        yield f"Side: ⌊({h} − 1 + 2·{p})/{s}⌋ + 1 = {self._side}"

    def _run(self, channels: int | None = None, **changed: int) -> Measurement:
        settings: dict[str, Any] = {"stride": self.stride, "padding": self.padding, **changed}
        weight = measure.zeros(channels or self.out_channels, self.in_channels, 1, 1)
        output = engine.conv2d(measure.zeros(1, self.in_channels, self.size, self.size), weight, None, **settings)
        return Measurement(output.shape[1:], f"conv2d with weights {weight.shape} gave {output.shape}")

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        ruler = Ruler("one row", self.size, 1, self.stride, (self.padding, self.padding))
        return sliding(f"kernel 1, stride {self.stride}, padding {self.padding}; in every channel", [ruler])
