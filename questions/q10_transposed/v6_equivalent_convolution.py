from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.signs import minus
from questions.q10_transposed.stamps import spread, stamp
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement


class EquivalentConvolution(Variant):
    """10.6 The equivalent convolution."""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "S − 1 zeros between samples; padding K − 1 − P"
    latex: ClassVar[str] = r"S - 1 \text{ zeros between samples; padding } K - 1 - P"

    kernel: Annotated[int, Field(ge=1, le=16), Draw(2, 3, 3, 4, 4, 5, 6, 7)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 2, 2, 3, 4)]
    padding: Annotated[int, Field(ge=0, le=15), Draw(0, 1, 1, 2)] = 0

    def impossible(self) -> str | None:
        if self.padding > self.kernel - 1:
            return "with P above K − 1 the equivalent convolution would need a negative padding"
        return None

    @property
    def _samples(self) -> int:
        """So many that padding does not cut everything off."""
        return self.padding + 4

    @property
    def _around(self) -> int:
        return self.kernel - 1 - self.padding

    def ask(self) -> str:
        return (
            f"A transposed convolution has kernel {self.kernel}×{self.kernel}, stride {self.stride} and padding "
            f"{self.padding}. In the equivalent stride-1 convolution with the rotated kernel, how many zeros stand "
            "between neighbouring samples, and how many zeros are padded per side? (between, per side)"
        )

    def answer(self) -> Shape:
        return Shape(value=(self.stride - 1, self._around), axes=("between", "per side"), joint=", ")

    def _difference(self, between: int, around: int) -> float | None:
        """Return the largest difference of the two outputs, None where their lengths differ."""
        row, kernel = measure.noise(1, 1, 1, self._samples), measure.noise(1, 1, 1, self.kernel, seed=1)
        wanted = stamp(row, kernel, self.stride, (self.padding, self.padding))
        stretched = spread(row, between + 1)
        if stretched.shape[-1] + 2 * around < self.kernel:
            return None
        seen = engine.conv2d(stretched, kernel[..., ::-1], None, 1, (0, around))
        return measure.largest_difference(seen, wanted) if seen.shape == wanted.shape else None

    def _agrees(self, zeros: tuple[int, int]) -> bool:
        difference = self._difference(*zeros)
        return difference is not None and difference < 1e-9

    def _compared(self, between: int, around: int) -> Measurement:
        difference = self._difference(between, around)
        seen = "the lengths differ" if difference is None else f"largest difference {difference:.1e}"
        return Measurement((between, around), f"{between} zeros between, {around} per side: {seen}")

    def slips(self) -> Iterator[Slip]:
        k, s, p = self.kernel, self.stride, self.padding

        def slip(tag: str, between: int, around: int, message: str) -> Slip:
            return Slip(
                tag=tag,
                value=(between, around),
                message=message,
                working=f"{count(between, 'zero')} between, {around} per side",
                trial=lambda: self._compared(between, around),
            )

        yield slip("tconv.insert_stride_zeros", s, self._around, "Samples S apart have S − 1 places between them.")
        yield slip(
            "tconv.same_padding",
            s - 1,
            p,
            "The transposed one pads by what the convolution's padding leaves of K − 1: K − 1 − P.",
        )
        yield slip("tconv.full_padding", s - 1, k - 1, "K − 1 gives the full result, from which P must be cut off.")
        yield slip(
            "tconv.k_minus_p",
            s - 1,
            k - p,
            "A kernel of K samples reaches K − 1 past either end, not K.",
        )
        yield slip(
            "pad.total_not_side",
            s - 1,
            2 * self._around,
            "That is the total of both sides; the ask is per side.",
        )
        yield slip(
            "tconv.no_padding",
            s - 1,
            0,
            "Only P = K − 1 leaves no padding: the equivalent convolution pads by K − 1 − P.",
        )
        yield Slip(
            tag="tconv.dilation_zero",
            value=(s - 1, -p),
            message="No dilation means D = 1, not 0: the padding is D(K − 1) − P.",
            working=f"{count(s - 1, 'zero')} between, 0·({k} − 1) − {p} = {minus(-p)} per side",
        )
        yield slip("tconv.no_insertion", 0, self._around, "The zeros between the samples do the enlarging.")

    def steps(self) -> Iterator[str]:
        k, s, p = self.kernel, self.stride, self.padding
        yield f"Copies of the kernel start {s} apart: {s} − 1 = {count(s - 1, 'zero')} between samples"
        yield f"The full padding, how far a tap reaches past either end: {k} − 1 = {k - 1}"
        yield f"Less the padding that is cut off either end: {k - 1} − {p} = {self._around}"

    def measure(self) -> Measurement:
        candidates = product(range(self.stride + 1), range(self.kernel + 1))
        return self._compared(*measure.search(candidates, self._agrees))

    def scene(self) -> Scene:
        between, around = self.measure().value
        stretched = spread(measure.noise(1, 1, 1, self._samples), between + 1).shape[-1]
        ruler = Ruler(f"{self._samples} samples, spread out", stretched, self.kernel, 1, (around, around))
        return sliding("the rotated kernel on the spread-out input, at stride 1", [ruler])
