from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from questions.answers import Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.q17_pooling_avoided.pairs import PAIR, Channels, Side
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size
from solvers.measure import Measurement


class Work(Variant):
    """17.2 Work."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "pooled 9·C_in·C_out·H²; strided 9·C_in·C_out·(H/2)²"
    latex: ClassVar[str] = (
        r"\text{pooled } 9 C_{in} C_{out} H^2; \text{ strided } 9 C_{in} C_{out} \left( \frac{H}{2} \right)^2"
    )

    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    size: Annotated[int, Side, Draw(14, 28, 32, 56, 112)]

    def _macs(self, stride: int) -> int:
        weights = conv_parameters(3, 3, self.in_channels, self.out_channels, bias=False)
        return conv_macs(weights, output_size(self.size, 3, stride, 1) ** 2)

    def ask(self) -> str:
        h = self.size
        return (
            f"A 3×3 convolution with padding 1 turns {count(self.in_channels, 'channel')} of {h}×{h} into "
            f"{count(self.out_channels, 'channel')}. How many multiply-adds (MACs) does one image take with stride 1 "
            "and a 2×2 max pool after it, and how many with stride 2 and no pool? Taps on padding count, comparisons "
            "of the pool do not. (pooled; strided)"
        )

    def answer(self) -> Parts:
        values = dict(zip(PAIR, (self._macs(1), self._macs(2)), strict=True))
        return Parts(parts={name: Integer(value=value, unit="MACs") for name, value in values.items()})

    def _ones(self, stride: int) -> Measurement:
        return measure.ones(self.in_channels, self.out_channels, (3, 3), (self.size, self.size), stride, 1)

    def slips(self) -> Iterator[Slip]:
        c, o, h, full, part = self.in_channels, self.out_channels, self.size, self._macs(1), self._macs(2)
        yield Slip(
            tag="strided.same_cost",
            value={"strided": full},
            message="The strided layer computes only every second row and column: a quarter of the positions.",
            working=f"9·{c}·{o}·{h}·{h} = {full:,}",
            run=lambda: Measurement({"strided": self._ones(1).value}, self._ones(1).run),
        )
        yield Slip(
            tag="strided.half_cost",
            value={"strided": full // 2},
            message="Stride 2 acts on both axes: a quarter is left, not half.",
            working=f"{full:,}/2 = {full // 2:,}",
        )
        yield Slip(
            tag="strided.pool_reduces_conv",
            value={"pooled": part},
            message="The pool comes after the work: the convolution has computed every position by then.",
            working=f"{part:,} for the pooled one",
            run=lambda: Measurement({"pooled": self._ones(2).value}, self._ones(2).run),
        )
        weights = 9 * c * o
        yield Slip(
            tag="mac.positions_forgotten",
            value={"pooled": weights, "strided": weights},
            working=f"9·{c}·{o} = {weights:,}",
        )
        yield Slip(
            tag="stride.twice",
            value={"strided": part // 4},
            working=f"{part:,}/2² = {part // 4:,}",
        )
        yield Slip(
            tag="channels.forgotten",
            value={"pooled": full // c, "strided": part // c},
            working=f"9·{o}·{h}·{h} = {full // c:,}, and the strided one {part // c:,}",
        )
        yield Slip(
            tag="flops.doubled",
            value={"pooled": 2 * full, "strided": 2 * part},
            working=f"2·{full:,} = {2 * full:,}; 2·{part:,} = {2 * part:,}",
        )

        slim, biased = full // 3, o * h * h
        strided = o * output_size(h, 3, 2, 1) ** 2
        yield Slip(
            tag="kernel.side_not_area",
            value={"pooled": slim, "strided": part // 3},
            working=f"3·{c}·{o}·{h}·{h} = {slim:,}, and the strided one {part // 3:,}",
        )
        yield Slip(
            tag="mac.bias_counted",
            value={"pooled": full + biased, "strided": part + strided},
            working=f"(9·{c} + 1)·{o}·{h}·{h} = {full + biased:,}, and the strided one {part + strided:,}",
        )
        if h > 2:
            bare = 9 * c * o * output_size(h, 3) ** 2, 9 * c * o * output_size(h, 3, 2) ** 2
            yield Slip(
                tag="pad.ignored",
                value=dict(zip(PAIR, bare, strict=True)),
                working=f"9·{c}·{o}·{h - 2}² = {bare[0]:,}, and the strided one {bare[1]:,}",
            )

    def steps(self) -> Iterator[str]:
        c, o, h, half = self.in_channels, self.out_channels, self.size, output_size(self.size, 3, 2, 1)
        yield f"Weights: 9·{c}·{o} = {9 * c * o:,}, each used once per output position"
        yield f"Stride 1: {h}·{h} = {h * h:,} positions, {self._macs(1):,} MACs; the pool comes after them"
        yield f"Stride 2: {half}·{half} = {half * half:,} positions, {self._macs(2):,} MACs"

    def measure(self) -> Measurement:
        pooled, strided = self._ones(1), self._ones(2)
        return Measurement(
            {"pooled": pooled.value, "strided": strided.value}, f"pooled, {pooled.run}; strided, {strided.run}"
        )

    def scene(self) -> Scene:
        pooled, strided = self._ones(1).value, self._ones(2).value
        macs = [("stride 1, pooled afterwards", pooled), ("stride 2", strided)]
        said = ("", f"{strided / pooled:.1%} of the work: the pool throws away what was computed.")
        return barred("work before a pool, and with stride", "multiply-adds of ones", macs, said)
