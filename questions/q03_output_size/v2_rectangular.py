from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any, ClassVar

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q03_output_size.sides import Kernel, Padding, Side, too_large
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    effective_kernel,
    output_size,
)
from solvers.measure import Measurement


class Rectangular(Variant):
    """3.2 Rectangular and dilated."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "O = ⌊(I + 2P − D(K − 1) − 1)/S⌋ + 1, rows and columns apart"
    latex: ClassVar[str] = (
        r"O = \left\lfloor \frac{I + 2P - D(K - 1) - 1}{S} \right\rfloor + 1, \text{ rows and columns apart}"
    )

    height: Annotated[int, Side, Draw(range(20, 129))]
    width: Annotated[int, Side, Draw(range(20, 129))]
    kernel_height: Annotated[int, Kernel, Draw(1, 3, 3, 5, 7)]
    kernel_width: Annotated[int, Kernel, Draw(1, 3, 3, 5, 7)]
    stride_height: Annotated[int, Kernel, Draw(1, 1, 2)] = 1
    stride_width: Annotated[int, Kernel, Draw(1, 1, 2)] = 1
    padding_height: Annotated[int, Padding, Draw(range(9))] = 0
    padding_width: Annotated[int, Padding, Draw(range(9))] = 0
    dilation_height: Annotated[int, Kernel, Draw(1, 1, 2, 3, 4)] = 1
    dilation_width: Annotated[int, Kernel, Draw(1, 1, 2, 3, 4)] = 1

    @property
    def _axes(self) -> tuple[tuple[int, int, int, int, int], ...]:
        """I, K, S, P, D along the height, then along the width."""
        return (
            (self.height, self.kernel_height, self.stride_height, self.padding_height, self.dilation_height),
            (self.width, self.kernel_width, self.stride_width, self.padding_width, self.dilation_width),
        )

    def impossible(self) -> str | None:
        return next(filter(None, (too_large(i, k, p, d) for i, k, _, p, d in self._axes)), None)

    def excluded(self) -> bool:
        return (
            self.height == self.width
            or all(k == 1 or d == 1 for _, k, _, _, d in self._axes)
            or any(k == 1 and d > 1 for _, k, _, _, d in self._axes)
            or any(p > d * (k - 1) or effective_kernel(k, d) > i for i, k, _, p, d in self._axes)
        )

    def ask(self) -> str:
        (_, kh, sh, ph, dh), (_, kw, sw, pw, dw) = self._axes
        return (
            f"Input {self.height}×{self.width}, kernel ({kh}, {kw}), stride ({sh}, {sw}), padding ({ph}, {pw}), "
            f"dilation ({dh}, {dw}), all as (height, width). What are the output's height and width?"
        )

    def answer(self) -> Shape:
        height, width = (output_size(*axis) for axis in self._axes)
        return Shape(value=(height, width), axes=("height", "width"))

    def slips(self) -> Iterator[Slip]:
        (_, kh, sh, ph, dh), (_, kw, sw, pw, dw) = self._axes

        def run(*layer: Any) -> Measurement:
            return measure.shape((self.height, self.width), *layer)

        def slip(tag: str, value: Iterable[int], working: str, run: Callable[[], Measurement] | None = None) -> Slip:
            height, width = value
            fits = min(height, width) > 0
            return Slip(tag=tag, value=(height, width), working=working, run=run if fits else None)

        yield slip(
            "dilation.ignored",
            (output_size(i, k, s, p) for i, k, s, p, _ in self._axes),
            f"kernel ({kh}, {kw}) taken as it stands",
            lambda: run((kh, kw), (sh, sw), (ph, pw)),
        )
        yield slip(
            "keff.k_times_d",
            ((i + 2 * p - k * d) // s + 1 for i, k, s, p, d in self._axes),
            f"effective kernel taken as ({kh * dh}, {kw * dw})",
        )
        yield slip(
            "keff.zeros_counted",
            (output_size(i, k, s, p, d + 1) for i, k, s, p, d in self._axes),
            f"effective kernel taken as ({kh + (kh - 1) * dh}, {kw + (kw - 1) * dw})",
            lambda: run((kh, kw), (sh, sw), (ph, pw), (dh + 1, dw + 1)),
        )
        yield slip(
            "pad.single",
            ((i + p - effective_kernel(k, d)) // s + 1 for i, k, s, p, d in self._axes),
            f"padding taken as ({ph}, {pw}) in all",
            lambda: run((kh, kw), (sh, sw), ((ph, 0), (pw, 0)), (dh, dw)),
        )
        yield slip(
            "pad.ignored",
            (output_size(i, k, s, 0, d) for i, k, s, _, d in self._axes),
            "padding taken as (0, 0)",
            lambda: run((kh, kw), (sh, sw), (0, 0), (dh, dw)),
        )
        yield slip(
            "stride.ignored",
            (output_size(i, k, 1, p, d) for i, k, _, p, d in self._axes),
            "stride taken as (1, 1)",
            lambda: run((kh, kw), (1, 1), (ph, pw), (dh, dw)),
        )
        yield slip(
            "plus1.missing",
            (output_size(*axis) - 1 for axis in self._axes),
            "the whole steps, without the first position",
        )
        yield slip(
            "round.ceil",
            (-((effective_kernel(k, d) - i - 2 * p) // s) + 1 for i, k, s, p, d in self._axes),
            f"the division by ({sh}, {sw}) rounded up",
        )
        yield slip(
            "axes.swapped",
            (output_size(self.height, kw, sw, pw, dw), output_size(self.width, kh, sh, ph, dh)),
            f"kernel {kw}, stride {sw} on the height; kernel {kh}, stride {sh} on the width",
            lambda: run((kw, kh), (sw, sh), (pw, ph), (dw, dh)),
        )

    def steps(self) -> Iterator[str]:
        for name, (i, k, s, p, d) in zip(("Height", "Width"), self._axes, strict=True):
            span = effective_kernel(k, d)
            yield f"{name}: effective kernel {d}·({k} − 1) + 1 = {span}"
            yield f"{name}: room {i} + 2·{p} − {span} = {i + 2 * p - span}"
            yield f"{name}: ⌊{i + 2 * p - span}/{s}⌋ + 1 = {output_size(i, k, s, p, d)}"

    def measure(self) -> Measurement:
        (_, kh, sh, ph, dh), (_, kw, sw, pw, dw) = self._axes
        return measure.shape((self.height, self.width), (kh, kw), (sh, sw), (ph, pw), (dh, dw))

    def scene(self) -> Scene:
        rulers = [
            Ruler(name, i, k, s, (p, p), d)
            for name, (i, k, s, p, d) in zip(("height", "width"), self._axes, strict=True)
        ]
        return sliding("each axis by itself", rulers)
