from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Percent
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.q17_pooling_avoided.pairs import Kernel
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

Stride = Field(ge=1, le=16)


def read_share(kernel: int, stride: int) -> Measurement:
    """GRAD of the sum of all outputs: the percentage of inputs that have one, away from the borders."""
    side = 4 * stride + 2 * kernel
    weight = measure.zeros(1, 1, kernel, kernel) + 1
    outputs = engine.conv2d(measure.zeros(1, 1, side, side), weight, None, stride)
    gradient = engine.conv2d_input_grad(outputs + 1, weight, (1, 1, side, side), stride)
    inner = slice(kernel, kernel + 2 * stride)
    block = gradient[0, 0, inner, inner]
    touched = int((block != 0).sum())
    return Measurement(
        Fraction(100 * touched, block.size), f"gradient of all outputs: not zero on {touched} of {block.size} pixels"
    )


class NeverRead(Variant):
    """17.4 How much is read?"""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 20
    formula: ClassVar[str] = "100·min(K, S)²/S² percent are read"
    latex: ClassVar[str] = r"\frac{100 \min(K, S)^2}{S^2} \text{ percent are read}"

    kernel: Annotated[int, Kernel, Draw(1, 1, 1, 2, 3, 3, 5)]
    stride: Annotated[int, Stride, Draw(2, 2, 3, 4, 4, 5, 8)]

    @property
    def _share(self) -> Fraction:
        return Fraction(100 * min(self.kernel, self.stride) ** 2, self.stride**2)

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} convolution with stride {self.stride} runs on a large image. Away from the "
            "borders, what percentage of the input positions influences the output? (1 decimal)"
        )

    def answer(self) -> Percent:
        return Percent(value=self._share)

    def slips(self) -> Iterator[Slip]:
        k, s = self.kernel, self.stride
        yield Slip(
            tag="strided.uses_all",
            value=100,
            message="A window smaller than the stride leaves gaps that no window reads.",
            working=f"100, as at stride 1; but {k} of every {count(s, 'sample')} are read along an axis",
            run=lambda: read_share(k, 1),
        )
        yield Slip(
            tag="strided.one_axis",
            value=Fraction(100 * min(k, s), s),
            message="That is the share along one axis: there are two, so square it.",
            working=f"100·{min(k, s)}/{s}",
        )
        yield Slip(
            tag="strided.one_in_s2",
            value=Fraction(100, s * s),
            message="One pixel in S² is read by a 1×1 kernel only; that is the share of window starts.",
            working=f"100/{s * s}",
            run=lambda: read_share(1, s),
        )
        yield Slip(
            tag="ratio.of_remaining",
            value=100 - self._share,
            message="That is the share that is never read.",
            working=f"100·(1 − {min(k, s) ** 2}/{s * s})",
        )

    def steps(self) -> Iterator[str]:
        k, s = self.kernel, self.stride
        every = count(s, "sample")
        yield f"Along an axis windows start every {every} and read {k}: min({k}, {s}) = {min(k, s)} of every {s}"
        yield f"Both axes: {min(k, s)}²/{s}² = {min(k, s) ** 2}/{s * s}, {self.answer().shown}"

    def measure(self) -> Measurement:
        return read_share(self.kernel, self.stride)

    def scene(self) -> Scene:
        k, s = self.kernel, self.stride
        side = 3 * s + k
        weight = measure.zeros(1, 1, k, k).astype(float) + 1
        outputs = engine.conv2d(measure.zeros(1, 1, side, side).astype(float), weight, None, s) + 1
        frames = []
        for upto in range(outputs.size + 1):
            push = 0 * outputs
            push.flat[: max(upto, 1)] = 1
            push = push if upto < outputs.size else outputs
            reads = measure.plane(engine.conv2d_input_grad(push, weight, (1, 1, side, side), s))
            unread = {at: Ink.UNREAD for at in measure.places(reads) if not reads[at]} if upto == outputs.size else {}
            said = self.measure().run if unread or upto == outputs.size else "gradient of the outputs so far"
            frames.append(
                Frame((grid("how many windows read it", reads, unread, like=reads),), f"{said.capitalize()}.")
            )
        return story("which pixels are read", frames[1:])
