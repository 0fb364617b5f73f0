"""Question 7: the 1×1 convolution."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from questions.answers.answers import Grid, Integer, Number, Parts, Shape
from questions.drawing.stream import Draw, DrawSeveral, Stream
from questions.model.claim import Claim, Evidence
from questions.model.typed import Typed, TypedRows
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.real_layers import Pool
from questions.parts.signs import equals, factor, listed
from questions.parts.signs import minus as shown
from questions.scenes import Frame, Ink, Scene
from questions.scenes.bars import barred, chart
from questions.scenes.counting import Counted, counting
from questions.scenes.heat import compared_frames
from questions.scenes.numbers import figure, grid
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.story import joined, story
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size
from solvers.engine import conv2d, linear, relu
from solvers.layers import Layer, Window
from solvers.measure import Array, Measurement
from solvers.networks.architectures.googlenet import GOOGLENET, inception
from solvers.networks.architectures.mobilenet import MOBILENET
from solvers.networks.network import Network
from solvers.networks.running import Seen, run

Channels = Field(ge=1, le=2048)
Entry = Annotated[int, Field(ge=-99, le=99)]


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
    pool: ClassVar[Pool | None] = _real_layers()

    in_channels: Annotated[int, Channels, Draw(64, 128, 192, 256, 480, 512, 832, 1024, 2048)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 96, 128, 160, 192, 256, 384, 512)]
    bias: Annotated[bool, Draw(True, False)] = True

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} 1×1 convolution takes {self.in_channels} channels to {self.out_channels}, "
            f"{'with' if self.bias else 'without'} bias. How many parameters does it have?"
        )

    @property
    def _weights(self) -> int:
        return self.in_channels * self.out_channels

    def answer(self) -> Integer:
        return Integer(value=conv_parameters(1, 1, self.in_channels, self.out_channels, bias=self.bias))

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
            working=f"{c}{plus} = {c + added:,}" if plus else f"{c} factors",
        )
        yield Slip(
            tag="k1.outputs_only",
            value=o,
            message="Each output channel has C_in weights, not one.",
            working=f"{o} filters of 1×1",
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
                tag="bias.on_input_channels",
                value=self._weights + c,
                working=f"{c}·{o} + {c} = {self._weights + c:,}",
            )

    def steps(self) -> Iterator[str]:
        c, o = self.in_channels, self.out_channels
        yield f"One filter of 1×1×{c}: {c} weights"
        yield f"Times {o} filters: {c}·{o} = {self._weights:,}"
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


@cache
def modules() -> dict[str, tuple[int, int, int, int, int, int, int]]:
    """Return C, a, r3, c3, r5, c5 and p of GoogLeNet's modules, as in its table."""
    found = {}
    for name in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"):
        layers = GOOGLENET.weights(name)
        one, reduced3, three, reduced5, five, projection = (layer.out_channels for layer in layers)
        found[name] = (layers[0].in_channels, one, reduced3, three, reduced5, five, projection)
    return found


SIDES = {"3": 28, "4": 14, "5": 7}
"""The side of GoogLeNet's maps by stage."""


def _real_reductions() -> Pool:
    rows = []
    for name, (c, _, reduced3, three, reduced5, five, _) in modules().items():
        rows.append((f"GoogLeNet {name}, 3×3 branch", (3, c, reduced3, three, SIDES[name[0]])))
        rows.append((f"GoogLeNet {name}, 5×5 branch", (5, c, reduced5, five, SIDES[name[0]])))
    return Pool(("kernel", "in_channels", "reduced", "out_channels", "size"), rows)


class Reduction(Variant):
    """7.2 Reduction before a large kernel."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K²·C_in·C_out·H² against (C_in·R + K²·R·C_out)·H²"
    pool: ClassVar[Pool | None] = _real_reductions()

    kernel: Annotated[int, Field(ge=1, le=15), Draw(3, 5)]
    in_channels: Annotated[int, Channels, Draw(192, 256, 480, 512, 528, 832)]
    reduced: Annotated[int, Channels, Draw(16, 24, 32, 48, 64, 96)]
    out_channels: Annotated[int, Channels, Draw(32, 48, 64, 96, 128, 192, 208, 256)]
    size: Annotated[int, Field(ge=1, le=256), Draw(7, 14, 28)]

    def impossible(self) -> str | None:
        return None if self.kernel % 2 else "an even kernel has no equal padding that keeps the size"

    def excluded(self) -> bool:
        return 2 * self.reduced >= self.in_channels

    @property
    def _positions(self) -> int:
        return self.size**2

    def _macs(self, kernel: int, inputs: int, outputs: int) -> int:
        return conv_macs(conv_parameters(kernel, kernel, inputs, outputs, bias=False), self._positions)

    @property
    def _direct(self) -> int:
        return self._macs(self.kernel, self.in_channels, self.out_channels)

    @property
    def _parts(self) -> tuple[int, int]:
        """The multiply-adds of the 1×1 layer and of the kernel behind it."""
        return (
            self._macs(1, self.in_channels, self.reduced),
            self._macs(self.kernel, self.reduced, self.out_channels),
        )

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        k, c, o = self.kernel, self.in_channels, self.out_channels
        return (
            f"{where} {k}×{k} convolution {c}→{o} runs on {self.size}×{self.size} and keeps the size. How many MACs "
            f"does it take directly, how many with a 1×1 reduction to {self.reduced} channels first, and by what "
            "factor are they fewer? (direct; reduced; factor, 2 decimals)"
        )

    def answer(self) -> Parts:
        direct, reduced = self._direct, sum(self._parts)
        return Parts(
            parts={
                "direct": Integer(value=direct),
                "reduced": Integer(value=reduced),
                "factor": Number(value=Fraction(direct, reduced), places=2),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, c, r, o = self.kernel, self.in_channels, self.reduced, self.out_channels
        direct, (first, second) = self._direct, self._parts
        yield Slip(
            tag="reduce.cost_forgotten",
            value={"reduced": second},
            message="The 1×1 reduction itself costs C_in·R·H².",
            working=f"{k}²·{r}·{o}·{self.size}² = {second:,}",
            run=lambda: Measurement({"reduced": self._ones(k, r, o).value}, "the second layer alone"),
        )
        both = k * k * first + second
        yield Slip(
            tag="reduce.kernel_on_both",
            value={"reduced": both, "factor": Fraction(direct, both)},
            message="The reduction has a kernel of 1×1: no K² there.",
            working=f"{k}²·({c}·{r} + {r}·{o})·{self.size}² = {both:,}",
            run=lambda: self._compared(self._ones(k, c, r).value + self._ones(k, r, o).value, "reduced", "factor"),
        )
        yield Slip(
            tag="reduce.ratio_of_widths",
            value={"factor": Fraction(c, r)},
            message="C_in/R compares the large kernels alone; the reduction layer costs something too.",
            working=f"{c}/{r}",
        )
        yield Slip(
            tag="ratio.inverted",
            value={"factor": Fraction(first + second, direct)},
            working=f"{first + second:,}/{direct:,}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value={"direct": direct // self._positions, "reduced": (first + second) // self._positions},
            working=f"{k}²·{c}·{o} = {direct // self._positions:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, r, o = self.kernel, self.in_channels, self.reduced, self.out_channels
        direct, (first, second) = self._direct, self._parts
        yield f"Direct: {k}²·{c}·{o}·{self.size}² = {direct:,}"
        yield f"1×1: {c}·{r}·{self.size}² = {first:,}"
        yield f"{k}×{k} on {r} channels: {k}²·{r}·{o}·{self.size}² = {second:,}"
        factor = Fraction(direct, first + second)
        yield f"Together {first + second:,}; {direct:,}/{first + second:,} {equals(factor)}"

    def _ones(self, kernel: int, inputs: int, outputs: int) -> Measurement:
        return measure.ones(inputs, outputs, (kernel, kernel), (self.size, self.size), padding=kernel // 2)

    def _compared(self, reduced: int, *names: str) -> Measurement:
        direct = self._ones(self.kernel, self.in_channels, self.out_channels)
        value = {"direct": direct.value, "reduced": reduced, "factor": Fraction(direct.value, reduced)}
        return Measurement({name: value[name] for name in names or value}, f"direct: {direct.run}")

    def measure(self) -> Measurement:
        first = self._ones(1, self.in_channels, self.reduced)
        second = self._ones(self.kernel, self.reduced, self.out_channels)
        return self._compared(first.value + second.value)

    def scene(self) -> Scene:
        k, c, r, o = self.kernel, self.in_channels, self.reduced, self.out_channels
        direct, before, after = (self._ones(*layer).value for layer in ((k, c, o), (1, c, r), (k, r, o)))
        macs = [
            (f"direct {k}×{k} {c}→{o}", direct),
            (f"1×1 {c}→{r}", before),
            (f"then {k}×{k} {r}→{o}", after),
            ("both together", before + after),
        ]
        said = ("", "", "", f"{figure(float(self.measure().value['factor']))} times fewer.")
        return barred("directly, and through a 1×1", "multiply-adds, ones through ones", macs, said)


class OutputShape(Variant):
    """7.3 Output shape."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "C_out × O × O with O = ⌊(H − 1 + 2P)/S⌋ + 1"

    in_channels: Annotated[int, Field(ge=1, le=256), Draw(16, 24, 32, 48, 64, 96, 128)]
    out_channels: Annotated[int, Field(ge=1, le=256), Draw(8, 16, 24, 32, 64, 128, 256)]
    size: Annotated[int, Field(ge=1, le=256), Draw(7, 14, 28, 55, 56, 57)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 1, 2)] = 1
    padding: Annotated[int, Field(ge=0, le=16), Draw(0, 0, 1)] = 0

    @property
    def _side(self) -> int:
        return output_size(self.size, 1, self.stride, self.padding)

    def excluded(self) -> bool:
        return self.in_channels == self.out_channels

    def ask(self) -> str:
        return (
            f"A 1×1 convolution, {self.in_channels}→{self.out_channels} channels, stride {self.stride}, padding "
            f"{self.padding}, runs on {self.size}×{self.size}. What is the output's shape (channels, height, width)?"
        )

    def _shape(self, side: int, channels: int | None = None) -> tuple[int, int, int]:
        return (channels or self.out_channels, side, side)

    def answer(self) -> Shape:
        return Shape(value=self._shape(self._side), axes=("channels", "height", "width"))

    def slips(self) -> Iterator[Slip]:
        h, s, p = self.size, self.stride, self.padding
        yield Slip(
            tag="depth.kept_input",
            value=self._shape(self._side, self.in_channels),
            message="The output's depth is the number of filters.",
            working=f"{self.in_channels} channels kept",
            run=lambda: self._run(channels=self.in_channels),
        )
        yield Slip(
            tag="k1.collapses",
            value=self._shape(1),
            message="1×1 is the size of the kernel, not of the output.",
            working=f"{self.out_channels}×1×1",
        )
        yield Slip(
            tag="pad.assumed_none",
            value=self._shape(output_size(h, 1, s)),
            message="Padding is added under a 1×1 kernel too: a rim that holds only the bias.",
            working=f"⌊({h} − 1)/{s}⌋ + 1 = {output_size(h, 1, s)}",
            run=lambda: self._run(padding=0),
        )
        yield Slip(
            tag="stride.ignored",
            value=self._shape(output_size(h, 1, 1, p)),
            working=f"{h} + 2·{p} = {h + 2 * p}",
            run=lambda: self._run(stride=1),
        )
        yield Slip(
            tag="round.floor_ratio",
            value=self._shape((h + 2 * p) // s),
            message="The first pixel is always taken: ⌊(H + 2P − 1)/S⌋ + 1.",
            working=f"⌊{h + 2 * p}/{s}⌋ = {(h + 2 * p) // s}",
        )

    def steps(self) -> Iterator[str]:
        h, s, p = self.size, self.stride, self.padding
        yield f"Depth: one map per filter, {self.out_channels}"
        yield f"Side: ⌊({h} − 1 + 2·{p})/{s}⌋ + 1 = {self._side}"

    def _run(self, channels: int | None = None, **changed: int) -> Measurement:
        settings: dict[str, Any] = {"stride": self.stride, "padding": self.padding, **changed}
        weight = measure.zeros(channels or self.out_channels, self.in_channels, 1, 1)
        output = conv2d(measure.zeros(1, self.in_channels, self.size, self.size), weight, None, **settings)
        return Measurement(output.shape[1:], f"conv2d with weights {weight.shape} gave {output.shape}")

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        ruler = Ruler("one row", self.size, 1, self.stride, (self.padding, self.padding))
        return sliding(f"kernel 1, stride {self.stride}, padding {self.padding}; in every channel", [ruler])


def _permuted(weights: Array) -> Scene:
    """Permute the pixels of a small map before and after the layer."""
    outputs, channels = weights.shape
    weight, values = weights.reshape(outputs, channels, 1, 1), measure.digits(1, channels, 3, 3)
    order = [7, 2, 5, 0, 8, 3, 1, 6, 4]

    def permuted(maps: Array) -> Array:
        return maps.reshape(*maps.shape[:2], 9)[..., order].reshape(maps.shape)

    one, other = conv2d(permuted(values), weight)[0, 0], permuted(conv2d(values, weight))[0, 0]
    frames = compared_frames(
        ("output 0 of permuted pixels", one),
        ("output 0, permuted", other),
        "A 1×1 convolution never looks at neighbours.",
        written=True,
    )
    return story("pixels permuted", frames)


class OnePixel(Variant):
    """7.4 One pixel."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "y = W·x + b"

    pixel: Annotated[tuple[Entry, ...], Typed, Field(min_length=2, max_length=8)]
    weights: Annotated[tuple[tuple[Entry, ...], tuple[Entry, ...]], TypedRows]
    bias: Annotated[tuple[Entry, Entry], Typed] = (0, 0)

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw three or four channels and a row of weights for each of two outputs."""
        channels = stream.choice((3, 4))
        weights = DrawSeveral(Draw(range(-2, 4)), range(channels, channels + 1))
        return {
            "pixel": DrawSeveral(Draw(range(-4, 7)), range(channels, channels + 1)).pick(stream),
            "weights": (weights.pick(stream), weights.pick(stream)),
            "bias": DrawSeveral(Draw(range(-3, 4)), range(2, 3)).pick(stream),
        }

    def impossible(self) -> str | None:
        if any(len(row) != len(self.pixel) for row in self.weights):
            return f"{len(self.pixel)} channels need {len(self.pixel)} weights in each row"
        return None

    def _outputs(self) -> tuple[int, ...]:
        return tuple(
            sum(w * x for w, x in zip(row, self.pixel, strict=True)) + b
            for row, b in zip(self.weights, self.bias, strict=True)
        )

    def ask(self) -> str:
        rows = " and ".join(f"({listed(row)})" for row in self.weights)
        return (
            f"At a pixel the {len(self.pixel)} channels are ({listed(self.pixel)}). A 1×1 convolution has the weight "
            f"rows {rows} and the biases ({listed(self.bias)}). What are its two outputs there?"
        )

    def answer(self) -> Grid:
        return Grid(value=(self._outputs(),))

    def slips(self) -> Iterator[Slip]:
        x, bias, outputs = self.pixel, self.bias, self._outputs()

        def slip(tag: str, how: str, values: Sequence[int], message: str, run: Callable[[], Measurement]) -> Slip:
            return Slip(tag=tag, value=(tuple(values),), message=message, working=f"{how} = {listed(values)}", run=run)

        yield slip(
            "bias.forgotten",
            "W·x",
            [y - b for y, b in zip(outputs, bias, strict=True)],
            "You left out the bias: one per output channel.",
            lambda: self._run(self.weights, (0, 0)),
        )
        yield slip(
            "k1.elementwise",
            "w₁₁·x₁ + b₁, w₂₂·x₂ + b₂",
            [row[at] * x[at] + bias[at] for at, row in enumerate(self.weights)],
            "Each output is a full weighted sum over the channels, not one product.",
            lambda: self._run([[self.weights[0][0]], [self.weights[1][1]]], bias, groups=2),
        )
        columns = [(self.weights[0][at], self.weights[1][at]) for at in (0, 1)]
        yield slip(
            "k1.transposed",
            "Wᵀ·x + b",
            [a * x[0] + b * x[1] + bias[at] for at, (a, b) in enumerate(columns)],
            "The rows of W belong to the output channels; you used its columns.",
            lambda: self._run(columns, bias),
        )
        yield slip(
            "relu.applied",
            "max(0, W·x + b)",
            [max(y, 0) for y in outputs],
            "The layer itself is linear: no activation is asked for.",
            lambda: self._run(self.weights, bias, then=relu),
        )

    def steps(self) -> Iterator[str]:
        for number, (row, b) in enumerate(zip(self.weights, self.bias, strict=True), start=1):
            products = [w * x for w, x in zip(row, self.pixel, strict=True)]
            terms = " + ".join(f"{factor(w)}·{factor(x)}" for w, x in zip(row, self.pixel, strict=True))
            yield f"Output {number}: {terms} = {shown(sum(products))}; with bias {shown(b)}: {shown(sum(products) + b)}"

    def _run(
        self,
        weights: Sequence[Sequence[int]],
        bias: Sequence[int],
        groups: int = 1,
        then: Callable[[Array], Array] | None = None,
    ) -> Measurement:
        """VALUE: run the layer on a 3×3 map whose neighbouring pixels are noise, and read the middle."""
        channels = len(weights[0]) * groups
        maps = measure.noise(1, channels, 3, 3)
        maps[0, :, 1, 1] = self.pixel[:channels]
        weight = measure.image(weights).reshape(2, -1, 1, 1)
        output = conv2d(maps, weight, measure.image([bias]).reshape(2), groups=groups)
        output = then(output) if then else output
        middle = tuple(map(round, output[0, :, 1, 1].tolist()))
        return Measurement((middle,), f"conv2d with weights {weight.shape}, neighbours noise: {listed(middle)}")

    def measure(self) -> Measurement:
        return self._run(self.weights, self.bias)

    def scene(self) -> Scene:
        weights = measure.plane(measure.image(self.weights))
        pixel = measure.plane(measure.image([self.pixel]))
        bias = measure.plane(measure.image([self.bias]))
        output = measure.plane(measure.image(self.measure().value))
        frames = []
        for at in (0, 1):
            row = {(at, column): Ink.TAP for column in range(len(self.pixel))}
            products = weights[at : at + 1] * pixel
            total, biased = figure(products.sum()), figure(output[0, at])
            said = f"Output {at} weighs all channels of the pixel: {total}, with its bias {biased}."
            frames.append(
                Frame(
                    (
                        grid("weights", weights, row),
                        grid("channels of the pixel", pixel, sign="×"),
                        grid("products", products, sign="=", note=f"bias {figure(bias[0, at])}"),
                        grid("outputs", measure.first(output, at + 1), {(0, at): Ink.DONE}, sign="→", like=output),
                    ),
                    said,
                )
            )
        return joined("every output weighs all channels of one pixel", story("", frames), _permuted(weights))


MOST_DRAWN = 32
"""Channels up to which matrices are drawn as they are."""


class Collapse(Variant):
    """7.5 Two in a row without activation."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "pair a·m + m·b, single a·b, rank at most min(a, m, b)"

    in_channels: Annotated[int, Field(ge=1, le=512), Draw(64, 96, 128, 192, 256)]
    middle: Annotated[int, Field(ge=1, le=1024), Draw(16, 32, 64, 128, 512, 1024)]
    out_channels: Annotated[int, Field(ge=1, le=512), Draw(64, 96, 128, 192, 256)]

    @property
    def _pair(self) -> int:
        return self.in_channels * self.middle + self.middle * self.out_channels

    @property
    def _single(self) -> int:
        return self.in_channels * self.out_channels

    @property
    def _rank(self) -> int:
        return min(self.in_channels, self.middle, self.out_channels)

    def ask(self) -> str:
        a, m, b = self.in_channels, self.middle, self.out_channels
        return (
            f"A 1×1 convolution {a}→{m} is followed by a 1×1 convolution {m}→{b}, with no activation and no biases. "
            "How many weights does the pair have, how many the single 1×1 convolution that does the same, and what is "
            "the largest possible rank of the combined map? (pair, single, rank)"
        )

    def answer(self) -> Shape:
        return Shape(value=(self._pair, self._single, self._rank), axes=("pair", "single", "rank"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        a, m, b = self.in_channels, self.middle, self.out_channels
        yield Slip(
            tag="collapse.not_seen",
            value=(self._pair, self._pair, self._rank),
            message="Two linear maps in a row are one matrix, with an entry for each pair of an output and an input.",
            working=f"{a}·{m} + {m}·{b} = {self._pair:,} for the single layer too",
        )
        yield Slip(
            tag="collapse.added",
            value=(self._pair, a + b, self._rank),
            message="The matrices are multiplied: the result has a·b entries.",
            working=f"{a} + {b} = {a + b}",
        )
        yield Slip(
            tag="collapse.rank_full",
            value=(self._pair, self._single, min(a, b)),
            message="All passes through the middle: its width limits the rank too.",
            working=f"min({a}, {b}) = {min(a, b)}",
        )
        yield Slip(
            tag="collapse.rank_middle",
            value=(self._pair, self._single, m),
            message="A rank is never above the number of inputs or of outputs.",
            working=f"the middle width {m}",
        )

    def steps(self) -> Iterator[str]:
        a, m, b = self.in_channels, self.middle, self.out_channels
        yield f"Pair: {a}·{m} + {m}·{b} = {self._pair:,}"
        yield f"W₂·W₁ is a matrix of {b}×{a}: {self._single:,} weights"
        yield f"Its rank is at most min({a}, {m}, {b}) = {self._rank}"

    def measure(self) -> Measurement:
        a, m, b = self.in_channels, self.middle, self.out_channels
        first, second = measure.noise(m, a, 1, 1), measure.noise(b, m, 1, 1, seed=1)
        single = merged(first, second)
        image = measure.noise(1, a, 2, 2, seed=2)
        same = measure.equal(conv2d(conv2d(image, first), second), conv2d(image, single))
        reached = measure.rank(single.reshape(b, a))
        return Measurement(
            (first.size + second.size, single.size if same.value else -1, reached),
            f"weights {first.shape} and {second.shape}, merged {single.shape}: {same.run}; rank {reached}",
        )

    def scene(self) -> Scene:
        whole = self.in_channels, self.middle, self.out_channels
        most = max(*whole, MOST_DRAWN)
        a, m, b = (max(each * MOST_DRAWN // most, 1) for each in whole)
        stands_for = "" if (a, m, b) == whole else f" Here {a}→{m}→{b} channels stand for {'→'.join(map(str, whole))}."
        first, second = measure.noise(m, a, 1, 1), measure.noise(b, m, 1, 1, seed=1)
        single = merged(first, second)
        image = measure.noise(1, a, 2, 2, seed=2)
        pair = conv2d(conv2d(image, first), second)
        both_weights, one_weights, _ = self.measure().value
        one, other, both = (weight[..., 0, 0] for weight in (first, second, single))
        frames = [
            Frame(
                (grid("second layer", other, written=False), grid("first layer", one, sign="·", written=False)),
                f"Two layers without an activation: {other.shape} weights after {one.shape}.{stands_for}",
            ),
            Frame(
                (grid("one layer", both, written=False),),
                f"What they make of one-hot pixels: a single matrix {both.shape} of rank {measure.rank(both)}.",
            ),
            *compared_frames(
                ("outputs of the pair", pair[0].reshape(b, -1)),
                ("outputs of the one layer", conv2d(image, single)[0].reshape(b, -1)),
            )[1:],
            Frame(
                (chart("weights", [("the pair", both_weights), ("the one layer", one_weights)]),),
                f"The pair has {both_weights:,} weights, the one layer {one_weights:,}.",
            ),
        ]
        return story("a pair of random layers, and the one that they are", frames)


def merged(first: Array, second: Array) -> Array:
    """Return the kernel of a pair of 1×1 layers as one: what they make of every one-hot pixel."""
    channels = first.shape[1]
    seen = conv2d(conv2d(measure.identity(channels).reshape(channels, channels, 1, 1), first), second)
    return seen.transpose(1, 0, 2, 3).copy()


class Inception(Variant):
    """7.6 Inception module."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "depth a + c₃ + c₅ + p; weights C·(a + r₃ + r₅ + p) + 9·r₃·c₃ + 25·r₅·c₅"
    few_draws: ClassVar[int | None] = 9

    module: Annotated[Literal["3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"], Draw(*modules())]

    @property
    def network(self) -> str:
        """The module's full name."""
        return f"GoogLeNet {self.module}"

    @property
    def _layers(self) -> dict[str, tuple[int, int, int]]:
        """Kernel, channels in and channels out of the six convolutions."""
        c, one, reduced3, three, reduced5, five, projection = modules()[self.module]
        return {
            "1×1": (1, c, one),
            "3×3 reduce": (1, c, reduced3),
            "3×3": (3, reduced3, three),
            "5×5 reduce": (1, c, reduced5),
            "5×5": (5, reduced5, five),
            "pool projection": (1, c, projection),
        }

    @property
    def _depth(self) -> int:
        _, one, _, three, _, five, projection = modules()[self.module]
        return one + three + five + projection

    def _weights(self) -> dict[str, int]:
        return {name: conv_parameters(k, k, c, o, bias=False) for name, (k, c, o) in self._layers.items()}

    def ask(self) -> str:
        c, one, reduced3, three, reduced5, five, projection = modules()[self.module]
        return (
            f"{self.network}, an Inception module on {c} channels: 1×1 {one}; 1×1 {reduced3} → 3×3 {three}; 1×1 "
            f"{reduced5} → 5×5 {five}; pool → 1×1 {projection}. What is the output's depth, and how many weights are "
            "there without biases? (depth; weights)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={"depth": Integer(value=self._depth), "weights": Integer(value=sum(self._weights().values()))}
        )

    def slips(self) -> Iterator[Slip]:
        c, one, reduced3, three, reduced5, five, projection = modules()[self.module]
        depth, total = self._depth, sum(self._weights().values())
        yield Slip(
            tag="inception.reduce_counted_in_depth",
            value={"depth": depth + reduced3 + reduced5},
            message="The reductions stay inside the module: only the ends of the branches are concatenated.",
            working=f"{depth} + {reduced3} + {reduced5} = {depth + reduced3 + reduced5}",
        )
        direct = c * (one + 9 * three + 25 * five + projection)
        yield Slip(
            tag="inception.no_reduction",
            value={"weights": direct},
            message="The large kernels read the reduced channels, not the module's input.",
            working=f"{c}·({one} + 9·{three} + 25·{five} + {projection}) = {direct:,}",
            run=lambda: self._counted(
                {"1×1": (1, c, one), "3×3": (3, c, three), "5×5": (5, c, five), "pool": (1, c, projection)}
            ),
        )
        without = total - c * projection
        yield Slip(
            tag="inception.pool_proj_forgotten",
            value={"depth": depth - projection + c, "weights": without},
            message="The pool branch ends with a 1×1 projection; without it all input channels would pass.",
            working=f"{one} + {three} + {five} + {c} = {depth - projection + c}; {without:,} weights",
            run=self._unprojected,
        )
        yield Slip(
            tag="inception.added_not_concatenated",
            value={"depth": max(one, three, five, projection)},
            message="The branches are concatenated along the channels: their depths add up.",
            working=f"the deepest branch, {max(one, three, five, projection)}",
        )
        biases = sum(outputs for _, _, outputs in self._layers.values())
        yield Slip(
            tag="bias.flipped",
            value={"weights": total + biases},
            working=f"{total:,} + {biases} = {total + biases:,}",
            run=lambda: self._counted(self._layers, bias=True),
        )

    def _counted(self, layers: dict[str, tuple[int, int, int]], bias: bool = False) -> Measurement:
        counts = [measure.count(measure.parameters(c, o, (k, k), bias=bias)).value for k, c, o in layers.values()]
        return Measurement({"weights": sum(counts)}, f"arrays that conv2d accepts: {' + '.join(map(str, counts))}")

    def _unprojected(self) -> Measurement:
        layers = {name: layer for name, layer in self._layers.items() if name != "pool projection"}
        module = self._module
        *branches, (pooling, _) = module.branches
        joined = self._ran(module.model_copy(update={"branches": (*branches, (pooling,))}))
        return Measurement({"depth": joined.output[0], **self._counted(layers).value}, "the pool without projection")

    @property
    def _module(self) -> Layer:
        _, one, reduced3, three, reduced5, five, projection = modules()[self.module]
        return inception(self.module, one, reduced3, three, reduced5, five, projection)

    def _ran(self, module: Layer) -> Seen:
        """SHAPE: run a module with its pooling and concatenation."""
        side = SIDES[self.module[0]]
        *_, joined = run(Network((module,), (modules()[self.module][0], side, side)))
        return joined

    def steps(self) -> Iterator[str]:
        _, one, _, three, _, five, projection = modules()[self.module]
        yield f"Depth, what leaves the branches: {one} + {three} + {five} + {projection} = {self._depth}"
        for name, (kernel, inputs, outputs) in self._layers.items():
            taps = f"{kernel}²·" if kernel > 1 else ""
            yield f"{name}: {taps}{inputs}·{outputs} = {self._weights()[name]:,}"
        yield f"Weights: {sum(self._weights().values()):,}"

    def measure(self) -> Measurement:
        joined = self._ran(self._module)
        return Measurement(
            {"depth": joined.output[0], **self._counted(self._layers).value},
            f"the module gave {joined.output}: {joined.run}",
        )

    def scene(self) -> Scene:
        arrays = [
            Counted(name, measure.parameters(c, o, (k, k), bias=False)["weight"], "filter")
            for name, (k, c, o) in self._layers.items()
        ]
        return counting(f"{self.network}, its six kernels", arrays, self.measure().run)


def is_matrix_at_every_pixel() -> Evidence:
    """Compare a 1×1 convolution with a matrix product at every pixel, and shuffle the pixels."""
    maps, weight, bias = measure.noise(2, 8, 6, 6), measure.noise(5, 8, 1, 1, seed=1), measure.noise(5, seed=2)
    output = conv2d(maps, weight, bias)
    matrix_product = linear(maps.transpose(0, 2, 3, 1), weight.reshape(5, 8), bias).transpose(0, 3, 1, 2)
    order = Stream("pixels").shuffled(range(36))
    moved = conv2d(maps.reshape(2, 8, 1, 36)[..., order], weight, bias)
    matrix, shuffled = (
        measure.largest_difference(output, matrix_product),
        measure.largest_difference(output.reshape(2, 5, 1, 36)[..., order], moved),
    )
    return Evidence(
        max(matrix, shuffled) < 1e-12,
        f"max |Δ| to a matrix product {matrix:.1g}; 36 pixels shuffled before or after: {shuffled:.1g}",
    )


def is_dense_on_one_pixel() -> Evidence:
    """Compare with a fully connected layer on a map of 1×1."""
    maps, weight, bias = measure.noise(4, 8, 1, 1), measure.noise(5, 8, 1, 1, seed=1), measure.noise(5, seed=2)
    dense = linear(maps.reshape(4, 8), weight.reshape(5, 8), bias)
    difference = measure.largest_difference(conv2d(maps, weight, bias).reshape(4, 5), dense)
    return Evidence(difference < 1e-12, f"max |Δ| = {difference:.1g} over 4 inputs of 8 channels")


def reduction_saves() -> Evidence:
    """Count the 5×5 branch of GoogLeNet's module 3a with and without its reduction."""
    value = Reduction(kernel=5, in_channels=192, reduced=16, out_channels=32, size=28).measure().value
    return Evidence(
        (value["direct"], value["reduced"]) == (120_422_400, 12_443_648),
        f"direct {value['direct']:,}, through 16 channels {value['reduced']:,}, "
        f"{float(value['factor']):.1f} times fewer",
    )


def pair_collapses() -> Evidence:
    """Merge two 1×1 layers, with and without an activation between them."""
    first, second = measure.noise(32, 16, 1, 1), measure.noise(8, 32, 1, 1, seed=1)
    maps = measure.noise(2, 16, 5, 5, seed=2)
    single = conv2d(maps, merged(first, second))
    plain = measure.largest_difference(conv2d(conv2d(maps, first), second), single)
    active = measure.largest_difference(conv2d(relu(conv2d(maps, first)), second), single)
    return Evidence(plain < 1e-12 and active > 0.1, f"max |Δ| without activation {plain:.1g}, with ReLU {active:.1f}")


def is_linear() -> Evidence:
    """Run a layer without bias on a weighted sum of maps."""
    weight = measure.noise(5, 8, 1, 1)
    one, other = measure.noise(1, 8, 6, 6, seed=1), measure.noise(1, 8, 6, 6, seed=2)
    apart = 2 * conv2d(one, weight) - 3 * conv2d(other, weight)
    difference = measure.largest_difference(conv2d(2 * one - 3 * other, weight), apart)
    return Evidence(difference < 1e-12, f"f(2x − 3y) against 2f(x) − 3f(y): max |Δ| = {difference:.1g}")


def can_be_channel_mean() -> Evidence:
    """Give all weights 1/C."""
    maps = measure.noise(2, 8, 6, 6)
    mean = conv2d(maps, measure.zeros(1, 8, 1, 1).astype(maps.dtype) + 1 / 8)
    difference = measure.largest_difference(mean, maps.mean(axis=1, keepdims=True))
    return Evidence(difference < 1e-12, f"8 channels become {mean.shape[1]}: max |Δ| to their mean {difference:.1g}")


def field_stays() -> Evidence:
    """Measure the field of two 3×3 layers with and without a 1×1 between them."""
    three, one = Window(kernel_size=3), Window(kernel_size=1)
    without, between = (measure.foot(stack).value for stack in ((three, three), (three, one, three)))
    return Evidence(without == between == 5, f"3×3, 3×3: {without}; with a 1×1 between them: {between}")


def padding_is_bias() -> Evidence:
    """Pad a 1×1 convolution."""
    bias = measure.noise(4, seed=1)
    output = conv2d(measure.noise(1, 3, 28, 28), measure.noise(4, 3, 1, 1), bias, 1, 1)
    rim = measure.largest_difference(output[0, :, 0, :], bias[:, None] + measure.zeros(4, 30))
    return Evidence(
        output.shape == (1, 4, 30, 30) and rim < 1e-12, f"28×28 became {output.shape[2:]}; |rim − bias| ≤ {rim:.1g}"
    )


def shape_keeps_sides() -> Evidence:
    """Run a layer at stride 1 without padding."""
    output = conv2d(measure.zeros(1, 192, 28, 28), measure.zeros(16, 192, 1, 1)).shape
    return Evidence(output == (1, 16, 28, 28), f"(1, 192, 28, 28) became {output}")


def mobilenet_is_pointwise() -> Evidence:
    """Run MobileNet layer by layer and add up what is 1×1."""
    rows = list(zip(MOBILENET.table, run(MOBILENET), strict=True))
    pointwise = [seen for row, seen in rows if row.layer.op == "conv" and row.name.startswith("pointwise")]
    macs = sum(seen.macs for seen in pointwise) / sum(seen.macs for _, seen in rows)
    parameters = sum(seen.parameters for seen in pointwise) / sum(seen.parameters for _, seen in rows)
    return Evidence(
        0.945 < macs < 0.955 and 0.74 < parameters < 0.76,
        f"{len(pointwise)} layers of 1×1: {macs:.1%} of the multiply-adds, {parameters:.1%} of the parameters",
    )


ANSWER = """\
A **1×1 (pointwise) convolution applies the same linear map across channels at every pixel**, and adds a bias: it
mixes channels and changes the depth from C_in to C_out without looking at neighbours.

- **Dimensionality reduction** before expensive layers (bottleneck), and expansion or projection after them.
- **Additional non-linearity at little cost, with the activation that follows**; the layer itself is linear. Network
  in Network calls it "cross-channel parametric pooling".
- Key in Inception, MobileNet and ResNet's bottlenecks.

Input H×W×C_in, C_out filters of 1×1×C_in, output H×W×C_out (stride 1, no padding). It has C_in · C_out weights.

Example: the 5×5 branch of Inception 3a (192→32 on 28×28) costs 120.4 million multiply-adds directly, and
**12.4 million** through a 1×1 reduction to 16 channels.
"""

QUESTION = Question(
    number=7,
    slug="one-by-one",
    title="What is 1×1 convolution? Why useful?",
    level="medium",
    topics=("1×1 convolution",),
    answer=ANSWER,
    formula="y(i, j) = W·x(i, j) + b, W of C_out × C_in",
    latex=r"y_{ij} = W x_{ij} + b, \quad W \in \mathbb{R}^{C_{out} \times C_{in}}",
    common_wording=(
        CommonWording(
            says="A 1×1 convolution increases non-linearity.",
            but="The activation after it does. Two 1×1 convolutions without one between them are a single one, "
            "with the matrix W₂W₁.",
        ),
        CommonWording(
            says="It is channel-wise pooling.",
            but="It is a learned weighted sum across channels, not a pooling within each: with weights 1/C it is the "
            "mean of the channels.",
        ),
    ),
    claims=(
        Claim(
            says="A 1×1 convolution is one matrix product at every pixel and does not look at neighbours.",
            experiment=is_matrix_at_every_pixel,
            source="Lin, Chen & Yan 2014, §3.1",
        ),
        Claim(says="It changes the depth and keeps height and width.", experiment=shape_keeps_sides),
        Claim(
            says="A reduction to 16 channels makes the 5×5 branch of Inception 3a about ten times cheaper.",
            experiment=reduction_saves,
            source="Szegedy et al. 2015, §4 and Table 1",
        ),
        Claim(
            says="Two 1×1 convolutions collapse into one unless an activation stands between them.",
            experiment=pair_collapses,
            source="Lin, Chen & Yan 2014",
            refutes=True,
        ),
        Claim(says="Without its bias the layer is linear.", experiment=is_linear, refutes=True),
        Claim(
            says="It is a weighted sum across channels: with weights 1/C their mean.",
            experiment=can_be_channel_mean,
            source="Lin, Chen & Yan 2014, §3.1",
            refutes=True,
        ),
        Claim(says="On a map of 1×1 it is a fully connected layer.", experiment=is_dense_on_one_pixel),
        Claim(says="It leaves the receptive field as it is.", experiment=field_stays),
        Claim(says="Padding a 1×1 convolution adds a rim that holds the bias.", experiment=padding_is_bias),
        Claim(
            says="In MobileNet 95% of the multiply-adds and three quarters of the parameters are 1×1.",
            experiment=mobilenet_is_pointwise,
            source="Howard et al. 2017, Table 2",
        ),
        Claim(
            says="ResNet-50 and deeper reduce and restore with 1×1; ResNet-18 and 34 have it in projection shortcuts "
            "only, if at all.",
            source="He et al. 2016, §3.3 and Figure 5",
        ),
    ),
    variants=(Parameters, Reduction, OutputShape, OnePixel, Collapse, Inception),
    follow_ups=(
        FollowUp(
            "Is it the same as a fully connected layer?",
            "One fully connected layer over the channels, shared by all pixels; on a 1×1 map exactly that layer.",
        ),
        FollowUp(
            "Does it change the receptive field?",
            "No: K − 1 = 0. With a stride it changes the jump and drops pixels.",
        ),
        FollowUp(
            "Where does its cost hide?",
            "In MobileNet 95% of the multiply-adds and three quarters of the parameters are in 1×1 convolutions.",
        ),
    ),
    rubric=(
        Point("a linear combination across channels at each pixel", essential=True),
        Point("changes the depth, keeps height and width", essential=True),
        Point("dimensionality reduction saves computation (bottleneck)", essential=True),
        Point("non-linearity comes from the activation after it"),
        Point("used in Inception, ResNet, MobileNet"),
        Point("C_in·C_out weights"),
    ),
    trap="A 1×1 convolution is non-linear (the activation after it is).",
    sources=(
        "Lin, Chen & Yan 2014, Network in network, §3.1",
        "Szegedy et al. 2015, Going deeper with convolutions, §4 and Table 1",
        "He et al. 2016, Deep residual learning for image recognition, §3.3 and Figure 5",
        "Howard et al. 2017, MobileNets, Table 2",
    ),
    related=(2, 8, 19),
)
