"""A chain: several asks on one stack of two layers, the later ones judged on the learner's own earlier numbers too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field

from questions.answers.answers import Answer, Integer, Number
from questions.drawing.stream import ATTEMPTS, Draw, NoAdmissibleDrawError, Stream, admissible
from questions.model.variant import Carried, Level, Variant
from questions.parts.real_layers import Pool
from questions.q03_output_size import OneLayer
from questions.q05_receptive_field import Strided, StrideOne
from questions.q11_parameters import Grouped, Plain
from questions.q16_cost import ConvWork
from questions.q20_efficiency import ExactRatio
from questions.scenes import Scene
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size, separable_parameters, separable_ratio
from solvers.layers import Window
from solvers.measure import Measurement

LARGEST_SIDE = 1024
MOST_WEIGHTS = 1 << 22
"""Of numbers up to these of the learner's an op can still be made."""
SMALLEST_DRAWN = 4
"""Side of the second output below which a stack is not worth asking."""


class Said(BaseModel):
    """What stands for the parts so far: the learner's own numbers, right or not; None for what is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: int | None = None
    """Side of A's output."""
    second: int | None = None
    """Side of B's output."""
    parameters: int | None = None
    macs: int | None = None


def _stacks() -> Pool:
    """Return the first two convolutions of published networks that follow each other."""
    fields = (
        *("size", "in_channels", "first_kernel", "first_stride", "first_padding"),
        *("width", "kernel", "stride", "padding", "out_channels", "bias"),
    )
    return Pool(
        fields,
        [
            ("VGG conv1_1 and conv1_2", (224, 3, 3, 1, 1, 64, 3, 1, 1, 64, True)),
            ("VGG conv2_1 and conv2_2", (112, 64, 3, 1, 1, 128, 3, 1, 1, 128, True)),
            ("U-Net's first two convolutions", (572, 1, 3, 1, 0, 64, 3, 1, 0, 64, True)),
            ("Inception v3 Conv2d_1a and 2a", (299, 3, 3, 2, 0, 32, 3, 1, 0, 32, False)),
            ("DCGAN discriminator conv1 and conv2", (64, 3, 4, 2, 1, 64, 4, 2, 1, 128, False)),
            ("YOLOv3's first convolution and down 1", (416, 3, 3, 1, 1, 32, 3, 2, 1, 64, False)),
        ],
    )


class Part(Variant):
    """One ask of the chain; it hands numbers to the variant of a question whose skill it is."""

    pool: ClassVar[Pool | None] = _stacks()
    fills: ClassVar[str] = ""
    """What of `Said` its answer becomes."""
    largest: ClassVar[int] = 0
    """The largest own number that later parts can go on from."""

    size: Annotated[int, Field(ge=1, le=LARGEST_SIDE), Draw(32, 64, 96, 128, 224, 227, range(32, 301))]
    in_channels: Annotated[int, Field(ge=1, le=512), Draw(1, 3, 3, 3, 16, 32)]
    first_kernel: Annotated[int, Field(ge=1, le=16), Draw(3, 3, 5, 7)]
    first_stride: Annotated[int, Field(ge=1, le=16), Draw(1, 2, 2, 3)]
    first_padding: Annotated[int, Field(ge=0, le=16), Draw(0, 1, 1, 2, 3)]
    width: Annotated[int, Field(ge=1, le=512), Draw(16, 32, 48, 64)]
    """Channels between the layers."""
    kernel: Annotated[int, Field(ge=2, le=15), Draw(3, 3, 5)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 1, 2)]
    padding: Annotated[int, Field(ge=0, le=16), Draw(0, 1, 1, 2)]
    out_channels: Annotated[int, Field(ge=1, le=512), Draw(32, 64, 96, 128)]
    bias: Annotated[bool, Draw(True, False)]
    """Whether B has one."""
    said: Annotated[Said, Field(exclude=True)] = Said()

    @classmethod
    def draw(cls, seed: int) -> Self:
        """Return the part of this seed's chain; all parts of a seed share the stack.

        Raises NoAdmissibleDrawError after a bounded search.
        """
        stream = Stream("C1", seed)
        for _ in range(ATTEMPTS):
            numbers = cls.pool.pick(stream) if cls.pool and stream.below(2) else cls.numbers(stream)
            if not cls(**numbers).excluded() and all(admissible(part(**numbers)) for part in CHAIN):
                return cls(**numbers)
        raise NoAdmissibleDrawError(f"{cls.id}: no admissible draw in {ATTEMPTS} attempts (seed {seed})")

    @property
    def _first(self) -> OneLayer:
        return OneLayer(size=self.size, kernel=self.first_kernel, stride=self.first_stride, padding=self.first_padding)

    def _second(self, size: int) -> OneLayer:
        return OneLayer(size=size, kernel=self.kernel, stride=self.stride, padding=self.padding)

    @property
    def _middle(self) -> int:
        return output_size(self.size, self.first_kernel, self.first_stride, self.first_padding)

    @property
    def _reached(self) -> int:
        """The same side, read off a run of A."""
        return int(self._first.measure().value)

    @property
    def _output(self) -> int:
        return output_size(self._middle, self.kernel, self.stride, self.padding)

    @property
    def _weights(self) -> int:
        return conv_parameters(self.kernel, self.kernel, self.width, self.out_channels, bias=False)

    @property
    def _biases(self) -> int:
        return self.bias * self.out_channels

    def impossible(self) -> str | None:
        return self._first.impossible() or self._second(self._middle).impossible()

    def excluded(self) -> bool:
        layers = (
            (self.first_kernel, self.first_stride, self.first_padding),
            (self.kernel, self.stride, self.padding),
        )
        small = self.impossible() is not None or self._output < SMALLEST_DRAWN
        return small or any(padding > kernel // 2 or stride > kernel for kernel, stride, padding in layers)

    def _asking(self, question: str) -> str:
        """Put the stack, and what was said so far, round a question."""
        where = f"{self.network}. " if self.network else ""
        bias = "with bias" if self.bias else "without bias"
        said = {
            "A's side": self.said.first,
            "B's side": self.said.second,
            "B's parameters": self.said.parameters,
            "B's MACs": self.said.macs,
        }
        known = ", ".join(f"{name} {number:,}" for name, number in said.items() if number is not None)
        so_far = f"\nSo far: {known}." if known else ""
        return (
            f"{where}Input {self.in_channels}×{self.size}×{self.size}. "
            f"A: {self.first_kernel}×{self.first_kernel}, stride {self.first_stride}, padding {self.first_padding}, "
            f"{self.width} filters. B on it: {self.kernel}×{self.kernel}, stride {self.stride}, padding "
            f"{self.padding}, {self.out_channels} filters, {bias}.\n{question}{so_far}"
        )

    def _kin(self) -> Variant:
        """Return the ask of a question that this part is."""
        raise NotImplementedError

    def _seen(self) -> Variant:
        """Return the same for a run, which takes nothing over from a closed form."""
        return self._kin()

    def difficulty(self) -> Level:
        return self._kin().difficulty()

    def answer(self) -> Answer:
        return self._kin().answer()

    def slips(self) -> Iterator[Slip]:
        return self._kin().slips()

    def steps(self) -> Iterator[str]:
        return self._kin().steps()

    def measure(self) -> Measurement:
        return self._seen().measure()

    def scene(self) -> Scene:
        return self._seen().scene()

    def goes_on_from(self, value: Any) -> bool:
        """Tell whether later parts can be asked on a learner's number."""
        return isinstance(value, int) and 1 <= value <= self.largest


class FirstOutput(Part):
    """C1.1 Side of the first output."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = OneLayer.formula
    trains: ClassVar[str] = OneLayer.id
    fills: ClassVar[str] = "first"
    largest: ClassVar[int] = LARGEST_SIDE

    def ask(self) -> str:
        return self._asking("What is the side of A's output?")

    def _kin(self) -> Variant:
        return self._first

    def goes_on_from(self, value: Any) -> bool:
        return super().goes_on_from(value) and self._second(value).impossible() is None


class SecondOutput(Part):
    """C1.2 Side of the second output."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = OneLayer.formula
    trains: ClassVar[str] = OneLayer.id
    fills: ClassVar[str] = "second"
    largest: ClassVar[int] = LARGEST_SIDE

    def ask(self) -> str:
        return self._asking("And the side of B's output?")

    def _kin(self) -> Variant:
        return self._second(self._middle)

    def _seen(self) -> Variant:
        return self._second(self._reached)

    def carried(self) -> Iterator[Carried]:
        own = self.said.first
        if own is not None and own != self._middle:
            kin = self._second(own)
            told = f"Right from your {own}; A really gives {self._middle}, and then B {self._output}."
            yield Carried(kin.answer(), told, kin.measure, tuple(kin.slips()))


class Parameters(Part):
    """C1.3 Parameters of the second layer."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·C_in·C_out, and C_out more with bias"
    trains: ClassVar[str] = Plain.id
    fills: ClassVar[str] = "parameters"
    largest: ClassVar[int] = MOST_WEIGHTS

    def ask(self) -> str:
        return self._asking("How many parameters does B have?")

    def difficulty(self) -> Level:
        return self.level

    def slips(self) -> Iterator[Slip]:
        # No kernel here is rectangular.
        return (slip for slip in super().slips() if slip.tag != "kernel.assumed_square")

    def _kin(self) -> Variant:
        if self.bias:
            return Plain(kernel=self.kernel, in_channels=self.width, out_channels=self.out_channels)
        return Grouped(
            kernel_height=self.kernel,
            kernel_width=self.kernel,
            in_channels=self.width,
            out_channels=self.out_channels,
            bias=False,
        )


class MultiplyAdds(Part):
    """C1.4 Multiply-adds of the second layer."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = ConvWork.formula
    trains: ClassVar[str] = ConvWork.id
    fills: ClassVar[str] = "macs"
    largest: ClassVar[int] = MOST_WEIGHTS * LARGEST_SIDE**2

    def ask(self) -> str:
        return self._asking("How many multiply-adds (MACs) does B take for one image, taps on padding included?")

    def _kin(self) -> ConvWork:
        return self._work(self._middle)

    def _seen(self) -> ConvWork:
        return self._work(self._reached)

    def _work(self, size: int) -> ConvWork:
        return ConvWork(
            in_channels=self.width,
            out_channels=self.out_channels,
            kernel=self.kernel,
            stride=self.stride,
            padding=self.padding,
            size=size,
        )

    def slips(self) -> Iterator[Slip]:
        yield from super().slips()
        k, c, o, side = self.first_kernel, self.in_channels, self.width, self._middle
        other = conv_macs(conv_parameters(k, k, c, o, bias=False), side**2)
        yield Slip(
            tag="mac.other_layer",
            value=other,
            message="That is what A takes; the ask is about B, on A's output.",
            working=f"{k}²·{c}·{o}·{side}² = {other:,}",
            run=lambda: measure.ones(c, o, (k, k), (self.size, self.size), self.first_stride, self.first_padding),
        )
        if self.bias:
            macs = conv_macs(self._weights + self._biases, self._output**2)
            yield Slip(
                tag="mac.biases_counted",
                value=macs,
                message="A bias is added, not multiplied: MACs count the weights alone.",
                working=f"{self._weights + self._biases:,}·{self._output}² = {macs:,}",
            )

    def carried(self) -> Iterator[Carried]:
        sides = {self._output, self.said.second or self._output}
        weights = {self._weights, (self.said.parameters or 0) - self._biases}
        for side, count in product(sides, weights):
            if count > 0 and (side, count) != (self._output, self._weights):
                yield self._with(side, count)

    def _with(self, side: int, weights: int) -> Carried:
        own, real = [], []
        if side != self._output:
            own.append(f"side {side}")
            real.append(f"gives {self._output}")
        if weights != self._weights:
            own.append(f"{weights + self._biases:,} parameters")
            real.append(f"has {self._weights + self._biases:,}")
        told = f"Right from your {' and '.join(own)}; B really {' and '.join(real)}."
        return Carried(Integer(value=conv_macs(weights, side**2)), told, partial(self._run, side, weights))

    def _run(self, side: int, weights: int) -> Measurement:
        """Run a layer with so many weights and a map of this side; a number that is not B's as a 1×1 kernel."""
        if weights == self._weights:
            k, room = self.kernel, side + self.kernel - 1  # that at stride 1 leaves the side
            return measure.ones(self.width, self.out_channels, (k, k), (room, room))
        return measure.ones(weights, 1, (1, 1), (side, side))


class Separable(Part):
    """C1.5 The second layer made separable."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "1/(1/C_out + 1/K²)"
    trains: ClassVar[str] = ExactRatio.id

    def ask(self) -> str:
        return self._asking(
            "Now make B depthwise separable: depthwise with its stride, then pointwise, no biases. By what factor do "
            "its MACs shrink, to 2 decimals?"
        )

    def _kin(self) -> ExactRatio:
        return ExactRatio(kernel=self.kernel, out_channels=self.out_channels)

    def answer(self) -> Number:
        return Number(value=1 / separable_ratio(self.kernel, self.out_channels), places=2)

    def slips(self) -> Iterator[Slip]:
        for slip in self._kin().slips():
            run = partial(_factor, slip.run) if slip.run else None
            yield replace(slip, value=slip.value["factor"], run=run)
        share = separable_ratio(self.kernel, self.out_channels)
        yield Slip(
            tag="ratio.inverted",
            value=share,
            message="That is the share that is left; the factor is its reciprocal.",
            working=f"1/{self.out_channels} + 1/{self.kernel}² = {float(share):.2f}",
        )

    def measure(self) -> Measurement:
        return _factor(self._kin().measure)

    def carried(self) -> Iterator[Carried]:
        own = self.said.macs
        if own is None or own == conv_macs(self._weights, self._output**2):
            return
        told = f"Right from your {own:,} MACs; really they shrink by {self.answer().shown}."
        for side in {self._output, self.said.second or self._output}:
            macs = conv_macs(separable_parameters(self.kernel, self.width, self.out_channels), side**2)
            yield Carried(Number(value=Fraction(own, macs), places=2), told, partial(self._over, own, side))

    def _over(self, macs: int, side: int) -> Measurement:
        """Run the separable pair on a map of this side and divide a number of MACs by its."""
        k, c, room = self.kernel, self.width, side + self.kernel - 1
        depthwise = measure.ones(c, c, (k, k), (room, room), groups=c).value
        pointwise = measure.ones(c, self.out_channels, (1, 1), (side, side)).value
        pair = depthwise + pointwise
        return Measurement(Fraction(macs, pair), f"ones through the pair: {pair:,} MACs; {macs:,} of yours over them")


def _factor(run: Callable[[], Measurement]) -> Measurement:
    """Run and keep the factor of what was measured."""
    measured = run()
    return Measurement(measured.value["factor"], measured.run)


class FieldOfOutput(Part):
    """C1.6 What one output sees."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = Strided.formula
    trains: ClassVar[str] = Strided.id

    def ask(self) -> str:
        return self._asking(
            "B as it was: what is the receptive field of one of its outputs, as a side in input pixels?"
        )

    def slips(self) -> Iterator[Slip]:
        # Before the second of two layers the last stride is the product of all.
        return (slip for slip in super().slips() if slip.tag != "rf.previous_stride_only")

    def _kin(self) -> Variant:
        layers = (
            Window(kernel_size=self.first_kernel, stride=self.first_stride),
            Window(kernel_size=self.kernel, stride=self.stride),
        )
        return (StrideOne if self.first_stride == self.stride == 1 else Strided)(layers=layers)


CHAIN: tuple[type[Part], ...] = (FirstOutput, SecondOutput, Parameters, MultiplyAdds, Separable, FieldOfOutput)
"""The parts in the order in which they are asked."""
