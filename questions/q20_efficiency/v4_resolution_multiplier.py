from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.separable import multiply_adds, separable, standard
from questions.parts.weights import one_side
from questions.q20_efficiency.ratios import Channels
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, separable_parameters
from solvers.layers import Table, Weights
from solvers.measure import Measurement

Side = Field(ge=1, le=256)


class ResolutionMultiplier(Variant):
    """20.4 Resolution multiplier."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "(9·C + C²)·(H·n/224)²"
    latex: ClassVar[str] = r"\left( 9 C + C^2 \right) \left( \frac{H n}{224} \right)^2"

    channels: Annotated[int, Channels, Draw(64, 128, 256, 512, 1024)]
    size: Annotated[int, Side, Draw(7, 14, 28, 56)]
    image: Annotated[int, Field(ge=32, le=224), Draw(192, 160, 128, 96)]

    @property
    def _side(self) -> int:
        return self.size * self.image // 224

    def impossible(self) -> str | None:
        if self.size not in (7, 14, 28, 56, 112):
            return "MobileNet's maps have sides of 112, 56, 28, 14 and 7 at 224"
        return "the image's side is a multiple of 32, the network's whole stride" if self.image % 32 else None

    def ask(self) -> str:
        return (
            f"A MobileNet block, 3×3 depthwise then 1×1, {self.channels}→{self.channels} channels, stride 1, works on "
            f"{self.size}×{self.size} maps when the image is 224×224. How many MACs does it take for an image of "
            f"{self.image}×{self.image}, taps on padding included?"
        )

    @property
    def _weights(self) -> int:
        return separable_parameters(3, self.channels, self.channels)

    def answer(self) -> Integer:
        return Integer(value=conv_macs(self._weights, self._side**2), unit="MACs")

    def slips(self) -> Iterator[Slip]:
        c, h, n, weights = self.channels, self.size, self.image, self._weights
        rho, side, last = Fraction(n, 224), self._side, n // 32
        yield Slip(
            tag="rho.linear",
            value=int(weights * h * h * rho),
            message="The map shrinks on two axes: square the ratio.",
            working=f"{weights:,}·{h}²·{n}/224 = {int(weights * h * h * rho):,}",
        )
        yield Slip(
            tag="rho.ignored",
            value=weights * h * h,
            message="The map shrinks with the image.",
            working=f"{weights:,}·{h}² = {weights * h * h:,}",
            run=lambda: self._macs(h),
        )
        narrowed = (9 * c * rho + c * c * rho * rho) * h * h
        yield Slip(
            tag="rho.on_channels",
            value=int(narrowed) if narrowed == int(narrowed) else narrowed,
            message="That is the width multiplier: it narrows the layers and leaves the map alone.",
            working=f"(9·{c}·{n}/224 + ({c}·{n}/224)²)·{h}² = {float(narrowed):,.10g}",
        )
        yield Slip(
            tag="mac.one_axis",
            value=weights * side,
            working=f"{weights:,}·{side} = {weights * side:,}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value=weights,
            working=f"9·{c} + {c}² = {weights:,}",
        )
        depthwise, pointwise = separable(3, c, c)
        parts: tuple[tuple[str, int, str, Weights], ...] = (
            ("ds.standard_conv", 9 * c * c, f"9·{c}²", standard(3, c, c)),
            ("ds.depthwise_only", 9 * c, f"9·{c}", depthwise),
            ("ds.pointwise_only", c * c, f"{c}²", pointwise),
        )
        for tag, some, product, layer in parts:
            yield Slip(
                tag=tag,
                value=some * side * side,
                working=f"{product}·{side}² = {some * side * side:,}",
                run=partial(self._one, layer, side),
            )
        yield Slip(
            tag="rho.last_side",
            value=weights * last * last,
            message="n/32 is the side after the last stride. This block's side is H·n/224.",
            working=f"{weights:,}·({n}/32)² = {weights * last * last:,}",
            run=lambda: self._macs(last),
        )
        yield Slip(
            tag="rho.image_side",
            value=weights * n * n,
            working=f"{weights:,}·{n}² = {weights * n * n:,}",
            run=lambda: self._macs(n),
        )
        row = (3 * c + c * c) * side * side
        yield Slip(
            tag="kernel.side_not_area",
            value=row,
            working=f"(3·{c} + {c}²)·{side}² = {row:,}",
            run=lambda: self._macs(side, one_side(separable(3, c, c))),
        )

        yield Slip(
            tag="ds.dense_depthwise",
            value=10 * c * c * side * side,
            working=f"(9·{c}² + {c}²)·{side}² = {10 * c * c * side * side:,}",
            run=lambda: self._macs(side, (standard(3, c, c), pointwise)),
        )
        biased = (weights + 2 * c) * side * side
        yield Slip(tag="mac.bias_counted", value=biased, working=f"({weights:,} + {c} + {c})·{side}² = {biased:,}")

    def steps(self) -> Iterator[str]:
        c, h, n, weights, side = self.channels, self.size, self.image, self._weights, self._side
        yield f"The weights stay: 9·{c} + {c}² = {weights:,}"
        yield f"The side scales with the image: {h}·{n}/224 = {side}"
        yield f"MACs: {weights:,}·{side}² = {weights * side * side:,}"

    def _macs(self, side: int, layers: Table = ()) -> Measurement:
        macs = [multiply_adds(layer, side) for layer in layers or separable(3, self.channels, self.channels)]
        return Measurement(sum(macs), f"ones on {side}×{side}: depthwise {macs[0]:,}, pointwise {macs[1]:,}")

    @staticmethod
    def _one(layer: Weights, side: int) -> Measurement:
        macs = multiply_adds(layer, side)
        return Measurement(macs, f"ones on {side}×{side}: {layer.name} {macs:,}")

    def _scaled(self) -> int:
        """Run the strides before the block on both images and return the block's side on the smaller one."""
        strides = 0
        while measure.square(224, 1, 1 << strides).value > self.size:
            strides += 1
        return int(measure.square(self.image, 1, 1 << strides).value)

    def measure(self) -> Measurement:
        return self._macs(self._scaled())

    def scene(self) -> Scene:
        full, small = self._macs(self.size), self.measure()
        macs = [("image 224", full.value), (f"image {self.image}", small.value)]
        said = ("", f"{small.value / full.value:.3f} of them, with the same weights.")
        return barred("a smaller image, the same weights", "multiply-adds of ones", macs, said)
