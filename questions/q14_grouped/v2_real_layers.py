from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Pool, Stream
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import counted
from questions.parts.limits import too_many
from questions.q14_grouped.groups import PUBLISHED, Channels, Groups, Kernel, indivisible, who_is_connected
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters
from solvers.layers import Weights
from solvers.measure import Measurement

Side = Field(ge=1, le=256)


class RealLayers(Variant):
    """14.2 Real grouped layers."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "MACs K²·(C_in/g)·C_out·H²; weights saved K²·C_in·C_out·(g−1)/g"
    latex: ClassVar[str] = (
        r"\text{MACs } K^2 \cdot \frac{C_{in}}{g} \cdot C_{out} H^2; \text{ weights saved } K^2 C_{in} C_{out} "
        r"\cdot \frac{g - 1}{g}"
    )
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "in_channels", "out_channels", "groups", "size"),
        [(name, (k, c, o, g, size)) for name, k, c, o, g, size, _ in PUBLISHED],
    )
    few_draws: ClassVar[int | None] = sum(numbers["groups"] > 2 for numbers in pool or ())

    kernel: Annotated[int, Kernel]
    in_channels: Annotated[int, Channels]
    out_channels: Annotated[int, Channels]
    groups: Annotated[int, Groups]
    size: Annotated[int, Side]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a published layer: there are no others here."""
        return cls.pool.pick(stream) if cls.pool else {}

    @classmethod
    def _candidate(cls, stream: Stream) -> Self | None:
        drawn = super()._candidate(stream)
        return None if drawn is None or drawn.excluded() else drawn

    @property
    def _layer(self) -> Weights:
        return Weights("", self.in_channels, self.out_channels, (self.kernel, self.kernel), self.groups, bias=False)

    def impossible(self) -> str | None:
        indivisibly = indivisible(self.in_channels, self.out_channels, self.groups)
        return indivisibly or too_many(self.kernel**2 * self.in_channels * self.out_channels)

    def excluded(self) -> bool:
        return self.groups == 2  # as many weights are saved as remain

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        padding = "same padding (taps on it counted), " if self.kernel > 1 else ""
        return (
            f"{where} {self.kernel}×{self.kernel} convolution, stride 1, "
            f"{padding}{self.in_channels}→{self.out_channels} channels, {count(self.groups, 'group')}, has a "
            f"{self.size}×{self.size} output. How many MACs does one image take, and how many weights does grouping "
            "save? (MACs; weights saved)"
        )

    def _weights(self, groups: int) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, groups, bias=False)

    def answer(self) -> Parts:
        grouped, dense = self._weights(self.groups), self._weights(1)
        return Parts(
            parts={
                "MACs": Integer(value=conv_macs(grouped, self.size**2), unit="MACs"),
                "weights saved": Integer(value=dense - grouped, unit="weights"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, c, o, g, h = self.kernel, self.in_channels, self.out_channels, self.groups, self.size
        grouped, dense, twice = self._weights(g), self._weights(1), k * k * (c // g) * (o // g)
        yield Slip(
            tag="groups.no_mac_saving",
            value={"MACs": dense * h * h},
            message="MACs fall by g as well.",
            working=f"{k}·{k}·{c}·{o}·{h}² = {dense * h * h:,}",
            run=lambda: Measurement({"MACs": self._macs(1).value}, self._macs(1).run),
        )
        yield Slip(
            tag="mac.one_axis",
            value={"MACs": grouped * h},
            working=f"{grouped:,}·{h} = {grouped * h:,}",
        )
        yield Slip(
            tag="groups.both_divided",
            value={"MACs": twice * h * h, "weights saved": dense - twice},
            working=f"{k}·{k}·{c // g}·{o // g} = {twice:,}; {twice:,}·{h}² = {twice * h * h:,}; "
            f"{dense:,} − {twice:,} = {dense - twice:,}",
        )
        yield Slip(
            tag="groups.remaining_not_saved",
            value={"weights saved": grouped},
            message="That is what remains.",
            working=f"{k}·{k}·{c // g}·{o} = {grouped:,}",
            run=lambda: Measurement({"weights saved": counted((self._layer,)).value}, "the grouped layer's weights"),
        )
        rows = grouped // k
        yield Slip(
            tag="kernel.side_not_area",
            value={"MACs": rows * h * h, "weights saved": (dense - grouped) // k},
            working=f"{k}·{c // g}·{o}·{h}² = {rows * h * h:,}; {k}·{c}·{o} − {rows:,} = {(dense - grouped) // k:,}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value={"MACs": grouped},
            working=f"{k}·{k}·{c // g}·{o} = {grouped:,}",
            run=lambda: Measurement({"MACs": counted((self._layer,)).value}, "the grouped layer's weights"),
        )

        biased = (grouped + o) * h * h
        yield Slip(
            tag="mac.bias_counted",
            value={"MACs": biased},
            working=f"({grouped:,} + {o})·{h}² = {biased:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, o, g, h = self.kernel, self.in_channels, self.out_channels, self.groups, self.size
        grouped, dense = self._weights(g), self._weights(1)
        yield f"A filter sees {c}/{g} = {c // g} channels: {k}·{k}·{c // g}·{o} = {grouped:,} weights in all"
        yield f"Each is used at {h}·{h} positions: {grouped:,}·{h * h:,} = {grouped * h * h:,} MACs"
        yield f"Without groups: {k}·{k}·{c}·{o} = {dense:,} weights"
        yield f"Saved: {dense:,} − {grouped:,} = {dense - grouped:,}"

    def _macs(self, groups: int) -> Measurement:
        kernel, size = (self.kernel, self.kernel), (self.size, self.size)
        return measure.ones(self.in_channels, self.out_channels, kernel, size, 1, "same", 1, groups)

    def measure(self) -> Measurement:
        macs = self._macs(self.groups)
        grouped, dense = counted((self._layer,)).value, counted((self._layer,), groups=1).value
        return Measurement(
            {"MACs": macs.value, "weights saved": dense - grouped},
            f"{macs.run}; weights {grouped:,}, without groups {dense:,}",
        )

    def scene(self) -> Scene:
        grouped, dense = (self._macs(groups) for groups in (self.groups, 1))
        saved = self.measure()
        macs = [(f"{self.groups} groups", grouped.value), ("one group", dense.value)]
        weights = f"Weights saved: {saved.value['weights saved']:,}."
        said = ("", f"That is {dense.value / grouped.value:g} times as many. {weights}")
        bars = barred("", "multiply-adds of ones", macs, said)
        connected = who_is_connected(self.in_channels, self.out_channels, self.groups)
        return joined("the layer with and without groups", connected, bars)
