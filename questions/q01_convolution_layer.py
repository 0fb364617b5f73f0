"""Question 1: what a convolution layer is and how it works."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import product
from math import ceil
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from questions.answers import Integer, Shape, exactly
from questions.drawing.stream import Draw, Stream
from questions.model.claim import Claim, Evidence
from questions.model.typed import parse_rows
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.grids import (
    DrawSquare,
    Entry,
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
from questions.parts.limits import misfit
from questions.parts.real_layers import Pool, real_layers
from questions.parts.signs import factor, minus, plus
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.channels import channels
from questions.scenes.heat import compared_frames
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.story import joined, story
from questions.scenes.window import Sliding, window
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, output_size
from solvers.engine import conv2d, locally_connected2d
from solvers.measure import Array, Measurement

Channels = tuple[Rows, ...]


def parse_channels(text: Any) -> Any:
    """Read `1,2;3,4 | 5,6;7,8`; a ValueError names the bad entry."""
    return tuple(map(parse_rows, text.split("|"))) if isinstance(text, str) else text


Stacked = Annotated[
    tuple[tuple[tuple[Entry, ...], ...], ...], Field(min_length=1, max_length=8), BeforeValidator(parse_channels)
]


class DrawDistinct(DrawSquare):
    """A square of draws of which no two are equal."""

    def pick(self, stream: Stream) -> Rows:
        """Return the rows of one square."""
        side = stream.choice(self.sides)
        values = stream.shuffled(self.each.values)
        return tuple(tuple(values[row * side : (row + 1) * side]) for row in range(side))


class DrawChannels:
    """Squares of draws of one side, one a channel."""

    def __init__(self, each: Draw, channels: range, *sides: int) -> None:
        self.each, self.channels, self.sides = each, channels, sides

    def pick(self, stream: Stream) -> Channels:
        """Return the rows of every channel."""
        square = DrawSquare(self.each, stream.choice(self.sides))
        return tuple(square.pick(stream) for _ in range(stream.choice(self.channels)))


def beside(left: Rows, right: Rows) -> str:
    """Return two grids side by side."""
    rows = [row.removesuffix(" /") for row in drawn(left).splitlines()], drawn(right).splitlines()
    return "\n".join(f"{one}   | {other.removesuffix(' /')}" for one, other in zip(*rows, strict=True))


def read_at(row: int, column: int, image: Rows, kernel: Rows, bias: int | None = None, **settings: Any) -> Measurement:
    """VALUE: convolve one channel by one filter and read one output."""
    biases = [] if bias is None else [[bias]]
    seen = measure.value(conv2d, [[image]], [[kernel]], *biases, **settings)
    return Measurement(seen.value[0][0][row][column], f"{seen.run}; row {row}, column {column} is read")


class OneValue(Variant):
    """1.1 One output value."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "O[i, j] = Σ_m Σ_n X[i + m, j + n]·W[m, n] + b"

    image: Annotated[TypedGrid, DrawSquare(Draw(range(-3, 10)), 5, 6)]
    kernel: Annotated[TypedGrid, DrawSquare(Draw(range(-2, 3)), 2, 3)]
    bias: Annotated[Entry, Draw(-3, -2, -1, 1, 2, 3)]
    row: Annotated[int, Field(ge=0, le=15), Draw(range(5))]
    column: Annotated[int, Field(ge=0, le=15), Draw(range(5))]

    @property
    def _places(self) -> int:
        return len(self.image) - len(self.kernel) + 1

    def _patch(self, row: int, column: int) -> Rows:
        """Return what the window that begins here reads; beyond the input lie zeros."""
        n, k = len(self.image), len(self.kernel)
        return tuple(
            tuple(self.image[r][c] if 0 <= r < n and 0 <= c < n else 0 for c in range(column, column + k))
            for r in range(row, row + k)
        )

    def impossible(self) -> str | None:
        if not is_square(self.image) or not is_square(self.kernel):
            return "input and kernel must be square: as many numbers a row as there are rows"
        if max(self.row, self.column) >= self._places:
            return f"there are {max(self._places, 0)} rows and columns of output, counted from 0"
        return None

    def excluded(self) -> bool:
        return self.kernel == self.kernel[::-1]

    def ask(self) -> str:
        n, k = len(self.image), len(self.kernel)
        return (
            f"A convolution layer has one {k}×{k} filter\n{drawn(self.kernel)}\nand bias {minus(self.bias)}, with "
            f"stride 1 and no padding. It runs on the {n}×{n} input\n{drawn(self.image)}\n"
            f"What is the output at row {self.row}, column {self.column}, both counted from 0?"
        )

    def answer(self) -> Integer:
        return Integer(value=weighed(self._patch(self.row, self.column), self.kernel) + self.bias)

    def slips(self) -> Iterator[Slip]:
        i, j, half = self.row, self.column, len(self.kernel) // 2
        patch = self._patch(i, j)
        run = partial(read_at, i, j, self.image, bias=self.bias)

        def slip(tag: str, message: str, patch: Rows, kernel: Rows, measured: partial[Measurement]) -> Slip:
            total = weighed(patch, kernel) + self.bias
            working = f"{inline(patch)} times {inline(kernel)}, {plus(self.bias)}: {minus(total)}"
            return Slip(tag=tag, value=total, message=message, working=working, run=measured)

        flipped, columns = turned(self.kernel), transposed(self.kernel)
        yield slip(
            "op.true_convolution",
            "You rotated the kernel by 180°: mathematically that is convolution, but layers cross-correlate.",
            patch,
            flipped,
            partial(run, kernel=flipped),
        )
        total = weighed(patch, self.kernel)
        yield Slip(
            tag="bias.forgotten",
            value=total,
            working=f"the products alone: {minus(total)}",
            run=partial(run, kernel=self.kernel, bias=None),
        )
        yield slip(
            "window.centred",
            "Without padding the window is not centred there: output (i, j) looks at rows i to i + k − 1.",
            self._patch(i - half, j - half),
            self.kernel,
            partial(run, kernel=self.kernel, padding=half),
        )
        yield slip(
            "kernel.transposed",
            "You read the kernel by columns.",
            patch,
            columns,
            partial(run, kernel=columns),
        )
        yield slip(
            "axes.swapped",
            "",
            self._patch(j, i),
            self.kernel,
            partial(read_at, j, i, self.image, self.kernel, self.bias),
        )

    def steps(self) -> Iterator[str]:
        i, j, k = self.row, self.column, len(self.kernel)
        patch = self._patch(i, j)
        yield f"The window covers rows {i} to {i + k - 1}, columns {j} to {j + k - 1}: {inline(patch)}"
        for patch_row, kernel_row in zip(patch, self.kernel, strict=True):
            yield f"Cell by cell: {row_sum(patch_row, kernel_row)}"
        total = weighed(patch, self.kernel)
        yield f"All rows and the bias: {minus(total)} {plus(self.bias)} = {minus(total + self.bias)}"

    def measure(self) -> Measurement:
        return read_at(self.row, self.column, self.image, self.kernel, self.bias)

    def scene(self) -> Scene:
        op = Sliding(
            measure.plane(measure.image(self.image)), measure.plane(measure.image(self.kernel)), bias=self.bias
        )
        return window("the window slides, its products add up", op, (self.row, self.column))


class SeveralChannels(Variant):
    """1.2 Several channels."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "Σ_c Σ_m Σ_n X[c, m, n]·W[c, m, n] + b"

    patch: Annotated[Stacked, DrawChannels(Draw(range(-3, 7)), range(2, 4), 2, 3)]
    weights: Annotated[Stacked, DrawChannels(Draw(range(-2, 3)), range(2, 4), 2, 3)]
    bias: Annotated[Entry, Draw(-4, -3, -2, -1, 1, 2, 3, 4)]

    @property
    def _sums(self) -> list[int]:
        """Return each channel's sum of products."""
        return list(map(weighed, self.patch, self.weights))

    def impossible(self) -> str | None:
        side = len(self.patch[0])
        if any(len(grid) != side or not is_square(grid) for grid in (*self.patch, *self.weights)):
            return "patch and filter must be squares of one side"
        if len(self.patch) != len(self.weights):
            return f"the filter has {len(self.weights)} channels, the patch {len(self.patch)}"
        return None

    def excluded(self) -> bool:
        return any(not any(map(any, grid)) for grid in self.weights)

    def ask(self) -> str:
        c, k = len(self.patch), len(self.patch[0])
        shown = "\n".join(
            f"channel {number}\n{beside(patch, weights)}"
            for number, (patch, weights) in enumerate(zip(self.patch, self.weights, strict=True))
        )
        return (
            f"One {k}×{k} filter lies on a patch of {c} channels, its bias is {minus(self.bias)}. "
            f"Patch, then weights:\n{shown}\nWhich single number does the filter output here?"
        )

    def answer(self) -> Integer:
        return Integer(value=sum(self._sums) + self.bias)

    def _run(self, weights: Channels, bias: int | None) -> Measurement:
        biases = [] if bias is None else [[bias]]
        seen = measure.value(conv2d, [self.patch], [weights], *biases)
        return Measurement(seen.value[0][0][0][0], seen.run)

    def _each_with_bias(self) -> Measurement:
        """Convolve every channel by itself, each with the bias, and add the maps."""
        c = len(self.patch)
        seen = measure.value(conv2d, [self.patch], [[grid] for grid in self.weights], [self.bias] * c, groups=c)
        maps = [channel[0][0] for channel in seen.value[0]]
        return Measurement(sum(maps), f"{c} separate channels, each with the bias, gave {maps}")

    def slips(self) -> Iterator[Slip]:
        c, b, sums = len(self.patch), self.bias, self._sums
        total = sum(sums)
        added = " + ".join(map(factor, sums))
        yield Slip(
            tag="bias.per_channel",
            value=total + c * b,
            working=f"{added} + {c}·{factor(b)} = {minus(total + c * b)}",
            run=self._each_with_bias,
        )
        yield Slip(
            tag="bias.forgotten",
            value=total,
            working=f"{added} = {minus(total)}",
            run=lambda: self._run(self.weights, None),
        )
        nothing = tuple((0,) * len(row) for row in self.weights[0])
        first = (self.weights[0], *(nothing,) * (c - 1))
        yield Slip(
            tag="channels.first_only",
            value=sums[0] + b,
            message="All channels contribute, not the first alone.",
            working=f"{minus(sums[0])} {plus(b)} = {minus(sums[0] + b)}",
            run=lambda: self._run(first, b),
        )
        mean = Fraction(total, c) + b
        yield Slip(
            tag="channels.averaged",
            value=mean,
            message="The channels are summed, not averaged.",
            working=f"({added})/{c} {plus(b)} = {minus(exactly(mean))}",
        )
        flipped = tuple(map(turned, self.weights))
        value = sum(map(weighed, self.patch, flipped)) + b
        yield Slip(
            tag="op.true_convolution",
            value=value,
            message="You rotated the kernels by 180°: mathematically that is convolution, but layers cross-correlate.",
            working=f"with rotated kernels: {minus(value)}",
            run=lambda: self._run(flipped, b),
        )

    def steps(self) -> Iterator[str]:
        for number, (patch, weights) in enumerate(zip(self.patch, self.weights, strict=True)):
            products = ", ".join(row_sum(x, w) for x, w in zip(patch, weights, strict=True))
            yield f"Channel {number}, row by row: {products}; together {minus(self._sums[number])}"
        total = sum(self._sums)
        yield f"Add the channels: {' + '.join(map(factor, self._sums))} = {minus(total)}"
        yield f"Add the bias once: {minus(total)} {plus(self.bias)} = {minus(total + self.bias)}"

    def measure(self) -> Measurement:
        return self._run(self.weights, self.bias)

    def scene(self) -> Scene:
        patch, weights = (measure.stack(each) for each in (self.patch, self.weights))
        return channels("channel by channel, then the sum", patch, weights, self.bias)


class Work(Variant):
    """1.3 Work of one filter."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·C_in·O² with O = ⌊(H − K)/S⌋ + 1"
    pool: ClassVar[Pool | None] = real_layers(
        "kernel",
        "in_channels",
        "size",
        "stride",
        where=lambda layer: layer.padding == 0 and layer.groups == 1,
    )

    kernel: Annotated[int, Field(ge=1, le=16), Draw(3, 5, 7)]
    in_channels: Annotated[int, Field(ge=1, le=1024), Draw(1, 3, 16, 32, 64)]
    size: Annotated[int, Field(ge=1, le=1024), Draw(28, 32, 56, 64, 112, 224)]
    stride: Annotated[int, Field(ge=1, le=64), Draw(1, 1, 2)] = 1

    @property
    def _side(self) -> int:
        return output_size(self.size, self.kernel, self.stride)

    def impossible(self) -> str | None:
        return misfit(self.size, self.kernel)

    def ask(self) -> str:
        where = f"{self.network}: one" if self.network else "One"
        k, c, h = self.kernel, self.in_channels, self.size
        channels = "" if c == 1 else f", spanning all {c} channels,"
        return (
            f"{where} {k}×{k} filter{channels} runs over a {c}×{h}×{h} input (C×H×W) with stride "
            f"{self.stride} and no padding. How many multiplications in all?"
        )

    def answer(self) -> Integer:
        return Integer(value=conv_macs(self.kernel**2 * self.in_channels, self._side**2))

    def _ones(self, channels: int, size: tuple[int, int], stride: int) -> Measurement:
        return measure.ones(channels, 1, (self.kernel, self.kernel), size, stride)

    def slips(self) -> Iterator[Slip]:
        k, c, h, s, o = self.kernel, self.in_channels, self.size, self.stride, self._side
        yield Slip(tag="mac.input_positions", value=k * k * c * h * h, working=f"{k}²·{c}·{h}² = {k * k * c * h * h:,}")
        yield Slip(
            tag="channels.forgotten",
            value=k * k * o * o,
            working=f"{k}²·{o}² = {k * k * o * o:,}",
            run=lambda: self._ones(1, (h, h), s),
        )
        yield Slip(tag="kernel.side_not_area", value=k * c * o * o, working=f"{k}·{c}·{o}² = {k * c * o * o:,}")
        dense = output_size(h, k)
        yield Slip(
            tag="stride.ignored",
            value=k * k * c * dense * dense,
            working=f"{k}²·{c}·{dense}² = {k * k * c * dense * dense:,}",
            run=lambda: self._ones(c, (h, h), 1),
        )
        steps = (h - k) // s
        yield Slip(
            tag="plus1.missing",
            value=k * k * c * steps * steps,
            working=f"{k}²·{c}·{steps}² = {k * k * c * steps * steps:,}",
        )
        yield Slip(
            tag="mac.one_axis",
            value=k * k * c * o,
            working=f"{k}²·{c}·{o} = {k * k * c * o:,}",
            run=lambda: self._ones(c, (h, k), s),
        )
        yield Slip(
            tag="mac.one_position",
            value=k * k * c,
            message="That is the work for one output value; there are O² of them.",
            working=f"{k}²·{c} = {k * k * c:,}",
            run=lambda: self._ones(c, (k, k), 1),
        )
        work = 2 * k * k * c * o * o
        yield Slip(
            tag="flops.doubled",
            value=work,
            message="You counted the additions too; the ask wants the multiplications alone.",
            working=f"2·{k}²·{c}·{o}² = {work:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, h, o = self.kernel, self.in_channels, self.size, self._side
        yield f"Output side: ⌊({h} − {k})/{self.stride}⌋ + 1 = {o}"
        yield f"Positions: {o}² = {o * o:,}"
        yield f"Multiplications at each: {k}²·{c} = {k * k * c:,}"
        yield f"In all: {k * k * c:,}·{o * o:,} = {k * k * c * o * o:,}"

    def measure(self) -> Measurement:
        return self._ones(self.in_channels, (self.size, self.size), self.stride)

    def scene(self) -> Scene:
        k, h = self.kernel, self.size
        ruler = Ruler("one row", h, k, self.stride)
        costs = [
            ("one window", self._ones(self.in_channels, (k, k), 1).value),
            ("a column of windows", self._ones(self.in_channels, (h, k), self.stride).value),
            ("all windows", self.measure().value),
        ]
        return joined(
            f"each window of the {k}×{k} filter costs its taps, on every channel",
            sliding("windows", [ruler]),
            barred("products", "multiplications, all ones in and all-ones weights", costs),
        )


Moved = Field(ge=0, le=48)


class ResponseMoves(Variant):
    """1.4 Where does the response move?"""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "(dy/S, dx/S) where S divides both, otherwise none"

    stride: Annotated[int, Field(ge=1, le=8), Draw(1, 2, 2, 3, 4)]
    down: Annotated[int, Moved, Draw(range(7))]
    right: Annotated[int, Moved, Draw(range(7))]

    def impossible(self) -> str | None:
        return "nothing moves" if self.down == self.right == 0 else None

    def ask(self) -> str:
        pixels = "1 pixel" if self.right == 1 else f"{self.right} pixels"
        return (
            f"A pattern in the input moves down by {self.down} and right by {pixels}. Borders aside, by how many "
            f"output cells does the response of a convolution of stride {self.stride} move, down and right? "
            "Answer none if in general no whole shift of the output reproduces it."
        )

    def answer(self) -> Shape:
        whole = self.down % self.stride == self.right % self.stride == 0
        value = (self.down // self.stride, self.right // self.stride) if whole else None
        return Shape(value=value, axes=("down", "right"), joint=", ", optional=True)

    def slips(self) -> Iterator[Slip]:
        dy, dx, s = self.down, self.right, self.stride
        yield Slip(tag="invariance.confused", value=(0, 0), working="(0, 0)")
        yield Slip(tag="stride.ignored", value=(dy, dx), working=f"({dy}, {dx})", run=lambda: self._shifted(1))
        yield Slip(
            tag="stride.multiplied",
            value=(dy * s, dx * s),
            message="A stride shrinks distances: divide by it.",
            working=f"({dy}·{s}, {dx}·{s}) = ({dy * s}, {dx * s})",
        )
        yield Slip(
            tag="shift.floored",
            value=(dy // s, dx // s),
            message="Between samples the response changes its values; it does not round down.",
            working=f"(⌊{dy}/{s}⌋, ⌊{dx}/{s}⌋) = ({dy // s}, {dx // s})",
        )
        yield Slip(
            tag="shift.rounded_up",
            value=(ceil(dy / s), ceil(dx / s)),
            message="Between samples the response changes its values; it does not round up.",
            working=f"(⌈{dy}/{s}⌉, ⌈{dx}/{s}⌉) = ({ceil(dy / s)}, {ceil(dx / s)})",
        )
        yield Slip(
            tag="equivariance.denied",
            value=None,
            message="A shift by whole multiples of the stride moves the response by whole cells.",
            working="none",
        )
        if dy % s == dx % s == 0:
            yield Slip(tag="axes.swapped", value=(dx // s, dy // s), working=f"({dx}/{s}, {dy}/{s})")

    def steps(self) -> Iterator[str]:
        s = self.stride
        yield f"The output samples the stride-1 response every {s} pixels" if s > 1 else "Every pixel is sampled"
        for name, by in (("Down", self.down), ("Right", self.right)):
            yield f"{name}: {by}/{s} = {by // s}" if by % s == 0 else f"{name}: {by}/{s} lands between samples"
        value = self.answer().value
        yield f"So the response moves by {value}" if value else "So no shift of the output reproduces it"

    def _input(self, stride: int) -> Array:
        """Return noise large enough for the shift, on which circular windows lie evenly."""
        side = stride * (max(self.down, self.right) // stride + 4)
        return measure.noise(1, 1, side, side)

    def _op(self, stride: int, values: Array) -> Array:
        return conv2d(values, measure.noise(1, 1, 3, 3, seed=1), None, stride, 1, padding_mode="circular")

    def _shifted(self, stride: int) -> Measurement:
        return measure.shift(partial(self._op, stride), self._input(stride), (self.down, self.right))

    def measure(self) -> Measurement:
        return self._shifted(self.stride)

    def scene(self) -> Scene:
        values, by = self._input(self.stride), (self.down, self.right)
        op = partial(self._op, self.stride)
        differences = measure.shift_differences(op, values, by)
        closest = min(differences, key=differences.__getitem__)
        shifted, still = op(moved(values, *by)), op(values)
        of_shifted = (f"output of the input moved by {by}", measure.plane(shifted))
        best = (f"old output moved by {closest}", measure.plane(moved(still, *closest)))
        none_better = f"Of all {len(differences)} shifts of the old output this one comes closest."
        frames = compared_frames(of_shifted, best, none_better)
        if closest != (0, 0):
            frames += compared_frames(of_shifted, ("old output, unmoved", measure.plane(still)))[1:]
        return story(f"stride {self.stride}, circular padding: which shift of the output reproduces it", frames)


class ImpulseResponse(Variant):
    """1.5 Impulse response."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "O[r + u, c + v] = W[P − u, P − v] for a 1 at (r, c), P = (K − 1)/2"

    kernel: Annotated[TypedGrid, DrawDistinct(Draw(range(1, 100)), 3, 5)]
    down: Annotated[int, Field(ge=-7, le=7), Draw(range(-2, 3))]
    right: Annotated[int, Field(ge=-7, le=7), Draw(range(-2, 3))]

    @property
    def _half(self) -> int:
        return len(self.kernel) // 2

    def impossible(self) -> str | None:
        if not is_square(self.kernel) or len(self.kernel) % 2 == 0:
            return "the kernel must be square, its side odd"
        if max(abs(self.down), abs(self.right)) > self._half:
            return f"outputs further than {self._half} from the 1 do not see it"
        return None

    def excluded(self) -> bool:
        return self.down == self.right == 0

    def ask(self) -> str:
        k = len(self.kernel)
        return (
            f"The input is zero except for a single 1, far from the borders. A convolution layer with the {k}×{k} "
            f"kernel\n{drawn(self.kernel)}\nruns on it with same padding, stride 1 and no bias. "
            f"What is the output {self._where}?"
        )

    @property
    def _where(self) -> str:
        u, v = self.down, self.right
        rows = f"{abs(u)} row{'s' * (abs(u) > 1)} {'below' if u > 0 else 'above'}"
        columns = f"{abs(v)} column{'s' * (abs(v) > 1)} {'to the right of' if v > 0 else 'to the left of'}"
        if not u:
            return f"in the row of the 1, {columns} it"
        if not v:
            return f"in the column of the 1, {rows} it"
        return f"{rows} and {columns} the 1"

    def _tap(self, row: int, column: int) -> int:
        return self.kernel[self._half + row][self._half + column]

    def answer(self) -> Integer:
        return Integer(value=self._tap(-self.down, -self.right))

    def slips(self) -> Iterator[Slip]:
        p, u, v = self._half, self.down, self.right
        yield Slip(
            tag="op.true_convolution",
            value=self._tap(u, v),
            message="Cross-correlation stamps the kernel rotated by 180°; only true convolution reproduces it upright.",
            working=f"W[{p + u}, {p + v}] = {self._tap(u, v)}",
            run=lambda: self._seen(turned(self.kernel)),
        )
        yield Slip(
            tag="kernel.transposed",
            value=self._tap(-v, -u),
            message="You read the kernel by columns.",
            working=f"W[{p - v}, {p - u}] = {self._tap(-v, -u)}",
            run=lambda: self._seen(transposed(self.kernel)),
        )
        yield Slip(
            tag="kernel.mirrored",
            value=self._tap(u, -v),
            message="The kernel appears rotated by 180°: both axes are reversed, not one.",
            working=f"W[{p + u}, {p - v}] = {self._tap(u, -v)}",
            run=lambda: self._seen(self.kernel[::-1]),
        )
        yield Slip(
            tag="impulse.point",
            value=0,
            message="Every output whose window covers the 1 responds, not only the one at its place.",
            working="0 beside the 1",
        )

    def steps(self) -> Iterator[str]:
        p, u, v = self._half, self.down, self.right
        yield f"Seen from that output, the 1 lies at row offset {minus(-u)} and column offset {minus(-v)}"
        yield f"The middle tap is ({p}, {p}), so the 1 is under tap ({p - u}, {p - v}), counted from 0"
        yield f"All else is 0: the output is W[{p - u}, {p - v}] = {self._tap(-u, -v)}"

    @property
    def _impulse(self) -> Rows:
        middle = len(self.kernel)
        span = range(2 * middle + 1)
        return tuple(tuple(int(r == c == middle) for c in span) for r in span)

    def _seen(self, kernel: Rows) -> Measurement:
        middle = len(self.kernel)
        return read_at(middle + self.down, middle + self.right, self._impulse, kernel, padding="same")

    def measure(self) -> Measurement:
        return self._seen(self.kernel)

    def scene(self) -> Scene:
        half, middle = (self._half, self._half), len(self.kernel)
        impulse, kernel = (measure.plane(measure.image(each)) for each in (self._impulse, self.kernel))
        asked = (middle + self.down, middle + self.right)
        return window("a 1 among zeros, same padding", Sliding(impulse, kernel, padding=half), asked)


def sum_of_products() -> Evidence:
    """Add up shifted copies of the input, weight by weight, and compare with the op."""
    x, w, b = measure.noise(1, 3, 16, 16), measure.noise(4, 3, 3, 3, seed=1), measure.noise(4, seed=2)
    largest = 0.0
    for stride in (1, 2):
        output = conv2d(x, w, b, stride)
        high, wide = output.shape[2:]
        total = measure.zeros(*output.shape) + b[:, None, None]
        for m, n, c in product(range(3), range(3), range(3)):
            seen = x[:, c : c + 1, m : m + high * stride : stride, n : n + wide * stride : stride]
            total = total + seen[:, :, :high, :wide] * w[:, c, m, n][:, None, None]
        largest = max(largest, measure.largest_difference(output, total))
    return Evidence(largest < 1e-12, f"3 channels, 4 filters of 3×3, strides 1 and 2: max |Δ| = {largest:.1g}")


def one_map_a_filter() -> Evidence:
    """Run four filters on three channels."""
    output = conv2d(measure.zeros(1, 3, 16, 16), measure.zeros(4, 3, 3, 3))
    return Evidence(output.shape[1] == 4, f"4 filters on 3 channels: output {output.shape}")


def same_filter_everywhere() -> Evidence:
    """Give every position its own copy of one filter, in the op that shares nothing."""
    x, w = measure.noise(1, 3, 16, 16), measure.noise(4, 3, 3, 3, seed=1)
    shared = conv2d(x, w)
    copies = w[:, :, None, None] + measure.zeros(1, 1, *shared.shape[2:], 1, 1)
    largest = measure.largest_difference(shared, locally_connected2d(x, copies))
    return Evidence(
        largest < 1e-12,
        f"{w.size} shared weights against {copies.size:,} of which every position has its own: max |Δ| = {largest:.1g}",
    )


def only_near_outputs_change() -> Evidence:
    """Change one pixel and count the outputs that change."""
    x, w = measure.noise(1, 1, 16, 16), measure.noise(1, 1, 3, 3, seed=1)
    raised = x.copy()
    raised[0, 0, 8, 8] += 1
    changed = int((conv2d(x, w, None, 1, 1) != conv2d(raised, w, None, 1, 1)).sum())
    return Evidence(changed == 9, f"one pixel of 256 changed: {changed} of 256 outputs did, with a 3×3 kernel")


def moved(values: Array, down: int, right: int) -> Array:
    """Return values (n, c, h, w) shifted circularly."""
    rows, columns = values.shape[2:]
    return values[:, :, [(row - down) % rows for row in range(rows)]][
        ..., [(at - right) % columns for at in range(columns)]
    ]


def equivariant_not_invariant() -> Evidence:
    """Shift the input circularly and compare with the shifted and with the same output."""
    x, w = measure.noise(1, 3, 16, 16), measure.noise(4, 3, 3, 3, seed=1)
    op = partial(conv2d, weight=w, padding=1, padding_mode="circular")
    shifted = op(moved(x, 3, 5))
    equivariant = measure.largest_difference(shifted, moved(op(x), 3, 5))
    invariant = measure.largest_difference(shifted, op(x))
    return Evidence(
        equivariant < 1e-12 and invariant > 1,
        f"shift by (3, 5): max |conv(shift) − shift(conv)| = {equivariant:.1g}, max |conv(shift) − conv| = "
        f"{invariant:.2g}",
    )


def borders_break_it() -> Evidence:
    """Shift by two rows under zero padding and find the rows that differ."""
    x, w = measure.noise(1, 3, 16, 16), measure.noise(4, 3, 3, 3, seed=1)
    op = partial(conv2d, weight=w, padding=1)
    shifted, expected = op(moved(x, 2, 0)), moved(op(x), 2, 0)
    differ = [row for row in range(16) if measure.largest_difference(shifted[:, :, row], expected[:, :, row]) > 1e-9]
    return Evidence(differ == [0, 1, 2, 15], f"circular shift by 2 rows, zero padding 1: rows {differ} of 16 differ")


def stride_keeps_multiples() -> Evidence:
    """Search the output's shift at stride 2 for input shifts by one and by two."""
    w = measure.noise(1, 1, 3, 3, seed=1)
    op = partial(conv2d, weight=w, stride=2, padding=1, padding_mode="circular")
    x = measure.noise(1, 1, 16, 16)
    by_two, by_one = measure.shift(op, x, (2, 0)).value, measure.shift(op, x, (1, 0)).value
    return Evidence(
        by_two == (1, 0) and by_one is None, f"stride 2: input shift (2, 0) gives {by_two}, (1, 0) gives {by_one}"
    )


def not_flipped() -> Evidence:
    """Read one window's output against the products with the kernel as it is and rotated by 180°."""
    x, w = measure.noise(1, 1, 3, 3), measure.noise(1, 1, 3, 3, seed=1)
    even = w + w[..., ::-1, ::-1]
    seen = conv2d(x, w).item()
    upright, flipped = (x * w).sum().item(), (x * w[..., ::-1, ::-1]).sum().item()
    balanced = abs(conv2d(x, even).item() - (x * even[..., ::-1, ::-1]).sum().item())
    return Evidence(
        abs(seen - upright) < 1e-12 and abs(seen - flipped) > 0.01 and balanced < 1e-12,
        f"op {minus(f'{seen:.4f}')}, kernel upright {minus(f'{upright:.4f}')}, rotated {flipped:.4f}; for a kernel "
        f"that equals its own rotation |Δ| = {balanced:.1g}",
    )


def size_is_not_kept() -> Evidence:
    """Run a strided layer without padding."""
    seen = measure.shape((32, 32), (5, 5), 2).value
    return Evidence(seen == (14, 14), f"32×32, kernel 5, stride 2, no padding: {seen}")


def linear_stack_is_one_layer() -> Evidence:
    """Read two stacked kernels as one off their impulse response, and run that on noise."""
    first, second = measure.noise(1, 1, 3, 3, seed=1), measure.noise(1, 1, 3, 3, seed=2)
    impulse = measure.zeros(1, 1, 9, 9) + 0 * measure.noise(1, 1, 9, 9)
    impulse[0, 0, 4, 4] = 1
    single = conv2d(conv2d(impulse, first), second)[..., ::-1, ::-1]
    x = measure.noise(1, 1, 16, 16)
    largest = measure.largest_difference(conv2d(conv2d(x, first), second), conv2d(x, single))
    return Evidence(
        largest < 1e-12 and single.shape[2:] == (5, 5),
        f"two 3×3 kernels against one of {single.shape[2]}×{single.shape[3]}: max |Δ| = {largest:.1g}",
    )


ANSWER = """\
A convolution layer applies **learnable filters** (kernels) that slide across the input along height and width. At
each position a filter multiplies its weights with the patch under it, element by element, **sums over the window and
over all input channels**, and adds its bias. The results over all positions form **one feature map per filter**.

`O[o, i, j] = Σ_c Σ_m Σ_n X[c, iS + m, jS + n]·W[o, c, m, n] + b[o]` (stride S; X padded where the layer pads)

- The same filter is used at every position: the layer **shares parameters**.
- An output sees only its window: the layer works **locally** and keeps the neighbourhood order, not the size.
- It is translation **equivariant**: shift the input, and the response shifts with it. That is exact at stride 1 away
  from padded borders; at stride S for shifts by multiples of S.
- What frameworks compute is **cross-correlation**: the kernel is not flipped.

Stacked, with non-linearities between, such layers learn a hierarchy: edges, then textures and parts, then objects.
"""

QUESTION = Question(
    number=1,
    slug="convolution-layer",
    title="What is a convolution layer? How does it work?",
    level="easy",
    topics=("filters and kernels",),
    answer=ANSWER,
    formula="O[o, i, j] = Σ_c Σ_m Σ_n X[c, iS + m, jS + n]·W[o, c, m, n] + b[o]",
    latex=r"O_{o,i,j} = \sum_{c}\sum_{m}\sum_{n} X_{c,\,iS+m,\,jS+n}\, W_{o,c,m,n} + b_o",
    common_wording=(
        CommonWording(
            says="Convolution is translation invariant.",
            but="It is equivariant: the output shifts with the input. Exactly so only at stride 1 away from padded "
            "borders; at stride S for shifts by multiples of S.",
        ),
        CommonWording(
            says="O(i, j) = Σ_m Σ_n I(i + m, j + n)·K(m, n) + bias",
            but="That is what frameworks compute for one channel at stride 1, but it is cross-correlation; "
            "convolution has I(i − m, j − n). The sum over the input channels and the stride are missing.",
        ),
        CommonWording(
            says="Convolution preserves spatial structure.",
            but="It keeps the order of neighbours, not the size: 32×32 becomes 14×14 with kernel 5, stride 2 and no "
            "padding.",
        ),
    ),
    claims=(
        Claim(
            says="Every output is the sum of products over the window and all channels, plus the filter's bias.",
            experiment=sum_of_products,
            source="Goodfellow, Bengio & Courville 2016, §9.1 and §9.5",
        ),
        Claim(says="Each filter gives one feature map.", experiment=one_map_a_filter),
        Claim(
            says="The same filter is used at every position.",
            experiment=same_filter_everywhere,
            source="Goodfellow, Bengio & Courville 2016, §9.2",
        ),
        Claim(says="A pixel reaches only the outputs whose windows cover it.", experiment=only_near_outputs_change),
        Claim(
            says="Convolution is equivariant to translation, not invariant.",
            experiment=equivariant_not_invariant,
            source="Goodfellow, Bengio & Courville 2016, §9.2",
            refutes=True,
        ),
        Claim(
            says="In a single layer zero padding breaks equivariance at the borders only.",
            experiment=borders_break_it,
            source="Kayhan & van Gemert 2020",
        ),
        Claim(
            says="At stride 2 shifts by multiples of 2 survive; others do not.",
            experiment=stride_keeps_multiples,
            source="Azulay & Weiss 2019; Zhang 2019",
        ),
        Claim(
            says="Layers cross-correlate: the kernel is not flipped.",
            experiment=not_flipped,
            source="Goodfellow, Bengio & Courville 2016, §9.1; PyTorch documentation of Conv2d",
            refutes=True,
        ),
        Claim(
            says="Without padding a kernel larger than 1 shrinks the map, and so does a stride.",
            experiment=size_is_not_kept,
            source="Dumoulin & Visin 2016, ch. 2",
            refutes=True,
        ),
        Claim(
            says="Two convolutions with no activation between them are one convolution with a larger kernel.",
            experiment=linear_stack_is_one_layer,
        ),
        Claim(
            says="Stacked layers learn a hierarchy of features, from edges to objects.",
            source="Zeiler & Fergus 2014, §4 and Figure 2",
        ),
    ),
    variants=(OneValue, SeveralChannels, Work, ResponseMoves, ImpulseResponse),
    follow_ups=(
        FollowUp(
            "Is it convolution or cross-correlation, and does it matter?",
            "Cross-correlation. Learned weights absorb the flip; it matters when loading weights from a library that "
            "flips, when reading filters, and in the backward pass, where the flip appears.",
        ),
        FollowUp(
            "When is equivariance lost?",
            "At zero-padded borders, with a stride (only shifts by multiples of S survive), behind a flattened dense "
            "layer, and with any position-dependent input.",
        ),
        FollowUp(
            "Why is a plain stack of convolutions without activations useless?",
            "It is one linear map: borders aside, a single convolution with a larger kernel. Depth adds nothing "
            "that a single layer could not compute.",
        ),
    ),
    rubric=(
        Point("filters slide over height and width, the same weights everywhere (sharing)", essential=True),
        Point("element-wise product with the patch, summed over window and channels, plus bias", essential=True),
        Point("one feature map per filter; output depth = number of filters", essential=True),
        Point("local connectivity keeps the neighbourhood structure"),
        Point("equivariant to translation, not invariant", essential=True),
        Point("it is cross-correlation (kernel not flipped)"),
        Point("followed by a non-linearity; weights learned by backpropagation"),
    ),
    trap="Convolution is translation invariant (it is equivariant).",
    sources=(
        "Goodfellow, Bengio & Courville 2016, Deep Learning, §9.1, §9.2 and §9.5",
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, ch. 2",
        "PyTorch documentation of Conv2d",
        "Azulay & Weiss 2019, Why do deep convolutional networks generalize so poorly to small image transformations?",
        "Zhang 2019, Making convolutional networks shift-invariant again",
        "Kayhan & van Gemert 2020, On translation invariance in CNNs",
        "Zeiler & Fergus 2014, Visualizing and understanding convolutional networks, §4 and Figure 2",
    ),
    related=(2, 3, 4, 13),
)
