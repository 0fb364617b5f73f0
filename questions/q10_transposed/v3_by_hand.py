from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Grid
from questions.drawing import Draw, DrawSeveral
from questions.model import Level, Variant
from questions.notation.numbers import Typed
from questions.parts.signs import listed
from questions.parts.signs import minus as signed
from questions.q10_transposed.stamps import spread, stamp
from questions.scenes import Scene
from questions.scenes.heat import compared
from questions.scenes.stamping import Stamps, stamping
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import transposed_size
from solvers.measure import Measurement

Entry = Annotated[int, Field(ge=-99, le=99)]


class ByHand(Variant):
    """10.3 By hand."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "O[iS + k] = Σ x[i]·w[k], over all i and k that meet there"
    latex: ClassVar[str] = r"O_{iS + k} = \sum x_i w_k \text{, over all } i \text{ and } k \text{ that meet there}"

    inputs: Annotated[
        tuple[Entry, ...],
        Typed,
        Field(min_length=1, max_length=8),
        DrawSeveral(Draw(range(-3, 6)), range(3, 5)),
    ]
    kernel: Annotated[
        tuple[Entry, ...],
        Typed,
        Field(min_length=1, max_length=8),
        DrawSeveral(Draw(range(-2, 4)), range(2, 4)),
    ]
    stride: Annotated[int, Field(ge=1, le=8), Draw(2, 2, 1)]

    def excluded(self) -> bool:
        """Tell whether numbers at the ends are missing, all are equal, or nothing but repeating them is asked."""
        blank = 0 in (self.kernel[0], self.kernel[-1], self.inputs[0], self.inputs[-1])
        return blank or len(set(self.inputs)) == 1 or self.kernel == (1,) * self.stride

    def _stamps(self, kernel: tuple[int, ...]) -> Iterator[tuple[int, int]]:
        """Yield place and value of every product, in the order of the inputs."""
        for at, x in enumerate(self.inputs):
            for tap, weight in enumerate(kernel):
                yield at * self.stride + tap, x * weight

    def _output(self, kernel: tuple[int, ...], add: bool = True) -> tuple[int, ...]:
        output = [0] * self._length(kernel)
        for place, number in self._stamps(kernel):
            output[place] = output[place] * add + number
        return tuple(output)

    def _kept(self) -> tuple[int, ...]:
        """Return the output in which the first stamp at a place stays and later ones are lost."""
        first = dict(reversed(list(self._stamps(self.kernel))))
        return tuple(first.get(place, 0) for place in range(self._length(self.kernel)))

    def _length(self, kernel: tuple[int, ...]) -> int:
        return transposed_size(len(self.inputs), len(kernel), self.stride, (0, 0))

    def ask(self) -> str:
        return (
            f"A one-dimensional transposed convolution has kernel ({listed(self.kernel)}), stride {self.stride}, no "
            f"padding and no bias. Its input is ({listed(self.inputs)}). What is its output, from left to right?"
        )

    def answer(self) -> Grid:
        return Grid(value=(self._output(self.kernel),))

    def _run(self, kernel: Sequence[int]) -> Measurement:
        seen = measure.value(engine.conv_transpose2d, [[[self.inputs]]], [[[kernel]]], stride=(1, self.stride))
        return Measurement(seen.value[0][0], seen.run)

    def slips(self) -> Iterator[Slip]:
        s = self.stride
        overwritten = self._output(self.kernel, add=False)
        yield Slip(
            tag="tconv.overlap_overwritten",
            value=(overwritten,),
            message="Where copies of the kernel overlap, they add; a later one does not replace an earlier one.",
            working=listed(overwritten),
        )
        kept = self._kept()
        yield Slip(
            tag="tconv.overlap_kept",
            value=(kept,),
            message="Where copies of the kernel overlap, they add; the first one does not stay alone.",
            working=listed(kept),
        )
        if s > 1:
            dense = self.model_copy(update={"stride": 1})
            yield Slip(
                tag="stride.ignored",
                value=dense.answer().value,
                message="You started a copy of the kernel at every position: they start S apart.",
                working=listed(dense.answer().value[0]),
                run=dense.measure,
            )
        turned = self.kernel[::-1]
        yield Slip(
            tag="tconv.kernel_flipped",
            value=(self._output(turned),),
            message="The kernel is not flipped; the flip belongs to the view as a convolution of spread-out input.",
            working=listed(self._output(turned)),
            run=lambda: self._run(turned),
        )
        yield Slip(
            tag="tconv.nearest_upsample",
            value=(self._output((1,) * s),),
            message="Repeating every input S times is nearest-neighbour upsampling: the kernel is not applied.",
            working=listed(self._output((1,) * s)),
            run=lambda: self._run((1,) * s),
        )
        yield Slip(
            tag="tconv.zeros_only",
            value=(self._output((1,)),),
            message="That is the input with S − 1 zeros between its samples; the kernel must still be applied.",
            working=listed(self._output((1,))),
            run=lambda: self._run((1,)),
        )

    def steps(self) -> Iterator[str]:
        for at, x in enumerate(self.inputs):
            numbers = listed([x * weight for weight in self.kernel])
            yield f"{signed(x)} times the kernel: {numbers}, from position {at * self.stride} on"
        yield f"Added position by position: {listed(self._output(self.kernel))}"

    def measure(self) -> Measurement:
        return self._run(self.kernel)

    def scene(self) -> Scene:
        row, kernel = (measure.plane(measure.image([numbers])) for numbers in (self.inputs, self.kernel))
        stamps = stamping("stamp by stamp", Stamps(row, kernel, (1, self.stride)))
        image, weight = row[None, None], kernel[None, None]
        around = (0, len(self.kernel) - 1)
        slid = engine.conv2d(spread(image, self.stride), weight[..., ::-1].copy(), None, 1, around)
        stamped = measure.plane(stamp(image, weight, self.stride))
        same = compared(
            "two ways",
            ("stamped", stamped),
            ("zeros between, rotated kernel slid over", measure.plane(slid)),
            written=True,
        )
        return joined("stamp by stamp", same, stamps)
