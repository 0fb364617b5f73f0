from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import too_many
from questions.parts.real_layers import real_layers
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Channels = Field(ge=1, le=2048)


class Counts(Variant):
    """18.1 Counts."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "learned K²·C_in·C_out + 2·C_out; the bias would add C_out"
    latex: ClassVar[str] = r"\text{learned } K^2 C_{in} C_{out} + 2 C_{out}; \text{ the bias would add } C_{out}"
    pool: ClassVar[Pool | None] = real_layers(
        "kernel",
        "in_channels",
        "out_channels",
        where=lambda layer: layer.groups == 1 and not layer.bias and "DCGAN" not in layer.name,
    )

    kernel: Annotated[int, Field(ge=1, le=15), Draw(1, 3, 3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(3, 32, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(64, 128, 256, 512)]

    @property
    def _weights(self) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=False)

    def impossible(self) -> str | None:
        return too_many(self._weights)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {self.kernel}×{self.kernel} convolution, {self.in_channels}→{self.out_channels} channels, is "
            "followed directly by batch norm and has bias=False. How many parameters are learned in all, and how many "
            "more would the convolution's bias add? (learned; bias)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "learned": Integer(value=self._weights + 2 * self.out_channels, unit="parameters"),
                "bias": Integer(value=self.out_channels),
            }
        )

    def slips(self) -> Iterator[Slip]:
        w, c, o = self._weights, self.in_channels, self.out_channels

        def slip(tag: str, each: int, message: str = "", run: Callable[[], Measurement] | None = None) -> Slip:
            added = f" + {each}·{o}" if each else ""
            working = f"{self.kernel}·{self.kernel}·{c}·{o}{added} = {w + each * o:,}"
            return Slip(tag=tag, value={"learned": w + each * o}, message=message, working=working, run=run)

        yield slip("bn.forgotten", 0, run=lambda: measure.count(self._conv()).named("learned"))
        yield slip("bn.one_per_channel", 1)
        yield slip(
            "bn.with_conv_bias",
            3,
            "Batch norm makes the convolution's bias redundant: it is left out, β takes its role.",
            lambda: measure.count({**self._conv(True), **self._norm}).named("learned"),
        )
        yield slip("bn.four_learned", 4)
        yield Slip(
            tag="bn.per_layer",
            value={"learned": w + 2},
            message="Batch norm has a γ and a β for every channel, not one of each for the layer.",
            working=f"{self.kernel}·{self.kernel}·{c}·{o} + 2 = {w + 2:,}",
        )
        row = w // self.kernel + 2 * o
        yield Slip(
            tag="kernel.side_not_area",
            value={"learned": row},
            working=f"{self.kernel}·{c}·{o} + 2·{o} = {row:,}",
            run=lambda: measure.count({**self._row(), **self._norm}).named("learned"),
        )
        yield Slip(
            tag="bias.redundant_so_none",
            value={"bias": 0},
            message="Batch norm would take it out again, but it would be a parameter: one per output channel.",
            working="0",
        )
        yield Slip(
            tag="bias.on_input_channels",
            value={"bias": c},
            working=count(c, "input channel"),
        )
        yield Slip(
            tag="bias.single",
            value={"bias": 1},
            working="1 for the layer",
        )

    def steps(self) -> Iterator[str]:
        w, o = self._weights, self.out_channels
        yield f"Weights of the convolution, without bias: {self.kernel}·{self.kernel}·{self.in_channels}·{o} = {w:,}"
        yield f"Batch norm learns γ and β: 2·{o} = {2 * o:,}"
        yield f"Learned: {w:,} + {2 * o:,} = {w + 2 * o:,}"
        yield f"A bias, one per output channel, would add {o}"

    def _conv(self, bias: bool = False) -> dict[str, Array]:
        return measure.parameters(self.in_channels, self.out_channels, (self.kernel, self.kernel), bias=bias)

    def _row(self) -> dict[str, Array]:
        return measure.parameters(self.in_channels, self.out_channels, (self.kernel, 1), bias=False)

    @property
    def _norm(self) -> dict[str, Array]:
        learned, _ = measure.batch_norm_parameters(self.out_channels)
        return learned

    def measure(self) -> Measurement:
        learned = measure.count({**self._conv(), **self._norm})
        bias = self._conv(bias=True)["bias"]
        return Measurement(
            {"learned": learned.value, "bias": bias.size}, f"{learned.run}; the bias would be {bias.shape}"
        )

    def scene(self) -> Scene:
        arrays = [Counted("weight", self._conv()["weight"], "filter")]
        arrays += [Counted(name, array, "channel") for name, array in self._norm.items()]
        return counting("what is learned", arrays, f"a bias would add {self._conv(bias=True)['bias'].size}")
