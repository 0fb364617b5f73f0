"""Question 13: backpropagation through a convolution."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions import answers
from questions.answers import Integer, Number, Parts, Shape, exactly
from questions.drawing.stream import Draw
from questions.model.claim import Claim, Evidence
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.grids import (
    DrawSquare,
    Rows,
    TypedGrid,
    drawn,
    inline,
    is_square,
    row_sum,
    transposed,
    turned,
    weighed,
)
from questions.parts.real_layers import Pool, RealConv, real_layers
from questions.parts.signs import equals, minus
from questions.scenes import Frame, Ink, Scene
from questions.scenes.backward import backward
from questions.scenes.bars import barred
from questions.scenes.numbers import figure, grid
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.steps import steps
from questions.scenes.story import joined, story
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters, output_size, same_upper
from solvers.engine import (
    conv2d,
    conv2d_bias_grad,
    conv2d_input_grad,
    conv2d_weight_grad,
    conv_transpose2d,
    fold,
    unfold,
)
from solvers.measure import Array, Measurement

Channels = Field(ge=1, le=1024)
Side = Field(ge=1, le=1024)
Kernel = Field(ge=1, le=16)

MOST = 1 << 24
"""Entries of all windows of a channel that are still run here."""
AT_ONCE = 1_000_000
"""Entries of an im2col matrix that is made in full; of larger ones a single channel is."""


def patch(grid: Rows, row: int, column: int, side: int) -> Rows:
    """Return the square that begins here."""
    return tuple(line[column : column + side] for line in grid[row : row + side])


def correlated(grid: Rows, kernel: Rows) -> Rows:
    """Return the cross-correlation of two squares, without padding."""
    places, side = range(len(grid) - len(kernel) + 1), len(kernel)
    return tuple(tuple(weighed(patch(grid, i, j, side), kernel) for j in places) for i in places)


def bordered(grid: Rows, by: int) -> Rows:
    """Return a square with so many zeros on every side."""
    wide = tuple((0,) * by + row + (0,) * by for row in grid)
    blank = ((0,) * (len(grid) + 2 * by),) * by
    return (*blank, *wide, *blank)


def full_correlation(grid: Rows, kernel: Rows) -> Rows:
    """Return the cross-correlation at every place where the two squares meet."""
    return correlated(bordered(grid, len(kernel) - 1), kernel)


def overwritten(gradient: Rows, kernel: Rows) -> Rows:
    """Return the stamps of a kernel, row by row, where a later one replaces an earlier one."""
    size = len(gradient) + len(kernel) - 1
    seen = [[0] * size for _ in range(size)]
    taps, places = range(len(kernel)), range(len(gradient))
    for i, j, m, n in product(places, places, taps, taps):
        seen[i + m][j + n] = gradient[i][j] * kernel[m][n]
    return tuple(map(tuple, seen))


def plane(measured: Measurement) -> Measurement:
    """Return the one plane of a measured (1, 1, h, w) as rows of whole numbers."""
    rows = tuple(tuple(map(round, row)) for row in measured.value[0][0])
    return Measurement(rows, measured.run)


def of_weights(gradient: Rows, image: Rows, side: int) -> Measurement:
    """GRAD of the weights of one filter on one channel."""
    return plane(measure.value(conv2d_weight_grad, [[gradient]], [[image]], weight_shape=(1, 1, side, side)))


def of_input(gradient: Any, kernel: Rows, side: int) -> Measurement:
    """GRAD of one channel of input."""
    return plane(measure.value(conv2d_input_grad, [[gradient]], [[kernel]], input_shape=(1, 1, side, side)))


def ones(*shape: int) -> Array:
    """Return float64 ones."""
    return measure.zeros(*shape).astype(float) + 1


class _ByHand(Variant):
    """What is asked about one small layer whose numbers are all shown."""

    image: Annotated[TypedGrid, DrawSquare(Draw(range(-3, 5)), 3)]
    kernel: Annotated[TypedGrid, DrawSquare(Draw(range(-2, 4)), 2)]
    gradient: Annotated[TypedGrid, DrawSquare(Draw(range(-2, 4)), 2)]

    def impossible(self) -> str | None:
        if not all(map(is_square, (self.image, self.kernel, self.gradient))):
            return "input, kernel and gradient must be square: as many numbers a row as there are rows"
        places = len(self.image) - len(self.kernel) + 1
        if len(self.gradient) != places:
            return f"the output, and so its gradient, has {max(places, 0)} rows, not {len(self.gradient)}"
        return None

    def excluded(self) -> bool:
        grids = (self.kernel, self.gradient)
        return any(grid == turned(grid) or sum(grid, ()).count(0) > 1 for grid in grids)

    @property
    def _layer(self) -> str:
        n, k = len(self.image), len(self.kernel)
        return (
            f"A convolution layer has one {k}×{k} filter\n{drawn(self.kernel)}\nwith stride 1 and no padding. It ran "
            f"on the {n}×{n} input\n{drawn(self.image)}\nThe gradient of the loss with respect to its output is\n"
            f"{drawn(self.gradient)}"
        )

    def _planes(self) -> tuple[Array, Array, Array]:
        """Return input, kernel and output gradient as arrays."""
        image, kernel, gradient = (measure.image(rows)[0, 0] for rows in (self.image, self.kernel, self.gradient))
        return image, kernel, gradient

    def _entries(self) -> Iterator[tuple[int, int, int]]:
        """Yield row, column and value of every entry of the output gradient."""
        for i, line in enumerate(self.gradient):
            for j, value in enumerate(line):
                yield i, j, value


class WeightGradient(_ByHand):
    """13.1 Weight gradient by hand."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "dW[m, n] = Σ_i Σ_j x[i + m, j + n]·dY[i, j]"

    def ask(self) -> str:
        return f"{self._layer}\nWhat is the gradient of the filter's weights, row by row?"

    @property
    def _right(self) -> Rows:
        return correlated(self.image, self.gradient)

    def answer(self) -> answers.Grid:
        return answers.Grid(value=self._right)

    def slips(self) -> Iterator[Slip]:
        k, back = len(self.kernel), turned(self.gradient)
        total = sum(map(sum, self.gradient))
        rotated, forward = correlated(self.image, back), correlated(self.image, self.kernel)
        yield Slip(
            tag="grad.rotated_output_gradient",
            value=rotated,
            message="You rotated dY by 180°. The rotation belongs to dX; dW correlates x with dY as it stands.",
            working=f"x with {inline(back)}: {inline(rotated)}",
            run=lambda: of_weights(back, self.image, k),
        )
        yield Slip(
            tag="grad.used_kernel",
            value=forward,
            message="That is the forward output; the kernel does not appear in its own gradient.",
            working=f"x with {inline(self.kernel)}: {inline(forward)}",
            run=lambda: plane(measure.value(conv2d, [[self.image]], [[self.kernel]])),
        )
        yield Slip(
            tag="grad.sum_only",
            value=((total,) * k,) * k,
            message="That is the bias gradient: each weight's products with the input are missing.",
            working=f"the sum of dY is {minus(total)}",
            run=lambda: of_weights(self.gradient, ((1,) * len(self.image),) * len(self.image), k),
        )
        yield Slip(
            tag="grad.transposed",
            value=transposed(self._right),
            message="Rows and columns are exchanged.",
            working=inline(transposed(self._right)),
            run=lambda: of_weights(transposed(self.gradient), transposed(self.image), k),
        )

    def steps(self) -> Iterator[str]:
        size = len(self.gradient)
        for m, n in product(range(len(self.kernel)), repeat=2):
            seen = patch(self.image, m, n, size)
            rows = "; ".join(row_sum(x, dy) for x, dy in zip(seen, self.gradient, strict=True))
            yield f"dW[{m}, {n}], x from row {m}, column {n}: {rows}; in all {minus(weighed(seen, self.gradient))}"
        yield f"So dW is {inline(self._right)}"

    def measure(self) -> Measurement:
        return of_weights(self.gradient, self.image, len(self.kernel))

    def scene(self) -> Scene:
        return backward("what each output gradient adds", *self._planes(), "dW")


class InputGradient(_ByHand):
    """13.2 Input gradient by hand."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "dX[a, b] = Σ_i Σ_j w[a − i, b − j]·dY[i, j]"

    def ask(self) -> str:
        return f"{self._layer}\nWhat is the gradient with respect to the input, row by row?"

    @property
    def _right(self) -> Rows:
        return full_correlation(self.gradient, turned(self.kernel))

    def answer(self) -> answers.Grid:
        return answers.Grid(value=self._right)

    def slips(self) -> Iterator[Slip]:
        k, n, back = len(self.kernel), len(self.image), turned(self.kernel)
        plain = full_correlation(self.gradient, self.kernel)
        output = correlated(self.image, self.kernel)
        of_output, last = full_correlation(output, back), overwritten(self.gradient, self.kernel)
        yield Slip(
            tag="grad.kernel_not_rotated",
            value=plain,
            message="Rotate the kernel by 180°: the input at a meets w[a − i], whose index runs backwards.",
            working=f"padded dY with {inline(self.kernel)}: {inline(plain)}",
            run=lambda: plane(measure.value(conv2d, [[self.gradient]], [[self.kernel]], padding=k - 1)),
        )
        if len(self.gradient) >= k:
            small = correlated(self.gradient, back)
            yield Slip(
                tag="grad.no_padding",
                value=small,
                message="The gradient has the size of x: pad dY by K − 1 on every side.",
                working=f"dY with {inline(back)}, unpadded: {inline(small)}",
                run=lambda: plane(measure.value(conv2d, [[self.gradient]], [[back]])),
            )
        yield Slip(
            tag="grad.used_output",
            value=of_output,
            message="You sent the forward output back; dX depends on w and dY only.",
            working=f"output {inline(output)}, back through the kernel: {inline(of_output)}",
            run=lambda: of_input(measure.value(conv2d, [[self.image]], [[self.kernel]]).value[0][0], self.kernel, n),
        )
        yield Slip(
            tag="grad.overlap_overwritten",
            value=last,
            message="Overlapping contributions add: an input that several outputs read hears from all of them.",
            working=f"later stamps over earlier ones: {inline(last)}",
        )

    def steps(self) -> Iterator[str]:
        yield "Each dY[i, j] stamps dY[i, j]·w into dX, with its corner at (i, j); overlaps add"
        for i, j, value in self._entries():
            stamp = tuple(tuple(value * w for w in line) for line in self.kernel)
            yield f"At ({i}, {j}): {minus(value)} times {inline(self.kernel)} = {inline(stamp)}"
        yield f"Added up: {inline(self._right)}"

    def measure(self) -> Measurement:
        return of_input(self.gradient, self.kernel, len(self.image))

    def scene(self) -> Scene:
        return backward("what each output gradient adds", *self._planes(), "dX")


def _reversible(layer: RealConv) -> bool:
    return layer.padding < layer.kernel


class InputGradientShapes(Variant):
    """13.3 Shapes of the input-gradient convolution."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "(O − 1)·S + 1; K − 1 − P before, K − 1 − P + (H + 2P − K) mod S after"
    pool: ClassVar[Pool | None] = real_layers("size", "kernel", "stride", "padding", where=_reversible)

    size: Annotated[int, Side, Draw(range(7, 65))]
    kernel: Annotated[int, Kernel, Draw(2, 3, 3, 5)]
    stride: Annotated[int, Kernel, Draw(1, 2, 2, 3)] = 1
    padding: Annotated[int, Field(ge=0, le=15), Draw(0, 1, 2)] = 0

    def impossible(self) -> str | None:
        if self.padding >= self.kernel:
            return f"padding {self.padding} is more than K − 1 = {self.kernel - 1}: dY would have to be cropped"
        if self._outputs < 2:
            return "fewer than two outputs leave no gaps to fill"
        return None

    def excluded(self) -> bool:
        return self.stride > self.kernel

    @property
    def _outputs(self) -> int:
        return output_size(self.size, self.kernel, self.stride, self.padding)

    @property
    def _spread(self) -> int:
        return (self._outputs - 1) * self.stride + 1

    @property
    def _unread(self) -> int:
        """The padded samples behind the last window."""
        return (self.size + 2 * self.padding - self.kernel) % self.stride

    @property
    def _around(self) -> int:
        """The padding of dY, but for what lies behind the last window."""
        return self.kernel - 1 - self.padding

    def ask(self) -> str:
        where = f"{self.network}, along one axis" if self.network else "A convolution along one axis"
        return (
            f"{where}: input {self.size}, kernel {self.kernel}, stride {self.stride}, padding {self.padding} on both "
            "sides. Its input gradient is the stride-1 correlation of dY, zeros inserted and padded, with the rotated "
            "kernel. How long is dY after inserting zeros, and how many zeros pad it before and after? "
            "(length, before, after)"
        )

    def answer(self) -> Shape:
        value = (self._spread, self._around, self._around + self._unread)
        return Shape(value=value, axes=("length", "before", "after"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        o, k, s, p = self._outputs, self.kernel, self.stride, self.padding
        length, around, rest = self._spread, self._around, self._unread
        yield Slip(
            tag="grad.stride_not_dilated",
            value=(o, around, around),
            message="A strided forward layer spreads dY: S − 1 zeros go between its entries.",
            working=f"length {o}, padding {k} − 1 − {p} = {around}",
        )
        yield Slip(
            tag="grad.stride_zeros",
            value=((o - 1) * (s + 1) + 1, around, around + rest),
            message="S − 1 zeros go into each gap, not S: neighbouring entries end up S apart.",
            working=f"({o} − 1)·({s} + 1) + 1 = {(o - 1) * (s + 1) + 1}",
        )
        yield Slip(
            tag="grad.forward_padding",
            value=(length, p, p),
            message="The padding of the forward pass is not that of dY: it becomes K − 1 − P.",
            working=f"padding {p} on both sides",
        )
        yield Slip(
            tag="grad.full_padding",
            value=(length, k - 1, k - 1),
            message="K − 1 is for an unpadded layer; forward padding reduces it by P.",
            working=f"padding {k} − 1 = {k - 1} on both sides",
        )
        yield Slip(
            tag="grad.remainder_forgotten",
            value=(length, around, around),
            message="The last window stops short of the padded end: pad by what is left there too, or dX is too short.",
            working=f"{length} + 2·{around} − {k} + 1 = {length + 2 * around - k + 1}, not {self.size}",
        )
        yield Slip(
            tag="grad.remainder_before",
            value=(length, around + rest, around),
            message="What the last window leaves unread lies at the end: pad for it after, not before.",
            working=f"before {around} + {rest} = {around + rest}",
        )

    def steps(self) -> Iterator[str]:
        i, o, k, s, p = self.size, self._outputs, self.kernel, self.stride, self.padding
        length, around, rest = self._spread, self._around, self._unread
        yield f"Outputs, so entries of dY: ⌊({i} + 2·{p} − {k})/{s}⌋ + 1 = {o}"
        yield f"Zeros in each gap: {s - 1}; length ({o} − 1)·{s} + 1 = {length}"
        yield f"Before: {k} − 1 − {p} = {around}"
        yield f"Padded samples behind the last window: ({i} + 2·{p} − {k}) mod {s} = {rest}, so after: {around + rest}"
        yield f"Check: {length} + {around} + {around + rest} − {k} + 1 = {i}, the length of the input"

    def measure(self) -> Measurement:
        weight = measure.noise(1, 1, 1, self.kernel)
        outputs = measure.positions(self.size, self.kernel, self.stride, (self.padding, self.padding))
        push = measure.noise(1, 1, 1, outputs, seed=1)
        wanted = conv2d_input_grad(push, weight, (1, 1, 1, self.size), (1, self.stride), (0, self.padding))
        for step in range(1, self.size):
            spread = conv_transpose2d(push, ones(1, 1, 1, 1), None, (1, step))
            length = spread.shape[-1]
            for before in range(self.kernel):
                after = self.size - (length + before - self.kernel + 1)
                if after < 0:
                    continue
                found = conv2d(spread, weight[..., ::-1], None, 1, ((0, 0), (before, after)))
                if measure.equal(found, wanted).value:
                    run = f"dY of {outputs}, {step - 1} zeros a gap, padding {before} and {after}: the op's gradient"
                    return Measurement((length, before, after), run)
        return Measurement((0, 0, 0), "no zeros and padding gave the op's gradient")

    def scene(self) -> Scene:
        length, before, after = self.measure().value
        ruler = Ruler("dY with zeros", length, self.kernel, 1, (before, after))
        return sliding("the rotated kernel slides over dY, one window for each input sample", [ruler])


class BiasGradient(Variant):
    """13.4 Bias gradient."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "db[o] = Σ dY[:, o, :, :], over batch and positions"

    batch: Annotated[int, Field(ge=1, le=64), Draw(1, 2, 4, 8)]
    out_channels: Annotated[int, Field(ge=1, le=64), Draw(2, 4)]
    side: Annotated[int, Field(ge=1, le=32), Draw(2, 3, 4, 7, 14)]
    entry: Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False), Draw(1, 2, 3, -1, 0.5)]

    @property
    def _entry(self) -> Fraction:
        return Fraction(str(self.entry))

    @property
    def _shown(self) -> str:
        text = minus(exactly(self._entry))
        return f"({text})" if self.entry < 0 else text

    def impossible(self) -> str | None:
        return "a gradient of zero everywhere stays zero" if self.entry == 0 else None

    def ask(self) -> str:
        images = "1 image" if self.batch == 1 else f"{self.batch} images"
        return (
            f"A convolution layer has {self.out_channels} output maps of {self.side}×{self.side}; the batch has "
            f"{images}. Every entry of the output gradient dY is {minus(exactly(self._entry))}. What is the gradient "
            "of one filter's bias?"
        )

    def answer(self) -> Number:
        return Number(value=self._entry * self.batch * self.side**2, exact=True)

    def slips(self) -> Iterator[Slip]:
        v, b, c, o, text = self._entry, self.batch, self.out_channels, self.side, self._shown

        def slip(tag: str, value: Fraction | int, message: str, working: str, *shape: int) -> Slip:
            run = (lambda: self._summed(*shape)) if shape else None
            return Slip(tag=tag, value=Fraction(value), message=message, working=working, run=run)

        yield slip("grad.bias_one", 1, "The derivative of one output is 1, but the bias acts at every position.", "1")
        yield slip("grad.bias_mean", v, "The contributions are added up, not averaged.", f"the mean of dY is {text}")
        yield slip("batch.forgotten", v * o * o, "", f"{text}·{o}·{o} = {minus(exactly(v * o * o))}", 1, o, o)
        yield slip(
            "grad.bias_one_axis",
            v * b * o,
            "A map has O×O positions, you multiplied by O.",
            f"{text}·{b}·{o} = {minus(exactly(v * b * o))}",
            b,
            o,
            1,
        )
        yield slip(
            "grad.bias_over_channels",
            v * b * c * o * o,
            "Each output channel has its own bias, which hears of that channel only.",
            f"{text}·{b}·{c}·{o}·{o} = {minus(exactly(v * b * c * o * o))}",
            b * c,
            o,
            o,
        )
        yield slip("grad.bias_zero", 0, "It is zero where batch norm follows directly; nothing says so here.", "0")

    def steps(self) -> Iterator[str]:
        b, o = self.batch, self.side
        yield "The bias is added at every position of every image, so its gradient is the sum of dY there"
        yield f"Positions: {b}·{o}·{o} = {b * o * o}"
        yield f"Sum: {self._shown}·{b * o * o} = {minus(self.answer().plain)}"

    def _gradient(self, batch: int, height: int, width: int) -> Array:
        pushed = self.entry * ones(batch, self.out_channels, height, width)
        return conv2d_bias_grad(pushed)

    def _summed(self, batch: int, height: int, width: int) -> Measurement:
        seen = self._gradient(batch, height, width)
        return Measurement(float(seen[0]), f"the op's bias gradients: {seen.tolist()}")

    def measure(self) -> Measurement:
        return self._summed(self.batch, self.side, self.side)

    def scene(self) -> Scene:
        o = self.side
        sums = [
            (name, float(self._summed(*shape).value))
            for name, shape in (
                ("one position", (1, 1, 1)),
                (f"a row of {o}", (1, 1, o)),
                (f"one image, {o}×{o}", (1, o, o)),
                (f"the whole batch of {self.batch}", (self.batch, o, o)),
            )
        ]
        pushed = measure.zeros(o, o).astype(float) + self.entry
        every = Frame((grid("dY of one image", pushed),), "Every position adds its entry of dY to the one bias.")
        header = ("summed over", "gradient of the bias")
        rows = [(name, figure(value)) for name, value in sums]
        return joined("what reaches one bias", story("", [every]), steps("", header, rows))


class _SameLayer(Variant):
    """What is asked about a layer with same padding."""

    pool: ClassVar[Pool | None] = real_layers(
        "in_channels",
        "out_channels",
        "kernel",
        "stride",
        "size",
        where=lambda layer: (
            layer.groups == 1
            and layer.kernel % 2 == 1
            and output_size(layer.size, layer.kernel, layer.stride, layer.padding) == -(-layer.size // layer.stride)
        ),
    )

    in_channels: Annotated[int, Channels, Draw(3, 16, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(64, 128, 256)]
    kernel: Annotated[int, Kernel, Draw(1, 3, 5, 7)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 2)] = 1
    size: Annotated[int, Side, Draw(14, 28, 32, 56)]

    def impossible(self) -> str | None:
        entries = (self.kernel * self._outputs) ** 2
        return f"its windows have {entries:,} entries, here {MOST:,} at most" if entries > MOST else None

    @property
    def _outputs(self) -> int:
        outputs, _, _ = same_upper(self.size, self.kernel, self.stride)
        return outputs

    @property
    def _layer(self) -> str:
        k, h, o = self.kernel, self.size, self._outputs
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {k}×{k} convolution with stride {self.stride} and same padding takes {self.in_channels} channels "
            f"of {h}×{h} to {self.out_channels} of {o}×{o}."
        )

    def _backward(self) -> tuple[Measurement, Measurement]:
        return measure.ones_backward(self.in_channels, self.out_channels, self.kernel, self.size, self.stride)


class BackwardCost(_SameLayer):
    """13.5 Cost of the backward pass."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "2·K²·C_in·C_out·O²: dW and dX, each as much as the forward pass"

    def ask(self) -> str:
        return (
            f"{self._layer} How many multiply-adds (MACs) do the weight gradient and the input gradient take together "
            "for one image? Count taps on padding, but no products with inserted zeros."
        )

    @property
    def _weights(self) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=False)

    @property
    def _forward(self) -> int:
        return conv_macs(self._weights, self._outputs**2)

    def answer(self) -> Integer:
        return Integer(value=2 * self._forward)

    def slips(self) -> Iterator[Slip]:
        k, c, o, h, out = self.kernel, self.in_channels, self.out_channels, self.size, self._outputs
        weights, forward = self._weights, self._forward
        work = f"{k}·{k}·{c}·{o}"
        yield Slip(
            tag="grad.same_as_forward",
            value=forward,
            message="There are two gradients, each as costly as the forward pass.",
            working=f"{work}·{out}² = {forward:,}",
            run=lambda: measure.ones(c, o, (k, k), (h, h), self.stride, "same_upper"),
        )
        yield Slip(
            tag="grad.three_times",
            value=3 * forward,
            message="Three times the forward pass is forward and backward together.",
            working=f"3·{work}·{out}² = {3 * forward:,}",
        )
        yield Slip(
            tag="mac.input_positions",
            value=2 * weights * h * h,
            working=f"2·{work}·{h}² = {2 * weights * h * h:,}",
        )
        yield Slip(
            tag="grad.weights_only",
            value=weights,
            message="That is the number of weights; each takes part in a product at every output position.",
            working=f"{work} = {weights:,}",
        )
        yield Slip(
            tag="kernel.side_not_area",
            value=2 * forward // k,
            working=f"2·{k}·{c}·{o}·{out}² = {2 * forward // k:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, o, out = self.kernel, self.in_channels, self.out_channels, self._outputs
        yield f"Forward, every weight at every output position: {k}·{k}·{c}·{o}·{out}² = {self._forward:,}"
        yield f"dW has a product x·dY for each of these: {self._forward:,}"
        yield f"dX has a product w·dY for each of these: {self._forward:,}"
        yield f"Together: 2·{self._forward:,} = {2 * self._forward:,}"

    def measure(self) -> Measurement:
        weights, inputs = self._backward()
        return Measurement(weights.value + inputs.value, f"dW: {weights.run}; dX: {inputs.run}")

    def scene(self) -> Scene:
        k, h = self.kernel, self.size
        forward = measure.ones(self.in_channels, self.out_channels, (k, k), (h, h), self.stride, "same_upper")
        weights, inputs = self._backward()
        macs = [
            ("forward", forward.value),
            ("dW", weights.value),
            ("dX", inputs.value),
            ("backward together", weights.value + inputs.value),
        ]
        return barred("the products of one training step", "multiply-adds of ones", macs)


class Im2col(_SameLayer):
    """13.6 im2col."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "C_in·K² rows, O² columns, K²·O²/H² times the input"

    def excluded(self) -> bool:
        return self._outputs == self.kernel

    def ask(self) -> str:
        return (
            f"{self._layer} What size has the im2col matrix of one image, with one column per output position, and how "
            "many times as many entries as the input, to 2 decimals? (rows; columns; times)"
        )

    def answer(self) -> Parts:
        k, out = self.kernel, self._outputs
        return Parts(
            parts={
                "rows": Integer(value=self.in_channels * k * k),
                "columns": Integer(value=out * out),
                "times": Number(value=Fraction(k * k * out * out, self.size**2), places=2),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, c, o, h, out = self.kernel, self.in_channels, self.out_channels, self.size, self._outputs
        times = Fraction(k * k * out * out, h * h)
        yield Slip(
            tag="im2col.channels_forgotten",
            value={"rows": k * k},
            message="A column holds the whole patch, of all channels.",
            working=f"{k}·{k} = {k * k}",
            run=lambda: self._only("rows", self._matrix(1)),
        )
        yield Slip(
            tag="im2col.input_positions",
            value={"columns": h * h, "times": Fraction(k * k)},
            message="There is one column per output position, not per pixel of the input.",
            working=f"{h}·{h} = {h * h:,}; {k}² = {k * k}",
        )
        yield Slip(
            tag="im2col.transposed",
            value={"rows": out * out, "columns": c * k * k},
            message="Rows and columns are exchanged: the ask wants one column per position.",
            working=f"{out}² = {out * out:,} rows, {c}·{k}² = {c * k * k:,} columns",
        )
        yield Slip(
            tag="im2col.weights_shape",
            value={"rows": o, "columns": c * k * k},
            message="That is the matrix of the weights, which im2col's is multiplied with.",
            working=f"{o} rows, {c}·{k}² = {c * k * k:,} columns",
        )
        yield Slip(
            tag="im2col.times_one_map",
            value={"times": times * c},
            message="The input has C_in maps: divide by C_in·H², not by H².",
            working=f"{c}·{k}²·{out}²/{h}² = {float(times * c):,.2f}",
        )

    def steps(self) -> Iterator[str]:
        k, c, h, out = self.kernel, self.in_channels, self.size, self._outputs
        yield f"Rows, one for each weight of a filter: {c}·{k}·{k} = {c * k * k:,}"
        yield f"Columns, one for each output position: {out}·{out} = {out * out:,}"
        times = Fraction(k * k * out * out, h * h)
        yield f"Entries over the input's: {c}·{k}²·{out}²/({c}·{h}²) = {k * k * out * out:,}/{h * h:,} {equals(times)}"

    def _matrix(self, channels: int) -> tuple[int, int, Fraction]:
        """Run im2col: rows, columns and how many times as many entries as the input."""
        values = measure.zeros(1, channels, self.size, self.size)
        matrix = unfold(values, self.kernel, 1, "same_upper", self.stride)
        _, rows, columns = matrix.shape
        return rows, columns, Fraction(matrix.size, values.size)

    @staticmethod
    def _only(part: str, seen: tuple[int, int, Fraction]) -> Measurement:
        value = dict(zip(("rows", "columns", "times"), seen, strict=True))[part]
        return Measurement({part: value}, f"im2col of one channel: {seen[0]}×{seen[1]}")

    def measure(self) -> Measurement:
        rows, columns, times = self._matrix(1)
        run = f"im2col of one channel: {rows}×{columns:,}; {self.in_channels} channels stand below each other"
        if self.in_channels * rows * columns <= AT_ONCE:
            rows, columns, times = self._matrix(self.in_channels)
            return Measurement({"rows": rows, "columns": columns, "times": times}, f"im2col: {rows:,}×{columns:,}")
        return Measurement({"rows": self.in_channels * rows, "columns": columns, "times": times}, run)

    def scene(self) -> Scene:
        seen = self.measure()
        weights = measure.parameters(self.in_channels, self.out_channels, (self.kernel, self.kernel), bias=False)
        filters = weights["weight"].reshape(self.out_channels, -1)
        numbered = measure.positions_of(4, 4) + 1
        columns = unfold(numbered[None, None], 3)[0]
        places = unfold((numbered - 1)[None, None], 3)[0].astype(int).T.tolist()
        frames = []
        for at, reads in enumerate(places):
            taps = {divmod(cell, 4): Ink.TAP for cell in reads}
            column = {(row, at): Ink.DONE for row in range(len(columns))}
            table = grid("im2col", measure.first(columns.T, (at + 1) * len(columns)).T, column, sign="→", like=columns)
            said = f"Window {at + 1} of a 4×4 map becomes column {at + 1}: a row for each weight of a filter."
            frames.append(Frame((grid("map, numbered", numbered, taps), table), said))
        closing = (
            f"Here: weights {filters.shape[0]:,}×{filters.shape[1]:,} times {seen.run}, "
            f"{float(seen.value['times']):.2f} times the entries of the input."
        )
        frames.append(Frame(frames[-1].pictures, closing))
        return story("a convolution as one matrix product", frames)


SETTINGS = ((3, 1, 0, 1), (3, 2, 1, 1), (4, 3, 2, 1), (3, 1, 2, 2), (3, 2, 1, 2))
"""Kernel, stride, padding and dilation of layers whose gradients are compared."""


def example(kernel: int, stride: int, padding: int, dilation: int, size: int = 11) -> tuple[Array, Array, Array]:
    """Return a batch of 2 with 3 channels, 4 filters and a gradient of their output."""
    images, weight = measure.noise(2, 3, size, size), measure.noise(4, 3, kernel, kernel, seed=1)
    output = conv2d(images, weight, None, stride, padding, dilation)
    return images, weight, measure.noise(*output.shape, seed=2)


def weights_by_correlation(images: Array, push: Array, stride: int, padding: int, dilation: int) -> Array:
    """Correlate padded images with an output gradient dilated by the stride, for every pair of channels."""
    seen = conv2d(images.swapaxes(0, 1), push.swapaxes(0, 1), None, dilation, padding, stride)
    return seen.swapaxes(0, 1)


def input_by_correlation(push: Array, weight: Array, stride: int, padding: int, dilation: int, remainder: int) -> Array:
    """Correlate an output gradient, zeros inserted, with the rotated filters, channels exchanged."""
    channels, kernel = push.shape[1], weight.shape[-1]
    spread = conv_transpose2d(push, ones(channels, 1, 1, 1), None, stride, groups=channels)
    before = dilation * (kernel - 1) - padding
    sides = (before, before + remainder)
    rotated = weight.swapaxes(0, 1)[..., ::-1, ::-1]
    return conv2d(spread, rotated, None, 1, (sides, sides), dilation)


def remainder(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """Return how many padded samples lie behind the last window."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) % stride


def weight_gradient_is_a_correlation() -> Evidence:
    """Compare with the op's backward pass, and that with central differences."""
    apart, numeric = 0.0, 0.0
    for k, s, p, d in SETTINGS:
        images, weight, push = example(k, s, p, d)
        backward = partial(conv2d_weight_grad, input=images, weight_shape=weight.shape, stride=s, padding=p, dilation=d)
        forward = partial(conv2d, images, stride=s, padding=p, dilation=d)
        ours = weights_by_correlation(images, push, s, p, d)[..., :k, :k]
        apart = max(apart, measure.largest_difference(ours, backward(push)))
        numeric = max(numeric, measure.grad(forward, backward, weight).value)
    return Evidence(
        apart < 1e-10 and numeric < 1e-6,
        f"max |Δ| = {apart:.1g} over {len(SETTINGS)} layers; against central differences {numeric:.1g}",
    )


def input_gradient_is_a_correlation() -> Evidence:
    """Compare with the op's backward pass, and that with central differences."""
    apart, numeric = 0.0, 0.0
    for k, s, p, d in SETTINGS:
        images, weight, push = example(k, s, p, d, 8)
        backward = partial(conv2d_input_grad, weight=weight, input_shape=images.shape, stride=s, padding=p, dilation=d)
        forward = partial(conv2d, weight=weight, stride=s, padding=p, dilation=d)
        ours = input_by_correlation(push, weight, s, p, d, remainder(8, k, s, p, d))
        apart = max(apart, measure.largest_difference(ours, backward(push)))
        numeric = max(numeric, measure.grad(forward, backward, images).value)
    return Evidence(
        apart < 1e-10 and numeric < 1e-6,
        f"max |Δ| = {apart:.1g} over {len(SETTINGS)} layers; against central differences {numeric:.1g}",
    )


def bias_gradient_is_a_sum() -> Evidence:
    """Compare the sum of dY, and the op's backward pass, with central differences in the bias."""
    images, weight, _ = example(3, 2, 1, 1)
    bias = measure.noise(4, seed=3)
    forward = partial(conv2d, images, weight, stride=2, padding=1)
    numeric, op = (
        measure.grad(lambda at: forward(bias=at), backward, bias).value
        for backward in (lambda push: push.sum(axis=(0, 2, 3)), conv2d_bias_grad)
    )
    return Evidence(
        max(numeric, op) < 1e-6, f"against central differences: the sum max |Δ| = {numeric:.1g}, the op {op:.1g}"
    )


def naive_weight_correlation_fails() -> Evidence:
    """Correlate input and dY of a stride-2 layer as if its stride were 1."""
    images, weight, push = example(3, 2, 0, 1, 7)
    naive = weights_by_correlation(images, push, 1, 0, 1).shape[2:]
    spread = weights_by_correlation(images, push, 2, 0, 1).shape[2:]
    return Evidence(
        (naive, spread) == ((5, 5), weight.shape[2:]),
        f"7×7 input, kernel 3, stride 2: as it stands {naive}, with dY dilated by 2 {spread}",
    )


def rotation_and_remainder_matter() -> Evidence:
    """Leave the rotation out, then the padding for what the stride skipped."""
    images, weight, push = example(3, 1, 0, 1)
    right = conv2d_input_grad(push, weight, images.shape)
    wrong = input_by_correlation(push, weight[..., ::-1, ::-1], 1, 0, 1, 0)
    error = measure.largest_difference(wrong, right)
    _, strided, pushed = example(3, 2, 1, 1, 8)
    short = input_by_correlation(pushed, strided, 2, 1, 1, 0).shape[2:]
    return Evidence(
        error > 1 and short == (7, 7),
        f"without the rotation max |Δ| = {error:.1f}; 8×8, kernel 3, stride 2, padding 1 without the remainder: "
        f"{short}",
    )


def adjoint() -> Evidence:
    """Compare ⟨conv(x), v⟩ with ⟨x, convᵀ(v)⟩."""
    images, weight, push = example(3, 2, 1, 1)
    there = float((conv2d(images, weight, None, 2, 1) * push).sum())
    back = float((images * conv_transpose2d(push, weight, None, 2, 1)).sum())
    return Evidence(
        abs(there - back) < 1e-10, f"⟨conv(x), v⟩ = {minus(f'{there:.6f}')}, ⟨x, convᵀ(v)⟩ = {minus(f'{back:.6f}')}"
    )


def im2col_and_gemm() -> Evidence:
    """Multiply the weights by im2col's matrix; add ones back with col2im."""
    images, weight, _ = example(3, 2, 1, 1)
    output = conv2d(images, weight, None, 2, 1)
    gemm = (weight.reshape(len(weight), -1) @ unfold(images, 3, 1, 1, 2)).reshape(output.shape)
    apart = measure.largest_difference(gemm, output)
    uses = fold(measure.zeros(1, 4, 9) + 1, (4, 4), 2)[0, 0].astype(int).tolist()
    counts = [1, 2, 2, 1]
    return Evidence(
        apart < 1e-10 and uses == [[down * right for right in counts] for down in counts],
        f"product max |Δ| = {apart:.1g}; col2im of ones, kernel 2 on 4×4: {uses}",
    )


def each_as_dear_as_forward() -> Evidence:
    """Count the products of the three passes of a layer."""
    weights, inputs = (seen.value for seen in measure.ones_backward(64, 128, 3, 56, 2))
    forward = measure.ones(64, 128, (3, 3), (56, 56), 2, "same_upper").value
    return Evidence(forward == weights == inputs, f"forward {forward:,}, dW {weights:,}, dX {inputs:,}")


ANSWER = """\
Let dY be the gradient of the loss with respect to the output.

- **Weights**: cross-correlate the *padded* input with dY, for each pair of output and input channel, and add up over
  the batch: `dW[o,c,m,n] = Σ_{b,i,j} dY[b,o,i,j] · Xpad[b,c,iS+mD,jS+nD]`.
- **Input**: the transposed convolution of dY, `dX = convᵀ(dY, W)`. At stride 1, without padding, it is the full
  cross-correlation of dY with the kernel rotated by 180°, its two channel axes exchanged.
- **Bias**: `db[o] = Σ dY[:,o]`, over batch and positions.

A weight is shared by all positions and images, so its gradient sums over them.

With **stride** S, S − 1 zeros go between the entries of dY in both formulas. With **padding** P and dilation D, dX pads
dY by D(K − 1) − P, plus (I + 2P − D(K − 1) − 1) mod S at the end for the padded samples
behind the last window.

Commonly, not necessarily, this is done with im2col and matrix products. Each of dW and dX takes as many
multiply-adds as the forward pass, the inserted zeros not counted.
"""

QUESTION = Question(
    number=13,
    slug="backpropagation",
    title="How is backpropagation computed in convolution?",
    level="hard",
    topics=("backpropagation",),
    answer=ANSWER,
    formula="dW[o,c,m,n] = Σ dY[b,o,i,j]·Xpad[b,c,iS+mD,jS+nD], dX = convᵀ(dY, W), db[o] = Σ dY[:,o]",
    latex=r"\frac{\partial L}{\partial W_{ocmn}} = \sum_{b,i,j} dY_{boij}\, \hat X_{b,c,\,iS+mD,\,jS+nD}, \quad "
    r"dX = \mathrm{conv}^{\top}(dY, W), \quad \frac{\partial L}{\partial b_o} = \sum_{b,i,j} dY_{boij}",
    common_wording=(
        CommonWording(
            says="dW is the convolution of the input with the output gradient.",
            but="It is a cross-correlation with the padded input, for each pair of channels, summed over the batch. "
            "With stride S, dY is dilated by S: a 7×7 input, kernel 3, stride 2 would else give 5×5, not 3×3.",
        ),
        CommonWording(
            says="dX is the full convolution of dY with the rotated kernel.",
            but="Rotating and then convolving in the strict sense would rotate twice: correlate with the rotated "
            "kernel. That holds at stride 1 without padding; else zeros go into dY and its padding changes.",
        ),
        CommonWording(
            says="It is implemented with im2col and GEMM.",
            but="That is one way. Others are implicit GEMM, FFT, Winograd and direct loops.",
        ),
    ),
    claims=(
        Claim(
            says="dW correlates the padded input with dY, dilated by S and read with stride D, summed over the batch.",
            experiment=weight_gradient_is_a_correlation,
            source="Goodfellow et al. 2016, §9.5, eq. 9.11",
        ),
        Claim(
            says="dX correlates dY, zeros inserted and padded by D(K − 1) − P and the remainder, with the rotated "
            "kernel, channels exchanged.",
            experiment=input_gradient_is_a_correlation,
            source="Goodfellow et al. 2016, §9.5, eq. 9.13; Dumoulin & Visin 2016, §4",
        ),
        Claim(says="db is the sum of dY over batch and positions.", experiment=bias_gradient_is_a_sum),
        Claim(
            says="With a stride, correlating the input with dY as it stands gives the wrong shape.",
            experiment=naive_weight_correlation_fails,
            refutes=True,
        ),
        Claim(
            says="Without the rotation dX is wrong, and without the remainder too short.",
            experiment=rotation_and_remainder_matter,
            source="Dumoulin & Visin 2016, §4",
            refutes=True,
        ),
        Claim(says="The transposed convolution is the adjoint: ⟨conv(x), v⟩ = ⟨x, convᵀ(v)⟩.", experiment=adjoint),
        Claim(
            says="im2col and a matrix product give the convolution; col2im adds overlaps.", experiment=im2col_and_gemm
        ),
        Claim(
            says="Other implementations than im2col with GEMM are in use.",
            source="Chetlur et al. 2014 (implicit GEMM); Lavin & Gray 2016 (Winograd)",
            refutes=True,
        ),
        Claim(
            says="dW and dX take as many multiply-adds each as the forward pass.", experiment=each_as_dear_as_forward
        ),
    ),
    variants=(WeightGradient, InputGradient, InputGradientShapes, BiasGradient, BackwardCost, Im2col),
    follow_ups=(
        FollowUp(
            "Why the rotation?",
            "Output i reads x[i + m] with w[m]; so x[a] meets output i with w[a − i]: the kernel's index runs "
            "backwards.",
        ),
        FollowUp(
            "How do you check it?",
            "Central differences on every input and weight in float64, step 1e-6, relative error below 1e-6; and the "
            "adjoint test ⟨conv(x), v⟩ = ⟨x, convᵀ(v)⟩.",
        ),
        FollowUp(
            "What else than im2col?",
            "Implicit GEMM, which makes no copy; Winograd for 3×3; FFT for large kernels; direct loops for depthwise.",
        ),
    ),
    rubric=(
        Point("dW: correlate the input with dY", essential=True),
        Point("dX: transposed convolution of dY (rotated kernel, full padding)", essential=True),
        Point("sums over batch and positions, because weights are shared", essential=True),
        Point("db: the sum of dY"),
        Point("stride and padding: zeros inserted, padding changed"),
        Point("implementation: im2col + GEMM, col2im"),
        Point("a gradient check"),
    ),
    trap="dX is dY correlated with the kernel as it is (it is rotated by 180°).",
    sources=(
        "Goodfellow, Bengio & Courville 2016, Deep learning, §9.5",
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, §4",
        "Chetlur et al. 2014, cuDNN: efficient primitives for deep learning",
        "Lavin & Gray 2016, Fast algorithms for convolutional neural networks",
    ),
    related=(1, 10, 18),
)
