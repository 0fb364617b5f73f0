"""Question 15: the deformable convolution."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import count, product
from math import cos, e, pi, sin
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer, Number, Percent, Shape, exactly
from questions.drawing.stream import Draw, DrawSeveral, Stream
from questions.model.claim import Claim, Evidence
from questions.model.typed import Typed
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.signs import listed
from questions.scenes import Frame, Scene
from questions.scenes.bars import barred
from questions.scenes.counting import Counted, counting
from questions.scenes.heat import compared_frames
from questions.scenes.sampling import plane, sampling
from questions.scenes.story import joined, story
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import bilinear, conv_macs, conv_parameters, offset_channels
from solvers.engine import conv2d, deform_conv2d
from solvers.measure import Array, Measurement

Pair = tuple[int, int]
Taps = Annotated[int, Field(ge=1, le=11)]
Channels = Annotated[int, Field(ge=1, le=1024)]
OffsetGroups = Annotated[int, Field(ge=1, le=16)]

GRID = tuple((row, column) for row in (-1, 0, 1) for column in (-1, 0, 1))
"""Where the taps of a 3×3 kernel stand, from its centre, row by row."""


def constants(moves: Sequence[tuple[float, float]], height: int, width: int) -> Array:
    """Return offsets (1, 2 · taps, height, width) that move a tap alike at every position."""
    offset = measure.zeros(1, 2 * len(moves), height, width).astype(float)
    for tap, (down, right) in enumerate(moves):
        offset[:, 2 * tap], offset[:, 2 * tap + 1] = down, right
    return offset


def accepted(kernel: Pair, groups: int, name: str) -> Array:
    """SEARCH: the shortest offset, or mask, that the op takes and with which `groups` channels are read apart.

    All channels are the same image, and one output looks at each: two that share an offset and a mask agree.
    """
    taps = kernel[0] * kernel[1]
    images = measure.zeros(1, groups, *kernel) + measure.noise(1, 1, *kernel)
    weight = measure.zeros(groups, 1, *kernel).astype(float) + 1
    still = measure.zeros(1, 2 * taps * groups, 1, 1).astype(float)

    def apart(array: Array) -> bool:
        offset, mask = (array, None) if name == "offset" else (still, array)
        try:
            output = deform_conv2d(images, offset, weight, mask=mask)
        except ValueError:
            return False
        return len({round(value, 9) for value in output.ravel().tolist()}) == groups

    return measure.search((measure.noise(1, length, 1, 1, seed=1) for length in count(1)), apart)


def predicted(kernel: Pair, groups: int, masked: bool) -> dict[str, Array]:
    """Return what the op takes for one window: its offsets and, where masked, its mask."""
    names = ("offset", "mask") if masked else ("offset",)
    return {name: accepted(kernel, groups, name)[0] for name in names}


def channels(kernel: Pair, groups: int, masked: bool) -> Measurement:
    """SHAPE: the channels that a predictor must put out for the op to take them."""
    arrays = predicted(kernel, groups, masked)
    total = sum(map(len, arrays.values()))
    shapes = ", ".join(f"{name} with {len(array)} channels" for name, array in arrays.items())
    return Measurement(total, f"the op takes {shapes}, and with fewer not every offset group moves by itself")


class _Predicted(Variant):
    """What is asked about the layer that predicts offsets."""

    offset_groups: OffsetGroups = 1
    masked: bool

    @property
    def _each(self) -> int:
        """Numbers predicted for a tap."""
        return 3 if self.masked else 2

    @property
    def _what(self) -> str:
        return "offsets and mask" if self.masked else "offsets"

    @property
    def _layer(self) -> str:
        mask = "a mask (v2)" if self.masked else "no mask (v1)"
        groups = "1 offset group" if self.offset_groups == 1 else f"{self.offset_groups} offset groups"
        return f"{groups} and {mask}"

    def _mask_slip(self, value: Any, working: str, run: Callable[[], Measurement]) -> Slip:
        """Return the mistake of the other version."""
        if self.masked:
            message = "Version 2 adds a mask: one more value per tap."
            return Slip(tag="offset.mask_forgotten", value=value, message=message, working=working, run=run)
        message = "There is no mask here: a tap has the two components of its offset."
        return Slip(tag="offset.mask_added", value=value, message=message, working=working, run=run)


Corners = list[tuple[int, int, float, float]]
"""Row, column, number and share of each pixel that a point reads."""


def _corners(image: Array, where: tuple[float, float]) -> Corners:
    """Return the pixels that a point of an image (h, w) reads, with their shares: what images of a single 1 give."""
    height, width = image.shape
    ones = measure.identity(height * width).reshape(-1, 1, height, width)
    offset = constants([where], height, width) + 0 * ones[:, :1]
    shares = deform_conv2d(ones, offset, measure.image([[1]]))[:, 0, 0, 0]
    return [(int(at) // width, int(at) % width, image.flat[at], shares[at]) for at in shares.nonzero()[0]]


def _moved(title: str, size: Pair, moved: Sequence[tuple[float, float]]) -> Scene:
    """Show the taps of a 3×3 kernel in the middle of a small map, each where it was moved to."""
    image = measure.digits(*size, most=9)
    regular = [(size[0] // 2 + float(row), size[1] // 2 + float(column)) for row, column in GRID]
    corners = [_corners(image, where) for where in moved]
    return sampling(title, size, regular, moved, corners, "Each output has its own nine offsets, down and right.")


def _turned(side: int) -> Scene:
    """Turn the grid of taps by 45° on the plane, then by 90°, where the op does what a turned kernel does."""
    middle = side // 2
    regular = [(middle + float(row), middle + float(column)) for row, column in GRID]
    eighth, quarter = ([turn_of(at, share) for at in GRID] for share in (1, 2))
    frames = []
    for said, moves in (("45°: between the pixels", eighth), ("90°: on pixels again", quarter)):
        moved = [(row + down, column + right) for (row, column), (down, right) in zip(regular, moves, strict=True)]
        frames.append(
            Frame(
                (plane("the taps, turned", (side, side), regular, moved, 0),),
                f"Turned by {said}; the first tap is marked.",
            )
        )
    images, weight = measure.noise(1, 1, side, side), measure.noise(1, 1, 3, 3, seed=1)
    output = deform_conv2d(images, constants(quarter, side, side), weight, padding=1)
    return story(
        "",
        [
            *frames,
            *compared_frames(
                ("taps turned by 90°", measure.plane(output)),
                ("the kernel turned back", measure.plane(conv2d(images, turned_back(weight), padding=1))),
            )[1:],
        ],
    )


def turn_of(tap: Pair, eighths: int) -> tuple[float, float]:
    """Return the offset that turns a tap about the centre by eighths of a full turn."""
    (row, column), angle = tap, eighths * pi / 4
    return (
        round(row * cos(angle) + column * sin(angle) - row, 12),
        round(column * cos(angle) - row * sin(angle) - column, 12),
    )


def turned_back(weight: Array) -> Array:
    """Return kernels (o, c, k, k) turned by 90° the other way."""
    return weight.swapaxes(2, 3)[..., ::-1]


class OffsetChannels(_Predicted):
    """15.1 Offset channels."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 36
    formula: ClassVar[str] = "2·K_h·K_w·G for G offset groups; with a mask 3·K_h·K_w·G"

    kernel_height: Annotated[Taps, Draw(1, 3, 3, 5)]
    kernel_width: Annotated[Taps, Draw(3, 3, 5)]
    offset_groups: Annotated[OffsetGroups, Draw(1, 1, 2, 4)] = 1
    masked: Annotated[bool, Draw(False, True)]

    @property
    def _kernel(self) -> Pair:
        return self.kernel_height, self.kernel_width

    @property
    def _taps(self) -> int:
        return self.kernel_height * self.kernel_width

    def ask(self) -> str:
        return (
            f"A {self.kernel_height}×{self.kernel_width} (height×width) deformable convolution has {self._layer}. "
            f"How many channels must the layer that predicts its {self._what} put out?"
        )

    def answer(self) -> Integer:
        return Integer(value=offset_channels(*self._kernel, self.offset_groups, self.masked))

    def slips(self) -> Iterator[Slip]:
        taps, groups, each = self._taps, self.offset_groups, self._each
        other = 5 - each
        yield self._mask_slip(
            offset_channels(*self._kernel, groups, not self.masked),
            f"{other}·{taps}·{groups} = {other * taps * groups}",
            lambda: channels(self._kernel, groups, not self.masked),
        )
        yield Slip(
            tag="offset.one_per_tap",
            value=(each - 1) * taps * groups,
            message="Each offset has two components, dy and dx.",
            working=f"{'(1 + 1)' if self.masked else '1'}·{taps}·{groups} = {(each - 1) * taps * groups}",
        )
        yield Slip(
            tag="offset.one_pair_per_position",
            value=each * groups,
            message="Every tap has its own offset; a position does not move as a whole.",
            working=f"{each}·{groups} = {each * groups}",
            run=lambda: channels((1, 1), groups, self.masked),
        )
        yield Slip(
            tag="offset.groups_ignored",
            value=each * taps,
            message="Every offset group has its own set.",
            working=f"{each}·{taps} = {each * taps}",
            run=lambda: channels(self._kernel, 1, self.masked),
        )
        if self.masked:
            yield Slip(
                tag="offset.mask_as_pair",
                value=4 * taps * groups,
                message="The mask is one value per tap, not a pair.",
                working=f"4·{taps}·{groups} = {4 * taps * groups}",
            )

    def steps(self) -> Iterator[str]:
        h, w, groups, each = *self._kernel, self.offset_groups, self._each
        yield f"Taps: {h}·{w} = {self._taps}"
        mask = ", and one mask value" if self.masked else ""
        yield f"Each has an offset of two components{mask}: {each}·{self._taps} = {each * self._taps}"
        yield f"One such set for each offset group: {each * self._taps}·{groups} = {each * self._taps * groups}"

    def measure(self) -> Measurement:
        return channels(self._kernel, self.offset_groups, self.masked)

    def scene(self) -> Scene:
        arrays = predicted(self._kernel, self.offset_groups, self.masked)
        counted = counting(
            "what the op takes at one position", [Counted(name, array, "channel") for name, array in arrays.items()]
        )
        moves = measure.digits(len(GRID), 2, most=3) / 4
        moved = [(2 + row + down, 2 + column + right) for (row, column), (down, right) in zip(GRID, moves, strict=True)]
        return joined(counted.title, _moved("nine taps of a 3×3 kernel, shifted", (5, 5), moved), counted)


class PredictorParameters(_Predicted):
    """15.2 Cost of the predictor."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "(9·C_in + 1)·18·G for G offset groups; with a mask (9·C_in + 1)·27·G"

    in_channels: Annotated[Channels, Draw(64, 128, 256, 512)]
    out_channels: Annotated[Channels, Draw(64, 128, 256, 512)]
    offset_groups: Annotated[OffsetGroups, Draw(1, 1, 4)] = 1
    masked: Annotated[bool, Draw(False, True)]

    def impossible(self) -> str | None:
        if self.in_channels % self.offset_groups:
            return f"{self.offset_groups} offset groups do not divide {self.in_channels} channels"
        return None

    def ask(self) -> str:
        come = "offsets and mask come" if self.masked else "offsets come"
        return (
            f"A 3×3 deformable convolution, {self.in_channels}→{self.out_channels} channels, has {self._layer}. Its "
            f"{come} from one 3×3 convolution of the same input, with bias. How many parameters does "
            "that predictor have?"
        )

    def _outputs(self, groups: int = 0, masked: bool | None = None) -> int:
        return offset_channels(3, 3, groups or self.offset_groups, self.masked if masked is None else masked)

    def _parameters(self, outputs: int, kernel: int = 3, bias: bool = True) -> int:
        return conv_parameters(kernel, kernel, self.in_channels, outputs, bias=bias)

    def answer(self) -> Integer:
        return Integer(value=self._parameters(self._outputs()))

    def slips(self) -> Iterator[Slip]:
        c, o, outputs = self.in_channels, self.out_channels, self._outputs()
        right = self._parameters(outputs)
        yield Slip(
            tag="offset.learned_constants",
            value=outputs,
            message="Offsets are computed from the input: what is learned is the convolution that predicts them.",
            working=f"{self._each}·9·{self.offset_groups} = {outputs}",
            run=lambda: channels((3, 3), self.offset_groups, self.masked),
        )
        yield Slip(
            tag="offset.per_output_channel",
            value=right * o,
            message="All output channels share the offsets.",
            working=f"{right:,}·{o} = {right * o:,}",
        )
        yield Slip(
            tag="offset.1x1_predictor",
            value=self._parameters(outputs, kernel=1),
            message="The predictor is 3×3 here.",
            working=f"({c} + 1)·{outputs} = {self._parameters(outputs, kernel=1):,}",
            run=lambda: self._count(kernel=1),
        )
        yield Slip(
            tag="bias.forgotten",
            value=self._parameters(outputs, bias=False),
            working=f"9·{c}·{outputs} = {self._parameters(outputs, bias=False):,}",
            run=lambda: self._count(bias=False),
        )
        other = self._outputs(masked=not self.masked)
        yield self._mask_slip(
            self._parameters(other),
            f"(9·{c} + 1)·{other} = {self._parameters(other):,}",
            lambda: self._count(masked=not self.masked),
        )
        single = self._outputs(groups=1)
        yield Slip(
            tag="offset.groups_ignored",
            value=self._parameters(single),
            message="Every offset group has its own set.",
            working=f"(9·{c} + 1)·{single} = {self._parameters(single):,}",
            run=lambda: self._count(groups=1),
        )
        yield Slip(
            tag="offset.main_layer",
            value=self._parameters(o),
            message="That is the main convolution; the predictor puts out offsets, not feature maps.",
            working=f"(9·{c} + 1)·{o} = {self._parameters(o):,}",
            run=lambda: measure.count(measure.parameters(c, o, (3, 3))),
        )

    def steps(self) -> Iterator[str]:
        c, outputs = self.in_channels, self._outputs()
        values = "dy, dx and a mask value" if self.masked else "dy and dx"
        yield f"Channels to predict, {values} per tap and group: {self._each}·9·{self.offset_groups} = {outputs}"
        yield f"Weights and bias of one filter: 9·{c} + 1 = {9 * c + 1:,}"
        yield f"Parameters: {9 * c + 1:,}·{outputs} = {self._parameters(outputs):,}"

    def _arrays(
        self, kernel: int = 3, bias: bool = True, groups: int = 0, masked: bool | None = None
    ) -> dict[str, Array]:
        wanted = channels((3, 3), groups or self.offset_groups, self.masked if masked is None else masked)
        return measure.parameters(self.in_channels, wanted.value, (kernel, kernel), bias=bias)

    def _count(self, **changed: Any) -> Measurement:
        return measure.count(self._arrays(**changed))

    def measure(self) -> Measurement:
        return self._count()

    def scene(self) -> Scene:
        weight, bias = self._arrays().values()
        main = measure.count(measure.parameters(self.in_channels, self.out_channels, (3, 3)))
        arrays = [Counted("predictor's weights", weight, "filter"), Counted("predictor's biases", bias, "filter")]
        return counting("parameters of the predictor", arrays, f"main convolution, with bias: {main.value:,}")


Pixel = Annotated[int, Field(ge=0, le=255)]
Quarters = Annotated[int, Field(ge=0, le=3)]


class BilinearSample(Variant):
    """15.3 Bilinear sample."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "(1−fy)(1−fx)·v₀₀ + (1−fy)·fx·v₀₁ + fy·(1−fx)·v₁₀ + fy·fx·v₁₁"

    values: Annotated[
        tuple[Pixel, ...], Typed, Field(min_length=2, max_length=4), DrawSeveral(Draw(range(4, 81, 4)), range(4, 5))
    ]
    """Two rows of two pixels; the upper row alone where the image ends below it."""
    down: Annotated[Quarters, Draw(1, 2, 3)]
    """Quarters of a pixel below the upper row."""
    right: Annotated[Quarters, Draw(0, 1, 2, 3)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a place at the lower edge of the image in a third of the draws."""
        drawn = super().numbers(stream)
        return drawn if stream.below(3) else {**drawn, "values": drawn["values"][:2]}

    def impossible(self) -> str | None:
        return "there are four pixels, or two at the edge of the image" if len(self.values) == 3 else None

    @property
    def _edge(self) -> bool:
        return len(self.values) == 2

    @property
    def _rows(self) -> tuple[Pair, Pair]:
        """The four pixels, zero outside the image."""
        one, two, *below = self.values
        return (one, two), (below[0], below[1]) if below else (0, 0)

    @property
    def _place(self) -> tuple[Fraction, Fraction]:
        return Fraction(self.down, 4), Fraction(self.right, 4)

    def ask(self) -> str:
        down, right = map(exactly, self._place)
        column = f"c + {right}" if self.right else "c"
        (one, two), (three, four) = self._rows
        image = (
            f"The last row of an image, row r, holds {one} and {two} in columns c and c + 1."
            if self._edge
            else f"An image holds {one} and {two} in row r, {three} and {four} in row r + 1, columns c and c + 1."
        )
        return f"{image} Which value does a tap of a deformable convolution read at (r + {down}, {column}), exactly?"

    def answer(self) -> Number:
        return Number(value=bilinear(self._rows, *self._place), exact=True)

    def slips(self) -> Iterator[Slip]:
        (one, two), (_, four) = rows = self._rows
        down, right = self._place
        near = (self.down + 2) // 4, (self.right + 2) // 4
        yield Slip(
            tag="bilinear.nearest",
            value=rows[near[0]][near[1]],
            message="A place between pixels is interpolated, not rounded to the nearest one.",
            working=f"the nearest pixel holds {rows[near[0]][near[1]]}",
            run=lambda: self._read(*near),
        )
        yield Slip(
            tag="bilinear.cut_off",
            value=one,
            message="The parts of a pixel count: the place lies between its neighbours.",
            working=f"the pixel (r, c) holds {one}",
            run=lambda: self._read(0, 0),
        )
        yield Slip(
            tag="bilinear.axes_swapped",
            value=bilinear(rows, right, down),
            message="The first coordinate runs along rows, downward, the second along columns.",
            working=_weighed(rows, right, down),
            run=lambda: self._read(right, down),
        )
        given = len(self.values)
        yield Slip(
            tag="bilinear.plain_mean",
            value=Fraction(sum(self.values), given),
            message="The weights depend on how near each pixel is.",
            working=f"({' + '.join(map(str, self.values))})/{given}",
            run=None if self._edge else lambda: self._read(Fraction(1, 2), Fraction(1, 2)),
        )
        yield Slip(
            tag="bilinear.weights_reversed",
            value=bilinear(rows, 1 - down, 1 - right),
            message="The nearer pixel gets the larger weight.",
            working=_weighed(rows, 1 - down, 1 - right),
            run=lambda: self._read(1 - down, 1 - right),
        )
        along = bilinear(rows, Fraction(0), right)
        if self._edge:
            yield Slip(
                tag="bilinear.clamped_edge",
                value=along,
                message="What lies outside the image counts as zero; the last row is not repeated.",
                working=_weighed((rows[0], rows[0]), down, right),
                run=lambda: _read((rows[0], rows[0]), down, right),
            )
        else:
            yield Slip(
                tag="bilinear.one_axis",
                value=along,
                message="You interpolated in row r alone; the row is fractional too.",
                working=f"{exactly(1 - right)}·{one} + {exactly(right)}·{two}",
                run=lambda: self._read(Fraction(0), right),
            )
        yield Slip(
            tag="bilinear.diagonal",
            value=(1 - down) * (1 - right) * one + down * right * four,
            message="All four neighbours count, not only the two on the diagonal.",
            working=f"{exactly((1 - down) * (1 - right))}·{one} + {exactly(down * right)}·{four}",
        )

    def steps(self) -> Iterator[str]:
        (one, two), (three, four) = self._rows
        down, right = self._place
        far, near = exactly(right), exactly(1 - right)
        upper, lower = (one * (1 - right) + two * right), (three * (1 - right) + four * right)
        yield f"Along row r: {near}·{one} + {far}·{two} = {exactly(upper)}"
        if self._edge:
            yield "Row r + 1 lies outside the image: 0"
        else:
            yield f"Along row r + 1: {near}·{three} + {far}·{four} = {exactly(lower)}"
        total = exactly(bilinear(self._rows, down, right))
        yield f"Between the rows: {exactly(1 - down)}·{exactly(upper)} + {exactly(down)}·{exactly(lower)} = {total}"

    def _image(self) -> tuple[Pair, ...]:
        return self._rows[:1] if self._edge else self._rows

    def _read(self, down: Fraction | int, right: Fraction | int) -> Measurement:
        return _read(self._image(), down, right)

    def measure(self) -> Measurement:
        return self._read(*self._place)

    def scene(self) -> Scene:
        image = measure.image(self._image())[0, 0]
        size, where = (image.shape[0], image.shape[1]), (float(self._place[0]), float(self._place[1]))
        closing = f"The image {' / '.join(' '.join(map(str, row)) for row in self._image())}: {self.measure().run}."
        corners = [_corners(image, where)]
        return sampling("the weights of the neighbours", size, [(0.0, 0.0)], [where], corners, closing)


def _weighed(rows: tuple[Pair, Pair], down: Fraction, right: Fraction) -> str:
    """Write out the weighted sum of four pixels."""
    terms = (
        f"{exactly(height * width)}·{value}"
        for row, height in zip(rows, (1 - down, down), strict=True)
        for value, width in zip(row, (1 - right, right), strict=True)
    )
    return " + ".join(terms)


def _read(image: tuple[tuple[int, ...], ...], down: Fraction | int, right: Fraction | int) -> Measurement:
    """VALUE of a 1×1 deformable layer with weight 1, at its first output."""
    offset = constants([(float(down), float(right))], len(image), len(image[0]))
    output = deform_conv2d(measure.image(image), offset, measure.image([[1]]))
    value = Fraction(output[0, 0, 0, 0].item())
    return Measurement(value, f"deform_conv2d with offset ({float(down):g}, {float(right):g}) reads {exactly(value)}")


class ImitatedDilation(Variant):
    """15.4 Imitating dilation."""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 24
    formula: ClassVar[str] = "(dy, dx) = ((D − 1)(m − 1), (D − 1)(n − 1))"

    dilation: Annotated[int, Field(ge=2, le=6), Draw(2, 3, 4)]
    row: Annotated[int, Field(ge=0, le=2), Draw(0, 1, 2)]
    column: Annotated[int, Field(ge=0, le=2), Draw(0, 1, 2)]

    def excluded(self) -> bool:
        return self.row == self.column == 1

    def ask(self) -> str:
        d = self.dilation
        return (
            f"Constant offsets make a 3×3 deformable layer with padding 1 equal to a 3×3 layer with dilation {d} and "
            f"padding {d}. What is the offset of the tap in row {self.row}, column {self.column}, both counted from 0? "
            "(dy downward, dx to the right)"
        )

    def answer(self) -> Shape:
        d = self.dilation
        return self._pair(((d - 1) * (self.row - 1), (d - 1) * (self.column - 1)))

    @staticmethod
    def _pair(value: Pair) -> Shape:
        return Shape(value=value, axes=("dy", "dx"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        d, m, n = self.dilation, self.row, self.column

        def slip(tag: str, value: Pair, message: str, working: str) -> Slip:
            shown = f"{working} = ({self._pair(value).shown})"
            return Slip(tag=tag, value=value, message=message, working=shown, trial=lambda: self._trial(value))

        yield slip(
            "offset.absolute_position",
            (d * (m - 1), d * (n - 1)),
            "That is the place of the dilated tap; the offset adds to the tap's place on the regular grid.",
            f"({d}·({m} − 1), {d}·({n} − 1))",
        )
        yield slip(
            "offset.axes_swapped",
            ((d - 1) * (n - 1), (d - 1) * (m - 1)),
            "Rows first: dy comes from the row, dx from the column.",
            f"({d - 1}·({n} − 1), {d - 1}·({m} − 1))",
        )
        yield slip(
            "offset.sign",
            ((d - 1) * (1 - m), (d - 1) * (1 - n)),
            "The tap moves away from the centre, not towards it.",
            f"({d - 1}·(1 − {m}), {d - 1}·(1 − {n}))",
        )
        yield slip(
            "offset.from_corner",
            ((d - 1) * m, (d - 1) * n),
            "That stretches the kernel from its corner; with these paddings its centre stays.",
            f"({d - 1}·{m}, {d - 1}·{n})",
        )

    def steps(self) -> Iterator[str]:
        d, m, n = self.dilation, self.row, self.column
        wanted = self._pair((d * (m - 1), d * (n - 1))).shown
        plain = self._pair((m - 1, n - 1)).shown
        yield f"From the centre, the dilated tap reads at ({d}·({m} − 1), {d}·({n} − 1)) = ({wanted})"
        yield f"On the regular grid it stands at ({m} − 1, {n} − 1) = ({plain})"
        yield f"The offset is the difference: ({self.answer().shown})"

    def _difference(self, move: Pair) -> float:
        """Return how far a layer of this tap alone, so moved, is from the dilated one."""
        images = measure.noise(1, 1, self._side, self._side)
        weight = measure.zeros(1, 1, 3, 3).astype(float)
        weight[0, 0, self.row, self.column] = 1
        offset = constants([move] * len(GRID), self._side, self._side)
        output = deform_conv2d(images, offset, weight, padding=1)
        return measure.largest_difference(output, self._dilated(images, weight))

    def _dilated(self, images: Array, weight: Array) -> Array:
        return conv2d(images, weight, padding=self.dilation, dilation=self.dilation)

    def _move_along(self, row: int) -> int:
        """SEARCH down the middle column alone; along a row it is the same."""
        tap = type(self)(dilation=self.dilation, row=row, column=1)
        reach = range(-self.dilation, self.dilation + 1)
        return measure.search(reach, lambda down: tap._difference((down, 0)) < 1e-9)

    @property
    def _side(self) -> int:
        """An image in which the dilated kernel fits with room to spare."""
        return 2 * self.dilation + 3

    def _trial(self, move: Pair) -> Measurement:
        apart = self._difference(move)
        return Measurement(
            apart, f"with the offset ({self._pair(move).shown}) the two layers differ by up to {apart:.2f}"
        )

    def measure(self) -> Measurement:
        reach = range(-self.dilation, self.dilation + 1)
        found = measure.search(product(reach, reach), lambda move: self._difference(move) < 1e-9)
        tried = len(reach) ** 2
        return Measurement(
            found,
            f"of the {tried} offsets up to {self.dilation} either way, ({self._pair(found).shown}) makes them equal",
        )

    def scene(self) -> Scene:
        along, middle = [self._move_along(row) for row in range(3)], self._side // 2
        offsets = [(down, right) for down in along for right in along]
        regular = [(float(middle + row), float(middle + column)) for row, column in GRID]
        moved = [(row + down, column + right) for (row, column), (down, right) in zip(regular, offsets, strict=True)]
        images, weight = measure.noise(1, 1, self._side, self._side), measure.noise(1, 1, 3, 3, seed=1)
        frames = compared_frames(
            ("3×3 with these offsets", measure.plane(self._deformed(offsets)(images, weight))),
            (f"dilation {self.dilation}", measure.plane(self._dilated(images, weight))),
        )
        taps = sampling("nine taps, moved apart", (self._side, self._side), regular, moved)
        return joined(taps.title, _turned(self._side), taps, story("", frames))

    def _deformed(self, moves: Sequence[Pair]) -> Callable[[Array, Array], Array]:
        offset = constants(moves, self._side, self._side)
        return lambda images, weight: deform_conv2d(images, offset + 0 * images[:, :1], weight, padding=1)


class RelativeCost(_Predicted):
    """15.5 Relative cost."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "100·18·G/C_out percent for G offset groups; with a mask 100·27·G/C_out"

    in_channels: Annotated[Channels, Draw(64, 96, 128, 192, 256, 384, 512)]
    out_channels: Annotated[Channels, Draw(64, 96, 128, 192, 256, 384, 512)]
    masked: Annotated[bool, Draw(False, True)]
    offset_groups: OffsetGroups = 1

    def impossible(self) -> str | None:
        if self.in_channels % self.offset_groups:
            return f"{self.offset_groups} offset groups do not divide {self.in_channels} channels"
        return None

    def ask(self) -> str:
        return (
            f"A 3×3 deformable convolution, {self.in_channels}→{self.out_channels} channels, has {self._layer}; a 3×3 "
            f"convolution predicts the {self._what} at every output position. What are the "
            "predictor's MACs in percent of the main convolution's (2 decimals; bilinear sampling not counted)?"
        )

    def _share(self, outputs: int, of: int) -> Fraction:
        predictor, main = (
            conv_macs(conv_parameters(3, 3, self.in_channels, filters, bias=False), 1) for filters in (outputs, of)
        )
        return Fraction(100 * predictor, main)

    def _outputs(self, masked: bool | None = None) -> int:
        return offset_channels(3, 3, self.offset_groups, self.masked if masked is None else masked)

    def answer(self) -> Percent:
        return Percent(value=self._share(self._outputs(), self.out_channels), places=2)

    def slips(self) -> Iterator[Slip]:
        c, o, outputs = self.in_channels, self.out_channels, self._outputs()
        yield Slip(
            tag="offset.free",
            value=0,
            message="Offsets are not free: a convolution predicts them.",
            working="no MACs counted for the predictor",
        )
        yield Slip(
            tag="offset.doubles",
            value=100,
            message=f"The predictor is a 3×3 convolution of the same input, but with {outputs} outputs, not C_out.",
            working=f"{o}/{o} = 100%",
            run=lambda: self._run(predictor=o),
        )
        other = self._outputs(masked=not self.masked)
        yield self._mask_slip(
            self._share(other, o),
            f"{other}/{o}",
            lambda: self._run(predictor=channels((3, 3), self.offset_groups, not self.masked).value),
        )
        yield Slip(
            tag="offset.over_cin",
            value=self._share(outputs, c),
            message="C_in cancels: both layers have 9·C_in products per output. Divide by C_out.",
            working=f"{outputs}/{c}",
            run=lambda: self._run(main=c),
        )
        yield Slip(
            tag="offset.of_both",
            value=self._share(outputs, o + outputs),
            message="That is the predictor's part of the whole; the ask is for its percent of the main convolution.",
            working=f"{outputs}/({o} + {outputs})",
        )

    def steps(self) -> Iterator[str]:
        c, o, outputs = self.in_channels, self.out_channels, self._outputs()
        yield f"Predictor's output channels: {self._each}·9·{self.offset_groups} = {outputs}"
        yield f"Predictor, per position: 9·{c}·{outputs} = {9 * c * outputs:,} MACs"
        yield f"Main convolution, per position: 9·{c}·{o} = {9 * c * o:,} MACs"
        yield f"{9 * c * outputs:,}/{9 * c * o:,} = {outputs}/{o} ≈ {self.answer().shown}"

    def _macs(self, filters: int) -> Measurement:
        return measure.ones(self.in_channels, filters, (3, 3), (2, 2), padding=1)

    def _run(self, predictor: int = 0, main: int = 0) -> Measurement:
        wanted = predictor or channels((3, 3), self.offset_groups, self.masked).value
        one, other = self._macs(wanted).value, self._macs(main or self.out_channels).value
        return Measurement(Fraction(100 * one, other), f"all ones on a 2×2 map: predictor {one:,} MACs, main {other:,}")

    def measure(self) -> Measurement:
        return self._run()

    def scene(self) -> Scene:
        wanted = channels((3, 3), self.offset_groups, self.masked)
        predictor, main = self._macs(wanted.value).value, self._macs(self.out_channels).value
        macs = [(f"predictor of {wanted.value} channels", predictor), ("main convolution", main)]
        said = ("", f"The predictor takes {100 * predictor / main:.2f} % of that.")
        return barred("two convolutions of one input", "multiply-adds of ones on a 2×2 map", macs, said)


def plain_without_offsets() -> Evidence:
    """Run the op with offsets from a predictor of zeros, without a mask and with one of a half."""
    images, weight = measure.noise(2, 4, 7, 7), measure.noise(3, 4, 3, 3, seed=1)
    offset, scores = (conv2d(images, measure.zeros(outputs, 4, 3, 3).astype(float), padding=1) for outputs in (18, 9))
    mask = 1 / (1 + e**-scores)
    plain = conv2d(images, weight, padding=1)
    same = measure.largest_difference(deform_conv2d(images, offset, weight, padding=1), plain)
    half = measure.largest_difference(deform_conv2d(images, offset, weight, padding=1, mask=mask), plain / 2)
    return Evidence(
        same < 1e-12 and half < 1e-12,
        f"{plain.size} outputs: to the plain convolution max |Δ| = {same:.1g}; mask σ(0) = {mask.max():g}, to half "
        f"of it max |Δ| = {half:.1g}",
    )


def constant_offset_moves_the_image() -> Evidence:
    """Move every tap down a row, and the image up a row."""
    images, weight = measure.noise(1, 2, 7, 7), measure.noise(3, 2, 3, 3, seed=1)
    moved = 0 * images
    moved[:, :, :-1] = images[:, :, 1:]
    output = deform_conv2d(images, constants([(1, 0)] * 9, 5, 5), weight)
    apart = measure.largest_difference(output, conv2d(moved, weight))
    return Evidence(apart < 1e-12, f"offset (1, 0), to the image moved up a row: max |Δ| = {apart:.1g}")


def offsets_are_dilation() -> Evidence:
    """Move every tap away from the centre by D − 1 times its place."""
    images, weight = measure.noise(1, 2, 12, 12), measure.noise(3, 2, 3, 3, seed=1)
    apart = {}
    for dilation in (2, 3, 4):
        moves = [(down * (dilation - 1.0), right * (dilation - 1.0)) for down, right in GRID]
        output = deform_conv2d(images, constants(moves, 12, 12), weight, padding=1)
        apart[dilation] = measure.largest_difference(output, conv2d(images, weight, None, 1, dilation, dilation))
    text = ", ".join(f"D = {dilation}: max |Δ| = {largest:.1g}" for dilation, largest in apart.items())
    return Evidence(max(apart.values()) < 1e-12, text)


def offsets_are_rotation() -> Evidence:
    """Turn the grid of taps by 90°, and the kernel the other way."""
    images, weight = measure.noise(1, 2, 9, 9), measure.noise(3, 2, 3, 3, seed=1)
    moves = [turn_of(at, 2) for at in GRID]
    output = deform_conv2d(images, constants(moves, 9, 9), weight, padding=1)
    turned = conv2d(images, turned_back(weight), padding=1)
    unturned = measure.largest_difference(output, conv2d(images, weight, padding=1))
    apart = measure.largest_difference(output, turned)
    return Evidence(
        apart < 1e-12 and unturned > 0.1,
        f"to the turned kernel max |Δ| = {apart:.1g}, to the kernel as it was {unturned:.2f}",
    )


def offsets_follow_the_input() -> Evidence:
    """Add two images in front of the layer, and behind it, with constant and with predicted offsets."""
    one, other = measure.noise(1, 2, 8, 8), measure.noise(1, 2, 8, 8, seed=1)
    weight, predictor = measure.noise(3, 2, 3, 3, seed=2), measure.noise(18, 2, 3, 3, seed=3)
    fixed = constants([(0.5, -0.25)] * 9, 8, 8)

    def beyond_linear(layer: Callable[[Array], Array]) -> float:
        return measure.largest_difference(layer(one + other), layer(one) + layer(other))

    constant = beyond_linear(lambda x: deform_conv2d(x, fixed, weight, padding=1))
    driven = beyond_linear(lambda x: deform_conv2d(x, conv2d(x, predictor, padding=1), weight, padding=1))
    offsets = conv2d(one, predictor, padding=1)
    spread = float((offsets.max(axis=(2, 3)) - offsets.min(axis=(2, 3))).min())
    return Evidence(
        constant < 1e-12 and driven > 0.1 and spread > 0.1,
        f"f(a + b) − f(a) − f(b): {constant:.1g} with constant offsets, {driven:.2f} with predicted ones, each of "
        f"which varies by {spread:.1f} or more over the image",
    )


def channels_follow_formula() -> Evidence:
    """Search the shapes that the op takes."""
    settings = list(product((1, 3, 5), (2, 3), (1, 2, 4), (False, True)))
    agree = sum(
        channels((high, wide), groups, masked).value == offset_channels(high, wide, groups, masked)
        for high, wide, groups, masked in settings
    )
    example = [channels((3, 3), 1, masked).value for masked in (False, True)]
    return Evidence(
        agree == len(settings) and example == [18, 27],
        f"{agree} of {len(settings)} settings agree; 3×3: {example[0]}, with a mask {example[1]}",
    )


def all_filters_share_offsets() -> Evidence:
    """Offer the op a set of offsets for each of 4 output channels."""
    images, weight = measure.noise(1, 1, 5, 5), measure.noise(4, 1, 3, 3, seed=1)

    def offered(sets: int) -> Measurement:
        offset = constants([(0, 0)] * len(GRID) * sets, 3, 3)
        return measure.error(lambda: deform_conv2d(images, offset, weight))

    one, four = offered(1), offered(4)
    return Evidence(one.value is None and four.value is not None, f"18 channels: {one.run}; 72 channels: {four.run}")


def impulse_is_shared_out() -> Evidence:
    """Read half a row off, around a single 1."""
    images = measure.image([[0], [0], [1], [0], [0]])
    output = deform_conv2d(images, constants([(0.5, 0)], 5, 1), measure.image([[1]]))
    seen = output.ravel().tolist()
    return Evidence(seen == [0, 0.5, 0.5, 0, 0], f"0, 0, 1, 0, 0 read half a row further down: {seen}")


def offsets_have_gradients() -> Evidence:
    """Nudge the offset of one tap, as it is and rounded to whole pixels."""
    images, tap, step = measure.noise(1, 1, 6, 6), measure.image([[1]]), 1e-6

    def slope(down: float, right: float, rounded: bool = False) -> float:
        ends = [(round(down + by) if rounded else down + by) for by in (step, -step)]
        above, below = (deform_conv2d(images, constants([(end, right)], 6, 6), tap)[0, 0, 2, 2] for end in ends)
        return float((above - below) / (2 * step))

    places = [(-1.7, 0.2), (0.3, 0.6), (1.2, -0.4), (0.8, 1.9)]
    expected = []
    for down, right in places:
        row, column = int(2 + down // 1), int(2 + right // 1)
        by_row = images[0, 0, row + 1] - images[0, 0, row]
        expected.append(float((1 - right % 1) * by_row[column] + right % 1 * by_row[column + 1]))
    off = max(abs(slope(*place) - value) for place, value in zip(places, expected, strict=True))
    flat = max(abs(slope(*place, rounded=True)) for place in places)
    return Evidence(
        off < 1e-6 and flat == 0 and min(map(abs, expected)) > 1e-3,
        f"{len(places)} places: slopes {listed(f'{value:.2f}' for value in expected)} within {off:.1g}; "
        f"rounded, {flat:g}",
    )


ANSWER = """\
A deformable convolution adds a 2-D **offset to every sampling position** of the kernel:
`y(p) = Σ_k w_k · x(p + p_k + Δp_k(p))`.

- The offsets are **predicted from the input** by an extra convolution of the same feature map, with the same kernel
  size and dilation. Its weights are learned; the offsets are no constants and **differ at every position**.
- They are **fractional**, so values are read **bilinearly**, zero outside the image. That also lets gradients reach the
  offsets.
- The predictor puts out **2·K_h·K_w channels** per offset group: 18 for 3×3. All output channels share them.
- Version 2 multiplies each tap by a **mask** m_k(p), one more channel per tap through a sigmoid: 27 for 3×3.

It adapts to scale, rotation and shape: suitable offsets make it equal to a dilated kernel, or to one turned
by 90°. It improves detection and segmentation (DCN, DCNv2); its ideas live on in Deformable DETR (attention) and
InternImage (DCNv3).
"""

QUESTION = Question(
    number=15,
    slug="deformable",
    title="What is deformable convolution?",
    level="hard",
    topics=("deformable convolution",),
    answer=ANSWER,
    formula="y(p) = Σ_k w_k · x(p + p_k + Δp_k(p)) · m_k(p), with m_k = 1 in version 1",
    latex=r"y(p) = \sum_k w_k \, x\bigl(p + p_k + \Delta p_k(p)\bigr) \, m_k(p)",
    common_wording=(
        CommonWording(
            says="It adds learnable 2D offsets to the sampling positions.",
            but="What is learned is a convolution that computes the offsets from the input, anew at every position. "
            "With constant offsets the layer would be linear in its input; it is not.",
        ),
        CommonWording(
            says="It is used in recent state-of-the-art models.",
            but="Name them: detectors with DCNv2 (2019), Deformable DETR (2021; deformable attention, no convolution), "
            "InternImage (2023; DCNv3).",
        ),
    ),
    claims=(
        Claim(
            says="The offsets are predicted from the input and differ at every position; they are no constants.",
            experiment=offsets_follow_the_input,
            source="Dai et al. 2017, §2.1",
            refutes=True,
        ),
        Claim(
            says="A predictor of zeros makes it a plain convolution; with version 2's mask, half of one.",
            experiment=plain_without_offsets,
            source="Zhu et al. 2019, §3.2",
        ),
        Claim(
            says="The offset (1, 0) for every tap is the convolution of the image moved up a row.",
            experiment=constant_offset_moves_the_image,
        ),
        Claim(
            says="Between pixels it reads bilinearly.",
            experiment=impulse_is_shared_out,
            source="Dai et al. 2017, eq. 3",
        ),
        Claim(
            says="Through bilinear reading the output has a slope in the offsets; through rounded offsets it has none.",
            experiment=offsets_have_gradients,
            source="Dai et al. 2017, §2.1",
        ),
        Claim(
            says="An offset group takes 2·K_h·K_w channels, with a mask 3·K_h·K_w.",
            experiment=channels_follow_formula,
            source="Dai et al. 2017, §2.1; Zhu et al. 2019, §3.2; torchvision documentation of deform_conv2d",
        ),
        Claim(says="All output channels share the offsets.", experiment=all_filters_share_offsets),
        Claim(
            says="Offsets can imitate scale: moved by (D − 1) times its place, the tap is that of dilation D.",
            experiment=offsets_are_dilation,
            source="Dai et al. 2017, §2.1 and Figure 1",
        ),
        Claim(
            says="Offsets can imitate rotation: the grid turned by 90° is the kernel turned the other way.",
            experiment=offsets_are_rotation,
            source="Dai et al. 2017, Figure 1",
        ),
        Claim(says="It improves detection and segmentation.", source="Dai et al. 2017, §4; Zhu et al. 2019"),
        Claim(
            says="Deformable DETR attends at predicted offsets, InternImage is built of a third version.",
            source="Zhu et al. 2021; Wang et al. 2023",
        ),
    ),
    variants=(OffsetChannels, PredictorParameters, BilinearSample, ImitatedDilation, RelativeCost),
    follow_ups=(
        FollowUp(
            "How are the offsets initialised?",
            "The predictor's weights and biases start at zero, so training starts from a plain convolution. The mask "
            "starts at σ(0) = ½, which halves the output unless it is scaled to 1.",
        ),
        FollowUp(
            "Why bilinear?",
            "Rounded positions have zero gradient. Bilinear weights are differentiable in the offset almost "
            "everywhere; at whole positions the slope jumps.",
        ),
        FollowUp(
            "What does it cost in practice?",
            "For 3×3 the predictor adds 18/C_out of the main convolution's MACs per offset group, 27/C_out with a "
            "mask. Beyond that, memory access becomes irregular. Usually only the last stages are deformable.",
        ),
    ),
    rubric=(
        Point("the sampling positions get 2-D offsets", essential=True),
        Point("the offsets are predicted from the input, different at each position", essential=True),
        Point("fractional, hence bilinear interpolation, which is differentiable", essential=True),
        Point("2·K² offset channels per group; version 2 adds a mask of K²"),
        Point("adapts to scale, rotation and shape; helps detection and segmentation"),
        Point("cost, and where in a network it is used"),
    ),
    trap="The offsets are learned constants of the layer (they are predicted from the input).",
    sources=(
        "Dai et al. 2017, Deformable convolutional networks",
        "Zhu et al. 2019, Deformable ConvNets v2: more deformable, better results",
        "Zhu et al. 2021, Deformable DETR: deformable transformers for end-to-end object detection",
        "Wang et al. 2023, InternImage: exploring large-scale vision foundation models with deformable convolutions",
        "torchvision documentation of deform_conv2d",
    ),
    related=(5, 9),
)
