from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool, Stream
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import too_many
from questions.parts.weights import one_side
from questions.q14_grouped.groups import PUBLISHED, Channels, Groups, indivisible, who_is_connected
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.story import joined
from questions.slips import MESSAGES, Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters
from solvers.layers import Table, Weights
from solvers.measure import Measurement

UNITS = ("ShuffleNet", "ResNeXt")


def shuffle_unit(channels: int, inner: int, groups: int) -> Table:
    """Return the layers of a ShuffleNet unit of stride 1 (Zhang et al. 2018, Figure 2b)."""
    return (
        Weights("grouped 1×1", channels, inner, (1, 1), groups, bias=False),
        Weights("depthwise 3×3", inner, inner, (3, 3), inner, bias=False),
        Weights("grouped 1×1 back", inner, channels, (1, 1), groups, bias=False),
    )


def resnext_unit(channels: int, inner: int, groups: int) -> Table:
    """Return the layers of a ResNeXt unit (Xie et al. 2017, Figure 3c)."""
    return (
        Weights("1×1", channels, inner, (1, 1), 1, bias=False),
        Weights("grouped 3×3", inner, inner, (3, 3), groups, bias=False),
        Weights("1×1 back", inner, channels, (1, 1), 1, bias=False),
    )


class WholeUnits(Variant):
    """14.7 A whole unit, two ways."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "ShuffleNet H²·(2·C·m/g + 9·m); ResNeXt H²·(2·C·m + 9·m²/g)"
    latex: ClassVar[str] = (
        r"\text{ShuffleNet } H^2 \left( \frac{2 C m}{g} + 9 m \right); \text{ ResNeXt } H^2 \left( 2 C m + "
        r"\frac{9 m^2}{g} \right)"
    )
    pool: ClassVar[Pool | None] = Pool(
        ("channels", "inner", "groups", "size"),
        [
            (name.removesuffix(", expansion"), (o, c, g, size))
            for name, _, c, o, g, size, _ in PUBLISHED
            if name.endswith(", expansion")
        ],
    )

    channels: Annotated[int, Channels]
    inner: Annotated[int, Channels]
    groups: Annotated[int, Groups, Draw(2, 3, 4, 8)]
    size: Annotated[int, Field(ge=1, le=112), Draw(7, 14, 28)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw an inner width that the groups divide, and outer ones of four times as many channels."""
        drawn = super().numbers(stream)
        inner = drawn["groups"] * Draw(8, 10, 12, 16, 20, 24).pick(stream)
        return {"channels": 4 * inner, "inner": inner, **drawn}

    def impossible(self) -> str | None:
        indivisibly = indivisible(self.channels, self.inner, self.groups)
        return indivisibly or too_many(max(self.channels * self.inner, 9 * self.inner**2))

    def excluded(self) -> bool:
        return self.groups == 1

    def ask(self) -> str:
        c, m, g, h = self.channels, self.inner, self.groups, self.size
        where = f"{self.network}: a unit" if self.network else "A ShuffleNet unit"
        return (
            f"{where} of stride 1 on {c}×{h}×{h} (channels×height×width): 1×1 {c}→{m} in {count(g, 'group')}, channel "
            f"shuffle, 3×3 depthwise with padding 1, 1×1 {m}→{c} in {count(g, 'group')}. How many MACs does it take, "
            f"and how many does a ResNeXt unit of these widths take: 1×1, 3×3 in {count(g, 'group')}, 1×1? "
            "(ShuffleNet; ResNeXt; no biases, taps on padding counted)"
        )

    def _units(self) -> tuple[Table, Table]:
        numbers = self.channels, self.inner, self.groups
        return shuffle_unit(*numbers), resnext_unit(*numbers)

    def _work(self, layers: Table) -> int:
        """Return the multiply-adds of layers that keep the size."""
        weights = (
            conv_parameters(*at.kernel_size, at.in_channels, at.out_channels, at.groups, bias=False) for at in layers
        )
        return sum(conv_macs(each, self.size**2) for each in weights)

    def answer(self) -> Parts:
        units = zip(UNITS, self._units(), strict=True)
        return Parts(parts={name: Integer(value=self._work(layers), unit="MACs") for name, layers in units})

    def slips(self) -> Iterator[Slip]:
        c, m, g, h = self.channels, self.inner, self.groups, self.size
        (reduce, depthwise, restore), (first, grouped, last) = self._units()

        def slip(tag: str, message: str, working: str, **layers: Table) -> Slip:
            value = {name: self._work(table) for name, table in layers.items()}
            totals = "; ".join(f"{each:,}" for each in value.values())
            return Slip(
                tag=tag,
                value=value,
                message=message,
                working=f"{working}: {totals}",
                run=lambda: self._ones(layers),
            )

        yield slip(
            "shuffle.pointwise_ungrouped",
            "ShuffleNet's 1×1 layers are grouped: that is what the shuffle is for.",
            f"{h}²·(2·{c}·{m} + 9·{m})",
            ShuffleNet=(first, depthwise, last),
        )
        yield slip(
            "shuffle.grouped_3x3",
            "ShuffleNet's 3×3 is depthwise: 9·m weights.",
            f"{h}²·(2·{c}·{m}/{g} + 9·{m}²/{g})",
            ShuffleNet=(reduce, grouped, restore),
        )
        yield slip(
            "shuffle.dense_3x3",
            "ShuffleNet's 3×3 is depthwise, not dense: 9·m weights.",
            f"{h}²·(2·{c}·{m}/{g} + 9·{m}²)",
            ShuffleNet=(reduce, grouped._replace(groups=1), restore),
        )
        yield slip(
            "groups.ignored",
            "ResNeXt's 3×3 is grouped: each of its filters sees m/g channels.",
            f"{h}²·(2·{c}·{m} + 9·{m}²)",
            ResNeXt=(first, grouped._replace(groups=1), last),
        )
        yield slip(
            "resnext.grouped_1x1",
            "ResNeXt groups its 3×3 alone: its 1×1 layers see all channels.",
            f"{h}²·(2·{c}·{m}/{g} + 9·{m}²/{g})",
            ResNeXt=(reduce, grouped, restore),
        )
        yield slip(
            "bottleneck.one_1x1",
            "There are two 1×1 layers: down and up.",
            f"{h}²·({c}·{m}/{g} + 9·{m}) and {h}²·({c}·{m} + 9·{m}²/{g})",
            ShuffleNet=(reduce, depthwise),
            ResNeXt=(first, grouped),
        )
        yield slip(
            "kernel.side_not_area",
            MESSAGES["kernel.side_not_area"],
            f"{h}²·(2·{c}·{m}/{g} + 3·{m}) and {h}²·(2·{c}·{m} + 3·{m}²/{g})",
            ShuffleNet=one_side((reduce, depthwise, restore)),
            ResNeXt=one_side((first, grouped, last)),
        )
        yield slip(
            "shuffle.depthwise_forgotten",
            "The depthwise 3×3 between the two 1×1 layers is missing.",
            f"{h}²·2·{c}·{m}/{g}",
            ShuffleNet=(reduce, restore),
        )
        yield slip(
            "resnext.3x3_only",
            "The two 1×1 layers are missing: down and up.",
            f"{h}²·9·{m}²/{g}",
            ResNeXt=(grouped,),
        )
        filters = (2 * m + c) * h * h
        yield Slip(
            tag="mac.bias_counted",
            value={name: self._work(table) + filters for name, table in zip(UNITS, self._units(), strict=True)},
            working=f"{filters:,} more in each: ({m} + {m} + {c})·{h}²",
        )
        weights = {name: self._work(table) // h**2 for name, table in zip(UNITS, self._units(), strict=True)}
        yield Slip(
            tag="mac.positions_forgotten",
            value=weights,
            working=f"2·{c}·{m}/{g} + 9·{m} = {weights['ShuffleNet']:,}; 2·{c}·{m} + 9·{m}²/{g} = "
            f"{weights['ResNeXt']:,}",
        )

    def steps(self) -> Iterator[str]:
        c, m, g, h = self.channels, self.inner, self.groups, self.size
        shuffled, resnext = map(self._work, self._units())
        yield f"ShuffleNet's 1×1 layers: 2·{c}·{m}/{g} = {2 * c * m // g:,} weights; depthwise 9·{m} = {9 * m:,}"
        yield f"Each is used at {h}·{h} positions: {shuffled:,} MACs; the shuffle multiplies nothing"
        yield f"ResNeXt's 1×1 layers: 2·{c}·{m} = {2 * c * m:,} weights; 3×3 9·{m}²/{g} = {9 * m * m // g:,}"
        yield f"Times {count(h * h, 'position')}: {resnext:,} MACs"

    def _ones(self, units: dict[str, Table]) -> Measurement:
        size, seen, said = (self.size, self.size), {}, []
        for name, layers in units.items():
            each = [
                measure.ones(at.in_channels, at.out_channels, at.kernel_size, size, 1, "same", 1, at.groups).value
                for at in layers
            ]
            seen[name] = sum(each)
            said.append(f"{name} {' + '.join(f'{macs:,}' for macs in each)}")
        return Measurement(seen, f"all ones, layer by layer: {'; '.join(said)}")

    def measure(self) -> Measurement:
        return self._ones(dict(zip(UNITS, self._units(), strict=True)))

    def scene(self) -> Scene:
        first, grouped, last = self._units()[1]
        units = {**dict(zip(UNITS, self._units(), strict=True)), "ResNet": (first, grouped._replace(groups=1), last)}
        seen = self._ones(units)
        said = ("The 1×1 layers are grouped, too.", "The 3×3 alone is grouped.", "Nothing is grouped.")
        label = f"multiply-adds of ones, {self.channels} channels of {self.size}×{self.size}"
        bars = barred("", label, list(seen.value.items()), said)
        return joined("one unit, three ways", who_is_connected(self.channels, self.inner, self.groups), bars)
