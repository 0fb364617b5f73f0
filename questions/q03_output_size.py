"""Question 3: the output size of a convolution."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count, product
from math import ceil, prod
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers.answers import Integer, Shape
from questions.drawing.stream import Draw
from questions.model.claim import Claim, Evidence
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.limits import misfit, too_long
from questions.parts.real_layers import Pool, real_layers
from questions.parts.stacks import DrawnStack, describe_stack, parse_stack
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import (
    effective_kernel,
    input_size_range,
    output_size,
    same_padding,
    same_upper,
    stack_output_size,
)
from solvers.layers import Stack, Window
from solvers.measure import Measurement
from solvers.networks.architectures.alexnet import ALEXNET
from solvers.networks.architectures.inception import INCEPTION_V3_STEM
from solvers.networks.architectures.lenet import LENET5
from solvers.networks.architectures.resnet import RESNET18
from solvers.networks.architectures.vgg import VGG16

Side = Field(ge=1, le=1024)
Kernel = Field(ge=1, le=64)
Padding = Field(ge=0, le=64)


def too_large(size: int, kernel: int, padding: int, dilation: int = 1) -> str | None:
    """Say that a kernel does not fit into the padded input, or that running it takes too long; None if neither."""
    if reason := misfit(size, kernel, padding, dilation):
        return reason
    return too_long((size + 2 * padding - effective_kernel(kernel, dilation) + 1) ** 2 * kernel**2)


class OneLayer(Variant):
    """3.1 Output side of one layer."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "O = ⌊(I − K + 2P)/S⌋ + 1"
    pool: ClassVar[Pool | None] = real_layers("size", "kernel", "stride", "padding")

    size: Annotated[int, Side, Draw(range(16, 301))]
    kernel: Annotated[int, Kernel, Draw(1, 2, 3, 4, 5, 7, 11)]
    stride: Annotated[int, Kernel, Draw(1, 2, 2, 3, 4)] = 1
    padding: Annotated[int, Padding, Draw(0, 1, 2, 3, 5)] = 0

    @property
    def _room(self) -> int:
        return self.size + 2 * self.padding - self.kernel

    def impossible(self) -> str | None:
        return too_large(self.size, self.kernel, self.padding)

    def excluded(self) -> bool:
        return self.padding > self.kernel // 2 or self.stride > self.kernel or self.kernel > self.size

    def difficulty(self) -> Level:
        return "medium" if self._room % self.stride else "easy"

    def ask(self) -> str:
        where = f"{self.network}: input" if self.network else "Input"
        return (
            f"{where} {self.size}×{self.size}, kernel {self.kernel}×{self.kernel}, stride {self.stride}, "
            f"padding {self.padding} on every side. What is the side of the output?"
        )

    def answer(self) -> Integer:
        return Integer(value=output_size(self.size, self.kernel, self.stride, self.padding))

    def slips(self) -> Iterator[Slip]:
        i, k, s, p, room = self.size, self.kernel, self.stride, self.padding, self._room
        run = partial(measure.square, i, k)
        yield Slip(
            tag="pad.single",
            value=(room - p) // s + 1,
            working=f"⌊({i} − {k} + {p})/{s}⌋ + 1 = {(room - p) // s + 1}",
            run=lambda: run(s, (p, 0)),
        )
        yield Slip(
            tag="pad.ignored",
            value=(i - k) // s + 1,
            working=f"⌊({i} − {k})/{s}⌋ + 1 = {(i - k) // s + 1}",
            run=lambda: run(s),
        )
        yield Slip(tag="plus1.missing", value=room // s, working=f"⌊{room}/{s}⌋ = {room // s}")
        yield Slip(tag="round.ceil", value=ceil(room / s) + 1, working=f"⌈{room}/{s}⌉ + 1 = {ceil(room / s) + 1}")
        yield Slip(
            tag="round.not_rounded",
            value=room / s + 1,
            message="A layer has whole positions: round the division down.",
            working=f"{room}/{s} + 1 = {room / s + 1:g}",
        )
        yield Slip(tag="stride.ignored", value=room + 1, working=f"{room} + 1 = {room + 1}", run=lambda: run(1, (p, p)))
        yield Slip(
            tag="plus1.before_division",
            value=(room + 1) // s,
            message="The +1 stands outside the division.",
            working=f"⌊({room} + 1)/{s}⌋ = {(room + 1) // s}",
        )
        yield Slip(tag="stride.ratio_only", value=i // s, working=f"⌊{i}/{s}⌋ = {i // s}")

    def steps(self) -> Iterator[str]:
        s, room = self.stride, self._room
        yield f"Padded size: {self.size} + 2·{self.padding} = {self.size + 2 * self.padding}"
        yield f"Room to move the kernel: {self.size + 2 * self.padding} − {self.kernel} = {room}"
        yield f"Whole steps: ⌊{room}/{s}⌋ = {room // s}"
        yield f"Plus the first position: {room // s} + 1 = {room // s + 1}"

    def measure(self) -> Measurement:
        layer = Window(kernel_size=self.kernel, stride=self.stride, padding=self.padding)
        return measure.side(self.size, (layer,))

    def scene(self) -> Scene:
        ruler = Ruler("one row", self.size, self.kernel, self.stride, (self.padding, self.padding))
        return sliding(f"kernel {self.kernel}, stride {self.stride}, padding {self.padding}", [ruler])


class Rectangular(Variant):
    """3.2 Rectangular and dilated."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "O = ⌊(I + 2P − D(K − 1) − 1)/S⌋ + 1, rows and columns apart"

    height: Annotated[int, Side, Draw(range(20, 129))]
    width: Annotated[int, Side, Draw(range(20, 129))]
    kernel_height: Annotated[int, Kernel, Draw(1, 3, 3, 5, 7)]
    kernel_width: Annotated[int, Kernel, Draw(1, 3, 3, 5, 7)]
    stride_height: Annotated[int, Kernel, Draw(1, 1, 2)] = 1
    stride_width: Annotated[int, Kernel, Draw(1, 1, 2)] = 1
    padding_height: Annotated[int, Padding, Draw(range(9))] = 0
    padding_width: Annotated[int, Padding, Draw(range(9))] = 0
    dilation_height: Annotated[int, Kernel, Draw(1, 1, 2, 3, 4)] = 1
    dilation_width: Annotated[int, Kernel, Draw(1, 1, 2, 3, 4)] = 1

    @property
    def _axes(self) -> tuple[tuple[int, int, int, int, int], ...]:
        """I, K, S, P, D along the height, then along the width."""
        return (
            (self.height, self.kernel_height, self.stride_height, self.padding_height, self.dilation_height),
            (self.width, self.kernel_width, self.stride_width, self.padding_width, self.dilation_width),
        )

    def impossible(self) -> str | None:
        return next(filter(None, (too_large(i, k, p, d) for i, k, _, p, d in self._axes)), None)

    def excluded(self) -> bool:
        return (
            self.height == self.width
            or all(k == 1 or d == 1 for _, k, _, _, d in self._axes)
            or any(k == 1 and d > 1 for _, k, _, _, d in self._axes)
            or any(p > d * (k - 1) or effective_kernel(k, d) > i for i, k, _, p, d in self._axes)
        )

    def ask(self) -> str:
        (_, kh, sh, ph, dh), (_, kw, sw, pw, dw) = self._axes
        return (
            f"Input {self.height}×{self.width}, kernel ({kh}, {kw}), stride ({sh}, {sw}), padding ({ph}, {pw}), "
            f"dilation ({dh}, {dw}), all as (height, width). What are the output's height and width?"
        )

    def answer(self) -> Shape:
        height, width = (output_size(*axis) for axis in self._axes)
        return Shape(value=(height, width), axes=("height", "width"))

    def slips(self) -> Iterator[Slip]:
        (_, kh, sh, ph, dh), (_, kw, sw, pw, dw) = self._axes
        run = partial(measure.shape, (self.height, self.width))

        def slip(tag: str, value: Iterable[int], working: str, run: Callable[[], Measurement] | None = None) -> Slip:
            height, width = value
            fits = min(height, width) > 0
            return Slip(tag=tag, value=(height, width), working=working, run=run if fits else None)

        yield slip(
            "dilation.ignored",
            (output_size(i, k, s, p) for i, k, s, p, _ in self._axes),
            f"kernel ({kh}, {kw}) taken as it stands",
            lambda: run((kh, kw), (sh, sw), (ph, pw)),
        )
        yield slip(
            "keff.k_times_d",
            ((i + 2 * p - k * d) // s + 1 for i, k, s, p, d in self._axes),
            f"effective kernel taken as ({kh * dh}, {kw * dw})",
        )
        yield slip(
            "keff.zeros_counted",
            (output_size(i, k, s, p, d + 1) for i, k, s, p, d in self._axes),
            f"effective kernel taken as ({kh + (kh - 1) * dh}, {kw + (kw - 1) * dw})",
            lambda: run((kh, kw), (sh, sw), (ph, pw), (dh + 1, dw + 1)),
        )
        yield slip(
            "pad.single",
            ((i + p - effective_kernel(k, d)) // s + 1 for i, k, s, p, d in self._axes),
            f"padding taken as ({ph}, {pw}) in all",
            lambda: run((kh, kw), (sh, sw), ((ph, 0), (pw, 0)), (dh, dw)),
        )
        yield slip(
            "axes.swapped",
            (output_size(self.height, kw, sw, pw, dw), output_size(self.width, kh, sh, ph, dh)),
            f"kernel {kw}, stride {sw} on the height; kernel {kh}, stride {sh} on the width",
            lambda: run((kw, kh), (sw, sh), (pw, ph), (dw, dh)),
        )

    def steps(self) -> Iterator[str]:
        for name, (i, k, s, p, d) in zip(("Height", "Width"), self._axes, strict=True):
            span = effective_kernel(k, d)
            yield f"{name}: effective kernel {d}·({k} − 1) + 1 = {span}"
            yield f"{name}: room {i} + 2·{p} − {span} = {i + 2 * p - span}"
            yield f"{name}: ⌊{i + 2 * p - span}/{s}⌋ + 1 = {output_size(i, k, s, p, d)}"

    def measure(self) -> Measurement:
        (_, kh, sh, ph, dh), (_, kw, sw, pw, dw) = self._axes
        return measure.shape((self.height, self.width), (kh, kw), (sh, sw), (ph, pw), (dh, dw))

    def scene(self) -> Scene:
        rulers = [
            Ruler(name, i, k, s, (p, p), d)
            for name, (i, k, s, p, d) in zip(("height", "width"), self._axes, strict=True)
        ]
        return sliding("each axis by itself", rulers)


class KeepsSize(Variant):
    """3.3 Padding that keeps the size."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "P = D(K − 1)/2 where that is whole"
    trivial_answers: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 48

    kernel: Annotated[int, Field(ge=2, le=64), Draw(range(2, 10))]
    dilation: Annotated[int, Kernel, Draw(1, 1, 2, 3, 4, 6, 12)] = 1

    @property
    def _total(self) -> int:
        return self.dilation * (self.kernel - 1)

    @property
    def _size(self) -> int:
        """An input to try paddings on; any that holds the kernel would do."""
        return max(24, self._total + 1)

    def impossible(self) -> str | None:
        return "the kernel spans more than 512 samples" if self._total >= 512 else None

    def ask(self) -> str:
        return (
            f"A convolution has kernel {self.kernel}×{self.kernel}, dilation {self.dilation} and stride 1. Which "
            "padding per side keeps the size? Answer none if equal padding cannot."
        )

    def answer(self) -> Integer:
        return Integer(value=same_padding(self.kernel, self.dilation), optional=True)

    def slips(self) -> Iterator[Slip]:
        k, d, total = self.kernel, self.dilation, self._total
        yield Slip(
            tag="pad.half_kernel",
            value=k // 2,
            message="Half the kernel is right only for an odd kernel without dilation.",
            working=f"⌊{k}/2⌋ = {k // 2}",
            trial=lambda: self._padded(k // 2),
        )
        yield Slip(
            tag="pad.total_not_side",
            value=total,
            message="That is the total of both sides; the ask is per side.",
            working=f"{d}·({k} − 1) = {total}",
            trial=lambda: self._padded(total),
        )
        yield Slip(
            tag="dilation.ignored",
            value=(k - 1) // 2,
            working=f"⌊({k} − 1)/2⌋ = {(k - 1) // 2}",
            trial=lambda: self._padded((k - 1) // 2),
        )
        if total % 2:
            yield Slip(
                tag="same.even_floored",
                value=total // 2,
                message="One sample is still missing: an even kernel needs unequal padding.",
                working=f"⌊{total}/2⌋ = {total // 2}",
                trial=lambda: self._padded(total // 2),
            )
        else:
            yield Slip(
                tag="same.none_too_soon",
                value=None,
                message="Equal padding can: what the layer takes off is an even number of samples.",
            )

    def _padded(self, padding: int) -> Measurement:
        outputs = measure.positions(self._size, self.kernel, 1, (padding, padding), self.dilation)
        return Measurement(outputs, f"padding {padding} turns a side of {self._size} into {outputs}")

    def steps(self) -> Iterator[str]:
        span = f"{self.dilation}·({self.kernel} − 1) = {self._total}"
        yield f"Without padding the layer takes off D(K − 1) samples: {span}"
        if self._total % 2:
            yield f"Two equal sides cannot add up to {self._total}, an odd number: none"
        else:
            yield f"Half of them on each side: {self._total}/2 = {self._total // 2}"

    def measure(self) -> Measurement:
        padding = measure.search(count(), lambda padding: self._padded(padding).value >= self._size)
        reached = self._padded(padding)
        return Measurement(padding if reached.value == self._size else None, reached.run)

    def scene(self) -> Scene:
        around = sorted({self._total // 2, -(-self._total // 2)})
        rulers = [
            Ruler(f"padding {padding}", self._size, self.kernel, 1, (padding, padding), self.dilation)
            for padding in around
        ]
        return sliding(f"kernel {self.kernel}, dilation {self.dilation} on {self._size} samples", rulers)


class SameWithStride(Variant):
    """3.4 SAME with stride."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "O = ⌈I/S⌉, padding in all max((O − 1)S + K − I, 0), the odd one after"

    size: Annotated[int, Side, Draw(*(224, 225, 299, 112, 113, 56, 57, 28, 15) * 35, range(10, 321))]
    kernel: Annotated[int, Kernel, Draw(1, 2, 3, 4, 5, 7)]
    stride: Annotated[int, Kernel, Draw(1, 2, 2, 3, 4)]

    def excluded(self) -> bool:
        return self.kernel > self.size

    def ask(self) -> str:
        return (
            f"SAME padding as in TensorFlow (ONNX SAME_UPPER): input {self.size}, kernel {self.kernel}, "
            f"stride {self.stride}. What are output size, padding before and padding after?"
        )

    def answer(self) -> Shape:
        value = same_upper(self.size, self.kernel, self.stride)
        return Shape(value=value, axes=("output", "before", "after"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        i, k, s = self.size, self.kernel, self.stride
        o, before, after = same_upper(i, k, s)
        half, rest = (k - 1) // 2, k - 1 - (k - 1) // 2
        yield Slip(
            tag="same.stride_ignored",
            value=(i, half, rest),
            message="SAME keeps the size only at stride 1; with a stride the output is ⌈I/S⌉.",
            working=f"output {i}, padding {half} and {rest}, as at stride 1",
        )
        yield Slip(
            tag="same.pad_as_stride1",
            value=(o, half, rest),
            message="With a stride less padding is needed, and how much depends on the input.",
            working=f"padding {half} and {rest}, as at stride 1",
        )
        yield Slip(tag="round.floor", value=(i // s, before, after), working=f"⌊{i}/{s}⌋ = {i // s}")
        yield Slip(
            tag="same.extra_first",
            value=(o, after, before),
            message="That is SAME_LOWER: SAME_UPPER puts the odd sample after.",
            working=f"padding {after} before, {before} after",
        )
        yield Slip(
            tag="pad.total_not_side",
            value=(o, before + after, before + after),
            message="That is the total of both sides; share it out.",
            working=f"padding {before + after} on each side",
        )

    def steps(self) -> Iterator[str]:
        o, before, after = same_upper(self.size, self.kernel, self.stride)
        reach = (o - 1) * self.stride + self.kernel
        yield f"Output first: ⌈{self.size}/{self.stride}⌉ = {o}"
        yield f"The last window reaches ({o} − 1)·{self.stride} + {self.kernel} = {reach}"
        yield f"Missing: max({reach} − {self.size}, 0) = {before + after}"
        yield f"Half before, the odd one after: {before} and {after}"

    def measure(self) -> Measurement:
        starts = measure.zeros(self.size)[:: self.stride].size
        totals = count(max(self.kernel - self.size, 0))
        total = measure.search(totals, lambda total: self._positions(total // 2, total - total // 2) >= starts)
        before, after = total // 2, total - total // 2
        outputs = self._positions(before, after)
        run = f"{starts} starts, every {self.stride} samples; {total} is the least padding that gives each a window"
        return Measurement((outputs, before, after), run)

    def _positions(self, before: int, after: int) -> int:
        return measure.positions(self.size, self.kernel, self.stride, (before, after))

    def scene(self) -> Scene:
        _, before, after = self.measure().value
        upper = Ruler("SAME_UPPER", self.size, self.kernel, self.stride, (before, after))
        lower = Ruler("SAME_LOWER", self.size, self.kernel, self.stride, (after, before))
        return sliding(f"kernel {self.kernel}, stride {self.stride}", [upper, lower])


def _prefixes(*trunks: Stack) -> list[Stack]:
    return [trunk[:length] for trunk in trunks for length in range(3, min(len(trunk), 7) + 1)]


class Chain(Variant):
    """3.5 A chain of layers."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "O = ⌊(I − K + 2P)/S⌋ + 1, layer by layer, each with its floor"

    layers: Annotated[
        DrawnStack,
        Field(min_length=1, max_length=20),
        Draw(
            *_prefixes(
                ALEXNET.trunk("pool5"),
                RESNET18.trunk("conv2_1b"),
                INCEPTION_V3_STEM.trunk(),
                LENET5.trunk("C5"),
                VGG16.trunk("pool5"),
            ),
            parse_stack("7/2,3/2,3/2"),
            parse_stack("7/2,3/2,3/2,3/2"),
        ),
    ]
    size: Annotated[int, Side, Draw(32, 64, 96, 127, 128, 160, 192, 223, 224, 227, 256, 299, 320, 331)]

    def impossible(self) -> str | None:
        size = self.size
        for number, layer in enumerate(self.layers, start=1):
            if reason := too_large(size, layer.kernel_size, layer.padding, layer.dilation):
                return f"at layer {number} {reason}"
            size = stack_output_size(size, (layer,))
        return None

    def ask(self) -> str:
        return (
            f"Input {self.size}×{self.size} goes through {describe_stack(self.layers)} (kernel/stride, "
            "padding 0 where none is given). What is the side at the end?"
        )

    def answer(self) -> Integer:
        return Integer(value=stack_output_size(self.size, self.layers))

    def slips(self) -> Iterator[Slip]:
        def fold(side: Callable[[int, Window], int]) -> tuple[int, str]:
            sides = [self.size]
            for layer in self.layers:
                sides.append(side(sides[-1], layer))
            return sides[-1], " → ".join(map(str, sides))

        unpadded = tuple(layer.model_copy(update={"padding": 0}) for layer in self.layers)
        value, working = fold(lambda i, at: -((at.kernel_size - i - 2 * at.padding) // at.stride) + 1)
        yield Slip(tag="round.ceil", value=value, working=working)
        value, working = fold(lambda i, at: (i - at.kernel_size + at.padding) // at.stride + 1)
        if value > 0:
            yield Slip(tag="pad.single", value=value, working=working)
        value, working = fold(lambda i, at: (i - at.kernel_size) // at.stride + 1)
        if not type(self)(layers=unpadded, size=self.size).impossible():
            yield Slip(tag="pad.ignored", value=value, working=working, run=lambda: measure.side(self.size, unpadded))
        strides = prod(layer.stride for layer in self.layers)
        yield Slip(
            tag="stride.ratio_only",
            value=self.size // strides,
            working=f"⌊{self.size}/{strides}⌋ = {self.size // strides}",
        )
        before_last = stack_output_size(self.size, self.layers[:-1])
        yield Slip(
            tag="chain.last_skipped",
            value=before_last,
            message="You stopped one layer early.",
            working=f"{before_last} after layer {len(self.layers) - 1}",
            run=lambda: measure.side(self.size, self.layers[:-1]),
        )

    def steps(self) -> Iterator[str]:
        size = self.size
        for layer in self.layers:
            k, s, p = layer.kernel_size, layer.stride, layer.padding
            after = stack_output_size(size, (layer,))
            yield f"{k}×{k}/{s}: ⌊({size} − {k} + 2·{p})/{s}⌋ + 1 = {after}"
            size = after

    def measure(self) -> Measurement:
        return measure.side(self.size, self.layers)

    def scene(self) -> Scene:
        rulers = [
            Ruler(f"layer {number}", size, layer.kernel_size, layer.stride, (layer.padding, layer.padding))
            for number, (layer, size) in enumerate(
                zip(self.layers, measure.sides(self.size, self.layers), strict=False), start=1
            )
        ]
        return sliding("one row through every layer", rulers)


class Inverse(Variant):
    """3.6 Which inputs give this output?"""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "(O − 1)S + K − 2P ≤ I ≤ OS + K − 2P − 1"

    output: Annotated[int, Field(ge=1, le=256), Draw(range(5, 61))]
    kernel: Annotated[int, Kernel, Draw(2, 3, 4, 5, 7)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(2, 2, 3, 4)]
    padding: Annotated[int, Padding, Draw(range(4))] = 0

    def impossible(self) -> str | None:
        if input_size_range(self.output, self.kernel, self.stride, self.padding)[0] < 1:
            return "no input of at least one sample gives such an output"
        return None

    def excluded(self) -> bool:
        return self.padding > self.kernel // 2

    def ask(self) -> str:
        return (
            f"A layer with kernel {self.kernel}×{self.kernel}, stride {self.stride} and padding {self.padding} "
            f"gave an output of side {self.output}. What are the smallest and the largest possible input side?"
        )

    def answer(self) -> Shape:
        value = input_size_range(self.output, self.kernel, self.stride, self.padding)
        return Shape(value=value, axes=("smallest", "largest"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        o, k, s, p = self.output, self.kernel, self.stride, self.padding
        low, high = input_size_range(o, k, s, p)
        yield Slip(
            tag="inverse.single_value",
            value=(low, low),
            message="The floor throws samples away: S different inputs share this output.",
            working=f"({o} − 1)·{s} + {k} − 2·{p} = {low} alone",
        )
        yield Slip(
            tag="inverse.off_by_one_top",
            value=(low, high + 1),
            message="One sample more already makes room for another window.",
            working=f"{low} + {s} = {high + 1}",
            trial=lambda: self._outputs(high + 1),
        )
        yield Slip(
            tag="pad.single",
            value=(low + p, high + p),
            working=f"({o} − 1)·{s} + {k} − {p} = {low + p}",
        )
        yield Slip(
            tag="inverse.times_stride",
            value=(o * s, o * s + s - 1),
            message="Multiplying by the stride forgets that kernel and padding move the ends.",
            working=f"{o}·{s} = {o * s}",
        )
        yield Slip(
            tag="plus1.missing",
            value=(low + s, high + s),
            working=f"{o}·{s} + {k} − 2·{p} = {low + s}",
        )

    def _outputs(self, size: int) -> Measurement:
        outputs = measure.positions(size, self.kernel, self.stride, (self.padding, self.padding))
        return Measurement(outputs, f"an input of {size} gives {outputs} windows")

    def steps(self) -> Iterator[str]:
        o, k, s, p = self.output, self.kernel, self.stride, self.padding
        low, high = input_size_range(o, k, s, p)
        yield f"⌊(I + 2·{p} − {k})/{s}⌋ = {o} − 1 = {o - 1}"
        yield f"So {(o - 1) * s} ≤ I + {2 * p} − {k} ≤ {(o - 1) * s + s - 1}"
        yield f"Smallest I: {(o - 1) * s} + {k} − {2 * p} = {low}"
        yield f"Largest I: {(o - 1) * s + s - 1} + {k} − {2 * p} = {high}"

    def measure(self) -> Measurement:
        shortest = max(1, self.kernel - 2 * self.padding)
        low = measure.search(count(shortest), lambda size: self._outputs(size).value >= self.output)
        above = measure.search(count(low), lambda size: self._outputs(size).value > self.output)
        run = f"inputs {low} to {above - 1} give {self.output} windows; {above} gives one more"
        return Measurement((low, above - 1), run)

    def scene(self) -> Scene:
        rulers = [
            Ruler(f"input {size}", size, self.kernel, self.stride, (self.padding, self.padding))
            for size in self.measure().value
        ]
        return sliding(f"kernel {self.kernel}, stride {self.stride}, padding {self.padding}", rulers)


def windows_follow_formula() -> Evidence:
    """Count the windows of the op over a grid of settings."""
    settings = [
        (size, k, s, p, d)
        for size, k, s, p, d in product((7, 16, 33), range(1, 6), (1, 2, 3), (0, 1, 2), (1, 2, 3))
        if effective_kernel(k, d) <= size + 2 * p
    ]
    agree = sum(
        measure.positions(size, k, s, (p, p), d) == output_size(size, k, s, p, d) for size, k, s, p, d in settings
    )
    return Evidence(agree == len(settings), f"{agree} of {len(settings)} settings agree")


def stem_is_floored() -> Evidence:
    """Run ResNet's stem, where the division leaves a half."""
    outputs = measure.positions(224, 7, 2, (3, 3))
    return Evidence(outputs == 112, f"224, kernel 7, stride 2, padding 3: {outputs} windows, not 112.5")


def even_kernel_needs_unequal_padding() -> Evidence:
    """Pad a 4-tap kernel on 32 samples in three ways."""
    ways = {"1 and 1": (1, 1), "2 and 2": (2, 2), "1 and 2": (1, 2)}
    seen = {name: measure.positions(32, 4, 1, padding) for name, padding in ways.items()}
    text = ", ".join(f"padding {name} → {outputs}" for name, outputs in seen.items())
    return Evidence(list(seen.values()) == [31, 33, 32], f"32 samples, kernel 4: {text}")


def same_depends_on_input() -> Evidence:
    """Search SAME's padding of one strided layer for two inputs."""
    seen = {size: SameWithStride(size=size, kernel=3, stride=2).measure().value for size in (224, 225)}
    text = ", ".join(f"{size} → {value}" for size, value in seen.items())
    return Evidence(seen[224][1:] != seen[225][1:], f"kernel 3, stride 2 (output, before, after): {text}")


def valid_is_no_padding() -> Evidence:
    """Compare the op's "valid" with padding 0."""
    named = measure.shape((32, 32), (5, 5), 2, "valid").value
    plain = measure.shape((32, 32), (5, 5), 2, 0).value
    return Evidence(named == plain, f"32×32, kernel 5, stride 2: valid {named}, padding 0 {plain}")


def example_keeps_32() -> Evidence:
    """Run the worked example."""
    outputs = measure.shape((32, 32), (5, 5), 1, 2).value
    return Evidence(outputs == (32, 32), f"32×32, kernel 5, padding 2, stride 1: {outputs}")


def floor_once_or_always() -> Evidence:
    """Run chains and compare with one floor at the very end."""
    agree = total = 0
    for size, layers in product(range(40, 140, 7), (parse_stack("3/2p1,3/2,2/2"), parse_stack("7/2p3,3/2p1,3/3"))):
        exact_num, exact_den = size, 1
        for layer in layers:
            exact_num = exact_num + (2 * layer.padding - layer.kernel_size + layer.stride) * exact_den
            exact_den *= layer.stride
        agree += measure.sides(size, layers)[-1] == exact_num // exact_den
        total += 1
    return Evidence(agree == total, f"{agree} of {total} chains end at the same side")


ANSWER = """\
**O = ⌊(I − K + 2P)/S⌋ + 1**, with input size I, kernel K, padding P *per side* and stride S.
In full, with dilation D and unequal padding: `O = ⌊(I + P_begin + P_end − D(K − 1) − 1)/S⌋ + 1`.

- I − K + 2P is the room to move; dividing by S and rounding **down** counts the steps; the first
  position adds 1.
- *Valid* padding means P = 0.
- *Same* padding at stride 1 keeps O = I with D(K − 1) samples of padding in all: P = D(K − 1)/2 on each side,
  (K − 1)/2 without dilation. Where D(K − 1) is odd, as for an even kernel without dilation, one side needs one more.
- At stride S, *SAME* (TensorFlow, ONNX) means O = ⌈I/S⌉, and its padding depends on I.

Example: I = 32, K = 5, P = 2, S = 1 gives (32 − 5 + 4)/1 + 1 = **32**.
"""

QUESTION = Question(
    number=3,
    slug="output-size",
    title="Formula: output size after convolution?",
    level="easy",
    topics=("stride and padding", "convolution arithmetic"),
    answer=ANSWER,
    formula="O = ⌊(I + 2P − D(K − 1) − 1)/S⌋ + 1",
    latex=r"O = \left\lfloor \frac{I + 2P - D(K-1) - 1}{S} \right\rfloor + 1",
    common_wording=(
        CommonWording(
            says="O = (I − K + 2P)/S + 1",
            but="The floor is missing: ResNet's stem (224, 7, 2, 3) would have a side of 112.5. It has 112.",
        ),
        CommonWording(
            says="Same padding: P = (K − 1)/2.",
            but="Only for odd kernels, without dilation, at stride 1. With K = 4, padding 1 turns 32 into 31 and "
            "padding 2 into 33; at stride 2, SAME halves the side and its padding depends on the input.",
        ),
    ),
    claims=(
        Claim(
            says="O = ⌊(I + 2P − D(K − 1) − 1)/S⌋ + 1 counts the windows.",
            experiment=windows_follow_formula,
            source="Dumoulin & Visin 2016, relationships 6 and 15",
        ),
        Claim(says="The division is rounded down.", experiment=stem_is_floored, refutes=True),
        Claim(
            says="Without dilation an even kernel keeps the size only with unequal padding.",
            experiment=even_kernel_needs_unequal_padding,
            source="Dumoulin & Visin 2016, §2.2",
            refutes=True,
        ),
        Claim(
            says="With a stride, SAME padding depends on the input's size.",
            experiment=same_depends_on_input,
            source="ONNX Conv, auto_pad; TensorFlow notes on padding",
            refutes=True,
        ),
        Claim(
            says="Valid padding means P = 0.",
            experiment=valid_is_no_padding,
            source="Dumoulin & Visin 2016, §2.1",
        ),
        Claim(says="I = 32, K = 5, P = 2, S = 1 gives 32.", experiment=example_keeps_32),
        Claim(
            says="In a chain, rounding down after every layer or once at the end gives the same side.",
            experiment=floor_once_or_always,
        ),
    ),
    variants=(OneLayer, Rectangular, KeepsSize, SameWithStride, Chain, Inverse),
    follow_ups=(
        FollowUp(
            "Why floor, and what is lost?",
            "The last (I + 2P − K) mod S samples are never read. With 224, 7, 2, 3 that is one padded column.",
        ),
        FollowUp(
            "Even kernels: why are they rare?",
            "They have no centre, so same padding is lopsided and features drift by half a pixel a layer.",
        ),
        FollowUp(
            "Where does the ceiling appear?",
            "In `ceil_mode` pooling (Caffe networks such as GoogLeNet): the last window may hang over the end, "
            "but must start inside the input or its leading padding.",
        ),
    ),
    rubric=(
        Point("the formula, with its floor", essential=True),
        Point("2P, because both sides are padded", essential=True),
        Point("the +1 for the first position", essential=True),
        Point("same and valid defined; same at stride 1 needs D(K − 1)/2, for an odd kernel (K − 1)/2"),
        Point("the effect of the stride: the floor drops the remainder"),
        Point("dilation through K_e = D(K − 1) + 1"),
        Point("one worked example"),
    ),
    trap="Same padding always keeps the size (not with a stride).",
    sources=(
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, ch. 2 and 5",
        "PyTorch documentation of Conv2d",
        "ONNX operator Conv, auto_pad",
        "TensorFlow notes on padding (tf.nn)",
    ),
    related=(1, 6, 9, 10),
)
