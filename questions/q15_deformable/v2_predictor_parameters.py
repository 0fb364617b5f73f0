from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level
from questions.q15_deformable.offsets import Channels, OffsetGroups, Predicted, channels
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters, offset_channels
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


class PredictorParameters(Predicted):
    """15.2 Cost of the predictor."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "(9·C_in + 1)·18·G for G offset groups; with a mask (9·C_in + 1)·27·G"
    latex: ClassVar[str] = (
        r"(9 C_{in} + 1) \cdot 18 G \text{ for } G \text{ offset groups; with a mask } (9 C_{in} + 1) \cdot 27 G"
    )

    in_channels: Annotated[Channels, Draw(64, 128, 256, 512)]
    out_channels: Annotated[Channels, Draw(64, 128, 256, 512)]
    offset_groups: Annotated[OffsetGroups, Draw(1, 1, 4)] = 1
    masked: Annotated[bool, Draw(False, True)]

    def impossible(self) -> str | None:
        if self.in_channels % self.offset_groups:
            return f"{self.offset_groups} offset groups do not divide {self.in_channels} channels"
        return None

    def ask(self) -> str:
        come = "offsets and mask come" if self.masked else "offsets come"
        return (
            f"A 3×3 deformable convolution, {self.in_channels}→{self.out_channels} channels, has {self._layer}. Its "
            f"{come} from one 3×3 convolution of the same input, with bias. How many parameters does "
            "that predictor have?"
        )

    def _outputs(self, groups: int = 0, masked: bool | None = None) -> int:
        return offset_channels(3, 3, groups or self.offset_groups, self.masked if masked is None else masked)

    def _parameters(self, outputs: int, kernel: int = 3, bias: bool = True) -> int:
        return conv_parameters(kernel, kernel, self.in_channels, outputs, bias=bias)

    def answer(self) -> Integer:
        return Integer(value=self._parameters(self._outputs()), unit="parameters")

    def slips(self) -> Iterator[Slip]:
        c, o, outputs = self.in_channels, self.out_channels, self._outputs()
        right = self._parameters(outputs)
        yield Slip(
            tag="offset.learned_constants",
            value=outputs,
            message="Offsets are computed from the input: what is learned is the convolution that predicts them.",
            working=f"{self._each}·9·{self.offset_groups} = {outputs}",
            run=lambda: channels((3, 3), self.offset_groups, self.masked),
        )
        yield Slip(
            tag="offset.per_output_channel",
            value=right * o,
            message="All output channels share the offsets.",
            working=f"{right:,}·{o} = {right * o:,}",
        )
        each, groups = self._each, self.offset_groups
        wide = self._parameters(each * c)
        yield Slip(
            tag="offset.per_input_channel",
            value=wide,
            message="All channels of an offset group move together: the offsets do not go by input channels.",
            working=f"(9·{c} + 1)·{each}·{c} = {wide:,}",
            run=lambda: measure.count(measure.parameters(c, each * c, (3, 3))),
        )
        yield Slip(
            tag="offset.reads_output",
            value=conv_parameters(3, 3, o, outputs),
            message="The predictor reads the layer's input, not its output: C_in channels.",
            working=f"(9·{o} + 1)·{outputs} = {conv_parameters(3, 3, o, outputs):,}",
            run=lambda: measure.count(measure.parameters(o, outputs, (3, 3))),
        )
        single = (each - 1) * 9 * groups
        yield Slip(
            tag="offset.one_per_tap",
            value=self._parameters(single),
            working=f"(9·{c} + 1)·{single} = {self._parameters(single):,}",
        )
        if self.masked:
            shared = 18 * groups + 9
            yield Slip(
                tag="offset.mask_shared",
                value=self._parameters(shared),
                working=f"(9·{c} + 1)·(18·{groups} + 9) = {self._parameters(shared):,}",
            )
        yield Slip(
            tag="offset.1x1_predictor",
            value=self._parameters(outputs, kernel=1),
            message="The predictor is 3×3 here.",
            working=f"({c} + 1)·{outputs} = {self._parameters(outputs, kernel=1):,}",
            run=lambda: self._count(kernel=1),
        )
        yield Slip(
            tag="bias.forgotten",
            value=self._parameters(outputs, bias=False),
            working=f"9·{c}·{outputs} = {self._parameters(outputs, bias=False):,}",
            run=lambda: self._count(bias=False),
        )
        single_bias = right - outputs + 1
        yield Slip(
            tag="bias.single",
            value=single_bias,
            working=f"9·{c}·{outputs} + 1 = {single_bias:,}",
        )
        on_inputs = right - outputs + c
        yield Slip(
            tag="bias.on_input_channels",
            value=on_inputs,
            working=f"9·{c}·{outputs} + {c} = {on_inputs:,}",
        )
        side = (3 * c + 1) * outputs
        yield Slip(
            tag="kernel.side_not_area",
            value=side,
            working=f"(3·{c} + 1)·{outputs} = {side:,}",
            run=lambda: measure.count(measure.parameters(c, outputs, (3, 1))),
        )
        other = self._outputs(masked=not self.masked)
        yield self._mask_slip(
            self._parameters(other),
            f"(9·{c} + 1)·{other} = {self._parameters(other):,}",
            lambda: self._count(masked=not self.masked),
        )
        ungrouped = self._outputs(groups=1)
        yield Slip(
            tag="offset.groups_ignored",
            value=self._parameters(ungrouped),
            message="Every offset group has its own set.",
            working=f"(9·{c} + 1)·{ungrouped} = {self._parameters(ungrouped):,}",
            run=lambda: self._count(groups=1),
        )
        yield Slip(
            tag="offset.main_layer",
            value=self._parameters(o),
            message="That is the main convolution; the predictor's outputs are offsets, not feature maps.",
            working=f"(9·{c} + 1)·{o} = {self._parameters(o):,}",
            run=lambda: measure.count(measure.parameters(c, o, (3, 3))),
        )
        both = right + self._parameters(o)
        yield Slip(
            tag="offset.both_layers",
            value=both,
            message="That is predictor and main convolution together; the predictor alone is asked for.",
            working=f"(9·{c} + 1)·({outputs} + {o}) = {both:,}",
            run=lambda: measure.count(measure.parameters(c, outputs + o, (3, 3))),
        )

    def steps(self) -> Iterator[str]:
        c, outputs = self.in_channels, self._outputs()
        values = "dy, dx and a mask value" if self.masked else "dy and dx"
        yield f"Channels to predict, {values} per tap and group: {self._each}·9·{self.offset_groups} = {outputs}"
        yield f"Weights and bias of one filter: 9·{c} + 1 = {9 * c + 1:,}"
        yield f"Parameters: {9 * c + 1:,}·{outputs} = {self._parameters(outputs):,}"

    def _arrays(
        self, kernel: int = 3, bias: bool = True, groups: int = 0, masked: bool | None = None
    ) -> dict[str, Array]:
        wanted = channels((3, 3), groups or self.offset_groups, self.masked if masked is None else masked)
        return measure.parameters(self.in_channels, wanted.value, (kernel, kernel), bias=bias)

    def _count(self, **changed: Any) -> Measurement:
        return measure.count(self._arrays(**changed))

    def measure(self) -> Measurement:
        return self._count()

    def scene(self) -> Scene:
        weight, bias = self._arrays().values()
        main = measure.count(measure.parameters(self.in_channels, self.out_channels, (3, 3)))
        arrays = [Counted("predictor's weights", weight, "filter"), Counted("predictor's biases", bias, "filter")]
        return counting("parameters of the predictor", arrays, f"main convolution, with bias: {main.value:,}")
