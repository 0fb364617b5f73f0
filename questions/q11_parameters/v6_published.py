from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.arrays import counted, laid_out
from questions.q11_parameters.weight_slips import (
    all_dense,
    biases,
    closed_form,
    factors,
    group_slips,
    plain_slips,
    written,
)
from questions.scenes import Scene
from questions.scenes.counting import counting
from questions.slips import Slip
from solvers.layers import Table, Weights
from solvers.measure import Measurement
from solvers.networks.architectures import alexnet, googlenet, lenet, squeezenet, vgg


def _singly(layers: Iterable[Weights]) -> dict[str, Table]:
    return {layer.name: (layer,) for layer in layers}


LENET5, VGG16 = lenet.LENET5.weights(), vgg.VGG16.weights()


ALEXNET, ALEXNET_UNGROUPED = alexnet.ALEXNET.weights(), alexnet.ALEXNET_UNGROUPED.weights()


SQUEEZENET_FIRES = {f"fire{number}": squeezenet.SQUEEZENET.weights(f"fire{number}") for number in range(2, 10)}


GOOGLENET_MODULES = {
    name: googlenet.GOOGLENET.weights(name) for name in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")
}


NETWORKS: dict[str, dict[str, Table]] = {
    "LeNet-5": {
        **_singly(layer for layer in LENET5 if layer.name in {"C1", "C5", "F6"}),
        "total with dense C3": LENET5,
    },
    "SqueezeNet": SQUEEZENET_FIRES,
    "AlexNet": {**_singly(ALEXNET), "convolutions": ALEXNET[:5], "total": ALEXNET},
    "AlexNet without groups": {
        **_singly(layer for layer in ALEXNET_UNGROUPED if layer.name in {"conv2", "conv4", "conv5"}),
        "convolutions": ALEXNET_UNGROUPED[:5],
        "total": ALEXNET_UNGROUPED,
    },
    "VGG-16": {
        **_singly(layer for layer in VGG16 if layer.dense or layer.name[-1] == "1" or layer.in_channels < 256),
        **{f"block {block}": tuple(at for at in VGG16 if at.name.startswith(f"conv{block}_")) for block in range(1, 6)},
        "convolutions": VGG16[:-3],
        "dense layers": VGG16[-3:],
        "total": VGG16,
    },
    "GoogLeNet": GOOGLENET_MODULES,
}
"""What is asked about each network: single layers, modules and totals."""


def describe_table(layers: Table) -> str:
    """Return layers as an ask words them; like ones in a row make a chain: `3×3 3→64→64`."""
    words: list[str] = []
    previous: Weights | None = None
    for layer in layers:
        kind = "dense" if layer.dense else f"{layer.kernel_size[0]}×{layer.kernel_size[1]}"
        alike = previous and (previous.kernel_size, previous.groups, previous.dense) == (
            layer.kernel_size,
            layer.groups,
            layer.dense,
        )
        if previous and alike and layer.groups == 1 and previous.out_channels == layer.in_channels:
            words[-1] += f"→{layer.out_channels}"
        else:
            groups = f" in {layer.groups} groups" if layer.groups > 1 else ""
            words.append(f"{kind} {layer.in_channels}→{layer.out_channels}{groups}")
        previous = layer
    return ", ".join(words)


class Published(Variant):
    """11.6 Published layers and networks."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "Σ K²·(C_in/g)·C_out + C_out, layer by layer"
    latex: ClassVar[str] = r"\sum K^2 \cdot \frac{C_{in}}{g} \cdot C_{out} + C_{out} \text{, layer by layer}"

    architecture: Annotated[str, Draw(*NETWORKS, "AlexNet", "AlexNet")]
    part: Annotated[str, Draw(*dict.fromkeys(part for parts in NETWORKS.values() for part in parts))]

    @property
    def network(self) -> str:
        """The part's full name."""
        return f"{self.architecture}, {self.part}"

    @property
    def _layers(self) -> Table:
        return NETWORKS[self.architecture][self.part]

    def impossible(self) -> str | None:
        if self.architecture not in NETWORKS:
            return f"the networks are {', '.join(NETWORKS)}"
        if self.part not in NETWORKS[self.architecture]:
            return f"the parts of {self.architecture} are {', '.join(NETWORKS[self.architecture])}"
        return None

    def difficulty(self) -> Level:
        return "hard" if len(self._layers) > 1 else "medium"

    def ask(self) -> str:
        every = "every layer with bias" if len(self._layers) > 1 else "with bias"
        meaning = "inputs→outputs" if all_dense(self._layers) else "kernel, channels in→out"
        return (
            f"{self.network}: {describe_table(self._layers)} ({meaning}), {every}. How many parameters is that in all? "
            "An exact count; a product or a sum will do."
        )

    def answer(self) -> Integer:
        return Integer(value=sum(map(closed_form, self._layers)), unit="parameters")

    def slips(self) -> Iterator[Slip]:
        yield from group_slips(self._layers)
        yield from plain_slips(self._layers)

    def steps(self) -> Iterator[str]:
        for layer in self._layers:
            yield f"{layer.name}: {written((factors(layer), biases(layer)))}"
        if len(self._layers) > 1:
            yield f"In all: {sum(map(closed_form, self._layers)):,}"

    def measure(self) -> Measurement:
        return counted(self._layers)

    def scene(self) -> Scene:
        return counting(self.network, laid_out(self._layers))
