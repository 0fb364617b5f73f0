from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from typing import Annotated, ClassVar

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q03_output_size.sides import Kernel, Side
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    same_upper,
)
from solvers.measure import Measurement


class SameWithStride(Variant):
    """3.4 SAME with stride."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "O = ⌈I/S⌉, padding in all max((O − 1)S + K − I, 0), the odd one after"
    latex: ClassVar[str] = (
        r"O = \left\lceil \frac{I}{S} \right\rceil, \text{ padding in all } \max\left( (O - 1)S + K - I, 0 "
        r"\right) \text{, the odd one after}"
    )

    size: Annotated[int, Side, Draw(*(224, 225, 299, 112, 113, 56, 57, 28, 15) * 35, range(10, 321))]
    kernel: Annotated[int, Kernel, Draw(1, 2, 3, 4, 5, 7)]
    stride: Annotated[int, Kernel, Draw(1, 2, 2, 3, 4)]

    def excluded(self) -> bool:
        """Tell whether there is nothing to pad, or stride 1 with equal sides, which 3.3 asks."""
        alike = self.stride == 1 and self.kernel % 2 == 1
        return self.kernel > self.size or alike or (self.kernel == 1 and self.size % self.stride == 0)

    def ask(self) -> str:
        return (
            f"SAME padding as in TensorFlow (ONNX SAME_UPPER): input {self.size}, kernel {self.kernel}, "
            f"stride {self.stride}. What are output size, padding before and padding after?"
        )

    def answer(self) -> Shape:
        value = same_upper(self.size, self.kernel, self.stride)
        return Shape(value=value, axes=("output", "before", "after"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        i, k, s = self.size, self.kernel, self.stride
        o, before, after = same_upper(i, k, s)
        half, rest = (k - 1) // 2, k - 1 - (k - 1) // 2
        yield Slip(
            tag="same.stride_ignored",
            value=(i, half, rest),
            message="SAME keeps the size only at stride 1; with a stride the output is ⌈I/S⌉.",
            working=f"output {i}, padding {half} and {rest}, as at stride 1",
        )
        yield Slip(
            tag="same.pad_as_stride1",
            value=(o, half, rest),
            message="With a stride less padding is needed, and how much depends on the input.",
            working=f"padding {half} and {rest}, as at stride 1",
        )
        yield Slip(tag="round.floor", value=(i // s, before, after), working=f"⌊{i}/{s}⌋ = {i // s}")
        floored = i // s
        shorter = max((floored - 1) * s + k - i, 0)
        if shorter:
            yield Slip(
                tag="round.floor_throughout",
                value=(floored, shorter // 2, shorter - shorter // 2),
                message="Here the size is rounded up, ⌈I/S⌉, and the padding follows from it.",
                working=f"⌊{i}/{s}⌋ = {floored}; max(({floored} − 1)·{s} + {k} − {i}, 0) = {shorter}",
            )
        if s > 1:
            exact = Fraction(i, s) if i % s else Fraction(i + s - 1, s)
            yield Slip(
                tag="round.not_rounded",
                value=(exact, before, after),
                message="A layer has whole positions: SAME rounds I/S up, ⌊(I + S − 1)/S⌋.",
                working=f"{i}/{s} = {i / s:g}" if i % s else f"({i} + {s} − 1)/{s} = {float(exact):g}",
            )
        valid = (i - k) // s + 1
        yield Slip(
            tag="same.valid",
            value=(valid, 0, 0),
            message="That is VALID, without padding; SAME pads until every S-th sample has a window.",
            working=f"⌊({i} − {k})/{s}⌋ + 1 = {valid}",
            run=lambda: Measurement((measure.positions(i, k, s), 0, 0), f"conv2d on {i} zeros, no padding"),
        )
        yield Slip(
            tag="same.extra_first",
            value=(o, after, before),
            message="That is SAME_LOWER: SAME_UPPER puts the odd sample after.",
            working=f"padding {after} before, {before} after",
        )
        yield Slip(
            tag="same.symmetric",
            value=(o, after, after),
            message="The total is odd: the side before gets one sample less than the side after.",
            working=f"padding {after} on each side, {2 * after} in all, where {before + after} are missing",
        )
        yield Slip(
            tag="pad.total_not_side",
            value=(o, before + after, before + after),
            message="That is the total of both sides; share it out.",
            working=f"padding {before + after} on each side",
        )
        yield Slip(
            tag="pad.ignored",
            value=(o, 0, 0),
            message="The output is right; but without padding not all of its windows fit.",
            working=f"({o} − 1)·{s} + {k} = {(o - 1) * s + k} samples, {i} without padding",
        )
        if (before + after) % 2:
            half_of_all = Fraction(before + after, 2)
            yield Slip(
                tag="pad.half_sample",
                value=(o, half_of_all, half_of_all),
                message="Padding comes in whole samples: of an odd total one side gets one more.",
                working=f"{before + after}/2 = {float(half_of_all):g} on each side",
            )

    def steps(self) -> Iterator[str]:
        o, before, after = same_upper(self.size, self.kernel, self.stride)
        reach = (o - 1) * self.stride + self.kernel
        yield f"Output first: ⌈{self.size}/{self.stride}⌉ = {o}"
        yield f"The last window reaches ({o} − 1)·{self.stride} + {self.kernel} = {reach}"
        yield f"Missing: max({reach} − {self.size}, 0) = {before + after}"
        yield f"Half before, the odd one after: {before} and {after}"

    def measure(self) -> Measurement:
        starts = measure.zeros(self.size)[:: self.stride].size
        totals = count(max(self.kernel - self.size, 0))
        total = measure.search(totals, lambda total: self._positions(total // 2, total - total // 2) >= starts)
        before, after = total // 2, total - total // 2
        outputs = self._positions(before, after)
        run = f"{starts} starts, every {self.stride} samples; {total} is the least padding that gives each a window"
        return Measurement((outputs, before, after), run)

    def _positions(self, before: int, after: int) -> int:
        return measure.positions(self.size, self.kernel, self.stride, (before, after))

    def scene(self) -> Scene:
        _, before, after = self.measure().value
        upper = Ruler("SAME_UPPER", self.size, self.kernel, self.stride, (before, after))
        lower = Ruler("SAME_LOWER", self.size, self.kernel, self.stride, (after, before))
        return sliding(f"kernel {self.kernel}, stride {self.stride}", [upper, lower])
