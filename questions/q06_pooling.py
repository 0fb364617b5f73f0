"""Question 6: pooling, and what max, average and global pooling do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise, product
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from questions.answers.answers import Grid, Integer, Number, Parts
from questions.drawing.stream import Draw, DrawSeveral, Stream
from questions.model.claim import Claim, Evidence
from questions.model.typed import Typed
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.grids import drawn, inline
from questions.parts.limits import misfit, too_many
from questions.parts.real_layers import Pool
from questions.parts.signs import listed
from questions.parts.signs import minus as shown
from questions.scenes import Frame, Ink, Scene
from questions.scenes.counting import Counted, counting
from questions.scenes.numbers import figure, grid
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.steps import steps
from questions.scenes.story import joined, story
from questions.scenes.window import Sliding, window
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import linear_parameters, window_count
from solvers.engine import (
    avg_pool2d,
    avg_pool2d_grad,
    conv2d,
    global_avg_pool2d,
    linear,
    max_pool2d,
    max_pool2d_grad,
)
from solvers.layers import Window
from solvers.measure import Array, Measurement

Exact = int | Fraction
Vector = tuple[Exact, ...]
Matrix = tuple[Vector, ...]
Kind = Literal["max", "average"]
OTHER: dict[Kind, Kind] = {"max": "average", "average": "max"}


def reduced(kind: Kind, window: Sequence[int]) -> Exact:
    """Return the largest number of a window, or the mean."""
    return max(window) if kind == "max" else Fraction(sum(window), len(window))


def entries(output: Array, largest_denominator: int = 1) -> Matrix:
    """Return the one map of an output; what is known to be a fraction with a small denominator comes back as one."""
    return tuple(
        tuple(Fraction(number).limit_denominator(largest_denominator) for number in row)
        for row in output[0, 0].tolist()
    )


def pool(kind: Kind, rows: Sequence[Sequence[int]], kernel: tuple[int, int], stride: tuple[int, int]) -> Measurement:
    """VALUE: pool one map."""
    op = max_pool2d if kind == "max" else avg_pool2d
    output = op(measure.image(rows), kernel, stride)
    return Measurement(entries(output, kernel[0] * kernel[1]), f"{op.__name__} on the numbers gave {output.shape}")


SIDE = 4


class PoolMap(Variant):
    """6.1 Pool a 4×4 map."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "max of each window, or its sum divided by K²"

    kind: Annotated[Kind, Draw("max", "average")]
    values: Annotated[
        tuple[Annotated[int, Field(ge=-99, le=99)], ...],
        Typed,
        Field(min_length=SIDE**2, max_length=SIDE**2),
        DrawSeveral(Draw(range(-9, 10)), range(SIDE**2, SIDE**2 + 1)),
    ]

    @property
    def _rows(self) -> tuple[tuple[int, ...], ...]:
        return tuple(self.values[start : start + SIDE] for start in range(0, SIDE**2, SIDE))

    def _window(self, top: int, left: int, height: int = 2) -> list[int]:
        return [value for row in self._rows[top : top + height] for value in row[left : left + 2]]

    def _pooled(self, pick: Callable[[list[int]], Exact], height: int = 2) -> Matrix:
        return tuple(tuple(pick(self._window(top, left, height)) for left in (0, 2)) for top in (0, 2))

    def ask(self) -> str:
        name = "Max" if self.kind == "max" else "Average"
        return (
            f"{name} pooling with a 2×2 window and stride 2 runs on the 4×4 map\n{drawn(self._rows)}\n"
            "What is the 2×2 result, row by row?"
        )

    def answer(self) -> Grid:
        return Grid(value=self._pooled(partial(reduced, self.kind)))

    def slips(self) -> Iterator[Slip]:
        def slip(tag: str, value: Matrix, message: str, run: Callable[[], Measurement] | None = None) -> Slip:
            working = f"top left: {listed(self._window(0, 0))} becomes {shown(value[0][0])}"
            return Slip(tag=tag, value=value, message=message, working=working, run=run)

        rows, other = self._rows, OTHER[self.kind]
        yield slip(
            "pool.other_kind",
            self._pooled(partial(reduced, other)),
            f"You computed {other} pooling.",
            lambda: pool(other, rows, (2, 2), (2, 2)),
        )
        if self.kind == "max":
            yield slip(
                "pool.abs_max",
                self._pooled(lambda window: max(window, key=lambda value: (abs(value), value))),
                "The largest value counts, not the largest magnitude.",
            )
        else:
            yield slip(
                "pool.sum",
                self._pooled(sum),
                "Divide by the number of cells in the window.",
                lambda: Measurement(
                    entries(conv2d(measure.image(rows), measure.image([[1, 1], [1, 1]]), None, 2)), "weights of 1"
                ),
            )
        yield slip(
            "pool.row_only",
            self._pooled(partial(reduced, self.kind), height=1),
            "The windows are two rows high.",
            lambda: pool(self.kind, rows, (1, 2), (2, 2)),
        )

    def steps(self) -> Iterator[str]:
        for top, left in product((0, 2), (0, 2)):
            window = self._window(top, left)
            value = shown(reduced(self.kind, window))
            working = f"{shown(sum(window))}/4 = {value}" if self.kind == "average" else f"the largest is {value}"
            yield f"Rows {top}–{top + 1}, columns {left}–{left + 1}: {listed(window)}; {working}"

    def measure(self) -> Measurement:
        return pool(self.kind, self._rows, (2, 2), (2, 2))

    def scene(self) -> Scene:
        image = measure.image(self._rows)
        outputs = {
            "max": measure.plane(max_pool2d(image, 2, 2)),
            "average": measure.plane(avg_pool2d(image, 2, 2)),
            "strided 2×2 conv": measure.plane(conv2d(image, measure.image([[1, 0], [0, -1]]), None, 2)),
        }
        frames = []
        for at, (i, j) in enumerate(product((0, 1), (0, 1))):
            window = {(2 * i + m, 2 * j + n): Ink.TAP for m, n in product((0, 1), (0, 1))}
            maps = [
                grid(
                    name,
                    measure.first(output, at + 1),
                    {(i, j): Ink.DONE},
                    sign="→" if name == "max" else "",
                    like=output,
                )
                for name, output in outputs.items()
            ]
            seen = ", ".join(shown(value) for value in self._window(2 * i, 2 * j))
            said = "; ".join(f"{name} {figure(output[i, j])}" for name, output in outputs.items())
            frames.append(Frame((grid("input", measure.plane(image), window), *maps), f"{seen}: {said}."))
        return story("one window, three ways: the conv has weights 1, 0 / 0, −1", frames)


def _real_poolings() -> Pool:
    rows = [
        ("AlexNet pool1", 55, 3, 2, 0, False),
        ("AlexNet pool2", 27, 3, 2, 0, False),
        ("AlexNet pool5", 13, 3, 2, 0, False),
        ("VGG pool1", 224, 2, 2, 0, False),
        ("VGG pool5", 14, 2, 2, 0, False),
        ("ResNet max pool", 112, 3, 2, 1, False),
        ("GoogLeNet pool1", 112, 3, 2, 0, True),
        ("GoogLeNet pool2", 56, 3, 2, 0, True),
        ("GoogLeNet pool3", 28, 3, 2, 0, True),
        ("GoogLeNet pool4", 14, 3, 2, 0, True),
        ("SqueezeNet 1.0 pool1", 109, 3, 2, 0, True),
        ("SqueezeNet 1.0 pool4", 54, 3, 2, 0, True),
        ("Inception v3 pool1", 147, 3, 2, 0, False),
        ("Inception v3 pool2", 71, 3, 2, 0, False),
    ]
    fields = ("size", "kernel", "stride", "padding", "ceil_mode")
    return Pool(fields, [(name, tuple(numbers)) for name, *numbers in rows])


class CeilMode(Variant):
    """6.2 Output size with ceil mode."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "O = r((I + 2P − K)/S) + 1, r floor or ceiling; ceiling drops a window starting at ≥ I + P"
    pool: ClassVar[Pool | None] = _real_poolings()

    size: Annotated[int, Field(ge=1, le=1024), Draw(range(7, 131))]
    kernel: Annotated[int, Field(ge=2, le=16), Draw(2, 3)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(2, 2, 3)]
    padding: Annotated[int, Field(ge=0, le=8), Draw(0, 1, 1)] = 0
    ceil_mode: Annotated[bool, Draw(True, True, False)] = False

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a layer whose windows do not fit: where they do, floor and ceiling agree, as in many real layers."""
        drawn = super().numbers(stream)
        stride = min(drawn["stride"], drawn["kernel"])
        room = drawn["size"] + 2 * drawn["padding"] - drawn["kernel"]
        return {**drawn, "stride": stride, "size": drawn["size"] + (room % stride == 0)}

    @property
    def _room(self) -> int:
        return self.size + 2 * self.padding - self.kernel

    def _outputs(self, ceil_mode: bool | None = None, stride: int | None = None, sides: int | None = None) -> int:
        """Return the windows, some settings changed; `sides` is the padding of both sides together."""
        padding = (self.padding, self.padding) if sides is None else (sides - sides // 2, sides // 2)
        ceiling = self.ceil_mode if ceil_mode is None else ceil_mode
        return window_count(self.size, self.kernel, stride or self.stride, padding, 1, ceiling)

    def _rounded(self, room: int) -> int:
        return -(-room // self.stride) if self.ceil_mode else room // self.stride

    def impossible(self) -> str | None:
        if 2 * self.padding > self.kernel:
            return f"a window of {self.kernel} allows a padding of at most {self.kernel // 2}"
        return misfit(self.size, self.kernel, self.padding)

    def ask(self) -> str:
        where = f"{self.network}: input" if self.network else "Pooling: input"
        return (
            f"{where} {self.size}×{self.size}, window {self.kernel}×{self.kernel}, stride {self.stride}, padding "
            f"{self.padding}, ceil_mode {'on' if self.ceil_mode else 'off'}. What is the side of the output?"
        )

    def answer(self) -> Integer:
        return Integer(value=self._outputs())

    def slips(self) -> Iterator[Slip]:
        s, p, room = self.stride, self.padding, self._room
        left, right = "⌈⌉" if self.ceil_mode else "⌊⌋"
        yield Slip(
            tag="round.other",
            value=self._outputs(not self.ceil_mode),
            message=f"That is the size with ceil_mode {'off' if self.ceil_mode else 'on'}.",
            working=f"ceil_mode {'off' if self.ceil_mode else 'on'}: {self._outputs(not self.ceil_mode)}",
            run=lambda: self._run(ceil_mode=not self.ceil_mode),
        )
        if self.ceil_mode:
            value = self._rounded(room) + 1
            yield Slip(
                tag="ceil.last_kept",
                value=value,
                message="The last window would start in the padding behind the input: ceil_mode drops it.",
                working=f"⌈{room}/{s}⌉ + 1 = {value}, whose last one starts at {(value - 1) * s} ≥ {self.size} + {p}",
            )
        yield Slip(
            tag="pad.ignored",
            value=self._outputs(sides=0),
            working=f"{left}({self.size} − {self.kernel})/{s}{right} + 1, padding taken as 0",
            run=(lambda: self._run(padding=0)) if self.size >= self.kernel else None,
        )
        yield Slip(
            tag="plus1.missing",
            value=self._rounded(room),
            working=f"{left}{room}/{s}{right} = {self._rounded(room)}",
        )
        yield Slip(
            tag="pool.stride_one",
            value=self._outputs(stride=1),
            message="That is the size at stride 1. Where a pooling layer states no stride, it is the window, not 1.",
            working=f"{room} + 1 = {room + 1}",
            run=lambda: self._run(stride=1),
        )
        yield Slip(
            tag="pool.windows_disjoint",
            value=self._outputs(stride=self.kernel),
            message="The windows start every S samples, not every K: they may overlap.",
            working=f"{left}{room}/{self.kernel}{right} + 1, stride taken as {self.kernel}",
            run=lambda: self._run(stride=self.kernel),
        )
        yield Slip(
            tag="stride.ratio_only",
            value=self.size // s,
            working=f"⌊{self.size}/{s}⌋ = {self.size // s}",
        )

    def steps(self) -> Iterator[str]:
        s, room, outputs = self.stride, self._room, self._outputs()
        left, right = "⌈⌉" if self.ceil_mode else "⌊⌋"
        yield f"Room to move the window: {self.size} + 2·{self.padding} − {self.kernel} = {room}"
        yield f"Steps: {left}{room}/{s}{right} = {self._rounded(room)}"
        yield f"Plus the first position: {self._rounded(room) + 1}"
        if self.ceil_mode:
            start, end = self._rounded(room) * s, self.size + self.padding
            kept = f"≥ {end}: dropped, leaving {outputs}" if start >= end else f"< {end}: it stays"
            yield f"The last window starts at {self._rounded(room)}·{s} = {start} {kept}"

    def _run(self, **changed: Any) -> Measurement:
        settings = {"stride": self.stride, "padding": self.padding, "ceil_mode": self.ceil_mode, **changed}
        output = max_pool2d(measure.zeros(1, 1, self.size, self.size), self.kernel, **settings)
        return Measurement(output.shape[2], f"max_pool2d on zeros (1, 1, {self.size}, {self.size}) gave {output.shape}")

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        outputs, k, s, p = self._run().value, self.kernel, self.stride, self.padding
        beyond = max((outputs - 1) * s + k - (self.size + 2 * p), 0)
        ruler = Ruler("one row", self.size, k, s, (p, p + beyond))
        over = f", {beyond} beyond the padding" if beyond else ""
        return sliding(f"window {k}, stride {s}, padding {p}{over}", [ruler])


class PaddedCorner(Variant):
    """6.3 Average in a padded corner."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "Σv/9 where padding counts, Σv/4 where it does not"

    values: Annotated[
        tuple[Annotated[int, Field(ge=0, le=999)], ...],
        Typed,
        Field(min_length=4, max_length=4),
        DrawSeveral(Draw(range(1, 37)), range(4, 5)),
    ]
    counted: Annotated[bool, Draw(True, False)]

    def _cells(self, counted: bool) -> int:
        return 9 if counted else 4

    def ask(self) -> str:
        counts = "counts as zeros" if self.counted else "does not count"
        form = "3 significant figures" if self.counted else "exact"
        return (
            "3×3 average pooling with padding 1. The four real pixels under the top-left window are "
            f"{listed(self.values)}. What is the output at (0, 0) if the padding {counts} ({form})?"
        )

    def answer(self) -> Number:
        value = Fraction(sum(self.values), self._cells(self.counted))
        return Number(value=value, significant_figures=3) if self.counted else Number(value=value, exact=True)

    def slips(self) -> Iterator[Slip]:
        total, other = sum(self.values), not self.counted
        yield Slip(
            tag="pool.pad_count_other",
            value=Fraction(total, self._cells(other)),
            message=f"That is the value if padding {'counts' if other else 'does not count'}.",
            working=f"{total}/{self._cells(other)}",
            run=lambda: self._run(other),
        )
        yield Slip(
            tag="pool.pad_six",
            value=Fraction(total, 6),
            message="The corner window holds 4 real cells; windows at the edges hold 6.",
            working=f"{total}/6",
        )
        yield Slip(
            tag="pool.sum",
            value=Fraction(total),
            message="Divide by the number of cells that count.",
            working=f"{' + '.join(map(str, self.values))} = {total}",
        )

    def steps(self) -> Iterator[str]:
        total, cells = sum(self.values), self._cells(self.counted)
        yield "The window at the corner holds 4 real cells and 5 of padding"
        yield f"Sum: {' + '.join(map(str, self.values))} = {total}"
        how = "All 9 cells count" if self.counted else "Only the 4 real cells count"
        yield f"{how}: {total}/{cells} {'=' if self.answer().exact else '≈'} {self.answer().shown}"

    def _run(self, counted: bool) -> Measurement:
        output = avg_pool2d(self._image(), 3, 1, 1, count_include_pad=counted)
        run = f"avg_pool2d, count_include_pad={counted}: {output[0, 0, 0, 0]:g} at (0, 0)"
        return Measurement(entries(output, 36)[0][0], run)

    def _image(self) -> Array:
        top, bottom = self.values[:2], self.values[2:]
        return measure.image([[*top, 0], [*bottom, 0], [0, 0, 0]])

    def measure(self) -> Measurement:
        return self._run(self.counted)

    def scene(self) -> Scene:
        image = self._image()
        with_zeros, real_only = (
            measure.plane(avg_pool2d(image, 3, 1, 1, count_include_pad=counted)) for counted in (True, False)
        )
        cells = measure.plane(avg_pool2d(measure.image([[1] * 3] * 3), 3, 1, 1) * 9)
        corner = {(0, 0): Ink.ASKED}
        sums = Sliding(measure.plane(image), measure.plane(measure.image([[1] * 3] * 3)), padding=(1, 1))
        frames = [
            Frame(
                (grid("sum under each window", sums.output(), corner), grid("real cells under it", cells, corner)),
                "In a corner only some of a window's cells are real, the rest is padding.",
            ),
            Frame(
                (
                    grid("padding counted", with_zeros, corner, like=real_only),
                    grid("real cells only", real_only, corner),
                ),
                "The mean over all cells of the window, and over the real ones.",
            ),
        ]
        return joined("the corner of an average pooling", window("sums", sums), story("", frames))


MOST = 1 << 27
"""Weights of one layer that are still counted here; VGG's first dense layer has 103 million."""


class Heads(Variant):
    """6.4 Parameters of two heads."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "flatten: C·H²·N + N; global average: C·N + N"
    pool: ClassVar[Pool | None] = Pool(
        ("channels", "side", "outputs"),
        [
            ("VGG-16", (512, 7, 4096)),
            ("AlexNet", (256, 6, 4096)),
            ("LeNet-5", (16, 5, 120)),
            ("ResNet-18", (512, 7, 1000)),
            ("ResNet-50", (2048, 7, 1000)),
            ("MobileNetV2", (1280, 7, 1000)),
        ],
    )

    channels: Annotated[int, Field(ge=1, le=4096), Draw(64, 128, 256, 512, 1024)]
    side: Annotated[int, Field(ge=2, le=64), Draw(4, 5, 6, 7, 8)]
    outputs: Annotated[int, Field(ge=1, le=4096), Draw(10, 20, 100, 200)]

    @property
    def _inputs(self) -> int:
        return self.channels * self.side**2

    def impossible(self) -> str | None:
        return too_many(self._inputs * self.outputs, MOST)

    def ask(self) -> str:
        where = f"{self.network}: the" if self.network else "The"
        return (
            f"{where} last map has {self.channels} channels of {self.side}×{self.side} and feeds a linear layer with "
            f"{self.outputs} outputs and biases. How many parameters does flatten + linear have, and how many does "
            "global average pooling + linear? (flatten; pooled)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "flatten": Integer(value=linear_parameters(self._inputs, self.outputs)),
                "pooled": Integer(value=linear_parameters(self.channels, self.outputs)),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, h, n = self.channels, self.side, self.outputs
        flat, pooled = self._inputs * n, c * n
        yield Slip(
            tag="bias.forgotten",
            value={"flatten": flat, "pooled": pooled},
            message="You left out the bias: one per output.",
            working=f"{c}·{h}²·{n} = {flat:,}; {c}·{n} = {pooled:,}",
            run=lambda: self._counts(bias=False),
        )
        yield Slip(
            tag="flatten.channels_only",
            value={"flatten": pooled + n},
            message="Flatten keeps every position: C·H² inputs.",
            working=f"{c}·{n} + {n} = {pooled + n:,}",
            run=lambda: Measurement({"flatten": self._counts().value["pooled"]}, "the linear layer after pooling"),
        )
        yield Slip(
            tag="flatten.side_not_area",
            value={"flatten": c * h * n + n},
            message="A map of H×H has H² positions.",
            working=f"{c}·{h}·{n} + {n} = {c * h * n + n:,}",
        )
        yield Slip(
            tag="gap.needs_params",
            value={"pooled": pooled + n + self._inputs},
            message="Averaging has no weights: all of them are 1/H² and none is learned.",
            working=f"{c}·{h}² + {c}·{n} + {n} = {pooled + n + self._inputs:,}",
            run=self._learned_average,
        )
        yield Slip(
            tag="gap.replaces_classifier",
            value={"pooled": 0},
            message="The pooling itself has none, but the linear classifier after it stays.",
            working="0",
        )

    def _counts(self, bias: bool = True) -> Measurement:
        """COUNT: what the linear layer needs after each of the two ways, both run."""
        maps = measure.zeros(1, self.channels, self.side, self.side)
        flat, means = maps.reshape(1, -1), global_avg_pool2d(maps).reshape(1, -1)
        counts = {
            name: measure.count(measure.dense_parameters(inputs.shape[1], self.outputs, bias)).value
            for name, inputs in (("flatten", flat), ("pooled", means))
        }
        return Measurement(counts, f"flattened {flat.shape}, pooled {means.shape}, each into the linear layer")

    def _learned_average(self) -> Measurement:
        kernel = (self.side, self.side)
        weights = measure.count(measure.parameters(self.channels, self.channels, kernel, self.channels, bias=False))
        return Measurement({"pooled": weights.value + self._counts().value["pooled"]}, f"a learned mean: {weights.run}")

    def steps(self) -> Iterator[str]:
        c, h, n = self.channels, self.side, self.outputs
        yield f"Flatten gives {c}·{h}² = {self._inputs:,} inputs, global average pooling {c}, one a channel"
        yield f"Flatten + linear: {self._inputs:,}·{n} + {n} = {self._inputs * n + n:,}"
        yield f"Pooling has no parameters; linear: {c}·{n} + {n} = {c * n + n:,}"

    def measure(self) -> Measurement:
        return self._counts()

    def scene(self) -> Scene:
        maps = measure.zeros(1, self.channels, self.side, self.side)
        ways = [
            counting(
                name,
                [
                    Counted(f"{name} + linear: {part}", array, "output")
                    for part, array in measure.dense_parameters(inputs.size, self.outputs).items()
                ],
            )
            for name, inputs in (("global average", global_avg_pool2d(maps)), ("flatten", maps))
        ]
        return joined("the linear layer after each way", *ways)


class _DistinctRow:
    """Five different numbers; in half the draws the largest lies in the middle, where both windows see it."""

    def pick(self, stream: Stream) -> tuple[int, ...]:
        row = stream.shuffled(range(21))[:5]
        if stream.below(2):
            largest = row.index(max(row))
            row[2], row[largest] = row[largest], row[2]
        return tuple(row)


class OverlappingGradient(Variant):
    """6.5 Gradient of overlapping max pooling."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "∂L/∂xᵢ = Σ g over the windows whose largest is xᵢ"

    values: Annotated[
        tuple[Annotated[int, Field(ge=0, le=99)], ...], Typed, Field(min_length=5, max_length=5), _DistinctRow()
    ]
    gradients: Annotated[
        tuple[Annotated[int, Field(ge=1, le=99)], ...],
        Typed,
        Field(min_length=2, max_length=2),
        DrawSeveral(Draw(range(1, 10)), range(2, 3)),
    ]

    def impossible(self) -> str | None:
        return "two equal values leave open which is the largest" if len(set(self.values)) < 5 else None

    @property
    def _winners(self) -> list[int]:
        """The position of the largest in each window."""
        return [max(range(start, start + 3), key=self.values.__getitem__) for start in (0, 2)]

    def _row(self, *shares: tuple[int, Exact]) -> Matrix:
        """Return a row in which every share is added at its position."""
        row: list[Exact] = [0] * 5
        for position, share in shares:
            row[position] += share
        return (tuple(row),)

    def ask(self) -> str:
        g0, g1 = self.gradients
        return (
            f"x = {listed(self.values)}. Max pooling with window 3 and stride 2 gives two outputs, whose gradients are "
            f"{g0} and {g1}. What is the gradient with respect to x (5 numbers)?"
        )

    def answer(self) -> Grid:
        return Grid(value=self._row(*zip(self._winners, self.gradients, strict=True)))

    def slips(self) -> Iterator[Slip]:
        (first, second), (g0, g1) = self._winners, self.gradients
        evenly = self._row(*((at, Fraction(g0, 3)) for at in range(3)), *((at, Fraction(g1, 3)) for at in range(2, 5)))
        yield Slip(
            tag="grad.spread_evenly",
            value=evenly,
            message="That is average pooling: the maximum sends its gradient to the largest value alone.",
            working=f"{g0}/3 to positions 0–2, {g1}/3 to positions 2–4",
            run=lambda: Measurement(
                entries(avg_pool2d_grad(measure.image([self.gradients]), (1, 1, 1, 5), (1, 3), (1, 2)), 3),
                "avg_pool2d_grad",
            ),
        )
        yield Slip(
            tag="grad.overwritten",
            value=self._row((first, g0 if first != second else 0), (second, g1)),
            message="Both windows send to the same input: their contributions add up.",
            working=f"{g1} at position {second}, {g0} lost",
        )
        yield Slip(
            tag="grad.times_value",
            value=self._row((first, g0 * self.values[first]), (second, g1 * self.values[second])),
            message="The value is no factor: the derivative of the maximum by its largest argument is 1.",
            working=f"{g0}·{self.values[first]}, {g1}·{self.values[second]}",
        )

    def steps(self) -> Iterator[str]:
        for start, winner, gradient in zip((0, 2), self._winners, self.gradients, strict=True):
            window = self.values[start : start + 3]
            yield (
                f"Window {start}–{start + 2}: {listed(window)}, the largest is {self.values[winner]} at position "
                f"{winner}: it receives {gradient}"
            )
        yield f"All others receive 0: {listed(self._row(*zip(self._winners, self.gradients, strict=True))[0])}"

    def measure(self) -> Measurement:
        gradient = max_pool2d_grad(measure.image([self.gradients]), measure.image([self.values]), (1, 3), (1, 2))
        return Measurement(entries(gradient), f"max_pool2d_grad gave {gradient.shape}")

    def scene(self) -> Scene:
        x = measure.image([self.values])
        output = max_pool2d(x, (1, 3), (1, 2))
        base = grid("x", measure.plane(x))
        frames, total = [], 0 * measure.plane(x)
        whole = measure.plane(max_pool2d_grad(measure.image([self.gradients]), x, (1, 3), (1, 2)))
        for at, push in enumerate(self.gradients):
            alone = measure.image([[push if at == other else 0 for other in range(len(self.gradients))]])
            gradient = measure.plane(max_pool2d_grad(alone, x, (1, 3), (1, 2)))
            total = total + gradient
            taps = {(0, column): Ink.TAP for column in measure.window_reads(5, 3, 2)[at].tolist()}
            frames.append(
                Frame(
                    (
                        grid("x", measure.plane(x), taps),
                        grid("largest of each window", measure.plane(output), {(0, at): Ink.DONE}, sign="→"),
                        grid("gradient so far", total, sign="←", like=whole),
                    ),
                    f"Window {at + 1} hands its gradient {push} to its largest number alone.",
                )
            )
        frames.append(
            Frame((base, grid("gradient of x", whole, sign="←")), "Where windows overlap on a winner, it gets both.")
        )
        return story("where gradients land", frames)


def rolled(values: Sequence[int], by: int) -> tuple[int, ...]:
    """Return a row shifted left circularly."""
    return (*values[by:], *values[:by])


def pairs(kind: Kind, values: Sequence[int]) -> Matrix:
    """Return the pooled pairs of a row."""
    return (tuple(reduced(kind, pair) for pair in zip(values[::2], values[1::2], strict=True)),)


class ShiftTest(Variant):
    """6.6 Shift test."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "yᵢ = max(x₂ᵢ, x₂ᵢ₊₁), shifted yᵢ = max(x₂ᵢ₊₁, x₂ᵢ₊₂)"

    values: Annotated[
        tuple[Literal[0, 1], ...],
        Typed,
        Field(min_length=8, max_length=8),
        DrawSeveral(Draw(0, 1), range(8, 9)),
    ]

    @property
    def _moved(self) -> tuple[int, ...]:
        return rolled(self.values, 1)

    def excluded(self) -> bool:
        return sum(pairs("max", self.values)[0]) == sum(pairs("max", self._moved)[0])

    def ask(self) -> str:
        return (
            f"x = {listed(self.values)}. Max pooling with window 2 and stride 2: what comes out for x, and what for x "
            "shifted circularly to the left by one? (original; shifted)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "original": Grid(value=pairs("max", self.values)),
                "shifted": Grid(value=pairs("max", self._moved)),
            }
        )

    def slips(self) -> Iterator[Slip]:
        (first,) = pairs("max", self.values)
        yield Slip(
            tag="invariance.assumed",
            value={"shifted": (first,)},
            message="Strided pooling is not shift-invariant: after a shift other neighbours share a window.",
            working=f"{listed(first)} twice",
        )
        yield Slip(
            tag="equivariance.assumed",
            value={"shifted": ((*first[1:], first[0]),)},
            message="With stride 2 a shift of one sample is no shift of the output.",
            working=f"{listed(first)} shifted left: {listed((*first[1:], first[0]))}",
        )
        yield Slip(
            tag="shift.wrong_way",
            value={"shifted": pairs("max", rolled(self.values, -1))},
            message="Shifted to the left, the second value comes first and the first one last.",
            working=f"x shifted right: {listed(rolled(self.values, -1))}",
            run=lambda: self._pooled("shifted", rolled(self.values, -1)),
        )
        yield Slip(
            tag="pool.other_kind",
            value={"original": pairs("average", self.values), "shifted": pairs("average", self._moved)},
            message="You computed average pooling.",
            working=f"means of pairs: {listed(pairs('average', self.values)[0])}",
            run=lambda: Measurement(
                {
                    name: pool("average", [values], (1, 2), (1, 2)).value
                    for name, values in (("original", self.values), ("shifted", self._moved))
                },
                "avg_pool2d of both",
            ),
        )

    def _pooled(self, name: str, values: Sequence[int]) -> Measurement:
        return pool("max", [values], (1, 2), (1, 2)).named(name)

    def steps(self) -> Iterator[str]:
        for name, values in (("Original", self.values), ("Shifted", self._moved)):
            paired = " | ".join(f"{a} {b}" for a, b in zip(values[::2], values[1::2], strict=True))
            yield f"{name}: {paired}, maxima {listed(pairs('max', values)[0])}"

    def measure(self) -> Measurement:
        both = self._pooled("original", self.values).value | self._pooled("shifted", self._moved).value
        return Measurement(both, "max_pool2d of both rows")

    def scene(self) -> Scene:
        rows, beside = [], []
        for by in range(5):
            values = measure.image([rolled(self.values, by)])
            pooled, mean = measure.plane(max_pool2d(values, (1, 2), (1, 2))), global_avg_pool2d(values).item()
            rows.append((str(by), listed([int(value) for value in pooled[0]]), f"{mean:g}"))
            beside.append((grid("x", measure.plane(values)), grid("max pooled", pooled, sign="→")))
        header = ("shifted by", "max pooled", "global average")
        said = ["x as it is.", *("One sample more to the left, in a circle." for _ in range(4))]
        closing = "The pooled map changes; the global average stays."
        return steps("one sample at a time to the left", header, rows, said, closing, beside)


def strided_pooling_shrinks() -> Evidence:
    """Pool 16 maps with stride 1 and with stride 2."""
    maps = measure.noise(1, 16, 28, 28)
    same, half = max_pool2d(maps, 3, 1, 1).shape, max_pool2d(maps, 2, 2).shape
    return Evidence(
        same == maps.shape and half == (1, 16, 14, 14), f"{maps.shape}: 3×3, stride 1 {same}; 2×2, stride 2 {half}"
    )


def later_layers_get_cheaper() -> Evidence:
    """Count the multiply-adds of a layer on a map and on the map that a pooling leaves of it."""
    sides = measure.sides(28, (Window(op="max_pool", kernel_size=2, stride=2),))
    before, after = (measure.ones(16, 16, (3, 3), (side, side), padding=1).value for side in sides)
    return Evidence(before == 4 * after, f"a 3×3 layer 16→16 on sides {sides}: {before:,} and {after:,} multiply-adds")


def pooling_enlarges_fields() -> Evidence:
    """Measure the field of stacks with and without a pooling."""
    conv, pooling = Window(kernel_size=3), Window(op="max_pool", kernel_size=2, stride=2)
    stacks = {"3×3": (conv,), "3×3, pool": (conv, pooling), "3×3, pool, 3×3": (conv, pooling, conv)}
    seen = {name: measure.foot(stack).value for name, stack in (*stacks.items(), ("3×3, 3×3", (conv, conv)))}
    return Evidence(list(seen.values()) == [3, 4, 8, 5], ", ".join(f"{name}: {field}" for name, field in seen.items()))


def pooling_is_not_invariant() -> Evidence:
    """Shift a row by one sample and pool it with stride 2."""
    row = (0, 0, 1, 1, 0, 0, 1, 1)
    still, moved = (pool("max", [values], (1, 2), (1, 2)).value[0] for values in (row, rolled(row, 1)))
    return Evidence(
        (still, moved) == ((0, 1, 0, 1), (1, 1, 1, 1)),
        f"{listed(row)} gives {listed(still)}; shifted by one sample {listed(moved)}",
    )


def global_pooling_is_invariant() -> Evidence:
    """Compare the global average of a map and of all its circular shifts."""
    maps = measure.noise(1, 4, 8, 8)
    still = global_avg_pool2d(maps)
    order = [rolled(range(8), by) for by in range(8)]
    largest = max(
        measure.largest_difference(still, global_avg_pool2d(maps[:, :, down][..., right]))
        for down, right in product(order, order)
    )
    return Evidence(largest < 1e-12, f"64 circular shifts of 4 maps of 8×8: max |Δ| = {largest:.1g}")


def maximum_routes_gradient() -> Evidence:
    """Back-propagate ones through both poolings of a 4×4 map."""
    x, ones = measure.noise(1, 1, 4, 4), measure.image([[1, 1], [1, 1]])
    largest, mean = max_pool2d_grad(ones, x, 2), avg_pool2d_grad(ones, (1, 1, 4, 4), 2)
    reached = [int((gradient != 0).sum()) for gradient in (largest, mean)]
    return Evidence(
        reached == [4, 16] and bool((x[largest != 0].reshape(-1) == sorted_maxima(x)).all()),
        f"of 16 inputs max pooling's gradient reaches {reached[0]}, average pooling's {reached[1]}",
    )


def sorted_maxima(x: Array) -> Array:
    """Return the maxima of the 2×2 windows in the order in which they lie in the map."""
    _, indices = max_pool2d(x, 2, return_indices=True)
    return x.reshape(-1)[sorted(indices.reshape(-1).tolist())]


def largest_is_not_sharpest() -> Evidence:
    """Pool a map of ones with a dark line, a column of zeros."""
    x = measure.image([[1, 1, 0, 1, 1, 1]] * 4)
    largest, mean = max_pool2d(x, 2)[0, 0].tolist(), avg_pool2d(x, 2)[0, 0].tolist()
    return Evidence(
        largest == [[1, 1, 1]] * 2 and mean == [[1, 0.5, 1]] * 2,
        f"rows of 1 1 0 1 1 1: max pooling leaves {inline(largest)}, average pooling {inline(mean)}",
    )


def padding_never_wins() -> Evidence:
    """Max-pool negative numbers with padding, and with zeros written around them."""
    x = measure.noise(1, 1, 6, 6) - 2
    framed = measure.zeros(1, 1, 8, 8).astype(x.dtype)
    framed[:, :, 1:-1, 1:-1] = x
    padded, zeros = max_pool2d(x, 3, 2, 1).max(), max_pool2d(framed, 3, 2).max()
    return Evidence(
        padded < 0 and zeros == 0, f"all inputs below −1: largest output {shown(f'{padded:.3f}')}, with zeros {zeros:g}"
    )


def average_is_a_convolution() -> Evidence:
    """Compare average pooling with a depthwise convolution whose weights are all 1/4."""
    x = measure.noise(2, 3, 8, 8)
    kernel = measure.zeros(3, 1, 2, 2).astype(x.dtype) + 0.25
    difference = measure.largest_difference(avg_pool2d(x, 2), conv2d(x, kernel, None, 2, groups=3))
    return Evidence(difference < 1e-12, f"max |Δ| = {difference:.1g} over {2 * 3 * 16} outputs")


def padding_counts_or_not() -> Evidence:
    """Average a map of ones with padding."""
    x = measure.image([[1] * 4] * 4)
    corners = [avg_pool2d(x, 3, 1, 1, count_include_pad=counted)[0, 0, 0, 0] for counted in (True, False)]
    exact = [Fraction(corner).limit_denominator(9) for corner in corners]
    return Evidence(exact == [Fraction(4, 9), 1], f"corner of ones: {exact[0]} where padding counts, else {exact[1]}")


def head_of_vgg() -> Evidence:
    """Count VGG-16's dense layers and the head that replaces them."""
    widths = (512 * 7 * 7, 4096, 4096, 1000)
    dense = sum(measure.count(measure.dense_parameters(before, after)).value for before, after in pairwise(widths))
    small = measure.count(measure.dense_parameters(512, 1000)).value
    return Evidence((dense, small) == (123_642_856, 513_000), f"dense layers {dense:,}; pooled and linear {small:,}")


def any_input_size() -> Evidence:
    """Run the arrays of one classifier on maps of three sizes."""
    weight = measure.noise(10, 16)
    shapes = [
        linear(global_avg_pool2d(measure.noise(1, 16, side, side)).reshape(1, -1), weight).shape for side in (5, 7, 12)
    ]
    return Evidence(set(shapes) == {(1, 10)}, f"160 weights on maps of sides 5, 7, 12: outputs {shapes}")


ANSWER = """\
**Pooling with a stride downsamples feature maps**: height and width shrink, the number of channels stays. That cuts
the cost of later layers, enlarges the receptive field, and adds some robustness to small shifts, which is approximate
and local, not exact.

- **Max pooling** keeps the strongest activation of each window. Its gradient goes to that input alone.
- **Average pooling** smooths: it takes the mean of each window. Its gradient is shared out evenly.
- **Global average pooling** reduces each map to one number. It replaces flatten and the wide dense layers; a final
  linear classifier normally stays. It has no parameters that could overfit, and accepts any input size.

Example: VGG-16's dense layers have 123,642,856 parameters; global average pooling and one linear layer to 1000
classes would have **513,000**.
"""

QUESTION = Question(
    number=6,
    slug="pooling",
    title="Why use pooling? Max vs Average vs Global?",
    level="medium",
    topics=("pooling",),
    answer=ANSWER,
    formula="max: yⱼ = max xᵢ; average: yⱼ = Σxᵢ/K², i in window j",
    latex=r"y_j = \max_{i \in W_j} x_i \quad\text{or}\quad y_j = \frac{1}{K^2} \sum_{i \in W_j} x_i",
    common_wording=(
        CommonWording(
            says="Pooling makes the network translation invariant.",
            but="Only approximately, for small shifts. Max pooling (2, stride 2) turns 0,0,1,1,0,0,1,1 into 0,1,0,1, "
            "and the row shifted by one sample into 1,1,1,1: strided pooling aliases. Global pooling alone is exactly "
            "invariant, to circular shifts of the map that it pools.",
        ),
        CommonWording(
            says="Max pooling keeps sharp features.",
            but="It keeps the largest value of each window, whatever that is: a bright line on dark ground stays, a "
            "dark line on bright ground vanishes.",
        ),
        CommonWording(
            says="Pooling reduces dimensions.",
            but="Height and width, and only with a stride above 1: Inception pools 3×3 at stride 1 and keeps 28×28. "
            "The number of channels stays.",
        ),
        CommonWording(
            says="Global pooling replaces fully connected layers.",
            but="It replaces flatten and the wide dense layers; a final linear classifier normally stays. Network in "
            "Network, which has none, is the exception.",
        ),
    ),
    claims=(
        Claim(
            says="Pooling reduces height and width with a stride above 1, and never the channels.",
            experiment=strided_pooling_shrinks,
            source="Szegedy et al. 2015, Figure 2",
            refutes=True,
        ),
        Claim(says="Halving both sides quarters the work of a later layer.", experiment=later_layers_get_cheaper),
        Claim(
            says="Pooling adds K − 1 jumps to the receptive field, and its stride multiplies what later layers add.",
            experiment=pooling_enlarges_fields,
            source="Araujo, Norris & Sim 2019, eq. 2",
        ),
        Claim(
            says="Strided pooling is not invariant to shifts.",
            experiment=pooling_is_not_invariant,
            source="Zhang 2019, §3; Azulay & Weiss 2019",
            refutes=True,
        ),
        Claim(
            says="Global average pooling is invariant to circular shifts of its map.",
            experiment=global_pooling_is_invariant,
        ),
        Claim(
            says="Max pooling sends the gradient to the largest input, average pooling to all.",
            experiment=maximum_routes_gradient,
        ),
        Claim(
            says="Max pooling keeps the largest value, whatever it is: a dark line on bright ground vanishes.",
            experiment=largest_is_not_sharpest,
            refutes=True,
        ),
        Claim(says="Max pooling pads with −∞, not with zeros.", experiment=padding_never_wins),
        Claim(
            says="Average pooling is a depthwise convolution with weights 1/K².",
            experiment=average_is_a_convolution,
        ),
        Claim(
            says="Average pooling at a border depends on whether padding counts.",
            experiment=padding_counts_or_not,
            source="PyTorch documentation of AvgPool2d, count_include_pad",
        ),
        Claim(
            says="VGG-16's dense layers have 123,642,856 parameters, global average pooling and a classifier 513,000.",
            experiment=head_of_vgg,
            source="Simonyan & Zisserman 2015, Table 1",
        ),
        Claim(
            says="Behind global average pooling one classifier accepts any input size.",
            experiment=any_input_size,
        ),
        Claim(
            says="Having no parameters, global average pooling reduces overfitting in the head.",
            source="Lin, Chen & Yan 2014, §3.2",
        ),
    ),
    variants=(PoolMap, CeilMode, PaddedCorner, Heads, OverlappingGradient, ShiftTest),
    follow_ups=(
        FollowUp(
            "What does max pooling pad with?",
            "−∞: zeros would win over negative activations.",
        ),
        FollowUp(
            "How do you make pooling more robust to shifts?",
            "Blur before subsampling (anti-aliased pooling): max pooling at stride 1, a low-pass filter, then the "
            "stride.",
        ),
        FollowUp(
            "Max or average before the classifier?",
            "Average as a rule: gradients reach all positions and noise is averaged out. Max keeps a single detection.",
        ),
    ),
    rubric=(
        Point("reduces height and width (with a stride), not channels", essential=True),
        Point("max keeps the strongest response, average smooths", essential=True),
        Point("global average pooling: one value per channel, no parameters, replaces flatten + FC", essential=True),
        Point("enlarges the receptive field and saves computation"),
        Point("some invariance to small shifts, not exact"),
        Point("max routes the gradient to the maximum"),
    ),
    trap="Pooling makes the network translation invariant (roughly, to small shifts).",
    sources=(
        "Goodfellow, Bengio & Courville 2016, Deep Learning, §9.3",
        "Lin, Chen & Yan 2014, Network in network, §3.2",
        "Araujo, Norris & Sim 2019, Computing receptive fields of convolutional neural networks, eq. 2",
        "Simonyan & Zisserman 2015, Very deep convolutional networks, Table 1",
        "Szegedy et al. 2015, Going deeper with convolutions, §5 and Figure 2",
        "Zhang 2019, Making convolutional networks shift-invariant again, §3",
        "Azulay & Weiss 2019, Why do deep convolutional networks generalize so poorly to small image transformations?",
        "PyTorch documentation of MaxPool2d and AvgPool2d",
    ),
    related=(3, 17),
)
