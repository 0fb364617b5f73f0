"""Question 12: two 3×3 convolutions in the place of one 5×5."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import zip_longest
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field

from questions.answers.answers import Choice, Grid, Integer, Parts, Percent
from questions.drawing.stream import Draw, DrawSeveral
from questions.model.claim import Claim, Evidence
from questions.model.typed import Typed
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.limits import too_many
from questions.parts.signs import equals_percent, factor, listed, minus, percent
from questions.scenes import Frame, Ink, Scene
from questions.scenes.bars import barred
from questions.scenes.counting import Counted, counting
from questions.scenes.footprint import footprint
from questions.scenes.heat import compared_frames
from questions.scenes.numbers import grid
from questions.scenes.story import joined, story
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import composed, conv_macs, conv_parameters, output_size, receptive_field
from solvers.engine import conv2d, relu
from solvers.layers import Stack, Window
from solvers.measure import Array, Measurement
from solvers.networks.architectures.vgg import VGG16

Channels = Field(ge=1, le=1024)

AT_ONCE = 1 << 24
"""Weights of one layer that are drawn."""


class Conv(NamedTuple):
    """A convolution without bias."""

    in_channels: int
    out_channels: int
    kernel: tuple[int, int]
    stride: int = 1

    @property
    def written(self) -> str:
        """The product of its weights: `3·3·64·64`."""
        return "·".join(map(str, (*self.kernel, self.in_channels, self.out_channels)))


def square(in_channels: int, out_channels: int, kernel: int = 3, stride: int = 1) -> Conv:
    """Return a convolution with a square kernel."""
    return Conv(in_channels, out_channels, (kernel, kernel), stride)


def weights(*layers: Conv) -> int:
    """Return the weights of layers."""
    return sum(conv_parameters(*at.kernel, at.in_channels, at.out_channels, bias=False) for at in layers)


def sum_of(layers: Sequence[Conv]) -> str:
    """Write the weights of layers as a sum: `3·3·1·16 + 3·3·16·32 = 4,752`."""
    return f"{' + '.join(at.written for at in layers)} = {weights(*layers):,}"


def weight_of(layer: Conv) -> Array:
    """COUNT: return the weight array that the op accepts for a layer."""
    return measure.parameters(layer.in_channels, layer.out_channels, layer.kernel, bias=False)["weight"]


def counted(*layers: Conv) -> int:
    """COUNT layers, like ones once."""
    sizes = {layer: weight_of(layer).size for layer in set(layers)}
    return sum(sizes[layer] for layer in layers)


def plain_stack(depth: int, kernel: int = 3) -> Stack:
    """Return equal layers of stride 1."""
    return (Window(kernel_size=kernel),) * depth


def same_field(layers: Stack) -> int:
    """SEARCH for the single kernel whose FOOT is that of the layers."""
    seen = measure.foot(layers).value
    return measure.search(range(1, 66), lambda kernel: measure.foot((Window(kernel_size=kernel),)).value == seen)


def numbered(layers: Stack) -> list[str]:
    """Return what a picture calls the layers."""
    return [f"layer {number}" for number in range(1, len(layers) + 1)]


def merged(first: Array, second: Array) -> Array:
    """VALUE: the 5×5 kernels that two layers of 3×3 make together, off images of a single 1."""
    channels = first.shape[1]
    pixels = channels * 5 * 5
    images = measure.identity(pixels).reshape(pixels, channels, 5, 5)
    outputs = conv2d(conv2d(images, first), second).reshape(pixels, -1)
    return outputs.T.reshape(-1, channels, 5, 5)


def _pair(channels: int = 3, out_channels: int = 4, middle: int = 6) -> tuple[Array, Array]:
    """Return the weights of two 3×3 layers."""
    return measure.noise(middle, channels, 3, 3), measure.noise(out_channels, middle, 3, 3, seed=1)


def _as_one() -> Scene:
    """Merge two small layers into one 5×5: alike without padding, but for the rim with it, and not with a ReLU."""
    first, second = _pair(1, 1, 2)
    single, values = merged(first, second), measure.noise(1, 1, 8, 8, seed=2)

    def frames(name: str, pair: Array, one: Array, closing: str) -> Sequence[Frame]:
        return compared_frames((name, pair[0, 0]), ("one 5×5", one[0, 0]), closing)[-1:]

    between = conv2d(values, first)
    padded = conv2d(conv2d(values, first, padding=1), second, padding=1)
    return story(
        "two 3×3 as one 5×5",
        [
            *frames("two 3×3", conv2d(between, second), conv2d(values, single), "Without an activation they are one."),
            *frames("two 3×3, padded", padded, conv2d(values, single, padding=2), "With padding the rim differs."),
            *frames(
                "two 3×3, ReLU between",
                conv2d(relu(between), second),
                conv2d(values, single),
                "With a ReLU between no single kernel does the same.",
            ),
        ],
    )


class AgainstOne(Variant):
    """12.1 Stack against one large kernel."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "stack 9nC², single (2n + 1)²C², saved 1 − 9n/(2n + 1)²"

    depth: Annotated[int, Field(ge=2, le=7), Draw(2, 2, 3, 3, 4, 5)]
    channels: Annotated[
        int, Channels, Draw(16, 24, 32, 40, 48, 64, 64, 80, 96, 112, 128, 128, 160, 192, 224, 256, 256, 320, 512, 512)
    ]

    @property
    def _large(self) -> int:
        return 2 * self.depth + 1

    def _single(self, kernel: int | None = None) -> Conv:
        return square(self.channels, self.channels, kernel or self._large)

    @property
    def _layers(self) -> tuple[Conv, ...]:
        return (square(self.channels, self.channels),) * self.depth

    def impossible(self) -> str | None:
        return too_many(weights(self._single()))

    def excluded(self) -> bool:
        return weights(self._single()) > AT_ONCE

    def ask(self) -> str:
        n, k, c = self.depth, self._large, self.channels
        return (
            f"{n} layers of 3×3 in a row, each {c}→{c} at stride 1, in the place of one {k}×{k} layer {c}→{c}; no "
            "biases. How many weights has the stack, how many the single layer, and what percent is saved, to 1 "
            "decimal? (stack; single; saved)"
        )

    def answer(self) -> Parts:
        stack, single = weights(*self._layers), weights(self._single())
        return Parts(
            parts={
                "stack": Integer(value=stack),
                "single": Integer(value=single),
                "saved": Percent(value=100 * (1 - Fraction(stack, single))),
            }
        )

    def slips(self) -> Iterator[Slip]:
        n, c = self.depth, self.channels
        stack, single = weights(*self._layers), weights(self._single())
        one, wide = weights(self._layers[0]), weights(self._single(3 * n))
        yield Slip(
            tag="stack.one_layer_counted",
            value={"stack": one, "saved": 100 * (1 - Fraction(one, single))},
            message="That is one 3×3 layer; the stack has several.",
            working=f"{sum_of(self._layers[:1])}; 1 − {one:,}/{single:,} {equals_percent(1 - Fraction(one, single))}",
            run=lambda: self._measured(self._layers[:1], self._single(), "stack", "saved"),
        )
        yield Slip(
            tag="stack.k_times_n",
            value={"single": wide, "saved": 100 * (1 - Fraction(stack, wide))},
            message="The field is not 3n: each 3×3 layer adds 2 samples, so n of them see 2n + 1.",
            working=f"{sum_of([self._single(3 * n)])}; "
            f"1 − {stack:,}/{wide:,} {equals_percent(1 - Fraction(stack, wide))}",
            run=lambda: self._measured(self._layers, self._single(3 * n), "single", "saved"),
        )
        yield Slip(
            tag="ratio.of_remaining",
            value={"saved": 100 * Fraction(stack, single)},
            working=f"{stack:,}/{single:,} {equals_percent(Fraction(stack, single))}",
        )
        yield Slip(
            tag="ratio.more_than",
            value={"saved": 100 * (Fraction(single, stack) - 1)},
            message="That is how much more the large kernel needs; the saving is a share of its weights.",
            working=f"{single:,}/{stack:,} − 1 {equals_percent(Fraction(single, stack) - 1)}",
        )
        shallow, layer = square(1, c), square(1, c, self._large)
        yield Slip(
            tag="depth.forgotten",
            value={"stack": n * weights(shallow), "single": weights(layer)},
            working=f"{n}·{shallow.written} = {n * weights(shallow):,}; {sum_of([layer])}",
            run=lambda: self._measured((shallow,) * n, layer, "stack", "single"),
        )

    def steps(self) -> Iterator[str]:
        n, layer, single = self.depth, self._layers[0], self._single()
        stack, large = weights(*self._layers), weights(single)
        yield f"One 3×3 layer: {layer.written} = {weights(layer):,}"
        yield f"{n} of them: {stack:,}"
        yield f"The {self._large}×{self._large} layer: {single.written} = {large:,}"
        share = Fraction(stack, large)
        yield f"Saved: 1 − {stack:,}/{large:,} = 1 − {9 * n}/{self._large**2} {equals_percent(1 - share)}"

    def _measured(self, layers: tuple[Conv, ...], single: Conv, *names: str) -> Measurement:
        stack, large = counted(*layers), counted(single)
        seen = {"stack": stack, "single": large, "saved": 100 * (1 - Fraction(stack, large))}
        shapes = f"{len(layers)} arrays {weight_of(layers[0]).shape} against one {weight_of(single).shape}"
        return Measurement({name: seen[name] for name in names or seen}, shapes)

    def measure(self) -> Measurement:
        kernel = same_field(plain_stack(self.depth))
        seen = self._measured(self._layers, self._single(kernel))
        return Measurement(seen.value, f"{seen.run}; footprint of both {kernel}")

    def scene(self) -> Scene:
        stack, seen = plain_stack(self.depth), self.measure()
        kernel = same_field(stack)
        place = f" So is that of one {kernel}×{kernel} layer."
        counts = [
            (f"{self.depth} layers of 3×3", seen.value["stack"]),
            (f"one layer of {kernel}×{kernel}", seen.value["single"]),
        ]
        return joined(
            "what the stack sees, walking back",
            footprint("", stack, numbered(stack), place),
            _as_one(),
            barred("", "weights, counted in the arrays", counts),
        )


CHEAPER = ("single", "stack", "equal")


def cheaper(single: int, stack: int) -> str:
    """Return which of two costs is the smaller."""
    return "equal" if single == stack else "single" if single < stack else "stack"


class UnequalWidths(Variant):
    """12.2 Unequal widths."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "single 25·C_in·C_out, stack 9·C_mid·(C_in + C_out)"

    in_channels: Annotated[int, Channels, Draw(1, 3, 3, 16, 32, 64, 128)]
    middle: Annotated[int, Channels, Draw(16, 32, 64, 128)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 128)]

    @property
    def _single(self) -> Conv:
        return square(self.in_channels, self.out_channels, 5)

    @property
    def _stack(self) -> tuple[Conv, Conv]:
        return square(self.in_channels, self.middle), square(self.middle, self.out_channels)

    def impossible(self) -> str | None:
        return too_many(max(map(weights, (self._single, *self._stack))))

    def ask(self) -> str:
        c, m, o = self.in_channels, self.middle, self.out_channels
        return (
            f"From {c} to {o} channels, no biases: one 5×5 layer, or two 3×3 layers {c}→{m}→{o}. How many weights has "
            "the single layer, how many the stack, and which has fewer? (single; stack; fewer: single, stack or equal)"
        )

    def answer(self) -> Parts:
        single, stack = weights(self._single), weights(*self._stack)
        return Parts(
            parts={
                "single": Integer(value=single),
                "stack": Integer(value=stack),
                "fewer": Choice(value=cheaper(single, stack), options=CHEAPER),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, m, o = self.in_channels, self.middle, self.out_channels
        single = weights(self._single)

        def slip(tag: str, layers: tuple[Conv, ...], message: str) -> Slip:
            stack = weights(*layers)
            return Slip(
                tag=tag,
                value={"stack": stack, "fewer": cheaper(single, stack)},
                message=message,
                working=f"{sum_of(layers)}, against {single:,}",
                run=lambda: self._measured(self._single, layers, "stack", "fewer"),
            )

        yield slip(
            "stack.always_cheaper",
            (square(c, o),) * 2,
            "18 against 25 compares layers of equal widths: count with the widths that are given.",
        )
        yield slip(
            "stack.middle_width_ignored",
            (square(c, m), square(c, o)),
            "The second layer reads the channels that the first one has made.",
        )
        yield slip("stack.one_layer_counted", (square(c, m),), "The second layer is missing.")
        flat, flat_stack = self._single._replace(kernel=(5, 1)), tuple(at._replace(kernel=(3, 1)) for at in self._stack)
        one, two = weights(flat), weights(*flat_stack)
        yield Slip(
            tag="kernel.side_not_area",
            value={"single": one, "stack": two, "fewer": cheaper(one, two)},
            working=f"5·{c}·{o} = {one:,}; 3·{c}·{m} + 3·{m}·{o} = {two:,}",
            run=lambda: self._measured(flat, flat_stack),
        )

    def steps(self) -> Iterator[str]:
        single, stack = weights(self._single), weights(*self._stack)
        yield f"One 5×5: {self._single.written} = {single:,}"
        yield f"Two 3×3: {sum_of(self._stack)}"
        sign = {"single": "<", "stack": ">", "equal": "="}[cheaper(single, stack)]
        yield f"{single:,} {sign} {stack:,}: {cheaper(single, stack)}"

    def _measured(self, single: Conv, layers: tuple[Conv, ...], *names: str) -> Measurement:
        one, stack = counted(single), counted(*layers)
        seen = {"single": one, "stack": stack, "fewer": cheaper(one, stack)}
        shapes = " and ".join(str(weight_of(layer).shape) for layer in layers)
        return Measurement(
            {name: seen[name] for name in names or seen}, f"{weight_of(single).shape} against arrays {shapes}"
        )

    def measure(self) -> Measurement:
        return self._measured(self._single, self._stack)

    def scene(self) -> Scene:
        first, second = map(weight_of, self._stack)
        arrays = [Counted("first 3×3", first, "filter"), Counted("second 3×3", second, "filter")]
        return counting("the weights of the stack", arrays, f"the 5×5 layer alone: {counted(self._single):,}")


class FieldOfStack(Variant):
    """12.3 Field of the stack."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "RF = n(K − 1) + 1"
    few_draws: ClassVar[int | None] = 36

    depth: Annotated[int, Field(ge=2, le=32), Draw(range(2, 11))]
    kernel: Annotated[int, Field(ge=2, le=15), Draw(3, 3, 5, 7, 9)]

    @property
    def _layers(self) -> Stack:
        return plain_stack(self.depth, self.kernel)

    def ask(self) -> str:
        k = self.kernel
        return (
            f"A stack of {self.depth} layers of {k}×{k}, all of stride 1, replaces one layer with a larger kernel. "
            "What is the receptive field of one output of the stack, as a side in input pixels?"
        )

    def answer(self) -> Integer:
        return Integer(value=receptive_field(self._layers))

    def slips(self) -> Iterator[Slip]:
        n, k = self.depth, self.kernel
        yield Slip(tag="rf.product", value=k**n, working=f"{k}^{n} = {k**n:,}")
        yield Slip(tag="rf.sum_kernels", value=n * k, working=f"{n}·{k} = {n * k}")
        yield Slip(
            tag="rf.unchanged",
            value=k,
            message="Stacking widens the field: every layer adds K − 1.",
            working=f"{k}",
            run=lambda: measure.foot(self._layers[:1]),
        )
        yield Slip(tag="rf.started_at_zero", value=n * (k - 1), working=f"{n}·({k} − 1) = {n * (k - 1)}")
        yield Slip(
            tag="rf.as_of_3x3",
            value=2 * n + 1,
            message="2n + 1 is for 3×3 kernels, of which each adds 2; here each adds K − 1.",
            working=f"2·{n} + 1 = {2 * n + 1}",
            run=lambda: measure.foot(plain_stack(n)),
        )

    def steps(self) -> Iterator[str]:
        n, k = self.depth, self.kernel
        yield "Start with one sample: 1"
        yield f"Each of {n} layers adds {k} − 1 = {k - 1}: {n}·{k - 1} = {n * (k - 1)}"
        yield f"Together: 1 + {n * (k - 1)} = {receptive_field(self._layers)}"

    def measure(self) -> Measurement:
        return measure.foot(self._layers)

    def scene(self) -> Scene:
        return footprint("what the stack sees, walking back", self._layers, numbered(self._layers))


class Asymmetric(Variant):
    """12.4 Asymmetric pair."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "2nC², saved 1 − 2/n"

    kernel: Annotated[int, Field(ge=2, le=15), Draw(3, 5, 7, 7)]
    channels: Annotated[
        int,
        Channels,
        Draw(32, 48, 64, 80, 96, 112, 128, 128, 144, 160, 160, 192, 192, 224, 256, 288, 320, 384, 448, 512),
    ]

    @property
    def _square(self) -> Conv:
        return square(self.channels, self.channels, self.kernel)

    @property
    def _pair(self) -> tuple[Conv, Conv]:
        return self._square._replace(kernel=(1, self.kernel)), self._square._replace(kernel=(self.kernel, 1))

    def impossible(self) -> str | None:
        return too_many(weights(self._square))

    def ask(self) -> str:
        n, c = self.kernel, self.channels
        return (
            f"A {n}×{n} layer {c}→{c} is replaced by 1×{n} followed by {n}×1, both {c}→{c}; no biases. How many "
            f"weights has the pair, and what percent is saved against {n}×{n}, to 1 decimal? (weights; saved)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "weights": Integer(value=weights(*self._pair)),
                "saved": Percent(value=100 * (1 - Fraction(2, self.kernel))),
            }
        )

    def slips(self) -> Iterator[Slip]:
        n, c = self.kernel, self.channels
        yield Slip(
            tag="asym.one_of_two",
            value={"weights": n * c * c, "saved": 100 * (1 - Fraction(1, n))},
            message="There are two layers.",
            working=f"{n}·{c}·{c} = {n * c * c:,}; 1 − 1/{n} {equals_percent(1 - Fraction(1, n))}",
            run=lambda: self._measured(self._pair[:1]),
        )
        yield Slip(
            tag="asym.square",
            value={"weights": n * n * c * c},
            message="Each layer has n taps; n² taps are those of the square kernel.",
            working=f"{n}·{n}·{c}·{c} = {n * n * c * c:,}",
            run=lambda: Measurement({"weights": counted(self._square)}, "the square kernel"),
        )
        yield Slip(
            tag="depth.forgotten",
            value={"weights": 2 * n * c},
            working=f"2·{n}·{c} = {2 * n * c:,}",
            run=lambda: Measurement(
                {"weights": counted(*(at._replace(in_channels=1) for at in self._pair))}, "filters of depth 1"
            ),
        )
        yield Slip(
            tag="ratio.of_remaining",
            value={"saved": 100 * Fraction(2, n)},
            working=f"2/{n} {equals_percent(Fraction(2, n))}",
        )
        yield Slip(
            tag="ratio.more_than",
            value={"saved": 100 * (Fraction(n, 2) - 1)},
            message="That is how much more the square kernel needs; the saving is a share of its weights.",
            working=f"{n}/2 − 1 {equals_percent(Fraction(n, 2) - 1)}",
        )

    def steps(self) -> Iterator[str]:
        n, c = self.kernel, self.channels
        yield f"Each layer has {n} taps: {n}·{c}·{c} = {n * c * c:,}"
        yield f"Both: {weights(*self._pair):,}"
        saved = f"1 − 2/{n} {equals_percent(1 - Fraction(2, n))}"
        yield f"Against {n}² = {n * n} taps there are 2·{n} = {2 * n}: saved {saved}"

    def _measured(self, layers: tuple[Conv, ...]) -> Measurement:
        some, full = counted(*layers), counted(self._square)
        shapes = " and ".join(str(weight_of(layer).shape) for layer in layers)
        return Measurement(
            {"weights": some, "saved": 100 * (1 - Fraction(some, full))},
            f"arrays {shapes} against {weight_of(self._square).shape}",
        )

    def measure(self) -> Measurement:
        return self._measured(self._pair)

    def scene(self) -> Scene:
        n = self.kernel
        names = (f"1×{n}", f"{n}×1")
        arrays = [Counted(name, weight_of(at), "filter") for name, at in zip(names, self._pair, strict=True)]
        return counting("the weights of the pair", arrays, f"the {n}×{n} layer alone: {counted(self._square):,}")


Stem = tuple[Conv, ...]
"""Convolutions in a row with K // 2 zeros on each side, which keep the size at stride 1."""


def windows(stem: Stem) -> Stack:
    """Return a stem's layers as far as their windows go."""
    return tuple(Window(kernel_size=at.kernel[0], stride=at.stride, padding=at.kernel[0] // 2) for at in stem)


def macs(size: int, stem: Stem) -> int:
    """Return the multiply-adds of a stem on a square image."""
    total = 0
    for layer in stem:
        size = output_size(size, layer.kernel[0], layer.stride, layer.kernel[0] // 2)
        total += conv_macs(weights(layer), size**2)
    return total


def work(size: int, stem: Stem) -> list[tuple[int, int]]:
    """ONES, layer by layer: the side of each output and its multiply-adds."""
    seen = []
    for layer, window in zip(stem, windows(stem), strict=True):
        stride, padding = window.stride, window.padding
        ones = measure.ones(layer.in_channels, layer.out_channels, layer.kernel, (size, size), stride, padding)
        size = measure.square(size, window.kernel_size, stride, (padding, padding)).value
        seen.append((size, int(ones.value)))
    return seen


def restrided(stem: Stem, *strides: int) -> Stem:
    """Return the same layers with other strides."""
    return tuple(layer._replace(stride=stride) for layer, stride in zip(stem, strides, strict=True))


STEM_A = (square(3, 64, 7, 2),)


def deep_stem(width: int) -> Stem:
    """Return the three 3×3 layers that replace the 7×7."""
    return square(3, width, 3, 2), square(width, width), square(width, 64)


class DeepStem(Variant):
    """12.5 Deep stem."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "A 49·3·64·(H/2)², B (27W + 9W² + 9·64W)·(H/2)²; fields 7 and 3 + 4 + 4"

    size: Annotated[
        int, Field(ge=16, le=512), Draw(96, 112, 128, 128, 144, 160, 176, 192, 208, 224, 224, 224, 240, 256, 256)
    ]
    width: Annotated[int, Field(ge=1, le=256), Draw(16, 24, 32, 32, 48, 64)]

    @property
    def _stem(self) -> Stem:
        return deep_stem(self.width)

    def impossible(self) -> str | None:
        return f"an odd side of {self.size} cannot be halved" if self.size % 2 else None

    def ask(self) -> str:
        h, w = self.size, self.width
        return (
            f"Two stems on an RGB image of {h}×{h}, no biases, stride 1 unless stated. Stem A: 7×7/2, 3→64, padding 3. "
            f"Stem B: 3×3/2, 3→{w}; 3×3, {w}→{w}; 3×3, {w}→64, all with padding 1. How many MACs does each take, taps "
            "on padding counted, and what is the receptive field after its last layer? (MACs A; MACs B; field A; field "
            "B)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "MACs A": Integer(value=macs(self.size, STEM_A)),
                "MACs B": Integer(value=macs(self.size, self._stem)),
                "field A": Integer(value=receptive_field(windows(STEM_A))),
                "field B": Integer(value=receptive_field(windows(self._stem))),
            }
        )

    def slips(self) -> Iterator[Slip]:
        h, stem = self.size, self._stem
        late, unstrided, single = restrided(stem, 1, 1, 2), restrided(stem, 1, 1, 1), restrided(STEM_A, 1)
        sizes = [weights(layer) for layer in stem]
        yield Slip(
            tag="stem.stride_on_last",
            value={"MACs B": macs(h, late), "field B": receptive_field(windows(late))},
            message="The first layer of B has the stride: the others work on half the side and step twice as far.",
            working=f"({sizes[0]} + {sizes[1]})·{h}² + {sizes[2]}·{h // 2}² = {macs(h, late):,}; 1 + 2 + 2 + 2 = 7",
            run=lambda: self._measured({"B": late}),
        )
        yield Slip(
            tag="stem.stride_ignored",
            value={"MACs A": macs(h, single), "MACs B": macs(h, unstrided)},
            message="Both stems work on half the side: a MAC count goes by output positions.",
            working=f"{weights(*single)}·{h}² = {macs(h, single):,}; {sum(sizes)}·{h}² = {macs(h, unstrided):,}",
            run=lambda: self._measured({"A": single, "B": unstrided}, "MACs"),
        )
        guess = 3 * conv_macs(weights(square(3, 64)), (h // 2) ** 2)
        yield Slip(
            tag="stem.cheaper_assumed",
            value={"MACs B": guess},
            message="27 against 49 compares layers of equal widths; from 3 channels three 3×3 layers are not cheaper, "
            "since the later ones read many more channels.",
            working=f"27·3·64·{h // 2}² = {guess:,}",
        )
        yield Slip(
            tag="mac.input_positions",
            value={"MACs A": weights(*STEM_A) * h * h, "MACs B": (sizes[0] * 4 + sizes[1] + sizes[2]) * (h // 2) ** 2},
            working=f"{weights(*STEM_A)}·{h}² = {weights(*STEM_A) * h * h:,}; {sizes[0]}·{h}² + "
            f"({sizes[1]} + {sizes[2]})·{h // 2}² = {(sizes[0] * 4 + sizes[1] + sizes[2]) * (h // 2) ** 2:,}",
        )
        yield Slip(
            tag="rf.strides_ignored",
            value={"field B": receptive_field(windows(unstrided))},
            working="1 + 2 + 2 + 2 = 7",
            run=lambda: self._measured({"B": unstrided}, "field"),
        )
        yield Slip(tag="rf.current_stride", value={"field B": 13}, working="1 + 2·2 + 2·2 + 2·2 = 13")
        yield Slip(tag="rf.sum_kernels", value={"field B": 9}, working="3 + 3 + 3 = 9")

    def steps(self) -> Iterator[str]:
        half, stem = self.size // 2, self._stem
        yield f"Every layer's output is {half}×{half}: {half * half:,} positions"
        yield f"A: 7·7·3·64 = {weights(*STEM_A):,} weights, times positions {macs(self.size, STEM_A):,} MACs"
        yield f"B: {sum_of(stem)} weights, times positions {macs(self.size, stem):,} MACs"
        yield "A sees 7 pixels"
        yield "B's first layer sees 3; the others step 2 pixels a tap: 3 + 2·2 + 2·2 = 11"

    def _measured(self, stems: dict[str, Stem], *kinds: str) -> Measurement:
        seen: dict[str, int] = {}
        for kind in kinds or ("MACs", "field"):
            for name, stem in stems.items():
                total = sum(each for _, each in work(self.size, stem)) if kind == "MACs" else 0
                seen[f"{kind} {name}"] = total or measure.foot(windows(stem)).value
        return Measurement(seen, "all ones through every layer, added up; gradient of one output for the fields")

    def measure(self) -> Measurement:
        return self._measured({"A": STEM_A, "B": self._stem})

    def scene(self) -> Scene:
        layers, fields = [], {}
        for name, stem in (("A", STEM_A), ("B", self._stem)):
            for layer, (side, each) in zip(stem, work(self.size, stem), strict=True):
                kernel = "×".join(map(str, layer.kernel))
                layers.append(
                    (f"{name} {kernel}/{layer.stride} {layer.in_channels}→{layer.out_channels}, {side}²", each)
                )
            fields[name] = measure.foot(windows(stem)).value
        said = [
            "",
            *[""] * (len(layers) - 2),
            f"One output of A sees {fields['A']} pixels a side, one of B {fields['B']}.",
        ]
        seen = footprint("", windows(self._stem), numbered(windows(self._stem)))
        label = f"multiply-adds of ones, an image of {self.size}×{self.size}"
        return joined("both stems, layer by layer", barred("", label, layers, said), seen)


Taps = tuple[int, ...]
Kernel = Annotated[tuple[Annotated[int, Field(ge=-99, le=99)], ...], Field(min_length=1, max_length=8), Typed]


def row(taps: Sequence[int]) -> str:
    """Write a kernel: `[1, −2, 3]`."""
    return f"[{listed(taps)}]"


def product(one: int, other: int) -> str:
    """Write two factors, a negative one in parentheses."""
    return f"{factor(one)}·{factor(other)}"


def through(values: Array, *kernels: Taps) -> Array:
    """Run rows (n, 1, 1, l) through layers of one channel, without padding."""
    for kernel in kernels:
        values = conv2d(values, measure.image([kernel]))
    return values


def shortest(*kernels: Taps) -> int:
    """SEARCH for the shortest row that the layers accept."""

    def accepted(size: int) -> bool:
        return measure.error(lambda: through(measure.noise(1, 1, 1, size), *kernels)).value is None

    return measure.search(range(1, 33), accepted)


def whole(values: Array) -> Taps:
    """Return the numbers of a run that are whole."""
    return tuple(round(value) for value in values.ravel().tolist())


def read_off(*kernels: Taps) -> Measurement:
    """VALUE of the shortest rows with a single 1: the one output that each gives is a tap of the merged kernel."""
    size = shortest(*kernels)
    taps = whole(through(measure.identity(size).reshape(size, 1, 1, size), *kernels))
    values = measure.noise(1, 1, 1, 8 * size)
    same = measure.equal(through(values, *kernels), through(values, taps))
    said = f"{size} rows with a single 1 gave {row(taps)}; on noise layers and kernel agree, {same.run}"
    return Measurement((taps,) if same.value else None, said)


class Merged(Variant):
    """12.6 Merging two layers."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "w[t] = Σ a[i]·b[t − i], the full convolution a∗b"

    first: Annotated[Kernel, DrawSeveral(Draw(range(-2, 4)), range(3, 4))]
    second: Annotated[Kernel, DrawSeveral(Draw(range(-2, 4)), range(2, 4))]

    def excluded(self) -> bool:
        ends = (self.first[0], self.first[-1], self.second[0], self.second[-1])
        return 0 in ends or self.second == self.second[::-1]

    def ask(self) -> str:
        return (
            "In one dimension, with one channel, stride 1, no padding and no bias: a layer with the kernel "
            f"{row(self.first)}, then one with {row(self.second)}, nothing in between. Both cross-correlate, as in "
            "every framework. Which single kernel does the same? (its taps in order)"
        )

    @property
    def _taps(self) -> Taps:
        return composed(self.first, self.second)

    def answer(self) -> Grid:
        return Grid(value=(self._taps,))

    def slips(self) -> Iterator[Slip]:
        a, b = self.first, self.second
        turned = b[::-1]
        yield Slip(
            tag="compose.correlated",
            value=(composed(a, turned),),
            message="Two cross-correlations compose by the convolution of their kernels: nothing more is reversed.",
            working=f"{row(a)}∗{row(turned)} = {row(composed(a, turned))}",
            run=lambda: read_off(a, turned),
        )
        yield Slip(
            tag="compose.reversed",
            value=(self._taps[::-1],),
            message="That is the pair's answer to a single 1: a cross-correlation gives its kernel back in reverse.",
            working=f"{row(self._taps)} reversed is {row(self._taps[::-1])}",
            run=self._impulse,
        )
        added = tuple(map(sum, zip_longest(a, b, fillvalue=0)))
        yield Slip(
            tag="compose.added",
            value=(added,),
            message="Layers in a row compose, they do not add.",
            working=f"{row(a)} + {row(b)} = {row(added)}",
        )
        yield Slip(
            tag="compose.concatenated",
            value=((*a, *b),),
            message="Every tap of one kernel meets every tap of the other; the merged kernel has k_a + k_b − 1 taps.",
            working=f"{row(a)} then {row(b)}: {row((*a, *b))}",
        )

    def _impulse(self) -> Measurement:
        """Read the whole answer of the layers to a 1 among zeros."""
        size = shortest(self.first, self.second)
        places = 2 * size - 1
        values = measure.identity(places)[size - 1].reshape(1, 1, 1, places)
        seen = whole(through(values, self.first, self.second))
        return Measurement((seen,), f"a 1 in the middle of {places} numbers gave {row(seen)}")

    def steps(self) -> Iterator[str]:
        a, b = self.first, self.second
        yield f"Lengths add up, minus one: {len(a)} + {len(b)} − 1 = {len(a) + len(b) - 1}"
        for at, total in enumerate(self._taps):
            terms = [product(tap, b[at - i]) for i, tap in enumerate(a) if 0 <= at - i < len(b)]
            yield f"w[{at}] = {' + '.join(terms)} = {minus(total)}"

    def measure(self) -> Measurement:
        return read_off(self.first, self.second)

    def scene(self) -> Scene:
        a, b = self.first, self.second
        size = shortest(a, b)
        ones = measure.identity(size)
        rows = ones.reshape(size, 1, 1, size)
        between, last = through(rows, a).reshape(size, -1), through(rows, a, b).reshape(size, -1)
        frames = []
        for at in range(size):
            done = (at + 1) * between.shape[1], at + 1
            frames.append(
                Frame(
                    (
                        grid("rows of a single 1", ones, {(at, at): Ink.TAP}),
                        grid(f"after {row(a)}", measure.first(between, done[0]), sign="→", like=between),
                        grid(f"then {row(b)}", measure.first(last, done[1]), {(at, 0): Ink.DONE}, sign="→", like=last),
                    ),
                    f"A 1 at place {at} comes out as {minus(whole(last[at])[0])}: that is tap {at} of the one kernel.",
                )
            )
        frames[-1] = Frame(frames[-1].pictures, f"{frames[-1].caption} {read_off(a, b).run}.")
        return story(f"the layers {row(a)} and {row(b)} as one", frames)


def stacks_see_as_much() -> Evidence:
    """Back-propagate one output of stacks and of single layers."""
    fields = {depth: same_field(plain_stack(depth)) for depth in (2, 3)}
    strided = measure.foot((Window(kernel_size=3, stride=2), Window(kernel_size=3))).value
    return Evidence(
        fields == {2: 5, 3: 7} and strided == 7,
        f"two 3×3 see {fields[2]}, three see {fields[3]}; with stride 2 in the first, two see {strided}",
    )


def equal_widths_save() -> Evidence:
    """Count stacks and single layers at many widths."""
    widths = (1, 8, 64, 128, 256)
    two, three = (
        {Fraction(depth * counted(square(c, c)), counted(square(c, c, 2 * depth + 1))) for c in widths}
        for depth in (2, 3)
    )
    return Evidence(
        (two, three) == ({Fraction(18, 25)}, {Fraction(27, 49)}),
        f"over {len(widths)} widths the stack has {', '.join(map(percent, two))} of a 5×5's weights and "
        f"{', '.join(map(percent, three))} of a 7×7's",
    )


def stem_does_not_save() -> Evidence:
    """Count both ways from an image to 64 channels."""
    stack, single = counted(square(3, 64), square(64, 64)), counted(square(3, 64, 5))
    return Evidence((stack, single) == (38_592, 4_800), f"3→64→64 by 3×3: {stack:,}; 3→64 by 5×5: {single:,}")


def deep_stem_costs_more() -> Evidence:
    """Run both stems on 224×224 and add their multiply-adds up."""
    single, deep = (sum(each for _, each in work(224, stem)) for stem in (STEM_A, deep_stem(32)))
    fields = [measure.foot(windows(stem)).value for stem in (STEM_A, deep_stem(32))]
    return Evidence(
        deep > 3 * single and fields == [7, 11],
        f"7×7/2: {single:,} MACs, field {fields[0]}; 3→32→32→64: {deep:,} MACs, field {fields[1]}",
    )


def linear_pair_collapses() -> Evidence:
    """Run the pair and its merged 5×5 kernel on the same values."""
    first, second = _pair()
    values = measure.noise(1, 3, 16, 16, seed=2)
    pair = conv2d(conv2d(values, first), second)
    largest = measure.largest_difference(pair, conv2d(values, merged(first, second)))
    return Evidence(
        largest < 1e-9, f"pair against kernel {merged(first, second).shape}: max |Δ| = {largest:.1g} of {pair.size}"
    )


def padding_spoils_the_rim() -> Evidence:
    """Pad the pair by 1 and 1, the merged kernel by 2, and see where they differ."""
    first, second = _pair()
    values = measure.noise(1, 3, 16, 16, seed=2)
    pair = conv2d(conv2d(values, first, padding=1), second, padding=1)
    single = conv2d(values, merged(first, second), padding=2)
    rows = [at for at in range(16) if measure.largest_difference(pair[:, :, at, 1:-1], single[:, :, at, 1:-1]) > 1e-9]
    inside = measure.largest_difference(pair[:, :, 1:-1, 1:-1], single[:, :, 1:-1, 1:-1])
    return Evidence(
        rows == [0, 15] and inside < 1e-9,
        f"16×16: of the inner columns only rows {rows} differ; inside the rim max |Δ| = {inside:.1g}",
    )


def activation_adds_bends() -> Evidence:
    """Add two inputs up before and after the pair, with and without a ReLU between."""
    first, second = _pair()
    one, other = measure.noise(1, 3, 16, 16, seed=2), measure.noise(1, 3, 16, 16, seed=3)

    def activated(values: Array) -> Array:
        return conv2d(relu(conv2d(values, first)), second)

    def plain(values: Array) -> Array:
        return conv2d(conv2d(values, first), second)

    linear, bent = (
        measure.largest_difference(pair(one + other), pair(one) + pair(other)) for pair in (plain, activated)
    )
    return Evidence(
        linear < 1e-9 and bent > 1e-3,
        f"f(a + b) against f(a) + f(b): max |Δ| = {linear:.1g} without, {bent:.2f} with a ReLU between",
    )


def directions(channels: int) -> tuple[int, int]:
    """Return in how many directions the merged kernel of a pair of equal widths moves, and how many there are."""
    first, second = _pair(channels, channels, channels)
    units = measure.identity(first.size).reshape(first.size, *first.shape)
    rows = [merged(unit, second).ravel().tolist() for unit in units]
    rows += [merged(first, unit).ravel().tolist() for unit in units]
    return measure.rank(measure.image(rows)[0, 0]), len(rows[0])


def pair_is_constrained() -> Evidence:
    """Nudge every weight of a pair and see in how many directions the merged kernel moves."""
    seen = {channels: directions(channels) for channels in (1, 2)}
    text = "; ".join(f"{channels}→{channels}: {moved} of {all_}" for channels, (moved, all_) in seen.items())
    return Evidence(all(moved < all_ for moved, all_ in seen.values()), f"directions of the merged 5×5 kernel, {text}")


def vgg_is_built_so() -> Evidence:
    """Collect the kernels of VGG-16's convolutions."""
    kernels = [layer.kernel_size for layer in VGG16.weights() if not layer.dense]
    return Evidence(set(kernels) == {(3, 3)} and len(kernels) == 13, f"{len(kernels)} convolutions, all {kernels[0]}")


def depthwise_makes_large_cheap() -> Evidence:
    """Count a depthwise 31×31 layer and a dense 3×3 one, both on 256 channels."""
    large = measure.parameters(256, 256, (31, 31), groups=256, bias=False)["weight"].size
    dense = counted(square(256, 256))
    return Evidence(large < dense, f"depthwise 31×31: {large:,} weights; dense 3×3: {dense:,}")


ANSWER = """\
At stride 1 two stacked 3×3 layers have the **same 5×5 receptive field** as one 5×5 layer, and at equal width C

- **fewer weights**: 2·9·C² = 18C² against 25C², 28% fewer;
- **one more non-linearity**, between the two.

Three 3×3 layers replace a 7×7: 27C² against 49C², 45% fewer. VGG is built that way.

The saving needs **comparable widths**. At the stem it turns round: 3→64→64 by two 3×3 layers has 38,592 weights, one
5×5 layer 3→64 has 4,800.

Without the ReLU between, the pair is just one 5×5 convolution, and a constrained one.
"""

QUESTION = Question(
    number=12,
    slug="stacked-kernels",
    title="Why use two 3×3 conv instead of one 5×5?",
    level="medium",
    topics=("architecture design", "receptive field"),
    answer=ANSWER,
    formula="n layers of 3×3: field 2n + 1, 9nC² weights against (2n + 1)²C²",
    latex=r"2 \cdot 3^2 C^2 = 18 C^2 < 25 C^2 = 5^2 C^2",
    common_wording=(
        CommonWording(
            says="Two 3×3 have fewer parameters: 2·9·C² < 25·C².",
            but="At equal widths. In general it is 9·C_mid·(C_in + C_out) against 25·C_in·C_out: 3→64→64 has 38,592 "
            "weights, one 5×5 layer 3→64 only 4,800.",
        ),
    ),
    claims=(
        Claim(
            says="At stride 1 two 3×3 layers see 5×5, three see 7×7; a stride between changes that.",
            experiment=stacks_see_as_much,
            source="Simonyan & Zisserman 2015, §2.3",
        ),
        Claim(
            says="At equal widths the stack has 18/25 of a 5×5's weights (28% fewer), three layers 27/49 of a 7×7's.",
            experiment=equal_widths_save,
            source="Szegedy et al. 2016, §3.1; Simonyan & Zisserman 2015, §2.3",
        ),
        Claim(
            says="At the stem the stack has more weights: 38,592 for 3→64→64, against 4,800.",
            experiment=stem_does_not_save,
            refutes=True,
        ),
        Claim(
            says="Three 3×3 layers in the place of ResNet's 7×7 stem cost three times as many MACs and see 11 pixels.",
            experiment=deep_stem_costs_more,
            refutes=True,
        ),
        Claim(
            says="With a ReLU between, the pair is no longer linear.",
            experiment=activation_adds_bends,
            source="Simonyan & Zisserman 2015, §2.3",
        ),
        Claim(
            says="Without it, and without padding, the pair is one 5×5 convolution.", experiment=linear_pair_collapses
        ),
        Claim(
            says="With zero padding the pair and that 5×5 convolution differ in the outermost rows and columns only.",
            experiment=padding_spoils_the_rim,
        ),
        Claim(
            says="Not every 5×5 layer is a pair of 3×3 layers of the same width.",
            experiment=pair_is_constrained,
        ),
        Claim(
            says="VGG-16 has nothing but 3×3 convolutions.",
            experiment=vgg_is_built_so,
            source="Simonyan & Zisserman 2015, Table 1",
        ),
        Claim(
            says="Depthwise, even a 31×31 layer has fewer weights than a dense 3×3 one on 256 channels.",
            experiment=depthwise_makes_large_cheap,
            source="Ding et al. 2022, §3",
        ),
        Claim(
            says="The effective receptive field of a stack grows like the square root of its depth only.",
            source="Luo et al. 2016, §2",
        ),
    ),
    variants=(AgainstOne, UnequalWidths, FieldOfStack, Asymmetric, DeepStem, Merged),
    follow_ups=(
        FollowUp(
            "Then why did large kernels come back (7×7, 31×31)?",
            "Depthwise makes them cheap, K²·C weights in the place of K²·C², and they raise the effective receptive "
            "field faster than a stack does, whose effective field grows like the square root of its depth.",
        ),
        FollowUp(
            "What does the stack cost?",
            "One more layer whose activations are stored for the backward pass, and one more step in sequence. With "
            "zero padding its borders come out differently from the single kernel's.",
        ),
        FollowUp(
            "Is the stack as expressive?",
            "As a linear map it reaches fewer 5×5 kernels (on one channel 17 of 25 dimensions). With a ReLU it is "
            "another class of functions, in practice usually the better one.",
        ),
    ),
    rubric=(
        Point("the same 5×5 receptive field at stride 1 (three layers: 7×7)", essential=True),
        Point("fewer weights: 18C² against 25C²", essential=True),
        Point("one more non-linearity between the two", essential=True),
        Point("used in VGG"),
        Point("condition: comparable widths"),
        Point("without the activation it collapses into one linear kernel"),
    ),
    trap="Two 3×3 layers always have fewer parameters (at the stem they have more).",
    sources=(
        "Simonyan & Zisserman 2015, Very deep convolutional networks, §2.3 and Table 1",
        "Szegedy et al. 2016, Rethinking the Inception architecture, §3.1 and §3.2",
        "He et al. 2019, Bag of tricks for image classification, §4",
        "Luo et al. 2016, Understanding the effective receptive field, §2",
        "Ding et al. 2022, Scaling up your kernels to 31×31, §3 and §5",
    ),
    related=(5, 16),
)
