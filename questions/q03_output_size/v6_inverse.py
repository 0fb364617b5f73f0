from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q03_output_size.sides import Kernel, Padding
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    input_size_range,
)
from solvers.measure import Measurement


class Inverse(Variant):
    """3.6 Which inputs give this output?"""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "(O − 1)S + K − 2P ≤ I ≤ OS + K − 2P − 1"
    latex: ClassVar[str] = r"(O - 1)S + K - 2P \le I \le OS + K - 2P - 1"

    output: Annotated[int, Field(ge=1, le=256), Draw(range(5, 61))]
    kernel: Annotated[int, Kernel, Draw(2, 3, 4, 5, 7)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(2, 2, 3, 4)]
    padding: Annotated[int, Padding, Draw(range(4))] = 0

    def impossible(self) -> str | None:
        if input_size_range(self.output, self.kernel, self.stride, self.padding)[0] < 1:
            return "no input of at least one sample gives such an output"
        return None

    def excluded(self) -> bool:
        return self.padding > self.kernel // 2

    def ask(self) -> str:
        return (
            f"A layer with kernel {self.kernel}×{self.kernel}, stride {self.stride} and padding {self.padding} "
            f"gave an output of side {self.output}. What are the smallest and the largest possible input side?"
        )

    def answer(self) -> Shape:
        value = input_size_range(self.output, self.kernel, self.stride, self.padding)
        return Shape(value=value, axes=("smallest", "largest"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        o, k, s, p = self.output, self.kernel, self.stride, self.padding
        low, high = input_size_range(o, k, s, p)
        yield Slip(
            tag="inverse.single_value",
            value=(low, low),
            message="The floor throws samples away: S different inputs share this output.",
            working=f"({o} − 1)·{s} + {k} − 2·{p} = {low} alone",
        )
        yield Slip(
            tag="inverse.off_by_one_top",
            value=(low, high + 1),
            message="One sample more already makes room for another window.",
            working=f"{low} + {s} = {high + 1}",
            trial=lambda: self._outputs(high + 1),
        )
        yield Slip(
            tag="pad.single",
            value=(low + p, high + p),
            working=f"({o} − 1)·{s} + {k} − {p} = {low + p}",
        )
        yield Slip(
            tag="pad.ignored",
            value=(low + 2 * p, high + 2 * p),
            working=f"({o} − 1)·{s} + {k} = {low + 2 * p}",
        )
        yield Slip(
            tag="pad.wrong_sign",
            value=(low + 4 * p, high + 4 * p),
            message="Padding makes the input larger before the kernel runs: going back, 2P is subtracted.",
            working=f"({o} − 1)·{s} + {k} + 2·{p} = {low + 4 * p}",
        )
        if low > k:
            yield Slip(
                tag="kernel.forgotten",
                value=(low - k, high - k),
                working=f"({o} − 1)·{s} − 2·{p} = {low - k}",
            )
        yield Slip(
            tag="inverse.times_stride",
            value=(o * s, o * s + s - 1),
            message="Multiplying by the stride forgets that kernel and padding move the ends.",
            working=f"{o}·{s} = {o * s}",
        )
        if low >= s:
            yield Slip(
                tag="inverse.range_below",
                value=(low - s + 1, low),
                message="Your largest input is the smallest: what the floor throws away comes on top of it.",
                working=f"({o} − 1)·{s} + {k} − 2·{p} = {low}, taken as the largest",
                trial=lambda: self._outputs(low - s + 1),
            )
        yield Slip(
            tag="plus1.missing",
            value=(low + s, high + s),
            working=f"{o}·{s} + {k} − 2·{p} = {low + s}",
        )

    def _outputs(self, size: int) -> Measurement:
        outputs = measure.positions(size, self.kernel, self.stride, (self.padding, self.padding))
        return Measurement(outputs, f"an input of {size} gives {outputs} windows")

    def steps(self) -> Iterator[str]:
        o, k, s, p = self.output, self.kernel, self.stride, self.padding
        low, high = input_size_range(o, k, s, p)
        yield f"⌊(I + 2·{p} − {k})/{s}⌋ = {o} − 1 = {o - 1}"
        yield f"So {(o - 1) * s} ≤ I + {2 * p} − {k} ≤ {(o - 1) * s + s - 1}"
        yield f"Smallest I: {(o - 1) * s} + {k} − {2 * p} = {low}"
        yield f"Largest I: {(o - 1) * s + s - 1} + {k} − {2 * p} = {high}"

    def measure(self) -> Measurement:
        shortest = max(1, self.kernel - 2 * self.padding)
        low = measure.search(count(shortest), lambda size: self._outputs(size).value >= self.output)
        above = measure.search(count(low), lambda size: self._outputs(size).value > self.output)
        run = f"inputs {low} to {above - 1} give {self.output} windows; {above} gives one more"
        return Measurement((low, above - 1), run)

    def scene(self) -> Scene:
        rulers = [
            Ruler(f"input {size}", size, self.kernel, self.stride, (self.padding, self.padding))
            for size in self.measure().value
        ]
        return sliding(f"kernel {self.kernel}, stride {self.stride}, padding {self.padding}", rulers)
