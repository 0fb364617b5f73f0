"""Question 17: why some modern networks avoid pooling."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers.answers import Integer, Parts, Percent, Shape
from questions.drawing.stream import Draw
from questions.model.claim import Claim, Evidence
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.limits import too_many
from questions.scenes import Frame, Ink, Scene
from questions.scenes.bars import barred
from questions.scenes.counting import Counted, counting
from questions.scenes.footprint import footprint
from questions.scenes.numbers import grid
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.steps import steps
from questions.scenes.story import joined, story
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, field_table, output_size, receptive_field, stack_output_size
from solvers.engine import avg_pool2d, conv2d, conv2d_input_grad, max_pool2d
from solvers.layers import Stack, Window
from solvers.measure import Array, Measurement
from solvers.networks.architectures.resnet import RESNET50

Side = Field(ge=2, le=1024)
Channels = Field(ge=1, le=1024)
Kernel = Field(ge=1, le=16)
Stride = Field(ge=1, le=16)

PAIR = ("pooled", "strided")
MOST = 1 << 24
"""Weights of a layer that are still counted here."""


def both(pooled: Measurement, strided: Measurement) -> Measurement:
    """Return two measurements as a pair."""
    return Measurement((pooled.value, strided.value), f"pooled, {pooled.run}; strided, {strided.run}")


def _on_a_checkerboard() -> Scene:
    """Halve a checkerboard in several ways, and show which pixels each of them reads."""
    board = measure.positions_of(6, 6) * 0
    board[::2, ::2] = board[1::2, 1::2] = 1
    image = board[None, None]
    ways = [
        (f"{kernel}×{kernel} conv, stride 2", measure.zeros(1, 1, kernel, kernel).astype(float) + 1 / kernel**2)
        for kernel in (1, 2, 3)
    ]
    frames = []
    for name, weight in ways:
        output = conv2d(image, weight, None, 2)
        reads = measure.plane(conv2d_input_grad(0 * output + 1, (weight > 0) * 1.0, (1, 1, 6, 6), 2))
        unread = {at: Ink.UNREAD for at in measure.places(reads) if not reads[at]}
        maps = (
            grid("board", board),
            grid(name, measure.plane(output), sign="→", like=board),
            grid("reads", reads, unread),
        )
        gone = f"{len(unread)} of {reads.size} pixels are never read" if unread else "every pixel is read"
        frames.append(Frame(maps, f"{name}, all weights alike: {gone}."))
    for name, pool in (("2×2 max pool", max_pool2d), ("2×2 average pool", avg_pool2d)):
        output = measure.plane(pool(image, 2))
        frames.append(Frame((grid("board", board), grid(name, output, sign="→", like=board)), f"{name}."))
    return story("a checkerboard, halved", frames)


class SameSize(Variant):
    """17.1 Same output size?"""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "pooled ⌊I/2⌋, strided ⌈I/2⌉"

    size: Annotated[int, Side, Draw(range(7, 131, 2), range(7, 131, 2), range(8, 131, 2))]

    @staticmethod
    def _pooled(padding: int = 1) -> Stack:
        return Window(kernel_size=3, padding=padding), Window(op="max_pool", kernel_size=2, stride=2)

    @staticmethod
    def _strided(padding: int = 1, stride: int = 2) -> Stack:
        return (Window(kernel_size=3, stride=stride, padding=padding),)

    def ask(self) -> str:
        return (
            f"An input has side {self.size}. What side is left by a 3×3 convolution with padding 1 and stride 1 "
            "followed by a 2×2 max pool with stride 2, and what side by a single 3×3 convolution with padding 1 and "
            "stride 2? (pooled, strided)"
        )

    def answer(self) -> Shape:
        value = stack_output_size(self.size, self._pooled()), stack_output_size(self.size, self._strided())
        return Shape(value=value, axes=PAIR, joint=", ")

    def _run(self, pooled: Stack, strided: Stack) -> Measurement:
        return both(measure.side(self.size, pooled), measure.side(self.size, strided))

    def slips(self) -> Iterator[Slip]:
        i, floor, ceiling = self.size, self.size // 2, -(-self.size // 2)
        yield Slip(
            tag="strided.always_equal",
            value=(floor, floor),
            message="They differ where the side is odd: the padded stride-2 convolution has one output more.",
            working=f"⌊{i}/2⌋ = {floor} for both",
        )
        yield Slip(
            tag="strided.both_ceil",
            value=(ceiling, ceiling),
            message="The 2×2 pool has no padding: a last sample without a partner is dropped.",
            working=f"⌈{i}/2⌉ = {ceiling} for both",
        )
        yield Slip(
            tag="strided.swapped",
            value=(ceiling, floor),
            message="It is the other way round: the pool rounds down, the padded convolution up.",
            working=f"⌈{i}/2⌉ = {ceiling}, ⌊{i}/2⌋ = {floor}",
        )
        if i > 3:
            yield Slip(
                tag="pad.ignored",
                value=((i - 2) // 2, (i - 3) // 2 + 1),
                working=f"⌊({i} − 2)/2⌋ = {(i - 2) // 2}, ⌊({i} − 3)/2⌋ + 1 = {(i - 3) // 2 + 1}",
                run=lambda: self._run(self._pooled(0), self._strided(0)),
            )
        yield Slip(
            tag="plus1.missing",
            value=(floor, ceiling - 1),
            working=f"⌊({i} − 3 + 2)/2⌋ = {ceiling - 1} for the strided convolution",
        )
        yield Slip(
            tag="stride.ignored",
            value=(floor, i),
            message="The single convolution has stride 2: it halves the side itself.",
            working=f"{i} for the strided convolution",
            run=lambda: self._run(self._pooled(), self._strided(stride=1)),
        )

    def steps(self) -> Iterator[str]:
        i = self.size
        pooled, strided = stack_output_size(i, self._pooled()), stack_output_size(i, self._strided())
        yield f"The padded 3×3 keeps {i}; the pool leaves ⌊({i} − 2)/2⌋ + 1 = {pooled}"
        yield f"The strided layer leaves ⌊({i} − 3 + 2·1)/2⌋ + 1 = {strided}"
        yield "An odd side: they differ by one" if i % 2 else "An even side: both halve it"

    def measure(self) -> Measurement:
        return self._run(self._pooled(), self._strided())

    def scene(self) -> Scene:
        rulers = [Ruler("2×2 pool", self.size, 2, 2), Ruler("3×3 stride 2", self.size, 3, 2, (1, 1))]
        return joined("two ways to halve a row", sliding("", rulers), _on_a_checkerboard())


class Work(Variant):
    """17.2 Work."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "pooled 9·C_in·C_out·H²; strided 9·C_in·C_out·(H/2)²"

    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    size: Annotated[int, Side, Draw(14, 28, 32, 56, 112)]

    def _macs(self, stride: int) -> int:
        weights = conv_parameters(3, 3, self.in_channels, self.out_channels, bias=False)
        return conv_macs(weights, output_size(self.size, 3, stride, 1) ** 2)

    def ask(self) -> str:
        h = self.size
        return (
            f"A 3×3 convolution with padding 1 turns {self.in_channels} channels of {h}×{h} into {self.out_channels} "
            "channels. How many multiply-adds (MACs) does one image take with stride 1 and a 2×2 max pool behind it, "
            "and how many with stride 2 and no pool? Taps on padding count, comparisons of the pool do not. (pooled; "
            "strided)"
        )

    def answer(self) -> Parts:
        values = dict(zip(PAIR, (self._macs(1), self._macs(2)), strict=True))
        return Parts(parts={name: Integer(value=value) for name, value in values.items()})

    def _ones(self, stride: int) -> Measurement:
        return measure.ones(self.in_channels, self.out_channels, (3, 3), (self.size, self.size), stride, 1)

    def slips(self) -> Iterator[Slip]:
        c, o, h, full, part = self.in_channels, self.out_channels, self.size, self._macs(1), self._macs(2)
        yield Slip(
            tag="strided.same_cost",
            value={"strided": full},
            message="The strided layer computes only every second row and column: a quarter of the positions.",
            working=f"9·{c}·{o}·{h}·{h} = {full:,}",
            run=lambda: Measurement({"strided": self._ones(1).value}, self._ones(1).run),
        )
        yield Slip(
            tag="strided.half_cost",
            value={"strided": full // 2},
            message="Stride 2 acts on both axes: a quarter is left, not half.",
            working=f"{full:,}/2 = {full // 2:,}",
        )
        yield Slip(
            tag="strided.pool_reduces_conv",
            value={"pooled": part},
            message="The pool comes after the work: the convolution has computed every position by then.",
            working=f"{part:,} for the pooled one",
            run=lambda: Measurement({"pooled": self._ones(2).value}, self._ones(2).run),
        )
        yield Slip(
            tag="channels.forgotten",
            value={"pooled": full // c, "strided": part // c},
            working=f"9·{o}·{h}·{h} = {full // c:,}, and the strided one {part // c:,}",
        )
        yield Slip(
            tag="flops.doubled",
            value={"pooled": 2 * full, "strided": 2 * part},
            working=f"2·{full:,} = {2 * full:,}; 2·{part:,} = {2 * part:,}",
        )

    def steps(self) -> Iterator[str]:
        c, o, h, half = self.in_channels, self.out_channels, self.size, output_size(self.size, 3, 2, 1)
        yield f"Weights: 9·{c}·{o} = {9 * c * o:,}, each used once per output position"
        yield f"Stride 1: {h}·{h} = {h * h:,} positions, {self._macs(1):,} MACs; the pool comes after them"
        yield f"Stride 2: {half}·{half} = {half * half:,} positions, {self._macs(2):,} MACs"

    def measure(self) -> Measurement:
        pooled, strided = self._ones(1), self._ones(2)
        return Measurement(
            {"pooled": pooled.value, "strided": strided.value}, f"pooled, {pooled.run}; strided, {strided.run}"
        )

    def scene(self) -> Scene:
        pooled, strided = self._ones(1).value, self._ones(2).value
        macs = [("stride 1, pooled afterwards", pooled), ("stride 2", strided)]
        said = ("", f"{strided / pooled:.1%} of the work: the pool throws away what was computed.")
        return barred("work before a pool, and with stride", "multiply-adds of ones", macs, said)


class Fields(Variant):
    """17.3 Receptive fields."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 36
    formula: ClassVar[str] = "pooled k + (p − 1) + 4n, strided k + 4n"

    kernel: Annotated[int, Kernel, Draw(3, 3, 5, 7)]
    pool_kernel: Annotated[int, Field(ge=2, le=16), Draw(2, 3)]
    more: Annotated[int, Field(ge=0, le=16), Draw(range(6), range(1, 4))]

    def _stack(self, *firsts: Window, stride: int = 1) -> Stack:
        return (*firsts, *(Window(kernel_size=3, stride=stride, name=f"3×3 ({at + 1})") for at in range(self.more)))

    def _pooled(self, stride: int = 2) -> Stack:
        first = Window(kernel_size=self.kernel, name=f"{self.kernel}×{self.kernel}")
        return self._stack(first, Window(op="max_pool", kernel_size=self.pool_kernel, stride=stride, name="pool"))

    def _strided(self, stride: int = 2) -> Stack:
        return self._stack(Window(kernel_size=self.kernel, stride=stride, name=f"{self.kernel}×{self.kernel}/{stride}"))

    def ask(self) -> str:
        k, p, n = self.kernel, self.pool_kernel, self.more
        convolutions = "3×3 convolution" if n == 1 else "3×3 convolutions"
        behind = f"; either is followed by {n} more {convolutions} with stride 1" if n else ""
        return (
            f"Compare a {k}×{k} convolution with stride 1 and a {p}×{p} max pool with stride 2 behind it against a "
            f"single {k}×{k} convolution with stride 2{behind}. What is the receptive field of one output of each, as "
            "a side? (pooled, strided)"
        )

    def answer(self) -> Shape:
        value = receptive_field(self._pooled()), receptive_field(self._strided())
        return Shape(value=value, axes=PAIR, joint=", ")

    def slips(self) -> Iterator[Slip]:
        k, p, n = self.kernel, self.pool_kernel, self.more
        strided = receptive_field(self._strided())
        yield Slip(
            tag="strided.same_rf",
            value=(strided, strided),
            message="The pool has a window of its own, of side p, which adds p − 1 samples.",
            working=f"{k} + 4·{n} = {strided} for both",
            run=lambda: both(measure.foot(self._strided()), measure.foot(self._strided())),
        )
        flat = receptive_field(self._pooled(1)), receptive_field(self._strided(1))
        yield Slip(
            tag="rf.strides_ignored",
            value=flat,
            working=f"{k} + {p - 1} + 2·{n} = {flat[0]}, {k} + 2·{n} = {flat[1]}",
            run=lambda: both(measure.foot(self._pooled(1)), measure.foot(self._strided(1))),
        )
        own = k + 2 * (p - 1) + 4 * n, 1 + 2 * (k - 1) + 4 * n
        yield Slip(
            tag="rf.current_stride",
            value=own,
            working=f"{k} + 2·{p - 1} + 4·{n} = {own[0]}, 1 + 2·{k - 1} + 4·{n} = {own[1]}",
        )

    def steps(self) -> Iterator[str]:
        for title, stack in zip(PAIR, (self._pooled(), self._strided()), strict=True):
            fields = [f"{row.layer.name} → {row.receptive_field}" for row in field_table(stack)]
            yield f"{title.capitalize()}: {', '.join(fields)}"
        if self.more:
            yield "After the stride of 2 a step is 2 samples: every 3×3 adds 2·2 = 4 to either"

    def measure(self) -> Measurement:
        return both(measure.foot(self._pooled()), measure.foot(self._strided()))

    def scene(self) -> Scene:
        strided = measure.foot(self._strided()).value
        names = [layer.name for layer in self._pooled()]
        return footprint("conv and pool, back to the input", self._pooled(), names, f" With stride alone: {strided}.")


def read_share(kernel: int, stride: int) -> Measurement:
    """GRAD of the sum of all outputs: the percentage of inputs that have one, away from the borders."""
    side = 4 * stride + 2 * kernel
    weight = measure.zeros(1, 1, kernel, kernel) + 1
    outputs = conv2d(measure.zeros(1, 1, side, side), weight, None, stride)
    gradient = conv2d_input_grad(outputs + 1, weight, (1, 1, side, side), stride)
    inner = slice(kernel, kernel + 2 * stride)
    block = gradient[0, 0, inner, inner]
    touched = int((block != 0).sum())
    return Measurement(
        Fraction(100 * touched, block.size), f"gradient of all outputs: not zero on {touched} of {block.size} pixels"
    )


class NeverRead(Variant):
    """17.4 How much is read?"""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 20
    formula: ClassVar[str] = "100·min(K, S)²/S² percent are read"

    kernel: Annotated[int, Kernel, Draw(1, 1, 1, 2, 3, 3, 5)]
    stride: Annotated[int, Stride, Draw(2, 2, 3, 4, 4, 5, 8)]

    @property
    def _share(self) -> Fraction:
        return Fraction(100 * min(self.kernel, self.stride) ** 2, self.stride**2)

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} convolution with stride {self.stride} runs on a large image. Away from the "
            "borders, what percentage of the input positions influences the output? (1 decimal)"
        )

    def answer(self) -> Percent:
        return Percent(value=self._share)

    def slips(self) -> Iterator[Slip]:
        k, s = self.kernel, self.stride
        yield Slip(
            tag="strided.uses_all",
            value=100,
            message="A window smaller than the stride leaves gaps that no window reads.",
            working=f"100, as at stride 1; but {k} of every {s} samples are read along an axis",
            run=lambda: read_share(k, 1),
        )
        yield Slip(
            tag="strided.one_axis",
            value=Fraction(100 * min(k, s), s),
            message="That is the share along one axis: there are two, so square it.",
            working=f"100·{min(k, s)}/{s}",
        )
        yield Slip(
            tag="strided.one_in_s2",
            value=Fraction(100, s * s),
            message="One pixel in S² is read by a 1×1 kernel only; that is the share of window starts.",
            working=f"100/{s * s}",
            run=lambda: read_share(1, s),
        )
        yield Slip(
            tag="ratio.of_remaining",
            value=100 - self._share,
            message="That is the share that is never read.",
            working=f"100·(1 − {min(k, s) ** 2}/{s * s})",
        )

    def steps(self) -> Iterator[str]:
        k, s = self.kernel, self.stride
        yield f"Along an axis windows start every {s} samples and read {k}: min({k}, {s}) = {min(k, s)} of every {s}"
        yield f"Both axes: {min(k, s)}²/{s}² = {min(k, s) ** 2}/{s * s}, {self.answer().shown}"

    def measure(self) -> Measurement:
        return read_share(self.kernel, self.stride)

    def scene(self) -> Scene:
        k, s = self.kernel, self.stride
        side = 3 * s + k
        weight = measure.zeros(1, 1, k, k).astype(float) + 1
        outputs = conv2d(measure.zeros(1, 1, side, side).astype(float), weight, None, s) + 1
        frames = []
        for upto in range(outputs.size + 1):
            push = 0 * outputs
            push.flat[: max(upto, 1)] = 1
            push = push if upto < outputs.size else outputs
            reads = measure.plane(conv2d_input_grad(push, weight, (1, 1, side, side), s))
            unread = {at: Ink.UNREAD for at in measure.places(reads) if not reads[at]} if upto == outputs.size else {}
            said = self.measure().run if unread or upto == outputs.size else "gradient of the outputs so far"
            frames.append(
                Frame((grid("how many windows read it", reads, unread, like=reads),), f"{said.capitalize()}.")
            )
        return story("which pixels are read", frames[1:])


class Price(Variant):
    """17.5 Price of replacing a pool."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·C², and C biases if there are any"

    channels: Annotated[int, Channels, Draw(16, 32, 48, 64, 96, 128, 192, 256, 384, 512)]
    kernel: Annotated[int, Kernel, Draw(2, 3, 3)]
    bias: Annotated[bool, Draw(True, False)]

    def impossible(self) -> str | None:
        return too_many(self._parameters(bias=False), MOST)

    def _parameters(self, groups: int = 1, bias: bool | None = None) -> int:
        k, c = self.kernel, self.channels
        return conv_parameters(k, k, c, c, groups, self.bias if bias is None else bias)

    def _arrays(self, groups: int = 1, bias: bool | None = None) -> dict[str, Array]:
        k, c = self.kernel, self.channels
        return measure.parameters(c, c, (k, k), groups, self.bias if bias is None else bias)

    def ask(self) -> str:
        k, c = self.kernel, self.channels
        return (
            f"A 2×2 max pool on {c} channels is replaced by a {k}×{k} convolution with stride 2 from {c} to {c} "
            f"channels, {'with' if self.bias else 'without'} biases. How many parameters does that add?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._parameters())

    def slips(self) -> Iterator[Slip]:
        k, c, plus = self.kernel, self.channels, f" + {self.channels}" if self.bias else ""
        yield Slip(
            tag="pool.no_params",
            value=0,
            message="The pool has no parameters; the convolution that takes its place has.",
            working="0",
        )
        yield Slip(
            tag="strided.depthwise",
            value=self._parameters(groups=c),
            message="That is a depthwise convolution; the ordinary one has a kernel for every pair of channels.",
            working=f"{k}·{k}·{c}{plus} = {self._parameters(groups=c):,}",
            run=lambda: measure.count(self._arrays(groups=c)),
        )
        divided = self._parameters(bias=False) // 4 + self.bias * c
        yield Slip(
            tag="strided.divided_by_stride",
            value=divided,
            message="The stride saves positions and with them work; it does not change the weights.",
            working=f"{k}·{k}·{c}·{c}/4{plus} = {divided:,}",
        )
        flipped = self._parameters(bias=not self.bias)
        yield Slip(
            tag="bias.flipped",
            value=flipped,
            working=f"{k}·{k}·{c}·{c}{'' if self.bias else f' + {c}'} = {flipped:,}",
            run=lambda: measure.count(self._arrays(bias=not self.bias)),
        )

    def steps(self) -> Iterator[str]:
        k, c = self.kernel, self.channels
        yield f"A {k}×{k} kernel for every pair of channels: {k}·{k}·{c}·{c} = {self._parameters(bias=False):,}"
        yield f"Biases: {c if self.bias else 0}; the pool had no parameters"
        yield f"Added: {self._parameters():,}"

    def measure(self) -> Measurement:
        return measure.count(self._arrays())

    def scene(self) -> Scene:
        slices = {"weight": "filter", "bias": "output channel"}
        counted = [Counted(name, array, slices[name]) for name, array in self._arrays().items()]
        return counting("the pool had none of these", counted)


STAGES = ("conv1", "max pool", "conv2_x", "conv3_x", "conv4_x", "conv5_x")


def stage_of(layer: Window) -> str:
    """Return the stage that a layer of ResNet-50 stands in, empty behind them."""
    return next((stage for stage in STAGES if layer.name.split("_")[0] == stage.removesuffix("_x")), "")


class ResNetSizes(Variant):
    """17.6 Sizes along ResNet-50."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 24
    formula: ClassVar[str] = "⌈I/2⌉ after conv1, max pool, conv3_x, conv4_x and conv5_x; conv2_x keeps the side"

    size: Annotated[
        int,
        Field(ge=32, le=1024),
        Draw(
            160,
            192,
            200,
            208,
            224,
            225,
            240,
            250,
            256,
            272,
            288,
            299,
            300,
            320,
            333,
            350,
            384,
            400,
            448,
            480,
            512,
            600,
            640,
            800,
        ),
    ]

    def ask(self) -> str:
        return (
            f"ResNet-50 runs on an image of side {self.size}. What is the side after conv1, after the max pool, and "
            "after conv2_x, conv3_x, conv4_x and conv5_x? (six numbers, in this order)"
        )

    def _sides(self, strides: tuple[int, ...] = (2, 2, 1, 2, 2, 2), up: bool = True) -> tuple[int, ...]:
        """Return the sides after stages of these strides, rounded up or down."""
        side, sides = self.size, []
        for stride in strides:
            side = output_size(side, 3, stride, 1) if up else side // stride
            sides.append(side)
        return tuple(sides)

    def answer(self) -> Shape:
        return Shape(value=self._sides(), axes=STAGES, joint=", ")

    def _run(self, without: str = "") -> Measurement:
        side, sides = self.size, dict.fromkeys(STAGES, 0)
        for layer in RESNET50.trunk("conv5_3c"):
            stage = stage_of(layer)
            if stage != without:
                side = measure.positions(side, layer.kernel_size, layer.stride, (layer.padding, layer.padding))
            sides[stage] = side
        return Measurement(tuple(sides.values()), f"a row of {self.size} zeros through ResNet-50's layers")

    def slips(self) -> Iterator[Slip]:
        def slip(tag: str, value: tuple[int, ...], message: str, without: str | None = None) -> Slip:
            run = None if without is None else lambda: self._run(without)
            return Slip(tag=tag, value=value, message=message, working=", ".join(map(str, value)), run=run)

        yield slip(
            "round.floor",
            self._sides(up=False),
            "These layers are padded: an odd side is rounded up, ⌈I/2⌉.",
        )
        yield slip(
            "resnet.pool_forgotten",
            self._sides((2, 1, 1, 2, 2, 2)),
            "A 3×3 max pool with stride 2 follows conv1.",
            "max pool",
        )
        yield slip(
            "resnet.conv2_strided",
            self._sides((2, 2, 2, 2, 2, 2)),
            "conv2_x has stride 1: the max pool has done its reduction.",
        )

    def steps(self) -> Iterator[str]:
        before = self.size
        for stage, side in zip(STAGES, self._sides(), strict=True):
            yield f"{stage}: {f'⌈{before}/2⌉ = {side}' if stage != 'conv2_x' else f'stride 1, {side}'}"
            before = side

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        sides = dict(zip(STAGES, self._run().value, strict=True))
        layers = [layer for layer in RESNET50.trunk("conv5_3c") if layer.stride > 1]
        rows = [(layer.name, str(layer.op), str(layer.stride), str(sides[stage_of(layer)])) for layer in layers]
        rows = [("image", "", "", str(self.size)), *rows]
        said = [f"{name}: {op or 'as it comes'}, side {side}." for name, op, _, side in rows]
        closing = "One of them is a pool; a global average pool follows."
        return steps("the layers of ResNet-50 that reduce", ("layer", "op", "stride", "side"), rows, said, closing)


def resnet_keeps_pools() -> Evidence:
    """List what reduces the map in ResNet-50's table."""
    pools = [row.name for row in RESNET50.table if "pool" in row.layer.op]
    strided = sum(layer.op == "conv" and layer.stride == 2 for layer in RESNET50.trunk())
    sides = ResNetSizes(size=224).measure().value
    return Evidence(
        pools == ["max pool", "average pool"] and strided == 4 and sides == (112, 56, 56, 28, 14, 7),
        f"pools: {', '.join(pools)}; {strided} strided convolutions on the main path; 224 → {sides}",
    )


def strided_is_subsampled() -> Evidence:
    """Compare stride 2 with every second output of stride 1."""
    gaps = []
    for kernel, padding in ((1, 0), (2, 0), (3, 1), (5, 2)):
        x, w = measure.noise(2, 3, 12, 13, seed=kernel), measure.noise(4, 3, kernel, kernel, seed=kernel + 9)
        dense = conv2d(x, w, None, 1, padding)[:, :, ::2, ::2]
        gaps.append(measure.largest_difference(conv2d(x, w, None, 2, padding), dense))
    return Evidence(max(gaps) < 1e-9, f"max |Δ| = {max(gaps):.1g} over {len(gaps)} kernels")


def pointwise_stride_skips() -> Evidence:
    """Read off gradients which pixels a stride of 2 reads."""
    seen = {kernel: read_share(kernel, 2).value for kernel in (1, 2, 3)}
    text = ", ".join(f"{kernel}×{kernel} reads {share}%" for kernel, share in seen.items())
    return Evidence(list(seen.values()) == [25, 100, 100], f"stride 2: {text}")


def stride_forgets() -> Evidence:
    """Change what a 1×1 with stride 2 never reads, and count what a 3×3 with stride 2 leaves."""
    x, w = measure.noise(1, 4, 8, 8), measure.noise(8, 4, 1, 1, seed=1)
    other = x + 1
    other[:, :, ::2, ::2] = x[:, :, ::2, ::2]
    gap = measure.largest_difference(conv2d(x, w, None, 2), conv2d(other, w, None, 2))
    changed = int((x != other).sum())
    numbers, left = x.size, conv2d(x, measure.noise(4, 4, 3, 3), None, 2, 1).size
    return Evidence(
        gap == 0 and changed == 3 * x.size // 4 and left < numbers,
        f"1×1/2: {changed} of {x.size} numbers changed, output differs by {gap:.0f}; 3×3/2: {numbers} → {left} numbers",
    )


def average_is_a_strided_convolution() -> Evidence:
    """Compare average pooling with a depthwise convolution of weights 1/K²."""
    gaps = []
    for kernel in (2, 3):
        x = measure.noise(2, 3, 9, 9, seed=kernel)
        weight = measure.noise(3, 1, kernel, kernel) * 0 + 1 / kernel**2
        gaps.append(measure.largest_difference(avg_pool2d(x, kernel, 2), conv2d(x, weight, None, 2, groups=3)))
    return Evidence(max(gaps) < 1e-9, f"max |Δ| = {max(gaps):.1g} for windows of 2 and 3")


def max_is_not_linear() -> Evidence:
    """Compare the pool of a sum with the sum of the pools."""
    one, other = measure.noise(1, 1, 8, 8), measure.noise(1, 1, 8, 8, seed=1)
    gap = measure.largest_difference(max_pool2d(one + other, 2), max_pool2d(one, 2) + max_pool2d(other, 2))
    average = measure.largest_difference(avg_pool2d(one + other, 2), avg_pool2d(one, 2) + avg_pool2d(other, 2))
    return Evidence(gap > 0.01 and average < 1e-9, f"max pool off by up to {gap:.2f}, average pool by {average:.1g}")


def learning_costs_parameters() -> Evidence:
    """Count the arrays of a replacement."""
    counted = measure.count(measure.parameters(64, 64, (3, 3), bias=False)).value
    return Evidence(counted == 9 * 64 * 64, f"3×3/2 on 64 channels: {counted:,} weights; a pool has no arrays")


def stride_quarters_work() -> Evidence:
    """Add up the products of one layer at both strides."""
    full, part = (measure.ones(8, 8, (3, 3), (16, 16), stride, 1).value for stride in (1, 2))
    return Evidence(full == 4 * part, f"16×16, 8 → 8 channels: {full:,} products at stride 1, {part:,} at stride 2")


def both_alias() -> Evidence:
    """Shift an image by one and by two pixels."""
    x, w = measure.noise(1, 1, 8, 8), measure.noise(1, 1, 3, 3, seed=1)

    def strided(at: Array) -> Array:
        return conv2d(at, w, None, 2, 1, padding_mode="circular")

    def pooled(at: Array) -> Array:
        return max_pool2d(at, 2)

    seen = [measure.shift(op, x, (0, by)).value for op in (strided, pooled) for by in (1, 2)]
    return Evidence(
        seen == [None, (0, 1), None, (0, 1)],
        f"output shift for 1 and 2 pixels: strided {seen[0]}, {seen[1]}; max pool {seen[2]}, {seen[3]}",
    )


ANSWER = """\
They downsample with **strided convolutions**, so that the reduction is **learned** instead of fixed; the
all-convolutional net (Springenberg et al. 2015) replaced its pools in this way without losing accuracy.

- **ResNet does not avoid pooling altogether.** conv3_x to conv5_x halve the map by stride, but a 3×3 max pool with
  stride 2 follows conv1, and global average pooling precedes the classifier.
- **A strided convolution discards as well.** With stride 2 it is the dense convolution with three of four outputs
  dropped; ResNet's 1×1 shortcut with stride 2 never reads 75% of its input positions.
- **Cost:** a pool has no parameters, a replacement C → C has K²·C² weights. But putting the stride *into* a
  convolution, instead of a pool behind it, saves three quarters of that convolution's work.
- Average pooling is a strided convolution with fixed weights (1/K², each channel by itself). Max pooling is not: it
  is not linear.
"""

QUESTION = Question(
    number=17,
    slug="pooling-avoided",
    title="Why do some modern CNNs (ResNet) avoid pooling?",
    level="medium",
    topics=("pooling", "stride and padding"),
    answer=ANSWER,
    formula="pool ⌊I/2⌋, 0 weights; 3×3/2 convolution ⌈I/2⌉, 9C² weights",
    latex=r"\left\lfloor I/2 \right\rfloor \text{ and } 0 \text{ weights against } "
    r"\left\lceil I/2 \right\rceil \text{ and } 9C^2",
    common_wording=(
        CommonWording(
            says="ResNet avoids pooling.",
            but="conv3_x to conv5_x reduce by stride, yet a 3×3 max pool with stride 2 follows conv1 and global "
            "average pooling precedes the classifier.",
        ),
        CommonWording(
            says="Strided convolution avoids losing information.",
            but="Any such reduction can lose some. Stride 2 drops three of four outputs of the dense convolution, "
            "and a 1×1 convolution with stride 2 ignores 75% of the positions.",
        ),
    ),
    claims=(
        Claim(
            says="ResNet-50 keeps a max pool after conv1 and a global average pool; later stages reduce by stride.",
            experiment=resnet_keeps_pools,
            source="He et al. 2016, Table 1, §3.3",
            refutes=True,
        ),
        Claim(
            says="A stride-2 convolution is the dense one with three of four outputs dropped.",
            experiment=strided_is_subsampled,
        ),
        Claim(
            says="A 1×1 convolution with stride 2 reads a quarter of the positions, 2×2 and 3×3 read all.",
            experiment=pointwise_stride_skips,
            source="He et al. 2019, §4",
            refutes=True,
        ),
        Claim(
            says="A strided convolution can lose information: a 1×1 with stride 2 gives different images the same "
            "output, and any that leaves fewer numbers than it was given must.",
            experiment=stride_forgets,
            refutes=True,
        ),
        Claim(
            says="Average pooling is a strided convolution with fixed weights.",
            experiment=average_is_a_strided_convolution,
            source="Springenberg et al. 2015, §2",
        ),
        Claim(says="Max pooling is not linear, so it is no convolution.", experiment=max_is_not_linear),
        Claim(says="The learned replacement costs K²·C² weights.", experiment=learning_costs_parameters),
        Claim(
            says="Stride 2 in the convolution takes a quarter of the work of a pool behind it.",
            experiment=stride_quarters_work,
        ),
        Claim(says="Strided convolutions and pools both alias under odd shifts.", experiment=both_alias),
        Claim(
            says="Pools can be replaced by strided convolutions without loss of accuracy on several benchmarks.",
            source="Springenberg et al. 2015, §3",
        ),
    ),
    variants=(SameSize, Work, Fields, NeverRead, Price, ResNetSizes),
    follow_ups=(
        FollowUp(
            "How was ResNet's shortcut mended?",
            "ResNet-D puts a 2×2 average pool with stride 2 before a 1×1 with stride 1, so that every position counts. "
            "In the bottleneck, torchvision moves the stride from the 1×1 to the 3×3 for the same reason.",
        ),
        FollowUp(
            "When is pooling still the better choice?",
            "It has no parameters, which helps with little data; and global average pooling before the classifier is "
            "nearly universal, since it takes any input size.",
        ),
        FollowUp(
            "What about aliasing?",
            "Both subsample, so a shift by one pixel changes more than the position. A blur before the subsampling "
            "restores much of the robustness to shifts (Zhang 2019).",
        ),
    ),
    rubric=(
        Point("strided convolutions replace pooling between stages", essential=True),
        Point("the reduction is learned, not fixed", essential=True),
        Point("ResNet keeps one max pool and global average pooling", essential=True),
        Point("cost: more parameters; but the stride saves the dense convolution's work"),
        Point("information is lost either way (1×1 with stride 2 reads a quarter)"),
        Point("evidence: the all-convolutional net"),
    ),
    trap="A strided convolution loses no information (a 1×1 with stride 2 reads a quarter).",
    sources=(
        "He, Zhang, Ren & Sun 2016, Deep residual learning for image recognition, §3.3 and Table 1",
        "Springenberg et al. 2015, Striving for simplicity: the all convolutional net",
        "He et al. 2019, Bag of tricks for image classification, §4",
        "Zhang 2019, Making convolutional networks shift-invariant again",
    ),
    related=(5, 6),
)
