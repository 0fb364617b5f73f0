"""Question 16: what a convolution costs, and what a fully connected layer."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer, Number, Parts, Shape
from questions.drawing.stream import Draw, Stream
from questions.model.claim import Claim, Evidence
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.limits import misfit
from questions.parts.real_layers import Pool, real_layers
from questions.parts.signs import equals
from questions.scenes import Frame, Scene
from questions.scenes.bars import barred
from questions.scenes.matrix import matrix
from questions.scenes.numbers import grid
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.story import joined, story
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, linear_parameters, output_size, same_padding, tap_uses
from solvers.engine import conv2d, conv_as_matrix, linear
from solvers.measure import Array, Measurement
from solvers.networks.architectures import vgg

Channels = Field(ge=1, le=4096)
Kernel = Field(ge=1, le=16)
Side = Field(ge=1, le=1024)


def _as_matrices() -> Scene:
    """Show both layers as matrices, on one channel of 5×5."""
    shared = measure.conv_matrix(measure.noise(1, 1, 3, 3), (5, 5), 1)
    full = measure.noise(*shared.shape, seed=1)
    frames = []
    for name, array in (("convolution", shared), ("fully connected", full)):
        nonzero, distinct = (array != 0).sum(), len({value for value in array.ravel().tolist() if value})
        frames.append(
            Frame(
                (grid(f"{name}: outputs × inputs", array, like=full, written=False),),
                f"A {name} layer as a matrix: {array.size} entries, {nonzero} not zero, {distinct} different.",
            )
        )
    return story("one channel of 5×5", frames)


class ConvWork(Variant):
    """16.1 MACs of a convolution."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·C_in·C_out·O², O the output's side"
    pool: ClassVar[Pool | None] = real_layers(
        "in_channels", "out_channels", "kernel", "stride", "padding", "size", where=lambda layer: layer.groups == 1
    )

    in_channels: Annotated[int, Channels, Draw(3, 16, 32, 64, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 128, 256, 512)]
    kernel: Annotated[int, Kernel, Draw(1, 3, 3, 5, 7)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 1, 2)] = 1
    padding: Annotated[int, Field(ge=0, le=16)] = 0
    size: Annotated[int, Side, Draw(14, 28, 32, 56, 112, 224)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a layer with the padding that keeps the size at stride 1."""
        drawn = super().numbers(stream)
        return {**drawn, "padding": same_padding(drawn["kernel"])}

    def impossible(self) -> str | None:
        return misfit(self.size, self.kernel, self.padding)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} convolution with kernel {self.kernel}×{self.kernel}, stride {self.stride} and padding "
            f"{self.padding} takes {self.in_channels} channels of {self.size}×{self.size} to {self.out_channels} "
            "channels. How many multiply-adds (MACs) does one image take, taps on padding included?"
        )

    @property
    def _output(self) -> int:
        return output_size(self.size, self.kernel, self.stride, self.padding)

    @property
    def _weights(self) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=False)

    def answer(self) -> Integer:
        return Integer(value=conv_macs(self._weights, self._output**2))

    def slips(self) -> Iterator[Slip]:
        k, c, o, side, weights = self.kernel, self.in_channels, self.out_channels, self._output, self._weights
        macs = conv_macs(weights, side**2)
        yield Slip(
            tag="mac.input_positions",
            value=conv_macs(weights, self.size**2),
            working=f"{k}²·{c}·{o}·{self.size}² = {conv_macs(weights, self.size**2):,}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value=weights,
            working=f"{k}²·{c}·{o} = {weights:,}",
            run=lambda: measure.ones(c, o, (k, k), (k, k)),
        )
        yield Slip(tag="flops.doubled", value=2 * macs, working=f"2·{k}²·{c}·{o}·{side}² = {2 * macs:,}")
        yield Slip(
            tag="channels.forgotten",
            value=macs // c,
            working=f"{k}²·{o}·{side}² = {macs // c:,}",
            run=lambda: measure.ones(1, o, (k, k), (self.size, self.size), self.stride, self.padding),
        )
        yield Slip(tag="kernel.side_not_area", value=macs // k, working=f"{k}·{c}·{o}·{side}² = {macs // k:,}")
        yield Slip(
            tag="mac.one_axis",
            value=macs // side,
            working=f"{k}²·{c}·{o}·{side} = {macs // side:,}",
            run=lambda: measure.ones(c, o, (k, k), (k, self.size), self.stride, ((0, 0), (self.padding, self.padding))),
        )

    def steps(self) -> Iterator[str]:
        k, c, o, side = self.kernel, self.in_channels, self.out_channels, self._output
        yield f"Output side: ⌊({self.size} − {k} + 2·{self.padding})/{self.stride}⌋ + 1 = {side}"
        yield f"Weights: {k}·{k}·{c}·{o} = {self._weights:,}"
        yield f"Each is used at {side}·{side} = {side**2:,} positions: {conv_macs(self._weights, side**2):,}"

    def measure(self) -> Measurement:
        k, h = self.kernel, self.size
        return measure.ones(self.in_channels, self.out_channels, (k, k), (h, h), self.stride, self.padding)

    def scene(self) -> Scene:
        k, c, o = self.kernel, self.in_channels, self.out_channels
        side = measure.square(self.size, k, self.stride, (self.padding, self.padding)).value
        macs = [
            ("one filter, one window", measure.ones(c, 1, (k, k), (k, k)).value),
            (f"all {o} filters, one window", measure.ones(c, o, (k, k), (k, k)).value),
            (f"all windows, {side}×{side}", self.measure().value),
        ]
        said = ("A product a weight.", "", "")
        return barred("products, counted by adding up ones", "multiply-adds of ones", macs, said)


class DenseWork(Variant):
    """16.2 FC with the same shapes."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "fully connected H²·C_in·H²·C_out; convolution K²·C_in·C_out·H²; ratio H²/K²"

    in_channels: Annotated[int, Channels, Draw(1, 3, 16, 32)]
    out_channels: Annotated[int, Channels, Draw(8, 16, 32, 64)]
    kernel: Annotated[int, Kernel, Draw(3, 5, 7)]
    size: Annotated[int, Field(ge=1, le=64), Draw(8, 14, 16, 28, 32)]

    def impossible(self) -> str | None:
        if same_padding(self.kernel) is None:
            return "an even kernel keeps the size only with unequal padding"
        return None

    def ask(self) -> str:
        c, o, k, h = self.in_channels, self.out_channels, self.kernel, self.size
        return (
            f"{c}×{h}×{h} becomes {o}×{h}×{h} (channels×height×width). How many multiply-adds (MACs) does that take "
            f"fully connected, how many as a {k}×{k} convolution with same padding (taps on padding included), and "
            "how many times as many does the first take, to 2 decimals? (fully connected; convolution; ratio)"
        )

    @property
    def _full(self) -> int:
        return linear_parameters(self.size**2 * self.in_channels, self.size**2 * self.out_channels, bias=False)

    @property
    def _weights(self) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=False)

    def answer(self) -> Parts:
        macs = conv_macs(self._weights, self.size**2)
        return Parts(
            parts={
                "fully connected": Integer(value=self._full),
                "convolution": Integer(value=macs),
                "ratio": Number(value=Fraction(self._full, macs), places=2),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, o, k, h = self.in_channels, self.out_channels, self.kernel, self.size
        yield Slip(
            tag="fc.one_output_per_map",
            value={"fully connected": linear_parameters(h * h * c, o, bias=False)},
            message="The output has H² positions per map, each with weights of its own.",
            working=f"{h}²·{c}·{o} = {linear_parameters(h * h * c, o, bias=False):,}",
            run=lambda: measure.ones_dense(measure.zeros(c, h, h).size, o).named("fully connected"),
        )
        yield Slip(
            tag="ratio.side_not_area",
            value={"ratio": Fraction(h, k)},
            message="Areas are compared: H²/K².",
            working=f"{h}/{k} ≈ {h / k:.2f}",
        )
        yield Slip(
            tag="ratio.inverted",
            value={"ratio": Fraction(k * k, h * h)},
            working=f"{k}²/{h}² ≈ {k * k / (h * h):.2g}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value={"convolution": self._weights},
            working=f"{k}²·{c}·{o} = {self._weights:,}",
            run=lambda: measure.ones(c, o, (k, k), (k, k)).named("convolution"),
        )
        yield Slip(
            tag="channels.forgotten",
            value={"convolution": k * k * o * h * h},
            working=f"{k}²·{o}·{h}² = {k * k * o * h * h:,}",
            run=lambda: measure.ones(1, o, (k, k), (h, h), 1, k // 2).named("convolution"),
        )

    def steps(self) -> Iterator[str]:
        c, o, k, h = self.in_channels, self.out_channels, self.kernel, self.size
        yield f"Fully connected, inputs times outputs: {h}²·{c} · {h}²·{o} = {self._full:,}"
        yield f"Convolution, weights times positions: {k}²·{c}·{o} · {h}² = {conv_macs(self._weights, h * h):,}"
        yield f"Ratio: {h}²/{k}² = {h * h}/{k * k} {equals(Fraction(h * h, k * k))}"

    def measure(self) -> Measurement:
        c, o, k, h = self.in_channels, self.out_channels, self.kernel, self.size
        side = measure.square(h, k, padding=(k // 2, k // 2)).value
        full = measure.ones_dense(measure.zeros(c, h, h).size, measure.zeros(o, side, side).size)
        shared = measure.ones(c, o, (k, k), (h, h), 1, k // 2)
        return Measurement(
            {
                "fully connected": full.value,
                "convolution": shared.value,
                "ratio": Fraction(full.value, shared.value),
            },
            f"fully connected, {full.run}; convolution, {shared.run}",
        )

    def scene(self) -> Scene:
        seen = self.measure().value
        macs = [("convolution", seen["convolution"]), ("fully connected", seen["fully connected"])]
        said = ("", f"{float(seen['ratio']):.2f} times as many.")
        bars = barred("", "multiply-adds of ones, the same shapes", macs, said)
        return joined("two layers between the same shapes", _as_matrices(), bars)


class Flops(Variant):
    """16.3 FLOPs."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "2·9C·C_out·H² with bias, (2·9C − 1)·C_out·H² without"

    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    size: Annotated[int, Field(ge=1, le=256), Draw(7, 14, 28, 56)]
    bias: Annotated[bool, Draw(True, False)] = True

    def ask(self) -> str:
        return (
            f"A 3×3 convolution with same padding, {self.in_channels}→{self.out_channels} channels, runs on "
            f"{self.size}×{self.size}, {'with' if self.bias else 'without'} bias. Exactly how many floating-point "
            "operations (multiplications and additions, taps on padding included) does one image take?"
        )

    @property
    def _products(self) -> int:
        """The products of one output."""
        return conv_parameters(3, 3, self.in_channels, 1, bias=False)

    @property
    def _outputs(self) -> int:
        return self.out_channels * self.size**2

    @property
    def _operations(self) -> int:
        """The operations of one output: n products take n − 1 additions, the bias one more."""
        return 2 * self._products - (not self.bias)

    def answer(self) -> Integer:
        return Integer(value=self._operations * self._outputs)

    def slips(self) -> Iterator[Slip]:
        n, o, h, each = self._products, self.out_channels, self.size, self._operations

        def per_output(tag: str, operations: int, working: str, message: str = "") -> Slip:
            total = operations * self._outputs
            return Slip(tag=tag, value=total, message=message, working=f"{working}·{o}·{h}² = {total:,}")

        yield per_output("flops.macs", n, f"{n}")
        if self.bias:
            yield per_output(
                "flops.bias_extra",
                2 * n + 1,
                f"(2·{n} + 1)",
                "n products need n − 1 additions; adding the bias is the nth.",
            )
            yield Slip(
                tag="flops.bias_forgotten",
                value=(2 * n - 1) * self._outputs,
                message="Adding the bias is one more addition for every output.",
                working=f"(2·{n} − 1)·{o}·{h}² = {(2 * n - 1) * self._outputs:,}",
                run=lambda: self._run(bias=False),
            )
        else:
            yield per_output(
                "flops.two_per_mac",
                2 * n,
                f"2·{n}",
                "n products need n − 1 additions, not n: without bias each output takes one addition less.",
            )
        yield Slip(
            tag="mac.positions_forgotten",
            value=each * o,
            message="Those are the operations of one position; every output position takes as many.",
            working=f"{each}·{o} = {each * o:,}",
        )
        depthless = 2 * 9 - (not self.bias)
        yield Slip(
            tag="channels.forgotten",
            value=depthless * self._outputs,
            working=f"{depthless}·{o}·{h}² = {depthless * self._outputs:,}",
            run=lambda: self._run(channels=1),
        )

    def steps(self) -> Iterator[str]:
        n = self._products
        yield f"Products of one output: 9·{self.in_channels} = {n}"
        yield f"Additions of one output: {n} − 1{' and one for the bias' if self.bias else ''}"
        yield f"Operations of one output: {self._operations}"
        yield f"Outputs: {self.out_channels}·{self.size}² = {self._outputs:,}"
        yield f"Together: {self._operations}·{self._outputs:,} = {self._operations * self._outputs:,}"

    def _run(self, channels: int = 0, bias: bool | None = None) -> Measurement:
        one = measure.operations(channels or self.in_channels, 3, self.bias if bias is None else bias)
        side = measure.square(self.size, 3, padding=(1, 1)).value
        outputs = measure.zeros(self.out_channels, side, side).size
        return Measurement(one.value * outputs, f"{one.run}; times {outputs:,} outputs")

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        with_bias, without = (measure.operations(self.in_channels, 3, bias) for bias in (True, False))
        whole = self.measure()
        counts = [
            ("one output, no bias", without.value),
            ("one output, with bias", with_bias.value),
            ("this layer", whole.value),
        ]
        said = (f"{without.run}.", f"{with_bias.run}.", f"{whole.run}.")
        return barred("one output, operation by operation", "multiplications and additions", counts, said)


HEADS = (
    ("VGG-16 fc6", (512, 7, 4096)),
    ("AlexNet fc6", (256, 6, 4096)),
    ("LeNet-5 C5", (16, 5, 120)),
)
MORE_HEADS = ((256, 4, 1024), (128, 8, 256))
BEYOND = range(1, 13)


class DenseAsConv(Variant):
    """16.4 FC as convolution."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "H²·C·N multiply-adds; (e + 1)² positions on a side of H + e"
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "size", "outputs", "extra"),
        [(name, (*head, extra)) for (name, head), extra in product(HEADS, BEYOND)],
    )

    in_channels: Annotated[int, Channels]
    size: Annotated[int, Field(ge=2, le=16)]
    outputs: Annotated[int, Channels]
    extra: Annotated[int, Field(ge=1, le=64), Draw(BEYOND)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a head and how much larger the map is."""
        in_channels, size, outputs = stream.choice(MORE_HEADS)
        return {**super().numbers(stream), "in_channels": in_channels, "size": size, "outputs": outputs}

    def ask(self) -> str:
        c, h, n, larger = self.in_channels, self.size, self.outputs, self.size + self.extra
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} fully connected layer from {c}×{h}×{h} (channels×height×width) to {n} outputs is rewritten as a "
            f"convolution with kernel {h}×{h}, stride 1, no padding. How many multiply-adds (MACs) does it take on "
            f"that input, and how many output positions in all does it have on {larger}×{larger}? (MACs; positions)"
        )

    @property
    def _macs(self) -> int:
        return conv_macs(conv_parameters(self.size, self.size, self.in_channels, self.outputs, bias=False), 1)

    def answer(self) -> Parts:
        side = output_size(self.size + self.extra, self.size)
        return Parts(parts={"MACs": Integer(value=self._macs), "positions": Integer(value=side**2)})

    def slips(self) -> Iterator[Slip]:
        c, h, n, e = self.in_channels, self.size, self.outputs, self.extra
        yield Slip(
            tag="fc.as_1x1",
            value={"MACs": c * n, "positions": (h + e) ** 2},
            message="A 1×1 kernel sees one position; this one has to cover the whole map.",
            working=f"{c}·{n} = {c * n:,}; ({h} + {e})² = {(h + e) ** 2}",
            run=lambda: self._both(kernel=1, size=1),
        )
        yield Slip(
            tag="fc.no_dense_output",
            value={"positions": 1},
            message="On a larger map the kernel slides.",
            working="one position, as on the map it was trained on",
        )
        yield Slip(
            tag="output.side_not_area",
            value={"positions": e + 1},
            message="The kernel slides along two axes: (e + 1)² positions.",
            working=f"{e} + 1 = {e + 1}",
        )
        yield Slip(
            tag="plus1.missing",
            value={"positions": e**2},
            message="e steps make e + 1 positions along each axis.",
            working=f"{e}² = {e**2}",
        )
        yield Slip(
            tag="kernel.side_not_area",
            value={"MACs": self._macs // h},
            working=f"{h}·{c}·{n} = {self._macs // h:,}",
            run=lambda: measure.ones(c, n, (h, 1), (h, 1)).named("MACs"),
        )

    def steps(self) -> Iterator[str]:
        c, h, n, e = self.in_channels, self.size, self.outputs, self.extra
        yield f"On {h}×{h} the kernel fits once: {h}²·{c} = {h * h * c:,} products per output"
        yield f"MACs: {h * h * c:,}·{n} = {self._macs:,}"
        yield f"On {h + e}×{h + e}: {h + e} − {h} + 1 = {e + 1} positions per axis, {e + 1}² = {(e + 1) ** 2} in all"

    def _both(self, kernel: int, size: int) -> Measurement:
        work = measure.ones(self.in_channels, self.outputs, (kernel, kernel), (size, size))
        larger = self.size + self.extra
        seen = measure.shape((larger, larger), (kernel, kernel))
        rows, columns = seen.value
        return Measurement(
            {"MACs": work.value, "positions": measure.zeros(rows, columns).size}, f"{work.run}; {seen.run}"
        )

    def measure(self) -> Measurement:
        return self._both(kernel=self.size, size=self.size)

    def scene(self) -> Scene:
        h, larger = self.size, self.size + self.extra
        rulers = [Ruler(f"side {h}", h, h), Ruler(f"side {larger}", larger, h)]
        return sliding(f"a kernel of {h}×{h}, along one of two equal axes", rulers)


def squared(number: Fraction) -> str:
    """Write a square: `2²`, `(3/4)²`."""
    return f"{number}²" if number.denominator == 1 else f"({number})²"


class Scaling(Variant):
    """16.5 Scaling."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "multiply-adds a²·b², weights b²"
    few_draws: ClassVar[int | None] = 36

    BASE: ClassVar[int] = 8
    """Side and input channels of the layer that is run; factors must leave them whole."""

    resolution: Annotated[float, Field(gt=0, le=8), Draw(0.5, 0.75, 1.5, 2.0, 3.0, 4.0)]
    width: Annotated[float, Field(gt=0, le=8), Draw(0.5, 0.75, 1.0, 1.5, 2.0, 3.0)]

    def impossible(self) -> str | None:
        if (self.BASE * self.resolution) % 1 or (self.BASE * self.width) % 1:
            return f"here factors are multiples of 1/{self.BASE}"
        return None

    @property
    def _factors(self) -> tuple[Fraction, Fraction]:
        return Fraction(self.resolution), Fraction(self.width)

    def ask(self) -> str:
        width = f"the width (channels) of every layer × {self.width:g}" if self.width != 1 else "the widths stay"
        return (
            f"A network is scaled: the resolution per side × {self.resolution:g}, {width}. By which factor does the "
            "number of multiply-adds of an inner convolution with same padding change, and by which its number of "
            "weights? (MACs; weights; exact, fractions are fine)"
        )

    def answer(self) -> Parts:
        a, b = self._factors
        return Parts(parts={"MACs": Number(value=a**2 * b**2, exact=True), "weights": Number(value=b**2, exact=True)})

    def slips(self) -> Iterator[Slip]:
        a, b = self._factors
        right = self.answer().value

        def mistaken(tag: str, message: str, working: str, **parts: Fraction) -> Iterator[Slip]:
            wrong = {name: value for name, value in parts.items() if value != right[name]}
            if wrong:
                yield Slip(tag=tag, value=wrong, message=message, working=working)

        yield from mistaken(
            "scaling.linear",
            "Two axes, and two channel counts: each factor is squared.",
            f"{a}·{b} = {a * b}; {b}",
            MACs=a * b,
            weights=b,
        )
        yield from mistaken(
            "scaling.params_with_resolution",
            "The weights do not depend on the resolution.",
            f"{squared(a)}·{squared(b)} = {a**2 * b**2}",
            weights=a**2 * b**2,
        )
        yield from mistaken(
            "scaling.width_linear",
            "Both C_in and C_out change: the width counts twice.",
            f"{squared(a)}·{b} = {a**2 * b}; {b}",
            MACs=a**2 * b,
            weights=b,
        )
        yield from mistaken(
            "scaling.one_axis",
            "Height and width of the map both change: the resolution counts twice.",
            f"{a}·{squared(b)} = {a * b**2}",
            MACs=a * b**2,
        )

    def steps(self) -> Iterator[str]:
        a, b = self._factors
        yield f"Positions: both sides change, {squared(a)} = {a**2}"
        yield f"Weights K²·C_in·C_out: both channel counts change, {squared(b)} = {b**2}"
        yield f"MACs, weights times positions: {a**2}·{b**2} = {a**2 * b**2}"

    def _layer(self, resolution: float, width: float) -> tuple[Measurement, Measurement]:
        side, channels = int(self.BASE * resolution), int(self.BASE * width)
        return (
            measure.ones(channels, 2 * channels, (3, 3), (side, side), 1, 1),
            measure.count(measure.parameters(channels, 2 * channels, (3, 3), bias=False)),
        )

    def measure(self) -> Measurement:
        (macs, weights), (more, heavier) = self._layer(1, 1), self._layer(self.resolution, self.width)
        return Measurement(
            {"MACs": Fraction(more.value, macs.value), "weights": Fraction(heavier.value, weights.value)},
            f"{self.BASE}→{2 * self.BASE} channels, 3×3, side {self.BASE}: {macs.value:,} products, "
            f"{weights.value:,} weights; scaled: {more.value:,} and {heavier.value:,}",
        )

    def scene(self) -> Scene:
        (macs, weights), (more, heavier) = self._layer(1, 1), self._layer(self.resolution, self.width)
        counts = [
            ("MACs before", macs.value),
            ("MACs scaled", more.value),
            ("weights before", weights.value),
            ("weights scaled", heavier.value),
        ]
        products, numbers = self.measure().value.values()
        said = ("", f"{products} times.", "", f"{numbers} times.")
        return barred("a layer before and after", "multiply-adds of ones, and arrays", counts, said)


class AsMatrix(Variant):
    """16.6 The matrix of a convolution."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "C_out·O² rows, C_in·H² columns, C_in·C_out·T² non-zeros: T = 3H − 2 (P=1) or 3O (P=0)"

    in_channels: Annotated[int, Field(ge=1, le=8), Draw(1, 2, 3)]
    out_channels: Annotated[int, Field(ge=1, le=8), Draw(1, 2, 4)]
    size: Annotated[int, Field(ge=3, le=12), Draw(range(4, 9))]
    padding: Annotated[int, Field(ge=0, le=2), Draw(0, 1, 1)] = 0

    def ask(self) -> str:
        return (
            f"A 3×3 convolution without bias, {self.in_channels}→{self.out_channels} channels on "
            f"{self.size}×{self.size}, stride 1, padding {self.padding}, is written as a matrix that multiplies the "
            "flattened input. How many rows, columns and entries that can be non-zero does it have? "
            "(rows, columns, non-zeros)"
        )

    @property
    def _output(self) -> int:
        return output_size(self.size, 3, 1, self.padding)

    @property
    def _inside(self) -> int:
        """The taps that meet a sample, over all outputs along one axis."""
        return sum(tap_uses(self.size, 3, tap, 1, self.padding) for tap in range(3))

    @property
    def _pairs(self) -> int:
        return self.in_channels * self.out_channels

    @property
    def _value(self) -> tuple[int, int, int]:
        return (
            self.out_channels * self._output**2,
            self.in_channels * self.size**2,
            self._pairs * self._inside**2,
        )

    def answer(self) -> Shape:
        return Shape(value=self._value, axes=("rows", "columns", "non-zeros"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        rows, columns, filled = self._value
        c, o, side = self.in_channels, self.out_channels, self._output
        yield Slip(
            tag="toeplitz.border_ignored",
            value=(rows, columns, 9 * self._pairs * side**2),
            message="Taps that fall on padding have no column.",
            working=f"9·{c}·{o}·{side}² = {9 * self._pairs * side**2}",
        )
        yield Slip(
            tag="toeplitz.dense",
            value=(rows, columns, rows * columns),
            message="Outside its window an output's row is zero.",
            working=f"{rows}·{columns} = {rows * columns}",
        )
        yield Slip(
            tag="toeplitz.transposed",
            value=(columns, rows, filled),
            message="A row for every output, a column for every input.",
            working=f"{columns} rows, {rows} columns",
        )
        yield Slip(
            tag="toeplitz.distinct_weights",
            value=(rows, columns, 9 * self._pairs),
            message="That is the number of weights; each appears once for every position.",
            working=f"9·{c}·{o} = {9 * self._pairs}",
        )
        yield Slip(
            tag="channels.forgotten",
            value=(side**2, self.size**2, self._inside**2),
            message="That is one pair of channels; all input and output channels are flattened too.",
            working=f"{side}² rows, {self.size}² columns, {self._inside}² = {self._inside**2} entries",
            run=lambda: self._seen(self._matrix(1, 1)),
        )

    def steps(self) -> Iterator[str]:
        c, o, side = self.in_channels, self.out_channels, self._output
        rows, columns, filled = self._value
        taps = " + ".join(str(tap_uses(self.size, 3, tap, 1, self.padding)) for tap in range(3))
        yield f"Rows are outputs: {o}·{side}² = {rows}"
        yield f"Columns are inputs: {c}·{self.size}² = {columns}"
        yield f"Along one axis the three taps meet a sample {taps} = {self._inside} times"
        yield f"On two axes, for each of {c}·{o} channel pairs: {self._inside}²·{self._pairs} = {filled}"

    def _matrix(self, in_channels: int, out_channels: int) -> Array:
        weight = measure.noise(out_channels, in_channels, 3, 3)
        return measure.conv_matrix(weight, (self.size, self.size), self.padding)

    def _seen(self, matrix: Array) -> Measurement:
        rows, columns = matrix.shape
        return Measurement(
            (rows, columns, int((matrix != 0).sum())),
            f"conv2d with random weights on each of {columns} images of a single 1: {rows} numbers each",
        )

    def measure(self) -> Measurement:
        return self._seen(self._matrix(self.in_channels, self.out_channels))

    def scene(self) -> Scene:
        band = self._matrix(1, 1)
        rows, columns, filled = self.measure().value
        closing = f"All channels: {rows:,} rows, {columns:,} columns, {filled:,} entries."
        return matrix("one pair of channels as a matrix", band, closing=closing, written=False)


def formula_counts_products() -> Evidence:
    """Add up ones over a grid of layers."""
    settings = list(product((1, 3, 8), (1, 4), (1, 3, 5), (1, 2), (8, 13)))
    agree = sum(
        measure.ones(c, o, (k, k), (h, h), s, k // 2).value == k * k * c * o * output_size(h, k, s, k // 2) ** 2
        for c, o, k, s, h in settings
    )
    return Evidence(agree == len(settings), f"{agree} of {len(settings)} layers agree")


def strided_layers_work_per_output() -> Evidence:
    """Count the products of ResNet's first convolution, and of the same at every input position."""
    strided, dense = (measure.ones(3, 64, (7, 7), (224, 224), stride, 3).value for stride in (2, 1))
    return Evidence(
        (strided, dense) == (118_013_952, 472_055_808),
        f"3→64 channels, 7×7, 224×224: {strided:,} at stride 2, {dense:,} at stride 1",
    )


def same_shapes_compared() -> Evidence:
    """Count 3×32×32 → 16×32×32 as both layers."""
    seen = DenseWork(in_channels=3, out_channels=16, kernel=3, size=32).measure().value
    full, shared, ratio = seen.values()
    return Evidence(
        (full, shared, ratio) == (50_331_648, 442_368, Fraction(32 * 32, 9)),
        f"fully connected {full:,}, 3×3 convolution {shared:,}: {float(ratio):.1f} times",
    )


def usual_head_has_no_volume() -> Evidence:
    """Count a head of N outputs on a map."""
    inputs = measure.zeros(512, 7, 7).size
    head, volume = measure.ones_dense(inputs, 4096).value, measure.ones_dense(inputs, inputs).value
    return Evidence(
        (head, volume) == (102_760_448, 629_407_744),
        f"512×7×7 to 4096 outputs: {head:,}; to a volume of 512×7×7: {volume:,}",
    )


def convolution_is_a_matrix() -> Evidence:
    """Build a convolution's matrix from unit images and from its weights, and apply it."""
    weight, image = measure.noise(3, 2, 3, 3), measure.noise(1, 2, 6, 6, seed=1)
    matrix = measure.conv_matrix(weight, (6, 6), 1)
    apart = measure.largest_difference(matrix, conv_as_matrix(weight, (2, 6, 6), padding=1))
    output = conv2d(image, weight, padding=1)
    off = measure.largest_difference(linear(image.reshape(1, -1), matrix), output.reshape(1, -1))
    filled, distinct = int((matrix != 0).sum()), len(set(matrix[matrix != 0].tolist()))
    return Evidence(
        apart < 1e-12 and off < 1e-12 and (*matrix.shape, filled, distinct) == (108, 72, 1536, 54),
        f"{matrix.shape[0]}×{matrix.shape[1]}: {filled:,} of {matrix.size:,} entries non-zero, {distinct} distinct "
        f"values from {weight.size} weights; outputs max |Δ| = {off:.1g}",
    )


def dense_layer_is_a_convolution() -> Evidence:
    """Reshape a dense layer's weights into kernels that cover the map."""
    maps, weight = measure.noise(1, 8, 7, 7), measure.noise(10, 8 * 7 * 7, seed=1)
    kernels = weight.reshape(10, 8, 7, 7)
    apart = measure.largest_difference(conv2d(maps, kernels)[..., 0, 0], linear(maps.reshape(1, -1), weight))
    larger = conv2d(measure.noise(1, 8, 9, 9), kernels).shape[2:]
    return Evidence(apart < 1e-12 and larger == (3, 3), f"7×7 maps: max |Δ| = {apart:.1g}; 9×9 maps: outputs {larger}")


def vgg_shares() -> Evidence:
    """Count VGG-16's work and parameters, convolutions and dense layers apart."""
    work, parameters = {"conv": 0, "linear": 0}, {"conv": 0, "linear": 0}
    for row in vgg.VGG16.table:
        if row.layer.op == "conv":
            (c, *size), o = row.input, row.output[0]
            work["conv"] += measure.ones(c, o, (3, 3), (size[0], size[1]), 1, 1).value
            parameters["conv"] += measure.count(measure.parameters(c, o, (3, 3))).value
        elif row.layer.op == "linear":
            inputs = measure.zeros(*row.input).size
            work["linear"] += measure.ones_dense(inputs, row.output[0]).value
            parameters["linear"] += measure.count_dense(inputs, row.output[0]).value
    macs = sum(work.values())
    in_conv, in_dense = 100 * work["conv"] / macs, 100 * parameters["linear"] / sum(parameters.values())
    return Evidence(
        macs == 15_470_264_320 and in_conv > 99 and 89 < in_dense < 90,
        f"{macs:,} multiply-adds, {in_conv:.1f}% in convolutions; {in_dense:.1f}% of the parameters in dense layers",
    )


def two_operations_a_product() -> Evidence:
    """Compute one output number by number, with bias and without."""
    with_bias, without = (measure.operations(64, 3, bias) for bias in (True, False))
    return Evidence(
        (with_bias.value, without.value) == (1152, 1151),
        f"9·64 products: {with_bias.value} operations with bias, {without.value} without",
    )


def only_dense_weights_grow() -> Evidence:
    """Count a convolution and a dense layer at two resolutions."""
    convolution = measure.parameters(16, 16, (3, 3))
    outputs = measure.same_arrays(convolution, 1, (8, 16), padding=1)
    dense = [measure.count(measure.dense_parameters(measure.zeros(16, at, at).size, 10)).value for at in (8, 16)]
    kept = measure.count(convolution).value
    return Evidence(
        outputs == [(8, 8), (16, 16)] and dense[1] > dense[0],
        f"8×8 and 16×16: convolution {kept:,} parameters on both, dense layer {dense[0]:,} and {dense[1]:,}",
    )


ANSWER = """\
**Convolution: K²·C_in·C_out·H_out·W_out** multiply-adds (MACs); a FLOP count is about twice that.

**Fully connected**, every input times every output:

- from the same input volume to the same output volume, H_in·W_in·C_in · H_out·W_out·C_out;
- with just N outputs, the usual head, H_in·W_in·C_in·N.

At equal shapes (stride 1, *same* padding) the ratio is H·W/K²: for 3×32×32 → 16×32×32 with a 3×3 kernel
50,331,648 against 442,368, about 114 times.

A convolution is that fully connected layer with zeros outside the window (*local*) and with *tied* weights. Locality
saves arithmetic and parameters; tying saves parameters alone, which then do not depend on the resolution. The other
way round, a fully connected layer is a convolution whose kernel covers the whole input.
"""

QUESTION = Question(
    number=16,
    slug="cost",
    title="Computational cost: conv vs fully connected?",
    level="medium",
    topics=("cost",),
    answer=ANSWER,
    formula="convolution K²·C_in·C_out·H_out·W_out; fully connected H_in·W_in·C_in · H_out·W_out·C_out",
    latex=r"K^2 C_{in} C_{out} H_{out} W_{out} \quad\text{or}\quad H_{in} W_{in} C_{in} \cdot H_{out} W_{out} C_{out}",
    common_wording=(
        CommonWording(
            says="A fully connected layer costs O(H_in·W_in·C_in·H_out·W_out·C_out).",
            but="Only one that outputs a whole volume. A usual head with N outputs takes H_in·W_in·C_in·N: "
            "102,760,448 multiply-adds for VGG-16's fc6.",
        ),
    ),
    claims=(
        Claim(
            says="A convolution takes K²·C_in·C_out·H_out·W_out multiply-adds, taps on padding included.",
            experiment=formula_counts_products,
            source="He & Sun 2015, eq. 1; Howard et al. 2017, eq. 2",
        ),
        Claim(
            says="A strided layer works once per output position, not per input position.",
            experiment=strided_layers_work_per_output,
        ),
        Claim(
            says="3×32×32 → 16×32×32: 50,331,648 fully connected, 442,368 as a 3×3 convolution, a ratio of H·W/K².",
            experiment=same_shapes_compared,
        ),
        Claim(
            says="A fully connected layer with N outputs takes H·W·C·N, not a volume's worth.",
            experiment=usual_head_has_no_volume,
            refutes=True,
        ),
        Claim(
            says="A convolution is a fully connected layer with zeros outside the window and tied weights.",
            experiment=convolution_is_a_matrix,
            source="Dumoulin & Visin 2016, §4.1",
        ),
        Claim(
            says="A fully connected layer is a convolution whose kernel covers the input; on larger maps it slides.",
            experiment=dense_layer_is_a_convolution,
            source="Long, Shelhamer & Darrell 2015, §3.1",
        ),
        Claim(
            says="VGG-16: 99% of 15.5 billion multiply-adds in convolutions, 89% of the parameters in dense layers.",
            experiment=vgg_shares,
            source="Simonyan & Zisserman 2015, Table 1",
        ),
        Claim(
            says="An output of n products takes 2n operations with bias and 2n − 1 without.",
            experiment=two_operations_a_product,
        ),
        Claim(
            says="With the resolution a dense layer's parameters grow, a convolution's do not.",
            experiment=only_dense_weights_grow,
        ),
        Claim(
            says="The ResNet paper counts multiply-adds and calls them FLOPs.",
            source="He, Zhang, Ren & Sun 2016, Table 1 and §3.3",
        ),
        Claim(
            says="Fewer multiply-adds are not always faster: memory traffic and parallelism count too.",
            source="Ma, Zhang, Zheng & Sun 2018, ShuffleNet V2, §2",
        ),
    ),
    variants=(ConvWork, DenseWork, Flops, DenseAsConv, Scaling, AsMatrix),
    follow_ups=(
        FollowUp(
            "MACs or FLOPs?",
            "The ResNet and MobileNet papers print multiply-adds, which ResNet's calls FLOPs. A factor of two "
            "separates the conventions: VGG-16 has 15.5 G MACs, 31 GFLOPs.",
        ),
        FollowUp(
            "Where are VGG-16's parameters, where its work?",
            "89% of the parameters are in the fully connected layers, 99% of the multiply-adds in the convolutions.",
        ),
        FollowUp(
            "Are fewer MACs always faster?",
            "No: memory traffic, parallelism and the quality of the kernels decide. Depthwise layers are the usual "
            "example.",
        ),
    ),
    rubric=(
        Point("convolution: K²·C_in·C_out·H_out·W_out", essential=True),
        Point("fully connected: inputs × outputs", essential=True),
        Point("the ratio H·W/K² at equal shapes; local and shared", essential=True),
        Point("MACs against FLOPs"),
        Point("parameters: a convolution's are independent of the resolution, a fully connected layer's are not"),
        Point("a fully connected layer is a convolution with a full-size kernel"),
    ),
    trap="A strided layer's work goes by its input positions (by its output positions).",
    sources=(
        "He & Sun 2015, Convolutional neural networks at constrained time cost, eq. 1",
        "Howard et al. 2017, MobileNets, eq. 2",
        "Simonyan & Zisserman 2015, Very deep convolutional networks, Table 1",
        "Long, Shelhamer & Darrell 2015, Fully convolutional networks for semantic segmentation, §3.1",
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, §4.1",
        "He, Zhang, Ren & Sun 2016, Deep residual learning for image recognition, §3.3 and Table 1",
        "Ma, Zhang, Zheng & Sun 2018, ShuffleNet V2: practical guidelines for efficient CNN architecture design, §2",
    ),
    related=(4, 11, 12, 20),
)
