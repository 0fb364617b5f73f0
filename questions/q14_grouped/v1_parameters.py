from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import counted, laid_out
from questions.parts.limits import too_many
from questions.parts.weights import one_side
from questions.q14_grouped.groups import PUBLISHED, Channels, Groups, Kernel, indivisible, who_is_connected
from questions.scenes import Scene
from questions.scenes.counting import counting
from questions.scenes.story import joined
from questions.slips import Slip
from solvers.arithmetic import conv_parameters
from solvers.layers import Weights
from solvers.measure import Measurement


class Parameters(Variant):
    """14.1 Parameters."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·(C_in/g)·C_out, and C_out more with bias"
    latex: ClassVar[str] = r"K^2 \cdot \frac{C_{in}}{g} \cdot C_{out} \text{, and } C_{out} \text{ more with bias}"
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "in_channels", "out_channels", "groups", "bias"),
        [(name, (k, c, o, g, bias)) for name, k, c, o, g, _, bias in PUBLISHED],
    )

    kernel: Annotated[int, Kernel, Draw(1, 3, 3, 5)]
    in_channels: Annotated[int, Channels, Draw(48, 64, 96, 128, 192, 256, 384, 512)]
    out_channels: Annotated[int, Channels, Draw(48, 64, 96, 128, 192, 256, 384, 512)]
    groups: Annotated[int, Groups, Draw(2, 3, 4, 8, 16, 32)]
    bias: Annotated[bool, Draw(True, True, True, False)] = True

    @property
    def _layer(self) -> Weights:
        kernel = (self.kernel, self.kernel)
        return Weights("", self.in_channels, self.out_channels, kernel, self.groups, self.bias)

    def impossible(self) -> str | None:
        indivisibly = indivisible(self.in_channels, self.out_channels, self.groups)
        return indivisibly or too_many(self.kernel**2 * self.in_channels * self.out_channels)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {self.kernel}×{self.kernel} convolution, {self.in_channels}→{self.out_channels} channels, has "
            f"{count(self.groups, 'group')} and {'biases' if self.bias else 'no biases'}. How many parameters is that?"
        )

    def answer(self) -> Integer:
        k = self.kernel
        return Integer(
            value=conv_parameters(k, k, self.in_channels, self.out_channels, self.groups, self.bias), unit="parameters"
        )

    def slips(self) -> Iterator[Slip]:
        k, c, o, g = self.kernel, self.in_channels, self.out_channels, self.groups
        biases = o if self.bias else 0
        added = f" + {o}" if self.bias else ""
        dense = k * k * c * o
        yield Slip(
            tag="groups.ignored",
            value=dense + biases,
            working=f"{k}·{k}·{c}·{o}{added} = {dense + biases:,}",
            run=lambda: counted((self._layer,), groups=1),
        )
        yield Slip(
            tag="groups.both_divided",
            value=k * k * (c // g) * (o // g) + biases,
            working=f"{k}·{k}·{c // g}·{o // g}{added} = {k * k * (c // g) * (o // g) + biases:,}",
        )
        if self.bias:
            yield Slip(
                tag="groups_and_bias.ignored",
                value=dense,
                working=f"{k}·{k}·{c}·{o} = {dense:,}",
                run=lambda: counted((self._layer,), groups=1, bias=False),
            )
        one = Weights("", c // g, o // g, (k, k), 1, self.bias)
        yield Slip(
            tag="groups.one_only",
            value=k * k * (c // g) * (o // g) + biases // g,
            working=f"{k}·{k}·{c // g}·{o // g}{f' + {o // g}' if self.bias else ''} = "
            f"{k * k * (c // g) * (o // g) + biases // g:,}",
            run=lambda: counted((one,)),
        )
        if g < c:
            yield Slip(
                tag="groups.as_depthwise",
                value=k * k * o + biases,
                working=f"{k}·{k}·{o}{added} = {k * k * o + biases:,}",
                run=lambda: counted((self._layer,), in_channels=g),
            )
        yield Slip(
            tag="groups.multiplied",
            value=dense * g + biases,
            message="Grouping divides: a filter sees only C_in/g channels.",
            working=f"{k}·{k}·{c}·{g}·{o}{added} = {dense * g + biases:,}",
        )
        if self.bias:
            yield Slip(
                tag="bias.divided_by_groups",
                value=dense // g + o // g,
                message="Every output channel has its bias, grouped or not.",
                working=f"{k}·{k}·{c // g}·{o} + {o // g} = {dense // g + o // g:,}",
            )
            yield Slip(
                tag="bias.per_group",
                value=dense // g + g,
                working=f"{k}·{k}·{c // g}·{o} + {g} = {dense // g + g:,}",
            )
            yield Slip(
                tag="bias.on_input_channels",
                value=dense // g + c,
                working=f"{k}·{k}·{c // g}·{o} + {c} = {dense // g + c:,}",
            )
        flipped = 0 if self.bias else o
        yield Slip(
            tag="bias.flipped",
            value=dense // g + flipped,
            working=f"{k}·{k}·{c // g}·{o} + {flipped} = {dense // g + flipped:,}",
            run=lambda: counted((self._layer,), bias=not self.bias),
        )
        side = k * (c // g) * o + biases
        yield Slip(
            tag="kernel.side_not_area",
            value=side,
            working=f"{k}·{c // g}·{o}{added} = {side:,}",
            run=lambda: counted(one_side((self._layer,))),
        )
        yield Slip(
            tag="filters.one",
            value=k * k * (c // g) + self.bias,
            working=f"{k}·{k}·{c // g}{' + 1' if self.bias else ''} = {k * k * (c // g) + self.bias:,}",
            run=lambda: counted((Weights("", c // g, 1, (k, k), 1, self.bias),)),
        )

    def steps(self) -> Iterator[str]:
        k, c, o, g = self.kernel, self.in_channels, self.out_channels, self.groups
        yield f"Channels that a filter sees: {c}/{g} = {c // g}"
        yield f"Weights of one filter: {k}·{k}·{c // g} = {k * k * (c // g):,}"
        yield f"All {count(o, 'filter')}: {k * k * (c // g):,}·{o} = {k * k * (c // g) * o:,}"
        if self.bias:
            yield f"One bias each: {k * k * (c // g) * o:,} + {o} = {self.answer().value:,}"

    def measure(self) -> Measurement:
        return counted((self._layer,))

    def scene(self) -> Scene:
        closing = f"without groups: {counted((self._layer,), groups=1).value:,}"
        arrays = counting("the arrays of the grouped layer", laid_out((self._layer,)), closing)
        return joined(
            arrays.title, who_is_connected(self._layer.in_channels, self._layer.out_channels, self.groups), arrays
        )
