"""Question 8: the depthwise separable convolution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers.answers import Integer, Parts, Percent
from questions.drawing.stream import Draw
from questions.model.claim import Claim, Evidence
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.arrays import counted, laid_out
from questions.parts.limits import too_many
from questions.parts.real_layers import Pool
from questions.parts.separable import MOBILENET_BLOCKS, multiply_adds, separable, standard
from questions.parts.signs import equals_percent, percent
from questions.scenes import Frame, Scene
from questions.scenes.bars import barred
from questions.scenes.counting import Counted, counting
from questions.scenes.heat import compared_frames
from questions.scenes.numbers import figure, grid
from questions.scenes.story import joined, story
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, pointwise_share, separable_parameters, separable_ratio
from solvers.engine import conv2d, relu
from solvers.layers import Table, Weights
from solvers.measure import Array, Measurement
from solvers.networks.architectures.mobilenet import MOBILENET
from solvers.networks.running import run

Channels = Field(ge=1, le=2048)
Kernel = Field(ge=1, le=15)
Side = Field(ge=1, le=256)


XCEPTION = (
    ("Xception entry flow", 64, 128),
    ("Xception entry flow", 128, 128),
    ("Xception entry flow", 128, 256),
    ("Xception entry flow", 256, 256),
    ("Xception entry flow", 256, 728),
    ("Xception middle flow", 728, 728),
    ("Xception exit flow", 728, 1024),
    ("Xception exit flow", 1024, 1536),
    ("Xception exit flow", 1536, 2048),
)
"""Separable convolutions, all 3×3: Chollet 2017, Figure 5."""


def in_published_networks() -> list[tuple[str, int, int]]:
    """Return name, channels in and out of published 3×3 separable layers without bias."""
    return [*((name, before, after) for name, before, after, *_ in MOBILENET_BLOCKS), *XCEPTION]


def _kernels(in_channels: int = 6, out_channels: int = 9) -> tuple[Array, Array, Array]:
    """Return depthwise and pointwise weights, and those of the one convolution that they make together."""
    depthwise, pointwise = measure.noise(in_channels, 1, 3, 3), measure.noise(out_channels, in_channels, 1, 1, seed=1)
    return depthwise, pointwise, pointwise * depthwise.swapaxes(0, 1)


def _connected() -> Scene:
    """Show which channels hang on which, by gradients of a small example."""
    depthwise, pointwise, merged = _kernels()
    layers = (
        ("dense", merged, 1, "A dense convolution: every output channel hangs on every input channel."),
        ("depthwise", depthwise, len(depthwise), "Depthwise: each output channel hangs on one input channel alone."),
        ("pointwise", pointwise, 1, "Pointwise: every output channel on every one again, but on one pixel each."),
    )
    maps = [grid(name, measure.connections(weight, groups), written=False) for name, weight, groups, _ in layers]
    frames = [Frame(tuple(maps[: at + 1]), said) for at, (*_, said) in enumerate(layers)]
    return story("channels: outputs down, inputs across", frames)


def _merged() -> Scene:
    """Build the dense kernel of a pair and compare, then fit a pair to a random dense kernel."""
    depthwise, pointwise, merged = _kernels(3, 4)
    values = measure.noise(1, 3, 8, 8, seed=2)
    pair = conv2d(conv2d(values, depthwise, groups=3), pointwise)
    frames = compared_frames(
        ("pair, output 0", pair[0, 0]),
        ("dense kernel p·d, output 0", conv2d(values, merged)[0, 0]),
        "The pair is a dense convolution with this kernel.",
    )
    dense = measure.noise(4, 3, 3, 3, seed=4)
    fitted = measure.best_separable(dense)
    left = measure.beyond_separable(dense)
    frames += compared_frames(
        ("random dense kernel, input channel 0", dense[:, 0].reshape(4, 9)),
        ("best p·d for it", fitted[:, 0].reshape(4, 9)),
        f"{figure(100 * left)} % of its energy is left over: not every convolution is separable.",
    )[1:]
    return story("merged", frames)


class Parameters(Variant):
    """8.1 Parameters."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K²·C_in + C_in·C_out, and C_in + C_out more with biases"
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "in_channels", "out_channels", "bias"),
        [(name, (3, before, after, False)) for name, before, after in in_published_networks()],
    )

    kernel: Annotated[int, Kernel, Draw(3, 3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(16, 32, 64, 96, 128, 256, 512, 728, 1024)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 96, 128, 256, 512, 728, 1024)]
    bias: Annotated[bool, Draw(True, True, False)] = False

    @property
    def _layers(self) -> Table:
        return separable(self.kernel, self.in_channels, self.out_channels, bias=self.bias)

    def impossible(self) -> str | None:
        return too_many(self.kernel**2 * self.in_channels * self.out_channels)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        bias = "biases in both layers" if self.bias else "no biases"
        return (
            f"{where} depthwise separable {self.kernel}×{self.kernel} convolution, "
            f"{self.in_channels}→{self.out_channels} channels, has {bias}. How many parameters does it have in all?"
        )

    def answer(self) -> Integer:
        return Integer(value=separable_parameters(self.kernel, self.in_channels, self.out_channels, bias=self.bias))

    def slips(self) -> Iterator[Slip]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        depthwise, pointwise = self._layers
        more = c + o if self.bias else 0

        def slip(tag: str, value: int, working: str, message: str, layers: Table = ()) -> Slip:
            run = (lambda: counted(layers)) if layers else None
            return Slip(tag=tag, value=value, message=message, working=f"{working} = {value:,}", run=run)

        def added(biases: int) -> str:
            return f" + {biases}" if self.bias else ""

        dense = standard(k, c, o, self.bias)
        yield slip("ds.standard_conv", k * k * c * o + self.bias * o, f"{k}·{k}·{c}·{o}{added(o)}", "", (dense,))
        yield slip(
            "ds.depthwise_only",
            (k * k + self.bias) * c,
            f"{k}·{k}·{c}{added(c)}",
            "The pointwise layer is missing.",
            (depthwise,),
        )
        yield slip(
            "ds.pointwise_only",
            (c + self.bias) * o,
            f"{c}·{o}{added(o)}",
            "The depthwise layer is missing.",
            (pointwise,),
        )
        yield slip(
            "ds.multiplied",
            k * k * c * c * o + more,
            f"({k}·{k}·{c})·({c}·{o}){added(c + o)}",
            "The layers follow each other: add their parameters.",
        )
        yield slip(
            "ds.dw_on_out",
            k * k * o + c * o + self.bias * 2 * o,
            f"{k}·{k}·{o} + {c}·{o}{added(2 * o)}",
            "The depthwise layer comes first, on the C_in channels.",
            (pointwise, depthwise._replace(in_channels=o, out_channels=o, groups=o)),
        )
        yield slip(
            "kernel.side_not_area",
            k * c + c * o + more,
            f"{k}·{c} + {c}·{o}{added(c + o)}",
            "",
            (depthwise._replace(kernel_size=(k, 1)), pointwise),
        )
        if self.bias:
            yield slip(
                "bias.one_layer",
                (k * k + o) * c + o,
                f"{k}·{k}·{c} + {c}·{o} + {o}",
                "Both layers have biases here.",
                (depthwise._replace(bias=False), pointwise),
            )
            yield slip(
                "bias.forgotten",
                (k * k + o) * c,
                f"{k}·{k}·{c} + {c}·{o}",
                "",
                (depthwise._replace(bias=False), pointwise._replace(bias=False)),
            )

    def steps(self) -> Iterator[str]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        yield f"Depthwise, one {k}×{k} filter per input channel: {k}·{k}·{c} = {k * k * c:,}"
        yield f"Pointwise, 1×1: {c}·{o} = {c * o:,}"
        yield f"Together: {k * k * c:,} + {c * o:,} = {(k * k + o) * c:,}"
        if self.bias:
            yield f"Biases, one per output of each layer: {c} + {o} = {c + o}, in all {self.answer().value:,}"

    def measure(self) -> Measurement:
        return counted(self._layers)

    def scene(self) -> Scene:
        dense = standard(self.kernel, self.in_channels, self.out_channels, self.bias)
        closing = f"a standard convolution: {counted((dense,)).value:,}"
        arrays = counting("the arrays of both layers", laid_out(self._layers), closing)
        return joined("depthwise, then pointwise", _connected(), arrays)


class Work(Variant):
    """8.2 Multiply-adds and ratio."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "MACs (K²·C_in + C_in·C_out)·H², ratio 1/C_out + 1/K²"
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "in_channels", "out_channels", "size"),
        [(name, (3, before, after, size)) for name, before, after, size, end in MOBILENET_BLOCKS if size == end],
    )

    kernel: Annotated[int, Kernel, Draw(3, 3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256, 512, 1024)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 128, 256, 512, 1024)]
    size: Annotated[int, Side, Draw(7, 14, 28, 56, 112)]

    @property
    def _layers(self) -> Table:
        return separable(self.kernel, self.in_channels, self.out_channels)

    @property
    def _standard(self) -> Weights:
        return standard(self.kernel, self.in_channels, self.out_channels)

    def impossible(self) -> str | None:
        return too_many(self.kernel**2 * self.in_channels * self.out_channels)

    def excluded(self) -> bool:
        return self.kernel > self.size or max(self.in_channels, self.out_channels) * self.size**2 > 1 << 20

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} depthwise separable {self.kernel}×{self.kernel} convolution, "
            f"{self.in_channels}→{self.out_channels} channels, runs on a {self.size}×{self.size} map with stride 1 and "
            "same padding (taps on it counted). How many MACs does it take, and what percent of the standard "
            "convolution's is that, to 2 decimals? (MACs; percent)"
        )

    def _value(self, macs: int | None = None, share: Fraction | None = None) -> dict[str, int | Fraction]:
        parts = {"MACs": macs, "percent": None if share is None else 100 * share}
        return {name: value for name, value in parts.items() if value is not None}

    def answer(self) -> Parts:
        macs = conv_macs(separable_parameters(self.kernel, self.in_channels, self.out_channels), self.size**2)
        share = separable_ratio(self.kernel, self.out_channels)
        return Parts(parts={"MACs": Integer(value=macs), "percent": Percent(value=100 * share, places=2)})

    def slips(self) -> Iterator[Slip]:
        k, c, o, h = self.kernel, self.in_channels, self.out_channels, self.size
        weights, ratio = separable_parameters(k, c, o), separable_ratio(k, o)
        depthwise, _ = self._layers
        yield Slip(
            tag="ds.ratio_1_over_k2",
            value=self._value(share=Fraction(1, k * k)),
            message="1/K² is the pointwise part, the limit for wide outputs; the depthwise layer adds 1/C_out.",
            working=f"1/{k}² {equals_percent(Fraction(1, k * k))}",
        )
        yield Slip(
            tag="ds.ratio_1_over_cin",
            value=self._value(share=separable_ratio(k, c)),
            message="C_in cancels; C_out remains.",
            working=f"1/{c} + 1/{k}² {equals_percent(separable_ratio(k, c))}",
        )
        yield Slip(
            tag="ds.depthwise_only",
            value=self._value(k * k * c * h * h, Fraction(1, o)),
            message="The pointwise layer is missing.",
            working=f"{k}·{k}·{c}·{h}² = {k * k * c * h * h:,}; 1/{o} {equals_percent(Fraction(1, o))}",
            run=lambda: self._measured((depthwise,)),
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value=self._value(weights),
            working=f"{k}·{k}·{c} + {c}·{o} = {weights:,}",
            run=lambda: counted(self._layers).named("MACs"),
        )
        yield Slip(tag="mac.one_axis", value=self._value(weights * h), working=f"{weights:,}·{h} = {weights * h:,}")
        yield Slip(
            tag="ds.standard_conv",
            value=self._value(k * k * c * o * h * h),
            working=f"{k}·{k}·{c}·{o}·{h}² = {k * k * c * o * h * h:,}",
            run=lambda: Measurement({"MACs": multiply_adds(self._standard, h)}, "the standard layer"),
        )
        yield Slip(
            tag="ratio.inverted",
            value=self._value(share=1 / ratio),
            working=f"1/({percent(ratio)}) {equals_percent(1 / ratio)}",
        )
        yield Slip(
            tag="ratio.saved",
            value=self._value(share=1 - ratio),
            message="That is what is saved; the ask is what is left.",
            working=f"100% − {percent(ratio)} {equals_percent(1 - ratio)}",
        )

    def steps(self) -> Iterator[str]:
        k, c, o, h = self.kernel, self.in_channels, self.out_channels, self.size
        weights = separable_parameters(k, c, o)
        yield f"Weights: {k}·{k}·{c} + {c}·{o} = {weights:,}"
        yield f"Each is used at {h}·{h} positions: {weights:,}·{h * h:,} = {weights * h * h:,} MACs"
        yield f"Divide by {k}·{k}·{c}·{o}·{h}²: C_in and the positions cancel, 1/C_out + 1/K² is left"
        yield f"1/{o} + 1/{k * k} {equals_percent(separable_ratio(k, o))}"

    def _measured(self, layers: Table) -> Measurement:
        macs = sum(multiply_adds(layer, self.size) for layer in layers)
        dense = multiply_adds(self._standard, self.size)
        run = f"ones through ones: {' and '.join(layer.name for layer in layers)} {macs:,}, standard {dense:,}"
        return Measurement(self._value(macs, Fraction(macs, dense)), run)

    def measure(self) -> Measurement:
        return self._measured(self._layers)

    def scene(self) -> Scene:
        depthwise, pointwise, dense = (multiply_adds(layer, self.size) for layer in (*self._layers, self._standard))
        macs = [
            ("depthwise", depthwise),
            ("pointwise", pointwise),
            ("together", depthwise + pointwise),
            ("standard", dense),
        ]
        ratio = percent(Fraction(depthwise + pointwise, dense))
        said = ("", "", "", f"The separable pair does {ratio} of its work.")
        return barred("separable against standard", f"multiply-adds of ones, {self.size}×{self.size}", macs, said)


class DepthMultiplier(Variant):
    """8.3 Depth multiplier."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "K²·C_in·m + C_in·m·C_out"

    kernel: Annotated[int, Kernel, Draw(3, 5)]
    in_channels: Annotated[int, Channels, Draw(3, 16, 32, 64, 128)]
    multiplier: Annotated[int, Field(ge=1, le=64), Draw(2, 2, 3, 4, 8)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 96, 128, 256)]

    @property
    def _layers(self) -> Table:
        return separable(self.kernel, self.in_channels, self.out_channels, self.multiplier)

    def impossible(self) -> str | None:
        return too_many(self.kernel**2 * self.in_channels * self.multiplier * self.out_channels)

    def ask(self) -> str:
        return (
            f"A depthwise separable convolution has depth multiplier {self.multiplier}: each of {self.in_channels} "
            f"channels gets {self.multiplier} filters of {self.kernel}×{self.kernel}, then a 1×1 convolution gives "
            f"{self.out_channels} channels; no biases. How many weights does it have in all?"
        )

    def answer(self) -> Integer:
        return Integer(value=separable_parameters(self.kernel, self.in_channels, self.out_channels, self.multiplier))

    def slips(self) -> Iterator[Slip]:
        k, c, o, m = self.kernel, self.in_channels, self.out_channels, self.multiplier
        taps = k * k
        yield Slip(
            tag="multiplier.ignored",
            value=taps * c + c * o,
            message="Every channel has m filters.",
            working=f"{k}·{k}·{c} + {c}·{o} = {taps * c + c * o:,}",
            run=lambda: counted(separable(k, c, o)),
        )
        yield Slip(
            tag="multiplier.depthwise_only",
            value=taps * c * m + c * o,
            message="The pointwise layer then reads m·C_in channels.",
            working=f"{k}·{k}·{c}·{m} + {c}·{o} = {taps * c * m + c * o:,}",
        )
        yield Slip(
            tag="multiplier.squared",
            value=taps * c * m * m + c * m * o,
            message="The depthwise part grows with m once.",
            working=f"{k}·{k}·{c}·{m}² + {c}·{m}·{o} = {taps * c * m * m + c * m * o:,}",
        )
        yield Slip(
            tag="multiplier.on_output",
            value=taps * c + c * o * m,
            message="The depthwise layer itself has m filters per channel: its weights grow by m as well.",
            working=f"{k}·{k}·{c} + {c}·{o}·{m} = {taps * c + c * o * m:,}",
            run=lambda: counted(separable(k, c, o * m)),
        )
        yield Slip(
            tag="ds.standard_conv",
            value=taps * c * o,
            working=f"{k}·{k}·{c}·{o} = {taps * c * o:,}",
            run=lambda: counted((standard(k, c, o),)),
        )

    def steps(self) -> Iterator[str]:
        k, c, o, m = self.kernel, self.in_channels, self.out_channels, self.multiplier
        yield f"The depthwise layer makes {m}·{c} = {m * c} maps, {k}·{k} = {k * k} weights each: {k * k * m * c:,}"
        yield f"The pointwise layer reads all {m * c}: {m * c}·{o} = {m * c * o:,}"
        yield f"Together: {k * k * m * c:,} + {m * c * o:,} = {self.answer().value:,}"

    def measure(self) -> Measurement:
        return counted(self._layers)

    def scene(self) -> Scene:
        arrays = counting(f"{self.multiplier} filters per channel", laid_out(self._layers))
        return joined(arrays.title, arrays, _merged())


class PointwiseShare(Variant):
    """8.4 Where the work goes."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "C_out/(C_out + K²)"
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "in_channels", "out_channels"),
        [(name, (3, before, after)) for name, before, after in in_published_networks()],
    )

    kernel: Annotated[int, Kernel, Draw(3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 128, 256, 512, 1024)]

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} depthwise separable {self.kernel}×{self.kernel} convolution takes {self.in_channels} channels to "
            f"{self.out_channels}. What percent of its MACs is pointwise, to 1 decimal?"
        )

    def answer(self) -> Percent:
        return Percent(value=100 * pointwise_share(self.kernel, self.out_channels))

    def slips(self) -> Iterator[Slip]:
        k, c, o = self.kernel, self.in_channels, self.out_channels

        def slip(tag: str, share: Fraction, working: str, message: str) -> Slip:
            return Slip(tag=tag, value=100 * share, message=message, working=f"{working} {equals_percent(share)}")

        yield slip(
            "share.inverted", Fraction(k * k, o + k * k), f"{k * k}/({o} + {k * k})", "That is the depthwise share."
        )
        yield slip("share.half", Fraction(1, 2), "one of two layers", "The parts are of very different size.")
        yield slip("share.uses_k_not_k2", Fraction(o, o + k), f"{o}/({o} + {k})", "A K×K kernel has K² taps.")
        yield slip(
            "share.ratio_not_share",
            Fraction(k * k, o),
            f"{k * k}/{o}",
            "That compares the parts with each other, not one with the whole.",
        )
        yield slip(
            "share.input_channels",
            Fraction(c, c + k * k),
            f"{c}/({c} + {k * k})",
            "Per input channel the pointwise layer does C_out MACs, the depthwise one K²: C_in cancels.",
        )

    def steps(self) -> Iterator[str]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        yield f"At one position: depthwise {k}·{k}·{c} = {k * k * c:,}, pointwise {c}·{o} = {c * o:,}"
        yield f"C_in cancels: {o}/({o} + {k * k})"
        yield f"{equals_percent(pointwise_share(k, o))}, so {self.answer().plain}"

    def _macs(self) -> tuple[int, int]:
        depthwise, pointwise = separable(self.kernel, self.in_channels, self.out_channels)
        return multiply_adds(depthwise, self.kernel), multiply_adds(pointwise, self.kernel)

    def measure(self) -> Measurement:
        depthwise, pointwise = self._macs()
        run = f"ones through ones on {self.kernel}×{self.kernel}: depthwise {depthwise:,}, pointwise {pointwise:,}"
        return Measurement(Fraction(100 * pointwise, depthwise + pointwise), run)

    def scene(self) -> Scene:
        depthwise, pointwise = self._macs()
        share = percent(Fraction(pointwise, depthwise + pointwise))
        macs = [("depthwise", depthwise), ("pointwise", pointwise)]
        label = f"multiply-adds of ones on a {self.kernel}×{self.kernel} map"
        return barred("where the work goes", label, macs, ("", f"That is {share} of both."))


class Block(Variant):
    """8.5 A MobileNet block."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K²·C_in + 2·C_in + C_in·C_out + 2·C_out"
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "in_channels", "out_channels"),
        [(name, (3, before, after)) for name, before, after, *_ in MOBILENET_BLOCKS],
    )

    kernel: Annotated[int, Kernel, Draw(3, 3, 5)]
    in_channels: Annotated[int, Channels, Draw(16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024)]
    out_channels: Annotated[int, Channels, Draw(16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024)]

    @property
    def _layers(self) -> Table:
        return separable(self.kernel, self.in_channels, self.out_channels)

    @property
    def _norms(self) -> tuple[int, int]:
        return self.in_channels, self.out_channels

    def impossible(self) -> str | None:
        return too_many(self.kernel**2 * self.in_channels * self.out_channels)

    def excluded(self) -> bool:
        return not self.in_channels <= 2 * self.out_channels <= 4 * self.in_channels

    def ask(self) -> str:
        where = self.network or "A MobileNet block"
        return (
            f"{where} is a {self.kernel}×{self.kernel} depthwise convolution, batch norm, a 1×1 convolution and batch "
            f"norm; {self.in_channels}→{self.out_channels} channels, no convolution biases. How many learned "
            "parameters does it have?"
        )

    def answer(self) -> Integer:
        weights = separable_parameters(self.kernel, self.in_channels, self.out_channels)
        return Integer(value=weights + 2 * sum(self._norms))

    def slips(self) -> Iterator[Slip]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        weights = separable_parameters(k, c, o)
        biased = tuple(layer._replace(bias=True) for layer in self._layers)

        def slip(tag: str, more: int, working: str, message: str = "") -> Slip:
            return Slip(tag=tag, value=weights + more, message=message, working=f"{weights:,}{working}")

        yield Slip(
            tag="bn.forgotten",
            value=weights,
            working=f"{k}·{k}·{c} + {c}·{o} = {weights:,}",
            run=lambda: counted(self._layers),
        )
        yield Slip(
            tag="bn.once",
            value=weights + 2 * o,
            message="Both layers have a batch norm; the first has 2·C_in parameters.",
            working=f"{weights:,} + 2·{o} = {weights + 2 * o:,}",
            run=lambda: counted(self._layers, (o,)),
        )
        yield slip("bn.four_learned", 4 * (c + o), f" + 4·{c} + 4·{o} = {weights + 4 * (c + o):,}")
        yield Slip(
            tag="bn.with_conv_bias",
            value=weights + 3 * (c + o),
            working=f"{weights:,} + 3·{c} + 3·{o} = {weights + 3 * (c + o):,}",
            run=lambda: counted(biased, self._norms),
        )
        yield Slip(
            tag="bn.on_output_twice",
            value=weights + 4 * o,
            message="The first batch norm follows the depthwise layer, which has C_in channels.",
            working=f"{weights:,} + 2·{o} + 2·{o} = {weights + 4 * o:,}",
            run=lambda: counted(self._layers, (o, o)),
        )
        yield Slip(
            tag="ds.standard_conv",
            value=k * k * c * o + 2 * o,
            working=f"{k}·{k}·{c}·{o} + 2·{o} = {k * k * c * o + 2 * o:,}",
            run=lambda: counted((standard(k, c, o),), (o,)),
        )

    def steps(self) -> Iterator[str]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        yield f"Depthwise: {k}·{k}·{c} = {k * k * c:,}; its batch norm: 2·{c} = {2 * c}"
        yield f"Pointwise: {c}·{o} = {c * o:,}; its batch norm: 2·{o} = {2 * o}"
        yield f"Together: {k * k * c:,} + {2 * c} + {c * o:,} + {2 * o} = {self.answer().value:,}"

    def measure(self) -> Measurement:
        return counted(self._layers, self._norms)

    def scene(self) -> Scene:
        arrays: list[Counted] = []
        for layer, width in zip(self._layers, self._norms, strict=True):
            arrays += laid_out((layer,))
            arrays += [
                Counted(f"{layer.name} norm {name}", array, "channel")
                for name, array in measure.batch_norm_parameters(width)[0].items()
            ]
        return counting("what is learned, in order", arrays)


def depthwise_does_not_mix() -> Evidence:
    """Change one input channel and see which channels of each layer change."""
    depthwise, pointwise, _ = _kernels()
    values = measure.noise(1, 6, 10, 10, seed=2)
    changed = values.copy()
    changed[:, 2] += 1
    between, other = (conv2d(at, depthwise, groups=6) for at in (values, changed))
    after, last = (conv2d(at, pointwise) for at in (between, other))
    moved = [at for at in range(6) if measure.largest_difference(between[:, at], other[:, at]) > 1e-9]
    mixed = [at for at in range(9) if measure.largest_difference(after[:, at], last[:, at]) > 1e-9]
    return Evidence(
        moved == [2] and len(mixed) == 9,
        f"input channel 2 changed: depthwise outputs {moved} of 6 did, pointwise outputs {len(mixed)} of 9",
    )


def pair_is_one_convolution() -> Evidence:
    """Run the pair and the merged kernel on the same values."""
    depthwise, pointwise, merged = _kernels()
    values = measure.noise(1, 6, 10, 10, seed=2)
    pair = conv2d(conv2d(values, depthwise, groups=6), pointwise)
    largest = measure.largest_difference(pair, conv2d(values, merged))
    return Evidence(
        largest < 1e-9 and measure.beyond_separable(merged) < 1e-9,
        f"pair against kernel {merged.shape}: max |Δ| = {largest:.1g} over {pair.size} values",
    )


def activation_between_breaks_it() -> Evidence:
    """Add two inputs up before and after the pair, with and without an activation between."""
    depthwise, pointwise, _ = _kernels()
    one, other = measure.noise(1, 6, 10, 10, seed=2), measure.noise(1, 6, 10, 10, seed=3)

    def plain(values: Array) -> Array:
        return conv2d(conv2d(values, depthwise, groups=6), pointwise)

    def activated(values: Array) -> Array:
        return conv2d(relu(conv2d(values, depthwise, groups=6)), pointwise)

    linear, bent = (
        measure.largest_difference(pair(one + other), pair(one) + pair(other)) for pair in (plain, activated)
    )
    return Evidence(
        linear < 1e-9 and bent > 1e-3,
        f"f(a + b) against f(a) + f(b): max |Δ| = {linear:.1g} without, {bent:.2f} with a ReLU between",
    )


def random_kernels_are_not_separable() -> Evidence:
    """Fit p[o, c]·d[c] to random dense kernels as well as it can be done."""
    kernels = measure.noise(64, 32, 3, 3)
    left, merged = measure.beyond_separable(kernels), measure.beyond_separable(_kernels(32, 64)[2])
    return Evidence(
        left > 0.5 and merged < 1e-9,
        f"random {kernels.shape}: the best fit leaves {left:.1%} of the energy; a merged pair: {merged:.1%}",
    )


def pair_has_these_weights() -> Evidence:
    """Count both layers' arrays over a grid."""
    grid = list(product((1, 3, 5, 7), (3, 16, 32), (8, 64, 128)))
    agree = sum(counted(separable(k, c, o)).value == separable_parameters(k, c, o) for k, c, o in grid)
    pair, dense = counted(separable(3, 64, 128)).value, counted((standard(3, 64, 128),)).value
    return Evidence(
        agree == len(grid) and (pair, dense) == (8_768, 73_728),
        f"{agree} of {len(grid)} layers agree; 3×3, 64→128: {pair:,} against {dense:,}",
    )


def same_ratio_for_work() -> Evidence:
    """Divide weights and multiply-adds of pairs, the stride in the depthwise layer, by those of standard layers."""
    grid = list(product((3, 5), (8, 16), (4, 32), (7, 10), (1, 2)))
    agree = 0
    for k, c, o, side, stride in grid:
        weights = Fraction(counted(separable(k, c, o)).value, counted((standard(k, c, o),)).value)
        size, padding = (side, side), k // 2
        depthwise = measure.ones(c, c, (k, k), size, stride, padding, groups=c)
        pointwise = measure.ones(c, o, (1, 1), measure.shape(size, (k, k), stride, padding).value)
        dense = measure.ones(c, o, (k, k), size, stride, padding)
        agree += weights == Fraction(depthwise.value + pointwise.value, dense.value) == separable_ratio(k, o)
    return Evidence(agree == len(grid), f"{agree} of {len(grid)} layers agree, of stride 1 and 2")


def never_quite_a_ninth() -> Evidence:
    """Measure the ratio of 3×3 layers that get wider and wider."""
    widths = (16, 64, 256, 1024)
    ratios = [Fraction(counted(separable(3, 16, o)).value, counted((standard(3, 16, o),)).value) for o in widths]
    text = ", ".join(f"{o} outputs {percent(ratio)}" for o, ratio in zip(widths, ratios, strict=True))
    return Evidence(
        all(ratio > Fraction(1, 9) for ratio in ratios) and ratios == sorted(ratios, reverse=True),
        f"{text}; a ninth is {percent(Fraction(1, 9))}",
    )


def mobilenet_is_pointwise() -> Evidence:
    """Run every layer of MobileNet and add the multiply-adds up by kind."""
    macs: Counter[str] = Counter()
    for row, seen in zip(MOBILENET.table, run(MOBILENET), strict=True):
        macs[row.name.split()[0]] += seen.macs
    kinds = ("conv0", "depthwise", "pointwise", "fc")
    shares = {kind: Fraction(macs[kind], macs.total()) for kind in kinds}
    return Evidence(
        sum(shares.values()) == 1 and Fraction(94, 100) < shares["pointwise"] < Fraction(96, 100),
        f"of {macs.total():,} MACs: " + ", ".join(f"{kind} {percent(share)}" for kind, share in shares.items()),
    )


def depthwise_is_short_of_work() -> Evidence:
    """Divide multiply-adds by the numbers that are read and written: 256 channels, 3×3, 14×14."""
    layers = {"depthwise": separable(3, 256, 256)[0], "dense": standard(3, 256, 256)}
    values = 2 * measure.zeros(256, 14, 14).size
    seen = {name: multiply_adds(at, 14) / (values + counted((at,)).value) for name, at in layers.items()}
    return Evidence(
        30 * seen["depthwise"] < seen["dense"],
        "MACs per number moved: " + ", ".join(f"{name} {ratio:.1f}" for name, ratio in seen.items()),
    )


ANSWER = """\
It **replaces** a standard convolution by two layers:

- **Depthwise**: one K×K filter per input channel (groups = C_in). It looks at space and mixes no channels.
- **Pointwise**: a 1×1 convolution, C_in→C_out. It mixes channels and does not look around.

Weights (for MACs, times output positions):

- standard: `K²·C_in·C_out`
- depthwise separable: `K²·C_in + C_in·C_out`
- ratio: **1/C_out + 1/K²**

Example: 3×3, 64→128 has 576 + 8,192 = **8,768** weights in place of 73,728, 11.9%.

It is no exact factorisation. Without an activation between, the pair equals one dense convolution whose kernel is
p[o,c]·d[c], the same spatial pattern d[c] for every output; a general dense kernel is not of that form. Used in
MobileNet and Xception.
"""

QUESTION = Question(
    number=8,
    slug="depthwise-separable",
    title="Explain depthwise separable convolution.",
    level="hard",
    topics=("depthwise separable convolution",),
    answer=ANSWER,
    formula="K²·C_in + C_in·C_out against K²·C_in·C_out: 1/C_out + 1/K²",
    latex=r"\frac{K^2 C_{in} + C_{in} C_{out}}{K^2 C_{in} C_{out}} = \frac{1}{C_{out}} + \frac{1}{K^2}",
    common_wording=(
        CommonWording(
            says="It factorizes a standard convolution into depthwise and pointwise.",
            but="It replaces it. Merged, the pair is a dense kernel p[o,c]·d[c], of rank one over output and tap for "
            "each input channel; for random 3×3 kernels, 32→64, the best such fit misses about 80% of the energy.",
        ),
        CommonWording(
            says="Depthwise: K²·C_in + C_in·C_out.",
            but="That is the separable pair. Depthwise alone has K²·C_in weights; C_in·C_out are the pointwise "
            "layer's.",
        ),
    ),
    claims=(
        Claim(
            says="The depthwise layer mixes no channels; the pointwise layer mixes all.",
            experiment=depthwise_does_not_mix,
            source="Howard et al. 2017, §3.1",
        ),
        Claim(
            says="Without an activation between, the pair is one convolution with the kernel p[o,c]·d[c].",
            experiment=pair_is_one_convolution,
        ),
        Claim(says="With a ReLU between the two the pair is not even linear.", experiment=activation_between_breaks_it),
        Claim(
            says="A general dense kernel is not of that form.",
            experiment=random_kernels_are_not_separable,
            refutes=True,
        ),
        Claim(
            says="The pair has K²·C_in + C_in·C_out weights.",
            experiment=pair_has_these_weights,
            source="Howard et al. 2017, eq. 5",
        ),
        Claim(
            says="Weights and MACs shrink by the same 1/C_out + 1/K².",
            experiment=same_ratio_for_work,
            source="Howard et al. 2017, §3.1",
        ),
        Claim(says="The ratio of a 3×3 layer is always above 1/9.", experiment=never_quite_a_ninth, refutes=True),
        Claim(
            says="About 95% of MobileNet's MACs are pointwise.",
            experiment=mobilenet_is_pointwise,
            source="Howard et al. 2017, Table 2",
        ),
        Claim(
            says="A depthwise layer does few MACs for each number that it moves.",
            experiment=depthwise_is_short_of_work,
        ),
        Claim(
            says="MobileNet and Xception are built of it; Xception has no activation between the two.",
            source="Howard et al. 2017, §3.1; Chollet 2017, §3 and §4.7",
        ),
    ),
    variants=(Parameters, Work, DepthMultiplier, PointwiseShare, Block),
    follow_ups=(
        FollowUp(
            "What is lost against the dense layer?",
            "Each input channel has one spatial pattern for all outputs; a dense layer has C_out of them. For random "
            "dense 3×3 kernels (32→64 channels) the best separable fit misses about 80% of the energy.",
        ),
        FollowUp(
            "Why is the speed-up on GPUs smaller than the ratio of MACs?",
            "The depthwise part is bound by memory: with 256 channels at 14×14 a 3×3 depthwise layer does about 4 MACs "
            "for each number read or written, a dense one about 167.",
        ),
        FollowUp(
            "Order and activations?",
            "MobileNet: depthwise, batch norm, ReLU, pointwise, batch norm, ReLU. Xception: no activation between.",
        ),
    ),
    rubric=(
        Point("depthwise: one spatial filter per input channel, no mixing", essential=True),
        Point("pointwise 1×1 mixes the channels", essential=True),
        Point("cost K²·C_in + C_in·C_out against K²·C_in·C_out", essential=True),
        Point("ratio 1/C_out + 1/K²", essential=True),
        Point("networks: MobileNet, Xception"),
        Point("less expressive; where batch norm and activation stand"),
    ),
    trap="It has exactly 1/9 of the cost for 3×3 (1/9 + 1/C_out).",
    sources=(
        "Howard et al. 2017, MobileNets, §3.1, Tables 1 and 2",
        "Chollet 2017, Xception, §3, §4.7 and Figure 5",
        "Sifre 2014, Rigid-motion scattering for image classification, ch. 6",
    ),
    related=(7, 14, 20),
)
