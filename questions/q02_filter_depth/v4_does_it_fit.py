from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Choice, Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.q02_filter_depth.filters import Channels, Groups, fits, on_channels
from questions.scenes import Scene
from questions.scenes.steps import steps
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

SEARCHED = 4096
"""The most channels that are tried out one by one."""


class DoesItFit(Variant):
    """2.4 Does it fit?"""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "needed = filter depth·g; it runs when the input has exactly that"
    latex: ClassVar[str] = (
        r"\text{needed} = \text{filter depth} \cdot g; \text{ it runs when the input has exactly that}"
    )

    filters: Annotated[int, Channels, Draw(32, 64, 128)]
    depth: Annotated[int, Channels, Draw(1, 3, 16, 24, 32, 64)]
    groups: Annotated[int, Groups, Draw(1, 1, 2, 4)] = 1
    channels: Annotated[
        int, Field(ge=1, le=2048), Draw(1, 2, 3, 4, 6, 12, 16, 17, 24, 25, 32, 48, 64, 65, 96, 128, 129, 192, 256)
    ]

    def impossible(self) -> str | None:
        if self.filters % self.groups:
            return f"{self.groups} groups must divide the {self.filters} filters"
        needed = self.depth * self.groups
        return f"that needs {needed:,} channels, here {SEARCHED:,} is the most" if needed > SEARCHED else None

    def excluded(self) -> bool:
        """Tell whether the input has none of the counts that are easily mixed up."""
        f, g = self.depth, self.groups
        return self.channels not in {f * g, f, 2 * f * g, f * g + 1}

    def ask(self) -> str:
        return (
            f"A weight tensor of shape {self.filters}×{self.depth}×3×3, output channels first, is used with "
            f"groups={self.groups} on an input of {on_channels(self.channels)}. Does it run, and how many input "
            "channels does it need? (yes or no; a number)"
        )

    def _value(self, runs: bool, needed: int) -> dict[str, str | int]:
        return {"runs": "yes" if runs else "no", "channels": needed}

    def answer(self) -> Parts:
        needed = self.depth * self.groups
        return Parts(
            parts={
                "runs": Choice(value="yes" if self.channels == needed else "no", options=("yes", "no")),
                "channels": Integer(value=needed, unit="channels"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        f, g, x = self.depth, self.groups, self.channels
        yield Slip(
            tag="groups.ignored",
            value=self._value(x == f, f),
            message="A filter sees only its group's channels: the input has g times the filter's depth.",
            working=f"needed: {f}",
        )
        if g > 1 and f % g == 0:
            yield Slip(
                tag="depth.divided",
                value=self._value(x == f // g, f // g),
                message="The weight's second number is already C_in/g: multiply by the groups.",
                working=f"{f}/{g} = {f // g}",
            )
        yield Slip(
            tag="axes.in_out_swapped",
            value=self._value(x == self.filters, self.filters),
            message="The first number is how many filters there are, the output's channels.",
            working=f"needed: {self.filters}",
        )
        yield Slip(
            tag="axes.channels_last",
            value=self._value(x == 3, 3),
            message="That reads the shape in TensorFlow's order; here the filter's depth is the second number.",
            working="needed: 3",
        )
        yield Slip(
            tag="depth.any_ok",
            value={"runs": "yes"},
            message="The depth must match exactly; nothing is broadcast or dropped.",
            working=f"{count(x, 'channel')}, {f}·{g} = {f * g} needed",
        )
        yield Slip(
            tag="depth.refused",
            value={"runs": "no"},
            message="The input has exactly as many channels as the groups see together.",
            working=f"{f}·{g} = {f * g}",
        )

    def steps(self) -> Iterator[str]:
        needed = self.depth * self.groups
        yield f"Channels needed: filter depth times groups, {self.depth}·{self.groups} = {needed}"
        yield f"The input has {self.channels}: it {'runs' if self.channels == needed else 'is refused'}"

    @property
    def _weight(self) -> tuple[int, ...]:
        return self.filters, self.depth, 3, 3

    def _complaint(self, channels: int) -> Measurement:
        weight = measure.zeros(*self._weight)
        return measure.error(lambda: engine.conv2d(measure.zeros(1, channels, 8, 8), weight, groups=self.groups))

    def _needed(self) -> int:
        """SEARCH the channels that the op takes, the smallest first."""
        return measure.search(range(1, SEARCHED + 1), lambda channels: fits(channels, self._weight, self.groups))

    def measure(self) -> Measurement:
        tried, needed = self._complaint(self.channels), self._needed()
        return Measurement(
            self._value(tried.value is None, needed),
            f"on {on_channels(self.channels)}: {tried.run}; of 1, 2, 3 … channels, the op accepted {needed}",
        )

    def scene(self) -> Scene:
        needed = self._needed()
        tried = sorted({self.channels, self.depth, needed, needed + 1})
        rows = [(str(channels), self._complaint(channels).run) for channels in tried]
        said = [f"An input of {on_channels(channels)}." for channels in tried]
        title = f"weight {self._weight}, groups={self.groups}"
        return steps(title, ("channels in", "what conv2d says"), rows, said)
