from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts, Percent
from questions.drawing import Draw, Pool
from questions.model import Level
from questions.parts.signs import equals_percent, percent
from questions.parts.weights import one_side, sum_of, weights, with_biases
from questions.q19_bottleneck.blocks import BOTTLENECKS, Block, conv, counted, silhouette
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs
from solvers.layers import Table
from solvers.measure import Measurement

SIDES = (56, 28, 14, 7, 56, 28)
"""Of the maps on which these blocks work."""


class Work(Block):
    """19.3 MACs and the 3×3's share."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "MACs (2Cm + 9m²)·H², share 9m²/(2Cm + 9m²)"
    latex: ClassVar[str] = r"\text{MACs } \left( 2 C m + 9 m^2 \right) H^2 \text{, share } \frac{9 m^2}{2 C m + 9 m^2}"
    pool: ClassVar[Pool | None] = Pool(
        ("channels", "inner", "size"),
        [(name, (*widths, side)) for (name, widths), side in zip(BOTTLENECKS, SIDES, strict=True)],
    )

    size: Annotated[int, Field(ge=3, le=64), Draw(7, 14, 28)]

    def ask(self) -> str:
        return (
            f"{self._where} {self._block} on a {self.size}×{self.size} map, stride 1, same padding (taps on it "
            "counted). How many MACs does it take, and what percent of them does the 3×3 take, to 1 decimal? (MACs; "
            "percent)"
        )

    def answer(self) -> Parts:
        total, inside = weights(*self._layers), weights(self._layers[1])
        return Parts(
            parts={
                "MACs": Integer(value=conv_macs(total, self.size**2), unit="MACs"),
                "percent": Percent(value=100 * Fraction(inside, total)),
            }
        )

    def slips(self) -> Iterator[Slip]:
        h, c, total = self.size, self.channels, weights(*self._layers)
        reduce, _, restore = self._layers
        full = (reduce, conv("3×3", c, c, 3), restore)
        share = Fraction(weights(full[1]), weights(*full))
        yield Slip(
            tag="mac.positions_forgotten",
            value={"MACs": total},
            working=sum_of(self._layers),
            run=lambda: Measurement({"MACs": counted(self._layers).value}, "the weights"),
        )
        yield Slip(tag="mac.one_axis", value={"MACs": total * h}, working=f"{total:,}·{h} = {total * h:,}")
        yield Slip(
            tag="bottleneck.3x3_dominates",
            value={"MACs": weights(*full) * h * h, "percent": 100 * share},
            message="The 3×3 works at the inner width.",
            working=f"{weights(*full):,}·{h}² = {weights(*full) * h * h:,}; {percent(share)}",
        )
        part, inside = weights(*self._layers[:2]), weights(self._layers[1])
        yield Slip(
            tag="bottleneck.one_1x1",
            value={"MACs": part * h * h, "percent": 100 * Fraction(inside, part)},
            message="There are two 1×1 layers: down and up.",
            working=f"{part:,}·{h}² = {part * h * h:,}; {percent(Fraction(inside, part))}",
            run=lambda: self._seen("reduce", "3×3"),
        )
        yield Slip(
            tag="ratio.of_remaining",
            value={"percent": 100 * (1 - Fraction(inside, total))},
            message="That is the share of the two 1×1 layers.",
            working=f"1 − {inside:,}/{total:,} {equals_percent(1 - Fraction(inside, total))}",
        )
        yield Slip(
            tag="bottleneck.3x3_only",
            value={"MACs": inside * h * h},
            message="The two 1×1 layers are missing: down and up.",
            working=f"{inside:,}·{h}² = {inside * h * h:,}",
            run=lambda: Measurement({"MACs": self._work()["3×3"]}, "ones through the 3×3 alone"),
        )
        yield Slip(
            tag="ratio.of_the_others",
            value={"percent": 100 * Fraction(inside, total - inside)},
            message="That is the 3×3 in percent of the two 1×1 layers; the whole block is the base.",
            working=f"{inside:,}/{total - inside:,} {equals_percent(Fraction(inside, total - inside))}",
        )
        tall = one_side(self._layers)
        rows, row_share = weights(*tall), Fraction(weights(tall[1]), weights(*tall))
        yield Slip(
            tag="kernel.side_not_area",
            value={"MACs": rows * h * h, "percent": 100 * row_share},
            working=f"{rows:,}·{h}² = {rows * h * h:,}; {percent(row_share)}",
            run=lambda: self._seen("reduce", "3×3", "restore", layers=tall),
        )
        yield Slip(
            tag="bottleneck.layers_counted",
            value={"percent": Fraction(100, 3)},
            message="It is one of three layers, but they differ in work: divide its MACs by the block's.",
            working="1/3 ≈ 33.33%",
        )
        yield Slip(
            tag="bottleneck.taps_only",
            value={"percent": 100 * Fraction(9, 11)},
            message="9 of 11 taps are the 3×3's, but its filters are on fewer channels.",
            working="9/(1 + 9 + 1) ≈ 81.82%",
        )

        biased = with_biases(*self._layers) * h * h
        yield Slip(
            tag="mac.bias_counted",
            value={"MACs": biased},
            working=f"{with_biases(*self._layers):,}·{h}² = {biased:,}",
        )

    def steps(self) -> Iterator[str]:
        h, total, inside = self.size, weights(*self._layers), weights(self._layers[1])
        yield f"Weights: {sum_of(self._layers)}"
        yield f"Each is used at {h}·{h} positions: {total:,}·{h * h} = {total * h * h:,} MACs"
        yield f"The 3×3: {inside:,}/{total:,} {equals_percent(Fraction(inside, total))}"

    def _work(self, layers: Table = ()) -> dict[str, int]:
        size = (self.size, self.size)
        return {
            at.name: measure.ones(at.in_channels, at.out_channels, at.kernel_size, size, 1, "same").value
            for at in layers or self._layers
        }

    def measure(self) -> Measurement:
        return self._seen("reduce", "3×3", "restore")

    def _seen(self, *names: str, layers: Table = ()) -> Measurement:
        work = self._work(layers)
        seen = {name: work[name] for name in names}
        total = sum(seen.values())
        return Measurement(
            {"MACs": total, "percent": 100 * Fraction(seen["3×3"], total)},
            "all ones: " + ", ".join(f"{name} {macs:,}" for name, macs in seen.items()),
        )

    def scene(self) -> Scene:
        macs = self._work()
        share = float(100 * macs["3×3"] / sum(macs.values()))
        said = ["" if name != "3×3" else f"{share:.1f} % of the block's." for name in macs]
        bars = barred("", f"multiply-adds of ones, {self.size}×{self.size}", list(macs.items()), said)
        return joined("layer by layer", silhouette(self._layers), bars)
