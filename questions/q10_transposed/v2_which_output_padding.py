from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.limits import misfit
from questions.parts.signs import minus as signed
from questions.q10_transposed.stamps import Kernel, Padding, Side, Stride, stamped_side
from questions.scenes import Scene
from questions.scenes.heat import compared
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.story import joined
from questions.slips import MESSAGES, Slip
from solvers import engine, measure
from solvers.arithmetic import output_size, transposed_size
from solvers.measure import Measurement


def _not_inverted() -> Scene:
    """Convolve a map and transposed-convolve the result: the same shape, other numbers."""
    values, weight = measure.digits(1, 1, 6, 6), measure.digits(1, 1, 2, 2, seed=1)
    back = engine.conv_transpose2d(engine.conv2d(values, weight, None, 2), weight, None, 2)
    return compared(
        "inverse?",
        ("a map", measure.plane(values)),
        ("convolved, then transposed with the same weights", measure.plane(back)),
        "The shape comes back, the numbers do not.",
        written=True,
    )


class WhichOutputPadding(Variant):
    """10.2 Which output padding?"""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    trivial_answers: ClassVar[bool] = True
    formula: ClassVar[str] = "output padding = (I + 2P − K) mod S"
    latex: ClassVar[str] = r"\text{output padding} = (I + 2P - K) \text{ mod } S"

    size: Annotated[int, Side, Draw(range(7, 65))]
    kernel: Annotated[int, Kernel, Draw(2, 3, 3, 4, 5)]
    stride: Annotated[int, Stride, Draw(2, 2, 3, 4)]
    padding: Annotated[int, Padding, Draw(0, 1, 2)] = 0

    def impossible(self) -> str | None:
        return misfit(self.size, self.kernel, self.padding)

    def excluded(self) -> bool:
        return self.stride > self.kernel or self.padding > self.kernel // 2

    @property
    def _outputs(self) -> int:
        return output_size(self.size, self.kernel, self.stride, self.padding)

    @property
    def _skipped(self) -> int:
        return (self.size + 2 * self.padding - self.kernel) % self.stride

    def ask(self) -> str:
        return (
            f"A convolution with kernel {self.kernel}×{self.kernel}, stride {self.stride} and padding {self.padding} "
            f"turns side {self.size} into {self._outputs}. Which output_padding makes the transposed convolution "
            f"(same kernel, stride, padding) turn {self._outputs} into {self.size}?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._skipped, unit="pixels")

    def _returned(self, outputs: int, extra: int) -> Measurement:
        """Give the op an output padding: the side that it leads to, None where it refuses."""
        both = (self.padding, self.padding)
        refused = measure.error(lambda: stamped_side(outputs, self.kernel, self.stride, both, extra))
        if refused.value is not None:
            return Measurement(None, refused.run)
        side = stamped_side(outputs, self.kernel, self.stride, both, extra).value
        return Measurement(side, f"output padding {extra}: from {outputs} back to {side}")

    def slips(self) -> Iterator[Slip]:
        i, k, s, p, o = self.size, self.kernel, self.stride, self.padding, self._outputs

        def slip(tag: str, value: int, message: str, working: str) -> Slip:
            return Slip(tag=tag, value=value, message=message, working=working, trial=lambda: self._returned(o, value))

        yield slip(
            "output_padding.always_zero",
            0,
            "None is needed only where the convolution skips no sample at the end.",
            f"({o} − 1)·{s} − 2·{p} + {k} = {transposed_size(o, k, s, (p, p))}",
        )
        yield slip(
            "output_padding.stride_minus_one",
            s - 1,
            "It depends on the input side; S − 1 is the largest that can be needed.",
            f"{s} − 1 = {s - 1}",
        )
        yield slip("output_padding.equals_padding", p, "It is not the padding of the convolution.", f"the padding, {p}")
        yield slip(
            "output_padding.input_mod_stride",
            i % s,
            "It is the remainder of I + 2P − K, not of I.",
            f"{i} mod {s} = {i % s}",
        )
        bare = (i - k) % s
        yield slip("pad.ignored", bare, MESSAGES["pad.ignored"], f"({i} − {k}) mod {s} = {bare}")
        yield slip(
            "output_padding.to_next_window",
            s - self._skipped,
            "That many samples are missing for another window; what was skipped must be put back.",
            f"{s} − {self._skipped} = {s - self._skipped}",
        )
        yield slip(
            "output_padding.whole_difference",
            i - o,
            "The stride does the enlarging; output padding adds only what the convolution skipped at the end.",
            f"{i} − {o} = {signed(i - o)}",
        )

    def steps(self) -> Iterator[str]:
        i, k, s, p, o = self.size, self.kernel, self.stride, self.padding, self._outputs
        room, back = i + 2 * p - k, transposed_size(o, k, s, (p, p))
        yield f"The window moves over {i} + 2·{p} − {k} = {room} samples in steps of {s}"
        yield f"Samples skipped at the end: {room} mod {s} = {self._skipped}"
        yield f"Without output padding: ({o} − 1)·{s} − 2·{p} + {k} = {back}"
        yield f"To be added at the end: {i} − {back} = {self._skipped}"

    def measure(self) -> Measurement:
        outputs = measure.positions(self.size, self.kernel, self.stride, (self.padding, self.padding))
        extra = measure.search(count(), lambda extra: self._returned(outputs, extra).value == self.size)
        return Measurement(extra, f"conv2d: {self.size} to {outputs}; {self._returned(outputs, extra).run}")

    def scene(self) -> Scene:
        ruler = Ruler("input", self.size, self.kernel, self.stride, (self.padding, self.padding))
        skipped = sliding("what the convolution skips at the end must be put back", [ruler])
        return joined(skipped.title, skipped, _not_inverted())
