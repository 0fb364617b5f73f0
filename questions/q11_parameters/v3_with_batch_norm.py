from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Annotated, Any, ClassVar

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import arrays_of, laid_out
from questions.parts.limits import too_many
from questions.parts.real_layers import real_layers
from questions.q11_parameters.weight_slips import Channels, Kernel, closed_form, factors, written
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import measure
from solvers.layers import Weights
from solvers.measure import Measurement


class WithBatchNorm(Variant):
    """11.3 Convolution and batch norm."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "learned K²·C_in·C_out + 2·C_out, kept 2·C_out"
    latex: ClassVar[str] = r"\text{learned } K^2 C_{in} C_{out} + 2 C_{out} \text{, kept } 2 C_{out}"
    pool: ClassVar[Pool | None] = real_layers(
        "kernel",
        "in_channels",
        "out_channels",
        where=lambda layer: layer.groups == 1 and not layer.bias and "DCGAN" not in layer.name,
    )

    kernel: Annotated[int, Kernel, Draw(1, 3, 7)]
    in_channels: Annotated[int, Channels, Draw(3, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(64, 128, 256, 512)]

    @property
    def _layer(self) -> Weights:
        return Weights("", self.in_channels, self.out_channels, (self.kernel, self.kernel), bias=False)

    def impossible(self) -> str | None:
        return too_many(prod(factors(self._layer)))

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {self.kernel}×{self.kernel} convolution without bias, {self.in_channels}→{self.out_channels} "
            "channels, is followed by batch norm. How many parameters are learned, and how many running means and "
            "variances in all does batch norm keep, which are not learned? (learned; kept)"
        )

    def answer(self) -> Parts:
        kept = 2 * self.out_channels
        return Parts(
            parts={
                "learned": Integer(value=closed_form(self._layer) + kept, unit="parameters"),
                "kept": Integer(value=kept),
            }
        )

    def slips(self) -> Iterator[Slip]:
        weights, c = closed_form(self._layer), self.out_channels
        yield Slip(
            tag="bn.four_learned",
            value={"learned": weights + 4 * c},
            working=f"{weights:,} + 4·{c} = {weights + 4 * c:,}",
        )
        yield Slip(
            tag="bn.forgotten",
            value={"learned": weights},
            working=f"{written((factors(self._layer), 0))}",
            run=lambda: self._learned(bias=False, batch_norm=False),
        )
        yield Slip(
            tag="bn.one_per_channel",
            value={"learned": weights + c},
            working=f"{weights:,} + {c} = {weights + c:,}",
        )
        yield Slip(
            tag="bn.with_conv_bias",
            value={"learned": weights + 3 * c},
            working=f"{weights:,} + {c} + 2·{c} = {weights + 3 * c:,}",
            run=lambda: self._learned(bias=True, batch_norm=True),
        )
        shallow = closed_form(self._layer._replace(in_channels=1))
        yield Slip(
            tag="depth.forgotten",
            value={"learned": shallow + 2 * c},
            message="Every filter spans all input channels: K²·C_in weights.",
            working=f"{shallow:,} + 2·{c} = {shallow + 2 * c:,}",
            run=lambda: self._learned(bias=False, batch_norm=True, in_channels=1),
        )
        slim = closed_form(self._layer._replace(kernel_size=(self.kernel, 1)))
        yield Slip(
            tag="kernel.side_not_area",
            value={"learned": slim + 2 * c},
            working=f"{slim:,} + 2·{c} = {slim + 2 * c:,}",
            run=lambda: self._learned(bias=False, batch_norm=True, kernel_size=(self.kernel, 1)),
        )
        yield Slip(
            tag="bn.per_position",
            value={"learned": weights + 2, "kept": 2},
            message="Batch norm has a γ, a β, a mean and a variance for every channel, not one for the layer.",
            working=f"{weights:,} + 2 = {weights + 2:,}; 2 kept",
        )
        yield Slip(
            tag="bn.one_statistic",
            value={"kept": c},
            message="Two numbers are kept per channel: the running mean and the running variance.",
            working=count(c, "mean"),
        )
        yield Slip(
            tag="bn.learned_kept",
            value={"kept": 4 * c},
            message="γ and β are learned; what is kept beside them are the running mean and variance.",
            working=f"4·{c} = {4 * c}",
        )
        yield Slip(
            tag="bn.nothing_kept",
            value={"kept": 0},
            message="Not learned is not absent: for evaluation a mean and a variance are kept for every channel.",
            working="0",
        )
        yield Slip(
            tag="bn.steps_counted",
            value={"kept": 2 * c + 1},
            message="num_batches_tracked counts the training steps: it is neither a mean nor a variance.",
            working=f"2·{c} + 1 = {2 * c + 1}",
        )

    def _learned(self, bias: bool, batch_norm: bool, **changed: Any) -> Measurement:
        learned, _ = measure.batch_norm_parameters(self.out_channels)
        arrays = {**arrays_of(self._layer, bias=bias, **changed), **(learned if batch_norm else {})}
        return measure.count(arrays).named("learned")

    def steps(self) -> Iterator[str]:
        weights, c = closed_form(self._layer), self.out_channels
        yield f"Convolution: {written((factors(self._layer), 0))}"
        yield f"γ and β, learned: 2·{c} = {2 * c}, in all {weights + 2 * c:,}"
        yield f"Running mean and variance, updated but not learned: 2·{c} = {2 * c}"

    def measure(self) -> Measurement:
        _, kept = measure.batch_norm_parameters(self.out_channels)
        learned, buffers = self._learned(bias=False, batch_norm=True), measure.count(kept)
        return Measurement({**learned.value, "kept": buffers.value}, f"{learned.run}; updated: {', '.join(kept)}")

    def scene(self) -> Scene:
        learned, kept = measure.batch_norm_parameters(self.out_channels)
        arrays = [Counted(f"{name}, learned", array, "channel") for name, array in learned.items()]
        closing = "not learned: " + ", ".join(f"{name} {array.size}" for name, array in kept.items())
        return counting("what is learned", [*laid_out((self._layer,)), *arrays], closing)
