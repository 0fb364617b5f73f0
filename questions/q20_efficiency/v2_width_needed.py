from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Stream
from questions.model import Level, Variant
from questions.q20_efficiency.ratios import Kernel, measured_ratio
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers.measure import Measurement

WIDEST = 1 << 12
"""The widest layer that is tried when a width is searched."""


class WidthNeeded(Variant):
    """20.2 Width needed."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "⌈1/(1/X − 1/K²)⌉"
    latex: ClassVar[str] = r"\left\lceil \frac{1}{1/X - 1/K^2} \right\rceil"

    kernel: Annotated[int, Kernel, Draw(3, 5, 7)]
    saving: Annotated[int, Field(ge=2, le=200)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a saving that the drawn kernel can reach."""
        kernel = super().numbers(stream)["kernel"]
        savings = {3: range(3, 9), 5: range(8, 25), 7: range(10, 49)}
        return {"kernel": kernel, "saving": Draw(savings[kernel]).pick(stream)}

    @property
    def _width(self) -> Fraction:
        """The width, not rounded, at which the saving is reached."""
        return 1 / (Fraction(1, self.saving) - Fraction(1, self.kernel**2))

    def impossible(self) -> str | None:
        if self.saving >= self.kernel**2:
            return f"at any width a {self.kernel}×{self.kernel} kernel saves less than {self.kernel**2}-fold"
        return f"that takes more than {WIDEST} channels" if self._width > WIDEST else None

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} convolution becomes depthwise separable. How many output channels must it "
            f"have at least, so that the MACs shrink by a factor of {self.saving} or more?"
        )

    def answer(self) -> Integer:
        return Integer(value=ceil(self._width), unit="channels")

    def slips(self) -> Iterator[Slip]:
        k, x = self.kernel, self.saving

        def slip(tag: str, value: int, working: str, message: str) -> Slip:
            return Slip(tag=tag, value=value, message=message, working=working, trial=lambda: self._saved(value))

        yield slip("ds.any_width", 1, "1", "Narrow layers save less: the depthwise part costs 1/C_out.")
        yield slip(
            "ds.equal_to_x", x, f"1/C_out = 1/{x}", "The pointwise part costs 1/K² as well: 1/C_out = 1/X − 1/K²."
        )
        yield slip("ds.x_times_k2", x * k * k, f"{x}·{k * k} = {x * k * k}", "Solve 1/C_out = 1/X − 1/K².")
        added = 1 / (Fraction(1, x) + Fraction(1, k * k))
        yield slip(
            "ds.share_added",
            ceil(added),
            f"1/(1/{x} + 1/{k * k}) = {float(added):.2f}, rounded up to {ceil(added)}",
            "The two shares make 1/X together: the pointwise one, 1/K², is taken from it.",
        )
        floored = floor(self._width)
        yield slip(
            "ds.rounded_down",
            floored,
            f"⌊{float(self._width):.2f}⌋ = {floored}",
            "Round up: with fewer channels the factor is not reached.",
        )

    def steps(self) -> Iterator[str]:
        k, x = self.kernel, self.saving
        yield f"1/C_out + 1/{k * k} may be at most 1/{x}"
        yield f"1/C_out ≤ 1/{x} − 1/{k * k} = {1 / self._width}"
        shown = str(self._width) if self._width.denominator == 1 else f"{float(self._width):.2f}, rounded up"
        yield f"C_out ≥ {shown}: {ceil(self._width)}"

    def _saved(self, width: int) -> Measurement:
        factor = 1 / measured_ratio(self.kernel, width, 1)
        return Measurement(factor, f"counted, C_out = {width:,} saves a factor of {float(factor):.6g}")

    def measure(self) -> Measurement:
        widths = range(1, WIDEST + 1)
        width = widths[bisect_left(widths, self.saving, key=lambda width: self._saved(width).value)]
        return Measurement(width, f"{self._saved(width).run}; {self._saved(max(width - 1, 1)).run}")

    def scene(self) -> Scene:
        width = self.measure().value
        factors = [
            (f"{at:,} channels", float(self._saved(at).value)) for at in (width // 2, width - 1, width, 2 * width)
        ]
        title = f"{self.kernel}×{self.kernel}: a factor of {self.saving} is wanted"
        return barred(title, "weights, times fewer", factors, here=f"{width:,} channels", decimals=4)
