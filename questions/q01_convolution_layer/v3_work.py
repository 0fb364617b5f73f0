from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.limits import misfit
from questions.parts.real_layers import real_layers
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, output_size
from solvers.measure import Measurement


class Work(Variant):
    """1.3 Work of one filter."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·C_in·O² with O = ⌊(H − K)/S⌋ + 1"
    latex: ClassVar[str] = r"K^2 C_{in} O^2 \quad\text{with}\quad O = \left\lfloor \frac{H - K}{S} \right\rfloor + 1"
    pool: ClassVar[Pool | None] = real_layers(
        "kernel",
        "in_channels",
        "size",
        "stride",
        where=lambda layer: layer.padding == 0 and layer.groups == 1,
    )

    kernel: Annotated[int, Field(ge=1, le=16), Draw(3, 5, 7)]
    in_channels: Annotated[int, Field(ge=1, le=1024), Draw(1, 3, 16, 32, 64)]
    size: Annotated[int, Field(ge=1, le=1024), Draw(28, 32, 56, 64, 112, 224)]
    stride: Annotated[int, Field(ge=1, le=64), Draw(1, 1, 2)] = 1

    @property
    def _side(self) -> int:
        return output_size(self.size, self.kernel, self.stride)

    def impossible(self) -> str | None:
        return misfit(self.size, self.kernel)

    def ask(self) -> str:
        where = f"{self.network}: one" if self.network else "One"
        k, c, h = self.kernel, self.in_channels, self.size
        channels = "" if c == 1 else f", spanning all {c} channels,"
        return (
            f"{where} {k}×{k} filter{channels} runs over a {c}×{h}×{h} input (C×H×W) with stride "
            f"{self.stride} and no padding. How many multiplications in all?"
        )

    def answer(self) -> Integer:
        return Integer(value=conv_macs(self.kernel**2 * self.in_channels, self._side**2), unit="multiplications")

    def _ones(self, channels: int, size: tuple[int, int], stride: int) -> Measurement:
        return measure.ones(channels, 1, (self.kernel, self.kernel), size, stride)

    def slips(self) -> Iterator[Slip]:
        k, c, h, s, o = self.kernel, self.in_channels, self.size, self.stride, self._side

        def sided(tag: str, side: int, written: str = "") -> Slip:
            work = k * k * c * side * side
            return Slip(tag=tag, value=work, working=f"{k}²·{c}·{written or side}² = {work:,}")

        yield sided("mac.input_positions", h)
        yield Slip(
            tag="channels.forgotten",
            value=k * k * o * o,
            working=f"{k}²·{o}² = {k * k * o * o:,}",
            run=lambda: self._ones(1, (h, h), s),
        )
        yield Slip(tag="kernel.side_not_area", value=k * c * o * o, working=f"{k}·{c}·{o}² = {k * c * o * o:,}")
        dense = output_size(h, k)
        yield Slip(
            tag="stride.ignored",
            value=k * k * c * dense * dense,
            working=f"{k}²·{c}·{dense}² = {k * k * c * dense * dense:,}",
            run=lambda: self._ones(c, (h, h), 1),
        )
        if s > 1:
            yield sided("stride.twice", o // s, f"⌊{o}/{s}⌋")
        yield sided("plus1.missing", (h - k) // s)
        yield sided("round.ceil", -((k - h) // s) + 1)
        if (h - k) % s:
            positions = Fraction(h - k, s) + 1
            yield Slip(
                tag="round.not_rounded",
                value=k * k * c * positions**2,
                working=f"{k}²·{c}·{float(positions):g}² = {float(k * k * c * positions**2):,.10g}",
            )
        if s > 1:
            yield sided("stride.ratio_only", h // s, f"⌊{h}/{s}⌋")
        yield Slip(
            tag="mac.one_axis",
            value=k * k * c * o,
            working=f"{k}²·{c}·{o} = {k * k * c * o:,}",
            run=lambda: self._ones(c, (h, k), s),
        )
        yield Slip(
            tag="mac.one_position",
            value=k * k * c,
            message="That is the work for one output value; there are O² of them.",
            working=f"{k}²·{c} = {k * k * c:,}",
            run=lambda: self._ones(c, (k, k), 1),
        )
        work = 2 * k * k * c * o * o
        yield Slip(
            tag="flops.doubled",
            value=work,
            message="You counted the additions too; the ask wants the multiplications alone.",
            working=f"2·{k}²·{c}·{o}² = {work:,}",
        )
        exact = (2 * k * k * c - 1) * o * o
        yield Slip(
            tag="flops.additions_counted",
            value=exact,
            message="You counted the additions too, n − 1 for n products; the ask wants the multiplications.",
            working=f"(2·{k}²·{c} − 1)·{o}² = {exact:,}",
        )
        yield Slip(
            tag="mac.bias_counted",
            value=(k * k * c + 1) * o * o,
            message="Adding a bias is no multiplication.",
            working=f"({k}²·{c} + 1)·{o}² = {(k * k * c + 1) * o * o:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, h, o = self.kernel, self.in_channels, self.size, self._side
        yield f"Output side: ⌊({h} − {k})/{self.stride}⌋ + 1 = {o}"
        yield f"Positions: {o}² = {o * o:,}"
        yield f"Multiplications at each: {k}²·{c} = {k * k * c:,}"
        yield f"In all: {k * k * c:,}·{o * o:,} = {k * k * c * o * o:,}"

    def measure(self) -> Measurement:
        return self._ones(self.in_channels, (self.size, self.size), self.stride)

    def scene(self) -> Scene:
        k, h = self.kernel, self.size
        ruler = Ruler("one row", h, k, self.stride)
        costs = [
            ("one window", self._ones(self.in_channels, (k, k), 1).value),
            ("a column of windows", self._ones(self.in_channels, (h, k), self.stride).value),
            ("all windows", self.measure().value),
        ]
        return joined(
            f"each window of the {k}×{k} filter costs its taps, on every channel",
            sliding("windows", [ruler]),
            barred("products", "multiplications, all ones in and all-ones weights", costs),
        )
