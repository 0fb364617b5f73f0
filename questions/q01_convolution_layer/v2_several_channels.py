from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from questions.answers import Integer, exactly
from questions.drawing import Draw, Stream
from questions.model import Level, Variant
from questions.notation.numbers import parse_rows
from questions.parts.grids import (
    DrawSquare,
    Entry,
    Rows,
    drawn,
    is_square,
    row_sum,
    turned,
    weighed,
)
from questions.parts.signs import factor, minus, plus
from questions.scenes import Scene
from questions.scenes.channels import channels
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

Channels = tuple[Rows, ...]


def parse_channels(text: Any) -> Any:
    """Read `1,2;3,4 | 5,6;7,8`; a ValueError names the bad entry."""
    return tuple(map(parse_rows, text.split("|"))) if isinstance(text, str) else text


Stacked = Annotated[
    tuple[tuple[tuple[Entry, ...], ...], ...], Field(min_length=1, max_length=8), BeforeValidator(parse_channels)
]


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


class SeveralChannels(Variant):
    """1.2 Several channels."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "Σ_c Σ_m Σ_n X[c, m, n]·W[c, m, n] + b"
    latex: ClassVar[str] = r"\sum_{c}\sum_{m}\sum_{n} X_{c,m,n}\, W_{c,m,n} + b"

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
        return Integer(value=sum(self._sums) + self.bias, counts=False)

    def _run(self, weights: Channels, bias: int | None) -> Measurement:
        biases = [] if bias is None else [[bias]]
        seen = measure.value(engine.conv2d, [self.patch], [weights], *biases)
        return Measurement(seen.value[0][0][0][0], seen.run)

    def _each_with_bias(self) -> Measurement:
        """Convolve every channel by itself, each with the bias, and add the maps."""
        c = len(self.patch)
        seen = measure.value(engine.conv2d, [self.patch], [[grid] for grid in self.weights], [self.bias] * c, groups=c)
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
