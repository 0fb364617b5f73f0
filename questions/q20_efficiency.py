"""Question 20: what a depthwise separable convolution saves, and what it costs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from math import ceil, cos, floor, sin
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers.answers import Choice, Integer, Number, Parts, Percent
from questions.drawing.stream import Draw, Stream
from questions.model.claim import Claim, Evidence
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.arrays import counted, laid_out
from questions.parts.real_layers import Pool
from questions.parts.separable import MOBILENET_BLOCKS, multiply_adds, separable, standard
from questions.parts.signs import equals, equals_percent, percent
from questions.scenes import Dot, Frame, Ink, Plane, Scene
from questions.scenes.bars import barred, chart
from questions.scenes.counting import counting
from questions.scenes.story import joined, last_of, story
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size, separable_parameters, separable_ratio
from solvers.engine import conv2d, relu
from solvers.layers import Table, Weights
from solvers.measure import Array, Measurement
from solvers.networks.architectures.mobilenet import MOBILENET, MOBILENET_FULL_CONV, MOBILENET_V2, mobilenet
from solvers.networks.network import Network
from solvers.networks.running import run

Channels = Field(ge=1, le=2048)
Kernel = Field(ge=2, le=15)
Side = Field(ge=1, le=256)

WIDEST = 1 << 12
"""The widest layer that is tried when a width is searched."""


def measured_ratio(kernel: int, out_channels: int, in_channels: int = 4) -> Fraction:
    """COUNT a separable pair and the standard layer, and divide."""
    pair = counted(separable(kernel, in_channels, out_channels)).value
    return Fraction(pair, counted((standard(kernel, in_channels, out_channels),)).value)


class ExactRatio(Variant):
    """20.1 Exact ratio."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "1/C_out + 1/K², and its reciprocal"
    few_draws: ClassVar[int | None] = 30

    kernel: Annotated[int, Kernel, Draw(3, 3, 3, 5, 7)]
    out_channels: Annotated[int, Channels, Draw(16, 24, 32, 64, 96, 128, 256, 512, 728, 1024)]

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} convolution with {self.out_channels} output channels, stride 1, is "
            "replaced by a depthwise separable one, no biases. What percent of its MACs is left, and by what factor do "
            "they shrink, each to 2 decimals? (percent; factor)"
        )

    def _value(self, ratio: Fraction) -> dict[str, Fraction]:
        return {"percent": 100 * ratio, "factor": 1 / ratio}

    def answer(self) -> Parts:
        value = self._value(separable_ratio(self.kernel, self.out_channels))
        return Parts(
            parts={
                "percent": Percent(value=value["percent"], places=2),
                "factor": Number(value=value["factor"], places=2),
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


class WidthNeeded(Variant):
    """20.2 Width needed."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "⌈1/(1/X − 1/K²)⌉"

    kernel: Annotated[int, Kernel, Draw(3, 5, 7)]
    saving: Annotated[int, Field(ge=2, le=200)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a saving that the drawn kernel can reach."""
        kernel = super().numbers(stream)["kernel"]
        savings = {3: range(3, 9), 5: range(8, 25), 7: range(10, 49)}
        return {"kernel": kernel, "saving": Draw(savings[kernel]).pick(stream)}

    @property
    def _width(self) -> Fraction:
        """The width, not rounded, at which the saving is reached."""
        return 1 / (Fraction(1, self.saving) - Fraction(1, self.kernel**2))

    def impossible(self) -> str | None:
        if self.saving >= self.kernel**2:
            return f"at any width a {self.kernel}×{self.kernel} kernel saves less than {self.kernel**2}-fold"
        return f"that takes more than {WIDEST} channels" if self._width > WIDEST else None

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} convolution becomes depthwise separable. How many output channels must it "
            f"have at least, so that the MACs shrink by a factor of {self.saving} or more?"
        )

    def answer(self) -> Integer:
        return Integer(value=ceil(self._width))

    def slips(self) -> Iterator[Slip]:
        k, x = self.kernel, self.saving

        def slip(tag: str, value: int, working: str, message: str) -> Slip:
            return Slip(tag=tag, value=value, message=message, working=working, trial=lambda: self._saved(value))

        yield slip("ds.any_width", 1, "1", "Narrow layers save less: the depthwise part costs 1/C_out.")
        yield slip(
            "ds.equal_to_x", x, f"1/C_out = 1/{x}", "The pointwise part costs 1/K² as well: 1/C_out = 1/X − 1/K²."
        )
        yield slip("ds.x_times_k2", x * k * k, f"{x}·{k * k} = {x * k * k}", "Solve 1/C_out = 1/X − 1/K².")
        floored = floor(self._width)
        yield slip(
            "ds.rounded_down",
            floored,
            f"⌊{float(self._width):.2f}⌋ = {floored}",
            "Round up: with fewer channels the factor is not reached.",
        )

    def steps(self) -> Iterator[str]:
        k, x = self.kernel, self.saving
        yield f"1/C_out + 1/{k * k} may be at most 1/{x}"
        yield f"1/C_out ≤ 1/{x} − 1/{k * k} = {1 / self._width}"
        shown = str(self._width) if self._width.denominator == 1 else f"{float(self._width):.2f}, rounded up"
        yield f"C_out ≥ {shown}: {ceil(self._width)}"

    def _saved(self, width: int) -> Measurement:
        factor = 1 / measured_ratio(self.kernel, width, 1)
        return Measurement(factor, f"counted, C_out = {width:,} saves a factor of {float(factor):.6g}")

    def measure(self) -> Measurement:
        widths = range(1, WIDEST + 1)
        width = widths[bisect_left(widths, self.saving, key=lambda width: self._saved(width).value)]
        return Measurement(width, f"{self._saved(width).run}; {self._saved(max(width - 1, 1)).run}")

    def scene(self) -> Scene:
        width = self.measure().value
        factors = [
            (f"{at:,} channels", float(self._saved(at).value)) for at in (width // 2, width - 1, width, 2 * width)
        ]
        title = f"{self.kernel}×{self.kernel}: a factor of {self.saving} is wanted"
        return barred(title, "weights, times fewer", factors, here=f"{width:,} channels", decimals=4)


ALPHAS = (0.25, 0.5, 0.75)


class WidthMultiplier(Variant):
    """20.3 Width multiplier."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "9·αC_in + αC_in·αC_out"
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "out_channels", "alpha"),
        [(name, (before, after, alpha)) for name, before, after, *_ in MOBILENET_BLOCKS for alpha in ALPHAS],
    )

    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256, 512, 1024)]
    out_channels: Annotated[int, Channels, Draw(64, 128, 256, 512, 1024)]
    alpha: Annotated[float, Field(gt=0, lt=1), Draw(*ALPHAS)]

    @property
    def _alpha(self) -> Fraction:
        return Fraction(str(self.alpha))

    @property
    def _thin(self) -> tuple[int, int]:
        """The channels in and out that are left."""
        return int(self._alpha * self.in_channels), int(self._alpha * self.out_channels)

    def impossible(self) -> str | None:
        if any((self._alpha * width).denominator > 1 for width in (self.in_channels, self.out_channels)):
            return f"{self.alpha} of {self.in_channels} and {self.out_channels} channels are no whole numbers"
        return None

    def ask(self) -> str:
        where = self.network or "A MobileNet block"
        return (
            f"{where}, 3×3 depthwise then 1×1, {self.in_channels}→{self.out_channels} channels, is thinned with width "
            f"multiplier α = {self.alpha:g}. How many weights do the two layers have then, without batch norm?"
        )

    def answer(self) -> Integer:
        return Integer(value=separable_parameters(3, *self._thin))

    def slips(self) -> Iterator[Slip]:
        c, o, a = self.in_channels, self.out_channels, self._alpha
        thin, narrow = self._thin
        full = separable_parameters(3, c, o)
        alpha = f"{self.alpha:g}"

        def slip(tag: str, value: Fraction | int, working: str, message: str, layers: Table = ()) -> Slip:
            exact = int(value) if value == int(value) else value
            run = (lambda: counted(layers)) if layers else None
            working = f"{working} = {float(value):,.10g}"
            return Slip(tag=tag, value=exact, message=message, working=working, run=run)

        yield slip("alpha.linear", a * full, f"{alpha}·(9·{c} + {c}·{o})", "The pointwise layer shrinks with α².")
        yield slip(
            "alpha.squared_everywhere",
            a * a * full,
            f"{alpha}²·(9·{c} + {c}·{o})",
            "The depthwise part scales with α, not α²: each channel keeps its own 9 weights.",
        )
        yield slip(
            "alpha.output_only",
            9 * c + c * narrow,
            f"9·{c} + {c}·{narrow}",
            "Both sides are thinned.",
            separable(3, c, narrow),
        )
        yield slip("alpha.ignored", full, f"9·{c} + {c}·{o}", "Both widths are multiplied by α.", separable(3, c, o))
        yield slip(
            "ds.dw_on_out",
            9 * narrow + thin * narrow,
            f"9·{narrow} + {thin}·{narrow}",
            "The depthwise layer comes first, on the αC_in channels.",
            (separable(3, narrow, narrow)[0], separable(3, thin, narrow)[1]),
        )

    def steps(self) -> Iterator[str]:
        thin, narrow = self._thin
        yield f"Channels in: {self.alpha:g}·{self.in_channels} = {thin}"
        yield f"Channels out: {self.alpha:g}·{self.out_channels} = {narrow}"
        yield f"Depthwise: 9·{thin} = {9 * thin:,}"
        yield f"Pointwise: {thin}·{narrow} = {thin * narrow:,}"
        yield f"Together: {separable_parameters(3, thin, narrow):,}"

    def measure(self) -> Measurement:
        return counted(separable(3, *self._thin))

    def scene(self) -> Scene:
        full = counted(separable(3, self.in_channels, self.out_channels)).value
        return counting(f"the block at α = {self.alpha:g}", laid_out(separable(3, *self._thin)), f"at α = 1: {full:,}")


class ResolutionMultiplier(Variant):
    """20.4 Resolution multiplier."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "(9·C + C²)·(H·n/224)²"

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
        return Integer(value=conv_macs(self._weights, self._side**2))

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
        thinned = (9 * c * rho + c * c * rho * rho) * h * h
        yield Slip(
            tag="rho.on_channels",
            value=int(thinned) if thinned == int(thinned) else thinned,
            message="That is the width multiplier: it thins channels and leaves the map alone.",
            working=f"(9·{c}·{n}/224 + ({c}·{n}/224)²)·{h}² = {float(thinned):,.10g}",
        )
        yield Slip(
            tag="mac.one_axis",
            value=weights * side,
            working=f"{weights:,}·{side} = {weights * side:,}",
        )
        yield Slip(
            tag="rho.last_side",
            value=weights * last * last,
            message="n/32 is the side behind the last stride. This block's side is H·n/224.",
            working=f"{weights:,}·({n}/32)² = {weights * last * last:,}",
            run=lambda: self._macs(last),
        )

    def steps(self) -> Iterator[str]:
        c, h, n, weights, side = self.channels, self.size, self.image, self._weights, self._side
        yield f"The weights stay: 9·{c} + {c}² = {weights:,}"
        yield f"The side scales with the image: {h}·{n}/224 = {side}"
        yield f"MACs: {weights:,}·{side}² = {weights * side * side:,}"

    def _macs(self, side: int) -> Measurement:
        macs = [multiply_adds(layer, side) for layer in separable(3, self.channels, self.channels)]
        return Measurement(sum(macs), f"ones on {side}×{side}: depthwise {macs[0]:,}, pointwise {macs[1]:,}")

    def _scaled(self) -> int:
        """Run the strides in front of the block on both images and return the block's side on the smaller one."""
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


SPIRAL_ROWS = 15
"""Lines of the picture of the spiral; a line is as high as two columns are wide."""


def _through_relu() -> Scene:
    """Put a spiral through random weights and ReLU, and read it back linearly as well as can be."""
    spiral = measure.image([(at / 40 * cos(at / 8), at / 40 * sin(at / 8)) for at in range(1, 201)])[0, 0]
    frames = []
    for width in (2, 3, 5, 15, 30):
        read = measure.linear_reading(relu(spiral @ measure.noise(2, width)), spiral)
        lost = ((read - spiral) ** 2).sum() / (spiral**2).sum()
        picture = Plane(
            f"a spiral, and what {width} channels behind a ReLU keep of it",
            (SPIRAL_ROWS + 1, SPIRAL_ROWS + 1),
            (*_points(spiral, Ink.CURVE), *_points(read, Ink.KEPT)),
            pixels=False,
        )
        frames.append(Frame((picture,), f"{width} channels: {100 * lost:.2g} % of the spiral's energy is lost."))
    return story("a narrow ReLU forgets", frames)


def _points(curve: Array, ink: Ink) -> Iterator[Dot]:
    """Lay a curve that reaches from −5 to 5 out for a picture."""
    for x, y in curve.tolist():
        yield Dot((5 - y) * SPIRAL_ROWS / 10, (5 + x) * SPIRAL_ROWS / 10, ink)


class InvertedResidual(Variant):
    """20.5 Inverted residual."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "h = t·c_in: c_in·h·H² + (9·h + h·c_out)·O²; a shortcut if S = 1 and c_in = c_out"
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "out_channels", "expansion", "stride", "size"),
        [
            ("MobileNetV2", numbers)
            for numbers in (
                (16, 24, 6, 2, 112),
                (24, 24, 6, 1, 56),
                (24, 32, 6, 2, 56),
                (32, 32, 6, 1, 28),
                (32, 64, 6, 2, 28),
                (64, 64, 6, 1, 14),
                (64, 96, 6, 1, 14),
                (96, 96, 6, 1, 14),
                (96, 160, 6, 2, 14),
                (160, 160, 6, 1, 7),
                (160, 320, 6, 1, 7),
            )
        ],
    )

    in_channels: Annotated[int, Field(ge=1, le=512), Draw(12, 24, 32, 48, 64, 96)]
    out_channels: Annotated[int, Field(ge=1, le=512), Draw(24, 32, 48, 64, 96)]
    expansion: Annotated[int, Field(ge=2, le=8), Draw(3, 4, 6)]
    stride: Annotated[int, Field(ge=1, le=2), Draw(1, 2)]
    size: Annotated[int, Field(ge=3, le=112), Draw(7, 14, 28)]

    @property
    def _output(self) -> int:
        return output_size(self.size, 3, self.stride, 1)

    @property
    def _fits(self) -> bool:
        return self.stride == 1 and self.in_channels == self.out_channels

    def excluded(self) -> bool:
        return self.out_channels < self.in_channels

    def ask(self) -> str:
        where = f"{self.network}: an" if self.network else "An"
        return (
            f"{where} inverted residual block, {self.in_channels}→{self.out_channels} channels, has expansion t = "
            f"{self.expansion}, a 3×3 depthwise layer with stride {self.stride} and padding 1, and an input of "
            f"{self.size}×{self.size}. How many MACs does it take, taps on padding included, and is there a shortcut? "
            "(MACs; yes or no)"
        )

    def _closed(self, before: int, after: int, wide: int, groups: int = 0) -> int:
        """Return the MACs with the expansion at one side, the other two layers at another."""
        expand = conv_parameters(1, 1, self.in_channels, wide, bias=False)
        middle = conv_parameters(3, 3, wide, wide, groups or wide, bias=False)
        project = conv_parameters(1, 1, wide, self.out_channels, bias=False)
        return conv_macs(expand, before**2) + conv_macs(middle + project, after**2)

    @property
    def _wide(self) -> int:
        return self.expansion * self.in_channels

    def answer(self) -> Parts:
        return Parts(
            parts={
                "MACs": Integer(value=self._closed(self.size, self._output, self._wide)),
                "shortcut": Choice(value="yes" if self._fits else "no", options=("yes", "no")),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, o, h, size, out = self.in_channels, self.out_channels, self._wide, self.size, self._output

        def slip(tag: str, value: int, working: str, message: str, *changed: int) -> Slip:
            return Slip(
                tag=tag,
                value={"MACs": value},
                message=message,
                working=f"{working} = {value:,}",
                run=lambda: self._run_macs(*changed),
            )

        yield slip(
            "inverted.all_at_input_size",
            self._closed(size, size, h),
            f"({c}·{h} + 9·{h} + {h}·{o})·{size}²",
            "After the depthwise stride the map is smaller.",
            size,
            1,
            h,
            h,
        )
        yield slip(
            "inverted.all_at_output_size",
            self._closed(out, out, h),
            f"({c}·{h} + 9·{h} + {h}·{o})·{out}²",
            "The expansion runs before the stride, on the whole input.",
            out,
            1,
            h,
            h,
        )
        yield slip(
            "inverted.dense_3x3",
            self._closed(size, out, h, 1),
            f"{c}·{h}·{size}² + (9·{h}² + {h}·{o})·{out}²",
            "The inner convolution is depthwise.",
            size,
            self.stride,
            h,
            1,
        )
        if c % self.expansion == 0:
            narrow = c // self.expansion
            yield slip(
                "inverted.reduces",
                self._closed(size, out, narrow),
                f"{c}·{narrow}·{size}² + (9·{narrow} + {narrow}·{o})·{out}²",
                "Inverted: the inside is wider than the ends.",
                size,
                self.stride,
                narrow,
                narrow,
            )
        yield Slip(
            tag="inverted.always_residual",
            value={"shortcut": "yes"},
            message="A shortcut needs equal shapes: stride 1 and as many channels out as in.",
            working=f"{c}×{size}×{size} onto {o}×{out}×{out}",
        )
        yield Slip(
            tag="inverted.never_residual",
            value={"shortcut": "no"},
            message="Stride 1 and equal channels leave the shape alone: input and output are added.",
            working=f"{c}×{size}×{size} onto {o}×{out}×{out}",
        )

    def steps(self) -> Iterator[str]:
        c, o, h, size, out = self.in_channels, self.out_channels, self._wide, self.size, self._output
        yield f"Expanded: {self.expansion}·{c} = {h} channels; side after the depthwise layer: {out}"
        yield f"1×1 expansion, before the stride: {c}·{h}·{size}² = {c * h * size**2:,}"
        yield f"Depthwise: 9·{h}·{out}² = {9 * h * out**2:,}"
        yield f"1×1 projection: {h}·{o}·{out}² = {h * o * out**2:,}"
        yield f"Together: {self._closed(size, out, h):,}"
        yield f"Shapes {c}×{size}×{size} and {o}×{out}×{out} are {'' if self._fits else 'not '}equal: " + (
            "a shortcut" if self._fits else "no shortcut"
        )

    def _run_layers(self, size: int, stride: int, wide: int, groups: int) -> tuple[int, int, int]:
        """ONES for the three layers, one after the other, each on the side that the one before leaves."""
        after = measure.square(size, 3, stride, (1, 1)).value
        return (
            int(measure.ones(self.in_channels, wide, (1, 1), (size, size)).value),
            int(measure.ones(wide, wide, (3, 3), (size, size), stride, 1, 1, groups).value),
            int(measure.ones(wide, self.out_channels, (1, 1), (after, after)).value),
        )

    def _run_macs(self, size: int, stride: int, wide: int, groups: int) -> Measurement:
        layers = self._run_layers(size, stride, wide, groups)
        run = "ones through ones: expansion {:,}, depthwise {:,}, projection {:,}".format(*layers)
        return Measurement({"MACs": sum(layers)}, run)

    def measure(self) -> Measurement:
        macs = self._run_macs(self.size, self.stride, self._wide, self._wide)
        values = measure.zeros(1, self.in_channels, self.size, self.size)
        # How many inner channels there are does not show in the output: one is enough.
        inside = conv2d(values, measure.zeros(1, self.in_channels, 1, 1))
        inside = conv2d(inside, measure.zeros(1, 1, 3, 3), None, self.stride, 1)
        output = conv2d(inside, measure.zeros(self.out_channels, 1, 1, 1))
        shortcut = "yes" if output.shape == values.shape else "no"
        return Measurement({**macs.value, "shortcut": shortcut}, f"{macs.run}; {values.shape} became {output.shape}")

    def scene(self) -> Scene:
        expand, middle, project = self._run_layers(self.size, self.stride, self._wide, self._wide)
        dense = self._run_layers(self.size, self.stride, self._wide, 1)[1]
        seen = self.measure()
        macs = [
            ("1×1 expansion", expand),
            ("3×3 depthwise", middle),
            ("1×1 projection", project),
            ("a dense 3×3 instead", dense),
        ]
        said = ("", "", f"{seen.run.rpartition('; ')[2]}: shortcut {seen.value['shortcut']}.", "")
        bars = barred("", "multiply-adds of ones", macs, said)
        return joined("through the block, and why its ends have no ReLU", bars, _through_relu())


FULL = 569
PUBLISHED = (
    ((0.75, 224), 325),
    ((0.5, 224), 149),
    ((0.25, 224), 41),
    ((1, 192), 418),
    ((1, 160), 290),
    ((1, 128), 186),
)
"""Width multiplier and image side, and million MACs: Howard et al. 2017, Tables 6 and 7."""


EVERY = (((1.0, 224), FULL), *PUBLISHED)
"""The same with the whole network first."""
BY_WORK = sorted(EVERY, key=lambda entry: entry[1])
ACCURACY = {
    (1, 224): 70.6,
    (0.75, 224): 68.4,
    (0.5, 224): 63.7,
    (0.25, 224): 50.6,
    (1, 192): 69.1,
    (1, 160): 67.2,
    (1, 128): 64.4,
}
"""Percent of ImageNet's validation images, top 1: the same tables."""


@cache
def millions(alpha: float, image: int) -> float:
    """Run every layer of a MobileNet and add the multiply-adds up, in millions."""
    return sum(seen.macs for seen in run(mobilenet(alpha, image))) / 1e6


class PublishedNumbers(Variant):
    """20.6 MobileNet numbers."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "about 569 M · α² · (n/224)²"
    few_draws: ClassVar[int | None] = len(PUBLISHED)

    alpha: Annotated[float, Field(gt=0, le=1)]
    image: Annotated[int, Field(ge=128, le=224)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw one of the published networks that differ from the full one in one respect."""
        (alpha, image), _ = stream.choice(PUBLISHED)
        return {"alpha": alpha, "image": image}

    def impossible(self) -> str | None:
        if (self.alpha, self.image) in dict(PUBLISHED):
            return None
        return f"asked are {', '.join(f'α = {alpha:g} at {image}' for (alpha, image), _ in PUBLISHED)}"

    @property
    def _factor(self) -> Fraction:
        """What the width or the side is multiplied by."""
        return Fraction(str(self.alpha)) * Fraction(self.image, 224)

    @property
    def _thinned(self) -> bool:
        return self.alpha < 1

    @property
    def _published(self) -> int:
        return dict(PUBLISHED)[self.alpha, self.image]

    def _times(self, power: int) -> int:
        return round(FULL * self._factor**power)

    @property
    def _options(self) -> Sequence[int]:
        return sorted({self._published, self._times(1), self._times(3), FULL})

    def ask(self) -> str:
        what = f"width multiplier α = {self.alpha:g}" if self._thinned else f"{self.image}×{self.image} images"
        options = [f"{option} M" for option in self._options]
        return (
            f"MobileNet 1.0 at 224×224 takes 569 M MACs. Which is nearest for {what}: "
            f"{', '.join(options[:-1])} or {options[-1]}?"
        )

    def answer(self) -> Choice:
        return Choice(value=f"{self._published} M", options=tuple(f"{option} M" for option in self._options))

    def slips(self) -> Iterator[Slip]:
        factor = f"{self.alpha:g}" if self._thinned else f"({self.image}/224)"
        name = "alpha" if self._thinned else "rho"
        yield Slip(
            tag=f"{name}.linear",
            value=f"{self._times(1)} M",
            message="Pointwise layers shrink with α²: both their widths are thinned."
            if self._thinned
            else "The maps shrink on two axes: square the ratio.",
            working=f"{factor}·569 = {self._times(1)}",
        )
        yield Slip(
            tag=f"{name}.cubed",
            value=f"{self._times(3)} M",
            message="A pointwise layer has two widths, so α², not α³."
            if self._thinned
            else "The maps have two axes, and the widths stay: the square of the ratio, not its cube.",
            working=f"{factor}³·569 = {self._times(3)}",
        )
        yield Slip(
            tag=f"{name}.ignored",
            value=f"{FULL} M",
            message="All widths are multiplied by α." if self._thinned else "The maps shrink with the image.",
            working="569, as at α = 1 and 224×224",
        )

    def steps(self) -> Iterator[str]:
        if self._thinned:
            yield f"95% of the MACs are pointwise and shrink with α²: {self.alpha:g}²·569 = {self._times(2)}"
            yield "That is a little low: depthwise layers, the first and the classifier shrink with α only"
        else:
            yield f"Every map shrinks on both axes: ({self.image}/224)²·569 = {self._times(2)}"
            yield "Only the classifier, 1 M, does not depend on the image"
        yield f"Nearest: {self._published} M"

    def measure(self) -> Measurement:
        seen = millions(self.alpha, self.image)
        nearest = min(self._options, key=lambda option: abs(option - seen))
        return Measurement(f"{nearest} M", f"all layers run one by one: {seen:.1f} M MACs")

    def scene(self) -> Scene:
        frames, top = [], [float(published) for _, published in EVERY]
        asked, seen = (self.alpha, self.image), millions(self.alpha, self.image)
        bars: list[tuple[str, float]] = []
        for (alpha, image), published in sorted(EVERY, key=lambda entry: entry[0] == asked):
            bars.append((f"α {alpha:g}, {image}, published", float(published)))
            said = f"α = {alpha:g} on {image}×{image}: published {published}."
            if (alpha, image) == asked:
                bars.append(("the same, run", seen))
                said += f" Run layer by layer: {seen:.1f}."
            frames.append(Frame((chart("million MACs", bars, "the same, run", top, 1),), said))
        percents = [(f"α {alpha:g}, {image}: {macs} M", ACCURACY[alpha, image]) for (alpha, image), macs in BY_WORK]
        picture = chart("published top-1 accuracy in %, by million MACs", percents, decimals=1)
        frames.append(Frame((picture,), "Fewer MACs cost accuracy, at first little, then much (published values)."))
        return story("MobileNet, thinner and on smaller images", frames)


def saving_by_width() -> Evidence:
    """Count separable and standard 3×3 layers of several widths."""
    widths = (16, 64, 512, 1024)
    factors = [1 / measured_ratio(3, width) for width in widths]
    exact = all(
        1 / factor == Fraction(1, width) + Fraction(1, 9) for factor, width in zip(factors, widths, strict=True)
    )
    text = ", ".join(f"{float(factor):.2f} at {width}" for factor, width in zip(factors, widths, strict=True))
    return Evidence(exact and factors == sorted(factors) and factors[-1] < 9, f"3×3, times fewer weights: {text}")


def totals(network: Network) -> tuple[int, int]:
    """Run a network and return its multiply-adds and parameters."""
    seen = list(run(network))
    return sum(layer.macs for layer in seen), sum(layer.parameters for layer in seen)


def whole_network() -> Evidence:
    """Run MobileNet and its twin of full convolutions."""
    (macs, parameters), (dense_macs, dense_parameters) = totals(MOBILENET), totals(MOBILENET_FULL_CONV)
    return Evidence(
        8.5 < dense_macs / macs < 8.6 and 6.9 < dense_parameters / parameters < 7,
        f"MACs {dense_macs / 1e6:,.0f} M to {macs / 1e6:.0f} M, 1/{dense_macs / macs:.2f}; parameters "
        f"{dense_parameters / 1e6:.1f} M to {parameters / 1e6:.2f} M, 1/{dense_parameters / parameters:.2f}",
    )


def classifier_stays() -> Evidence:
    """Find what the classifier holds of MobileNet's parameters."""
    sizes = {row.name: seen.parameters for row, seen in zip(MOBILENET.table, run(MOBILENET), strict=True)}
    share = sizes["fc"] / sum(sizes.values())
    return Evidence(0.24 < share < 0.25, f"fc {sizes['fc']:,} of {sum(sizes.values()):,}: {share:.1%}")


def nearly_alpha_squared() -> Evidence:
    """Run thinner MobileNets and compare with α² of the whole."""
    whole = millions(1, 224)
    rows = [(alpha, millions(alpha, 224), alpha**2 * whole) for alpha in ALPHAS]
    text = ", ".join(f"α = {alpha:g}: {seen:.1f} M, α² of the whole {square:.1f} M" for alpha, seen, square in rows)
    return Evidence(all(square < seen < 1.16 * square for _, seen, square in rows), text)


def narrow_relu_loses() -> Evidence:
    """Put a spiral through random weights and ReLU, and read it back linearly as well as can be."""
    spiral = measure.image([(at / 40 * cos(at / 8), at / 40 * sin(at / 8)) for at in range(1, 201)])[0, 0]
    trials, errors, linear = 20, {}, 0.0
    for width in (2, 3, 5, 15, 30):
        total = 0.0
        for seed in range(trials):
            wide = spiral @ measure.noise(2, width, seed=seed)
            missed = measure.linear_reading(relu(wide), spiral) - spiral
            total += float((missed**2).sum() / (spiral**2).sum())
            linear = max(linear, measure.largest_difference(measure.linear_reading(wide, spiral), spiral))
        errors[width] = total / trials
    text = ", ".join(f"{width}: {100 * error:.2g}%" for width, error in errors.items())
    return Evidence(
        errors[2] > 0.2 and errors[30] < 0.01 and linear < 1e-9 and sorted(errors.values())[::-1] == [*errors.values()],
        f"energy of the curve that is lost, by dimensions behind the ReLU ({trials} draws each): {text}; "
        f"without ReLU max |Δ| = {linear:.1g}",
    )


def short_of_work() -> Evidence:
    """Divide multiply-adds by the numbers read and written: 256 channels, 14×14."""
    depthwise, pointwise = separable(3, 256, 256)
    moved = 2 * measure.zeros(256, 14, 14).size
    layers = {"dense 3×3": standard(3, 256, 256), "pointwise": pointwise, "depthwise": depthwise}
    seen = {name: multiply_adds(layer, 14) / (moved + counted((layer,)).value) for name, layer in layers.items()}
    return Evidence(
        seen["dense 3×3"] > 2 * seen["pointwise"] > 20 * seen["depthwise"],
        "MACs per number read or written: " + ", ".join(f"{name} {value:.1f}" for name, value in seen.items()),
    )


def second_version() -> Evidence:
    """Run MobileNetV2."""
    macs, parameters = totals(MOBILENET_V2)
    return Evidence(
        round(macs / 1e6) in (300, 301) and 3.4e6 < parameters < 3.6e6,
        f"MobileNetV2 1.0: {macs / 1e6:.1f} M MACs, {parameters / 1e6:.2f} M parameters",
    )


ANSWER = """\
**Efficiency.** MACs and weights of a layer fall to **1/C_out + 1/K²** of the dense one's. For 3×3 that is near 1/9 only
when C_out is large: 1/5.8 at 16 channels, 1/7.9 at 64, 1/8.8 at 512.

**Accuracy.** With it in the place of dense layers, and nothing else changed, MobileNet on ImageNet loses a little:

- dense convolutions: 71.7% top-1, 4866 M MACs, 29.3 M parameters
- depthwise separable: 70.6% top-1, 569 M MACs, 4.2 M parameters

**Later designs close the gap**: MobileNetV2 by inverted residuals with linear bottlenecks (no ReLU on the narrow end,
where it would destroy information), MobileNetV3 also by squeeze-and-excite, h-swish and architecture search.

**Limits.** Thin versions underfit (α = 0.25: 50.6%). The time saved is less than the MACs saved, because depthwise
layers are bound by memory.
"""

QUESTION = Question(
    number=20,
    slug="efficiency",
    title="Depthwise separable conv: accuracy vs efficiency?",
    level="hard",
    topics=("depthwise separable convolution", "cost"),
    answer=ANSWER,
    formula="cost 1/C_out + 1/K² of the dense layer",
    latex=r"\frac{\text{separable}}{\text{dense}} = \frac{1}{C_{out}} + \frac{1}{K^2}",
    common_wording=(
        CommonWording(
            says="It reduces FLOPs and parameters to about 1/9 for 3×3.",
            but="To 1/C_out + 1/9: 0.174 at 16 output channels, 0.127 at 64, 0.113 at 512. Over the whole of "
            "MobileNet, MACs fall to 1/8.6 and parameters, with a classifier that stays, to 1/7.",
        ),
    ),
    claims=(
        Claim(
            says="The saving of a 3×3 layer is below 9 and grows with the width: 5.8 at 16, 7.9 at 64, 8.8 at 512.",
            experiment=saving_by_width,
            source="Howard et al. 2017, §3.1",
            refutes=True,
        ),
        Claim(
            says="Over the whole network MACs fall to 1/8.6, parameters to 1/7.",
            experiment=whole_network,
            source="Howard et al. 2017, Table 4",
            refutes=True,
        ),
        Claim(says="The classifier holds about a quarter of MobileNet's parameters.", experiment=classifier_stays),
        Claim(
            says="In the place of dense layers it costs a little accuracy: 71.7% to 70.6% top-1.",
            source="Howard et al. 2017, Table 4",
        ),
        Claim(
            says="ReLU on few channels loses information that it leaves on many; without ReLU nothing is lost.",
            experiment=narrow_relu_loses,
            source="Sandler et al. 2018, §3.2 and Figure 1",
        ),
        Claim(
            says="MobileNetV2 takes about 300 M MACs.", experiment=second_version, source="Sandler et al. 2018, Table 4"
        ),
        Claim(
            says="MobileNetV2 reaches 72.0% at 300 M MACs, MobileNetV3-Large 75.2% at 219 M.",
            source="Sandler et al. 2018, Table 4; Howard et al. 2019, Table 3",
        ),
        Claim(says="Thin versions underfit: α = 0.25 gives 50.6%.", source="Howard et al. 2017, Table 6"),
        Claim(
            says="The MACs of a thinner network fall nearly with α², a little less.",
            experiment=nearly_alpha_squared,
            source="Howard et al. 2017, §3.3 and Table 6",
        ),
        Claim(
            says="Depthwise layers are bound by memory: few MACs for each number read or written.",
            experiment=short_of_work,
            source="Ma et al. 2018, §2",
        ),
    ),
    variants=(ExactRatio, WidthNeeded, WidthMultiplier, ResolutionMultiplier, InvertedResidual, PublishedNumbers),
    follow_ups=(
        FollowUp(
            "Why linear bottlenecks?",
            "ReLU on few channels loses information: a 2-D curve put through random weights and ReLU in 2 dimensions "
            "cannot be read back linearly, in 30 it can, very nearly.",
        ),
        FollowUp(
            "Why is the parameter saving of the whole network smaller (7×) than the MAC saving (8.6×)?",
            "The classifier and the first layer are not reduced. The classifier holds a quarter of MobileNet's "
            "parameters, and hardly any of its MACs.",
        ),
        FollowUp(
            "How would you speed it up on a GPU?",
            "Fuse the depthwise layer with its neighbours, use wider groups, give each launch more work, or make early "
            "depthwise layers dense ones (fused MBConv).",
        ),
    ),
    rubric=(
        Point("saving 1/C_out + 1/K², about 8–9 times for 3×3", essential=True),
        Point("small accuracy loss when swapped in as it is (71.7% → 70.6%)", essential=True),
        Point("V2: inverted residual, linear bottleneck; V3 adds squeeze-and-excite and search", essential=True),
        Point("too thin underfits; α and resolution trade accuracy for cost"),
        Point("MACs are not latency: bound by memory"),
        Point("no activation on the narrow end"),
    ),
    trap="It is always exactly nine times cheaper (5.8 times at 16 output channels, 8.8 at 512).",
    sources=(
        "Howard et al. 2017, MobileNets, §3 and Tables 4, 6 and 7",
        "Sandler et al. 2018, MobileNetV2, §3 and Tables 2 and 4",
        "Howard et al. 2019, Searching for MobileNetV3, Table 3",
        "Ma, Zhang, Zheng & Sun 2018, ShuffleNet V2, §2",
    ),
    related=(8, 16, 19),
)
