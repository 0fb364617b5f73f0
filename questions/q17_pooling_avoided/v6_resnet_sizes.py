from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.scenes import Scene
from questions.scenes.steps import steps
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import output_size
from solvers.layers import Window
from solvers.measure import Measurement
from solvers.networks.architectures.resnet import RESNET50

STAGES = ("conv1", "max pool", "conv2_x", "conv3_x", "conv4_x", "conv5_x")


def stage_of(layer: Window) -> str:
    """Return the stage that a layer of ResNet-50 stands in, empty behind them."""
    return next((stage for stage in STAGES if layer.name.split("_")[0] == stage.removesuffix("_x")), "")


class ResNetSizes(Variant):
    """17.6 Sizes along ResNet-50."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 24
    formula: ClassVar[str] = "⌈I/2⌉ after conv1, max pool, conv3_x, conv4_x and conv5_x; conv2_x keeps the side"
    latex: ClassVar[str] = (
        r"\left\lceil \frac{I}{2} \right\rceil \text{ after conv1, max pool, } \mathrm{conv3}_x, \mathrm{conv4}_x "
        r"\text{ and } \mathrm{conv5}_x; \quad \mathrm{conv2}_x \text{ keeps the side}"
    )

    size: Annotated[
        int,
        Field(ge=32, le=1024),
        Draw(
            160,
            192,
            200,
            208,
            224,
            225,
            240,
            250,
            256,
            272,
            288,
            299,
            300,
            320,
            333,
            350,
            384,
            400,
            448,
            480,
            512,
            600,
            640,
            800,
        ),
    ]

    def ask(self) -> str:
        return (
            f"ResNet-50 runs on an image of side {self.size}. What is the side after conv1, after the max pool, and "
            "after conv2_x, conv3_x, conv4_x and conv5_x? (six numbers, in this order)"
        )

    def _sides(self, strides: tuple[int, ...] = (2, 2, 1, 2, 2, 2), up: bool = True) -> tuple[int, ...]:
        """Return the sides after stages of these strides, rounded up or down."""
        side, sides = self.size, []
        for stride in strides:
            side = output_size(side, 3, stride, 1) if up else side // stride
            sides.append(side)
        return tuple(sides)

    def answer(self) -> Shape:
        return Shape(value=self._sides(), axes=STAGES, joint=", ")

    def _run(self, without: str = "") -> Measurement:
        side, sides = self.size, dict.fromkeys(STAGES, 0)
        for layer in RESNET50.trunk("conv5_3c"):
            stage = stage_of(layer)
            if stage != without:
                side = measure.positions(side, layer.kernel_size, layer.stride, (layer.padding, layer.padding))
            sides[stage] = side
        return Measurement(tuple(sides.values()), f"a row of {self.size} zeros through ResNet-50's layers")

    def slips(self) -> Iterator[Slip]:
        def slip(tag: str, value: tuple[int, ...], message: str, without: str | None = None) -> Slip:
            run = None if without is None else lambda: self._run(without)
            return Slip(tag=tag, value=value, message=message, working=", ".join(map(str, value)), run=run)

        yield slip(
            "round.floor",
            self._sides(up=False),
            "These layers are padded: an odd side is rounded up, ⌈I/2⌉.",
        )
        yield slip(
            "resnet.pool_forgotten",
            self._sides((2, 1, 1, 2, 2, 2)),
            "A 3×3 max pool with stride 2 follows conv1.",
            "max pool",
        )
        yield slip(
            "resnet.conv2_strided",
            self._sides((2, 2, 2, 2, 2, 2)),
            "conv2_x has stride 1: the max pool has done its reduction.",
        )
        yield slip(
            "resnet.strides_at_end",
            self._sides((2, 2, 2, 2, 2, 1)),
            "A stage halves the side in its first block, not in its last: conv2_x keeps it, conv5_x halves it.",
        )

        stem = output_size(self.size, 7, 2, 3)
        inner = output_size(stem, 3, 2)
        sides = [stem, inner, inner]
        while len(sides) < len(STAGES):
            sides.append(output_size(sides[-1], 3, 2, 1))
        yield slip(
            "resnet.pool_unpadded",
            tuple(sides),
            "The max pool has a padding of 1, so that it rounds up as the others do.",
        )

    def steps(self) -> Iterator[str]:
        before = self.size
        for stage, side in zip(STAGES, self._sides(), strict=True):
            yield f"{stage}: {f'⌈{before}/2⌉ = {side}' if stage != 'conv2_x' else f'stride 1, {side}'}"
            before = side

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        sides = dict(zip(STAGES, self._run().value, strict=True))
        layers = [layer for layer in RESNET50.trunk("conv5_3c") if layer.stride > 1]
        rows = [(layer.name, str(layer.op), str(layer.stride), str(sides[stage_of(layer)])) for layer in layers]
        rows = [("image", "", "", str(self.size)), *rows]
        said = [f"{name}: {op or 'as it comes'}, side {side}." for name, op, _, side in rows]
        closing = "One of them is a pool; a global average pool follows."
        return steps("the layers of ResNet-50 that reduce", ("layer", "op", "stride", "side"), rows, said, closing)
