from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.limits import misfit
from questions.q09_dilated.dilations import Dilation, Kernel
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    effective_kernel,
    output_size,
    same_padding,
)
from solvers.measure import Measurement

Side = Field(ge=1, le=512)


class SizeAndPadding(Variant):
    """9.2 Size and same padding."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "O = ⌊(I + 2P − D(K − 1) − 1)/S⌋ + 1; size kept by P = D(K − 1)/2"
    latex: ClassVar[str] = (
        r"O = \left\lfloor \frac{I + 2P - D(K - 1) - 1}{S} \right\rfloor + 1; \text{ size kept by } P = \frac{D(K "
        r"- 1)}{2}"
    )

    size: Annotated[int, Side, Draw(28, 32, 33, 41, 56, 64, 65)]
    kernel: Annotated[int, Kernel, Draw(3, 3, 5)]
    dilation: Annotated[int, Dilation, Draw(2, 2, 3, 4, 6)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 1, 2)] = 1
    padding: Annotated[int, Field(ge=0, le=256), Draw(0, 1, 2, 4, 6)] = 0

    @property
    def _span(self) -> int:
        return effective_kernel(self.kernel, self.dilation)

    def impossible(self) -> str | None:
        if same_padding(self.kernel, self.dilation) is None:
            return "equal padding on both sides cannot keep the size: D(K − 1) is odd"
        return misfit(self.size, self.kernel, self.padding, self.dilation)

    def excluded(self) -> bool:
        widest = max(self.kernel * self.dilation, effective_kernel(self.kernel, self.dilation + 1))
        return self.padding > self._span - 1 or widest >= self.size

    def ask(self) -> str:
        return (
            f"Input {self.size}×{self.size}, kernel {self.kernel}×{self.kernel}, dilation {self.dilation}, stride "
            f"{self.stride}, padding {self.padding} on every side. What is the side of the output, and which padding "
            "per side would keep the size at stride 1? (output; padding)"
        )

    def answer(self) -> Parts:
        output = output_size(self.size, self.kernel, self.stride, self.padding, self.dilation)
        padding = same_padding(self.kernel, self.dilation)
        return Parts(
            parts={
                "output": Integer(value=output, unit="pixels"),
                "padding": Integer(value=padding or 0, unit="pixels"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        i, k, d, s, p, span = self.size, self.kernel, self.dilation, self.stride, self.padding, self._span

        def side(span: int, padding: int = 2 * p, stride: int = s) -> int:
            return (i + padding - span) // stride + 1

        def worked(span: int, padding: str = f"2·{p}") -> str:
            return f"⌊({i} + {padding} − {span})/{s}⌋ + 1"

        yield Slip(
            tag="dilation.ignored",
            value={"output": side(k), "padding": (k - 1) // 2},
            working=f"{worked(k)} = {side(k)}; ⌊({k} − 1)/2⌋ = {(k - 1) // 2}",
            run=(lambda: self._measured(1)) if k % 2 else None,
        )
        wider = effective_kernel(k, d + 1)
        yield Slip(
            tag="keff.zeros_counted",
            value={"output": side(wider), "padding": (wider - 1) // 2},
            working=f"{worked(wider)} = {side(wider)}; ⌊({wider} − 1)/2⌋ = {(wider - 1) // 2}",
            run=(lambda: self._measured(d + 1)) if wider % 2 and wider <= i + 2 * p else None,
        )
        half = (k * d - 1) // 2
        # Rounded down, the half can be right: then only the output tells this mistake.
        wrong = {"output": side(k * d)} | ({"padding": half} if half != (span - 1) // 2 else {})
        yield Slip(
            tag="keff.k_times_d",
            value=wrong,
            working=f"{worked(k * d)} = {side(k * d)}; ⌊({k * d} − 1)/2⌋ = {half}",
        )
        swapped, half_swapped = effective_kernel(d, k), k * (d - 1) // 2
        yield Slip(
            tag="keff.swapped",
            value={"output": side(swapped)} | ({"padding": half_swapped} if half_swapped != (span - 1) // 2 else {}),
            working=f"{worked(swapped)} = {side(swapped)}; ⌊{k}·({d} − 1)/2⌋ = {half_swapped}",
        )
        yield Slip(
            tag="pad.single",
            value={"output": side(span, p)},
            working=f"{worked(span, str(p))} = {side(span, p)}",
            run=(lambda: self._output(measure.square(i, k, s, (p, 0), d))) if span <= i + p else None,
        )
        yield Slip(
            tag="pad.ignored",
            value={"output": side(span, 0)},
            working=f"⌊({i} − {span})/{s}⌋ + 1 = {side(span, 0)}",
            run=(lambda: self._output(measure.square(i, k, s, (0, 0), d))) if span <= i else None,
        )
        ceiled = -((span - i - 2 * p) // s) + 1
        yield Slip(
            tag="round.ceil",
            value={"output": ceiled},
            working=f"⌈({i} + 2·{p} − {span})/{s}⌉ + 1 = {ceiled}",
        )
        yield Slip(
            tag="pad.kernel",
            value={"padding": span},
            message="That is the effective kernel: so much padding makes the output larger than the input.",
            working=f"{d}·({k} − 1) + 1 = {span}",
        )
        yield Slip(
            tag="pad.total_not_side",
            value={"padding": d * (k - 1)},
            message="That is the total of both sides; the ask is per side.",
            working=f"{d}·({k} − 1) = {d * (k - 1)}",
            trial=lambda: self._padded(d * (k - 1), d),
        )
        yield Slip(
            tag="plus1.missing",
            value={"output": side(span) - 1},
            working=f"⌊({i} + 2·{p} − {span})/{s}⌋ = {side(span) - 1}",
        )
        yield Slip(
            tag="stride.ignored",
            value={"output": side(span, stride=1)},
            working=f"{i} + 2·{p} − {span} + 1 = {side(span, stride=1)}",
            run=lambda: self._output(measure.square(i, k, 1, (p, p), d)),
        )

    def _output(self, seen: Measurement) -> Measurement:
        return seen.named("output")

    def _large(self, dilation: int) -> int:
        """Return the side of an input that certainly holds the kernel."""
        return max(self.size, self.kernel * dilation)

    def _padded(self, padding: int, dilation: int) -> Measurement:
        """Pad an input at stride 1 and see its size."""
        size = self._large(dilation)
        outputs = measure.positions(size, self.kernel, 1, (padding, padding), dilation)
        return Measurement(outputs, f"padding {padding} turns a side of {size} into {outputs}")

    def _measured(self, dilation: int) -> Measurement:
        output = measure.square(self.size, self.kernel, self.stride, (self.padding, self.padding), dilation)
        size = self._large(dilation)
        padding = measure.search(range(size), lambda padding: self._padded(padding, dilation).value == size)
        run = f"{output.run}; {self._padded(padding, dilation).run}"
        return Measurement({"output": output.value, "padding": padding}, run)

    def steps(self) -> Iterator[str]:
        i, k, d, s, p, span = self.size, self.kernel, self.dilation, self.stride, self.padding, self._span
        yield f"Effective kernel: {d}·({k} − 1) + 1 = {span}"
        yield f"Output: ⌊({i} + 2·{p} − {span})/{s}⌋ + 1 = {output_size(i, k, s, p, d)}"
        yield f"Stride 1 takes off {span} − 1 = {span - 1}; half on each side: {same_padding(k, d)}"

    def measure(self) -> Measurement:
        return self._measured(self.dilation)

    def scene(self) -> Scene:
        same = self.measure().value["padding"]
        rulers = [
            Ruler("as asked", self.size, self.kernel, self.stride, (self.padding, self.padding), self.dilation),
            Ruler("size kept", self.size, self.kernel, 1, (same, same), self.dilation),
        ]
        return sliding(f"kernel {self.kernel}, dilation {self.dilation}", rulers)
