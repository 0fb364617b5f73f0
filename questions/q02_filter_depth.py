"""Question 2: why a filter's depth must match the depth of its input."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Choice, Integer, Parts, Shape
from questions.drawing.stream import Draw
from questions.model.claim import Claim, Evidence
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.limits import misfit, too_long, too_many
from questions.parts.real_layers import Pool, real_layers
from questions.scenes import Scene
from questions.scenes.channels import channels
from questions.scenes.counting import Counted, counting
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.steps import steps
from questions.scenes.story import joined
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters, output_size
from solvers.engine import conv2d
from solvers.measure import Array, Measurement

Channels = Field(ge=1, le=1024)
Kernel = Field(ge=1, le=16)
Groups = Field(ge=1, le=1024)

MOST = 1 << 24
"""Weights of a layer that is still built here."""
SEARCHED = 4096
"""The most channels that are tried out one by one."""


def on_channels(channels: int) -> str:
    """Write how many channels."""
    return "1 channel" if channels == 1 else f"{channels} channels"


def fits(channels: int, weight: tuple[int, ...], groups: int) -> bool:
    """ERROR: whether the op takes a weight of this shape on an input of so many channels."""
    kernel = weight[2:]
    run = partial(conv2d, measure.zeros(1, channels, *kernel), measure.zeros(*weight), groups=groups)
    return measure.error(run).value is None


def volume(
    x: tuple[int, ...], weight: tuple[int, ...], stride: int, padding: tuple[int, int], groups: int = 1
) -> Measurement:
    """SHAPE of a convolution, from a strip as wide as the kernel and one as high: (channels, height, width)."""
    (channels, height, width), (high, wide) = x, weight[2:]
    kernels = measure.zeros(*weight)
    down = conv2d(measure.zeros(1, channels, height, wide), kernels, None, stride, (padding, (0, 0)), groups=groups)
    across = conv2d(measure.zeros(1, channels, high, width), kernels, None, stride, ((0, 0), padding), groups=groups)
    return Measurement(
        (*down.shape[1:3], across.shape[3]),
        f"weight {weight} on a strip {wide} wide gave {down.shape}, on a strip {high} high {across.shape}",
    )


class WeightShape(Variant):
    """2.1 Weight tensor shape."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "(C_out, C_in/g, K_h, K_w)"
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


class OutputVolume(Variant):
    """2.2 Output volume."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "(C_out, ⌊(H − K + 2P)/S⌋ + 1, ⌊(W − K + 2P)/S⌋ + 1)"

    in_channels: Annotated[int, Channels, Draw(3, 16, 64)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 96)]
    height: Annotated[int, Field(ge=1, le=512), Draw(32, 48, 56, 64)]
    width: Annotated[int, Field(ge=1, le=512), Draw(32, 48, 56, 64)]
    kernel: Annotated[int, Kernel, Draw(3, 5, 7)]
    stride: Annotated[int, Kernel, Draw(1, 2)] = 1
    padding: Annotated[int, Field(ge=0, le=16), Draw(range(4))] = 0

    def impossible(self) -> str | None:
        weights = self.in_channels * self.out_channels * self.kernel**2
        return (
            misfit(min(self.height, self.width), self.kernel, self.padding)
            or too_long(weights * (self.height + self.width))
            or too_many(weights, MOST)
        )

    def excluded(self) -> bool:
        return self.padding > self.kernel // 2

    def ask(self) -> str:
        return (
            f"{self.out_channels} filters of size {self.kernel}×{self.kernel} run over an input of "
            f"{self.in_channels}×{self.height}×{self.width} (channels×height×width), stride {self.stride}, padding "
            f"{self.padding} on every side. What is the shape of the output, in the same order?"
        )

    def _side(self, size: int) -> int:
        return output_size(size, self.kernel, self.stride, self.padding)

    def answer(self) -> Shape:
        value = (self.out_channels, self._side(self.height), self._side(self.width))
        return Shape(value=value, axes=("channels", "height", "width"))

    def slips(self) -> Iterator[Slip]:
        c, f, k, s, p = self.in_channels, self.out_channels, self.kernel, self.stride, self.padding
        high, wide = self._side(self.height), self._side(self.width)
        yield Slip(
            tag="depth.kept_input",
            value=(c, high, wide),
            message="The depth becomes the number of filters.",
            working=f"{c} channels in, {c} out",
            run=lambda: self._run(c),
        )
        yield Slip(
            tag="depth.multiplied",
            value=(c * f, high, wide),
            message="The channels are summed, not kept apart (that would be depthwise with a multiplier).",
            working=f"{c}·{f} = {c * f}",
            run=self._kept_apart,
        )
        yield Slip(
            tag="depth.single",
            value=(1, high, wide),
            message="Each filter gives one map; all of them together are the output.",
            working="one map",
            run=lambda: self._run(1),
        )
        yield Slip(
            tag="size.unchanged",
            value=(f, self.height, self.width),
            message="The size is kept only at stride 1 with padding (K − 1)/2.",
            working=f"{self.height}×{self.width} in and out",
        )
        single = ((self.height - k + p) // s + 1, (self.width - k + p) // s + 1)
        yield Slip(
            tag="pad.single",
            value=(f, *single),
            working=f"⌊({self.height} − {k} + {p})/{s}⌋ + 1 = {single[0]}",
            run=lambda: self._run(f, one_side=True),
        )

    def _run(self, filters: int, one_side: bool = False) -> Measurement:
        weight = (filters, self.in_channels, self.kernel, self.kernel)
        return volume(self._input, weight, self.stride, (self.padding, 0 if one_side else self.padding))

    @property
    def _input(self) -> tuple[int, int, int]:
        return self.in_channels, self.height, self.width

    def _kept_apart(self) -> Measurement:
        """Run every slice of every filter on its channel alone and keep all maps."""
        weight = (self.in_channels * self.out_channels, 1, self.kernel, self.kernel)
        return volume(self._input, weight, self.stride, (self.padding, self.padding), self.in_channels)

    def steps(self) -> Iterator[str]:
        k, s, p = self.kernel, self.stride, self.padding
        yield f"One map a filter: {self.out_channels} channels"
        for name, size in (("Height", self.height), ("Width", self.width)):
            yield f"{name}: ⌊({size} − {k} + 2·{p})/{s}⌋ + 1 = {self._side(size)}"

    def measure(self) -> Measurement:
        return self._run(self.out_channels)

    def scene(self) -> Scene:
        sides = (self.padding, self.padding)
        rulers = [
            Ruler("one column", self.height, self.kernel, self.stride, sides),
            Ruler("one row", self.width, self.kernel, self.stride, sides),
        ]
        shape = self.measure().value
        title = f"each of the {shape[0]} filters slides down and across, not through the channels"
        return sliding(title, rulers)


def _at_work(depth: int) -> Scene:
    """Show a filter on a small image: slice by slice, then the sum."""
    few = min(depth, 3)
    closing = f"Here {few} channels of 5×5 stand for {depth:,}." if depth > few else ""
    image, kernel = measure.digits(few, 5, 5), measure.digits(few, 3, 3, seed=1)
    return channels("one filter at work", image, kernel, closing=closing)


class OneFilter(Variant):
    """2.3 Numbers in one filter."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "K²·C_in/g + 1"
    pool: ClassVar[Pool | None] = real_layers(
        "kernel", "in_channels", "out_channels", "groups", where=lambda layer: layer.bias
    )

    kernel: Annotated[int, Kernel, Draw(1, 3, 5, 7, 11)]
    in_channels: Annotated[int, Channels, Draw(3, 6, 16, 64, 96, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 96, 128, 256)]
    groups: Annotated[int, Groups, Draw(1, 1, 1, 2, 4)] = 1

    def impossible(self) -> str | None:
        if self.in_channels % self.groups or self.out_channels % self.groups:
            return f"{self.groups} groups must divide both {self.in_channels} and {self.out_channels} channels"
        return too_many(self.kernel**2 * self.in_channels // self.groups * self.out_channels, MOST)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        groups = f" in {self.groups} groups" if self.groups > 1 else ""
        return (
            f"{where} layer has {self.out_channels} filters of {self.kernel}×{self.kernel} on "
            f"{on_channels(self.in_channels)}{groups}. How many learnable numbers belong to a single filter, its bias "
            "included?"
        )

    def answer(self) -> Integer:
        return Integer(value=conv_parameters(self.kernel, self.kernel, self.in_channels // self.groups, 1))

    def slips(self) -> Iterator[Slip]:
        k, c, o, g = self.kernel, self.in_channels, self.out_channels, self.groups
        depth = c // g
        yield Slip(
            tag="bias.forgotten",
            value=k * k * depth,
            message="You left out the filter's bias.",
            working=f"{k}²·{depth} = {k * k * depth:,}",
            run=lambda: self._counted(bias=False),
        )
        yield Slip(
            tag="depth.forgotten",
            value=k * k + 1,
            working=f"{k}² + 1 = {k * k + 1}",
            run=lambda: measure.count(measure.parameters(1, 1, (k, k))),
        )
        yield Slip(
            tag="groups.ignored",
            value=k * k * c + 1,
            working=f"{k}²·{c} + 1 = {k * k * c + 1:,}",
            run=lambda: measure.count(measure.parameters(c, 1, (k, k))),
        )
        whole = (k * k * depth + 1) * o
        yield Slip(
            tag="count.whole_layer",
            value=whole,
            message="That is the whole layer; the ask is about one of its filters.",
            working=f"({k}²·{depth} + 1)·{o} = {whole:,}",
            run=lambda: measure.count(self._arrays()),
        )
        yield Slip(
            tag="bias.per_channel",
            value=(k * k + 1) * depth,
            working=f"({k}² + 1)·{depth} = {(k * k + 1) * depth:,}",
        )
        yield Slip(
            tag="kernel.side_not_area",
            value=k * depth + 1,
            working=f"{k}·{depth} + 1 = {k * depth + 1:,}",
            run=lambda: measure.count(measure.parameters(depth, 1, (k, 1))),
        )

    def steps(self) -> Iterator[str]:
        k, c, g = self.kernel, self.in_channels, self.groups
        depth = c // g
        yield f"Taps of the window: {k}² = {k * k}"
        yield f"The filter's depth: {c}/{g} = {depth}" if g > 1 else f"The filter's depth: all {c}"
        yield f"Weights: {k * k}·{depth} = {k * k * depth:,}"
        yield f"With its bias: {k * k * depth + 1:,}"

    def _arrays(self) -> dict[str, Array]:
        return measure.parameters(self.in_channels, self.out_channels, (self.kernel, self.kernel), self.groups)

    def _counted(self, bias: bool = True) -> Measurement:
        """Cut the last filter out of the arrays of the layer and count it."""
        arrays = self._arrays()
        names = ("weight", "bias") if bias else ("weight",)
        return measure.count({f"last filter's {name}": arrays[name][-1:] for name in names})

    def measure(self) -> Measurement:
        return self._counted()

    def scene(self) -> Scene:
        arrays = {name: array[-1:] for name, array in self._arrays().items()}
        pictures = [
            Counted("its channels", arrays["weight"][0], "channel"),
            Counted("its bias", arrays["bias"], "number"),
        ]
        return joined("one filter", counting("its numbers", pictures), _at_work(len(arrays["weight"][0])))


class DoesItFit(Variant):
    """2.4 Does it fit?"""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "needed = filter depth·g; it runs when the input has exactly that"

    filters: Annotated[int, Channels, Draw(32, 64, 128)]
    depth: Annotated[int, Channels, Draw(1, 3, 16, 24, 32, 64)]
    groups: Annotated[int, Groups, Draw(1, 1, 2, 4)] = 1
    channels: Annotated[
        int, Field(ge=1, le=2048), Draw(1, 2, 3, 4, 6, 12, 16, 17, 24, 25, 32, 48, 64, 65, 96, 128, 129, 192, 256)
    ]

    def impossible(self) -> str | None:
        if self.filters % self.groups:
            return f"{self.groups} groups must divide the {self.filters} filters"
        needed = self.depth * self.groups
        return f"that needs {needed:,} channels, here {SEARCHED:,} is the most" if needed > SEARCHED else None

    def excluded(self) -> bool:
        """Tell whether the input has none of the counts that are easily mixed up."""
        f, g = self.depth, self.groups
        return self.channels not in {f * g, f, 2 * f * g, f * g + 1}

    def ask(self) -> str:
        return (
            f"A weight tensor of shape {self.filters}×{self.depth}×3×3, output channels first, is used with "
            f"groups={self.groups} on an input of {on_channels(self.channels)}. Does it run, and how many input "
            "channels does it need? (yes or no; a number)"
        )

    def _value(self, runs: bool, needed: int) -> dict[str, str | int]:
        return {"runs": "yes" if runs else "no", "channels": needed}

    def answer(self) -> Parts:
        needed = self.depth * self.groups
        return Parts(
            parts={
                "runs": Choice(value="yes" if self.channels == needed else "no", options=("yes", "no")),
                "channels": Integer(value=needed),
            }
        )

    def slips(self) -> Iterator[Slip]:
        f, g, x = self.depth, self.groups, self.channels
        yield Slip(
            tag="groups.ignored",
            value=self._value(x == f, f),
            message="A filter sees only its group's channels: the input has g times the filter's depth.",
            working=f"needed: {f}",
        )
        if g > 1 and f % g == 0:
            yield Slip(
                tag="depth.divided",
                value=self._value(x == f // g, f // g),
                message="The weight's second number is already C_in/g: multiply by the groups.",
                working=f"{f}/{g} = {f // g}",
            )
        yield Slip(
            tag="axes.in_out_swapped",
            value=self._value(x == self.filters, self.filters),
            message="The first number is how many filters there are, the output's channels.",
            working=f"needed: {self.filters}",
        )
        yield Slip(
            tag="axes.channels_last",
            value=self._value(x == 3, 3),
            message="That reads the shape in TensorFlow's order; here the filter's depth is the second number.",
            working="needed: 3",
        )
        yield Slip(
            tag="depth.any_ok",
            value={"runs": "yes"},
            message="The depth must match exactly; nothing is broadcast or dropped.",
            working=f"{x} channels, {f}·{g} = {f * g} needed",
        )
        yield Slip(
            tag="depth.refused",
            value={"runs": "no"},
            message="The input has exactly as many channels as the groups see together.",
            working=f"{f}·{g} = {f * g}",
        )

    def steps(self) -> Iterator[str]:
        needed = self.depth * self.groups
        yield f"Channels needed: filter depth times groups, {self.depth}·{self.groups} = {needed}"
        yield f"The input has {self.channels}: it {'runs' if self.channels == needed else 'is refused'}"

    @property
    def _weight(self) -> tuple[int, ...]:
        return self.filters, self.depth, 3, 3

    def _complaint(self, channels: int) -> Measurement:
        weight = measure.zeros(*self._weight)
        return measure.error(lambda: conv2d(measure.zeros(1, channels, 8, 8), weight, groups=self.groups))

    def _needed(self) -> int:
        """SEARCH the channels that the op takes, the smallest first."""
        return measure.search(range(1, SEARCHED + 1), lambda channels: fits(channels, self._weight, self.groups))

    def measure(self) -> Measurement:
        tried, needed = self._complaint(self.channels), self._needed()
        return Measurement(
            self._value(tried.value is None, needed),
            f"on {on_channels(self.channels)}: {tried.run}; of 1, 2, 3 … channels, the op accepted {needed}",
        )

    def scene(self) -> Scene:
        needed = self._needed()
        tried = sorted({self.channels, self.depth, needed, needed + 1})
        rows = [(str(channels), self._complaint(channels).run) for channels in tried]
        said = [f"An input of {on_channels(channels)}." for channels in tried]
        title = f"weight {self._weight}, groups={self.groups}"
        return steps(title, ("channels in", "what conv2d says"), rows, said)


class Slices(Variant):
    """2.5 Two-dimensional slices."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "C_in·C_out"
    pool: ClassVar[Pool | None] = real_layers(
        "in_channels",
        "out_channels",
        "kernel",
        where=lambda layer: layer.groups == 1 and layer.in_channels > 1 and layer.kernel > 1,
    )

    in_channels: Annotated[int, Channels, Draw(3, 6, 16, 32, 64, 96, 128, 192, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 96, 128, 192, 256, 384, 512)]
    kernel: Annotated[int, Kernel, Draw(3, 3, 5, 7)] = 3

    def impossible(self) -> str | None:
        return too_many(self.in_channels * self.out_channels * self.kernel**2, MOST)

    def ask(self) -> str:
        where = f"{self.network}: how" if self.network else "How"
        k = self.kernel
        return (
            f"{where} many separate {k}×{k} kernels (two-dimensional slices) does an ungrouped {k}×{k} convolution "
            f"from {self.in_channels} to {on_channels(self.out_channels)} hold?"
        )

    def answer(self) -> Integer:
        return Integer(value=self.in_channels * self.out_channels)

    def slips(self) -> Iterator[Slip]:
        c, o, k = self.in_channels, self.out_channels, self.kernel
        yield Slip(
            tag="count.filters_only",
            value=o,
            message="Those are the filters; each of them has a slice for every input channel.",
            working=f"{o} filters",
        )
        yield Slip(
            tag="count.inputs_only",
            value=c,
            message="Those are the slices of one filter; there is a filter for every output channel.",
            working=f"{c} input channels",
        )
        yield Slip(
            tag="count.added",
            value=c + o,
            message="Every output channel has a slice for every input channel: multiply.",
            working=f"{c} + {o} = {c + o}",
        )
        yield Slip(
            tag="count.weights",
            value=c * o * k * k,
            message="Those are the single weights; a slice holds K² of them.",
            working=f"{c}·{o}·{k}² = {c * o * k * k:,}",
            run=lambda: measure.count(self._arrays()),
        )

    def steps(self) -> Iterator[str]:
        c, o = self.in_channels, self.out_channels
        yield f"One filter has a slice for each input channel: {c}"
        yield f"There are {o} filters: {c}·{o} = {c * o:,}"

    def _arrays(self) -> dict[str, Array]:
        kernel = (self.kernel, self.kernel)
        return measure.parameters(self.in_channels, self.out_channels, kernel, bias=False)

    def measure(self) -> Measurement:
        weight = self._arrays()["weight"]
        slices = weight.reshape(-1, self.kernel, self.kernel)
        return Measurement(len(slices), f"weight {weight.shape} cut into slices: {slices.shape}")

    def scene(self) -> Scene:
        weight = self._arrays()["weight"]
        closing = f"{len(weight)} filters of {len(weight[0])} slices of {self.kernel}×{self.kernel}"
        counted = counting("filter by filter, each with its slices", [Counted("weight", weight, "filter")], closing)
        return joined("every slice meets one channel", counted, _at_work(len(weight[0])))


def depth_must_match() -> Evidence:
    """Give a filter of depth 2 four channels, without groups and with two."""
    refused, ran = fits(4, (4, 2, 3, 3), 1), fits(4, (4, 2, 3, 3), 2)
    complaint = measure.error(lambda: conv2d(measure.zeros(1, 4, 8, 8), measure.zeros(4, 2, 3, 3))).value
    return Evidence(not refused and ran, f"groups=1: {complaint}; groups=2 runs: {ran}")


def only_one_depth_runs() -> Evidence:
    """Try every depth on an input of several channels and groups."""
    seen = {
        (channels, groups): [depth for depth in range(1, 25) if fits(channels, (24, depth, 3, 3), groups)]
        for channels, groups in product((3, 12, 24), (1, 3))
    }
    text = ", ".join(f"{channels} channels in {groups}: {depths}" for (channels, groups), depths in seen.items())
    return Evidence(
        all(depths == [channels // groups] for (channels, groups), depths in seen.items()),
        f"depths 1 to 24 tried; accepted of {text}",
    )


def channels_are_summed() -> Evidence:
    """Add the convolutions of single channels."""
    x, w = measure.noise(1, 3, 16, 16), measure.noise(4, 3, 3, 3, seed=1)
    apart = [conv2d(x[:, at : at + 1], w[:, at : at + 1]) for at in range(3)]
    whole = conv2d(x, w)
    largest = measure.largest_difference(whole, apart[0] + apart[1] + apart[2])
    return Evidence(
        largest < 1e-12 and whole.shape[1] == 4,
        f"3 channels apart, added, against all at once, {whole.shape}: max |Δ| = {largest:.1g}",
    )


def filters_make_depth() -> Evidence:
    """Run layers of one to six filters on three channels."""
    depths = [conv2d(measure.zeros(1, 3, 8, 8), measure.zeros(f, 3, 3, 3)).shape[1] for f in range(1, 7)]
    return Evidence(depths == list(range(1, 7)), f"1 to 6 filters on 3 channels: output depths {depths}")


def one_filter_one_map() -> Evidence:
    """Run a single filter over a volume."""
    output = conv2d(measure.zeros(1, 3, 32, 32), measure.zeros(1, 3, 5, 5))
    return Evidence(output.shape[1:] == (1, 28, 28), f"3×32×32 and one filter of 3×5×5: {output.shape[1:]}")


def channel_order_is_learned() -> Evidence:
    """Permute the input's channels, and the filters' with them."""
    x, w = measure.noise(1, 5, 8, 8), measure.noise(4, 5, 3, 3, seed=1)
    order = [3, 0, 4, 1, 2]
    both = measure.largest_difference(conv2d(x, w), conv2d(x[:, order], w[:, order]))
    inputs = measure.largest_difference(conv2d(x, w), conv2d(x[:, order], w))
    return Evidence(
        both < 1e-12 and inputs > 0.1,
        f"5 channels permuted: max |Δ| = {both:.1g} with the filters permuted alike, {inputs:.2g} without",
    )


def extra_slice_of_zeros() -> Evidence:
    """Give three-channel filters a fourth slice of zeros."""
    x, w = measure.noise(1, 4, 8, 8), measure.noise(4, 4, 3, 3, seed=1)
    w[:, 3] = 0
    largest = measure.largest_difference(conv2d(x, w), conv2d(x[:, :3], w[:, :3]))
    return Evidence(largest < 1e-12, f"4 channels, the fourth slice 0, against 3 channels: max |Δ| = {largest:.1g}")


LENET_C3 = (*(3,) * 6, *(4,) * 9, 6)
"""How many of the six maps each of LeNet-5's sixteen C3 filters reads."""


def sparse_c3() -> Evidence:
    """Count LeNet-5's C3 filter by filter, and the layer that connects all pairs."""
    sparse = sum(measure.count(measure.parameters(depth, 1, (5, 5))).value for depth in LENET_C3)
    dense = measure.count(measure.parameters(6, 16, (5, 5))).value
    return Evidence((sparse, dense) == (1516, 2416), f"C3 as published {sparse:,}, all pairs connected {dense:,}")


ANSWER = """\
Each filter is as deep as the input volume that it reads: **C_in channels**, 3 for an RGB image; in a grouped layer
**C_in/g**, the channels of its group.

- The filter slides only in height and width, never along the channels.
- At each position the products of **all its channels are summed** into a single number, so one filter gives one
  output channel.
- The **number of filters is the output depth**.

Input H×W×C, filter k×k×C, output per filter H'×W'×1 with H' = ⌊(H − k + 2P)/S⌋ + 1, and W' alike. All filters together
are a weight tensor of shape `C_out × C_in/g × K_h × K_w`.
"""

QUESTION = Question(
    number=2,
    slug="filter-depth",
    title="A filter's depth must match input depth. Explain.",
    level="medium",
    topics=("filters and kernels",),
    answer=ANSWER,
    formula="weight: C_out × C_in/g × K_h × K_w",
    latex=r"W \in \mathbb{R}^{C_{out} \times \frac{C_{in}}{g} \times K_h \times K_w}",
    common_wording=(
        CommonWording(
            says="Each filter has the same depth as the input.",
            but="Only without groups: its depth is C_in/g. AlexNet's conv2 has filters of 5×5×48 on 96 channels, a "
            "depthwise filter has depth 1.",
        ),
    ),
    claims=(
        Claim(
            says="A filter's depth is C_in/g, which is C_in only without groups.",
            experiment=depth_must_match,
            source="Krizhevsky, Sutskever & Hinton 2012, §3.5",
            refutes=True,
        ),
        Claim(says="No other depth runs.", experiment=only_one_depth_runs, source="PyTorch documentation of Conv2d"),
        Claim(
            says="The channels are summed into one output channel.",
            experiment=channels_are_summed,
            source="Goodfellow, Bengio & Courville 2016, §9.5",
        ),
        Claim(says="The number of filters is the output depth.", experiment=filters_make_depth),
        Claim(says="One k×k×C filter on H×W×C gives H'×W'×1.", experiment=one_filter_one_map),
        Claim(
            says="The order of the channels is arbitrary, as long as the filters follow it.",
            experiment=channel_order_is_learned,
        ),
        Claim(says="A slice of zeros lets three-channel filters run on four.", experiment=extra_slice_of_zeros),
        Claim(
            says="LeNet-5's C3 has 1,516 parameters instead of 2,416.",
            experiment=sparse_c3,
            source="LeCun, Bottou, Bengio & Haffner 1998, Table I",
        ),
    ),
    variants=(WeightShape, OutputVolume, OneFilter, DoesItFit, Slices),
    follow_ups=(
        FollowUp(
            "Why not slide along depth as well?",
            "That is a 3-D convolution: it assumes that neighbouring channels are ordered and stationary, which "
            "feature channels are not.",
        ),
        FollowUp(
            "What if you have a pretrained first layer for 3 channels and data with 4?",
            "Add a weight slice (zeros or the mean of the others), or map 4 channels to 3 with a 1×1 layer first.",
        ),
        FollowUp(
            "LeNet-5's C3 did not connect every pair of maps; why?",
            "To break symmetry and to keep the connections few: 1,516 parameters instead of 2,416.",
        ),
    ),
    rubric=(
        Point("filter depth = input channels (per group)", essential=True),
        Point("slides in two dimensions only", essential=True),
        Point("sums over all channels to one number per position", essential=True),
        Point("one filter → one output map; number of filters = output depth", essential=True),
        Point("weight shape C_out×C_in/g×K_h×K_w"),
        Point("exceptions: grouped and depthwise"),
    ),
    trap="The filter is applied to each channel separately and the maps are kept (they are summed).",
    sources=(
        "Goodfellow, Bengio & Courville 2016, Deep Learning, §9.5",
        "Krizhevsky, Sutskever & Hinton 2012, ImageNet classification with deep convolutional networks, §3.5",
        "LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document recognition, §II.B, Table I",
        "PyTorch documentation of Conv2d",
    ),
    related=(1, 7, 11, 14),
)
