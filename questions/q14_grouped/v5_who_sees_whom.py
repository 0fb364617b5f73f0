from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw, Stream
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.q14_grouped.groups import (
    Channels,
    Groups,
    all_ones,
    indivisible,
    one_channel_each,
    reached,
    who_is_connected,
)
from questions.scenes import Frame, Ink, Marks, Scene
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import channels_seen
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


def gradient_of(output: int, in_channels: int, out_channels: int, groups: int) -> Array:
    """GRAD: the gradient of one output channel at every input channel, all weights one."""
    weight = all_ones(out_channels, in_channels // groups)
    only = measure.identity(out_channels)[output].reshape(1, out_channels, 1, 1)
    gradient: Array = engine.conv2d_input_grad(only, weight, (1, in_channels, 1, 1), groups=groups)[0, :, 0, 0]
    return gradient


class WhoSeesWhom(Variant):
    """14.5 Who sees whom?"""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "q = ⌊o/(C_out/g)⌋: from q·C_in/g to (q+1)·C_in/g − 1"
    latex: ClassVar[str] = (
        r"q = \left\lfloor \frac{o}{C_{out} / g} \right\rfloor\text{: from } q \cdot \frac{C_{in}}{g} \text{ to } "
        r"(q + 1) \cdot \frac{C_{in}}{g} - 1"
    )

    in_channels: Annotated[int, Channels]
    out_channels: Annotated[int, Channels]
    groups: Annotated[int, Groups, Draw(2, 4, 4, 8, 8, 32)]
    channel: Annotated[int, Field(ge=0, le=2047)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw how many channels a group has, and the output among those there are."""
        groups = super().numbers(stream)["groups"]
        depth, width = Draw(2, 3, 4, 8).pick(stream), Draw(1, 2, 3, 4, 8).pick(stream)
        numbers = {"in_channels": groups * depth, "out_channels": groups * width, "groups": groups}
        return {**numbers, "channel": stream.below(groups * width)}

    @property
    def _depth(self) -> int:
        return self.in_channels // self.groups

    @property
    def _width(self) -> int:
        return self.out_channels // self.groups

    def impossible(self) -> str | None:
        if self.channel >= self.out_channels:
            return f"the output channels are 0 to {self.out_channels - 1}"
        return indivisible(self.in_channels, self.out_channels, self.groups)

    def ask(self) -> str:
        return (
            f"A convolution {self.in_channels}→{self.out_channels} channels has {count(self.groups, 'group')}. Which "
            f"input channels does output channel {self.channel} depend on, counted from 0? (first, last)"
        )

    def answer(self) -> Shape:
        seen = channels_seen(self.channel, self.in_channels, self.out_channels, self.groups)
        return Shape(value=seen, axes=("first", "last"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        c, o, g, depth, width = self.in_channels, self.channel, self.groups, self._depth, self._width
        group = o // width
        yield Slip(
            tag="groups.sees_all",
            value=(0, c - 1),
            message="Groups cannot see each other.",
            working=f"all {c}: 0 to {c - 1}",
            run=lambda: self._seen(groups=1),
        )
        yield Slip(
            tag="groups.interleaved",
            value=(group, group + (depth - 1) * g),
            message="Groups are contiguous blocks, not every g-th channel.",
            working=f"{group} to {group + (depth - 1) * g} in steps of {g}",
            run=self._dealt_out,
        )
        if o < c:
            yield Slip(
                tag="groups.index_of_channel",
                value=(o, o),
                message="That would be depthwise: one input channel for each output channel.",
                working=f"{o} from {o}",
            )
        if o // depth < g:
            wrong = o // depth
            yield Slip(
                tag="groups.in_width_for_out",
                value=(wrong * depth, (wrong + 1) * depth - 1),
                message="Output channels come in groups of C_out/g; you looked for the group in steps of C_in/g.",
                working=f"⌊{o}/{depth}⌋ = {wrong}: {wrong * depth} to {(wrong + 1) * depth - 1}",
            )
        yield Slip(
            tag="groups.outputs_named",
            value=(group * width, (group + 1) * width - 1),
            message="Those are the output channels of the group; it reads C_in/g input channels.",
            working=f"{group}·{width} to {group + 1}·{width} − 1",
        )
        if o < g:
            yield Slip(
                tag="groups.channel_as_group",
                value=(o * depth, (o + 1) * depth - 1),
                message="An output channel is no group: each group has C_out/g of them.",
                working=f"{o}·{depth} to {o + 1}·{depth} − 1",
            )
        if group + 1 < g:
            yield Slip(
                tag="groups.counted_from_one",
                value=((group + 1) * depth, (group + 2) * depth - 1),
                message="That is the next group: groups are counted from 0, as the channels are.",
                working=f"{group + 1}·{depth} to {group + 2}·{depth} − 1",
            )
        yield Slip(
            tag="groups.number_given",
            value=(group, group),
            message="That is the number of the group, which reads C_in/g input channels, not one.",
            working=f"⌊{o}/{width}⌋ = {group}",
        )
        yield Slip(
            tag="groups.next_one_in",
            value=(group * depth, (group + 1) * depth),
            message="With that channel the next group begins: the last one is 1 before.",
            working=f"{group}·{depth} to {group + 1}·{depth}",
        )
        yield Slip(
            tag="index.from_one",
            value=(group * depth + 1, (group + 1) * depth),
            working=f"{group}·{depth} + 1 to {group + 1}·{depth}",
        )

    def steps(self) -> Iterator[str]:
        o, depth, width = self.channel, self._depth, self._width
        group = o // width
        yield f"Output channels per group: {self.out_channels}/{self.groups} = {width}"
        yield f"Output {o} is in group ⌊{o}/{width}⌋ = {group}"
        yield f"Input channels per group: {self.in_channels}/{self.groups} = {depth}"
        reads = f"{group}·{depth} = {group * depth}"
        yield f"Group {group} reads {reads} to {group + 1}·{depth} − 1 = {(group + 1) * depth - 1}"

    def _seen(self, groups: int) -> Measurement:
        gradient = gradient_of(self.channel, self.in_channels, self.out_channels, groups)
        first, last = measure.extent(gradient)
        return Measurement(
            (first, last),
            f"gradient of output {self.channel}: non-zero at inputs {first} to {last} of {len(gradient)}",
        )

    def _dealt_out(self) -> Measurement:
        """Deal the channels out before the layer, so that its blocks are of every g-th channel."""
        dealt = engine.channel_shuffle(one_channel_each(self.in_channels), self._depth)
        first, last = measure.extent(reached(self.out_channels, self.groups, dealt)[:, self.channel, 0, 0])
        return Measurement((first, last), f"channels dealt out first: output {self.channel} sees {first} to {last}")

    def measure(self) -> Measurement:
        return self._seen(self.groups)

    def scene(self) -> Scene:
        outputs = [Ink.CELL] * self.out_channels
        outputs[self.channel] = Ink.SEEN
        lit = Marks("output channels", (tuple(outputs),), f"channel {self.channel}", self.channel, shrinks=True)
        frames = []
        for groups in (1, self.groups):
            gradient = gradient_of(self.channel, self.in_channels, self.out_channels, groups)
            seen = self._seen(groups)
            row = tuple(Ink.SEEN if value else Ink.CELL for value in gradient)
            first, last = seen.value
            name = f"{groups} groups" if groups > 1 else "one group"
            inputs = Marks("input channels", (row,), f"{first} to {last}", first, shrinks=True)
            frames.append(Frame((lit, inputs), f"{name.capitalize()}: {seen.run}."))
        return joined(
            "who sees whom", who_is_connected(self.in_channels, self.out_channels, self.groups), story("", frames)
        )
