from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Pool, Stream
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import misfit
from questions.parts.real_layers import real_layers
from questions.q16_cost.ranges import Channels, Kernel
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size, same_padding, tap_uses
from solvers.measure import Measurement

Side = Field(ge=1, le=1024)


class ConvWork(Variant):
    """16.1 MACs of a convolution."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·C_in·C_out·O², O the output's side"
    latex: ClassVar[str] = r"K^2 C_{in} C_{out} O^2, \quad O \text{ the output's side}"
    pool: ClassVar[Pool | None] = real_layers(
        "in_channels", "out_channels", "kernel", "stride", "padding", "size", where=lambda layer: layer.groups == 1
    )

    in_channels: Annotated[int, Channels, Draw(3, 16, 32, 64, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 128, 256, 512)]
    kernel: Annotated[int, Kernel, Draw(1, 3, 3, 5, 7)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 1, 2)] = 1
    padding: Annotated[int, Field(ge=0, le=16)] = 0
    size: Annotated[int, Side, Draw(14, 28, 32, 56, 112, 224)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a layer with the padding that keeps the size at stride 1."""
        drawn = super().numbers(stream)
        return {**drawn, "padding": same_padding(drawn["kernel"])}

    def impossible(self) -> str | None:
        return misfit(self.size, self.kernel, self.padding)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} convolution with kernel {self.kernel}×{self.kernel}, stride {self.stride} and padding "
            f"{self.padding} takes {count(self.in_channels, 'channel')} of {self.size}×{self.size} to "
            f"{count(self.out_channels, 'channel')}. How many multiply-adds (MACs) does one image take, taps on "
            "padding included?"
        )

    @property
    def _output(self) -> int:
        return output_size(self.size, self.kernel, self.stride, self.padding)

    @property
    def _weights(self) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=False)

    def answer(self) -> Integer:
        return Integer(value=conv_macs(self._weights, self._output**2), unit="MACs")

    def slips(self) -> Iterator[Slip]:
        k, c, o, side, weights = self.kernel, self.in_channels, self.out_channels, self._output, self._weights
        macs = conv_macs(weights, side**2)
        yield Slip(
            tag="mac.input_positions",
            value=conv_macs(weights, self.size**2),
            working=f"{k}²·{c}·{o}·{self.size}² = {conv_macs(weights, self.size**2):,}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value=weights,
            working=f"{k}²·{c}·{o} = {weights:,}",
            run=lambda: measure.ones(c, o, (k, k), (k, k)),
        )
        fewer = Fraction(macs, self.stride**2)
        yield Slip(
            tag="stride.twice",
            value=int(fewer) if fewer.denominator == 1 else fewer,
            working=f"{k}²·{c}·{o}·{side}²/{self.stride}² = {float(fewer):,.12g}",
        )
        yield Slip(
            tag="mac.bias_counted",
            value=macs + o * side**2,
            working=f"({k}²·{c} + 1)·{o}·{side}² = {macs + o * side**2:,}",
        )
        inside = sum(tap_uses(self.size, k, tap, self.stride, self.padding) for tap in range(k))
        yield Slip(
            tag="mac.padding_skipped",
            value=c * o * inside**2,
            working=f"along an axis taps meet a sample {inside} times: {c}·{o}·{inside}² = {c * o * inside**2:,}",
            run=self._on_samples_alone,
        )
        if self.size >= k:
            bare = output_size(self.size, k, self.stride)
            yield Slip(
                tag="pad.ignored",
                value=conv_macs(weights, bare**2),
                working=f"{k}²·{c}·{o}·{bare}² = {conv_macs(weights, bare**2):,}",
                run=lambda: measure.ones(c, o, (k, k), (self.size, self.size), self.stride),
            )
        if self.size + self.padding >= k:
            lopsided = output_size(self.size + self.padding, k, self.stride)
            yield Slip(
                tag="pad.single",
                value=conv_macs(weights, lopsided**2),
                working=f"{k}²·{c}·{o}·{lopsided}² = {conv_macs(weights, lopsided**2):,}",
                run=lambda: measure.ones(c, o, (k, k), (self.size, self.size), self.stride, ((self.padding, 0),) * 2),
            )
        more = -(-(self.size + 2 * self.padding - k) // self.stride) + 1
        for tag, wrong in (("round.ceil", more), ("plus1.missing", side - 1)):
            yield Slip(
                tag=tag,
                value=conv_macs(weights, wrong**2),
                working=f"{k}²·{c}·{o}·{wrong}² = {conv_macs(weights, wrong**2):,}",
            )
        yield Slip(tag="flops.doubled", value=2 * macs, working=f"2·{k}²·{c}·{o}·{side}² = {2 * macs:,}")
        exactly = 2 * macs - o * side**2
        yield Slip(
            tag="flops.additions_counted",
            value=exactly,
            message="Those are the multiplications and additions, 2n − 1 for n products; the ask wants MACs.",
            working=f"(2·{k}²·{c} − 1)·{o}·{side}² = {exactly:,}",
        )
        yield Slip(
            tag="mac.parameters",
            value=weights + o,
            message="Those are the layer's parameters; each weight is used at every output position.",
            working=f"{k}²·{c}·{o} + {o} = {weights + o:,}",
            run=lambda: measure.count(measure.parameters(c, o, (k, k))),
        )
        yield Slip(
            tag="channels.forgotten",
            value=macs // c,
            working=f"{k}²·{o}·{side}² = {macs // c:,}",
            run=lambda: measure.ones(1, o, (k, k), (self.size, self.size), self.stride, self.padding),
        )
        yield Slip(tag="kernel.side_not_area", value=macs // k, working=f"{k}·{c}·{o}·{side}² = {macs // k:,}")
        yield Slip(
            tag="mac.one_axis",
            value=macs // side,
            working=f"{k}²·{c}·{o}·{side} = {macs // side:,}",
            run=lambda: measure.ones(c, o, (k, k), (k, self.size), self.stride, ((0, 0), (self.padding, self.padding))),
        )

    def steps(self) -> Iterator[str]:
        k, c, o, side = self.kernel, self.in_channels, self.out_channels, self._output
        yield f"Output side: ⌊({self.size} − {k} + 2·{self.padding})/{self.stride}⌋ + 1 = {side}"
        yield f"Weights: {k}·{k}·{c}·{o} = {self._weights:,}"
        yield f"Each is used at {side}·{side} = {side**2:,} positions: {conv_macs(self._weights, side**2):,}"

    def measure(self) -> Measurement:
        k, h = self.kernel, self.size
        return measure.ones(self.in_channels, self.out_channels, (k, k), (h, h), self.stride, self.padding)

    def _on_samples_alone(self) -> Measurement:
        uses = measure.tap_uses((self.size, self.size), self.kernel, self.stride, self.padding)
        pairs = self.in_channels * self.out_channels
        total = int(uses.sum())
        return Measurement(total * pairs, f"products with pixels of one pair of channels: {total:,}; times {pairs:,}")

    def scene(self) -> Scene:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        side = measure.square(self.size, k, self.stride, (self.padding, self.padding)).value
        macs = [
            ("one filter, one window", measure.ones(c, 1, (k, k), (k, k)).value),
            (f"all {o} filters, one window", measure.ones(c, o, (k, k), (k, k)).value),
            (f"all windows, {side}×{side}", self.measure().value),
        ]
        said = ("A product a weight.", "", "")
        return barred("products, counted by adding up ones", "multiply-adds of ones", macs, said)
