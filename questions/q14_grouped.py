"""Question 14: grouped convolution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from math import gcd
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers.answers import Integer, Parts, Shape
from questions.drawing.stream import Draw, Stream
from questions.model.claim import Claim, Evidence
from questions.model.variant import FollowUp, Level, Point, Question, Variant
from questions.parts.arrays import arrays_of, counted, laid_out
from questions.parts.limits import too_many
from questions.parts.real_layers import Pool
from questions.scenes import Frame, Ink, Marks, Scene
from questions.scenes.bars import barred
from questions.scenes.counting import counting
from questions.scenes.numbers import grid
from questions.scenes.steps import steps
from questions.scenes.story import joined, story
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import channels_seen, conv_macs, conv_parameters, divisors, shuffled
from solvers.engine import channel_shuffle, conv2d, conv2d_input_grad
from solvers.layers import Table, Weights
from solvers.measure import Array, Measurement, extent
from solvers.networks.architectures.alexnet import ALEXNET, ALEXNET_UNGROUPED
from solvers.networks.network import Network

Channels = Field(ge=1, le=2048)
Kernel = Field(ge=1, le=15)
Groups = Field(ge=1, le=2048)
Side = Field(ge=1, le=256)


def indivisible(in_channels: int, out_channels: int, groups: int) -> str | None:
    """Say that the groups do not divide both channel counts, None if they do."""
    if in_channels % groups or out_channels % groups:
        return f"{groups} groups must divide both {in_channels} and {out_channels} channels"
    return None


def _published() -> Iterator[tuple[str, int, int, int, int, int, bool]]:
    """Yield name, kernel, channels in and out, groups, output side and bias of published grouped layers."""
    yield "AlexNet conv2", 5, 96, 256, 2, 27, True
    yield "AlexNet conv4", 3, 384, 384, 2, 13, True
    yield "AlexNet conv5", 3, 384, 256, 2, 13, True
    for name, groups, narrowest in (
        ("ResNeXt-50 (32×4d)", 32, 128),
        ("ResNeXt-101 (64×4d)", 64, 256),
        ("ResNeXt-101 (32×8d)", 32, 256),
    ):
        for stage, side in enumerate((56, 28, 14, 7)):
            width = narrowest << stage
            yield f"{name} conv{stage + 2}", 3, width, width, groups, side, False
    for groups, narrowest in ((2, 200), (3, 240), (4, 272), (8, 384)):
        for stage, side in enumerate((28, 14, 7)):
            width = narrowest << stage
            name = f"ShuffleNet (g={groups}) stage {stage + 2}"
            yield f"{name}, reduction", 1, width, width // 4, groups, side, False
            yield f"{name}, expansion", 1, width // 4, width, groups, side, False


PUBLISHED = tuple(_published())
"""Krizhevsky et al. 2012, §3.5; Xie et al. 2017, Tables 1 and 4; Mahajan et al. 2018; Zhang et al. 2018, Table 1."""


def all_ones(filters: int, depth: int) -> Array:
    """Return 1×1 filters whose weights are all one, so that nothing cancels."""
    return measure.zeros(filters, depth, 1, 1).astype(float) + 1


def gradient_of(output: int, in_channels: int, out_channels: int, groups: int) -> Array:
    """GRAD: the gradient of one output channel at every input channel, all weights one."""
    weight = all_ones(out_channels, in_channels // groups)
    only = measure.identity(out_channels)[output].reshape(1, out_channels, 1, 1)
    gradient: Array = conv2d_input_grad(only, weight, (1, in_channels, 1, 1), groups=groups)[0, :, 0, 0]
    return gradient


def reached(out_channels: int, groups: int, values: Array) -> Array:
    """Run a grouped 1×1 convolution whose weights are all one."""
    return conv2d(values, all_ones(out_channels, values.shape[1] // groups), groups=groups)


def one_channel_each(channels: int) -> Array:
    """Return as many images as channels, image i with a 1 in channel i and 0 elsewhere."""
    return measure.identity(channels).reshape(channels, channels, 1, 1)


MOST_CONNECTIONS = 4096
"""Entries of a matrix of channels that is drawn as it is."""


def _connected(in_channels: int, out_channels: int, groups: int) -> Scene:
    """Show which outputs have a gradient at which inputs: dense, grouped, twice grouped, and with a shuffle."""
    stands_for = ""
    if in_channels * out_channels > MOST_CONNECTIONS or in_channels % groups or out_channels % groups:
        stands_for = f" Here 16 channels in 4 groups stand for {in_channels} in {groups}."
        in_channels = out_channels = 16
        groups = 4
    once = measure.connections(all_ones(out_channels, in_channels // groups), groups)
    dense = measure.connections(all_ones(out_channels, in_channels))
    between = reached(in_channels, groups, one_channel_each(in_channels))
    apart, mixed = (
        reached(out_channels, groups, values)[:, :, 0, 0].T for values in (between, channel_shuffle(between, groups))
    )
    maps = (
        (dense, "One group", "every output hangs on every input."),
        (once, f"{groups} groups", "blocks along the diagonal, nothing between them."),
        (apart, "Two grouped layers", "the groups stay apart however deep."),
        (mixed, "Two, with a shuffle between", "groups meet."),
    )
    frames = [
        Frame(
            (grid(f"{name.lower()}: outputs × inputs", (array != 0) * 1.0, written=False),),
            f"{name}: {said} {int((array != 0).sum()):,} of {array.size:,} are not zero.{stands_for}",
        )
        for array, name, said in maps
    ]
    return story("who hangs on whom, by gradients", frames)


class Parameters(Variant):
    """14.1 Parameters."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "K²·(C_in/g)·C_out, and C_out more with bias"
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "in_channels", "out_channels", "groups", "bias"),
        [(name, (k, c, o, g, bias)) for name, k, c, o, g, _, bias in PUBLISHED],
    )

    kernel: Annotated[int, Kernel, Draw(1, 3, 3, 5)]
    in_channels: Annotated[int, Channels, Draw(48, 64, 96, 128, 192, 256, 384, 512)]
    out_channels: Annotated[int, Channels, Draw(48, 64, 96, 128, 192, 256, 384, 512)]
    groups: Annotated[int, Groups, Draw(2, 3, 4, 8, 16, 32)]
    bias: Annotated[bool, Draw(True, True, True, False)] = True

    @property
    def _layer(self) -> Weights:
        kernel = (self.kernel, self.kernel)
        return Weights("", self.in_channels, self.out_channels, kernel, self.groups, self.bias)

    def impossible(self) -> str | None:
        indivisibly = indivisible(self.in_channels, self.out_channels, self.groups)
        return indivisibly or too_many(self.kernel**2 * self.in_channels * self.out_channels)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {self.kernel}×{self.kernel} convolution, {self.in_channels}→{self.out_channels} channels, has "
            f"{self.groups} groups and {'biases' if self.bias else 'no biases'}. How many parameters is that?"
        )

    def answer(self) -> Integer:
        k = self.kernel
        return Integer(value=conv_parameters(k, k, self.in_channels, self.out_channels, self.groups, self.bias))

    def slips(self) -> Iterator[Slip]:
        k, c, o, g = self.kernel, self.in_channels, self.out_channels, self.groups
        biases = o if self.bias else 0
        added = f" + {o}" if self.bias else ""
        dense = k * k * c * o
        yield Slip(
            tag="groups.ignored",
            value=dense + biases,
            working=f"{k}·{k}·{c}·{o}{added} = {dense + biases:,}",
            run=lambda: counted((self._layer,), groups=1),
        )
        yield Slip(
            tag="groups.both_divided",
            value=k * k * (c // g) * (o // g) + biases,
            working=f"{k}·{k}·{c // g}·{o // g}{added} = {k * k * (c // g) * (o // g) + biases:,}",
        )
        yield Slip(
            tag="groups.multiplied",
            value=dense * g + biases,
            message="Grouping divides: a filter sees only C_in/g channels.",
            working=f"{k}·{k}·{c}·{g}·{o}{added} = {dense * g + biases:,}",
        )
        if self.bias:
            yield Slip(
                tag="bias.divided_by_groups",
                value=dense // g + o // g,
                message="Every output channel has its bias, grouped or not.",
                working=f"{k}·{k}·{c // g}·{o} + {o // g} = {dense // g + o // g:,}",
            )
        flipped = 0 if self.bias else o
        yield Slip(
            tag="bias.flipped",
            value=dense // g + flipped,
            working=f"{k}·{k}·{c // g}·{o} + {flipped} = {dense // g + flipped:,}",
            run=lambda: counted((self._layer,), bias=not self.bias),
        )

    def steps(self) -> Iterator[str]:
        k, c, o, g = self.kernel, self.in_channels, self.out_channels, self.groups
        yield f"Channels that a filter sees: {c}/{g} = {c // g}"
        yield f"Weights of one filter: {k}·{k}·{c // g} = {k * k * (c // g):,}"
        yield f"All {o} filters: {k * k * (c // g):,}·{o} = {k * k * (c // g) * o:,}"
        if self.bias:
            yield f"One bias each: {k * k * (c // g) * o:,} + {o} = {self.answer().value:,}"

    def measure(self) -> Measurement:
        return counted((self._layer,))

    def scene(self) -> Scene:
        closing = f"without groups: {counted((self._layer,), groups=1).value:,}"
        arrays = counting("the arrays of the grouped layer", laid_out((self._layer,)), closing)
        return joined(arrays.title, _connected(self._layer.in_channels, self._layer.out_channels, self.groups), arrays)


class RealLayers(Variant):
    """14.2 Real grouped layers."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "MACs K²·(C_in/g)·C_out·H²; weights saved K²·C_in·C_out·(g−1)/g"
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "in_channels", "out_channels", "groups", "size"),
        [(name, (k, c, o, g, size)) for name, k, c, o, g, size, _ in PUBLISHED],
    )
    few_draws: ClassVar[int | None] = len(pool or ())

    kernel: Annotated[int, Kernel]
    in_channels: Annotated[int, Channels]
    out_channels: Annotated[int, Channels]
    groups: Annotated[int, Groups]
    size: Annotated[int, Side]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a published layer: there are no others here."""
        return cls.pool.pick(stream) if cls.pool else {}

    @property
    def _layer(self) -> Weights:
        return Weights("", self.in_channels, self.out_channels, (self.kernel, self.kernel), self.groups, bias=False)

    def impossible(self) -> str | None:
        indivisibly = indivisible(self.in_channels, self.out_channels, self.groups)
        return indivisibly or too_many(self.kernel**2 * self.in_channels * self.out_channels)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        padding = "same padding (taps on it counted), " if self.kernel > 1 else ""
        return (
            f"{where} {self.kernel}×{self.kernel} convolution, stride 1, "
            f"{padding}{self.in_channels}→{self.out_channels} channels, {self.groups} groups, has a "
            f"{self.size}×{self.size} output. How many MACs does one image take, and how many weights does grouping "
            "save? (MACs; weights saved)"
        )

    def _weights(self, groups: int) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, groups, bias=False)

    def answer(self) -> Parts:
        grouped, dense = self._weights(self.groups), self._weights(1)
        return Parts(
            parts={
                "MACs": Integer(value=conv_macs(grouped, self.size**2)),
                "weights saved": Integer(value=dense - grouped),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, c, o, g, h = self.kernel, self.in_channels, self.out_channels, self.groups, self.size
        grouped, dense, twice = self._weights(g), self._weights(1), k * k * (c // g) * (o // g)
        yield Slip(
            tag="groups.no_mac_saving",
            value={"MACs": dense * h * h},
            message="MACs fall by g as well.",
            working=f"{k}·{k}·{c}·{o}·{h}² = {dense * h * h:,}",
            run=lambda: Measurement({"MACs": self._macs(1).value}, self._macs(1).run),
        )
        yield Slip(
            tag="groups.both_divided",
            value={"MACs": twice * h * h, "weights saved": dense - twice},
            working=f"{k}·{k}·{c // g}·{o // g} = {twice:,}; {twice:,}·{h}² = {twice * h * h:,}; "
            f"{dense:,} − {twice:,} = {dense - twice:,}",
        )
        yield Slip(
            tag="groups.remaining_not_saved",
            value={"weights saved": grouped},
            message="That is what remains.",
            working=f"{k}·{k}·{c // g}·{o} = {grouped:,}",
            run=lambda: Measurement({"weights saved": counted((self._layer,)).value}, "the grouped layer's weights"),
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value={"MACs": grouped},
            working=f"{k}·{k}·{c // g}·{o} = {grouped:,}",
            run=lambda: Measurement({"MACs": counted((self._layer,)).value}, "the grouped layer's weights"),
        )

    def steps(self) -> Iterator[str]:
        k, c, o, g, h = self.kernel, self.in_channels, self.out_channels, self.groups, self.size
        grouped, dense = self._weights(g), self._weights(1)
        yield f"A filter sees {c}/{g} = {c // g} channels: {k}·{k}·{c // g}·{o} = {grouped:,} weights in all"
        yield f"Each is used at {h}·{h} positions: {grouped:,}·{h * h:,} = {grouped * h * h:,} MACs"
        yield f"Without groups: {k}·{k}·{c}·{o} = {dense:,} weights"
        yield f"Saved: {dense:,} − {grouped:,} = {dense - grouped:,}"

    def _macs(self, groups: int) -> Measurement:
        kernel, size = (self.kernel, self.kernel), (self.size, self.size)
        return measure.ones(self.in_channels, self.out_channels, kernel, size, 1, "same", 1, groups)

    def measure(self) -> Measurement:
        macs = self._macs(self.groups)
        grouped, dense = counted((self._layer,)).value, counted((self._layer,), groups=1).value
        return Measurement(
            {"MACs": macs.value, "weights saved": dense - grouped},
            f"{macs.run}; weights {grouped:,}, without groups {dense:,}",
        )

    def scene(self) -> Scene:
        grouped, dense = (self._macs(groups) for groups in (self.groups, 1))
        saved = self.measure()
        macs = [(f"{self.groups} groups", grouped.value), ("one group", dense.value)]
        weights = f"Weights saved: {saved.value['weights saved']:,}."
        said = ("", f"That is {dense.value / grouped.value:g} times as many. {weights}")
        bars = barred("", "multiply-adds of ones", macs, said)
        connected = _connected(self.in_channels, self.out_channels, self.groups)
        return joined("the layer with and without groups", connected, bars)


def accepted(in_channels: int, out_channels: int, candidates: Iterable[int]) -> Measurement:
    """ERROR for every candidate: count the numbers of groups that the op accepts."""
    values = measure.zeros(1, in_channels, 1, 1)
    fine = [
        groups
        for groups in candidates
        if not measure.error(
            partial(conv2d, values, measure.zeros(out_channels, in_channels // groups, 1, 1), groups=groups)
        ).value
    ]
    return Measurement(len(fine), f"conv2d accepts groups of {', '.join(map(str, fine))} and refuses the others")


class ValidGroups(Variant):
    """14.3 Valid group numbers."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "the number of divisors of gcd(C_in, C_out)"

    in_channels: Annotated[int, Field(ge=1, le=512), Draw(24, 36, 48, 60, 64, 72, 80, 96, 100, 120)]
    out_channels: Annotated[int, Field(ge=1, le=512), Draw(24, 36, 48, 60, 64, 80, 90, 96, 100, 120)]

    @property
    def _common(self) -> int:
        return gcd(self.in_channels, self.out_channels)

    def ask(self) -> str:
        return (
            f"A convolution takes {self.in_channels} channels to {self.out_channels}. How many values can its number "
            "of groups take?"
        )

    def answer(self) -> Integer:
        return Integer(value=len(divisors(self._common)))

    def slips(self) -> Iterator[Slip]:
        c, o, common = self.in_channels, self.out_channels, self._common
        powers = [divisor for divisor in divisors(common) if divisor.bit_count() == 1]
        yield Slip(
            tag="groups.divides_in_only",
            value=len(divisors(c)),
            message="g must divide C_out, too.",
            working=f"divisors of {c}: {len(divisors(c))}",
            run=lambda: accepted(c, c, range(1, c + 1)),
        )
        yield Slip(
            tag="groups.divides_out_only",
            value=len(divisors(o)),
            message="g must divide C_in, too.",
            working=f"divisors of {o}: {len(divisors(o))}",
            run=lambda: accepted(o, o, range(1, o + 1)),
        )
        yield Slip(
            tag="groups.powers_of_two",
            value=len(powers),
            message="Any common divisor will do.",
            working=f"{', '.join(map(str, powers))}: {len(powers)}",
            run=lambda: accepted(c, o, [1 << power for power in range(min(c, o).bit_length())]),
        )
        yield Slip(
            tag="groups.largest",
            value=common,
            message="That is the largest possible value; each of its divisors is possible.",
            working=f"gcd({c}, {o}) = {common}",
        )

    def steps(self) -> Iterator[str]:
        yield "g must divide C_in and C_out, so it divides their greatest common divisor"
        yield f"gcd({self.in_channels}, {self.out_channels}) = {self._common}"
        found = divisors(self._common)
        yield f"Its divisors: {', '.join(map(str, found))}; that makes {len(found)}"

    def measure(self) -> Measurement:
        return accepted(self.in_channels, self.out_channels, range(1, min(self.in_channels, self.out_channels) + 1))

    def scene(self) -> Scene:
        c, o = self.in_channels, self.out_channels
        both = self.measure()
        tried = [groups for groups in range(1, min(c, o) + 1) if c % groups == 0 or o % groups == 0]
        rows = [(str(groups), "runs" if accepted(c, o, [groups]).value else "refused") for groups in tried]
        closing = f"{both.run[:1].upper()}{both.run[1:]}: {both.value}."
        return steps(f"groups for {c} channels in and {o} out", ("groups", "conv2d"), rows, closing=closing)


RESNEXT = (
    ("ResNet-50 conv2", (1, 64, 256)),
    ("ResNeXt-50 (2×40d) conv2", (2, 40, 256)),
    ("ResNeXt-50 (4×24d) conv2", (4, 24, 256)),
    ("ResNeXt-50 (8×14d) conv2", (8, 14, 256)),
    ("ResNeXt-50 (32×4d) conv2", (32, 4, 256)),
    ("ResNeXt-50 (32×4d) conv3", (32, 8, 512)),
    ("ResNeXt-50 (32×4d) conv4", (32, 16, 1024)),
    ("ResNeXt-50 (32×4d) conv5", (32, 32, 2048)),
    ("ResNeXt-101 (32×8d) conv2", (32, 8, 256)),
    ("ResNeXt-101 (64×4d) conv2", (64, 4, 256)),
)
"""Name, cardinality, width of a group and channels of a block: the same, and Xie et al. 2017, Table 3."""


def block(cardinality: int, group_width: int, channels: int) -> Table:
    """Return the three layers of a ResNeXt block, all without bias."""
    width = cardinality * group_width
    return (
        Weights("1×1", channels, width, (1, 1), 1, bias=False),
        Weights("grouped 3×3", width, width, (3, 3), cardinality, bias=False),
        Weights("1×1 back", width, channels, (1, 1), 1, bias=False),
    )


class ResNeXtBlock(Variant):
    """14.4 ResNeXt block."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "C·(w·d + 9·d² + d·w)"
    pool: ClassVar[Pool | None] = Pool(("cardinality", "group_width", "channels"), RESNEXT)

    cardinality: Annotated[int, Field(ge=1, le=128), Draw(2, 4, 8, 16, 32, 64)]
    group_width: Annotated[int, Field(ge=1, le=128), Draw(4, 8, 14, 16, 24, 32)]
    channels: Annotated[int, Channels, Draw(128, 256, 512, 1024)]

    @property
    def _layers(self) -> Table:
        return block(self.cardinality, self.group_width, self.channels)

    def impossible(self) -> str | None:
        return too_many(9 * (self.cardinality * self.group_width) ** 2)

    def excluded(self) -> bool:
        return self.cardinality * self.group_width > self.channels

    def ask(self) -> str:
        where = f"{self.network}: a block" if self.network else "A ResNeXt block"
        return (
            f"{where} has {self.channels} channels in and out, cardinality {self.cardinality} and {self.group_width} "
            "channels per group: 1×1, grouped 3×3, 1×1, no biases. How many weights does it have?"
        )

    def answer(self) -> Integer:
        return Integer(
            value=sum(
                conv_parameters(*layer.kernel_size, layer.in_channels, layer.out_channels, layer.groups, layer.bias)
                for layer in self._layers
            )
        )

    def slips(self) -> Iterator[Slip]:
        n, d, w = self.cardinality, self.group_width, self.channels
        first, middle, last = self._layers
        yield Slip(
            tag="groups.ignored",
            value=2 * w * n * d + 9 * (n * d) ** 2,
            message="The 3×3 is grouped: each of its filters sees d channels, not all C·d.",
            working=f"2·{w}·{n * d} + 9·{n * d}² = {2 * w * n * d + 9 * (n * d) ** 2:,}",
            run=lambda: counted(self._layers, groups=1),
        )
        yield Slip(
            tag="resnext.one_path",
            value=2 * w * d + 9 * d * d,
            message="There are C paths.",
            working=f"2·{w}·{d} + 9·{d}² = {2 * w * d + 9 * d * d:,}",
            run=lambda: counted(block(1, d, w)),
        )
        yield Slip(
            tag="resnext.d_not_squared",
            value=n * (2 * w * d + 9 * d),
            message="The 3×3 maps d to d channels: 9d² a path; 9d would be depthwise.",
            working=f"{n}·(2·{w}·{d} + 9·{d}) = {n * (2 * w * d + 9 * d):,}",
            run=lambda: counted((first, middle._replace(groups=n * d), last)),
        )
        yield Slip(
            tag="resnext.grouped_1x1",
            value=2 * w * d + 9 * n * d * d,
            message="Each path has its own 1×1 on all w channels.",
            working=f"2·{w}·{d} + 9·{n}·{d}² = {2 * w * d + 9 * n * d * d:,}",
            run=None if w % n else lambda: counted(self._layers, groups=n),
        )
        yield Slip(
            tag="resnext.way_back_forgotten",
            value=n * (w * d + 9 * d * d),
            message="The second 1×1, back to w channels, is missing.",
            working=f"{n}·({w}·{d} + 9·{d}²) = {n * (w * d + 9 * d * d):,}",
            run=lambda: counted((first, middle)),
        )

    def steps(self) -> Iterator[str]:
        n, d, w = self.cardinality, self.group_width, self.channels
        yield f"A path: 1×1 {w}·{d} = {w * d:,}, 3×3 9·{d}² = {9 * d * d:,}, 1×1 back {d}·{w} = {w * d:,}"
        path = 2 * w * d + 9 * d * d
        yield f"Together {path:,}"
        yield f"Times {n} {'path' if n == 1 else 'paths'}: {path * n:,}"

    def measure(self) -> Measurement:
        return counted(self._layers)

    def scene(self) -> Scene:
        closing = f"with one group: {counted(self._layers, groups=1).value:,}"
        return counting("the layers of the block", laid_out(self._layers), closing)


class WhoSeesWhom(Variant):
    """14.5 Who sees whom?"""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "q = ⌊o/(C_out/g)⌋: from q·C_in/g to (q+1)·C_in/g − 1"

    in_channels: Annotated[int, Channels]
    out_channels: Annotated[int, Channels]
    groups: Annotated[int, Groups, Draw(2, 4, 4, 8, 8, 32)]
    channel: Annotated[int, Field(ge=0, le=2047)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw how many channels a group has, and the output among those there are."""
        groups = super().numbers(stream)["groups"]
        depth, width = Draw(2, 3, 4, 8).pick(stream), Draw(1, 2, 3, 4, 8).pick(stream)
        numbers = {"in_channels": groups * depth, "out_channels": groups * width, "groups": groups}
        return {**numbers, "channel": stream.below(groups * width)}

    @property
    def _depth(self) -> int:
        return self.in_channels // self.groups

    @property
    def _width(self) -> int:
        return self.out_channels // self.groups

    def impossible(self) -> str | None:
        if self.channel >= self.out_channels:
            return f"the output channels are 0 to {self.out_channels - 1}"
        return indivisible(self.in_channels, self.out_channels, self.groups)

    def ask(self) -> str:
        return (
            f"A convolution {self.in_channels}→{self.out_channels} channels has {self.groups} groups. Which input "
            f"channels does output channel {self.channel} depend on, counted from 0? (first, last)"
        )

    def answer(self) -> Shape:
        seen = channels_seen(self.channel, self.in_channels, self.out_channels, self.groups)
        return Shape(value=seen, axes=("first", "last"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        c, o, g, depth, width = self.in_channels, self.channel, self.groups, self._depth, self._width
        group = o // width
        yield Slip(
            tag="groups.sees_all",
            value=(0, c - 1),
            message="Groups cannot see each other.",
            working=f"all {c}: 0 to {c - 1}",
            run=lambda: self._seen(groups=1),
        )
        yield Slip(
            tag="groups.interleaved",
            value=(group, group + (depth - 1) * g),
            message="Groups are contiguous blocks, not every g-th channel.",
            working=f"{group} to {group + (depth - 1) * g} in steps of {g}",
            run=self._dealt_out,
        )
        if o < c:
            yield Slip(
                tag="groups.index_of_channel",
                value=(o, o),
                message="That would be depthwise: one input channel for each output channel.",
                working=f"{o} from {o}",
            )
        if o // depth < g:
            wrong = o // depth
            yield Slip(
                tag="groups.in_width_for_out",
                value=(wrong * depth, (wrong + 1) * depth - 1),
                message="Output channels come in groups of C_out/g; you looked for the group in steps of C_in/g.",
                working=f"⌊{o}/{depth}⌋ = {wrong}: {wrong * depth} to {(wrong + 1) * depth - 1}",
            )
        yield Slip(
            tag="groups.outputs_named",
            value=(group * width, (group + 1) * width - 1),
            message="Those are the output channels of the group; it reads C_in/g input channels.",
            working=f"{group}·{width} to {group + 1}·{width} − 1",
        )
        yield Slip(
            tag="groups.next_one_in",
            value=(group * depth, (group + 1) * depth),
            message="With that channel the next group begins: the last one is 1 before.",
            working=f"{group}·{depth} to {group + 1}·{depth}",
        )

    def steps(self) -> Iterator[str]:
        o, depth, width = self.channel, self._depth, self._width
        group = o // width
        yield f"Output channels per group: {self.out_channels}/{self.groups} = {width}"
        yield f"Output {o} is in group ⌊{o}/{width}⌋ = {group}"
        yield f"Input channels per group: {self.in_channels}/{self.groups} = {depth}"
        reads = f"{group}·{depth} = {group * depth}"
        yield f"Group {group} reads {reads} to {group + 1}·{depth} − 1 = {(group + 1) * depth - 1}"

    def _seen(self, groups: int) -> Measurement:
        gradient = gradient_of(self.channel, self.in_channels, self.out_channels, groups)
        first, last = extent(gradient)
        return Measurement(
            (first, last),
            f"gradient of output {self.channel}: non-zero at inputs {first} to {last} of {len(gradient)}",
        )

    def _dealt_out(self) -> Measurement:
        """Deal the channels out before the layer, so that its blocks are of every g-th channel."""
        dealt = channel_shuffle(one_channel_each(self.in_channels), self._depth)
        first, last = extent(reached(self.out_channels, self.groups, dealt)[:, self.channel, 0, 0])
        return Measurement((first, last), f"channels dealt out first: output {self.channel} sees {first} to {last}")

    def measure(self) -> Measurement:
        return self._seen(self.groups)

    def scene(self) -> Scene:
        outputs = [Ink.CELL] * self.out_channels
        outputs[self.channel] = Ink.SEEN
        lit = Marks("output channels", (tuple(outputs),), f"channel {self.channel}", self.channel, shrinks=True)
        frames = []
        for groups in (1, self.groups):
            gradient = gradient_of(self.channel, self.in_channels, self.out_channels, groups)
            seen = self._seen(groups)
            row = tuple(Ink.SEEN if value else Ink.CELL for value in gradient)
            first, last = seen.value
            name = f"{groups} groups" if groups > 1 else "one group"
            inputs = Marks("input channels", (row,), f"{first} to {last}", first, shrinks=True)
            frames.append(Frame((lit, inputs), f"{name.capitalize()}: {seen.run}."))
        return joined("who sees whom", _connected(self.in_channels, self.out_channels, self.groups), story("", frames))


class ChannelShuffle(Variant):
    """14.6 Channel shuffle."""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "(c mod n)·g + ⌊c/n⌋, n = C/g"

    channels: Annotated[int, Channels]
    groups: Annotated[int, Groups, Draw(2, 3, 4, 8)]
    channel: Annotated[int, Field(ge=0, le=2047)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw the width of a group, and a channel that is neither the first nor the last."""
        groups = super().numbers(stream)["groups"]
        channels = groups * Draw(2, 3, 4, 5, 10).pick(stream)
        return {"channels": channels, "groups": groups, "channel": 1 + stream.below(channels - 2)}

    @property
    def _width(self) -> int:
        return self.channels // self.groups

    def impossible(self) -> str | None:
        if self.channels % self.groups:
            return f"{self.groups} groups must divide {self.channels} channels"
        return None if self.channel < self.channels else f"the channels are 0 to {self.channels - 1}"

    def ask(self) -> str:
        return (
            f"{self.channels} channels in {self.groups} groups are shuffled: reshaped to {self.groups}×{self._width}, "
            f"transposed, flattened. At which index does channel {self.channel} end up, counted from 0?"
        )

    def answer(self) -> Integer:
        return Integer(value=shuffled(self.channel, self.channels, self.groups))

    def slips(self) -> Iterator[Slip]:
        every, g, n, c = self.channels, self.groups, self._width, self.channel
        yield Slip(
            tag="shuffle.inverse",
            value=c % g * n + c // g,
            message="That is the inverse shuffle.",
            working=f"({c} mod {g})·{n} + ⌊{c}/{g}⌋ = {c % g * n + c // g}",
            run=lambda: self._moved(n),
        )
        yield Slip(
            tag="shuffle.reversed",
            value=every - 1 - c,
            message="A shuffle interleaves, it does not reverse.",
            working=f"{every} − 1 − {c} = {every - 1 - c}",
        )
        yield Slip(
            tag="shuffle.identity",
            value=c,
            message="Only the first and last channel are sure to stay.",
            working=f"{c} stays {c}",
            run=lambda: self._moved(1),
        )
        yield Slip(
            tag="shuffle.rotated",
            value=(c + n) % every,
            message="It interleaves the groups; it does not move one as a whole.",
            working=f"({c} + {n}) mod {every} = {(c + n) % every}",
        )

    def steps(self) -> Iterator[str]:
        g, n, c = self.groups, self._width, self.channel
        yield f"Before, {c} = {c // n}·{n} + {c % n}: row {c // n}, column {c % n} of {g}×{n}"
        yield f"After the transpose, row {c % n}, column {c // n} of {n}×{g}"
        yield f"Index: {c % n}·{g} + {c // n} = {self.answer().value}"

    def _moved(self, groups: int) -> Measurement:
        moved = channel_shuffle(one_channel_each(self.channels), groups)[self.channel, :, 0, 0]
        place, _ = extent(moved)
        return Measurement(place, f"a 1 in channel {self.channel} of {self.channels} came out in channel {place}")

    def measure(self) -> Measurement:
        return self._moved(self.groups)

    def scene(self) -> Scene:
        moved = channel_shuffle(one_channel_each(self.channels), self.groups)[:, :, 0, 0].T
        place, _ = extent(moved[:, self.channel])
        frames = []
        for number in range(min(self.groups, 8)):
            width = self.channels // self.groups
            pairs = [(int(after), int(before)) for after, before in zip(*moved.nonzero(), strict=True)]
            group = {pair: Ink.TAP for pair in pairs if pair[1] // width == number}
            maps = grid("channels after × before the shuffle", moved, group, written=False)
            frames.append(Frame((maps,), f"Group {number} is dealt out: its channels land {self.groups} apart."))
        asked = {(place, self.channel): Ink.ASKED}
        last = grid("channels after × before the shuffle", moved, asked, written=False)
        frames.append(Frame((last,), f"{self.measure().run[:1].upper()}{self.measure().run[1:]}."))
        return story("the shuffle deals the groups out like cards", frames)


def groups_laid_side_by_side() -> Evidence:
    """Convolve each group by itself, concatenate by stamping into zeros, and compare with the op."""
    largest, size = 0.0, 0
    for groups, depth, width in ((2, 3, 4), (3, 2, 2), (4, 4, 1)):
        values, weight = measure.noise(2, groups * depth, 9, 8), measure.noise(groups * width, depth, 3, 3, seed=1)
        whole = conv2d(values, weight, groups=groups)
        for group in range(groups):
            inputs, outputs = slice(group * depth, (group + 1) * depth), slice(group * width, (group + 1) * width)
            alone = conv2d(values[:, inputs], weight[outputs])
            largest = max(largest, measure.largest_difference(alone, whole[:, outputs]))
            size += alone.size
    return Evidence(largest < 1e-9, f"each group alone against its part of the op: max |Δ| = {largest:.1g} over {size}")


def block_diagonal() -> Evidence:
    """Write the grouped kernel into a dense one, block by block, and compare the two layers."""
    groups, depth, width = 4, 3, 2
    values, weight = measure.noise(1, groups * depth, 9, 9), measure.noise(groups * width, depth, 3, 3, seed=1)
    dense = measure.zeros(groups * width, groups * depth, 3, 3).astype(weight.dtype)
    for group in range(groups):
        outputs = slice(group * width, (group + 1) * width)
        dense[outputs, group * depth : (group + 1) * depth] = weight[outputs]
    largest = measure.largest_difference(conv2d(values, dense), conv2d(values, weight, groups=groups))
    share = float((dense != 0).mean())
    return Evidence(
        largest < 1e-9 and share == 1 / groups,
        f"{groups} groups against the block-diagonal kernel: max |Δ| = {largest:.1g}; {share:.0%} of it is not zero",
    )


def divides_both() -> Evidence:
    """Try every number of groups on a few pairs of channel counts."""
    pairs = ((12, 18), (8, 12), (7, 9), (24, 24), (10, 4))
    found = [accepted(c, o, range(1, min(c, o) + 1)).value for c, o in pairs]
    right = [len([g for g in range(1, c + 1) if not c % g and not o % g]) for c, o in pairs]
    text = ", ".join(f"{c}→{o}: {count}" for (c, o), count in zip(pairs, found, strict=True))
    return Evidence(found == right, f"numbers of groups that run: {text}")


def shrinks_by_groups() -> Evidence:
    """Count arrays and multiply-adds of one layer with more and more groups."""
    layer, rows = Weights("", 64, 96, (3, 3)), []
    for groups in (1, 2, 4, 8, 16, 32):
        arrays = arrays_of(layer, groups=groups)
        macs = measure.ones(64, 96, (3, 3), (8, 8), 1, "same", 1, groups).value
        rows.append((groups, arrays["weight"].size, macs, arrays["bias"].size))
    _, weights, work, _ = rows[0]
    exact = all(g * w == weights and g * m == work and b == 96 for g, w, m, b in rows)
    text = "; ".join(f"g={g}: {w:,} weights, {m:,} MACs, {b} biases" for g, w, m, b in rows[::5])
    return Evidence(exact, f"{text}; exactly by g for {len(rows)} values of g")


def alexnet_parameters() -> Evidence:
    """Count AlexNet's arrays with its two groups and without."""

    def total(network: Network) -> int:
        return int(counted(network.weights()).value)

    split, whole = total(ALEXNET), total(ALEXNET_UNGROUPED)
    grouped = [layer.name for layer in ALEXNET.weights() if layer.groups > 1]
    return Evidence(
        (split, whole) == (60_965_224, 62_378_344) and grouped == ["conv2", "conv4", "conv5"],
        f"{split:,} with groups in {', '.join(grouped)}; {whole:,} without",
    )


def groups_stay_apart() -> Evidence:
    """Follow every input channel through two grouped 1×1 layers, with and without a shuffle between."""
    counts = []
    for channels, groups in ((16, 4), (8, 4)):
        between = reached(channels, groups, one_channel_each(channels))
        for values in (between, channel_shuffle(between, groups)):
            seen = (reached(channels, groups, values)[:, :, 0, 0] != 0).sum(axis=0)
            counts.append((int(seen.min()), int(seen.max())))
    return Evidence(
        counts == [(4, 4), (16, 16), (2, 2), (4, 4)],
        f"inputs that an output sees, 4 groups, 16 channels: {counts[0][0]} without, {counts[1][0]} with a shuffle; "
        f"8 channels: {counts[2][0]} without, {counts[3][0]} with",
    )


def depthwise_is_extreme() -> Evidence:
    """Convolve every channel by itself and compare with as many groups as channels."""
    values, weight = measure.noise(1, 8, 10, 10), measure.noise(8, 1, 3, 3, seed=1)
    whole = conv2d(values, weight, groups=8)
    largest = max(measure.largest_difference(conv2d(values[:, [at]], weight[[at]]), whole[:, [at]]) for at in range(8))
    return Evidence(largest < 1e-9, f"8 channels one by one against groups=8: max |Δ| = {largest:.1g}")


def wider_for_the_same() -> Evidence:
    """Count the weights of ResNet-50's block and of its ResNeXt counterpart."""
    plain, grouped = (counted(block(*numbers, 256)).value for numbers in ((1, 64), (32, 4)))
    return Evidence(
        abs(grouped - plain) < plain // 100 and (plain, grouped) == (69_632, 70_144),
        f"3×3 of 64 channels, one group: {plain:,} weights; of 128 channels, 32 groups: {grouped:,}",
    )


ANSWER = """\
The input channels are split into **g groups**. Each group is convolved by itself, with its own C_out/g filters of
depth C_in/g, and the outputs are concatenated. g must divide both C_in and C_out.

Weights and MACs shrink by **exactly g**; the biases, one per output channel, do not:
K²·(C_in/g)·C_out + C_out parameters.

- **AlexNet**: two groups in conv2, conv4 and conv5, to fit on two GPUs.
- **ResNeXt**: many groups (*cardinality*), for accuracy: a wider 3×3 at the same cost.
- **ShuffleNet**: grouped 1×1 for speed, with a channel shuffle so that the groups exchange information.

A depthwise convolution is the extreme case: g = C_in.
"""

QUESTION = Question(
    number=14,
    slug="grouped",
    title="What is grouped convolution? Why?",
    level="medium",
    topics=("grouped convolution",),
    answer=ANSWER,
    formula="K²·(C_in/g)·C_out + C_out",
    latex=r"K^2 \cdot \frac{C_{in}}{g} \cdot C_{out} + C_{out}",
    claims=(
        Claim(
            says="Each group is convolved by itself, and the outputs are concatenated.",
            experiment=groups_laid_side_by_side,
            source="Krizhevsky, Sutskever & Hinton 2012, §3.5",
        ),
        Claim(
            says="A grouped convolution is a dense one with a block-diagonal kernel, 1/g of it non-zero.",
            experiment=block_diagonal,
        ),
        Claim(
            says="g must divide both C_in and C_out.",
            experiment=divides_both,
            source="PyTorch documentation of Conv2d",
        ),
        Claim(says="Weights and MACs shrink by exactly g, the biases stay.", experiment=shrinks_by_groups),
        Claim(
            says="AlexNet has 60,965,224 parameters with two groups in conv2, conv4 and conv5, 62,378,344 without.",
            experiment=alexnet_parameters,
            source="Krizhevsky, Sutskever & Hinton 2012, §3.5",
        ),
        Claim(
            says="Stacked grouped layers never mix groups; with a shuffle between two of them an output reaches all "
            "groups if a group has at least g channels.",
            experiment=groups_stay_apart,
            source="Zhang et al. 2018, §3.1",
        ),
        Claim(says="Depthwise is the case g = C_in.", experiment=depthwise_is_extreme),
        Claim(
            says="For about 70 k weights a ResNeXt block has a 3×3 of 128 channels in place of 64.",
            experiment=wider_for_the_same,
            source="Xie et al. 2017, Table 1 and Table 2",
        ),
        Claim(
            says="At that cost more groups are more accurate: ImageNet top-1 error 23.9% with 1×64d, 22.2% with "
            "32×4d (50 layers).",
            source="Xie et al. 2017, Table 3",
        ),
        Claim(
            says="The shuffle lowers the error of networks of grouped 1×1 layers.",
            source="Zhang et al. 2018, §4.1.2",
        ),
    ),
    variants=(Parameters, RealLayers, ValidGroups, ResNeXtBlock, WhoSeesWhom, ChannelShuffle),
    follow_ups=(
        FollowUp(
            "Equal parameters, more groups: why better?",
            "At a fixed budget more groups allow a wider layer: a ResNeXt block has a 3×3 of width 128 instead of 64 "
            "for about 70 k weights. That it helps is an observation (22.2% against 23.9% top-1 error).",
        ),
        FollowUp(
            "Why shuffle?",
            "Two grouped layers in a row never mix groups. With a shuffle between them each output reaches all "
            "groups, provided that a group has at least g channels.",
        ),
        FollowUp(
            "Is a grouped convolution a special dense one?",
            "Yes, with a kernel that is block-diagonal over the channels: 1/g of its entries are non-zero.",
        ),
    ),
    rubric=(
        Point("channels split into g groups convolved separately, outputs concatenated", essential=True),
        Point("weights and MACs divided by g", essential=True),
        Point("both C_in and C_out divisible by g"),
        Point("AlexNet (two GPUs), ResNeXt, ShuffleNet", essential=True),
        Point("groups do not exchange information: channel shuffle or 1×1"),
        Point("depthwise is g = C_in"),
    ),
    trap="Parameters shrink by g² (by g).",
    sources=(
        "Krizhevsky, Sutskever & Hinton 2012, ImageNet classification with deep convolutional networks, §3.5",
        "Xie, Girshick, Dollár, Tu & He 2017, Aggregated residual transformations, Tables 1 to 4",
        "Mahajan et al. 2018, Exploring the limits of weakly supervised pretraining",
        "Zhang, Zhou, Lin & Sun 2018, ShuffleNet, §3.1, §4.1.2 and Table 1",
        "PyTorch documentation of Conv2d",
    ),
    related=(2, 8),
)
