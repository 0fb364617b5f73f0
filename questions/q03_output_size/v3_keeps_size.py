from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q03_output_size.sides import Kernel
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    same_padding,
)
from solvers.measure import Measurement


class KeepsSize(Variant):
    """3.3 Padding that keeps the size."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "P = D(K − 1)/2 where that is whole"
    latex: ClassVar[str] = r"P = \frac{D(K - 1)}{2} \text{ where that is whole}"
    trivial_answers: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 48

    kernel: Annotated[int, Field(ge=2, le=64), Draw(range(2, 10))]
    dilation: Annotated[int, Kernel, Draw(1, 1, 2, 3, 4, 6, 12)] = 1

    @property
    def _total(self) -> int:
        return self.dilation * (self.kernel - 1)

    @property
    def _size(self) -> int:
        """An input to try paddings on; any that holds the kernel would do."""
        return max(24, self._total + 1)

    def impossible(self) -> str | None:
        return "the kernel spans more than 512 samples" if self._total >= 512 else None

    def ask(self) -> str:
        return (
            f"A convolution has kernel {self.kernel}×{self.kernel}, dilation {self.dilation} and stride 1. Which "
            "padding per side keeps the size? Answer none if equal padding cannot."
        )

    def answer(self) -> Integer:
        return Integer(value=same_padding(self.kernel, self.dilation), optional=True, unit="pixels")

    def slips(self) -> Iterator[Slip]:
        k, d, total = self.kernel, self.dilation, self._total
        yield Slip(
            tag="pad.half_kernel",
            value=k // 2,
            message="Half the kernel is right only for an odd kernel without dilation.",
            working=f"⌊{k}/2⌋ = {k // 2}",
            trial=lambda: self._padded(k // 2),
        )
        if d > 1 and k % 2 == 0:
            yield Slip(
                tag="pad.half_kernel_dilated",
                value=d * (k // 2),
                message="D·⌊K/2⌋ keeps the size only for an odd kernel: in all D(K − 1) is needed.",
                working=f"{d}·⌊{k}/2⌋ = {d * (k // 2)}",
                trial=lambda: self._padded(d * (k // 2)),
            )
        yield Slip(
            tag="pad.total_not_side",
            value=total,
            message="That is the total of both sides; the ask is per side.",
            working=f"{d}·({k} − 1) = {total}",
            trial=lambda: self._padded(total),
        )
        yield Slip(
            tag="dilation.ignored",
            value=(k - 1) // 2,
            working=f"⌊({k} − 1)/2⌋ = {(k - 1) // 2}",
            trial=lambda: self._padded((k - 1) // 2),
        )
        yield Slip(
            tag="pad.kernel",
            value=k,
            message="That is the kernel's side: so much padding makes the output larger than the input.",
            working=f"the kernel, {k}",
            trial=lambda: self._padded(k),
        )
        yield Slip(
            tag="pad.none_needed",
            value=0,
            message="Without padding the layer takes off D(K − 1) samples; none is right for kernel 1 only.",
            working=f"{self._size} − {total} = {self._size - total}",
            trial=lambda: self._padded(0),
        )
        if k % 2:
            yield Slip(
                tag="pad.half_kernel_up",
                value=(k + 1) // 2,
                message="An odd kernel without dilation takes (K − 1)/2, not half the kernel rounded up.",
                working=f"⌈{k}/2⌉ = {(k + 1) // 2}",
                trial=lambda: self._padded((k + 1) // 2),
            )
        if total % 2:
            yield Slip(
                tag="round.not_rounded",
                value=Fraction(total, 2),
                message="Padding comes in whole samples: two equal sides cannot add up to an odd number.",
                working=f"{total}/2 = {total / 2:g}",
            )
            yield Slip(
                tag="same.even_floored",
                value=total // 2,
                message="One sample is still missing: an even kernel needs unequal padding.",
                working=f"⌊{total}/2⌋ = {total // 2}",
                trial=lambda: self._padded(total // 2),
            )
        else:
            yield Slip(
                tag="same.none_too_soon",
                value=None,
                message="Equal padding can: what the layer takes off is an even number of samples.",
            )

    def _padded(self, padding: int) -> Measurement:
        outputs = measure.positions(self._size, self.kernel, 1, (padding, padding), self.dilation)
        return Measurement(outputs, f"padding {padding} turns a side of {self._size} into {outputs}")

    def steps(self) -> Iterator[str]:
        span = f"{self.dilation}·({self.kernel} − 1) = {self._total}"
        yield f"Without padding the layer takes off D(K − 1) samples: {span}"
        if self._total % 2:
            yield f"Two equal sides cannot add up to {self._total}, an odd number: none"
        else:
            yield f"Half of them on each side: {self._total}/2 = {self._total // 2}"

    def measure(self) -> Measurement:
        padding = measure.search(count(), lambda padding: self._padded(padding).value >= self._size)
        reached = self._padded(padding)
        return Measurement(padding if reached.value == self._size else None, reached.run)

    def scene(self) -> Scene:
        around = sorted({self._total // 2, -(-self._total // 2)})
        rulers = [
            Ruler(f"padding {padding}", self._size, self.kernel, 1, (padding, padding), self.dilation)
            for padding in around
        ]
        return sliding(f"kernel {self.kernel}, dilation {self.dilation} on {self._size} samples", rulers)
