from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import counted
from questions.parts.limits import too_many
from questions.parts.real_layers import real_layers
from questions.q11_parameters.weight_slips import (
    Channels,
    Kernel,
    biases,
    closed_form,
    counting_one,
    factors,
    mistaken,
    plain_slips,
)
from questions.scenes import Scene
from questions.slips import Slip
from solvers.layers import Weights
from solvers.measure import Measurement


class Plain(Variant):
    """11.1 Plain layer."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "K²·C_in·C_out + C_out"
    latex: ClassVar[str] = r"K^2 C_{in} C_{out} + C_{out}"
    pool: ClassVar[Pool | None] = real_layers(
        "kernel", "in_channels", "out_channels", where=lambda layer: layer.groups == 1 and layer.bias
    )

    kernel: Annotated[int, Kernel, Draw(1, 3, 3, 5, 7, 11)]
    in_channels: Annotated[int, Channels, Draw(1, 3, 16, 32, 64, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(6, 16, 32, 64, 96, 128, 256, 512)]

    @property
    def _layer(self) -> Weights:
        return Weights("", self.in_channels, self.out_channels, (self.kernel, self.kernel))

    def impossible(self) -> str | None:
        return too_many(prod(factors(self._layer)))

    def ask(self) -> str:
        channels = "1 channel" if self.in_channels == 1 else f"{self.in_channels} channels"
        return (
            f"{self.network or 'A layer'} has {count(self.out_channels, 'filter')} of {self.kernel}×{self.kernel} on "
            f"{channels}, with biases. How many parameters is that?"
        )

    def answer(self) -> Integer:
        return Integer(value=closed_form(self._layer), unit="parameters")

    def slips(self) -> Iterator[Slip]:
        layer = self._layer
        yield from plain_slips((layer,))
        yield mistaken(
            "filters.one",
            (layer,),
            lambda at: (factors(at)[:-1], 1),
            run=lambda: counted((layer,), out_channels=1),
        )
        yield mistaken(
            "filters_and_bias.forgotten",
            (layer,),
            lambda at: (factors(at)[:-1], 0),
            "You left out that there are C_out filters and that each has a bias.",
            run=lambda: counted((layer,), out_channels=1, bias=False),
        )

        yield mistaken(
            "filters.weights_of_one",
            (layer,),
            lambda at: (factors(at)[:-1], biases(at)),
            "Those are the weights of one filter and all biases; every filter has weights of its own.",
        )

    def steps(self) -> Iterator[str]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        yield f"One filter spans all channels: {k}·{k}·{c} = {k * k * c:,} weights"
        yield f"and has one bias: {k * k * c + 1:,}"
        yield f"Times {count(o, 'filter')}: {closed_form(self._layer):,}"

    def measure(self) -> Measurement:
        return counted((self._layer,))

    def scene(self) -> Scene:
        return counting_one("the arrays of the layer", self._layer)
