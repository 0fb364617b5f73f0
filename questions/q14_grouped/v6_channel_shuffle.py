from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Stream
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.q14_grouped.groups import Channels, Groups, one_channel_each
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import shuffled
from solvers.measure import Measurement


class ChannelShuffle(Variant):
    """14.6 Channel shuffle."""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "(c mod n)·g + ⌊c/n⌋, n = C/g"
    latex: ClassVar[str] = r"(c \text{ mod } n)\, g + \left\lfloor \frac{c}{n} \right\rfloor, \quad n = \frac{C}{g}"

    channels: Annotated[int, Channels]
    groups: Annotated[int, Groups, Draw(2, 3, 4, 8)]
    channel: Annotated[int, Field(ge=0, le=2047)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw the width of a group, and a channel that is neither the first nor the last."""
        groups = super().numbers(stream)["groups"]
        channels = groups * Draw(2, 3, 4, 5, 10).pick(stream)
        return {"channels": channels, "groups": groups, "channel": 1 + stream.below(channels - 2)}

    @property
    def _width(self) -> int:
        return self.channels // self.groups

    def impossible(self) -> str | None:
        if self.channels % self.groups:
            return f"{self.groups} groups must divide {self.channels} channels"
        return None if self.channel < self.channels else f"the channels are 0 to {self.channels - 1}"

    def excluded(self) -> bool:
        return 2 * self.channel == self.channels - 1  # the middle one stays, also reversed

    def ask(self) -> str:
        return (
            f"{count(self.channels, 'channel')} in {count(self.groups, 'group')} are shuffled: reshaped to "
            f"{self.groups}×{self._width}, transposed, flattened. At which index does channel {self.channel} end up, "
            "counted from 0?"
        )

    def answer(self) -> Integer:
        return Integer(value=shuffled(self.channel, self.channels, self.groups), counts=False)

    def slips(self) -> Iterator[Slip]:
        every, g, n, c = self.channels, self.groups, self._width, self.channel
        yield Slip(
            tag="shuffle.inverse",
            value=c % g * n + c // g,
            message="That is the inverse shuffle.",
            working=f"({c} mod {g})·{n} + ⌊{c}/{g}⌋ = {c % g * n + c // g}",
            run=lambda: self._moved(n),
        )
        yield Slip(
            tag="shuffle.reversed",
            value=every - 1 - c,
            message="A shuffle interleaves, it does not reverse.",
            working=f"{every} − 1 − {c} = {every - 1 - c}",
        )
        yield Slip(
            tag="shuffle.identity",
            value=c,
            message="Only the first and last channel are sure to stay.",
            working=f"{c} stays {c}",
            run=lambda: self._moved(1),
        )
        right = self.answer().value or 0
        yield Slip(tag="index.from_one", value=right + 1, working=f"{right} + 1 = {right + 1}")
        yield Slip(
            tag="shuffle.channel_from_one",
            value=shuffled(c - 1, every, g) if c else every - 1,
            message="Channel c is the one at index c: the first is channel 0.",
            working=f"index {c - 1} in place of {c}",
        )
        untransposed = c % n * n + c // n
        if untransposed < every:
            yield Slip(
                tag="shuffle.rows_as_long",
                value=untransposed,
                message="After the transpose a row has g places, not C/g as before.",
                working=f"({c} mod {n})·{n} + ⌊{c}/{n}⌋ = {untransposed}",
            )
        yield Slip(
            tag="shuffle.rotated",
            value=(c + n) % every,
            message="It interleaves the groups; it does not move one as a whole.",
            working=f"({c} + {n}) mod {every} = {(c + n) % every}",
        )

    def steps(self) -> Iterator[str]:
        g, n, c = self.groups, self._width, self.channel
        yield f"Before, {c} = {c // n}·{n} + {c % n}: row {c // n}, column {c % n} of {g}×{n}"
        yield f"After the transpose, row {c % n}, column {c // n} of {n}×{g}"
        yield f"Index: {c % n}·{g} + {c // n} = {self.answer().value}"

    def _moved(self, groups: int) -> Measurement:
        moved = engine.channel_shuffle(one_channel_each(self.channels), groups)[self.channel, :, 0, 0]
        place, _ = measure.extent(moved)
        return Measurement(place, f"a 1 in channel {self.channel} of {self.channels} came out in channel {place}")

    def measure(self) -> Measurement:
        return self._moved(self.groups)

    def scene(self) -> Scene:
        moved = engine.channel_shuffle(one_channel_each(self.channels), self.groups)[:, :, 0, 0].T
        place, _ = measure.extent(moved[:, self.channel])
        frames = []
        for number in range(min(self.groups, 8)):
            width = self.channels // self.groups
            pairs = [(int(after), int(before)) for after, before in zip(*moved.nonzero(), strict=True)]
            group = {pair: Ink.TAP for pair in pairs if pair[1] // width == number}
            maps = grid("channels after × before the shuffle", moved, group, written=False)
            frames.append(Frame((maps,), f"Group {number} is dealt out: its channels land {self.groups} apart."))
        asked = {(place, self.channel): Ink.ASKED}
        last = grid("channels after × before the shuffle", moved, asked, written=False)
        frames.append(Frame((last,), f"{self.measure().run[:1].upper()}{self.measure().run[1:]}."))
        return story("the shuffle deals the groups out like cards", frames)
