from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from questions.answers import Shape
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.limits import too_many
from questions.q02_filter_depth.filters import MOST, Channels, Groups, Kernel, fits, on_channels
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import measure
from solvers.measure import Measurement


class WeightShape(Variant):
    """2.1 Weight tensor shape."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "(C_out, C_in/g, K_h, K_w)"
    latex: ClassVar[str] = r"\left( C_{out}, \frac{C_{in}}{g}, K_h, K_w \right)"
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "out_channels", "kernel_height", "kernel_width", "groups"),
        [
            ("AlexNet conv2", (96, 256, 5, 5, 2)),
            ("AlexNet conv3", (256, 384, 3, 3, 1)),
            ("AlexNet conv5", (384, 256, 3, 3, 2)),
            ("VGG conv2_1", (64, 128, 3, 3, 1)),
            ("VGG conv3_1", (128, 256, 3, 3, 1)),
            ("GoogLeNet conv2", (64, 192, 3, 3, 1)),
            ("LeNet-5 C3 (dense)", (6, 16, 5, 5, 1)),
            ("ResNet-50 projection shortcut", (256, 512, 1, 1, 1)),
            ("Inception v3 Mixed_6b 7×1", (128, 192, 7, 1, 1)),
            ("Inception v3 Mixed_6c 7×1", (160, 192, 7, 1, 1)),
        ],
    )

    in_channels: Annotated[int, Channels, Draw(32, 64, 96, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(64, 128, 192, 256, 384)]
    kernel_height: Annotated[int, Kernel, Draw(1, 3, 5, 7)]
    kernel_width: Annotated[int, Kernel, Draw(1, 3, 5, 7)]
    groups: Annotated[int, Groups, Draw(1, 1, 2, 4, 32)] = 1

    def impossible(self) -> str | None:
        if self.in_channels % self.groups or self.out_channels % self.groups:
            return f"{self.groups} groups must divide both {self.in_channels} and {self.out_channels} channels"
        slices = self.in_channels // self.groups * self.out_channels
        return too_many(slices * self.kernel_height * self.kernel_width, MOST)

    def excluded(self) -> bool:
        kernel = (self.kernel_height, self.kernel_width)
        return self.in_channels == self.out_channels or kernel not in {(1, 1), (3, 3), (5, 5), (1, 7), (7, 1)}

    def difficulty(self) -> Level:
        return "medium" if self.groups > 1 else "easy"

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        groups = f" and {self.groups} groups" if self.groups > 1 else ""
        return (
            f"{where} convolution from {self.in_channels} to {on_channels(self.out_channels)} has a kernel of "
            f"{self.kernel_height}×{self.kernel_width} (height×width){groups}. What is the shape of its weight tensor, "
            "the output channels first and the kernel's height and width last?"
        )

    def _shape(self, filters: int, depth: int) -> tuple[int, ...]:
        return filters, depth, self.kernel_height, self.kernel_width

    def answer(self) -> Shape:
        value = self._shape(self.out_channels, self.in_channels // self.groups)
        return Shape(value=value, axes=("output channels", "filter depth", "height", "width"))

    def slips(self) -> Iterator[Slip]:
        c, o, g = self.in_channels, self.out_channels, self.groups

        def slip(tag: str, value: tuple[int, ...], message: str = "") -> Slip:
            return Slip(tag=tag, value=value, message=message, working=" × ".join(map(str, value)))

        yield slip("groups.ignored", self._shape(o, c))
        yield slip(
            "axes.in_out_swapped",
            self._shape(c // g, o),
            "The first two are exchanged: the output channels come first, except in a transposed convolution.",
        )
        yield slip(
            "depth.forgotten",
            self._shape(o, 1),
            "A filter is as deep as the input channels of its group: C_in/g, not 1.",
        )
        yield slip(
            "groups.filters_divided",
            self._shape(o // g, c),
            "The groups divide the depth of the filters, not their number: C_out filters of depth C_in/g.",
        )
        yield slip("groups.both_divided", self._shape(o // g, c // g))
        yield slip(
            "axes.channels_last",
            (self.kernel_height, self.kernel_width, c // g, o),
            "That is TensorFlow's order; here the output channels come first.",
        )
        if self.kernel_height != self.kernel_width:
            yield slip("axes.swapped", (o, c // g, self.kernel_width, self.kernel_height))

    def steps(self) -> Iterator[str]:
        c, o, g = self.in_channels, self.out_channels, self.groups
        yield f"One filter for each output channel: {o}"
        yield f"A filter sees the channels of its group: {c}/{g} = {c // g}" if g > 1 else f"A filter sees all {c}"
        yield f"Then its window: {o}×{c // g}×{self.kernel_height}×{self.kernel_width}"

    def measure(self) -> Measurement:
        c, o, g = self.in_channels, self.out_channels, self.groups
        depth = measure.search(range(1, c + 1), lambda depth: fits(c, self._shape(o, depth), g))
        weight = measure.zeros(*self._shape(o, depth))
        return Measurement(
            weight.shape,
            f"{on_channels(c)}, groups={g}: of the depths 1, 2, 3 … the op accepted {depth}, as {weight.shape}",
        )

    def scene(self) -> Scene:
        arrays = measure.parameters(
            self.in_channels, self.out_channels, (self.kernel_height, self.kernel_width), self.groups, bias=False
        )
        return counting("the weight tensor, filter by filter", [Counted("weight", arrays["weight"], "filter")])
