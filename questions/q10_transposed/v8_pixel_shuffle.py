from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import shuffled_from
from solvers.measure import Measurement

MOST = 1 << 20
"""Numbers of a map that is shuffled here."""


class PixelShuffle(Variant):
    """10.8 Where a pixel shuffle takes its numbers from."""

    level: ClassVar[Level] = "hard"
    never_misread: ClassVar[tuple[str, ...]] = ("depth.forgotten",)
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "channel c·r² + (y mod r)·r + x mod r, row ⌊y/r⌋, column ⌊x/r⌋"
    latex: ClassVar[str] = (
        r"\text{channel } c r^2 + (y \text{ mod } r)\, r + x \text{ mod } r \text{, row } \left\lfloor \frac{y}{r} "
        r"\right\rfloor \text{, column } \left\lfloor \frac{x}{r} \right\rfloor"
    )

    factor: Annotated[int, Field(ge=2, le=8), Draw(2, 2, 3, 4)]
    channels: Annotated[int, Field(ge=1, le=64), Draw(1, 2, 3, 4)]
    size: Annotated[int, Field(ge=1, le=64), Draw(4, 6, 8)]
    channel: Annotated[int, Field(ge=0, le=63), Draw(range(4))]
    row: Annotated[int, Field(ge=0, le=511), Draw(range(32))]
    column: Annotated[int, Field(ge=0, le=511), Draw(range(32))]

    def impossible(self) -> str | None:
        side = self.factor * self.size
        if self.channel >= self.channels or max(self.row, self.column) >= side:
            return f"the output has {self.channels} channels of {side}×{side}, all counted from 0"
        numbers = self.channels * side * side
        return f"that makes {numbers:,} numbers, here a map may have {MOST:,}" if numbers > MOST else None

    def excluded(self) -> bool:
        """Tell whether rows and columns, or channels and groups of channels, could be mixed up unseen."""
        r = self.factor
        return self.row % r == self.column % r or self.row // r == self.column // r

    def ask(self) -> str:
        r, c, h = self.factor, self.channels, self.size
        return (
            f"A pixel shuffle (as in PyTorch) with factor {r} turns {c * r * r}×{h}×{h} into {c}×{h * r}×{h * r} "
            f"(channels×height×width). Which channel, row and column of the input does the number at channel "
            f"{self.channel}, row {self.row}, column {self.column} of the output come from? All are counted from 0."
        )

    def answer(self) -> Shape:
        value = shuffled_from(self.channel, self.row, self.column, self.factor)
        return Shape(value=value, axes=("channel", "row", "column"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        r, c, at, y, x = self.factor, self.channels, self.channel, self.row, self.column
        _, row, column = shuffled_from(at, y, x, r)
        turned = at * r * r + x % r * r + y % r
        yield Slip(
            tag="shuffle.columns_first",
            value=(turned, row, column),
            message="The channels of a group fill an r×r block row by row, not column by column.",
            working=f"{at}·{r}² + {x % r}·{r} + {y % r} = {turned}",
        )
        strided = (y % r * r + x % r) * c + at
        yield Slip(
            tag="shuffle.depth_to_space",
            value=(strided, row, column),
            message="That is TensorFlow's depth_to_space: there the output's channel runs fastest.",
            working=f"({y % r}·{r} + {x % r})·{c} + {at} = {strided}",
        )
        yield Slip(
            tag="shuffle.same_channel",
            value=(at, row, column),
            message="r² input channels make one output channel; the place within its block says which of them.",
            working=f"channel {at}",
        )
        within = y % r * r + x % r
        yield Slip(
            tag="shuffle.channel_offset",
            value=(within, row, column),
            message="Each output channel has r² input channels of its own: begin at c·r².",
            working=f"{y % r}·{r} + {x % r} = {within}",
        )
        inside = at * r * r + y // self.size * r + x // self.size
        yield Slip(
            tag="shuffle.tiles",
            value=(inside, y % self.size, x % self.size),
            message="The channels are not laid side by side as tiles: neighbours come from different channels.",
            working=f"row {y} mod {self.size} = {y % self.size}, column {x} mod {self.size} = {x % self.size}",
        )

        source, *_ = shuffled_from(at, y, x, r)
        yield Slip(
            tag="index.from_one",
            value=(source + 1, row + 1, column + 1),
            working=f"{source + 1}, {row + 1}, {column + 1}, counted from 1",
        )

    def steps(self) -> Iterator[str]:
        r, at, y, x = self.factor, self.channel, self.row, self.column
        value = shuffled_from(at, y, x, r)
        yield f"Each input position becomes a block of {r}×{r} outputs"
        yield f"Row: ⌊{y}/{r}⌋ = {value[1]}; column: ⌊{x}/{r}⌋ = {value[2]}"
        yield f"Place within the block: row {y} mod {r} = {y % r}, column {x} mod {r} = {x % r}"
        yield f"Channel: {at}·{r}² + {y % r}·{r} + {x % r} = {value[0]}"

    def measure(self) -> Measurement:
        """SEARCH: number the inputs, shuffle, and look where the number at the output's place was."""
        r, h = self.factor, self.size
        inputs = measure.positions_of(self.channels * r * r * h, h).reshape(1, -1, h, h)
        number = int(engine.pixel_shuffle(inputs, r)[0, self.channel, self.row, self.column])
        places = product(range(inputs.shape[1]), range(h), range(h))
        found = measure.search(places, lambda place: inputs[(0, *place)] == number)
        return Measurement(found, f"inputs numbered from 0: pixel_shuffle puts {number} there")

    def scene(self) -> Scene:
        r = self.factor
        side = min(self.size, 2)
        inputs = measure.positions_of(r * r * side, side).reshape(1, r * r, side, side)
        output = measure.plane(engine.pixel_shuffle(inputs, r))
        frames = []
        for at in range(r * r):
            row, column = divmod(at, r)
            block = {(i * r + row, j * r + column): Ink.TAP for i, j in product(range(side), range(side))}
            frames.append(
                Frame(
                    (
                        grid(f"input channel {at}", inputs[0, at], like=output),
                        grid("output channel 0", output, block, sign="→"),
                    ),
                    f"Channel {at} fills row {row}, column {column} of every {r}×{r} block.",
                )
            )
        return story(f"factor {r}: {r * r} channels of {side}×{side} become one map", frames)
