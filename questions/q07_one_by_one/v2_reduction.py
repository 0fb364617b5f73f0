from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Number, Parts
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.signs import equals
from questions.q07_one_by_one.modules import SIDES, Channels, modules
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.numbers import figure
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters
from solvers.measure import Measurement


def _real_reductions() -> Pool:
    rows = []
    for name, (c, _, reduced3, three, reduced5, five, _) in modules().items():
        rows.append((f"GoogLeNet {name}, 3×3 branch", (3, c, reduced3, three, SIDES[name[0]])))
        rows.append((f"GoogLeNet {name}, 5×5 branch", (5, c, reduced5, five, SIDES[name[0]])))
    return Pool(("kernel", "in_channels", "reduced", "out_channels", "size"), rows)


class Reduction(Variant):
    """7.2 Reduction before a large kernel."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K²·C_in·C_out·H² against (C_in·R + K²·R·C_out)·H²"
    latex: ClassVar[str] = (
        r"K^2 C_{in} C_{out} H^2 \quad\text{against}\quad \left( C_{in} R + K^2 R\, C_{out} \right) H^2"
    )
    pool: ClassVar[Pool | None] = _real_reductions()

    kernel: Annotated[int, Field(ge=1, le=15), Draw(3, 5)]
    in_channels: Annotated[int, Channels, Draw(192, 256, 480, 512, 528, 832)]
    reduced: Annotated[int, Channels, Draw(16, 24, 32, 48, 64, 96)]
    out_channels: Annotated[int, Channels, Draw(32, 48, 64, 96, 128, 192, 208, 256)]
    size: Annotated[int, Field(ge=1, le=256), Draw(7, 14, 28)]

    def impossible(self) -> str | None:
        return None if self.kernel % 2 else "an even kernel has no equal padding that keeps the size"

    def excluded(self) -> bool:
        return 2 * self.reduced >= self.in_channels

    @property
    def _positions(self) -> int:
        return self.size**2

    def _macs(self, kernel: int, inputs: int, outputs: int) -> int:
        return conv_macs(conv_parameters(kernel, kernel, inputs, outputs, bias=False), self._positions)

    @property
    def _direct(self) -> int:
        return self._macs(self.kernel, self.in_channels, self.out_channels)

    @property
    def _parts(self) -> tuple[int, int]:
        """The multiply-adds of the 1×1 layer and of the kernel after it."""
        return (
            self._macs(1, self.in_channels, self.reduced),
            self._macs(self.kernel, self.reduced, self.out_channels),
        )

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        k, c, o = self.kernel, self.in_channels, self.out_channels
        return (
            f"{where} {k}×{k} convolution {c}→{o} runs on {self.size}×{self.size} at stride 1 and keeps the size "
            f"(taps on padding counted). How many MACs does it take directly, how many with a 1×1 reduction to "
            f"{count(self.reduced, 'channel')} first, and what is direct ÷ reduced? (direct; reduced; factor, 2 "
            "decimals)"
        )

    def answer(self) -> Parts:
        direct, reduced = self._direct, sum(self._parts)
        return Parts(
            parts={
                "direct": Integer(value=direct, unit="MACs"),
                "reduced": Integer(value=reduced, unit="MACs"),
                "factor": Number(value=Fraction(direct, reduced), places=2, unit="times"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, c, r, o = self.kernel, self.in_channels, self.reduced, self.out_channels
        direct, (first, second) = self._direct, self._parts
        yield Slip(
            tag="reduce.cost_forgotten",
            value={"reduced": second, "factor": Fraction(direct, second)},
            message="The 1×1 reduction itself costs C_in·R·H².",
            working=f"{k}²·{r}·{o}·{self.size}² = {second:,}; {direct:,}/{second:,} {equals(Fraction(direct, second))}",
            run=lambda: self._compared(self._ones(k, r, o).value, "reduced", "factor"),
        )
        both = k * k * first + second
        yield Slip(
            tag="reduce.kernel_on_both",
            value={"reduced": both, "factor": Fraction(direct, both)},
            message="The reduction has a kernel of 1×1: no K² there.",
            working=f"{k}²·({c}·{r} + {r}·{o})·{self.size}² = {both:,}",
            run=lambda: self._compared(self._ones(k, c, r).value + self._ones(k, r, o).value, "reduced", "factor"),
        )
        bottleneck = first + self._macs(k, r, r) + self._macs(1, r, o)
        yield Slip(
            tag="reduce.bottleneck",
            value={"reduced": bottleneck, "factor": Fraction(direct, bottleneck)},
            message=f"That is a bottleneck: here the {k}×{k} layer itself gives the output, with no 1×1 after it.",
            working=f"({c}·{r} + {k}²·{r}·{r} + {r}·{o})·{self.size}² = {bottleneck:,}",
            run=lambda: self._compared(
                sum(self._ones(*layer).value for layer in ((1, c, r), (k, r, r), (1, r, o))), "reduced", "factor"
            ),
        )
        slim = direct // k, first + second // k
        yield Slip(
            tag="kernel.side_not_area",
            value={"direct": slim[0], "reduced": slim[1], "factor": Fraction(*slim)},
            working=f"{k}·{c}·{o}·{self.size}² = {slim[0]:,}; ({c}·{r} + {k}·{r}·{o})·{self.size}² = {slim[1]:,}",
        )
        yield Slip(
            tag="reduce.ratio_of_widths",
            value={"factor": Fraction(c, r)},
            message="C_in/R compares the large kernels alone; the reduction layer costs something too.",
            working=f"{c}/{r}",
        )
        yield Slip(
            tag="ratio.inverted",
            value={"factor": Fraction(first + second, direct)},
            working=f"{first + second:,}/{direct:,}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value={"direct": direct // self._positions, "reduced": (first + second) // self._positions},
            working=f"{k}²·{c}·{o} = {direct // self._positions:,}",
        )

        more = Fraction(direct, first + second) - 1
        yield Slip(
            tag="ratio.how_many_more",
            value={"factor": more},
            message="That is how many times more it is; direct ÷ reduced is one more.",
            working=f"{direct:,}/{first + second:,} − 1 {equals(more)}",
        )
        sums = direct + o * self._positions, first + second + (r + o) * self._positions
        yield Slip(
            tag="mac.bias_counted",
            value={"direct": sums[0], "reduced": sums[1], "factor": Fraction(*sums)},
            working=f"({k}²·{c} + 1)·{o}·{self.size}² = {sums[0]:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, r, o = self.kernel, self.in_channels, self.reduced, self.out_channels
        direct, (first, second) = self._direct, self._parts
        yield f"Direct: {k}²·{c}·{o}·{self.size}² = {direct:,}"
        yield f"1×1: {c}·{r}·{self.size}² = {first:,}"
        yield f"{k}×{k} on {count(r, 'channel')}: {k}²·{r}·{o}·{self.size}² = {second:,}"
        factor = Fraction(direct, first + second)
        yield f"Together {first + second:,}; {direct:,}/{first + second:,} {equals(factor)}"

    def _ones(self, kernel: int, inputs: int, outputs: int) -> Measurement:
        return measure.ones(inputs, outputs, (kernel, kernel), (self.size, self.size), padding=kernel // 2)

    def _compared(self, reduced: int, *names: str) -> Measurement:
        direct = self._ones(self.kernel, self.in_channels, self.out_channels)
        value = {"direct": direct.value, "reduced": reduced, "factor": Fraction(direct.value, reduced)}
        return Measurement({name: value[name] for name in names or value}, f"direct: {direct.run}")

    def measure(self) -> Measurement:
        first = self._ones(1, self.in_channels, self.reduced)
        second = self._ones(self.kernel, self.reduced, self.out_channels)
        return self._compared(first.value + second.value)

    def scene(self) -> Scene:
        k, c, r, o = self.kernel, self.in_channels, self.reduced, self.out_channels
        direct, before, after = (self._ones(*layer).value for layer in ((k, c, o), (1, c, r), (k, r, o)))
        macs = [
            (f"direct {k}×{k} {c}→{o}", direct),
            (f"1×1 {c}→{r}", before),
            (f"then {k}×{k} {r}→{o}", after),
            ("both together", before + after),
        ]
        said = ("", "", "", f"{figure(float(self.measure().value['factor']))} times fewer.")
        return barred("directly, and through a 1×1", "multiply-adds, ones through ones", macs, said)
