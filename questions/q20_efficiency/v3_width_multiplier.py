from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.arrays import counted, laid_out
from questions.parts.separable import MOBILENET_BLOCKS, separable, standard
from questions.parts.weights import miscounted
from questions.q20_efficiency.ratios import Channels
from questions.scenes import Scene
from questions.scenes.counting import counting
from questions.slips import Slip
from solvers.arithmetic import separable_parameters
from solvers.layers import Table
from solvers.measure import Measurement

ALPHAS = (0.25, 0.5, 0.75)


class WidthMultiplier(Variant):
    """20.3 Width multiplier."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "9·αC_in + αC_in·αC_out"
    latex: ClassVar[str] = r"9 \alpha C_{in} + \alpha C_{in} \cdot \alpha C_{out}"
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
            f"{where}, 3×3 depthwise then 1×1, {self.in_channels}→{self.out_channels} channels, is narrowed by the "
            f"width multiplier α = {self.alpha:g}. How many weights do the two layers have then, without batch norm?"
        )

    def answer(self) -> Integer:
        return Integer(value=separable_parameters(3, *self._thin), unit="weights")

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
            "Both widths are multiplied by α.",
            separable(3, c, narrow),
        )
        yield slip("alpha.ignored", full, f"9·{c} + {c}·{o}", "Both widths are multiplied by α.", separable(3, c, o))
        depthwise, pointwise = separable(3, thin, narrow)
        yield slip(
            "alpha.pointwise_only",
            9 * c + thin * narrow,
            f"9·{c} + {thin}·{narrow}",
            "The depthwise layer has αC_in channels as well.",
            (separable(3, c, o)[0], pointwise),
        )
        yield slip(
            "ds.standard_conv",
            9 * thin * narrow,
            f"9·{thin}·{narrow}",
            "",
            (standard(3, thin, narrow),),
        )
        yield slip("ds.depthwise_only", 9 * thin, f"9·{thin}", "", (depthwise,))
        yield slip("ds.pointwise_only", thin * narrow, f"{thin}·{narrow}", "", (pointwise,))
        yield slip(
            "ds.dw_on_out",
            9 * narrow + thin * narrow,
            f"9·{narrow} + {thin}·{narrow}",
            "The depthwise layer comes first, on the αC_in channels.",
            (separable(3, narrow, narrow)[0], separable(3, thin, narrow)[1]),
        )
        yield slip(
            "ds.dense_depthwise",
            9 * thin * thin + thin * narrow,
            f"9·{thin}·{thin} + {thin}·{narrow}",
            "",
            (standard(3, thin, thin), pointwise),
        )
        yield from miscounted(separable(3, thin, narrow))

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
