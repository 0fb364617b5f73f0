from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q05_receptive_field.of_stack import table
from questions.q05_receptive_field.stack_slips import (
    added_strides,
    altered,
    first_layer_slips,
    kernel_slips,
    squared,
    stride_slips,
)
from questions.scenes import Scene
from questions.scenes.footprint import footprint
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import receptive_field
from solvers.layers import Stack
from solvers.measure import Measurement
from solvers.networks.architectures.alexnet import ALEXNET
from solvers.networks.architectures.inception import INCEPTION_V3_STEM
from solvers.networks.architectures.lenet import LENET5
from solvers.networks.architectures.mobilenet import MOBILENET
from solvers.networks.architectures.resnet import RESNET18, RESNET50
from solvers.networks.architectures.vgg import VGG16

DRAWN = {
    "LeNet-5": LENET5.trunk("C5"),
    "AlexNet": ALEXNET.trunk("fc6"),
    "VGG-16": VGG16.trunk("fc6"),
    "ResNet-18": RESNET18.trunk("conv2_1b"),
    "Inception v3": INCEPTION_V3_STEM.trunk(),
    "MobileNet": MOBILENET.trunk("pointwise 13"),
}
"""The paths that are drawn; a first dense layer is read as the convolution it equals."""
TRUNKS = {**DRAWN, "ResNet-50": RESNET50.trunk("conv5_3c")}
"""The paths that may be asked about: ResNet-50's has its strides in the first 1×1 of a block, as in the paper."""


class RealNetwork(Variant):
    """5.4 A real network."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "RF = 1 + Σ(K − 1)·J, with J the product of the strides before the layer"
    latex: ClassVar[str] = (
        r"RF = 1 + \sum (K - 1) J, \text{ with } J \text{ the product of the strides before the layer}"
    )

    architecture: Annotated[str, Draw(*DRAWN)]
    layer: Annotated[str, Draw(*dict.fromkeys(layer.name for trunk in DRAWN.values() for layer in trunk))]

    @property
    def network(self) -> str:
        """The layer's full name."""
        return f"{self.architecture} {self.layer}"

    @property
    def _names(self) -> list[str]:
        return [layer.name for layer in TRUNKS[self.architecture]]

    @property
    def _depth(self) -> int:
        """How many layers the asked one ends."""
        return self._names.index(self.layer) + 1

    @property
    def _layers(self) -> Stack:
        return TRUNKS[self.architecture][: self._depth]

    def impossible(self) -> str | None:
        if self.architecture not in TRUNKS:
            return f"the networks are {', '.join(TRUNKS)}"
        if self.layer not in self._names:
            return f"the layers of {self.architecture} are {', '.join(self._names)}"
        return None

    def excluded(self) -> bool:
        return self._depth == 1

    def ask(self) -> str:
        listed = ", ".join(
            f"{'pool ' if layer.op == 'max_pool' else ''}{layer.kernel_size}/{layer.stride}" for layer in self._layers
        )
        dense = " (as a convolution)" if self.layer.startswith("fc") else ""
        return (
            f"{self.architecture} from the image to {self.layer}{dense}, kernel/stride: {listed}. What is the "
            f"receptive field of one output of {self.layer}, as a side in pixels?"
        )

    def answer(self) -> Integer:
        return Integer(value=receptive_field(self._layers), unit="pixels")

    def slips(self) -> Iterator[Slip]:
        yield from self._neighbours()
        yield from stride_slips(self._layers)
        yield from kernel_slips(self._layers)
        yield added_strides(self._layers)
        yield from first_layer_slips(self._layers)
        yield squared(receptive_field(self._layers))

    def _neighbours(self) -> Iterator[Slip]:
        trunk, depth = TRUNKS[self.architecture], self._depth
        for tag, other, late in (("rf.next_layer", depth + 1, True), ("rf.layer_before", depth - 1, False)):
            if not 0 < other <= len(trunk):
                continue
            layers = trunk[:other]
            field, name = receptive_field(layers), layers[-1].name
            yield Slip(
                tag=tag,
                value=field,
                message=f"That is {name}: you stopped one layer too {'late' if late else 'early'}.",
                working=f"{name}: {field}",
                run=self._foot(layers),
            )

    def _foot(self, layers: Stack) -> Callable[[], Measurement]:
        return lambda: measure.foot(layers)

    def steps(self) -> Iterator[str]:
        yield from table(altered(self._layers, padding=0))

    def measure(self) -> Measurement:
        return measure.foot(self._layers)

    def scene(self) -> Scene:
        names = self._names[: self._depth]
        return footprint(f"{self.network}, walking back", self._layers, names)
