from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import too_many
from questions.parts.real_layers import real_layers
from questions.q02_filter_depth.filters import MOST, Channels, Groups, Kernel, at_work, on_channels
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


class OneFilter(Variant):
    """2.3 Numbers in one filter."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "K²·C_in/g + 1"
    latex: ClassVar[str] = r"K^2 \cdot \frac{C_{in}}{g} + 1"
    pool: ClassVar[Pool | None] = real_layers(
        "kernel", "in_channels", "out_channels", "groups", where=lambda layer: layer.bias
    )

    kernel: Annotated[int, Kernel, Draw(1, 3, 5, 7, 11)]
    in_channels: Annotated[int, Channels, Draw(3, 6, 16, 64, 96, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 96, 128, 256)]
    groups: Annotated[int, Groups, Draw(1, 1, 1, 2, 4)] = 1

    def impossible(self) -> str | None:
        if self.in_channels % self.groups or self.out_channels % self.groups:
            return f"{self.groups} groups must divide both {self.in_channels} and {self.out_channels} channels"
        return too_many(self.kernel**2 * self.in_channels // self.groups * self.out_channels, MOST)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        groups = f" in {self.groups} groups" if self.groups > 1 else ""
        return (
            f"{where} layer has {count(self.out_channels, 'filter')} of {self.kernel}×{self.kernel} on "
            f"{on_channels(self.in_channels)}{groups}. How many learnable numbers belong to a single filter, its bias "
            "included?"
        )

    def answer(self) -> Integer:
        return Integer(
            value=conv_parameters(self.kernel, self.kernel, self.in_channels // self.groups, 1), unit="parameters"
        )

    def slips(self) -> Iterator[Slip]:
        k, c, o, g = self.kernel, self.in_channels, self.out_channels, self.groups
        depth = c // g
        yield Slip(
            tag="bias.forgotten",
            value=k * k * depth,
            message="You left out the filter's bias.",
            working=f"{k}²·{depth} = {k * k * depth:,}",
            run=lambda: self._counted(bias=False),
        )
        yield Slip(
            tag="depth.forgotten",
            value=k * k + 1,
            working=f"{k}² + 1 = {k * k + 1}",
            run=lambda: measure.count(measure.parameters(1, 1, (k, k))),
        )
        yield Slip(
            tag="groups.ignored",
            value=k * k * c + 1,
            working=f"{k}²·{c} + 1 = {k * k * c + 1:,}",
            run=lambda: measure.count(measure.parameters(c, 1, (k, k))),
        )
        whole = (k * k * depth + 1) * o
        yield Slip(
            tag="count.whole_layer",
            value=whole,
            message="That is the whole layer; the ask is about one of its filters.",
            working=f"({k}²·{depth} + 1)·{o} = {whole:,}",
            run=lambda: measure.count(self._arrays()),
        )
        weights = k * k * depth * o
        yield Slip(
            tag="count.whole_layer_weights",
            value=weights,
            message="Those are the weights of the whole layer; the ask is about one of its filters, with its bias.",
            working=f"{k}²·{depth}·{o} = {weights:,}",
            run=lambda: measure.count({"weight": self._arrays()["weight"]}),
        )
        yield Slip(
            tag="bias.per_channel",
            value=(k * k + 1) * depth,
            working=f"({k}² + 1)·{depth} = {(k * k + 1) * depth:,}",
        )
        yield Slip(
            tag="kernel.side_not_area",
            value=k * depth + 1,
            working=f"{k}·{depth} + 1 = {k * depth + 1:,}",
            run=lambda: measure.count(measure.parameters(depth, 1, (k, 1))),
        )

    def steps(self) -> Iterator[str]:
        k, c, g = self.kernel, self.in_channels, self.groups
        depth = c // g
        yield f"Taps of the window: {k}² = {k * k}"
        yield f"The filter's depth: {c}/{g} = {depth}" if g > 1 else f"The filter's depth: all {c}"
        yield f"Weights: {k * k}·{depth} = {k * k * depth:,}"
        yield f"With its bias: {k * k * depth + 1:,}"

    def _arrays(self) -> dict[str, Array]:
        return measure.parameters(self.in_channels, self.out_channels, (self.kernel, self.kernel), self.groups)

    def _counted(self, bias: bool = True) -> Measurement:
        """Cut the last filter out of the arrays of the layer and count it."""
        arrays = self._arrays()
        names = ("weight", "bias") if bias else ("weight",)
        return measure.count({f"last filter's {name}": arrays[name][-1:] for name in names})

    def measure(self) -> Measurement:
        return self._counted()

    def scene(self) -> Scene:
        arrays = {name: array[-1:] for name, array in self._arrays().items()}
        pictures = [
            Counted("its channels", arrays["weight"][0], "channel"),
            Counted("its bias", arrays["bias"], "number"),
        ]
        return joined("one filter", counting("its numbers", pictures), at_work(len(arrays["weight"][0])))
