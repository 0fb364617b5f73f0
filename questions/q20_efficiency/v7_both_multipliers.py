from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.separable import MOBILENET_BLOCKS, multiply_adds, separable, standard
from questions.q20_efficiency.ratios import Channels
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, separable_parameters
from solvers.measure import Measurement

WHOLE = 224
"""The side of the images on which a network's maps are given."""


class BothMultipliers(Variant):
    """20.7 Width and resolution together."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "(9·αC_in + αC_in·αC_out)·(H·n/224)²"
    latex: ClassVar[str] = (
        r"\left( 9 \alpha C_{in} + \alpha C_{in} \cdot \alpha C_{out} \right) \left( \frac{H n}{224} \right)^2"
    )
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "out_channels", "size", "alpha", "image"),
        [
            (name, (before, after, side, alpha, image))
            for name, before, after, side, end in MOBILENET_BLOCKS
            if side == end
            for alpha in (0.25, 0.5, 0.75)
            for image in (192, 160, 128)
        ],
    )

    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(64, 128, 256, 512)]
    size: Annotated[int, Field(ge=7, le=112), Draw(7, 14, 28, 56)]
    alpha: Annotated[float, Field(gt=0, lt=1), Draw(0.25, 0.5, 0.75)]
    image: Annotated[int, Field(ge=32, lt=WHOLE), Draw(192, 160, 128, 96)]

    @property
    def _alpha(self) -> Fraction:
        return Fraction(str(self.alpha))

    @property
    def _widths(self) -> tuple[int, int]:
        """The channels in and out that are left."""
        return int(self._alpha * self.in_channels), int(self._alpha * self.out_channels)

    @property
    def _side(self) -> int:
        return self.size * self.image // WHOLE

    def impossible(self) -> str | None:
        if self.size not in (7, 14, 28, 56, 112):
            return f"MobileNet's maps have sides of 112, 56, 28, 14 and 7 at {WHOLE}"
        if self.image % 32:
            return "the image's side is a multiple of 32, the network's whole stride"
        if any((self._alpha * width).denominator > 1 for width in (self.in_channels, self.out_channels)):
            return f"{self.alpha} of {self.in_channels} and {self.out_channels} channels are no whole numbers"
        return None

    def excluded(self) -> bool:
        return self.alpha == Fraction(self.image, WHOLE)

    def ask(self) -> str:
        where = self.network or "A MobileNet block"
        return (
            f"{where}, 3×3 depthwise then 1×1 with stride 1, {self.in_channels}→{self.out_channels} channels, works on "
            f"{self.size}×{self.size} maps when the image is {WHOLE}×{WHOLE}. The network gets the width multiplier α "
            f"= {self.alpha:g} and an image of {self.image}×{self.image}. How many MACs does the block take then, taps "
            "on padding included?"
        )

    @property
    def _weights(self) -> int:
        return separable_parameters(3, *self._widths)

    def answer(self) -> Integer:
        return Integer(value=conv_macs(self._weights, self._side**2), unit="MACs")

    def slips(self) -> Iterator[Slip]:
        (thin, narrow), h, side, a = self._widths, self.size, self._side, self._alpha
        c, o, weights = self.in_channels, self.out_channels, self._weights
        full = separable_parameters(3, c, o)

        def slip(tag: str, value: Fraction | int, working: str, message: str, *run: int) -> Slip:
            exact = int(value) if value == int(value) else value
            return Slip(
                tag=tag,
                value=exact,
                message=message,
                working=f"{working} = {float(value):,.12g}",
                run=(lambda: self._ones(*run)) if run else None,
            )

        yield slip(
            "rho.ignored", weights * h * h, f"{weights:,}·{h}²", "The map shrinks with the image.", thin, narrow, h
        )
        yield slip("alpha.ignored", full * side**2, f"{full:,}·{side}²", "Both widths are multiplied by α.", c, o, side)
        yield slip(
            "rho.linear",
            Fraction(weights * h * h * self.image, WHOLE),
            f"{weights:,}·{h}²·{self.image}/{WHOLE}",
            "The map shrinks on two axes: square the ratio.",
        )
        yield slip(
            "alpha.linear",
            a * full * side**2,
            f"{self.alpha:g}·{full:,}·{side}²",
            "The pointwise layer has two widths: it shrinks with α².",
        )
        yield slip(
            "alpha.squared_everywhere",
            a * a * full * side**2,
            f"{self.alpha:g}²·{full:,}·{side}²",
            "The depthwise part scales with α, not α²: each channel keeps its own 9 weights.",
        )
        yield slip(
            "alpha.output_only",
            separable_parameters(3, c, narrow) * side**2,
            f"(9·{c} + {c}·{narrow})·{side}²",
            "The block before is narrower as well: both widths are multiplied by α.",
            c,
            narrow,
            side,
        )
        yield slip(
            "multipliers.ignored",
            full * h * h,
            f"{full:,}·{h}²",
            "That is the block before: α narrows both widths, and the map shrinks with the image.",
            c,
            o,
            h,
        )
        rho = Fraction(self.image, WHOLE)
        yield slip(
            "multipliers.exchanged",
            (9 * rho * c + rho * rho * c * o) * (a * h) ** 2,
            f"(9·{c}·ρ + {c}·{o}·ρ²)·({self.alpha:g}·{h})² with ρ = {self.image}/{WHOLE}",
            "α multiplies the channels, the image's ratio the sides of the maps: you exchanged them.",
        )
        n = self.image
        yield slip("rho.image_side", weights * n * n, f"{weights:,}·{n}²", "", thin, narrow, n)
        row = 3 * thin + thin * narrow
        yield slip("kernel.side_not_area", row * side**2, f"(3·{thin} + {thin}·{narrow})·{side}²", "")
        yield slip("ds.standard_conv", 9 * thin * narrow * side**2, f"9·{thin}·{narrow}·{side}²", "")
        yield slip("ds.depthwise_only", 9 * thin * side**2, f"9·{thin}·{side}²", "")
        yield slip("ds.pointwise_only", thin * narrow * side**2, f"{thin}·{narrow}·{side}²", "")
        dense = (9 * thin + narrow) * thin * side**2
        thick = standard(3, thin, thin), separable(3, thin, narrow)[1]
        yield Slip(
            tag="ds.dense_depthwise",
            value=dense,
            working=f"(9·{thin}·{thin} + {thin}·{narrow})·{side}² = {dense:,}",
            run=lambda: Measurement(sum(multiply_adds(layer, side) for layer in thick), "ones, both layers dense"),
        )
        yield slip(
            "alpha.pointwise_only",
            (9 * c + thin * narrow) * side**2,
            f"(9·{c} + {thin}·{narrow})·{side}²",
            "The depthwise layer has αC_in channels as well.",
        )
        yield slip(
            "mac.bias_counted",
            (weights + thin + narrow) * side**2,
            f"({weights:,} + {thin} + {narrow})·{side}²",
            "",
        )
        yield Slip(tag="mac.positions_forgotten", value=weights, working=f"9·{thin} + {thin}·{narrow} = {weights:,}")
        yield Slip(tag="mac.one_axis", value=weights * side, working=f"{weights:,}·{side} = {weights * side:,}")

    def steps(self) -> Iterator[str]:
        (thin, narrow), side = self._widths, self._side
        alpha = f"{self.alpha:g}"
        yield f"Channels: {alpha}·{self.in_channels} = {thin} in, {alpha}·{self.out_channels} = {narrow} out"
        yield f"Weights: 9·{thin} + {thin}·{narrow} = {self._weights:,}"
        yield f"Side of the map: {self.size}·{self.image}/{WHOLE} = {side}"
        yield f"MACs: {self._weights:,}·{side}² = {self.answer().value:,}"

    def _ones(self, in_channels: int, out_channels: int, side: int) -> Measurement:
        macs = [multiply_adds(layer, side) for layer in separable(3, in_channels, out_channels)]
        run = (
            f"ones, {in_channels}→{out_channels} channels on {side}×{side}: {' + '.join(f'{each:,}' for each in macs)}"
        )
        return Measurement(sum(macs), run)

    def _shrunk(self) -> int:
        """Run the strides before the block on both images and return the block's side on the smaller one."""
        strides = 0
        while measure.square(WHOLE, 1, 1 << strides).value > self.size:
            strides += 1
        return int(measure.square(self.image, 1, 1 << strides).value)

    def measure(self) -> Measurement:
        return self._ones(*self._widths, self._shrunk())

    def scene(self) -> Scene:
        full, whole = (self.in_channels, self.out_channels), self.size
        networks = (
            ("α = 1, image 224", self._ones(*full, whole).value),
            (f"α = {self.alpha:g} alone", self._ones(*self._widths, whole).value),
            (f"image {self.image} alone", self._ones(*full, self._shrunk()).value),
            ("both", self.measure().value),
        )
        said = [f"{each / networks[0][1]:.1%} of the whole." for _, each in networks]
        return barred("a narrower network on a smaller image", "multiply-adds of ones", networks, said, here="both")
