from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.real_layers import RealConv, real_layers
from questions.q13_backpropagation.by_hand import ones
from questions.q13_backpropagation.same_layer import Kernel, Side
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import output_size
from solvers.measure import Measurement


def _reversible(layer: RealConv) -> bool:
    return layer.padding < layer.kernel


class InputGradientShapes(Variant):
    """13.3 Shapes of the input-gradient convolution."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "(O − 1)·S + 1; K − 1 − P before, K − 1 − P + (H + 2P − K) mod S after"
    latex: ClassVar[str] = (
        r"(O - 1) S + 1; \quad K - 1 - P \text{ before}, \quad K - 1 - P + (H + 2P - K) \text{ mod } S \text{ after}"
    )
    pool: ClassVar[Pool | None] = real_layers("size", "kernel", "stride", "padding", where=_reversible)

    size: Annotated[int, Side, Draw(range(7, 65))]
    kernel: Annotated[int, Kernel, Draw(2, 3, 3, 5)]
    stride: Annotated[int, Kernel, Draw(1, 2, 2, 3)] = 1
    padding: Annotated[int, Field(ge=0, le=15), Draw(0, 1, 2)] = 0

    def impossible(self) -> str | None:
        if self.padding >= self.kernel:
            return f"padding {self.padding} is more than K − 1 = {self.kernel - 1}: dY would have to be cropped"
        if self._outputs < 2:
            return "fewer than two outputs leave no gaps to fill"
        return None

    def excluded(self) -> bool:
        return self.stride > self.kernel

    @property
    def _outputs(self) -> int:
        return output_size(self.size, self.kernel, self.stride, self.padding)

    @property
    def _spread(self) -> int:
        return (self._outputs - 1) * self.stride + 1

    @property
    def _unread(self) -> int:
        """The padded samples behind the last window."""
        return (self.size + 2 * self.padding - self.kernel) % self.stride

    @property
    def _around(self) -> int:
        """The padding of dY, but for what lies behind the last window."""
        return self.kernel - 1 - self.padding

    def ask(self) -> str:
        where = f"{self.network}, along one axis" if self.network else "A convolution along one axis"
        return (
            f"{where}: input {self.size}, kernel {self.kernel}, stride {self.stride}, padding {self.padding} on both "
            "sides. Its input gradient is the stride-1 correlation of dY with the rotated kernel, once S − 1 zeros "
            "stand between neighbouring entries of dY, none after the last, and zeros pad dY before and after. How "
            "long is dY after inserting zeros, not yet padded, and how many zeros pad it before and after? "
            "(length, before, after)"
        )

    def answer(self) -> Shape:
        value = (self._spread, self._around, self._around + self._unread)
        return Shape(value=value, axes=("length", "before", "after"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        o, k, s, p = self._outputs, self.kernel, self.stride, self.padding
        length, around, rest = self._spread, self._around, self._unread
        yield Slip(
            tag="grad.stride_not_dilated",
            value=(o, around, around),
            message="A strided forward layer spreads dY: S − 1 zeros go between its entries.",
            working=f"length {o}, padding {k} − 1 − {p} = {around}",
        )
        yield Slip(
            tag="grad.zeros_not_inserted",
            value=(o, around, around + rest),
            message="A strided forward layer spreads dY: S − 1 zeros go between its entries.",
            working=f"length {o}",
        )
        yield Slip(
            tag="grad.zeros_after_last",
            value=(o * s, around, around + rest),
            message="Zeros go between entries only: o entries have o − 1 gaps. What follows the last is padding.",
            working=f"{o}·{s} = {o * s}",
        )
        yield Slip(
            tag="grad.stride_zeros",
            value=((o - 1) * (s + 1) + 1, around, around + rest),
            message="S − 1 zeros go into each gap, not S: neighbouring entries end up S apart.",
            working=f"({o} − 1)·({s} + 1) + 1 = {(o - 1) * (s + 1) + 1}",
        )
        yield Slip(
            tag="grad.forward_padding",
            value=(length, p, p),
            message="The padding of the forward pass is not that of dY: it becomes K − 1 − P.",
            working=f"padding {p} on both sides",
        )
        yield Slip(
            tag="grad.full_padding",
            value=(length, k - 1, k - 1),
            message="K − 1 is for an unpadded layer; forward padding reduces it by P.",
            working=f"padding {k} − 1 = {k - 1} on both sides",
        )
        yield Slip(
            tag="grad.remainder_forgotten",
            value=(length, around, around),
            message="The last window stops short of the padded end: pad by what is left there too, or dX is too short.",
            working=f"{length} + 2·{around} − {k} + 1 = {length + 2 * around - k + 1}, not {self.size}",
        )
        yield Slip(
            tag="grad.remainder_before",
            value=(length, around + rest, around),
            message="What the last window leaves unread lies at the end: pad for it after, not before.",
            working=f"before {around} + {rest} = {around + rest}",
        )

    def steps(self) -> Iterator[str]:
        i, o, k, s, p = self.size, self._outputs, self.kernel, self.stride, self.padding
        length, around, rest = self._spread, self._around, self._unread
        yield f"Outputs, so entries of dY: ⌊({i} + 2·{p} − {k})/{s}⌋ + 1 = {o}"
        yield f"Zeros in each gap: {s - 1}; length ({o} − 1)·{s} + 1 = {length}"
        yield f"Before: {k} − 1 − {p} = {around}"
        yield f"Padded samples after the last window: ({i} + 2·{p} − {k}) mod {s} = {rest}, so after: {around + rest}"
        yield f"Check: {length} + {around} + {around + rest} − {k} + 1 = {i}, the length of the input"

    def measure(self) -> Measurement:
        weight = measure.noise(1, 1, 1, self.kernel)
        outputs = measure.positions(self.size, self.kernel, self.stride, (self.padding, self.padding))
        push = measure.noise(1, 1, 1, outputs, seed=1)
        wanted = engine.conv2d_input_grad(push, weight, (1, 1, 1, self.size), (1, self.stride), (0, self.padding))
        for step in range(1, self.size + 2 * self.padding):
            spread = engine.conv_transpose2d(push, ones(1, 1, 1, 1), None, (1, step))
            length = spread.shape[-1]
            for before in range(self.kernel):
                after = self.size - (length + before - self.kernel + 1)
                if after < 0:
                    continue
                found = engine.conv2d(spread, weight[..., ::-1], None, 1, ((0, 0), (before, after)))
                if measure.equal(found, wanted).value:
                    run = f"dY of {outputs}, {step - 1} zeros a gap, padding {before} and {after}: the op's gradient"
                    return Measurement((length, before, after), run)
        return Measurement((0, 0, 0), "no zeros and padding gave the op's gradient")

    def scene(self) -> Scene:
        length, before, after = self.measure().value
        ruler = Ruler("dY with zeros", length, self.kernel, 1, (before, after))
        return sliding("the rotated kernel slides over dY, one window for each input sample", [ruler])
