from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.q07_one_by_one.modules import Channels
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


def _real_layers() -> Pool:
    rows = [
        ("GoogLeNet 3a, reduction before 3×3", 192, 96, True),
        ("GoogLeNet 3a, reduction before 5×5", 192, 16, True),
        ("GoogLeNet 4a, reduction before 3×3", 480, 96, True),
        ("GoogLeNet 5a, reduction before 3×3", 832, 160, True),
        ("ResNet-50 conv2, first 1×1 of a later block", 256, 64, False),
        ("ResNet-50 conv2, last 1×1", 64, 256, False),
        ("ResNet-50 conv3, first 1×1 of a later block", 512, 128, False),
        ("ResNet-50 conv4, first 1×1 of a later block", 1024, 256, False),
        ("ResNet-50 conv5, first 1×1 of a later block", 2048, 512, False),
        ("MobileNet pointwise 1", 32, 64, False),
        ("MobileNet pointwise 2", 64, 128, False),
        ("MobileNet pointwise 6", 256, 512, False),
        ("MobileNet pointwise 12", 512, 1024, False),
    ]
    return Pool(("in_channels", "out_channels", "bias"), [(name, tuple(numbers)) for name, *numbers in rows])


class Parameters(Variant):
    """7.1 Parameters."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "C_in·C_out, and C_out more with bias"
    latex: ClassVar[str] = r"C_{in} C_{out} \text{, and } C_{out} \text{ more with bias}"
    pool: ClassVar[Pool | None] = _real_layers()

    in_channels: Annotated[int, Channels, Draw(64, 128, 192, 256, 480, 512, 832, 1024, 2048)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 96, 128, 160, 192, 256, 384, 512)]
    bias: Annotated[bool, Draw(True, False)] = True

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} 1×1 convolution takes {count(self.in_channels, 'channel')} to {self.out_channels}, "
            f"{'with' if self.bias else 'without'} bias. How many parameters does it have?"
        )

    @property
    def _weights(self) -> int:
        return self.in_channels * self.out_channels

    def answer(self) -> Integer:
        return Integer(
            value=conv_parameters(1, 1, self.in_channels, self.out_channels, bias=self.bias), unit="parameters"
        )

    def slips(self) -> Iterator[Slip]:
        c, o = self.in_channels, self.out_channels
        added, plus = (o, f" + {o}") if self.bias else (0, "")
        yield Slip(
            tag="bias.flipped",
            value=self._weights + (o - added),
            working=f"{c}·{o}{'' if self.bias else f' + {o}'} = {self._weights + o - added:,}",
            run=lambda: self._counted(bias=not self.bias),
        )
        yield Slip(
            tag="k1.per_channel_scalar",
            value=c + added,
            message="Each output channel weighs every input channel: a matrix, not one factor a channel.",
            working=f"{c}{plus} = {c + added:,}" if plus else count(c, "factor"),
        )
        yield Slip(
            tag="k1.outputs_only",
            value=o,
            message="Each output channel has C_in weights, not one.",
            working=f"{count(o, 'filter')} of 1×1",
        )
        yield Slip(
            tag="kernel.area_of_3",
            value=9 * self._weights + added,
            message="The kernel is 1×1: one tap, not nine.",
            working=f"9·{c}·{o}{plus} = {9 * self._weights + added:,}",
            run=lambda: self._counted(kernel_size=(3, 3)),
        )
        if self.bias:
            yield Slip(
                tag="depth.forgotten",
                value=2 * o,
                working=f"{o} + {o} = {2 * o}",
                run=lambda: measure.count(measure.parameters(1, o, (1, 1))),
            )
            yield Slip(tag="bias.single", value=self._weights + 1, working=f"{c}·{o} + 1 = {self._weights + 1:,}")
            yield Slip(
                tag="bias.on_input_channels",
                value=self._weights + c,
                working=f"{c}·{o} + {c} = {self._weights + c:,}",
            )

    def steps(self) -> Iterator[str]:
        c, o = self.in_channels, self.out_channels
        yield f"One filter of 1×1×{c}: {count(c, 'weight')}"
        yield f"Times {count(o, 'filter')}: {c}·{o} = {self._weights:,}"
        if self.bias:
            yield f"One bias each: {self._weights:,} + {o} = {self._weights + o:,}"

    def _arrays(self, **changed: Any) -> dict[str, Array]:
        settings = {"kernel_size": (1, 1), "bias": self.bias, **changed}
        return measure.parameters(self.in_channels, self.out_channels, **settings)

    def _counted(self, **changed: Any) -> Measurement:
        return measure.count(self._arrays(**changed))

    def measure(self) -> Measurement:
        return self._counted()

    def scene(self) -> Scene:
        pictures = [
            Counted(name, array, "filter" if name == "weight" else "output channel")
            for name, array in self._arrays().items()
        ]
        return counting("the arrays of the layer", pictures)
