from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from questions.answers import Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import measure
from solvers.layers import Table
from solvers.measure import Measurement
from solvers.networks.architectures.vgg import block
from solvers.networks.network import Network


def _vgg(convolutions: Sequence[int]) -> Table:
    """Return the convolutions of a VGG network with so many in each block."""
    widths = (64, 128, 256, 512, 512)
    blocks = (block(at, *rest) for at, rest in enumerate(zip(convolutions, widths, strict=True), start=1))
    return Network([layer for layers in blocks for layer in layers], (3, 224, 224)).weights()


VGG = {
    "VGG-11": _vgg((1, 1, 2, 2, 2)),
    "VGG-13": _vgg((2, 2, 2, 2, 2)),
    "VGG-16": _vgg((2, 2, 3, 3, 3)),
    "VGG-19": _vgg((2, 2, 4, 4, 4)),
}
"""Simonyan & Zisserman 2015, Table 1, columns A, B, D and E."""


DENSE = (4096, 4096, 1000)
"""The outputs of VGG's dense layers."""


class WholeNetwork(Variant):
    """18.5 A whole network."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "Σ C_out biases; batch norm learns 2·Σ C_out"
    latex: ClassVar[str] = r"\sum C_{out} \text{ biases; batch norm learns } 2 \sum C_{out}"
    few_draws: ClassVar[int | None] = len(VGG)

    architecture: Annotated[str, Draw(*VGG)]

    def impossible(self) -> str | None:
        return None if self.architecture in VGG else f"the networks are {', '.join(VGG)}"

    @property
    def _widths(self) -> list[int]:
        return [layer.out_channels for layer in VGG[self.architecture]]

    @property
    def _grouped(self) -> dict[int, int]:
        """How many convolutions have each width."""
        return {width: self._widths.count(width) for width in dict.fromkeys(self._widths)}

    @property
    def _listed(self) -> str:
        return " + ".join(f"{times}·{width}" if times > 1 else f"{width}" for width, times in self._grouped.items())

    def ask(self) -> str:
        widths = ", ".join(map(str, self._widths))
        return (
            f"{self.architecture}: its convolutions have {widths} filters, then come three dense layers. Batch norm is "
            "put directly after every convolution. How many biases can be dropped, and how many learned parameters "
            "does batch norm bring? (dropped; brought)"
        )

    def answer(self) -> Parts:
        total = sum(self._widths)
        return Parts(
            parts={
                "dropped": Integer(value=total, unit="biases"),
                "brought": Integer(value=2 * total, unit="parameters"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        total, layers = sum(self._widths), len(self._widths)
        dense = total + sum(DENSE)
        yield Slip(
            tag="bn.four_learned",
            value={"brought": 4 * total},
            working=f"4·{total:,} = {4 * total:,}",
            run=lambda: self._norms("gamma", "beta", "running mean", "running variance").named("brought"),
        )
        yield Slip(
            tag="bn.one_per_channel",
            value={"brought": total},
            working=f"{self._listed} = {total:,}",
            run=lambda: self._norms("beta").named("brought"),
        )
        yield Slip(
            tag="bias.per_layer",
            value={"dropped": layers},
            message="A convolution has one bias per output channel, not one per layer.",
            working=f"{layers} convolutions",
        )
        yield Slip(
            tag="bias.dense_too",
            value={"dropped": dense},
            message="No batch norm follows the dense layers: they keep their biases.",
            working=f"{total:,} + {' + '.join(map(str, DENSE))} = {dense:,}",
            run=lambda: self._biases(DENSE).named("dropped"),
        )
        yield Slip(
            tag="bn.per_layer",
            value={"brought": 2 * layers},
            message="Batch norm learns a γ and a β for every channel, not for every layer.",
            working=f"2·{layers} = {2 * layers}",
        )

    def steps(self) -> Iterator[str]:
        total = sum(self._widths)
        yield f"One bias per output channel: {self._listed} = {total:,}"
        yield f"γ and β for each of them: 2·{total:,} = {2 * total:,}"

    def _biases(self, dense: Sequence[int] = ()) -> Measurement:
        """COUNT of biases; how many there are does not depend on the inputs, so each layer gets one."""
        arrays = [measure.parameters(1, layer.out_channels, layer.kernel_size) for layer in VGG[self.architecture]]
        arrays += [measure.dense_parameters(1, outputs) for outputs in dense]
        sizes = [each["bias"].size for each in arrays]
        return Measurement(sum(sizes), f"biases the op accepts: {' + '.join(map(str, sizes))}")

    def _norms(self, *names: str) -> Measurement:
        total = 0
        for width in self._widths:
            learned, kept = measure.batch_norm_parameters(width)
            total += sum({**learned, **kept}[name].size for name in names)
        return Measurement(total, f"{', '.join(names)} of {len(self._widths)} batch norms: {total:,}")

    def measure(self) -> Measurement:
        dropped, brought = self._biases(), self._norms("gamma", "beta")
        return Measurement({"dropped": dropped.value, "brought": brought.value}, f"{dropped.run}; {brought.run}")

    def scene(self) -> Scene:
        arrays = [
            Counted(
                f"{layer.name} bias", measure.parameters(1, layer.out_channels, layer.kernel_size)["bias"], "channel"
            )
            for layer in VGG[self.architecture]
        ]
        return counting(f"the biases of {self.architecture}", arrays, self._norms("gamma", "beta").run)
