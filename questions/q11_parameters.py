"""Question 11: the parameters of a convolution layer."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count, pairwise, product
from math import prod
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from questions.answers.answers import Integer, Parts
from questions.drawing.stream import Draw, Stream
from questions.model.claim import Claim, Evidence
from questions.model.variant import FollowUp, Level, Point, Question, Variant
from questions.parts.arrays import arrays_of, counted, laid_out
from questions.parts.limits import too_many
from questions.parts.real_layers import CONVOLUTIONS, Pool, real_layers
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters, linear_parameters, same_padding, stack_output_size
from solvers.layers import Stack, Table, Weights, Window
from solvers.measure import Array, Measurement
from solvers.networks.architectures import alexnet, googlenet, lenet, squeezenet, vgg

WIDEST = 4096
"""The most channels of a layer that is counted here."""
Channels = Field(ge=1, le=WIDEST)
Kernel = Field(ge=1, le=16)

Product = tuple[tuple[int, ...], int]
"""Factors, and what is added to their product: one layer's count as it is written down."""


def factors(layer: Weights) -> tuple[int, ...]:
    """Return kernel sides, channels of one filter and filters; for a dense layer inputs and outputs."""
    kernel = () if layer.dense else layer.kernel_size
    return (*kernel, layer.in_channels // layer.groups, layer.out_channels)


def biases(layer: Weights) -> int:
    """Return one bias per output channel, none without bias."""
    return layer.out_channels if layer.bias else 0


def closed_form(layer: Weights) -> int:
    """Return one layer's parameters."""
    if layer.dense:
        return linear_parameters(layer.in_channels, layer.out_channels)
    return conv_parameters(*layer.kernel_size, layer.in_channels, layer.out_channels, layer.groups, layer.bias)


def value_of(numbers: Product) -> int:
    """Return the product and what is added."""
    return prod(numbers[0]) + numbers[1]


def written(numbers: Product) -> str:
    """Write a count as it is computed: `3·3·64·128 + 128 = 73,856`."""
    added = f" + {numbers[1]:,}" if numbers[1] else ""
    return f"{'·'.join(map(str, numbers[0]))}{added} = {value_of(numbers):,}"


def mistaken(
    tag: str,
    layers: Table,
    wrong: Callable[[Weights], Product],
    message: str = "",
    run: Callable[[], Measurement] | None = None,
) -> Slip:
    """Return the slip that counts every layer in the same mistaken way."""
    products = [wrong(layer) for layer in layers]
    total = sum(map(value_of, products))
    single = len(products) == 1
    parts = " + ".join(f"{value_of(numbers):,}" for numbers in products)
    working = written(products[0]) if single else f"{parts} = {total:,}"
    return Slip(tag=tag, value=total, message=message, working=working, run=run)


def all_dense(layers: Table) -> bool:
    """Tell whether there is no convolution among the layers."""
    return all(layer.dense for layer in layers)


DENSE_MESSAGES = {
    "bias.forgotten": "You left out the bias: one per output.",
    "depth.forgotten": "Every output has a weight for each input: multiply by the inputs.",
    "bias.per_channel": "An output has one bias, not one for each of its weights.",
    "bias.on_input_channels": "There is one bias per output, not per input.",
    "bias.single": "Every output has a bias of its own, not the layer one for all.",
}
"""What is told where no layer has filters."""


def plain_slips(layers: Table) -> Iterator[Slip]:
    """Yield what goes wrong with filters and biases, grouped or not."""
    slips = _filter_slips(layers)
    if all_dense(layers):
        slips = (replace(slip, message=DENSE_MESSAGES[slip.tag]) for slip in slips if slip.tag in DENSE_MESSAGES)
    yield from slips


def _filter_slips(layers: Table) -> Iterator[Slip]:
    if any(layer.bias for layer in layers):
        yield mistaken("bias.forgotten", layers, lambda at: (factors(at), 0), run=lambda: counted(layers, bias=False))
    yield mistaken(
        "depth.forgotten",
        layers,
        lambda at: ((*(() if at.dense else at.kernel_size), at.out_channels), biases(at)),
        run=lambda: shallow_run(layers),
    )
    if any(layer.bias for layer in layers):
        yield mistaken(
            "bias.per_channel",
            layers,
            lambda at: (factors(at), biases(at) * (at.in_channels // at.groups)),
        )
        yield mistaken("bias.on_input_channels", layers, lambda at: (factors(at), at.in_channels if at.bias else 0))
        yield mistaken(
            "bias.single",
            layers,
            lambda at: (factors(at), 1 if at.bias else 0),
            "Every filter has a bias of its own, not the layer one for all.",
        )
    if all(layer.kernel_size[0] == layer.kernel_size[1] for layer in layers):
        yield mistaken(
            "kernel.side_not_area",
            layers,
            lambda at: (factors(at) if at.dense else factors(at)[1:], biases(at)),
            run=lambda: Measurement(
                sum(counted((at._replace(kernel_size=(at.kernel_size[0], 1)),)).value for at in layers),
                "kernels of K×1",
            ),
        )


def shallow_run(layers: Table) -> Measurement:
    """Count filters that see a single channel each."""
    one_channel = tuple(layer._replace(in_channels=layer.groups) for layer in layers)
    return counted(one_channel)


def group_slips(layers: Table) -> Iterator[Slip]:
    """Yield what goes wrong with groups, where there are any."""
    if all(layer.groups == 1 for layer in layers):
        return
    yield mistaken(
        "groups.ignored",
        layers,
        lambda at: (factors(at._replace(groups=1)), biases(at)),
        run=lambda: counted(layers, groups=1),
    )
    yield mistaken(
        "groups.both_divided",
        layers,
        lambda at: ((*factors(at)[:-1], at.out_channels // at.groups), biases(at)),
    )


def counting_one(title: str, layer: Weights) -> Scene:
    """Count one layer's arrays, which then run on two input sizes as they are."""
    side = max(layer.kernel_size)
    (small, _), (large, _) = measure.same_arrays(arrays_of(layer), layer.groups, (side, side + 1))
    closing = f"the same arrays ran on inputs of side {side} and {side + 1}: output height {small} and {large}"
    return counting(title, laid_out((layer,)), closing)


class Plain(Variant):
    """11.1 Plain layer."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "K²·C_in·C_out + C_out"
    pool: ClassVar[Pool | None] = real_layers(
        "kernel", "in_channels", "out_channels", where=lambda layer: layer.groups == 1 and layer.bias
    )

    kernel: Annotated[int, Kernel, Draw(1, 3, 3, 5, 7, 11)]
    in_channels: Annotated[int, Channels, Draw(1, 3, 16, 32, 64, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(6, 16, 32, 64, 96, 128, 256, 512)]

    @property
    def _layer(self) -> Weights:
        return Weights("", self.in_channels, self.out_channels, (self.kernel, self.kernel))

    def impossible(self) -> str | None:
        return too_many(prod(factors(self._layer)))

    def ask(self) -> str:
        channels = "1 channel" if self.in_channels == 1 else f"{self.in_channels} channels"
        return (
            f"{self.network or 'A layer'} has {self.out_channels} filters of {self.kernel}×{self.kernel} on "
            f"{channels}, with biases. How many parameters is that?"
        )

    def answer(self) -> Integer:
        return Integer(value=closed_form(self._layer))

    def slips(self) -> Iterator[Slip]:
        yield from plain_slips((self._layer,))

    def steps(self) -> Iterator[str]:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        yield f"One filter spans all channels: {k}·{k}·{c} = {k * k * c:,} weights"
        yield f"and has one bias: {k * k * c + 1:,}"
        yield f"Times {o} filters: {closed_form(self._layer):,}"

    def measure(self) -> Measurement:
        return counted((self._layer,))

    def scene(self) -> Scene:
        return counting_one("the arrays of the layer", self._layer)


def _pooled() -> Pool:
    """Return real layers that are grouped, without bias or not square."""
    square = [
        (at.name, at.kernel, at.kernel, at.in_channels, at.out_channels, at.groups, at.bias)
        for at in CONVOLUTIONS
        if at.groups > 1 or not at.bias
    ]
    more = [
        ("Inception v3 Mixed_6b 1×7", 1, 7, 128, 128, 1, False),
        ("Inception v3 Mixed_6b 7×1", 7, 1, 128, 192, 1, False),
        ("Inception v3 Mixed_6c 1×7", 1, 7, 160, 160, 1, False),
        ("Inception v3 Mixed_6c 7×1", 7, 1, 160, 192, 1, False),
        ("Inception v3 Mixed_6e 7×1", 7, 1, 192, 192, 1, False),
        ("Inception v3 Mixed_7b 1×3", 1, 3, 384, 384, 1, False),
        ("ResNeXt-50 (32×4d) conv2 3×3", 3, 3, 128, 128, 32, False),
        ("ResNeXt-50 (32×4d) conv3 3×3", 3, 3, 256, 256, 32, False),
        ("ResNeXt-50 (32×4d) conv4 3×3", 3, 3, 512, 512, 32, False),
    ]
    fields = ("kernel_height", "kernel_width", "in_channels", "out_channels", "groups", "bias")
    return Pool(fields, [(name, tuple(numbers)) for name, *numbers in square + more])


class Grouped(Variant):
    """11.2 Rectangular, grouped, with or without bias."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K_h·K_w·(C_in/g)·C_out, and C_out more with bias"
    pool: ClassVar[Pool | None] = _pooled()

    kernel_height: Annotated[int, Kernel, Draw(1, 3, 3, 7)]
    kernel_width: Annotated[int, Kernel, Draw(1, 3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(64, 96, 128, 192, 256)]
    groups: Annotated[int, Channels, Draw(1, 2, 4, 32)] = 1
    bias: Annotated[bool, Draw(True, False)] = True

    @property
    def _layer(self) -> Weights:
        kernel = (self.kernel_height, self.kernel_width)
        return Weights("", self.in_channels, self.out_channels, kernel, self.groups, self.bias)

    def impossible(self) -> str | None:
        if self.in_channels % self.groups or self.out_channels % self.groups:
            return f"{self.groups} groups must divide both {self.in_channels} and {self.out_channels} channels"
        return too_many(prod(factors(self._layer)))

    def excluded(self) -> bool:
        return self.kernel_height == self.kernel_width and self.groups == 1

    def ask(self) -> str:
        return (
            f"{self.network or 'A convolution'} has kernel {self.kernel_height}×{self.kernel_width} (height×width), "
            f"{self.in_channels}→{self.out_channels} channels, groups={self.groups}, bias={self.bias}. How many "
            "parameters is that?"
        )

    def answer(self) -> Integer:
        return Integer(value=closed_form(self._layer))

    def slips(self) -> Iterator[Slip]:
        layer, bias = self._layer, biases(self._layer)
        yield from group_slips((layer,))
        yield mistaken(
            "bias.flipped",
            (layer,),
            lambda at: (factors(at), 0 if at.bias else at.out_channels),
            run=lambda: counted((layer,), bias=not layer.bias),
        )
        square = (self.kernel_height, self.kernel_height)
        yield mistaken(
            "kernel.assumed_square",
            (layer,),
            lambda at: (factors(at._replace(kernel_size=square)), bias),
            "The kernel is rectangular: height times width.",
            run=lambda: counted((layer,), kernel_size=square),
        )
        yield mistaken(
            "depth.forgotten",
            (layer,),
            lambda at: ((*at.kernel_size, at.out_channels), bias),
            run=lambda: shallow_run((layer,)),
        )
        if self.bias and self.groups > 1:
            yield mistaken(
                "bias.divided_by_groups",
                (layer,),
                lambda at: (factors(at), at.out_channels // at.groups),
                "Every output channel has its bias, grouped or not.",
            )

    def steps(self) -> Iterator[str]:
        layer = self._layer
        taps, depth = prod(layer.kernel_size), layer.in_channels // layer.groups
        yield f"Taps: {self.kernel_height}·{self.kernel_width} = {taps}"
        yield f"Channels that a filter sees: {layer.in_channels}/{layer.groups} = {depth}"
        yield f"Weights of all {layer.out_channels} filters: {written((factors(layer), 0))}"
        if self.bias:
            yield f"One bias each: {prod(factors(layer)):,} + {biases(layer)} = {closed_form(layer):,}"

    def measure(self) -> Measurement:
        return counted((self._layer,))

    def scene(self) -> Scene:
        return counting_one("the arrays of the layer", self._layer)


class WithBatchNorm(Variant):
    """11.3 Convolution and batch norm."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "learned K²·C_in·C_out + 2·C_out, kept 2·C_out"
    pool: ClassVar[Pool | None] = real_layers(
        "kernel",
        "in_channels",
        "out_channels",
        where=lambda layer: layer.groups == 1 and not layer.bias and "DCGAN" not in layer.name,
    )

    kernel: Annotated[int, Kernel, Draw(1, 3, 7)]
    in_channels: Annotated[int, Channels, Draw(3, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(64, 128, 256, 512)]

    @property
    def _layer(self) -> Weights:
        return Weights("", self.in_channels, self.out_channels, (self.kernel, self.kernel), bias=False)

    def impossible(self) -> str | None:
        return too_many(prod(factors(self._layer)))

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {self.kernel}×{self.kernel} convolution without bias, {self.in_channels}→{self.out_channels} "
            "channels, is followed by batch norm. How many parameters are learned, and how many running statistics "
            "does batch norm keep, which are not learned? (learned; kept)"
        )

    def answer(self) -> Parts:
        kept = 2 * self.out_channels
        return Parts(
            parts={
                "learned": Integer(value=closed_form(self._layer) + kept),
                "kept": Integer(value=kept),
            }
        )

    def slips(self) -> Iterator[Slip]:
        weights, c = closed_form(self._layer), self.out_channels
        yield Slip(
            tag="bn.four_learned",
            value={"learned": weights + 4 * c},
            working=f"{weights:,} + 4·{c} = {weights + 4 * c:,}",
        )
        yield Slip(
            tag="bn.forgotten",
            value={"learned": weights},
            working=f"{written((factors(self._layer), 0))}",
            run=lambda: self._learned(bias=False, batch_norm=False),
        )
        yield Slip(
            tag="bn.with_conv_bias",
            value={"learned": weights + 3 * c},
            working=f"{weights:,} + {c} + 2·{c} = {weights + 3 * c:,}",
            run=lambda: self._learned(bias=True, batch_norm=True),
        )
        yield Slip(
            tag="bn.per_position",
            value={"learned": weights + 2, "kept": 2},
            message="Batch norm has a γ, a β, a mean and a variance for every channel, not one for the layer.",
            working=f"{weights:,} + 2 = {weights + 2:,}; 2 kept",
        )
        yield Slip(
            tag="bn.one_statistic",
            value={"kept": c},
            message="Two numbers are kept per channel: the running mean and the running variance.",
            working=f"{c} means",
        )

    def _learned(self, bias: bool, batch_norm: bool) -> Measurement:
        learned, _ = measure.batch_norm_parameters(self.out_channels)
        arrays = {**arrays_of(self._layer, bias=bias), **(learned if batch_norm else {})}
        return measure.count(arrays).named("learned")

    def steps(self) -> Iterator[str]:
        weights, c = closed_form(self._layer), self.out_channels
        yield f"Convolution: {written((factors(self._layer), 0))}"
        yield f"γ and β, learned: 2·{c} = {2 * c}, in all {weights + 2 * c:,}"
        yield f"Running mean and variance, updated but not learned: 2·{c} = {2 * c}"

    def measure(self) -> Measurement:
        _, kept = measure.batch_norm_parameters(self.out_channels)
        learned, buffers = self._learned(bias=False, batch_norm=True), measure.count(kept)
        return Measurement({**learned.value, "kept": buffers.value}, f"{learned.run}; updated: {', '.join(kept)}")

    def scene(self) -> Scene:
        learned, kept = measure.batch_norm_parameters(self.out_channels)
        arrays = [Counted(f"{name}, learned", array, "channel") for name, array in learned.items()]
        closing = "not learned: " + ", ".join(f"{name} {array.size}" for name, array in kept.items())
        return counting("what is learned", [*laid_out((self._layer,)), *arrays], closing)


class SmallNetwork(Variant):
    """11.4 Small network."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "Σ(K²·C_in·C_out + C_out); (C_last·h² + 1)·N with h the final side"

    size: Annotated[int, Field(ge=1, le=256), Draw(28, 32, 64, 224)]
    kernel: Annotated[int, Field(ge=1, le=15), Draw(3, 5)]
    width: Annotated[int, Field(ge=1, le=256), Draw(8, 16, 32)]
    blocks: Annotated[int, Field(ge=1, le=4), Draw(1, 2)]
    padding: Annotated[Literal["same", "valid"], Draw("same", "valid")]
    outputs: Annotated[int, Field(ge=1, le=4096), Draw(10, 100, 128)]

    @property
    def _windows(self) -> Stack:
        padding = same_padding(self.kernel) or 0 if self.padding == "same" else 0
        conv = Window(kernel_size=self.kernel, padding=padding)
        return (conv, Window(op="max_pool", kernel_size=2, stride=2)) * self.blocks

    @property
    def _sides(self) -> list[int]:
        """The image's side and the side after every window."""
        windows = self._windows
        return [self.size, *(stack_output_size(self.size, windows[:depth]) for depth in range(1, len(windows) + 1))]

    @property
    def _convolutions(self) -> Table:
        widths = [3, *(self.width << block for block in range(self.blocks))]
        kernel = (self.kernel, self.kernel)
        return tuple(
            Weights(f"conv{at}", before, after, kernel) for at, (before, after) in enumerate(pairwise(widths), start=1)
        )

    @property
    def _last(self) -> int:
        """The width that is flattened."""
        return self._convolutions[-1].out_channels

    def _linear(self, features: int) -> int:
        return linear_parameters(features, self.outputs)

    def impossible(self) -> str | None:
        if self.padding == "same" and self.kernel % 2 == 0:
            return "an even kernel keeps the size only with unequal padding"
        sides = self._sides
        for side, window in zip(sides, self._windows, strict=False):
            if side + 2 * window.padding < window.kernel_size:
                return f"a {window.kernel_size}×{window.kernel_size} window does not fit into a side of {side}"
        return too_many(max(self._last * sides[-1] ** 2 * self.outputs, prod(factors(self._convolutions[-1]))))

    def ask(self) -> str:
        k, widths = self.kernel, ", then ".join(str(layer.out_channels) for layer in self._convolutions)
        times = {1: "", 2: "twice "}.get(self.blocks, f"{self.blocks} times ")
        return (
            f"An RGB image of {self.size}×{self.size} goes {times}through a {k}×{k} convolution ({self.padding} "
            f"padding, stride 1; {widths} filters) and a 2×2 max pool with stride 2, then through flatten and a linear "
            f"layer to {self.outputs}; all with biases. How many parameters do the convolutions have in all, and how "
            "many does the linear layer? (convolutions; linear)"
        )

    def answer(self) -> Parts:
        side = self._sides[-1]
        return Parts(
            parts={
                "convolutions": Integer(value=sum(map(closed_form, self._convolutions))),
                "linear": Integer(value=self._linear(self._last * side**2)),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, n = self._last, self.outputs
        *_, unpooled, side = self._sides

        def flattened(tag: str, features: int, working: str, message: str) -> Slip:
            total = self._linear(features)
            return Slip(
                tag=tag,
                value={"linear": total},
                message=message,
                working=f"({working} + 1)·{n} = {total:,}",
                run=lambda: measure.count(measure.dense_parameters(features, n)).named("linear"),
            )

        yield flattened("flatten.channels_only", c, f"{c}", "Flatten keeps every position: C·h², not C.")
        yield flattened("flatten.input_size", c * self.size**2, f"{c}·{self.size}²", "The map has shrunk by then.")
        yield flattened("flatten.channels_forgotten", side**2, f"{side}²", f"All {c} maps are flattened, not one.")
        yield flattened(
            "pool.forgotten", c * unpooled**2, f"{c}·{unpooled}²", "The last pool halves the map once more."
        )
        weights = [mistaken("bias.forgotten", self._convolutions, lambda at: (factors(at), 0))]
        yield Slip(
            tag="bias.forgotten",
            value={"convolutions": weights[0].value, "linear": c * side**2 * n},
            working=f"{weights[0].working}; {c}·{side}²·{n} = {c * side**2 * n:,}",
            run=lambda: self._counted(bias=False),
        )
        shallow = mistaken(
            "depth.forgotten",
            self._convolutions,
            lambda at: ((*at.kernel_size, at.out_channels), biases(at)),
        )
        yield Slip(
            tag="depth.forgotten",
            value={"convolutions": shallow.value},
            working=shallow.working,
            run=lambda: shallow_run(self._convolutions).named("convolutions"),
        )

    def steps(self) -> Iterator[str]:
        sides = self._sides
        c, n, side = self._last, self.outputs, sides[-1]
        yield f"Sides: {' → '.join(map(str, sides))}"
        for layer in self._convolutions:
            yield f"{layer.name}: {written((factors(layer), biases(layer)))}"
        if self.blocks > 1:
            yield f"Convolutions together: {sum(map(closed_form, self._convolutions)):,}"
        yield f"Flattened: {c}·{side}·{side} = {c * side**2:,}"
        yield f"Linear: {c * side**2:,}·{n} + {n} = {self._linear(c * side**2):,}"

    def _dense(self, bias: bool = True) -> dict[str, Array]:
        side = measure.sides(self.size, self._windows)[-1]
        flat = measure.zeros(self._last, side, side).size
        return measure.dense_parameters(flat, self.outputs, bias)

    def _counted(self, bias: bool = True) -> Measurement:
        convolutions, linear = counted(self._convolutions, bias=bias), measure.count(self._dense(bias))
        return Measurement(
            {"convolutions": convolutions.value, "linear": linear.value}, f"{convolutions.run}; {linear.run}"
        )

    def measure(self) -> Measurement:
        return self._counted()

    def scene(self) -> Scene:
        dense = [Counted(f"linear {name}", array, "output") for name, array in self._dense().items()]
        sides = " → ".join(map(str, measure.sides(self.size, self._windows)))
        return counting(f"sides {sides}", [*laid_out(self._convolutions), *dense])


class Inverse(Variant):
    """11.5 Filters from a parameter count."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "C_out = N/(K²·C_in + 1)"

    kernel: Annotated[int, Kernel, Draw(1, 3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(3, 16, 32, 64, 128)]
    parameters: Annotated[int, Field(ge=1, le=1 << 24)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw kernel and channels, and the parameters of a whole number of filters."""
        drawn = super().numbers(stream)
        filters = Draw(12, 24, 48, 64, 96, 128, 192, 256).pick(stream)
        kernel, in_channels = drawn["kernel"], drawn["in_channels"]
        return {**drawn, "parameters": conv_parameters(kernel, kernel, in_channels, filters)}

    @property
    def _weights(self) -> int:
        """The weights of one filter."""
        return self.kernel**2 * self.in_channels

    def impossible(self) -> str | None:
        filters, rest = divmod(self.parameters, self._weights + 1)
        if rest:
            return f"filters of {self._weights + 1} parameters each cannot make {self.parameters} in all"
        return f"that makes {filters} filters, here a layer may have {WIDEST}" if filters > WIDEST else None

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} layer on {self.in_channels} channels has {self.parameters:,} "
            "parameters, biases included. How many filters does it have?"
        )

    def answer(self) -> Integer:
        return Integer(value=self.parameters // (self._weights + 1))

    def slips(self) -> Iterator[Slip]:
        n, k, c = self.parameters, self.kernel, self.in_channels

        for tag, by, working in (
            ("bias.forgotten", k * k * c, f"({k}·{k}·{c})"),
            ("depth.forgotten", k * k + 1, f"({k}·{k} + 1)"),
            ("kernel.side_not_area", k * c + 1, f"({k}·{c} + 1)"),
            ("bias.per_channel", (k * k + 1) * c, f"(({k}·{k} + 1)·{c})"),
        ):
            value = round(n / by, 2)
            if not self.answer().same(value, self.answer().value):  # 128.2 might be the right 128 rounded
                yield Slip(tag=tag, value=value, working=f"{n:,}/{working} {'≈' if n % by else '='} {value:,.10g}")
        yield Slip(
            tag="filters.parameters_of_one",
            value=self._weights + 1,
            message="That is the size of one filter: divide the total by it.",
            working=f"{k}·{k}·{c} + 1 = {self._weights + 1:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, each = self.kernel, self.in_channels, self._weights + 1
        yield f"One filter: {k}·{k}·{c} weights and 1 bias, {each:,}"
        yield f"Filters: {self.parameters:,}/{each:,} = {self.parameters // each}"

    def _arrays(self, filters: int) -> dict[str, Array]:
        return measure.parameters(self.in_channels, filters, (self.kernel, self.kernel))

    def _count(self, filters: int) -> int:
        return int(measure.count(self._arrays(filters)).value)

    def measure(self) -> Measurement:
        enough = next(filters for filters in map((2).__pow__, count()) if self._count(filters) >= self.parameters)
        filters = bisect_left(range(enough + 1), self.parameters, lo=1, key=self._count)
        found = self._count(filters)
        exact = filters if found == self.parameters else None
        return Measurement(exact, f"a layer with {filters} filters has {found:,} parameters")

    def scene(self) -> Scene:
        arrays = self._arrays(self.measure().value)
        pictures = [
            Counted(name, array, "filter" if name == "weight" else "output channel") for name, array in arrays.items()
        ]
        return counting(f"filters until {self.parameters:,} parameters are reached", pictures)


def _singly(layers: Iterable[Weights]) -> dict[str, Table]:
    return {layer.name: (layer,) for layer in layers}


LENET5, VGG16 = lenet.LENET5.weights(), vgg.VGG16.weights()
ALEXNET, ALEXNET_UNGROUPED = alexnet.ALEXNET.weights(), alexnet.ALEXNET_UNGROUPED.weights()
SQUEEZENET_FIRES = {f"fire{number}": squeezenet.SQUEEZENET.weights(f"fire{number}") for number in range(2, 10)}
GOOGLENET_MODULES = {
    name: googlenet.GOOGLENET.weights(name) for name in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")
}

NETWORKS: dict[str, dict[str, Table]] = {
    "LeNet-5": {
        **_singly(layer for layer in LENET5 if layer.name in {"C1", "C5", "F6"}),
        "total with dense C3": LENET5,
    },
    "SqueezeNet": SQUEEZENET_FIRES,
    "AlexNet": {**_singly(ALEXNET), "convolutions": ALEXNET[:5], "total": ALEXNET},
    "AlexNet without groups": {
        **_singly(layer for layer in ALEXNET_UNGROUPED if layer.name in {"conv2", "conv4", "conv5"}),
        "convolutions": ALEXNET_UNGROUPED[:5],
        "total": ALEXNET_UNGROUPED,
    },
    "VGG-16": {
        **_singly(layer for layer in VGG16 if layer.dense or layer.name[-1] == "1" or layer.in_channels < 256),
        **{f"block {block}": tuple(at for at in VGG16 if at.name.startswith(f"conv{block}_")) for block in range(1, 6)},
        "convolutions": VGG16[:-3],
        "dense layers": VGG16[-3:],
        "total": VGG16,
    },
    "GoogLeNet": GOOGLENET_MODULES,
}
"""What is asked about each network: single layers, modules and totals."""


def describe_table(layers: Table) -> str:
    """Return layers as an ask words them; like ones in a row make a chain: `3×3 3→64→64`."""
    words: list[str] = []
    previous: Weights | None = None
    for layer in layers:
        kind = "dense" if layer.dense else f"{layer.kernel_size[0]}×{layer.kernel_size[1]}"
        alike = previous and (previous.kernel_size, previous.groups, previous.dense) == (
            layer.kernel_size,
            layer.groups,
            layer.dense,
        )
        if previous and alike and layer.groups == 1 and previous.out_channels == layer.in_channels:
            words[-1] += f"→{layer.out_channels}"
        else:
            groups = f" in {layer.groups} groups" if layer.groups > 1 else ""
            words.append(f"{kind} {layer.in_channels}→{layer.out_channels}{groups}")
        previous = layer
    return ", ".join(words)


class Published(Variant):
    """11.6 Published layers and networks."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "Σ K²·(C_in/g)·C_out + C_out, layer by layer"

    architecture: Annotated[str, Draw(*NETWORKS, "AlexNet", "AlexNet")]
    part: Annotated[str, Draw(*dict.fromkeys(part for parts in NETWORKS.values() for part in parts))]

    @property
    def network(self) -> str:
        """The part's full name."""
        return f"{self.architecture}, {self.part}"

    @property
    def _layers(self) -> Table:
        return NETWORKS[self.architecture][self.part]

    def impossible(self) -> str | None:
        if self.architecture not in NETWORKS:
            return f"the networks are {', '.join(NETWORKS)}"
        if self.part not in NETWORKS[self.architecture]:
            return f"the parts of {self.architecture} are {', '.join(NETWORKS[self.architecture])}"
        return None

    def difficulty(self) -> Level:
        return "hard" if len(self._layers) > 1 else "medium"

    def ask(self) -> str:
        every = "every layer with bias" if len(self._layers) > 1 else "with bias"
        meaning = "inputs→outputs" if all_dense(self._layers) else "kernel, channels in→out"
        return (
            f"{self.network}: {describe_table(self._layers)} ({meaning}), {every}. How many parameters is that in all? "
            "An exact count; a product or a sum will do."
        )

    def answer(self) -> Integer:
        return Integer(value=sum(map(closed_form, self._layers)))

    def slips(self) -> Iterator[Slip]:
        yield from group_slips(self._layers)
        yield from plain_slips(self._layers)

    def steps(self) -> Iterator[str]:
        for layer in self._layers:
            yield f"{layer.name}: {written((factors(layer), biases(layer)))}"
        if len(self._layers) > 1:
            yield f"In all: {sum(map(closed_form, self._layers)):,}"

    def measure(self) -> Measurement:
        return counted(self._layers)

    def scene(self) -> Scene:
        return counting(self.network, laid_out(self._layers))


def formula_counts_arrays() -> Evidence:
    """Count the arrays of a grid of layers."""
    layers = [
        Weights("", c, o, (kh, kw), g, bias)
        for kh, kw, c, o, g, bias in product((1, 3, 5), (1, 2, 3), (4, 8, 12), (4, 8), (1, 2, 4), (True, False))
    ]
    agree = sum(counted((layer,)).value == closed_form(layer) for layer in layers)
    return Evidence(agree == len(layers), f"{agree} of {len(layers)} layers agree")


def nothing_but_shapes_changes() -> Evidence:
    """Run one layer's arrays on two sizes, and with other stride, padding and dilation."""
    arrays = arrays_of(Weights("", 3, 16, (3, 3)))
    plain = measure.same_arrays(arrays, 1, (32, 64))
    other = measure.same_arrays(arrays, 1, (32, 64), stride=2, padding=3, dilation=2)
    parameters = measure.count(arrays).value
    return Evidence(
        len({*plain, *other}) == 4,
        f"the same {parameters} parameters ran on 32×32 and 64×64: outputs {plain}; with stride 2, padding 3, "
        f"dilation 2: {other}",
    )


def dense_layer_depends_on_size() -> Evidence:
    """Flatten 16 maps of two sizes in front of a dense layer with 10 outputs."""
    sizes = (8, 16)
    counts = [measure.count(measure.dense_parameters(measure.zeros(16, at, at).size, 10)).value for at in sizes]
    return Evidence(counts == [10_250, 40_970], f"16 maps of 8×8: {counts[0]:,}; of 16×16: {counts[1]:,}")


def vgg_conv2_1() -> Evidence:
    """Count the worked example."""
    arrays = arrays_of(Weights("conv2_1", 64, 128, (3, 3)))
    total = measure.count(arrays).value
    return Evidence(
        total == 73_856 and arrays["weight"][0].shape == (64, 3, 3),
        f"weight {arrays['weight'].shape} (one filter {arrays['weight'][0].shape}), bias {arrays['bias'].shape}: "
        f"{total:,}",
    )


def groups_divide_inputs() -> Evidence:
    """Count the weights of AlexNet's conv2 with two groups and with one."""
    grouped, dense = (
        counted(NETWORKS[name]["conv2"], bias=False).value for name in ("AlexNet", "AlexNet without groups")
    )
    return Evidence(2 * grouped == dense, f"weights with 2 groups: {grouped:,}; with 1 group: {dense:,}")


def vgg_is_mostly_dense() -> Evidence:
    """Count VGG-16."""
    total, dense, fc6 = (counted(NETWORKS["VGG-16"][part]).value for part in ("total", "dense layers", "fc6"))
    return Evidence(
        (total, dense, fc6) == (138_357_544, 123_642_856, 102_764_544),
        f"all {total:,}; dense layers {dense:,}; fc6 {fc6:,}",
    )


def four_bytes_each() -> Evidence:
    """Read the memory of a layer's float32 arrays."""
    arrays = arrays_of(Weights("", 64, 128, (3, 3)))
    size, held = measure.count(arrays).value, sum(array.nbytes for array in arrays.values())
    return Evidence(held == 4 * size, f"{size:,} parameters in float32 hold {held:,} bytes")


ANSWER = """\
**Parameters = (K_h · K_w · C_in/g) · C_out + C_out**

- One filter has K_h · K_w weights for each of the C_in/g input channels that it sees (g groups).
- There are C_out filters.
- Each has one bias; there are none if the layer is stated without.

There is **no** dependence on the input's spatial size, on stride, padding or dilation. A dense layer after
flattening does depend on the size.

Example: 128 filters of 3×3 on 64 channels have 3·3·64·128 + 128 = **73,856** parameters (VGG's conv2_1); each
filter is 3×3×64.
"""

QUESTION = Question(
    number=11,
    slug="parameters",
    title="Calculate parameters in a conv layer?",
    level="medium",
    topics=("convolution arithmetic",),
    answer=ANSWER,
    formula="K_h·K_w·(C_in/g)·C_out + C_out",
    latex=r"K_h \cdot K_w \cdot \frac{C_{in}}{g} \cdot C_{out} + C_{out}",
    claims=(
        Claim(
            says="A layer has K_h·K_w·(C_in/g)·C_out weights and, with bias, C_out more.",
            experiment=formula_counts_arrays,
            source="PyTorch documentation of Conv2d",
        ),
        Claim(
            says="Input size, stride, padding and dilation change shapes, not the parameters.",
            experiment=nothing_but_shapes_changes,
        ),
        Claim(
            says="A dense layer after flattening does depend on the input's size.",
            experiment=dense_layer_depends_on_size,
        ),
        Claim(says="128 filters of 3×3×64 have 3·3·64·128 + 128 = 73,856 parameters.", experiment=vgg_conv2_1),
        Claim(
            says="Groups divide C_in: AlexNet's conv2 has half the weights that it would have ungrouped.",
            experiment=groups_divide_inputs,
            source="Krizhevsky, Sutskever & Hinton 2012, §3.5",
        ),
        Claim(
            says="124 of VGG-16's 138 million parameters sit in its three dense layers, 102.8 million in fc6.",
            experiment=vgg_is_mostly_dense,
            source="Simonyan & Zisserman 2015, Table 2",
        ),
        Claim(says="A parameter takes 4 bytes in float32.", experiment=four_bytes_each),
        Claim(
            says="Training with Adam holds about four values a parameter: weight, gradient and two moments.",
            source="Kingma & Ba 2015, Algorithm 1",
        ),
    ),
    variants=(Plain, Grouped, WithBatchNorm, SmallNetwork, Inverse, Published),
    follow_ups=(
        FollowUp(
            "Which layers hold VGG-16's parameters?",
            "124 of 138 million sit in the three fully connected layers, 102.8 million in fc6 alone.",
        ),
        FollowUp(
            "Does stride change the parameter count?",
            "No. Stride, padding, dilation and input size change shapes and work only.",
        ),
        FollowUp(
            "How much memory is that?",
            "4 bytes each in float32. Training with Adam needs about four times as much: weights, gradients and "
            "two moments.",
        ),
    ),
    rubric=(
        Point("K_h·K_w·C_in weights per filter", essential=True),
        Point("times C_out filters", essential=True),
        Point("plus one bias per filter, unless bias=False", essential=True),
        Point("independent of input size, stride, padding and dilation"),
        Point("groups divide C_in"),
        Point("a worked example"),
    ),
    trap="The number of parameters depends on the image size (a convolution's does not).",
    sources=(
        "PyTorch documentation of Conv2d and BatchNorm2d",
        "LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document recognition, §II.B",
        "Krizhevsky, Sutskever & Hinton 2012, ImageNet classification with deep convolutional networks, §3.5",
        "Simonyan & Zisserman 2015, Very deep convolutional networks, Tables 1 and 2",
        "Iandola et al. 2016, SqueezeNet, Table 1",
        "Kingma & Ba 2015, Adam: a method for stochastic optimization, Algorithm 1",
        "Szegedy et al. 2015, Going deeper with convolutions, Table 1",
    ),
    related=(2, 4, 16, 18),
)
