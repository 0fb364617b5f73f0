"""Question 4: parameter sharing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing.stream import Draw, Stream
from questions.model.claim import Claim, Evidence
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.limits import misfit, too_many
from questions.scenes import Frame, Ink, Scene
from questions.scenes.bars import barred
from questions.scenes.counting import Counted, counting
from questions.scenes.heat import compared_frames
from questions.scenes.numbers import grid
from questions.scenes.story import joined, story
from questions.scenes.window import Sliding, window
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import (
    conv_macs,
    conv_parameters,
    linear_parameters,
    output_size,
    same_padding,
    tap_uses,
    unshared_parameters,
)
from solvers.engine import conv2d, conv2d_weight_grad, locally_connected2d, windows
from solvers.measure import Array, Measurement

Channels = Field(ge=1, le=1024)
Side = Field(ge=1, le=64)
Kernel = Field(ge=1, le=11)

MOST = 1 << 24
"""Unshared weights that are still counted here."""


class _SameShapes(Variant):
    """What is asked about a layer with same padding and its unshared and fully connected twins."""

    size: Annotated[int, Side, Draw(8, 14, 16, 28, 32)]
    in_channels: Annotated[int, Channels, Draw(1, 3, 6, 16, 32)]
    out_channels: Annotated[int, Channels, Draw(6, 8, 16, 32, 64)]
    kernel: Annotated[int, Kernel, Draw(3, 5)]

    def impossible(self) -> str | None:
        if same_padding(self.kernel) is None:
            return "an even kernel keeps the size only with unequal padding"
        weights = unshared_parameters(self.kernel, self.in_channels, self.out_channels, self._positions, bias=False)
        return too_many(weights, MOST)

    @property
    def _padding(self) -> int:
        return same_padding(self.kernel) or 0

    @property
    def _positions(self) -> int:
        return self.size**2

    @property
    def _taps(self) -> int:
        """The weights of one filter."""
        return self.kernel**2 * self.in_channels

    @property
    def _shapes(self) -> str:
        h = self.size
        return f"{self.in_channels}×{h}×{h} into {self.out_channels}×{h}×{h} (channels×height×width)"

    def _shared(self, bias: bool = True) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=bias)

    def _unshared(self, bias: bool = True) -> int:
        return unshared_parameters(self.kernel, self.in_channels, self.out_channels, self._positions, bias)

    def _full(self, bias: bool = True) -> int:
        return linear_parameters(self._positions * self.in_channels, self._positions * self.out_channels, bias)

    def _count_shared(self, bias: bool = True) -> Measurement:
        kernel = (self.kernel, self.kernel)
        return measure.count(measure.parameters(self.in_channels, self.out_channels, kernel, bias=bias))

    def _arrays(self, in_channels: int = 0, out_channels: int = 0, bias: bool = True) -> dict[str, Array]:
        channels = (in_channels or self.in_channels, out_channels or self.out_channels)
        return measure.unshared_parameters(*channels, self.kernel, self.size, self._padding, bias)

    def _count_full(self, bias: bool = True) -> Measurement:
        inputs = measure.zeros(self.in_channels, self.size, self.size).size
        side = measure.square(self.size, self.kernel, padding=(self._padding, self._padding)).value
        return measure.count_dense(inputs, measure.zeros(self.out_channels, side, side).size, bias)


def _untied() -> Scene:
    """Take a step with a filter untied into copies, then tie their gradients again."""
    image, kernel = measure.digits(1, 1, 4, 4), measure.digits(1, 1, 2, 2, seed=1)
    push = measure.digits(1, 1, 3, 3, seed=2)
    each = windows(image, (2, 2))[0, 0] * push[0, 0, :, :, None, None]
    rows = each.transpose(0, 2, 1, 3).reshape(6, 6)
    tiled = kernel[0, 0, [0, 1] * 3][:, [0, 1] * 3]
    tied = conv2d_weight_grad(push, image, kernel.shape)[0, 0]
    frames = [
        Frame((grid("copies of the kernel", tiled),), "Untied: a 2×2 filter of its own at each of 3×3 positions."),
        Frame(
            (grid("copies of the kernel", tiled), grid("their gradients", rows)),
            "One step of training: each copy gets the gradient of its own position.",
        ),
        Frame(
            (grid("copies after the step", tiled - rows, like=tiled - rows),),
            "After a step of size 1 the copies have parted: nothing keeps them equal.",
        ),
        *compared_frames(
            ("gradients of all copies, added", each.sum(axis=(0, 1))),
            ("gradient of the shared filter", tied),
            "Sharing is tying: one weight gets the sum.",
            written=True,
        )[1:],
    ]
    return story("untied", frames)


class LocallyConnected(_SameShapes):
    """4.1 Locally connected twin."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "H²·C_out·(K²·C_in + 1)"

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} layer with same padding and stride 1 turns {self._shapes}. Its weights "
            "are not shared: every output position has filters and biases of its own. How many parameters does "
            "it have?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._unshared())

    def slips(self) -> Iterator[Slip]:
        k, c, o, p = self.kernel, self.in_channels, self.out_channels, self._positions
        yield Slip(
            tag="sharing.assumed",
            value=self._shared(),
            message="That is the shared layer, a convolution.",
            working=f"{o}·({k}·{k}·{c} + 1) = {self._shared():,}",
            run=self._count_shared,
        )
        yield Slip(
            tag="bias.forgotten",
            value=self._unshared(bias=False),
            message="You left out the bias: here one for every output position of every map.",
            working=f"{p}·{o}·{k}·{k}·{c} = {self._unshared(bias=False):,}",
            run=lambda: measure.count(self._arrays(bias=False)),
        )
        yield Slip(
            tag="bias.shared",
            value=self._unshared(bias=False) + o,
            message="The biases are not shared either: every map has one for each position.",
            working=f"{p}·{o}·{k}·{k}·{c} + {o} = {self._unshared(bias=False) + o:,}",
        )
        yield Slip(
            tag="local.fully_connected",
            value=self._full(),
            message="Unshared is still local: an output sees its K×K window, not the whole input.",
            working=f"({p}·{c} + 1)·{p}·{o} = {self._full():,}",
            run=self._count_full,
        )
        yield Slip(
            tag="filters.one",
            value=p * (self._taps + 1),
            message="There is a filter for each of the C_out maps.",
            working=f"{p}·({k}·{k}·{c} + 1) = {p * (self._taps + 1):,}",
            run=lambda: measure.count(self._arrays(out_channels=1)),
        )
        yield Slip(
            tag="depth.forgotten",
            value=p * o * (k * k + 1),
            message="Every filter spans all input channels: K²·C_in weights.",
            working=f"{p}·{o}·({k}·{k} + 1) = {p * o * (k * k + 1):,}",
            run=lambda: measure.count(self._arrays(in_channels=1)),
        )

    def steps(self) -> Iterator[str]:
        k, c, o, p = self.kernel, self.in_channels, self.out_channels, self._positions
        yield f"Same padding keeps the size: {self.size}·{self.size} = {p} output positions"
        yield f"Filters, one for each map at each position: {p}·{o} = {p * o:,}"
        yield f"Weights and bias of one filter: {k}·{k}·{c} + 1 = {self._taps + 1}"
        yield f"Parameters: {p * o:,}·{self._taps + 1} = {self._unshared():,}"

    def measure(self) -> Measurement:
        return measure.count(self._arrays())

    def scene(self) -> Scene:
        arrays = [Counted(f"unshared {name}", array, "map") for name, array in self._arrays().items()]
        closing = f"shared: {self._count_shared().value:,}"
        return joined(
            "a filter for every map and position",
            _untied(),
            counting("numbers stored", arrays, closing),
        )


class FullyConnected(_SameShapes):
    """4.2 Against fully connected."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "convolution C_out·(K²·C_in + 1); fully connected (H²·C_in + 1)·H²·C_out"

    def ask(self) -> str:
        return (
            f"A layer turns {self._shapes}. How many parameters does it have as a {self.kernel}×{self.kernel} "
            "convolution with same padding, and how many as a fully connected layer from the whole input to the "
            "whole output, both with biases? (convolution; fully connected)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={"convolution": Integer(value=self._shared()), "fully connected": Integer(value=self._full())}
        )

    def slips(self) -> Iterator[Slip]:
        k, c, o, p = self.kernel, self.in_channels, self.out_channels, self._positions
        yield Slip(
            tag="bias.forgotten",
            value={"convolution": self._shared(bias=False), "fully connected": self._full(bias=False)},
            message="You left out the bias: one per filter, and one per output of the fully connected layer.",
            working=f"{k}·{k}·{c}·{o} = {self._shared(bias=False):,}; {p}·{c}·{p}·{o} = {self._full(bias=False):,}",
            run=lambda: self._both(bias=False),
        )
        yield Slip(
            tag="fc.one_output_per_map",
            value={"fully connected": linear_parameters(p * c, o)},
            message="The fully connected layer must produce every position of every map.",
            working=f"({p}·{c} + 1)·{o} = {linear_parameters(p * c, o):,}",
            run=lambda: measure.count_dense(measure.zeros(c, self.size, self.size).size, o).named("fully connected"),
        )
        yield Slip(
            tag="sharing.per_position",
            value={"convolution": self._unshared()},
            message="A convolution stores its filters once, not once per position.",
            working=f"{p}·{o}·({k}·{k}·{c} + 1) = {self._unshared():,}",
            run=lambda: measure.count(self._arrays()).named("convolution"),
        )
        yield Slip(
            tag="depth.forgotten",
            value={"convolution": o * (k * k + 1)},
            message="Every filter spans all input channels: K²·C_in weights.",
            working=f"{o}·({k}·{k} + 1) = {o * (k * k + 1):,}",
            run=lambda: measure.count(measure.parameters(1, o, (k, k))).named("convolution"),
        )

    def steps(self) -> Iterator[str]:
        k, c, o, p = self.kernel, self.in_channels, self.out_channels, self._positions
        yield f"Convolution: {o}·({k}·{k}·{c} + 1) = {self._shared():,}"
        yield f"Inputs of the fully connected layer: {self.size}·{self.size}·{c} = {p * c:,}"
        yield f"Its outputs: {self.size}·{self.size}·{o} = {p * o:,}"
        yield f"Each has all inputs and a bias: ({p * c:,} + 1)·{p * o:,} = {self._full():,}"

    def _both(self, bias: bool = True) -> Measurement:
        shared, full = self._count_shared(bias), self._count_full(bias)
        return Measurement(
            {"convolution": shared.value, "fully connected": full.value},
            f"convolution, {shared.run}; fully connected, {full.run}",
        )

    def measure(self) -> Measurement:
        return self._both()

    def scene(self) -> Scene:
        counts = [
            ("shared, a convolution", self._count_shared().value),
            ("unshared, still local", measure.count(self._arrays()).value),
            ("fully connected", self._count_full().value),
        ]
        return barred("one pair of shapes, three layers", "parameters, counted in the arrays", counts)


class UnsharedWork(_SameShapes):
    """4.3 Arithmetic of the unshared layer."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K²·C_in·C_out·H², as for the convolution"

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} layer with same padding and stride 1 turns {self._shapes}. Its weights "
            "are not shared: every output position has filters of its own. How many multiply-adds (MACs) does one "
            "image take, taps on padding included?"
        )

    def answer(self) -> Integer:
        return Integer(value=conv_macs(self._shared(bias=False), self._positions))

    def slips(self) -> Iterator[Slip]:
        k, c, o, p = self.kernel, self.in_channels, self.out_channels, self._positions
        macs = conv_macs(self._shared(bias=False), p)
        yield Slip(
            tag="sharing.reduces_macs",
            value=self._shared(bias=False),
            message="Sharing saves weights, not products: every position is computed.",
            working=f"{k}·{k}·{c}·{o} = {self._shared(bias=False):,}",
            run=lambda: measure.ones(c, o, (k, k), (k, k)),
        )
        yield Slip(
            tag="channels.forgotten",
            value=macs // c,
            working=f"{k}·{k}·{o}·{p} = {macs // c:,}",
            run=lambda: measure.ones_unshared(1, o, k, self.size, self._padding),
        )
        yield Slip(
            tag="local.fully_connected",
            value=self._full(bias=False),
            message="An unshared layer still looks at K×K windows only.",
            working=f"{p}·{c}·{p}·{o} = {self._full(bias=False):,}",
            run=lambda: measure.ones_dense(
                measure.zeros(c, self.size, self.size).size, measure.zeros(o, self.size, self.size).size
            ),
        )
        yield Slip(tag="flops.doubled", value=2 * macs, working=f"2·{k}·{k}·{c}·{o}·{p} = {2 * macs:,}")

    def steps(self) -> Iterator[str]:
        k, c, o, p = self.kernel, self.in_channels, self.out_channels, self._positions
        yield f"One output needs {k}·{k}·{c} = {self._taps} products, whether or not its weights are shared"
        yield f"Outputs: {o}·{self.size}·{self.size} = {o * p:,}"
        yield f"MACs: {self._taps}·{o * p:,} = {conv_macs(self._shared(bias=False), p):,}"

    def measure(self) -> Measurement:
        return measure.ones_unshared(self.in_channels, self.out_channels, self.kernel, self.size, self._padding)

    def scene(self) -> Scene:
        c, o, k, h, p = self.in_channels, self.out_channels, self.kernel, self.size, self._padding
        counts = [
            ("MACs, shared", measure.ones(c, o, (k, k), (h, h), padding=p).value),
            ("MACs, unshared", self.measure().value),
            ("weights, shared", self._count_shared(bias=False).value),
            ("weights, unshared", self._arrays(bias=False)["weight"].size),
        ]
        said = ("", "As many products: every position is computed either way.", "", "But a weight for each of them.")
        return barred("as many products, not as many weights", "multiply-adds of ones, and arrays", counts, said)


class TapUses(Variant):
    """4.4 How often is a weight used?"""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "B · #{o : 0 ≤ oS + m − P < H} · #{o : 0 ≤ oS + n − P < W}"

    height: Annotated[int, Side, Draw(range(6, 17))]
    width: Annotated[int, Side, Draw(range(6, 17))]
    kernel: Annotated[int, Kernel, Draw(3, 3, 5)]
    stride: Annotated[int, Field(ge=1, le=8), Draw(1, 1, 2)] = 1
    padding: Annotated[int, Field(ge=0, le=8), Draw(0, 1, 1, 2)] = 0
    batch: Annotated[int, Field(ge=1, le=64), Draw(1, 1, 2, 4)] = 1
    row: Annotated[int, Field(ge=0, le=10)]
    column: Annotated[int, Field(ge=0, le=10)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw the weight among those of the drawn kernel."""
        drawn = super().numbers(stream)
        return {**drawn, "row": stream.below(drawn["kernel"]), "column": stream.below(drawn["kernel"])}

    def impossible(self) -> str | None:
        if max(self.row, self.column) >= self.kernel:
            return f"rows and columns of a {self.kernel}×{self.kernel} filter are counted from 0 to {self.kernel - 1}"
        return misfit(min(self.height, self.width), self.kernel, self.padding)

    def excluded(self) -> bool:
        return self.padding > self.kernel // 2

    def ask(self) -> str:
        images = "1 image" if self.batch == 1 else f"a batch of {self.batch} images"
        return (
            f"A single-channel {self.kernel}×{self.kernel} filter runs over {images} of {self.height}×{self.width} "
            f"pixels (height×width), stride {self.stride}, padding {self.padding}. In how many products with real "
            f"pixels, not padding, does its weight in row {self.row}, column {self.column} (counted from 0) take part?"
        )

    def _along(self, size: int, tap: int) -> int:
        return tap_uses(size, self.kernel, tap, self.stride, self.padding)

    def _outputs(self, padding: int) -> tuple[int, int]:
        return (
            output_size(self.height, self.kernel, self.stride, padding),
            output_size(self.width, self.kernel, self.stride, padding),
        )

    def answer(self) -> Integer:
        return Integer(value=self.batch * self._along(self.height, self.row) * self._along(self.width, self.column))

    def slips(self) -> Iterator[Slip]:
        b, h, w = self.batch, self.height, self.width
        rows, columns = self._along(h, self.row), self._along(w, self.column)
        high, wide = self._outputs(self.padding)
        yield Slip(
            tag="count.all_outputs",
            value=b * high * wide,
            message="At some output positions this weight falls on padding.",
            working=f"{b}·{high}·{wide} = {b * high * wide}",
        )
        yield Slip(
            tag="count.all_inputs",
            value=b * h * w,
            message="The weight is used once per output position, not once per pixel.",
            working=f"{b}·{h}·{w} = {b * h * w}",
        )
        yield Slip(
            tag="batch.forgotten",
            value=rows * columns,
            message="Every image of the batch uses the weight.",
            working=f"{rows}·{columns} = {rows * columns}",
            run=lambda: self._use(batch=1),
        )
        yield Slip(
            tag="sharing.one_use",
            value=1,
            message="The same weight is used at every position.",
            working="one product per weight",
        )
        yield Slip(
            tag="border.one_axis",
            value=b * rows * wide,
            message="A weight can fall on padding along both axes, rows and columns.",
            working=f"{b}·{rows}·{wide} = {b * rows * wide}",
        )
        if min(h, w) >= self.kernel:
            short, narrow = self._outputs(0)
            yield Slip(
                tag="pad.ignored",
                value=b * short * narrow,
                message="You counted the windows without padding; windows that reach over the border count as well.",
                working=f"{b}·{short}·{narrow} = {b * short * narrow}",
                run=lambda: self._use(padding=0),
            )

    def steps(self) -> Iterator[str]:
        rows, columns = self._along(self.height, self.row), self._along(self.width, self.column)
        high, wide = self._outputs(self.padding)
        s, p = self.stride, self.padding
        yield f"Outputs: {high}×{wide}"
        yield f"Rows o = 0…{high - 1} with 0 ≤ {s}·o + {self.row} − {p} < {self.height}: {rows}"
        yield f"Columns o = 0…{wide - 1} with 0 ≤ {s}·o + {self.column} − {p} < {self.width}: {columns}"
        yield f"Products: {self.batch}·{rows}·{columns} = {self.batch * rows * columns}"

    def _uses(self, **changed: int) -> Array:
        settings = {"stride": self.stride, "padding": self.padding, "batch": self.batch, **changed}
        return measure.tap_uses((self.height, self.width), self.kernel, **settings)

    def _use(self, **changed: int) -> Measurement:
        uses = self._uses(**changed)
        return Measurement(
            int(uses[self.row, self.column]),
            f"gradient of the sum of all outputs, for images of ones: {uses.tolist()}",
        )

    def measure(self) -> Measurement:
        return self._use()

    def scene(self) -> Scene:
        ones = measure.plane(measure.image([[1] * self.width] * self.height))
        stride, padding = (self.stride, self.stride), (self.padding, self.padding)
        taps = measure.plane(measure.image([[1] * self.kernel] * self.kernel))
        op = Sliding(ones, taps, stride=stride, padding=padding)
        uses = self._uses()
        asked = {(self.row, self.column): Ink.ASKED}
        said = "The gradient of the sum of all outputs is, for each weight, its number of products with pixels."
        last = Frame((grid("products of each weight", uses.astype(float), asked),), said)
        return joined("how often each weight of one filter meets a pixel", window("one image", op), story("", [last]))


class Resolution(Variant):
    """4.5 Changing the resolution."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "convolution C_out·(K²·C + 1); linear (C_out·(fH)² + 1)·N"

    in_channels: Annotated[int, Channels, Draw(16, 32, 64, 128)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    kernel: Annotated[int, Kernel, Draw(3, 5)]
    size: Annotated[int, Side, Draw(7, 8, 14, 16)]
    factor: Annotated[int, Field(ge=1, le=8), Draw(2, 2, 3, 4)]
    outputs: Annotated[int, Field(ge=1, le=4096), Draw(10, 100, 1000)]

    def impossible(self) -> str | None:
        return None if self.kernel % 2 else "an even kernel keeps the size only with unequal padding"

    def ask(self) -> str:
        c, o, k, h = self.in_channels, self.out_channels, self.kernel, self.size
        return (
            f"A {k}×{k} convolution (same padding, {c}→{o} channels) on {h}×{h} maps is followed by flatten and a "
            f"linear layer to {self.outputs}, both layers with biases. Rebuilt for {self.factor}× the resolution per "
            "side, how many parameters do the convolution and the linear layer have? (convolution; linear)"
        )

    def _convolution(self, bias: bool = True) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=bias)

    def _linear(self, features: int, bias: bool = True) -> int:
        return linear_parameters(features, self.outputs, bias)

    @property
    def _flat(self) -> int:
        """How many numbers are flattened after the change."""
        return self.out_channels * (self.factor * self.size) ** 2

    def answer(self) -> Parts:
        return Parts(
            parts={
                "convolution": Integer(value=self._convolution()),
                "linear": Integer(value=self._linear(self._flat)),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, o, k, h, f, n = self.in_channels, self.out_channels, self.kernel, self.size, self.factor, self.outputs

        def flattened(tag: str, features: int, working: str, message: str) -> Slip:
            total = self._linear(features)
            return Slip(
                tag=tag,
                value={"linear": total},
                message=message,
                working=f"({working} + 1)·{n} = {total:,}",
                run=lambda: measure.count_dense(features, n).named("linear"),
            )

        yield Slip(
            tag="conv.scales_with_size",
            value={"convolution": self._convolution() * f**2},
            message="Filters do not grow with the image.",
            working=f"{f}²·{o}·({k}·{k}·{c} + 1) = {self._convolution() * f**2:,}",
        )
        yield flattened("fc.does_not_scale", o * h**2, f"{o}·{h}²", "A flattened map has f² times the entries.")
        yield flattened("fc.scales_linearly", o * f * h**2, f"{o}·{f}·{h}²", "Both sides grow: f² times the entries.")
        yield flattened(
            "flatten.input_channels", c * (f * h) ** 2, f"{c}·{f * h}²", "The convolution's output is flattened."
        )
        yield Slip(
            tag="bias.forgotten",
            value={"convolution": self._convolution(bias=False), "linear": self._linear(self._flat, bias=False)},
            message="You left out the bias: one per filter, and one per output of the linear layer.",
            working=f"{o}·{k}·{k}·{c} = {self._convolution(bias=False):,}; "
            f"{o}·{f * h}²·{n} = {self._linear(self._flat, bias=False):,}",
            run=lambda: self._both(self.factor, bias=False),
        )

    def steps(self) -> Iterator[str]:
        c, o, k, n = self.in_channels, self.out_channels, self.kernel, self.outputs
        side = self.factor * self.size
        yield f"A filter does not know the size: {o}·({k}·{k}·{c} + 1) = {self._convolution():,}"
        yield f"New side: {self.factor}·{self.size} = {side}; flattened: {o}·{side}·{side} = {self._flat:,}"
        yield f"Linear: ({self._flat:,} + 1)·{n} = {self._linear(self._flat):,}"

    def _both(self, factor: int, bias: bool = True) -> Measurement:
        arrays = measure.parameters(self.in_channels, self.out_channels, (self.kernel, self.kernel), bias=bias)
        pad = self.kernel // 2
        side = measure.square(factor * self.size, self.kernel, padding=(pad, pad)).value
        flat = measure.zeros(self.out_channels, side, side).size
        convolution, linear = measure.count(arrays), measure.count_dense(flat, self.outputs, bias)
        return Measurement(
            {"convolution": convolution.value, "linear": linear.value},
            f"convolution, {convolution.run}; linear on {flat:,} numbers, {linear.run}",
        )

    def measure(self) -> Measurement:
        return self._both(self.factor)

    def scene(self) -> Scene:
        before, after = self._both(1).value, self._both(self.factor).value
        counts = [
            ("convolution, before", before["convolution"]),
            (f"convolution, {self.factor}× the sides", after["convolution"]),
            ("linear, before", before["linear"]),
            (f"linear, {self.factor}× the sides", after["linear"]),
        ]
        return barred("what grows with the image", "parameters, counted in the arrays", counts)


def copies_behave_as_one() -> Evidence:
    """Give every position its own copy of a filter; compare outputs, and the sum of the copies' gradients."""
    images, weight = measure.noise(1, 2, 8, 8), measure.noise(3, 2, 3, 3, seed=1)
    shared = conv2d(images, weight)
    copies = weight[:, :, None, None] + measure.zeros(1, 1, *shared.shape[2:], 1, 1)
    apart = measure.largest_difference(shared, locally_connected2d(images, copies))
    push = measure.noise(*shared.shape, seed=2)
    of_copies = push[0, :, None, :, :, None, None] * windows(images, 3)[0]
    gradient = conv2d_weight_grad(push, images, weight.shape)
    off = measure.largest_difference(of_copies.sum(axis=(2, 3)), gradient)
    return Evidence(
        apart < 1e-12 and off < 1e-12,
        f"{copies[0, 0, :, :, 0, 0].size} copies: outputs max |Δ| = {apart:.1g}, summed gradients max |Δ| = {off:.1g}",
    )


def three_counts() -> Evidence:
    """Count 3×32×32 → 16×32×32 with 3×3 windows as three layers."""
    layer = FullyConnected(size=32, in_channels=3, out_channels=16, kernel=3)
    both = layer.measure().value
    unshared = LocallyConnected(**layer.model_dump()).measure().value
    seen = (both["convolution"], unshared, both["fully connected"])
    return Evidence(
        seen == (448, 458_752, 50_348_032),
        f"shared {seen[0]:,}; locally connected {seen[1]:,}; fully connected {seen[2]:,}",
    )


def indifferent_to_size() -> Evidence:
    """Run one layer's arrays on two sizes."""
    arrays = measure.parameters(3, 16, (3, 3))
    small, large = measure.same_arrays(arrays, 1, (32, 64), padding=1)
    total = measure.count(arrays).value
    return Evidence((small, large) == ((32, 32), (64, 64)), f"the same {total} parameters gave {small} and {large}")


def shifts_with_the_input() -> Evidence:
    """Shift an image circularly in all ways and look for the shift of the output."""
    weight, images = measure.noise(3, 2, 3, 3), measure.noise(1, 2, 6, 6, seed=1)
    around = partial(conv2d, weight=weight, padding=1, padding_mode="circular")
    ways = [(down, right) for down in range(6) for right in range(6)]
    agree = sum(measure.shift(around, images, by).value == by for by in ways)
    return Evidence(agree == len(ways), f"in {agree} of {len(ways)} shifts the output is shifted by as much")


def not_at_borders_nor_with_stride() -> Evidence:
    """Shift an image by one in front of zero padding, and of a stride of 2."""
    weight, images = measure.noise(3, 2, 3, 3), measure.noise(1, 2, 6, 6, seed=1)
    padded = measure.shift(partial(conv2d, weight=weight, padding=1), images, (0, 1)).value
    strided = partial(conv2d, weight=weight, padding=1, padding_mode="circular", stride=2)
    by_one, by_two = (measure.shift(strided, images, (0, step)).value for step in (1, 2))
    return Evidence(
        (padded, by_one, by_two) == (None, None, (0, 1)),
        f"shift by 1 with zero padding: {padded}; with stride 2: {by_one}; by 2 with stride 2: {by_two}",
    )


def as_many_products() -> Evidence:
    """Count the products of a convolution and of its unshared twin."""
    unshared, shared = measure.ones_unshared(3, 16, 3, 32, 1).value, measure.ones(3, 16, (3, 3), (32, 32), padding=1)
    return Evidence(
        unshared == shared.value == 442_368,
        f"3→16 channels, 3×3, 32×32: {shared.value:,} shared, {unshared:,} unshared",
    )


def many_positions_teach_one_weight() -> Evidence:
    """Raise one weight of each kind and count the outputs that change."""
    images = measure.zeros(1, 1, 8, 8) + 1
    shared, unshared = measure.zeros(1, 1, 3, 3), measure.zeros(1, 1, 8, 8, 3, 3)
    shared[..., 1, 1] = 1
    unshared[0, 0, 4, 4, 1, 1] = 1
    moved = int(conv2d(images, shared, padding=1).sum())
    moved_alone = int(locally_connected2d(images, unshared, padding=1).sum())
    return Evidence(
        (moved, moved_alone) == (64, 1), f"of 64 outputs the shared weight changes {moved}, the unshared {moved_alone}"
    )


def cannot_adapt() -> Evidence:
    """Run both layers on an image that looks the same everywhere."""
    images = measure.zeros(1, 1, 8, 8).astype(float) + 1
    shared = conv2d(images, measure.noise(1, 1, 3, 3))
    unshared = locally_connected2d(images, measure.noise(1, 1, 6, 6, 3, 3))
    spread, free = (float(output.max() - output.min()) for output in (shared, unshared))
    return Evidence(
        spread < 1e-12 and free > 0.1,
        f"constant image: outputs differ by {spread:.1g} where shared, by {free:.2f} where unshared",
    )


ANSWER = """\
**The same filter weights are used at every spatial position** of a feature map.

- *Fewer parameters*: K²·C_in·C_out + C_out, whatever the image size. Two effects work together, local connectivity
  and sharing: for 3×32×32 → 16×32×32 with 3×3 windows a convolution has **448** parameters, a locally connected
  layer (local, not shared) 458,752, a fully connected layer 50,348,032.
- *More data per weight*: each weight learns from every position; its gradient is the sum over all of them.
- *Translation equivariance*: a shifted input gives an equally shifted output (stride 1, away from borders), so a
  detector learned in one place works everywhere. That is **not** invariance.

It does not by itself save arithmetic: the locally connected layer needs the same multiply-adds. The price is that a
filter cannot adapt to its position.
"""

QUESTION = Question(
    number=4,
    slug="parameter-sharing",
    title="What is parameter sharing in CNN? Benefit?",
    level="easy",
    topics=("filters and kernels", "parameter sharing"),
    answer=ANSWER,
    formula="shared K²·C_in·C_out + C_out; unshared H²·C_out·(K²·C_in + 1)",
    latex=r"K^2 C_{in} C_{out} + C_{out} \quad\text{instead of}\quad H^2 C_{out} \left(K^2 C_{in} + 1\right)",
    common_wording=(
        CommonWording(
            says="Parameter sharing provides translation invariance.",
            but="It makes the layer equivariant: the output shifts with the input. Invariance, an output that stays "
            "the same, can come from global pooling of such maps.",
        ),
        CommonWording(
            says="Parameter sharing improves efficiency.",
            but="It saves memory and data, not arithmetic: a layer with unshared weights and the same windows "
            "takes exactly as many multiply-adds.",
        ),
    ),
    claims=(
        Claim(
            says="A shared filter is a copy at every position; its gradient is the sum of the copies' gradients.",
            experiment=copies_behave_as_one,
            source="Goodfellow, Bengio & Courville 2016, §9.2",
        ),
        Claim(
            says="3×32×32 → 16×32×32 takes 448 parameters shared, 458,752 unshared, 50,348,032 fully connected.",
            experiment=three_counts,
        ),
        Claim(says="The parameters do not depend on the image size.", experiment=indifferent_to_size),
        Claim(
            says="Sharing makes the layer equivariant to translation, not invariant.",
            experiment=shifts_with_the_input,
            source="Goodfellow, Bengio & Courville 2016, §9.2",
            refutes=True,
        ),
        Claim(
            says="Equivariance to every shift holds at stride 1 and away from borders.",
            experiment=not_at_borders_nor_with_stride,
            refutes=True,
        ),
        Claim(
            says="Sharing does not reduce the multiply-adds.",
            experiment=as_many_products,
            source="Goodfellow, Bengio & Courville 2016, §9.2",
            refutes=True,
        ),
        Claim(says="A shared weight acts at every position.", experiment=many_positions_teach_one_weight),
        Claim(
            says="A shared filter cannot adapt to its position, an unshared one can.",
            experiment=cannot_adapt,
            source="Goodfellow, Bengio & Courville 2016, §9.5",
        ),
        Claim(
            says="DeepFace uses locally connected layers, since parts of an aligned face differ by position.",
            source="Taigman, Yang, Ranzato & Wolf 2014, §3.1",
        ),
    ),
    variants=(LocallyConnected, FullyConnected, UnsharedWork, TapUses, Resolution),
    follow_ups=(
        FollowUp(
            "When is sharing wrong?",
            "When statistics differ by position: aligned faces (the locally connected layers of DeepFace), images of a "
            "fixed camera.",
        ),
        FollowUp(
            "How does sharing appear in the gradient?",
            "The gradient of a shared weight is the sum of the gradients that its copies at all positions would have.",
        ),
        FollowUp(
            "Give the equivariance property in a formula.",
            "f(T_s x) = T_s f(x) for shifts s; invariance would be f(T_s x) = f(x).",
        ),
    ),
    rubric=(
        Point("the same weights at every position of a feature map", essential=True),
        Point("far fewer parameters than fully connected, independent of the image size", essential=True),
        Point("equivariance, not invariance", essential=True),
        Point("more data per weight, which helps generalisation"),
        Point("contrast: locally connected (no sharing) and fully connected (no locality)"),
        Point("the limit: it cannot adapt to the position; arithmetic is not reduced"),
    ),
    trap="Sharing gives invariance (it gives equivariance).",
    sources=(
        "Goodfellow, Bengio & Courville 2016, Deep Learning, §9.2 and §9.5",
        "Taigman, Yang, Ranzato & Wolf 2014, DeepFace, §3.1",
    ),
    related=(1, 11, 16),
)
