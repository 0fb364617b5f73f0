from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from math import prod
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.stacks import DrawnStack, describe_stack, parse_stack
from questions.q03_output_size.sides import too_large
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import smallest_input
from solvers.layers import Window
from solvers.measure import Measurement
from solvers.networks.architectures.alexnet import ALEXNET
from solvers.networks.architectures.inception import INCEPTION_V3_STEM
from solvers.networks.architectures.lenet import LENET5
from solvers.networks.architectures.vgg import VGG16

TORCHVISION_ALEXNET = parse_stack("11/4p2,pool3/2,5/1p2,pool3/2,3/1p1,3/1p1,3/1p1,pool3/2")

MOST = 1024
"""The largest side that is run here."""
TRUNKS = (
    ALEXNET.trunk("pool5"),
    TORCHVISION_ALEXNET,
    INCEPTION_V3_STEM.trunk(),
    LENET5.trunk("S4"),
    VGG16.trunk("pool3"),
    parse_stack("7/2,3/2,3/2,3/2"),
    parse_stack("5/2,3/1,pool2/2,3/1,pool2/2"),
    parse_stack("3/2p1,3/1p1,3/2p1,3/1p1,3/2p1"),
    parse_stack("4/2p1,4/2p1,4/2p1,4/1p1"),
)


class SmallestInput(Variant):
    """3.7 The smallest input of a chain."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "from the last layer to the first: I = (O − 1)S + K − 2P, at least 1"
    latex: ClassVar[str] = r"\text{from the last layer to the first: } I = (O - 1)S + K - 2P \text{, at least } 1"

    layers: Annotated[
        DrawnStack,
        Field(min_length=1, max_length=20),
        Draw(*(trunk[:length] for trunk in TRUNKS for length in range(3, min(len(trunk), 8) + 1))),
    ]
    output: Annotated[int, Field(ge=1, le=64), Draw(1, 1, 2, 3, 4, 6, 7)] = 1

    def impossible(self) -> str | None:
        side = self.output
        for number, layer in reversed(list(enumerate(self.layers, start=1))):
            side = smallest_input(side, (layer,))
            if side > MOST:
                return f"that takes an input of {side} at layer {number}, here it may be {MOST}"
            if reason := too_large(side, layer.kernel_size, layer.padding, layer.dilation):
                return f"at layer {number} {reason}"
        return None

    def ask(self) -> str:
        return (
            f"An input goes through {describe_stack(self.layers)} (kernel/stride, padding 0 where none is given; every "
            f"size rounded down). What is the smallest input side from which the last output has a side of "
            f"{self.output}?"
        )

    def answer(self) -> Integer:
        return Integer(value=smallest_input(self.output, self.layers), unit="pixels")

    def slips(self) -> Iterator[Slip]:
        def back(side: Callable[[int, Window], int], layers: tuple[Window, ...] = self.layers) -> tuple[int, str]:
            sides = [self.output]
            for layer in reversed(layers):
                sides.append(side(sides[-1], layer))
            return sides[-1], " ← ".join(map(str, reversed(sides)))

        def slip(tag: str, found: tuple[int, str], message: str = "") -> Slip:
            value, working = found
            return Slip(tag=tag, value=value, message=message, working=working, trial=lambda: self._left(value))

        yield slip("pad.ignored", back(lambda o, at: (o - 1) * at.stride + at.kernel_size))
        yield slip("pad.single", back(lambda o, at: max((o - 1) * at.stride + at.kernel_size - at.padding, 1)))
        yield slip(
            "pad.wrong_sign",
            back(lambda o, at: (o - 1) * at.stride + at.kernel_size + 2 * at.padding),
            "Padding makes the input larger before the kernel runs: going back, 2P is subtracted.",
        )
        yield slip("kernel.forgotten", back(lambda o, at: max((o - 1) * at.stride - 2 * at.padding, 1)))
        yield slip(
            "chain.first_to_last",
            back(lambda o, at: smallest_input(o, (at,)), self.layers[::-1]),
            "Going back begins with the last layer; you began with the first.",
        )
        yield slip(
            "plus1.missing",
            back(lambda o, at: max(o * at.stride + at.kernel_size - 2 * at.padding, 1)),
            "O windows are O − 1 steps apart: I = (O − 1)·S + K − 2P.",
        )
        strides = prod(layer.stride for layer in self.layers)
        yield slip(
            "inverse.times_stride",
            (self.output * strides, f"{self.output}·{strides} = {self.output * strides}"),
            "Multiplying by the strides forgets the kernels and the paddings.",
        )
        yield slip(
            "inverse.largest",
            back(lambda o, at: max(o * at.stride + at.kernel_size - 2 * at.padding - 1, 1)),
            "That is the largest input that gives this output; the smallest is asked.",
        )
        if len(self.layers) > 1:
            yield slip(
                "chain.first_skipped",
                back(lambda o, at: smallest_input(o, (at,)), self.layers[1:]),
                "You stopped one layer early: that is what the first layer must give.",
            )

    def _left(self, size: int) -> Measurement:
        """SHAPE along a row, both axes being alike: what is left of it, 0 where a window does not fit."""
        refused = measure.error(lambda: self._row(size)).value is not None
        left = 0 if refused else self._row(size)
        return Measurement(left, f"an input of {size} ends as {left}")

    def _row(self, size: int) -> int:
        for layer in self.layers:
            sides = (layer.padding, layer.padding)
            size = measure.positions(size, layer.kernel_size, layer.stride, sides, layer.dilation)
        return size

    def steps(self) -> Iterator[str]:
        side = self.output
        for number, layer in reversed(list(enumerate(self.layers, start=1))):
            k, s, p = layer.kernel_size, layer.stride, layer.padding
            before = smallest_input(side, (layer,))
            least = ", but at least 1" if (side - 1) * s + k - 2 * p < 1 else ""
            yield f"Layer {number} ({k}×{k}/{s}): ({side} − 1)·{s} + {k} − 2·{p} = {(side - 1) * s + k - 2 * p}{least}"
            side = before

    def measure(self) -> Measurement:
        """SEARCH the sides, the smallest first."""
        size = measure.search(count(1), lambda size: self._left(size).value >= self.output)
        return Measurement(size, f"{self._left(size).run}, one of {size - 1} as {self._left(size - 1).value}")

    def scene(self) -> Scene:
        size = self.measure().value
        rulers = [
            Ruler(f"layer {number}", side, layer.kernel_size, layer.stride, (layer.padding, layer.padding))
            for number, (layer, side) in enumerate(
                zip(self.layers, measure.sides(size, self.layers), strict=False), start=1
            )
        ]
        return sliding(f"from {size} samples, the fewest that do", rulers)
