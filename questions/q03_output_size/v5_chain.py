from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import prod
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.stacks import DrawnStack, describe_stack, parse_stack
from questions.q03_output_size.sides import Side, too_large
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    stack_output_size,
)
from solvers.layers import Stack, Window
from solvers.measure import Measurement
from solvers.networks.architectures.alexnet import ALEXNET
from solvers.networks.architectures.inception import INCEPTION_V3_STEM
from solvers.networks.architectures.lenet import LENET5
from solvers.networks.architectures.resnet import RESNET18
from solvers.networks.architectures.vgg import VGG16


def _prefixes(*trunks: Stack) -> list[Stack]:
    return [trunk[:length] for trunk in trunks for length in range(3, min(len(trunk), 7) + 1)]


class Chain(Variant):
    """3.5 A chain of layers."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "O = ⌊(I − K + 2P)/S⌋ + 1, layer by layer, each with its floor"
    latex: ClassVar[str] = (
        r"O = \left\lfloor \frac{I - K + 2P}{S} \right\rfloor + 1, \text{ layer by layer, each with its floor}"
    )

    layers: Annotated[
        DrawnStack,
        Field(min_length=1, max_length=20),
        Draw(
            *_prefixes(
                ALEXNET.trunk("pool5"),
                RESNET18.trunk("conv2_1b"),
                INCEPTION_V3_STEM.trunk(),
                LENET5.trunk("C5"),
                VGG16.trunk("pool5"),
            ),
            parse_stack("7/2,3/2,3/2"),
            parse_stack("7/2,3/2,3/2,3/2"),
        ),
    ]
    size: Annotated[int, Side, Draw(32, 64, 96, 127, 128, 160, 192, 223, 224, 227, 256, 299, 320, 331)]

    def impossible(self) -> str | None:
        size = self.size
        for number, layer in enumerate(self.layers, start=1):
            if reason := too_large(size, layer.kernel_size, layer.padding, layer.dilation):
                return f"at layer {number} {reason}"
            size = stack_output_size(size, (layer,))
        return None

    def ask(self) -> str:
        return (
            f"Input {self.size}×{self.size} goes through {describe_stack(self.layers)} (kernel/stride, "
            "padding 0 where none is given; every size rounded down). What is the side at the end?"
        )

    def answer(self) -> Integer:
        return Integer(value=stack_output_size(self.size, self.layers), unit="pixels")

    def slips(self) -> Iterator[Slip]:
        def fold(side: Callable[[int, Window], int]) -> tuple[int, str]:
            sides = [self.size]
            for layer in self.layers:
                sides.append(side(sides[-1], layer))
            return sides[-1], " → ".join(map(str, sides))

        unpadded = tuple(layer.model_copy(update={"padding": 0}) for layer in self.layers)
        value, working = fold(lambda i, at: -((at.kernel_size - i - 2 * at.padding) // at.stride) + 1)
        yield Slip(tag="round.ceil", value=value, working=working)
        value, working = fold(lambda i, at: (i - at.kernel_size + at.padding) // at.stride + 1)
        if value > 0:
            yield Slip(tag="pad.single", value=value, working=working)
        value, working = fold(lambda i, at: (i - at.kernel_size) // at.stride + 1)
        if not type(self)(layers=unpadded, size=self.size).impossible():
            yield Slip(tag="pad.ignored", value=value, working=working, run=lambda: measure.side(self.size, unpadded))
        value, working = fold(lambda i, at: (i - at.kernel_size - 2 * at.padding) // at.stride + 1)
        if value > 0:
            yield Slip(tag="pad.wrong_sign", value=value, working=working)
        value, working = fold(lambda i, at: (i + 2 * at.padding) // at.stride + 1)
        yield Slip(tag="kernel.forgotten", value=value, working=working)
        value, working = fold(lambda i, at: (i - at.kernel_size + 2 * at.padding) // at.stride)
        if value > 0:
            yield Slip(tag="plus1.missing", value=value, working=working)
        exact = Fraction(self.size)
        for layer in self.layers:
            exact = (exact - layer.kernel_size + 2 * layer.padding) / layer.stride + 1
        if exact.denominator > 1:
            yield Slip(
                tag="round.not_rounded",
                value=exact,
                message="A layer has whole positions: round down after every layer.",
                working=f"never rounded: {float(exact):g}",
            )
        strides = prod(layer.stride for layer in self.layers)
        yield Slip(
            tag="stride.ratio_only",
            value=self.size // strides,
            working=f"⌊{self.size}/{strides}⌋ = {self.size // strides}",
        )
        before_last = stack_output_size(self.size, self.layers[:-1])
        yield Slip(
            tag="chain.last_skipped",
            value=before_last,
            message="You stopped one layer early.",
            working=f"{before_last} after layer {len(self.layers) - 1}",
            run=lambda: measure.side(self.size, self.layers[:-1]),
        )

    def steps(self) -> Iterator[str]:
        size = self.size
        for layer in self.layers:
            k, s, p = layer.kernel_size, layer.stride, layer.padding
            after = stack_output_size(size, (layer,))
            yield f"{k}×{k}/{s}: ⌊({size} − {k} + 2·{p})/{s}⌋ + 1 = {after}"
            size = after

    def measure(self) -> Measurement:
        return measure.side(self.size, self.layers)

    def scene(self) -> Scene:
        rulers = [
            Ruler(f"layer {number}", size, layer.kernel_size, layer.stride, (layer.padding, layer.padding))
            for number, (layer, size) in enumerate(
                zip(self.layers, measure.sides(self.size, self.layers), strict=False), start=1
            )
        ]
        return sliding("one row through every layer", rulers)
