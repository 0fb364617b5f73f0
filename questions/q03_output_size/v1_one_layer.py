from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.real_layers import real_layers
from questions.q03_output_size.sides import Kernel, Padding, Side, too_large
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    output_size,
)
from solvers.layers import Window
from solvers.measure import Measurement


class OneLayer(Variant):
    """3.1 Output side of one layer."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "O = ⌊(I − K + 2P)/S⌋ + 1"
    latex: ClassVar[str] = r"O = \left\lfloor \frac{I - K + 2P}{S} \right\rfloor + 1"
    pool: ClassVar[Pool | None] = real_layers("size", "kernel", "stride", "padding")

    size: Annotated[int, Side, Draw(range(16, 301))]
    kernel: Annotated[int, Kernel, Draw(1, 2, 3, 4, 5, 7, 11)]
    stride: Annotated[int, Kernel, Draw(1, 2, 2, 3, 4)] = 1
    padding: Annotated[int, Padding, Draw(0, 1, 2, 3, 5)] = 0

    @property
    def _room(self) -> int:
        return self.size + 2 * self.padding - self.kernel

    def impossible(self) -> str | None:
        return too_large(self.size, self.kernel, self.padding)

    def excluded(self) -> bool:
        """Tell whether the settings are unusual, or such that nothing happens."""
        odd = self.padding > self.kernel // 2 or self.stride > self.kernel or self.kernel > self.size
        return odd or self.kernel == self.stride == 1

    def difficulty(self) -> Level:
        return "medium" if self._room % self.stride else "easy"

    def ask(self) -> str:
        where = f"{self.network}: input" if self.network else "Input"
        return (
            f"{where} {self.size}×{self.size}, kernel {self.kernel}×{self.kernel}, stride {self.stride}, "
            f"padding {self.padding} on every side. What is the side of the output?"
        )

    def answer(self) -> Integer:
        return Integer(value=output_size(self.size, self.kernel, self.stride, self.padding), unit="pixels")

    def slips(self) -> Iterator[Slip]:
        i, k, s, p, room = self.size, self.kernel, self.stride, self.padding, self._room
        yield Slip(
            tag="pad.single",
            value=(room - p) // s + 1,
            working=f"⌊({i} − {k} + {p})/{s}⌋ + 1 = {(room - p) // s + 1}",
            run=lambda: measure.square(i, k, s, (p, 0)),
        )
        yield Slip(
            tag="pad.ignored",
            value=(i - k) // s + 1,
            working=f"⌊({i} − {k})/{s}⌋ + 1 = {(i - k) // s + 1}",
            run=lambda: measure.square(i, k, s),
        )
        narrowed = (room - 4 * p) // s + 1
        if narrowed > 0:
            yield Slip(
                tag="pad.wrong_sign",
                value=narrowed,
                working=f"⌊({i} − {k} − 2·{p})/{s}⌋ + 1 = {narrowed}",
            )
        yield Slip(
            tag="kernel.forgotten",
            value=(i + 2 * p) // s + 1,
            working=f"⌊({i} + 2·{p})/{s}⌋ + 1 = {(i + 2 * p) // s + 1}",
        )
        yield Slip(tag="plus1.missing", value=room // s, working=f"⌊{room}/{s}⌋ = {room // s}")
        yield Slip(tag="round.ceil", value=ceil(room / s) + 1, working=f"⌈{room}/{s}⌉ + 1 = {ceil(room / s) + 1}")
        yield Slip(
            tag="round.not_rounded",
            value=room / s + 1,
            working=f"{room}/{s} + 1 = {room / s + 1:g}",
        )
        yield Slip(
            tag="stride.ignored",
            value=room + 1,
            working=f"{room} + 1 = {room + 1}",
            run=lambda: measure.square(i, k, 1, (p, p)),
        )
        yield Slip(
            tag="plus1.before_division",
            value=(room + 1) // s,
            message="The +1 stands outside the division.",
            working=f"⌊({room} + 1)/{s}⌋ = {(room + 1) // s}",
        )
        yield Slip(tag="stride.ratio_only", value=i // s, working=f"⌊{i}/{s}⌋ = {i // s}")
        if i % s:
            yield Slip(
                tag="same.assumed",
                value=ceil(i / s),
                message="⌈I/S⌉ is what SAME padding gives; here the padding is stated, so use the formula.",
                working=f"⌈{i}/{s}⌉ = {ceil(i / s)}",
            )
        side = room // s + 1
        yield Slip(tag="side.squared", value=side * side, working=f"{side}·{side} = {side * side:,}")

    def steps(self) -> Iterator[str]:
        s, room = self.stride, self._room
        yield f"Padded size: {self.size} + 2·{self.padding} = {self.size + 2 * self.padding}"
        yield f"Room to move the kernel: {self.size + 2 * self.padding} − {self.kernel} = {room}"
        yield f"Whole steps: ⌊{room}/{s}⌋ = {room // s}"
        yield f"Plus the first position: {room // s} + 1 = {room // s + 1}"

    def measure(self) -> Measurement:
        layer = Window(kernel_size=self.kernel, stride=self.stride, padding=self.padding)
        return measure.side(self.size, (layer,))

    def scene(self) -> Scene:
        ruler = Ruler("one row", self.size, self.kernel, self.stride, (self.padding, self.padding))
        return sliding(f"kernel {self.kernel}, stride {self.stride}, padding {self.padding}", [ruler])
