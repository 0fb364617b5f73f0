from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Grid
from questions.drawing import Draw, DrawSeveral
from questions.model import Level, Variant
from questions.notation.numbers import Typed
from questions.parts.signs import factor, listed, minus
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import composed
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Taps = tuple[int, ...]


Kernel = Annotated[tuple[Annotated[int, Field(ge=-99, le=99)], ...], Field(min_length=1, max_length=8), Typed]


def row(taps: Sequence[int]) -> str:
    """Write a kernel: `[1, −2, 3]`."""
    return f"[{listed(taps)}]"


def product(one: int, other: int) -> str:
    """Write two factors, a negative one in parentheses."""
    return f"{factor(one)}·{factor(other)}"


def through(values: Array, *kernels: Taps) -> Array:
    """Run rows (n, 1, 1, l) through layers of one channel, without padding."""
    for kernel in kernels:
        values = engine.conv2d(values, measure.image([kernel]))
    return values


def shortest(*kernels: Taps) -> int:
    """SEARCH for the shortest row that the layers accept."""

    def accepted(size: int) -> bool:
        return measure.error(lambda: through(measure.noise(1, 1, 1, size), *kernels)).value is None

    return measure.search(range(1, 33), accepted)


def whole(values: Array) -> Taps:
    """Return the numbers of a run that are whole."""
    return tuple(round(value) for value in values.ravel().tolist())


def read_off(*kernels: Taps) -> Measurement:
    """VALUE of the shortest rows with a single 1: the one output that each gives is a tap of the merged kernel."""
    size = shortest(*kernels)
    taps = whole(through(measure.identity(size).reshape(size, 1, 1, size), *kernels))
    values = measure.noise(1, 1, 1, 8 * size)
    same = measure.equal(through(values, *kernels), through(values, taps))
    said = f"{size} rows with a single 1 gave {row(taps)}; on noise layers and kernel agree, {same.run}"
    return Measurement((taps,) if same.value else None, said)


class Merged(Variant):
    """12.6 Merging two layers."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "w[t] = Σ a[i]·b[t − i], the full convolution a∗b"
    latex: ClassVar[str] = r"w_t = \sum a_i\, b_{t - i} \text{, the full convolution } a * b"

    first: Annotated[Kernel, DrawSeveral(Draw(range(-2, 4)), range(3, 4))]
    second: Annotated[Kernel, DrawSeveral(Draw(range(-2, 4)), range(2, 4))]

    def excluded(self) -> bool:
        ends = (self.first[0], self.first[-1], self.second[0], self.second[-1])
        return 0 in ends or self.second == self.second[::-1]

    def ask(self) -> str:
        return (
            "In one dimension, with one channel, stride 1, no padding and no bias: a layer with the kernel "
            f"{row(self.first)}, then one with {row(self.second)}, nothing in between. Both cross-correlate, as in "
            "every framework. Which single kernel does the same? (its taps in order)"
        )

    @property
    def _taps(self) -> Taps:
        return composed(self.first, self.second)

    def answer(self) -> Grid:
        return Grid(value=(self._taps,))

    def slips(self) -> Iterator[Slip]:
        a, b = self.first, self.second
        turned = b[::-1]
        yield Slip(
            tag="compose.correlated",
            value=(composed(a, turned),),
            message="Two cross-correlations compose by the convolution of their kernels: nothing more is reversed.",
            working=f"{row(a)}∗{row(turned)} = {row(composed(a, turned))}",
            run=lambda: read_off(a, turned),
        )
        yield Slip(
            tag="compose.reversed",
            value=(self._taps[::-1],),
            message="That is the pair's answer to a single 1: a cross-correlation gives its kernel back in reverse.",
            working=f"{row(self._taps)} reversed is {row(self._taps[::-1])}",
            run=self._impulse,
        )
        added = tuple(map(sum, zip_longest(a, b, fillvalue=0)))
        yield Slip(
            tag="compose.added",
            value=(added,),
            message="Layers in a row compose, they do not add.",
            working=f"{row(a)} + {row(b)} = {row(added)}",
        )
        yield Slip(
            tag="compose.concatenated",
            value=((*a, *b),),
            message="Every tap of one kernel meets every tap of the other; the merged kernel has k_a + k_b − 1 taps.",
            working=f"{row(a)} then {row(b)}: {row((*a, *b))}",
        )

    def _impulse(self) -> Measurement:
        """Read the whole answer of the layers to a 1 among zeros."""
        size = shortest(self.first, self.second)
        places = 2 * size - 1
        values = measure.identity(places)[size - 1].reshape(1, 1, 1, places)
        seen = whole(through(values, self.first, self.second))
        return Measurement((seen,), f"a 1 in the middle of {places} numbers gave {row(seen)}")

    def steps(self) -> Iterator[str]:
        a, b = self.first, self.second
        yield f"Lengths add up, minus one: {len(a)} + {len(b)} − 1 = {len(a) + len(b) - 1}"
        for at, total in enumerate(self._taps):
            terms = [product(tap, b[at - i]) for i, tap in enumerate(a) if 0 <= at - i < len(b)]
            yield f"w[{at}] = {' + '.join(terms)} = {minus(total)}"

    def measure(self) -> Measurement:
        return read_off(self.first, self.second)

    def scene(self) -> Scene:
        a, b = self.first, self.second
        size = shortest(a, b)
        ones = measure.identity(size)
        rows = ones.reshape(size, 1, 1, size)
        between, last = through(rows, a).reshape(size, -1), through(rows, a, b).reshape(size, -1)
        frames = []
        for at in range(size):
            done = (at + 1) * between.shape[1], at + 1
            frames.append(
                Frame(
                    (
                        grid("rows of a single 1", ones, {(at, at): Ink.TAP}),
                        grid(f"after {row(a)}", measure.first(between, done[0]), sign="→", like=between),
                        grid(f"then {row(b)}", measure.first(last, done[1]), {(at, 0): Ink.DONE}, sign="→", like=last),
                    ),
                    f"A 1 at place {at} comes out as {minus(whole(last[at])[0])}: that is tap {at} of the one kernel.",
                )
            )
        frames[-1] = Frame(frames[-1].pictures, f"{frames[-1].caption} {read_off(a, b).run}.")
        return story(f"the layers {row(a)} and {row(b)} as one", frames)
