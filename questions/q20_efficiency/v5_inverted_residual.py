from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, sin
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Choice, Integer, Parts
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.scenes import Dot, Frame, Ink, Plane, Scene
from questions.scenes.bars import barred
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

SPIRAL_ROWS = 15
"""Lines of the picture of the spiral; a line is as high as two columns are wide."""


def _through_relu() -> Scene:
    """Put a spiral through random weights and ReLU, and read it back linearly as well as can be."""
    spiral = measure.image([(at / 40 * cos(at / 8), at / 40 * sin(at / 8)) for at in range(1, 201)])[0, 0]
    frames = []
    for width in (2, 3, 5, 15, 30):
        read = measure.linear_reading(engine.relu(spiral @ measure.noise(2, width)), spiral)
        lost = ((read - spiral) ** 2).sum() / (spiral**2).sum()
        picture = Plane(
            f"a spiral, and what {width} channels after a ReLU keep of it",
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
    latex: ClassVar[str] = (
        r"h = t c_{in}\text{: } c_{in} h H^2 + (9 h + h c_{out}) O^2; \text{ a shortcut if } S = 1 \text{ and } "
        r"c_{in} = c_{out}"
    )
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
    expansion: Annotated[int, Field(ge=1, le=8), Draw(3, 4, 6)]
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

    @property
    def _expands(self) -> bool:
        """Whether there is a 1×1 layer that widens: at t = 1 there is none (Sandler et al. 2018, Table 2)."""
        return self.expansion > 1

    def _closed(self, before: int, after: int, wide: int, groups: int = 0) -> int:
        """Return the MACs with the expansion at one side, the other two layers at another."""
        expand = conv_parameters(1, 1, self.in_channels, wide, bias=False) if self._expands else 0
        middle = conv_parameters(3, 3, wide, wide, groups or wide, bias=False)
        project = conv_parameters(1, 1, wide, self.out_channels, bias=False)
        return conv_macs(expand, before**2) + conv_macs(middle + project, after**2)

    @property
    def _wide(self) -> int:
        return self.expansion * self.in_channels

    def answer(self) -> Parts:
        return Parts(
            parts={
                "MACs": Integer(value=self._closed(self.size, self._output, self._wide), unit="MACs"),
                "shortcut": Choice(value="yes" if self._fits else "no", options=("yes", "no")),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, o, h, size, out = self.in_channels, self.out_channels, self._wide, self.size, self._output

        widened, first = (f"{c}·{h} + ", f"{c}·{h}·{size}² + ") if self._expands else ("", "")

        def slip(
            tag: str, value: int, working: str, message: str, size: int, stride: int, wide: int, groups: int
        ) -> Slip:
            return Slip(
                tag=tag,
                value={"MACs": value},
                message=message,
                working=f"{working} = {value:,}",
                run=lambda: self._run_macs(size, stride, wide, groups),
            )

        yield slip(
            "inverted.all_at_input_size",
            self._closed(size, size, h),
            f"({widened}9·{h} + {h}·{o})·{size}²",
            "After the depthwise stride the map is smaller.",
            size,
            1,
            h,
            h,
        )
        yield slip(
            "inverted.all_at_output_size",
            self._closed(out, out, h),
            f"({widened}9·{h} + {h}·{o})·{out}²",
            "The expansion runs before the stride, on the whole input.",
            out,
            1,
            h,
            h,
        )
        yield slip(
            "inverted.dense_3x3",
            self._closed(size, out, h, 1),
            f"{first}(9·{h}² + {h}·{o})·{out}²",
            "The inner convolution is depthwise.",
            size,
            self.stride,
            h,
            1,
        )
        if self._expands and c % self.expansion == 0:
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
        layers = {
            "1×1 expansion": c * h * size**2 if self._expands else 0,
            "depthwise": 9 * h * out**2,
            "projection": h * o * out**2,
        }

        def partly(tag: str, message: str, *left_out: str) -> Slip:
            kept = {name: macs for name, macs in layers.items() if macs and name not in left_out}
            total = sum(kept.values())
            sums = " + ".join(f"{macs:,}" for macs in kept.values())
            working = f"{sums} = {total:,}" if len(kept) > 1 else f"{', '.join(kept)} alone: {sums}"
            return Slip(
                tag=tag,
                value={"MACs": total},
                message=message,
                working=working,
                run=lambda: self._run_macs(size, self.stride, h, h, left_out),
            )

        yield partly("inverted.depthwise_forgotten", "The depthwise layer is missing: 9 products a value.", "depthwise")
        if self._expands:
            yield partly("inverted.expansion_forgotten", "The 1×1 that widens is missing.", "1×1 expansion")
        else:
            yield Slip(
                tag="inverted.expansion_at_1",
                value={"MACs": sum(layers.values()) + c * h * size**2},
                message="At t = 1 there is nothing to expand: the block has no first 1×1 layer.",
                working=f"{c}·{h}·{size}² + {sum(layers.values()):,} = {sum(layers.values()) + c * h * size**2:,}",
            )
        yield partly("inverted.one_1x1", "The 1×1 that narrows again is missing.", "projection")
        weights = self._closed(1, 1, h)
        yield Slip(
            tag="mac.positions_forgotten",
            value={"MACs": weights},
            working=f"{widened}9·{h} + {h}·{o} = {weights:,}",
            run=lambda: self._run_macs(1, 1, h, h),
        )
        macs, expanded = sum(layers.values()), h * size**2 if self._expands else 0
        for tag, more, working in (
            ("kernel.side_not_area", -6 * h * out**2, f"3·{h}·{out}² for the depthwise layer"),
            ("mac.bias_counted", expanded + (h + o) * out**2, "a product more for each output of a layer"),
            ("mac.input_positions", 9 * h * (size**2 - out**2), f"9·{h}·{size}² for the depthwise layer"),
        ):
            yield Slip(tag=tag, value={"MACs": macs + more}, working=f"{working}: {macs + more:,}")
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
        if self._expands:
            yield f"1×1 expansion, before the stride: {c}·{h}·{size}² = {c * h * size**2:,}"
        else:
            yield "At t = 1 there is nothing to expand: the block begins with its depthwise layer"
        yield f"Depthwise: 9·{h}·{out}² = {9 * h * out**2:,}"
        yield f"1×1 projection: {h}·{o}·{out}² = {h * o * out**2:,}"
        yield f"Together: {self._closed(size, out, h):,}"
        yield f"Shapes {c}×{size}×{size} and {o}×{out}×{out} are {'' if self._fits else 'not '}equal: " + (
            "a shortcut" if self._fits else "no shortcut"
        )

    def _run_layers(self, size: int, stride: int, wide: int, groups: int) -> tuple[int, int, int]:
        """ONES for the three layers, one after the other, each on the side that the one before leaves."""
        after = measure.square(size, 3, stride, (1, 1)).value
        expand = measure.ones(self.in_channels, wide, (1, 1), (size, size)).value if self._expands else 0
        return (
            int(expand),
            int(measure.ones(wide, wide, (3, 3), (size, size), stride, 1, 1, groups).value),
            int(measure.ones(wide, self.out_channels, (1, 1), (after, after)).value),
        )

    def _run_macs(self, size: int, stride: int, wide: int, groups: int, left_out: Sequence[str] = ()) -> Measurement:
        names = ("1×1 expansion", "depthwise", "projection")
        seen = dict(zip(names, self._run_layers(size, stride, wide, groups), strict=True))
        kept = {name: macs for name, macs in seen.items() if macs and name not in left_out}
        run = "ones through ones: " + ", ".join(f"{name} {macs:,}" for name, macs in kept.items())
        return Measurement({"MACs": sum(kept.values())}, run)

    def measure(self) -> Measurement:
        macs = self._run_macs(self.size, self.stride, self._wide, self._wide)
        values = measure.zeros(1, self.in_channels, self.size, self.size)
        # How many inner channels there are does not show in the output: one is enough.
        inside = engine.conv2d(values, measure.zeros(1, self.in_channels, 1, 1))
        inside = engine.conv2d(inside, measure.zeros(1, 1, 3, 3), None, self.stride, 1)
        output = engine.conv2d(inside, measure.zeros(self.out_channels, 1, 1, 1))
        shortcut = "yes" if output.shape == values.shape else "no"
        return Measurement({**macs.value, "shortcut": shortcut}, f"{macs.run}; {values.shape} became {output.shape}")

    def scene(self) -> Scene:
        expand, middle, project = self._run_layers(self.size, self.stride, self._wide, self._wide)
        dense = self._run_layers(self.size, self.stride, self._wide, 1)[1]
        seen = self.measure()
        macs = [
            *([("1×1 expansion", expand)] if self._expands else []),
            ("3×3 depthwise", middle),
            ("1×1 projection", project),
            ("a dense 3×3 instead", dense),
            ("the block", seen.value["MACs"]),
        ]
        said = (*[""] * (len(macs) - 1), f"{seen.run.rpartition('; ')[2]}: shortcut {seen.value['shortcut']}.")
        bars = barred("", "multiply-adds of ones", macs, said)
        return joined("why its ends have no ReLU, then the block itself", _through_relu(), bars)
