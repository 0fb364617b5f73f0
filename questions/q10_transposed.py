"""Question 10: the transposed convolution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, product
from typing import Annotated, ClassVar

from pydantic import Field

from questions import answers
from questions.answers import Choice, Grid, Integer, Parts, Shape
from questions.drawing.stream import Draw, DrawSeveral
from questions.model.claim import Claim, Evidence
from questions.model.typed import Typed
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.limits import misfit, too_many
from questions.parts.real_layers import Pool
from questions.parts.signs import listed
from questions.parts.signs import minus as signed
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.scenes.heat import compared
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.stamping import Stamps, stamping
from questions.scenes.story import joined, last_of
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters, effective_kernel, output_size, transposed_size
from solvers.engine import conv2d, conv_transpose2d
from solvers.measure import Array, Measurement

Side = Field(ge=1, le=512)
Kernel = Field(ge=1, le=64)
Stride = Field(ge=1, le=32)
Padding = Field(ge=0, le=64)
Channels = Field(ge=1, le=4096)
Entry = Annotated[int, Field(ge=-99, le=99)]

MOST = 1 << 24
"""Weights of a layer that are still counted here."""
EVEN = ("even", "uneven")


def stamp(
    row: Array,
    kernel: Array,
    stride: int = 1,
    padding: tuple[int, int] = (0, 0),
    output_padding: int = 0,
    dilation: int = 1,
) -> Array:
    """Run the transposed convolution along one axis of (1, 1, 1, w), of which `padding` is cut off."""
    return conv_transpose2d(
        row, kernel, None, (1, stride), ((0, 0), padding), (0, output_padding), dilation=(1, dilation)
    )


def stamped_side(
    size: int, kernel: int, stride: int, padding: tuple[int, int], output_padding: int = 0, dilation: int = 1
) -> Measurement:
    """SHAPE of a transposed convolution along one axis."""
    row, weight = measure.zeros(1, 1, 1, size), measure.zeros(1, 1, 1, kernel)
    outputs = stamp(row, weight, stride, padding, output_padding, dilation).shape[-1]
    return Measurement(int(outputs), f"conv_transpose2d on {size} zeros gave {outputs} outputs")


def spread(row: Array, stride: int) -> Array:
    """Put stride − 1 zeros between samples: stamp a single 1."""
    return stamp(row, measure.image([[1]]), stride)


FEW_SAMPLES = 8
"""Samples in a row up to which every stamp is drawn."""


def _not_inverted() -> Scene:
    """Convolve a map and transposed-convolve the result: the same shape, other numbers."""
    values, weight = measure.digits(1, 1, 6, 6), measure.digits(1, 1, 2, 2, seed=1)
    back = conv_transpose2d(conv2d(values, weight, None, 2), weight, None, 2)
    return compared(
        "inverse?",
        ("a map", measure.plane(values)),
        ("convolved, then transposed with the same weights", measure.plane(back)),
        "The shape comes back, the numbers do not.",
        written=True,
    )


class OutputSize(Variant):
    """10.1 Output size."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "O = (I − 1)S − 2P + D(K − 1) + OP + 1"
    pool: ClassVar[Pool | None] = Pool(
        ("size", "kernel", "stride", "padding", "output_padding", "dilation"),
        [
            *((f"DCGAN generator, layer {at}", (2 ** (at + 1), 5, 2, 2, 1, 1)) for at in (1, 2, 3, 4)),
            *((f"PyTorch's DCGAN example, layer {at}", (2**at, 4, 2, 1, 0, 1)) for at in (2, 3, 4, 5)),
            *((f"U-Net up-convolution {at}", (side, 2, 2, 0, 0, 1)) for at, side in enumerate((28, 52, 100, 196), 1)),
            ("FCN-32s upsampling", (16, 64, 32, 0, 0, 1)),
            ("FCN-16s, last upsampling", (34, 32, 16, 0, 0, 1)),
            ("FCN-8s, first upsampling", (16, 4, 2, 0, 0, 1)),
            ("FCN-8s, last upsampling", (70, 16, 8, 0, 0, 1)),
        ],
    )

    size: Annotated[int, Side, Draw(4, 7, 8, 14, 16, 28, 32, range(3, 65))]
    kernel: Annotated[int, Kernel, Draw(2, 3, 4, 4, 5, 16)]
    stride: Annotated[int, Stride, Draw(2, 2, 2, 4, 8, 1)]
    padding: Annotated[int, Padding, Draw(0, 0, 1, 1, 2, 4)] = 0
    output_padding: Annotated[int, Field(ge=0, le=31), Draw(0, 0, 1, 1)] = 0
    dilation: Annotated[int, Field(ge=1, le=32), Draw(1, 1, 1, 2, 2)] = 1

    def impossible(self) -> str | None:
        if self.output_padding >= max(self.stride, self.dilation):
            return "output padding must be below the stride or below the dilation"
        if self._side() < 1:
            return "the padding cuts everything off"
        return None

    def excluded(self) -> bool:
        return self.padding > self.dilation * (self.kernel - 1) or self.kernel < self.stride

    def _side(self, padding: int | None = None, output_padding: int | None = None, dilation: int | None = None) -> int:
        """Return the output side, with the mistaken number where one is given."""
        p = 2 * self.padding if padding is None else padding
        extra = self.output_padding if output_padding is None else output_padding
        return transposed_size(self.size, self.kernel, self.stride, (p, 0), extra, dilation or self.dilation)

    def ask(self) -> str:
        where = f"{self.network}: a transposed" if self.network else "A transposed"
        extra = f", output padding {self.output_padding}" if self.output_padding else ""
        extra += f", dilation {self.dilation}" if self.dilation > 1 else ""
        return (
            f"{where} convolution has kernel {self.kernel}×{self.kernel}, stride {self.stride}, padding "
            f"{self.padding}{extra}. Its input has side {self.size}. What is the side of its output?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._side())

    def slips(self) -> Iterator[Slip]:
        i, k, s, p, e, d = self.size, self.kernel, self.stride, self.padding, self.output_padding, self.dilation
        span = effective_kernel(k, d)
        forward = output_size(i, k, s, p, d)
        if forward >= 1:
            yield Slip(
                tag="tconv.forward_formula",
                value=forward,
                message="That is the side after an ordinary convolution; the transposed one goes the other way.",
                working=f"⌊({i} + 2·{p} − {span})/{s}⌋ + 1 = {forward}",
                run=lambda: Measurement(measure.positions(i, k, s, (p, p), d), f"conv2d on {i} zeros"),
            )
        yield Slip(
            tag="tconv.times_stride",
            value=i * s,
            message="The side is I·S only where D(K − 1) + 1 − 2P + output padding equals S.",
            working=f"{i}·{s} = {i * s}",
        )
        yield Slip(
            tag="tconv.padding_added",
            value=self._side(padding=-2 * p),
            message="Here padding is cut off the output: 2P is subtracted.",
            working=f"({i} − 1)·{s} + 2·{p} + {span} + {e} = {self._side(padding=-2 * p)}",
        )
        yield Slip(
            tag="pad.single",
            value=self._side(padding=p),
            working=f"({i} − 1)·{s} − {p} + {span} + {e} = {self._side(padding=p)}",
            run=lambda: stamped_side(i, k, s, (p, 0), e, d),
        )
        yield Slip(
            tag="output_padding.forgotten",
            value=self._side(output_padding=0),
            message="You left the output padding out.",
            working=f"({i} − 1)·{s} − 2·{p} + {span} = {self._side(output_padding=0)}",
            run=(lambda: stamped_side(i, k, s, (p, p), 0, d)) if self._side(output_padding=0) > 0 else None,
        )
        yield Slip(
            tag="output_padding.both_sides",
            value=self._side(output_padding=2 * e),
            message="Output padding is added at one end only.",
            working=f"({i} − 1)·{s} − 2·{p} + {span} + 2·{e} = {self._side(output_padding=2 * e)}",
        )
        yield Slip(
            tag="tconv.no_minus_one",
            value=self._side() + s,
            message="From the first to the last of I stamps it is I − 1 steps.",
            working=f"{i}·{s} − 2·{p} + {span} + {e} = {self._side() + s}",
            run=lambda: stamped_side(i + 1, k, s, (p, p), e, d),
        )
        yield Slip(
            tag="dilation.ignored",
            value=self._side(dilation=1),
            working=f"({i} − 1)·{s} − 2·{p} + {k} + {e} = {self._side(dilation=1)}",
            run=(lambda: stamped_side(i, k, s, (p, p), e)) if e < s and self._side(dilation=1) > 0 else None,
        )

    def steps(self) -> Iterator[str]:
        i, k, s, p, e, d = self.size, self.kernel, self.stride, self.padding, self.output_padding, self.dilation
        span = effective_kernel(k, d)
        yield f"The last of {i} stamps starts ({i} − 1)·{s} = {(i - 1) * s} samples after the first"
        spans = f"{d}·({k} − 1) + 1 = {span}" if d > 1 else span
        yield f"A stamp spans {spans}; all together {(i - 1) * s} + {span} = {(i - 1) * s + span}"
        if p:
            yield f"Padding cuts {p} off either end: {(i - 1) * s + span} − 2·{p} = {(i - 1) * s + span - 2 * p}"
        if e:
            yield f"Output padding adds {e} at the end: {self._side() - e} + {e} = {self._side()}"

    def measure(self) -> Measurement:
        both = (self.padding, self.padding)
        return stamped_side(self.size, self.kernel, self.stride, both, self.output_padding, self.dilation)

    def scene(self) -> Scene:
        around = self.dilation * (self.kernel - 1) - self.padding
        if around < 0 or self.size <= FEW_SAMPLES:
            ones = measure.zeros(1, self.size) + 1, measure.zeros(1, self.kernel) + 1
            stamps = Stamps(*ones, (1, self.stride), (0, self.padding), (0, self.output_padding), (1, self.dilation))
            return stamping("stamps of a row of ones, and what padding cuts off", stamps)
        stretched = spread(measure.noise(1, 1, 1, self.size), self.stride).shape[-1]
        padding = (around, around + self.output_padding)
        ruler = Ruler(f"{self.size}, spread out", stretched, self.kernel, 1, padding, self.dilation)
        return sliding("the same as a stride-1 convolution of the input with zeros between", [ruler])


class WhichOutputPadding(Variant):
    """10.2 Which output padding?"""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    trivial_answers: ClassVar[bool] = True
    formula: ClassVar[str] = "output padding = (I + 2P − K) mod S"

    size: Annotated[int, Side, Draw(range(7, 65))]
    kernel: Annotated[int, Kernel, Draw(2, 3, 3, 4, 5)]
    stride: Annotated[int, Stride, Draw(2, 2, 3, 4)]
    padding: Annotated[int, Padding, Draw(0, 1, 2)] = 0

    def impossible(self) -> str | None:
        return misfit(self.size, self.kernel, self.padding)

    def excluded(self) -> bool:
        return self.stride > self.kernel or self.padding > self.kernel // 2

    @property
    def _outputs(self) -> int:
        return output_size(self.size, self.kernel, self.stride, self.padding)

    @property
    def _skipped(self) -> int:
        return (self.size + 2 * self.padding - self.kernel) % self.stride

    def ask(self) -> str:
        return (
            f"A convolution with kernel {self.kernel}×{self.kernel}, stride {self.stride} and padding {self.padding} "
            f"takes side {self.size} to side {self._outputs}. With which output padding does the transposed "
            f"convolution of the same settings lead from {self._outputs} back to {self.size}?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._skipped)

    def _returned(self, outputs: int, extra: int) -> Measurement:
        """Give the op an output padding: the side that it leads to, None where it refuses."""
        both = (self.padding, self.padding)
        refused = measure.error(lambda: stamped_side(outputs, self.kernel, self.stride, both, extra))
        if refused.value is not None:
            return Measurement(None, refused.run)
        side = stamped_side(outputs, self.kernel, self.stride, both, extra).value
        return Measurement(side, f"output padding {extra}: from {outputs} back to {side}")

    def slips(self) -> Iterator[Slip]:
        i, k, s, p, o = self.size, self.kernel, self.stride, self.padding, self._outputs

        def slip(tag: str, value: int, message: str, working: str) -> Slip:
            return Slip(tag=tag, value=value, message=message, working=working, trial=lambda: self._returned(o, value))

        yield slip(
            "output_padding.always_zero",
            0,
            "None is needed only where the convolution skips no sample at the end.",
            f"({o} − 1)·{s} − 2·{p} + {k} = {transposed_size(o, k, s, (p, p))}",
        )
        yield slip(
            "output_padding.stride_minus_one",
            s - 1,
            "It depends on the input side; S − 1 is the largest that can be needed.",
            f"{s} − 1 = {s - 1}",
        )
        yield slip("output_padding.equals_padding", p, "It is not the padding of the convolution.", f"the padding, {p}")
        yield slip(
            "output_padding.input_mod_stride",
            i % s,
            "It is the remainder of I + 2P − K, not of I.",
            f"{i} mod {s} = {i % s}",
        )
        yield slip(
            "output_padding.to_next_window",
            s - self._skipped,
            "That many samples are missing for another window; what was skipped must be put back.",
            f"{s} − {self._skipped} = {s - self._skipped}",
        )
        yield slip(
            "output_padding.whole_difference",
            i - o,
            "The stride does the enlarging; output padding adds only what the convolution skipped at the end.",
            f"{i} − {o} = {signed(i - o)}",
        )

    def steps(self) -> Iterator[str]:
        i, k, s, p, o = self.size, self.kernel, self.stride, self.padding, self._outputs
        room, back = i + 2 * p - k, transposed_size(o, k, s, (p, p))
        yield f"The window moves over {i} + 2·{p} − {k} = {room} samples in steps of {s}"
        yield f"Samples skipped at the end: {room} mod {s} = {self._skipped}"
        yield f"Without output padding: ({o} − 1)·{s} − 2·{p} + {k} = {back}"
        yield f"To be added at the end: {i} − {back} = {self._skipped}"

    def measure(self) -> Measurement:
        outputs = measure.positions(self.size, self.kernel, self.stride, (self.padding, self.padding))
        extra = measure.search(count(), lambda extra: self._returned(outputs, extra).value == self.size)
        return Measurement(extra, f"conv2d: {self.size} to {outputs}; {self._returned(outputs, extra).run}")

    def scene(self) -> Scene:
        ruler = Ruler("input", self.size, self.kernel, self.stride, (self.padding, self.padding))
        skipped = sliding("what the convolution skips at the end must be put back", [ruler])
        return joined(skipped.title, skipped, _not_inverted())


class ByHand(Variant):
    """10.3 By hand."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "O[iS + k] = Σ x[i]·w[k], over all i and k that meet there"

    inputs: Annotated[
        tuple[Entry, ...],
        Typed,
        Field(min_length=1, max_length=8),
        DrawSeveral(Draw(range(-3, 6)), range(3, 5)),
    ]
    kernel: Annotated[
        tuple[Entry, ...],
        Typed,
        Field(min_length=1, max_length=8),
        DrawSeveral(Draw(range(-2, 4)), range(2, 4)),
    ]
    stride: Annotated[int, Field(ge=1, le=8), Draw(2, 2, 1)]

    def excluded(self) -> bool:
        blank = 0 in (self.kernel[0], self.kernel[-1], self.inputs[0], self.inputs[-1])
        return blank or len(set(self.inputs)) == 1

    def _stamps(self, kernel: tuple[int, ...]) -> Iterator[tuple[int, int]]:
        """Yield place and value of every product, in the order of the inputs."""
        for at, x in enumerate(self.inputs):
            for tap, weight in enumerate(kernel):
                yield at * self.stride + tap, x * weight

    def _output(self, kernel: tuple[int, ...], add: bool = True) -> tuple[int, ...]:
        length = transposed_size(len(self.inputs), len(kernel), self.stride, (0, 0))
        output = [0] * length
        for place, number in self._stamps(kernel):
            output[place] = output[place] * add + number
        return tuple(output)

    def ask(self) -> str:
        return (
            f"A one-dimensional transposed convolution has kernel {listed(self.kernel)}, stride {self.stride}, no "
            f"padding and no bias. Its input is {listed(self.inputs)}. What is its output, from left to right?"
        )

    def answer(self) -> Grid:
        return Grid(value=(self._output(self.kernel),))

    def _run(self, kernel: Sequence[int]) -> Measurement:
        seen = measure.value(conv_transpose2d, [[[self.inputs]]], [[[kernel]]], stride=(1, self.stride))
        return Measurement(seen.value[0][0], seen.run)

    def slips(self) -> Iterator[Slip]:
        s = self.stride
        overwritten = self._output(self.kernel, add=False)
        yield Slip(
            tag="tconv.overlap_overwritten",
            value=(overwritten,),
            message="Where stamps overlap, they add; a later one does not replace an earlier one.",
            working=listed(overwritten),
        )
        turned = self.kernel[::-1]
        yield Slip(
            tag="tconv.kernel_flipped",
            value=(self._output(turned),),
            message="The stamp is not flipped; the flip belongs to the view as a convolution of spread-out input.",
            working=listed(self._output(turned)),
            run=lambda: self._run(turned),
        )
        yield Slip(
            tag="tconv.nearest_upsample",
            value=(self._output((1,) * s),),
            message="Repeating every input S times is nearest-neighbour upsampling: the kernel is not applied.",
            working=listed(self._output((1,) * s)),
            run=lambda: self._run((1,) * s),
        )
        yield Slip(
            tag="tconv.zeros_only",
            value=(self._output((1,)),),
            message="That is the input with S − 1 zeros between its samples; the kernel must still be applied.",
            working=listed(self._output((1,))),
            run=lambda: self._run((1,)),
        )

    def steps(self) -> Iterator[str]:
        for at, x in enumerate(self.inputs):
            numbers = listed([x * weight for weight in self.kernel])
            yield f"{signed(x)} stamps {numbers} from position {at * self.stride} on"
        yield f"Added position by position: {listed(self._output(self.kernel))}"

    def measure(self) -> Measurement:
        return self._run(self.kernel)

    def scene(self) -> Scene:
        row, kernel = (measure.plane(measure.image([numbers])) for numbers in (self.inputs, self.kernel))
        stamps = stamping("stamp by stamp", Stamps(row, kernel, (1, self.stride)))
        image, weight = row[None, None], kernel[None, None]
        around = (0, len(self.kernel) - 1)
        slid = conv2d(spread(image, self.stride), weight[..., ::-1].copy(), None, 1, around)
        stamped = measure.plane(stamp(image, weight, self.stride))
        same = compared(
            "two ways",
            ("stamped", stamped),
            ("zeros between, rotated kernel slid over", measure.plane(slid)),
            written=True,
        )
        return joined("stamp by stamp", same, stamps)


class Parameters(Variant):
    """10.4 Parameters."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·C_in·C_out + C_out"

    in_channels: Annotated[int, Channels, Draw(21, 64, 100, 128, 256, 512, 1024)]
    out_channels: Annotated[int, Channels, Draw(21, 32, 64, 128, 256, 512)]
    kernel: Annotated[int, Kernel, Draw(2, 4, 4, 5, 16)]
    stride: Annotated[int, Field(ge=2, le=32), Draw(2, 2, 2, 4, 8)] = 2

    def impossible(self) -> str | None:
        return too_many(self._parameters(bias=False), MOST)

    def excluded(self) -> bool:
        return self.stride > self.kernel or 2 * self._parameters(bias=False) > MOST

    def _parameters(self, bias: bool = True) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=bias)

    def ask(self) -> str:
        return (
            f"A transposed convolution from {self.in_channels} to {self.out_channels} channels has kernel "
            f"{self.kernel}×{self.kernel}, stride {self.stride} and biases. How many parameters does it have?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._parameters())

    def _count(self, in_channels: int = 0, bias: bool = True) -> Measurement:
        return measure.count(self._arrays(in_channels, bias))

    def _arrays(self, in_channels: int = 0, bias: bool = True) -> dict[str, Array]:
        """COUNT: build the arrays of the layer and return those that the op has just accepted."""
        channels = in_channels or self.in_channels
        arrays = {"weight": measure.zeros(channels, self.out_channels, self.kernel, self.kernel)}
        if bias:
            arrays["bias"] = measure.zeros(self.out_channels)
        conv_transpose2d(measure.zeros(1, channels, 1, 1), arrays["weight"], arrays.get("bias"), self.stride)
        return arrays

    def slips(self) -> Iterator[Slip]:
        k, c, o, s = self.kernel, self.in_channels, self.out_channels, self.stride
        weights = self._parameters(bias=False)
        yield Slip(
            tag="bias.on_input_channels",
            value=weights + c,
            working=f"{k}·{k}·{c}·{o} + {c} = {weights + c:,}",
        )
        yield Slip(
            tag="bias.forgotten",
            value=weights,
            working=f"{k}·{k}·{c}·{o} = {weights:,}",
            run=lambda: self._count(bias=False),
        )
        yield Slip(
            tag="tconv.stride_scales_params",
            value=weights * s * s + o,
            message="The stride places the stamps; it does not change how many weights a stamp has.",
            working=f"{k}·{k}·{c}·{o}·{s}·{s} + {o} = {weights * s * s + o:,}",
        )
        yield Slip(
            tag="tconv.no_params",
            value=0,
            message="Interpolation has no parameters; a transposed convolution learns its kernels.",
            working="0",
        )
        yield Slip(
            tag="depth.forgotten",
            value=k * k * o + o,
            message="There is a kernel for every pair of an input and an output channel.",
            working=f"{k}·{k}·{o} + {o} = {k * k * o + o:,}",
            run=lambda: self._count(in_channels=1),
        )

    def steps(self) -> Iterator[str]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        yield f"A kernel for every pair of channels: {k}·{k}·{c}·{o} = {self._parameters(bias=False):,} weights"
        yield f"A bias per output channel: {o}; the stride changes neither"
        yield f"Parameters: {self._parameters(bias=False):,} + {o} = {self._parameters():,}"

    def measure(self) -> Measurement:
        return self._count()

    def scene(self) -> Scene:
        arrays = self._arrays()
        counted = [
            Counted("weight", arrays["weight"], "input channel"),
            Counted("bias", arrays["bias"], "output channel"),
        ]
        return counting("weights by input channel, biases by output channel", counted)


def covered(kernel: int, stride: int) -> list[int]:
    """VALUE on ones: how many stamps reach each output, the ends left out."""
    row = stamp(measure.zeros(1, 1, 1, 2 * kernel + 4) + 1, measure.zeros(1, 1, 1, kernel) + 1, stride)
    return [int(number) for number in row[0, 0, 0, kernel:-kernel]]


class Checkerboard(Variant):
    """10.5 Checkerboard."""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 24
    formula: ClassVar[str] = "most ⌈K/S⌉, least ⌊K/S⌋ stamps; even exactly where S divides K"

    kernel: Annotated[int, Kernel, Draw(range(2, 10))]
    stride: Annotated[int, Field(ge=2, le=32), Draw(2, 2, 3, 4)]

    def ask(self) -> str:
        return (
            f"A one-dimensional transposed convolution has kernel {self.kernel} and stride {self.stride}. Away from "
            "the ends, is the overlap of its stamps even or uneven, and how many stamps reach the most and the least "
            "covered output? (even or uneven; most; least)"
        )

    def answer(self) -> Parts:
        k, s = self.kernel, self.stride
        return Parts(
            parts={
                "overlap": Choice(value=EVEN[k % s > 0], options=EVEN),
                "most": Integer(value=-(-k // s)),
                "least": Integer(value=k // s),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, s = self.kernel, self.stride
        yield Slip(
            tag="checker.odd_kernel",
            value={"overlap": EVEN[k % 2]},
            message="Whether the kernel is even or odd does not matter: it must be divisible by the stride.",
            working=f"{k} is {'odd' if k % 2 else 'even'}",
        )
        yield Slip(
            tag="checker.always",
            value={"overlap": "uneven"},
            message="Where the stride divides the kernel, every output gets equally many stamps.",
            working=f"{k}/{s} stamps an output",
        )
        yield Slip(
            tag="checker.never",
            value={"overlap": "even"},
            message="Where the stride does not divide the kernel, some outputs get one stamp more than others.",
            working=f"{k}/{s} stamps an output",
        )
        yield Slip(
            tag="stride.ignored",
            value={"most": k, "least": k},
            message="So many stamps meet at stride 1; stamps S apart meet about K/S at a time.",
            working=f"{k} stamps at every output",
            run=lambda: Measurement(
                {"most": max(covered(k, 1)), "least": min(covered(k, 1))}, "ones stamped at stride 1"
            ),
        )
        if k > s:
            yield Slip(
                tag="checker.shared_samples",
                value={"most": k - s},
                message="K − S is how many outputs two neighbouring stamps share, not how many stamps an output gets.",
                working=f"{k} − {s} = {k - s}",
            )

    def steps(self) -> Iterator[str]:
        k, s = self.kernel, self.stride
        yield f"Stamps of {k} taps start every {s} outputs"
        yield f"Most: ⌈{k}/{s}⌉ = {-(-k // s)}"
        yield f"Least: ⌊{k}/{s}⌋ = {k // s}"
        yield f"{s} {'does not divide' if k % s else 'divides'} {k}: {EVEN[k % s > 0]}"

    def measure(self) -> Measurement:
        counts = covered(self.kernel, self.stride)
        most, least = max(counts), min(counts)
        return Measurement(
            {"overlap": EVEN[most > least], "most": most, "least": least},
            f"ones, stamped with ones, away from the ends: {listed(counts[: 2 * self.stride])}, …",
        )

    def scene(self) -> Scene:
        k, s = self.kernel, self.stride
        inputs = max(3, -(-k // s) + 1)
        ones = [
            measure.zeros(rows, columns) + 1 for rows, columns in ((1, inputs + 1), (1, k), (inputs, inputs), (k, k))
        ]
        row = Stamps(ones[0], ones[1], (1, s))
        plane = Stamps(ones[2], ones[3], (s, s))
        even = Stamps(ones[2], measure.zeros(s, s) + 1, (s, s))
        met = f"Away from the ends {listed(covered(k, s)[: 2 * s])}, …"
        if k % s:
            in_a_row = f"{met}: {s} does not divide {k}, so neighbours differ."
            on_a_map = "Rows and columns both take turns, and their counts multiply: that is the checkerboard."
            in_short = f"With kernel {s} nothing overlaps; the checkerboard came of {s} not dividing {k}."
        else:
            in_a_row = f"{met}: {s} divides {k}, so all get as many."
            on_a_map = "Away from the border all get as many: no checkerboard."
            in_short = f"With kernel {s} nothing overlaps."
        return joined(
            f"kernel {k}, stride {s}, ones everywhere",
            stamping("a row", row, in_a_row),
            stamping("a map", plane, on_a_map),
            last_of(stamping("a kernel as large as the stride", even, in_short)),
        )


class EquivalentConvolution(Variant):
    """10.6 The equivalent convolution."""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "S − 1 zeros between samples; padding K − 1 − P"

    kernel: Annotated[int, Field(ge=1, le=16), Draw(2, 3, 3, 4, 4, 5, 6, 7)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 2, 2, 3, 4)]
    padding: Annotated[int, Field(ge=0, le=15), Draw(0, 1, 1, 2)] = 0

    def impossible(self) -> str | None:
        if self.padding > self.kernel - 1:
            return "with P above K − 1 the equivalent convolution would need a negative padding"
        return None

    @property
    def _samples(self) -> int:
        """So many that padding does not cut everything off."""
        return self.padding + 4

    @property
    def _around(self) -> int:
        return self.kernel - 1 - self.padding

    def ask(self) -> str:
        return (
            f"A transposed convolution has kernel {self.kernel}×{self.kernel}, stride {self.stride} and padding "
            f"{self.padding}. In the equivalent stride-1 convolution with the rotated kernel, how many zeros stand "
            "between neighbouring samples, and how many zeros are padded per side? (between, per side)"
        )

    def answer(self) -> Shape:
        return Shape(value=(self.stride - 1, self._around), axes=("between", "per side"), joint=", ")

    def _difference(self, between: int, around: int) -> float | None:
        """Return the largest difference of the two outputs, None where their lengths differ."""
        row, kernel = measure.noise(1, 1, 1, self._samples), measure.noise(1, 1, 1, self.kernel, seed=1)
        wanted = stamp(row, kernel, self.stride, (self.padding, self.padding))
        stretched = spread(row, between + 1)
        if stretched.shape[-1] + 2 * around < self.kernel:
            return None
        seen = conv2d(stretched, kernel[..., ::-1], None, 1, (0, around))
        return measure.largest_difference(seen, wanted) if seen.shape == wanted.shape else None

    def _agrees(self, zeros: tuple[int, int]) -> bool:
        difference = self._difference(*zeros)
        return difference is not None and difference < 1e-9

    def _compared(self, between: int, around: int) -> Measurement:
        difference = self._difference(between, around)
        seen = "the lengths differ" if difference is None else f"largest difference {difference:.1e}"
        return Measurement((between, around), f"{between} zeros between, {around} per side: {seen}")

    def slips(self) -> Iterator[Slip]:
        k, s, p = self.kernel, self.stride, self.padding

        def slip(tag: str, between: int, around: int, message: str) -> Slip:
            return Slip(
                tag=tag,
                value=(between, around),
                message=message,
                working=f"{answers.count(between, 'zero')} between, {around} per side",
                trial=lambda: self._compared(between, around),
            )

        yield slip("tconv.insert_stride_zeros", s, self._around, "Samples S apart have S − 1 places between them.")
        yield slip(
            "tconv.same_padding",
            s - 1,
            p,
            "The transposed one pads by what the convolution's padding leaves of K − 1: K − 1 − P.",
        )
        yield slip("tconv.full_padding", s - 1, k - 1, "K − 1 gives the full result, from which P must be cut off.")
        yield slip("tconv.no_insertion", 0, self._around, "The zeros between the samples do the enlarging.")

    def steps(self) -> Iterator[str]:
        k, s, p = self.kernel, self.stride, self.padding
        yield f"Stamps start {s} apart: {s} − 1 = {answers.count(s - 1, 'zero')} between samples"
        yield f"The full padding, how far a tap reaches past either end: {k} − 1 = {k - 1}"
        yield f"Less the padding that is cut off either end: {k - 1} − {p} = {self._around}"

    def measure(self) -> Measurement:
        candidates = product(range(self.stride + 1), range(self.kernel + 1))
        return self._compared(*measure.search(candidates, self._agrees))

    def scene(self) -> Scene:
        between, around = self.measure().value
        stretched = spread(measure.noise(1, 1, 1, self._samples), between + 1).shape[-1]
        ruler = Ruler(f"{self._samples} samples, spread out", stretched, self.kernel, 1, (around, around))
        return sliding("the rotated kernel on the spread-out input, at stride 1", [ruler])


def sizes_follow_formula() -> Evidence:
    """Run the op over a grid of settings."""
    settings = [
        (size, k, s, p, extra, d)
        for size, k, s, p, extra, d in product((3, 8, 13), (1, 2, 3, 5), (1, 2, 3), (0, 1, 2), (0, 1), (1, 2))
        if extra < max(s, d) and p <= d * (k - 1)
    ]
    agree = sum(
        stamped_side(size, k, s, (p, p), extra, d).value == transposed_size(size, k, s, (p, p), extra, d)
        for size, k, s, p, extra, d in settings
    )
    return Evidence(agree == len(settings), f"{agree} of {len(settings)} settings agree")


def is_the_adjoint() -> Evidence:
    """Compare ⟨conv(x), v⟩ with ⟨x, convᵀ(v)⟩ for several strides and paddings."""
    gaps = []
    for seed, (stride, padding) in enumerate(product((1, 2, 3), (0, 1))):
        x, w = measure.noise(1, 3, 10, 10, seed=seed), measure.noise(4, 3, 4, 4, seed=seed + 50)
        forward = conv2d(x, w, None, stride, padding)
        v = measure.noise(*forward.shape, seed=seed + 100)
        extra = (10 + 2 * padding - 4) % stride
        gaps.append(abs(float((forward * v).sum() - (x * conv_transpose2d(v, w, None, stride, padding, extra)).sum())))
    return Evidence(max(gaps) < 1e-9, f"max |⟨conv x, v⟩ − ⟨x, convᵀ v⟩| = {max(gaps):.1g} over {len(gaps)} settings")


def is_the_backward_pass() -> Evidence:
    """Compare with central differences of a convolution's output by its input."""
    x, w = measure.noise(1, 3, 8, 8), measure.noise(4, 3, 4, 4, seed=1)
    seen = measure.grad(lambda at: conv2d(at, w, None, 2, 1), lambda dy: conv_transpose2d(dy, w, None, 2, 1), x)
    return Evidence(seen.value < 1e-6, seen.run)


def does_not_invert() -> Evidence:
    """Convolve and go back through the transpose with the same weights."""
    x, w = measure.noise(1, 1, 16, 16), measure.noise(1, 1, 4, 4, seed=1)
    back = conv_transpose2d(conv2d(x, w, None, 2, 1), w, None, 2, 1)
    error = float((((back - x) ** 2).sum() / (x**2).sum()) ** 0.5)
    same = back.shape == x.shape
    return Evidence(same and error > 0.1, f"shape {back.shape} again, values off by {error:.1f} times the input's norm")


def equals_spread_out_convolution() -> Evidence:
    """Run both views with dilation, stride and padding."""
    gaps = []
    for k, s, p, d in product((2, 3, 4), (1, 2, 3), (0, 1), (1, 2)):
        row, kernel = measure.noise(1, 1, 1, 6), measure.noise(1, 1, 1, k, seed=1)
        one = stamp(row, kernel, s, (p, p), 0, d)
        other = conv2d(spread(row, s), kernel[..., ::-1], None, 1, (0, d * (k - 1) - p), (1, d))
        gaps.append(measure.largest_difference(one, other) if one.shape == other.shape else 1.0)
    return Evidence(max(gaps) < 1e-9, f"max |Δ| = {max(gaps):.1g} over {len(gaps)} settings")


def two_inputs_one_output() -> Evidence:
    """Run kernel 3, stride 2, padding 1 forth and back."""
    forth = {size: measure.positions(size, 3, 2, (1, 1)) for size in (7, 8)}
    back = [stamped_side(4, 3, 2, (1, 1), extra).value for extra in (0, 1)]
    return Evidence(
        list(forth.values()) == [4, 4] and back == [7, 8], f"7 → {forth[7]}, 8 → {forth[8]}; 4 → {listed(back)}"
    )


def uneven_where_not_divisible() -> Evidence:
    """Stamp ones for many kernels and strides."""
    settings = list(product(range(1, 13), range(1, 7)))
    uneven = {(k, s) for k, s in settings if len(set(covered(k, s))) > 1}
    three, four = (covered(k, 2)[:4] for k in (3, 4))
    return Evidence(
        uneven == {(k, s) for k, s in settings if k % s},
        f"{len(settings)} settings, {len(uneven)} uneven; stride 2: kernel 3 {listed(three)}, kernel 4 {listed(four)}",
    )


def doubles_bilinearly() -> Evidence:
    """Compare the kernel (¼, ¾, ¾, ¼) with bilinear interpolation, away from the border."""
    image, taps = measure.noise(1, 1, 6, 6), (0.25, 0.75, 0.75, 0.25)
    kernel = measure.image([[one * other for other in taps] for one in taps])
    up = conv_transpose2d(image, kernel, None, 2, 1)[0, 0].tolist()
    pixels = image[0, 0].tolist()

    def between(row: float, column: float) -> float:
        top, left = int(row), int(column)
        down, right = row - top, column - left
        above = pixels[top][left] * (1 - right) + pixels[top][left + 1] * right
        below = pixels[top + 1][left] * (1 - right) + pixels[top + 1][left + 1] * right
        return float(above * (1 - down) + below * down)

    inner = range(1, 11)
    gap = max(abs(up[r][c] - between((r + 0.5) / 2 - 0.5, (c + 0.5) / 2 - 0.5)) for r, c in product(inner, inner))
    return Evidence(
        gap < 1e-9, f"6×6 → {len(up)}×{len(up[0])}, max |Δ| = {gap:.1g} over {len(inner) ** 2} inner pixels"
    )


def stride_adds_no_weights() -> Evidence:
    """Give one weight array to the op at several strides."""
    arrays = measure.transposed_parameters(8, 4, (4, 4))
    image = measure.zeros(1, 8, 5, 5)
    sides = [conv_transpose2d(image, arrays["weight"], arrays["bias"], s).shape[-1] for s in (1, 2, 4)]
    total = measure.count(arrays).value
    return Evidence(sides == sorted(set(sides)), f"{total} parameters at strides 1, 2, 4: side 5 → {listed(sides)}")


ANSWER = """\
A transposed convolution is the **transpose (adjoint) of a convolution**: every input value stamps the kernel, scaled
by that value, into the output at steps of S, and where stamps overlap they **add**. With S > 1 it upsamples with
learned weights. It is what the backward pass of a convolution does to reach its input.

- **Misconception:** it is *not* deconvolution. It restores the **shape** of a convolution's input, not its values.
- **Size:** `O = (I − 1)S − 2P + D(K − 1) + output_padding + 1`; here the padding is *cut off* the output.
- **Equivalent view** ("fractional stride"): put S − 1 zeros between the samples, pad by D(K − 1) − P per side
  (K − 1 − P without dilation), and convolve at stride 1 with the kernel rotated by 180°.
- **Output padding** says which of the S input sides that share an output side is meant. It is below S (or D).
- Where S does not divide K (at D = 1), stamps overlap unevenly: **checkerboard** artefacts.

Used in generators (DCGAN) and in segmentation (FCN, U-Net). A 1-D example: input 1, 2 and kernel 1, 1, 1 at stride 2
give 1, 1, 3, 2, 2.
"""

QUESTION = Question(
    number=10,
    slug="transposed",
    title="Transposed convolution: what is it? Misconception?",
    level="hard",
    topics=("transposed convolution",),
    answer=ANSWER,
    formula="O = (I − 1)S − 2P + D(K − 1) + OP + 1",
    latex=r"O = (I-1)S - 2P + D(K-1) + P_\text{out} + 1",
    common_wording=(
        CommonWording(
            says="It is a deconvolution: it undoes a convolution.",
            but="It brings back the shape, not the values. An inverse would need the convolution to be invertible, "
            "and one with fewer outputs than inputs is not.",
        ),
    ),
    claims=(
        Claim(
            says="O = (I − 1)S − 2P + D(K − 1) + output_padding + 1.",
            experiment=sizes_follow_formula,
            source="Dumoulin & Visin 2016, relationships 8–14; PyTorch documentation of ConvTranspose2d",
        ),
        Claim(says="It is the adjoint of the convolution with the same weights.", experiment=is_the_adjoint),
        Claim(
            says="It computes what a convolution's backward pass computes for its input.",
            experiment=is_the_backward_pass,
            source="Dumoulin & Visin 2016, §4.1",
        ),
        Claim(
            says="It restores the shape of a convolution's input, not the values.",
            experiment=does_not_invert,
            refutes=True,
        ),
        Claim(
            says="It equals a stride-1 convolution of the input with S − 1 zeros between its samples, the kernel "
            "rotated and the padding D(K − 1) − P.",
            experiment=equals_spread_out_convolution,
            source="Dumoulin & Visin 2016, §4.5; Long et al. 2015, §3.3",
        ),
        Claim(
            says="S input sides share an output side; output padding tells which is meant.",
            experiment=two_inputs_one_output,
            source="Dumoulin & Visin 2016, §4.6",
        ),
        Claim(
            says="Without dilation the overlap is uneven exactly where the stride does not divide the kernel.",
            experiment=uneven_where_not_divisible,
            source="Odena et al. 2016",
        ),
        Claim(
            says="Kernel 4, stride 2, padding 1 and weights (¼, ¾, ¾, ¼) per axis double an image bilinearly.",
            experiment=doubles_bilinearly,
            source="Long et al. 2015, §3.3",
        ),
        Claim(says="The stride does not change the number of weights.", experiment=stride_adds_no_weights),
        Claim(
            says="DCGAN's generator, FCN and U-Net upsample with transposed convolutions.",
            source="Radford et al. 2016; Long et al. 2015; Ronneberger et al. 2015",
        ),
    ),
    variants=(OutputSize, WhichOutputPadding, ByHand, Parameters, Checkerboard, EquivalentConvolution),
    follow_ups=(
        FollowUp(
            "Why does it need output padding?",
            "S input sides of the forward layer share one output side, so the way back is ambiguous: it picks one. "
            "It lengthens the output at one end; it does not put zeros around the input or the result.",
        ),
        FollowUp(
            "How do you avoid checkerboards?",
            "A kernel divisible by the stride, or resizing followed by a convolution, or a convolution followed by "
            "pixel shuffle. Divisibility makes the overlap even; weights can still learn an uneven pattern.",
        ),
        FollowUp(
            "How would you initialise it?",
            "To bilinear interpolation, as in FCN: for a factor of 2, kernel 4, stride 2, padding 1 and weights "
            "(¼, ¾, ¾, ¼) per axis, each channel to itself.",
        ),
    ),
    rubric=(
        Point("upsamples with learned weights: stamps the kernel at steps of S, overlaps add", essential=True),
        Point("the transpose (adjoint) of a convolution, not its inverse", essential=True),
        Point("the other view: zeros between the samples, stride 1 (“fractional stride”)"),
        Point("the size formula", essential=True),
        Point("output padding settles which input side is meant"),
        Point("checkerboard artefacts and what helps"),
        Point("used in GANs, FCN, U-Net"),
    ),
    trap="Deconvolution undoes the convolution (it restores the shape, not the values).",
    sources=(
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, ch. 4",
        "Long, Shelhamer & Darrell 2015, Fully convolutional networks for semantic segmentation",
        "Odena, Dumoulin & Olah 2016, Deconvolution and checkerboard artifacts",
        "Radford, Metz & Chintala 2016, Unsupervised representation learning with DCGANs",
        "Ronneberger, Fischer & Brox 2015, U-Net",
        "Zeiler et al. 2010, Deconvolutional networks",
    ),
    related=(3, 13),
)
