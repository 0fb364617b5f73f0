from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from questions.answers import Integer, Number, Parts
from questions.model import Level
from questions.notation.counts import count
from questions.parts.signs import equals
from questions.parts.weights import sum_of, weights
from questions.q19_bottleneck.blocks import Block, conv, counted, laid_out, silhouette
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.counting import counting
from questions.scenes.story import joined
from questions.slips import Slip
from solvers.layers import Table
from solvers.measure import Measurement


class AgainstBasic(Block):
    """19.2 Against two 3×3."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "18C², ratio 18C²/(2Cm + 9m²)"
    latex: ClassVar[str] = r"18 C^2 \text{, ratio } \frac{18 C^2}{2 C m + 9 m^2}"

    @property
    def _basic(self) -> Table:
        return (conv("3×3", self.channels, self.channels, 3),) * 2

    def ask(self) -> str:
        return (
            f"{self._where} {self._block}, no biases, no batch norm. How many weights would two 3×3 layers at "
            f"{count(self.channels, 'channel')} have, and how many times the block's is that, to 2 decimals? (weights; "
            "times)"
        )

    def answer(self) -> Parts:
        basic = weights(*self._basic)
        times = Number(value=Fraction(basic, weights(*self._layers)), places=2, unit="times")
        return Parts(parts={"weights": Integer(value=basic, unit="weights"), "times": times})

    def slips(self) -> Iterator[Slip]:
        c, m, block = self.channels, self.inner, weights(*self._layers)
        one, ratio = weights(self._basic[0]), Fraction(weights(*self._basic), block)
        yield Slip(
            tag="ratio.one_3x3",
            value={"weights": one, "times": Fraction(one, block)},
            message="There are two 3×3 layers.",
            working=f"9·{c}² = {one:,}; {one:,}/{block:,} {equals(Fraction(one, block))}",
            run=lambda: self._measured(self._basic[:1]),
        )
        yield Slip(
            tag="ratio.of_widths",
            value={"times": Fraction(c, m)},
            message="The weights do not scale with one width alone.",
            working=f"{c}/{m} {equals(Fraction(c, m))}",
        )
        yield Slip(
            tag="ratio.of_widths_squared",
            value={"times": Fraction(c, m) ** 2},
            message="The 1×1 layers weigh in.",
            working=f"({c}/{m})² {equals(Fraction(c, m) ** 2)}",
        )
        inside = weights(self._layers[1])
        yield Slip(
            tag="bottleneck.3x3_only",
            value={"times": Fraction(weights(*self._basic), inside)},
            message="The block has two 1×1 layers, too.",
            working=f"{weights(*self._basic):,}/{inside:,} {equals(Fraction(weights(*self._basic), inside))}",
        )
        half = weights(*self._layers[:2])
        yield Slip(
            tag="bottleneck.one_1x1",
            value={"times": Fraction(weights(*self._basic), half)},
            message="There are two 1×1 layers: down and up.",
            working=f"{weights(*self._basic):,}/{half:,} {equals(Fraction(weights(*self._basic), half))}",
        )
        narrow = weights(conv("3×3", m, m, 3)) * 2
        yield Slip(
            tag="bottleneck.basic_at_inner_width",
            value={"weights": narrow, "times": Fraction(narrow, block)},
            message="The two 3×3 layers of the ask work at full width, not at the block's inner one.",
            working=f"2·9·{m}² = {narrow:,}; {narrow:,}/{block:,} {equals(Fraction(narrow, block))}",
            run=lambda: self._measured((conv("3×3", m, m, 3),) * 2),
        )
        rows, short = 6 * c * c, 2 * c * m + 3 * m * m
        yield Slip(
            tag="kernel.side_not_area",
            value={"weights": rows, "times": Fraction(rows, short)},
            working=f"2·3·{c}² = {rows:,}; {rows:,}/{short:,} {equals(Fraction(rows, short))}",
        )
        yield Slip(
            tag="ratio.how_many_more",
            value={"times": ratio - 1},
            message="That is how many times more it is; how many times as many is asked, which is one more.",
            working=f"({weights(*self._basic):,} − {block:,})/{block:,} {equals(ratio - 1)}",
        )
        working = f"{block:,}/{weights(*self._basic):,} {equals(1 / ratio)}"
        yield Slip(tag="ratio.inverted", value={"times": 1 / ratio}, working=working)

    def steps(self) -> Iterator[str]:
        c, basic, block = self.channels, weights(*self._basic), weights(*self._layers)
        yield f"Two 3×3 layers: 2·9·{c}² = {basic:,}"
        yield f"Bottleneck: {sum_of(self._layers)}"
        yield f"{basic:,}/{block:,} {equals(Fraction(basic, block))}"

    def _measured(self, basic: Table) -> Measurement:
        large, small = counted(basic).value, counted(self._layers).value
        return Measurement({"weights": large, "times": Fraction(large, small)}, f"arrays: {large:,} and {small:,}")

    def measure(self) -> Measurement:
        return self._measured(self._basic)

    def scene(self) -> Scene:
        closing = f"two 3×3 layers at full width: {counted(self._basic).value:,}"
        arrays = counting("", laid_out(self._layers), closing)
        both = [("bottleneck", counted(self._layers).value), ("two 3×3", counted(self._basic).value)]
        bars = barred("", "weights, counted in the arrays", both)
        return joined("wide, narrow, wide", silhouette(self._layers), arrays, bars)
