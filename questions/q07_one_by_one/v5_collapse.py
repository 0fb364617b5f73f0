from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.scenes import Frame, Scene
from questions.scenes.bars import chart
from questions.scenes.heat import compared_frames
from questions.scenes.numbers import grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

MOST_DRAWN = 32
"""Channels up to which matrices are drawn as they are."""


class Collapse(Variant):
    """7.5 Two in a row without activation."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "pair a·m + m·b, single a·b, rank at most min(a, m, b)"
    latex: ClassVar[str] = r"\text{pair } a m + m b \text{, single } a b \text{, rank at most } \min(a, m, b)"

    in_channels: Annotated[int, Field(ge=1, le=512), Draw(64, 96, 128, 192, 256)]
    middle: Annotated[int, Field(ge=1, le=1024), Draw(16, 32, 64, 128, 512, 1024)]
    out_channels: Annotated[int, Field(ge=1, le=512), Draw(64, 96, 128, 192, 256)]

    @property
    def _pair(self) -> int:
        return self.in_channels * self.middle + self.middle * self.out_channels

    @property
    def _single(self) -> int:
        return self.in_channels * self.out_channels

    @property
    def _rank(self) -> int:
        return min(self.in_channels, self.middle, self.out_channels)

    def ask(self) -> str:
        a, m, b = self.in_channels, self.middle, self.out_channels
        return (
            f"A 1×1 convolution {a}→{m} is followed by a 1×1 convolution {m}→{b}, with no activation and no biases. "
            "How many weights does the pair have, how many the single 1×1 convolution that does the same, and what is "
            "the largest possible rank of the combined weight matrix? (pair, single, rank)"
        )

    def answer(self) -> Shape:
        return Shape(value=(self._pair, self._single, self._rank), axes=("pair", "single", "rank"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        a, m, b = self.in_channels, self.middle, self.out_channels
        yield Slip(
            tag="collapse.not_seen",
            value=(self._pair, self._pair, self._rank),
            message="Two linear maps in a row are one matrix, with an entry for each pair of an output and an input.",
            working=f"{a}·{m} + {m}·{b} = {self._pair:,} for the single layer too",
        )
        yield Slip(
            tag="collapse.added",
            value=(self._pair, a + b, self._rank),
            message="The matrices are multiplied: the result has a·b entries.",
            working=f"{a} + {b} = {a + b}",
        )
        yield Slip(
            tag="collapse.rank_full",
            value=(self._pair, self._single, min(a, b)),
            message="All passes through the middle: its width limits the rank too.",
            working=f"min({a}, {b}) = {min(a, b)}",
        )
        yield Slip(
            tag="collapse.rank_middle",
            value=(self._pair, self._single, m),
            message="A rank is never above the number of inputs or of outputs.",
            working=f"the middle width {m}",
        )

        yield Slip(
            tag="collapse.rank_outputs",
            value=(self._pair, self._single, b),
            message="A rank is limited by the inputs and by the width between as well.",
            working=f"{b} outputs",
        )
        yield Slip(
            tag="bias.counted",
            value=(self._pair + m + b, self._single + b, self._rank),
            working=f"{self._pair:,} + {m} + {b} = {self._pair + m + b:,}; "
            f"{self._single:,} + {b} = {self._single + b:,}",
        )

    def steps(self) -> Iterator[str]:
        a, m, b = self.in_channels, self.middle, self.out_channels
        yield f"Pair: {a}·{m} + {m}·{b} = {self._pair:,}"
        yield f"W₂·W₁ is a matrix of {b}×{a}: {self._single:,} weights"
        yield f"Its rank is at most min({a}, {m}, {b}) = {self._rank}"

    def measure(self) -> Measurement:
        a, m, b = self.in_channels, self.middle, self.out_channels
        first, second = measure.noise(m, a, 1, 1), measure.noise(b, m, 1, 1, seed=1)
        single = merged(first, second)
        image = measure.noise(1, a, 2, 2, seed=2)
        same = measure.equal(engine.conv2d(engine.conv2d(image, first), second), engine.conv2d(image, single))
        reached = measure.rank(single.reshape(b, a))
        return Measurement(
            (first.size + second.size, single.size if same.value else -1, reached),
            f"weights {first.shape} and {second.shape}, merged {single.shape}: {same.run}; rank {reached}",
        )

    def scene(self) -> Scene:
        whole = self.in_channels, self.middle, self.out_channels
        most = max(*whole, MOST_DRAWN)
        a, m, b = (max(each * MOST_DRAWN // most, 1) for each in whole)
        stands_for = "" if (a, m, b) == whole else f" Here {a}→{m}→{b} channels stand for {'→'.join(map(str, whole))}."
        first, second = measure.noise(m, a, 1, 1), measure.noise(b, m, 1, 1, seed=1)
        single = merged(first, second)
        image = measure.noise(1, a, 2, 2, seed=2)
        pair = engine.conv2d(engine.conv2d(image, first), second)
        both_weights, one_weights, _ = self.measure().value
        one, other, both = (weight[..., 0, 0] for weight in (first, second, single))
        frames = [
            Frame(
                (grid("second layer", other, written=False), grid("first layer", one, sign="·", written=False)),
                f"Two layers without an activation: {other.shape} weights after {one.shape}.{stands_for}",
            ),
            Frame(
                (grid("one layer", both, written=False),),
                f"What they make of one-hot pixels: a single matrix {both.shape} of rank {measure.rank(both)}.",
            ),
            *compared_frames(
                ("outputs of the pair", pair[0].reshape(b, -1)),
                ("outputs of the one layer", engine.conv2d(image, single)[0].reshape(b, -1)),
            )[1:],
            Frame(
                (chart("weights", [("the pair", both_weights), ("the one layer", one_weights)]),),
                f"The pair has {both_weights:,} weights, the one layer {one_weights:,}.",
            ),
        ]
        return story("a pair of random layers, and the one that they are", frames)


def merged(first: Array, second: Array) -> Array:
    """Return the kernel of a pair of 1×1 layers as one: what they make of every one-hot pixel."""
    channels = first.shape[1]
    seen = engine.conv2d(engine.conv2d(measure.identity(channels).reshape(channels, channels, 1, 1), first), second)
    return seen.transpose(1, 0, 2, 3).copy()
