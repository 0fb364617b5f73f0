"""Question 19: the bottleneck design of ResNet."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers.answers import Integer, Number, Parts, Percent
from questions.drawing.stream import Draw, Stream
from questions.model.claim import Claim, Evidence
from questions.model.variant import FollowUp, Level, Point, Question, Variant
from questions.parts.real_layers import Pool
from questions.parts.signs import equals, equals_percent, percent
from questions.scenes import Frame, Scene
from questions.scenes.bars import barred, chart
from questions.scenes.counting import Counted, counting
from questions.scenes.footprint import footprint
from questions.scenes.story import joined, story
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_parameters
from solvers.layers import Table, Weights, Window
from solvers.measure import Array, Measurement
from solvers.networks.architectures.mobilenet import MOBILENET_V2
from solvers.networks.architectures.resnet import RESNET50, RESNET50_STRIDE_IN_3X3
from solvers.networks.running import run

Channels = Field(ge=1, le=2048)
WIDTHS = (64, 80, 96, 128, 160, 192, 224, 256, 288, 320, 384, 448, 512, 576, 640, 768, 896, 960, 1024)


def conv(name: str, in_channels: int, out_channels: int, kernel: int = 1, groups: int = 1) -> Weights:
    """Return a convolution without bias."""
    return Weights(name, in_channels, out_channels, (kernel, kernel), groups, bias=False)


def bottleneck(in_channels: int, inner: int, out_channels: int) -> Table:
    """Return what a block learns: reduce, 3×3, restore."""
    return conv("reduce", in_channels, inner), conv("3×3", inner, inner, 3), conv("restore", inner, out_channels)


def projected(in_channels: int, inner: int, out_channels: int) -> Table:
    """Return a block whose shortcut is a 1×1 convolution."""
    return *bottleneck(in_channels, inner, out_channels), conv("projection", in_channels, out_channels)


def weights(*layers: Weights) -> int:
    """Return the weights of layers."""
    return sum(
        conv_parameters(*at.kernel_size, at.in_channels, at.out_channels, at.groups, bias=False) for at in layers
    )


def learned(*layers: Weights, norm: int = 2) -> int:
    """Return weights and what batch norm adds to each output channel of every layer."""
    return weights(*layers) + norm * sum(at.out_channels for at in layers)


def weight_of(layer: Weights) -> Array:
    """COUNT: return the weight array that the op accepts."""
    return measure.parameters(layer.in_channels, layer.out_channels, layer.kernel_size, layer.groups, bias=False)[
        "weight"
    ]


def counted(layers: Table, norms: Table = ()) -> Measurement:
    """COUNT layers, like ones once, and the batch norms behind some of them."""
    sizes = {layer: weight_of(layer).size for layer in set(layers)}
    total = sum(sizes[layer] for layer in layers)
    widths = {at.out_channels for at in norms}
    norm = {width: measure.count(measure.batch_norm_parameters(width)[0]).value for width in widths}
    total += sum(norm[at.out_channels] for at in norms)
    return Measurement(total, f"arrays of {len(layers)} convolutions and {len(norms)} batch norms that the ops accept")


def sum_of(layers: Table) -> str:
    """Write weights as a sum: `256·64 + 3·3·64·64 + 64·256 = 69,632`."""
    terms = []
    for at in layers:
        taps = () if at.kernel_size == (1, 1) else at.kernel_size
        terms.append("·".join(map(str, (*taps, at.in_channels // at.groups, at.out_channels))))
    return f"{' + '.join(terms)} = {weights(*layers):,}"


def mistaken(tag: str, layers: Table, message: str) -> Slip:
    """Return the slip that counts other layers than those of the block."""
    return Slip(tag=tag, value=weights(*layers), message=message, working=sum_of(layers), run=lambda: counted(layers))


def laid_out(layers: Table) -> list[Counted]:
    """Return weights for a picture."""
    return [Counted(layer.name, weight_of(layer), "filter") for layer in layers]


BOTTLENECKS = [
    ("ResNet-50 conv2_x", (256, 64)),
    ("ResNet-50 conv3_x", (512, 128)),
    ("ResNet-50 conv4_x", (1024, 256)),
    ("ResNet-50 conv5_x", (2048, 512)),
    ("Wide ResNet-50-2 conv2_x", (256, 128)),
    ("Wide ResNet-50-2 conv3_x", (512, 256)),
]
SIDES = (56, 28, 14, 7, 56, 28)
"""Of the maps on which these blocks work."""


def _silhouette(layers: Table) -> Scene:
    """Show how wide a block is between its layers, by the arrays that the op accepts."""
    arrays = [weight_of(layer) for layer in layers]
    widths = [("in", arrays[0].shape[1] * layers[0].groups)]
    widths += [(f"after {layer.name}", len(array)) for layer, array in zip(layers, arrays, strict=True)]
    counts = [(layer.name, array.size) for layer, array in zip(layers, arrays, strict=True)]
    frames = [
        Frame((chart("channels", widths),), "How many channels there are before and after each layer."),
        Frame((chart("channels", widths), chart("weights", counts)), "And the weights of each layer."),
    ]
    return story("silhouette", frames)


class Block(Variant):
    """A block with an identity shortcut; what 19.1 to 19.3 share."""

    pool: ClassVar[Pool | None] = Pool(("channels", "inner"), BOTTLENECKS)

    channels: Annotated[int, Channels, Draw(*WIDTHS)]
    inner: Annotated[int, Channels]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a width and the part of it that is inside."""
        drawn = super().numbers(stream)
        return {**drawn, "inner": drawn["channels"] // stream.choice((2, 4, 4, 8))}

    @property
    def _layers(self) -> Table:
        return bottleneck(self.channels, self.inner, self.channels)

    @property
    def _where(self) -> str:
        return f"{self.network}: a" if self.network else "A"

    @property
    def _block(self) -> str:
        return f"bottleneck block on {self.channels} channels with inner width {self.inner}"


class BlockWeights(Block):
    """19.1 Weights."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "2Cm + 9m²"

    def ask(self) -> str:
        return f"{self._where} {self._block} and an identity shortcut. How many weights, without biases and batch norm?"

    def answer(self) -> Integer:
        return Integer(value=weights(*self._layers))

    def slips(self) -> Iterator[Slip]:
        c, m = self.channels, self.inner
        reduce, _, restore = self._layers
        yield mistaken(
            "bottleneck.3x3_at_full_width",
            (reduce, conv("3×3", c, c, 3), restore),
            "The 3×3 sees only the inner channels.",
        )
        yield mistaken("bottleneck.one_1x1", self._layers[:2], "There are two 1×1 layers: down and up.")
        yield mistaken(
            "bottleneck.kernel3_everywhere",
            tuple(at._replace(kernel_size=(3, 3)) for at in self._layers),
            "The outer layers are 1×1.",
        )
        yield mistaken(
            "bottleneck.mixed_3x3",
            (reduce, conv("3×3", m, c, 3), restore),
            "The 3×3 goes from the inner width to the inner width.",
        )
        yield mistaken(
            "bottleneck.basic_block",
            (conv("3×3", m, m, 3),) * 2,
            "That is a basic block at the inner width: two 3×3 layers.",
        )

    def steps(self) -> Iterator[str]:
        c, m = self.channels, self.inner
        yield f"Reduce, 1×1: {c}·{m} = {c * m:,}"
        yield f"3×3 inside: 3·3·{m}·{m} = {9 * m * m:,}"
        yield f"Restore, 1×1: {m}·{c} = {m * c:,}"
        yield f"Together: {weights(*self._layers):,}"

    def measure(self) -> Measurement:
        return counted(self._layers)

    def scene(self) -> Scene:
        arrays = counting("", laid_out(self._layers))
        windows = tuple(Window(kernel_size=layer.kernel_size[0]) for layer in self._layers)
        names = [layer.name for layer in self._layers]
        return joined("wide, narrow, wide", _silhouette(self._layers), footprint("", windows, names), arrays)


class AgainstBasic(Block):
    """19.2 Against two 3×3."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "18C², ratio 18C²/(2Cm + 9m²)"

    @property
    def _basic(self) -> Table:
        return (conv("3×3", self.channels, self.channels, 3),) * 2

    def ask(self) -> str:
        return (
            f"{self._where} {self._block}, no biases, no batch norm. How many weights would two 3×3 layers at "
            f"{self.channels} channels have, and how many times the block's is that, to 2 decimals? (weights; times)"
        )

    def answer(self) -> Parts:
        basic = weights(*self._basic)
        times = Fraction(basic, weights(*self._layers))
        return Parts(parts={"weights": Integer(value=basic), "times": Number(value=times, places=2)})

    def slips(self) -> Iterator[Slip]:
        c, m, block = self.channels, self.inner, weights(*self._layers)
        one, ratio = weights(self._basic[0]), Fraction(weights(*self._basic), block)
        yield Slip(
            tag="ratio.one_3x3",
            value={"weights": one, "times": Fraction(one, block)},
            message="There are two 3×3 layers.",
            working=f"9·{c}² = {one:,}; {one:,}/{block:,} {equals(Fraction(one, block))}",
            run=lambda: self._measured(self._basic[:1]),
        )
        yield Slip(
            tag="ratio.of_widths",
            value={"times": Fraction(c, m)},
            message="The weights do not scale with one width alone.",
            working=f"{c}/{m} {equals(Fraction(c, m))}",
        )
        yield Slip(
            tag="ratio.of_widths_squared",
            value={"times": Fraction(c, m) ** 2},
            message="The 1×1 layers weigh in.",
            working=f"({c}/{m})² {equals(Fraction(c, m) ** 2)}",
        )
        working = f"{block:,}/{weights(*self._basic):,} {equals(1 / ratio)}"
        yield Slip(tag="ratio.inverted", value={"times": 1 / ratio}, working=working)

    def steps(self) -> Iterator[str]:
        c, basic, block = self.channels, weights(*self._basic), weights(*self._layers)
        yield f"Two 3×3 layers: 2·9·{c}² = {basic:,}"
        yield f"Bottleneck: {sum_of(self._layers)}"
        yield f"{basic:,}/{block:,} {equals(Fraction(basic, block))}"

    def _measured(self, basic: Table) -> Measurement:
        large, small = counted(basic).value, counted(self._layers).value
        return Measurement({"weights": large, "times": Fraction(large, small)}, f"arrays: {large:,} and {small:,}")

    def measure(self) -> Measurement:
        return self._measured(self._basic)

    def scene(self) -> Scene:
        closing = f"two 3×3 layers at full width: {counted(self._basic).value:,}"
        arrays = counting("", laid_out(self._layers), closing)
        both = [("bottleneck", counted(self._layers).value), ("two 3×3", counted(self._basic).value)]
        bars = barred("", "weights, counted in the arrays", both)
        return joined("wide, narrow, wide", _silhouette(self._layers), arrays, bars)


class Work(Block):
    """19.3 MACs and the 3×3's share."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "MACs (2Cm + 9m²)·H², share 9m²/(2Cm + 9m²)"
    pool: ClassVar[Pool | None] = Pool(
        ("channels", "inner", "size"),
        [(name, (*widths, side)) for (name, widths), side in zip(BOTTLENECKS, SIDES, strict=True)],
    )

    size: Annotated[int, Field(ge=3, le=64), Draw(7, 14, 28)]

    def ask(self) -> str:
        return (
            f"{self._where} {self._block} on a {self.size}×{self.size} map, stride 1, same padding (taps on it "
            "counted). How many MACs, and what percent of them in the 3×3, to 1 decimal? (MACs; percent)"
        )

    def answer(self) -> Parts:
        total, inside = weights(*self._layers), weights(self._layers[1])
        return Parts(
            parts={
                "MACs": Integer(value=conv_macs(total, self.size**2)),
                "percent": Percent(value=100 * Fraction(inside, total)),
            }
        )

    def slips(self) -> Iterator[Slip]:
        h, c, total = self.size, self.channels, weights(*self._layers)
        reduce, _, restore = self._layers
        full = (reduce, conv("3×3", c, c, 3), restore)
        share = Fraction(weights(full[1]), weights(*full))
        yield Slip(
            tag="mac.positions_forgotten",
            value={"MACs": total},
            working=sum_of(self._layers),
            run=lambda: Measurement({"MACs": counted(self._layers).value}, "the weights"),
        )
        yield Slip(tag="mac.one_axis", value={"MACs": total * h}, working=f"{total:,}·{h} = {total * h:,}")
        yield Slip(
            tag="bottleneck.3x3_dominates",
            value={"MACs": weights(*full) * h * h, "percent": 100 * share},
            message="The 3×3 works at the inner width.",
            working=f"{weights(*full):,}·{h}² = {weights(*full) * h * h:,}; {percent(share)}",
        )
        yield Slip(
            tag="bottleneck.taps_only",
            value={"percent": 100 * Fraction(9, 11)},
            message="9 of 11 taps are the 3×3's, but its filters are on fewer channels.",
            working="9/(1 + 9 + 1) ≈ 81.82%",
        )

    def steps(self) -> Iterator[str]:
        h, total, inside = self.size, weights(*self._layers), weights(self._layers[1])
        yield f"Weights: {sum_of(self._layers)}"
        yield f"Each is used at {h}·{h} positions: {total:,}·{h * h} = {total * h * h:,} MACs"
        yield f"The 3×3: {inside:,}/{total:,} {equals_percent(Fraction(inside, total))}"

    def _work(self) -> dict[str, int]:
        size = (self.size, self.size)
        return {
            at.name: measure.ones(at.in_channels, at.out_channels, at.kernel_size, size, 1, "same").value
            for at in self._layers
        }

    def measure(self) -> Measurement:
        seen = self._work()
        total = sum(seen.values())
        return Measurement(
            {"MACs": total, "percent": 100 * Fraction(seen["3×3"], total)},
            "all ones: " + ", ".join(f"{name} {macs:,}" for name, macs in seen.items()),
        )

    def scene(self) -> Scene:
        macs = self._work()
        share = float(100 * macs["3×3"] / sum(macs.values()))
        said = ["" if name != "3×3" else f"{share:.1f} % of the block's." for name in macs]
        bars = barred("", f"multiply-adds of ones, {self.size}×{self.size}", list(macs.items()), said)
        return joined("layer by layer", _silhouette(self._layers), bars)


class Downsampling(Variant):
    """19.4 Downsampling block."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "C_in·m + 9m² + m·C_out + C_in·C_out + 2(2m + 2C_out)"
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "inner"),
        [
            ("ResNet-50 conv2_1", (64, 64)),
            ("ResNet-50 conv3_1", (256, 128)),
            ("ResNet-50 conv4_1", (512, 256)),
            ("ResNet-50 conv5_1", (1024, 512)),
        ],
    )

    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256, 384, 512, 1024)]
    inner: Annotated[int, Field(ge=1, le=512), Draw(32, 48, 64, 96, 128, 192, 256, 384)]

    @property
    def _out(self) -> int:
        return 4 * self.inner

    @property
    def _layers(self) -> Table:
        return projected(self.in_channels, self.inner, self._out)

    def ask(self) -> str:
        where = f"{self.network}, first" if self.network else "First"
        return (
            f"{where} block of a stage: bottleneck {self.in_channels}→{self.inner}→{self.inner}→{self._out} and a 1×1 "
            "projection shortcut; batch norm after every convolution, no biases. How many learned parameters?"
        )

    def answer(self) -> Integer:
        return Integer(value=learned(*self._layers))

    def slips(self) -> Iterator[Slip]:
        layers = self._layers
        *path, projection = layers

        def slip(tag: str, table: Table, norms: Table, message: str = "") -> Slip:
            more = 2 * sum(at.out_channels for at in norms)
            return Slip(
                tag=tag,
                value=weights(*table) + more,
                message=message,
                working=f"{sum_of(table)}; + {more:,} = {weights(*table) + more:,}" if more else sum_of(table),
                run=lambda: counted(table, norms),
            )

        large, inner = projection._replace(kernel_size=(3, 3)), projection._replace(in_channels=self.inner)
        short = tuple(path)
        yield slip("projection.forgotten", short, short, "Shapes change: the shortcut needs a projection.")
        yield slip("bn.forgotten", layers, ())
        yield slip("bn.projection_without", layers, short, "The projection has a batch norm too.")
        yield slip("projection.3x3", (*short, large), layers, "The projection is 1×1.")
        yield slip("projection.from_inner", (*short, inner), layers, "The projection reads the block's input.")
        four = learned(*layers, norm=4)
        yield Slip(tag="bn.four_learned", value=four, working=f"{weights(*layers):,} + {four - weights(*layers):,}")

    def steps(self) -> Iterator[str]:
        m, o = self.inner, self._out
        yield f"Three convolutions and the projection: {sum_of(self._layers)}"
        yield f"Batch norm, 2 per output channel: 2·({m} + {m} + {o} + {o}) = {4 * (m + o):,}"
        yield f"Together: {learned(*self._layers):,}"

    def measure(self) -> Measurement:
        return counted(self._layers, self._layers)

    def scene(self) -> Scene:
        closing = f"with batch norms {self.measure().value:,}"
        return counting("path and projection", laid_out(self._layers), closing)


class Stage(Variant):
    """19.5 A stage."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "first block + (n − 1)·(2·C_out·m + 9m² + 2(2m + C_out))"
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "inner", "blocks"),
        [
            ("ResNet-50 conv2_x", (64, 64, 3)),
            ("ResNet-50 conv3_x", (256, 128, 4)),
            ("ResNet-50 conv4_x", (512, 256, 6)),
            ("ResNet-50 conv5_x", (1024, 512, 3)),
            ("ResNet-101 conv4_x", (512, 256, 23)),
            ("ResNet-152 conv3_x", (256, 128, 8)),
            ("ResNet-152 conv4_x", (512, 256, 36)),
        ],
    )

    in_channels: Annotated[int, Channels, Draw(64, 128, 256, 512)]
    inner: Annotated[int, Field(ge=1, le=512), Draw(32, 64, 128, 256)]
    blocks: Annotated[int, Field(ge=2, le=64), Draw(range(2, 9))]

    @property
    def _out(self) -> int:
        return 4 * self.inner

    @property
    def _first(self) -> Table:
        return projected(self.in_channels, self.inner, self._out)

    @property
    def _later(self) -> Table:
        return bottleneck(self._out, self.inner, self._out)

    def ask(self) -> str:
        where = f"{self.network}: {self.blocks}" if self.network else f"A stage of {self.blocks}"
        c, m, o = self.in_channels, self.inner, self._out
        return (
            f"{where} bottleneck blocks, the first {c}→{m}→{m}→{o} with a 1×1 projection shortcut, the others "
            f"{o}→{m}→{m}→{o} with the identity; batch norm after every convolution, no biases. How many learned "
            "parameters has the stage?"
        )

    def answer(self) -> Integer:
        return Integer(value=learned(*self._first) + (self.blocks - 1) * learned(*self._later))

    def slips(self) -> Iterator[Slip]:
        n, first, later = self.blocks, self._first, self._later

        def slip(tag: str, start: Table, rest: Table, message: str = "", norm: int = 2) -> Slip:
            one, other = learned(*start, norm=norm), learned(*rest, norm=norm)
            layers = (*start, *rest * (n - 1))
            return Slip(
                tag=tag,
                value=one + (n - 1) * other,
                message=message,
                working=f"{one:,} + {n - 1}·{other:,} = {one + (n - 1) * other:,}",
                run=lambda: counted(layers, layers if norm else ()),
            )

        yield slip("stage.first_like_rest", later, later, "The first block has other widths and a projection.")
        yield slip("stage.all_projected", first, first, "Only the first block projects.")
        yield slip("stage.projection_forgotten", first[:-1], later, "The first block's shortcut changes the shape.")
        yield slip("bn.forgotten", first, later, norm=0)

    def steps(self) -> Iterator[str]:
        one, other = learned(*self._first), learned(*self._later)
        yield f"First block: {sum_of(self._first)}; batch norm {one - weights(*self._first):,}: {one:,}"
        yield f"Each other: {sum_of(self._later)}; batch norm {other - weights(*self._later):,}: {other:,}"
        yield f"{one:,} + {self.blocks - 1}·{other:,} = {self.answer().value:,}"

    def measure(self) -> Measurement:
        layers = (*self._first, *self._later * (self.blocks - 1))
        return counted(layers, layers)

    def scene(self) -> Scene:
        later = counted(self._later, self._later).value
        closing = f"first block with batch norms {counted(self._first, self._first).value:,}, each other {later:,}"
        return counting("the first block of the stage", laid_out(self._first), closing)


class Inverted(Variant):
    """19.6 Inverted residual."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "inner ct, weights 2c²t + 9ct"

    channels: Annotated[int, Channels, Draw(16, 24, 32, 40, 48, 64, 80, 96, 112, 128, 160, 192)]
    expansion: Annotated[int, Field(ge=2, le=8), Draw(2, 3, 4, 5, 6, 6)]

    def _block(self, inner: int) -> Table:
        c = self.channels
        return conv("expand", c, inner), conv("depthwise", inner, inner, 3, inner), conv("project", inner, c)

    @property
    def _inner(self) -> int:
        return self.channels * self.expansion

    def ask(self) -> str:
        c = self.channels
        return (
            f"An inverted residual block as in MobileNetV2: {c} channels, expansion {self.expansion}, 3×3 depthwise, "
            f"back to {c}. What is the inner width, and how many weights, no biases or batch norm? (inner; weights)"
        )

    def answer(self) -> Parts:
        total = weights(*self._block(self._inner))
        return Parts(parts={"inner": Integer(value=self._inner), "weights": Integer(value=total)})

    def slips(self) -> Iterator[Slip]:
        c, h = self.channels, self._inner
        expand, depthwise, project = self._block(h)

        def slip(tag: str, layers: Table, message: str, **inner: int) -> Slip:
            return Slip(
                tag=tag,
                value={**inner, "weights": weights(*layers)},
                message=message,
                working=sum_of(layers),
                run=lambda: Measurement({**inner, "weights": counted(layers).value}, "the mistaken arrays"),
            )

        if c % self.expansion == 0:
            narrow = c // self.expansion
            yield slip("inverted.reduces", self._block(narrow), "Inverted: the inside is wider.", inner=narrow)
        yield slip("inverted.dense_3x3", (expand, conv("3×3", h, h, 3), project), "The inner convolution is depthwise.")
        yield slip(
            "inverted.dw_at_narrow",
            (expand, conv("depthwise", c, c, 3, c), project),
            "The depthwise layer works on the wide side.",
        )
        yield slip("inverted.one_1x1", (expand, depthwise), "There are two 1×1 layers: up and down.")

    def steps(self) -> Iterator[str]:
        c, h = self.channels, self._inner
        yield f"Inner width: {c}·{self.expansion} = {h}"
        yield f"Expand {c}·{h} = {c * h:,}, depthwise 3·3·{h} = {9 * h:,}, project {h}·{c} = {c * h:,}"
        yield f"Together: {weights(*self._block(h)):,}"

    def measure(self) -> Measurement:
        layers = self._block(self._inner)
        return Measurement({"inner": len(weight_of(layers[0])), "weights": counted(layers).value}, counted(layers).run)

    def scene(self) -> Scene:
        block = self._block(self._inner)
        return joined("narrow, wide, narrow", _silhouette(block), counting("", laid_out(block)))


def cheaper_than_basic() -> Evidence:
    """Count a bottleneck on 256 channels, two 3×3 at 256 and a basic block at 64."""
    block, wide, narrow = (
        counted(at).value
        for at in (bottleneck(256, 64, 256), (conv("3×3", 256, 256, 3),) * 2, (conv("3×3", 64, 64, 3),) * 2)
    )
    return Evidence(
        (block, wide, narrow) == (69_632, 1_179_648, 73_728),
        f"bottleneck {block:,}; two 3×3 at 256: {wide:,}, {wide / block:.1f} times; two 3×3 at 64: {narrow:,}",
    )


def only_the_3x3_sees() -> Evidence:
    """Back-propagate one output of a block's windows."""
    seen = measure.foot((Window(kernel_size=1), Window(kernel_size=3, padding=1), Window(kernel_size=1))).value
    return Evidence(seen == 3, f"one output of 1×1, 3×3, 1×1 has a footprint of {seen}")


def stride_in_the_3x3_costs_more() -> Evidence:
    """Run ResNet-50 with the stride in the first 1×1 and in the 3×3."""
    first, later = (sum(seen.macs for seen in run(at)) for at in (RESNET50, RESNET50_STRIDE_IN_3X3))
    return Evidence(first < later, f"stride in the first 1×1: {first:,} MACs; in the 3×3: {later:,}")


def first_block_projects() -> Evidence:
    """Read the first block of conv2_x off ResNet-50's layers."""
    layers = {at.name: (at.in_channels, at.out_channels) for at in RESNET50.weights()}
    seen = layers.get("conv2_1 projection")
    return Evidence(seen == (64, 256), f"conv2_1's projection: {seen}")


def mobilenet_widens_inside() -> Evidence:
    """Compare the two sides of the layers that begin the blocks of ResNet-50 and of MobileNetV2."""
    widening = [weight_of(at).shape[:2] for at in MOBILENET_V2.weights() if at.name.endswith("/expand")]
    reducing = [weight_of(at).shape[:2] for at in RESNET50.weights() if at.name.endswith("_2a")]
    return Evidence(
        bool(widening and reducing)
        and all(after == 6 * before for after, before in widening)
        and all(4 * after == before for after, before in reducing),
        f"{len(widening)} blocks of MobileNetV2 begin 6 times as wide as their input; second blocks of "
        f"{len(reducing)} ResNet-50 stages a quarter as wide",
    )


ANSWER = """\
A bottleneck block is **1×1 (reduce) → 3×3 (at the reduced width) → 1×1 (restore)**, with a shortcut around it: the
identity, or a 1×1 projection where shapes change.

The expensive 3×3 works on few channels, so the block costs about as much as a basic block of a quarter of the width,
and deeper networks become affordable. On 256 channels: 256·64 + 9·64² + 64·256 = **69,632** weights, against
1,179,648 for two 3×3 layers at 256 (16.9 times).

ResNet-50, 101 and 152 use it; ResNet-18 and 34 use basic blocks of two 3×3 layers.
"""

QUESTION = Question(
    number=19,
    slug="bottleneck",
    title="Explain bottleneck design in ResNet.",
    level="medium",
    topics=("1×1 convolution", "architecture design"),
    answer=ANSWER,
    formula="C·m + 9m² + m·C against 18C²",
    latex=r"2Cm + 9m^2 \ll 18C^2",
    claims=(
        Claim(
            says="On 256 channels: 69,632 weights against 1,179,648 for two 3×3, about a basic block's 73,728 at 64.",
            experiment=cheaper_than_basic,
            source="He et al. 2016, Figure 5",
        ),
        Claim(says="Only the 3×3 widens the receptive field: a block sees 3×3.", experiment=only_the_3x3_sees),
        Claim(
            says="The first block of conv2_x receives 64 channels and has a projection.",
            experiment=first_block_projects,
            source="He et al. 2016, Table 1",
        ),
        Claim(
            says="With the stride in the 3×3 in place of the first 1×1, ResNet-50 has more MACs.",
            experiment=stride_in_the_3x3_costs_more,
            source="Goyal et al. 2017, §5.1",
        ),
        Claim(
            says="With the stride in the 3×3, ResNet-50 is more accurate.",
            source="He et al. 2019, §4 (ResNet-B)",
        ),
        Claim(
            says="ResNet-50, 101 and 152 are built of bottlenecks, ResNet-18 and 34 of basic blocks.",
            source="He et al. 2016, Table 1",
        ),
        Claim(
            says="MobileNetV2's block is the other way round: wide inside.",
            experiment=mobilenet_widens_inside,
            source="Sandler et al. 2018, §3.3",
        ),
    ),
    variants=(BlockWeights, AgainstBasic, Work, Downsampling, Stage, Inverted),
    follow_ups=(
        FollowUp(
            "Where is the stride?",
            "In the paper in the first 1×1, in torchvision in the 3×3, which is more accurate and costs 4.09 G instead "
            "of 3.86 G MACs in ResNet-50.",
        ),
        FollowUp("Which shortcut?", "The identity where shapes agree, a 1×1 projection where they change."),
        FollowUp("Receptive field of a block?", "Only the 3×3 counts: at stride 1 a block adds 2 times the jump."),
    ),
    rubric=(
        Point("1×1 reduce → 3×3 → 1×1 restore", essential=True),
        Point("the 3×3 works on fewer channels: cost saved", essential=True),
        Point("numbers: 69,632 against 1,179,648"),
        Point("shortcut around the block (projection when shapes change)", essential=True),
        Point("lets depth grow: ResNet-50 and deeper"),
        Point("inverted in MobileNetV2"),
    ),
    trap="The bottleneck is there to reduce overfitting only (it saves computation).",
    sources=(
        "He et al. 2016, Deep residual learning for image recognition, Figure 5 and Table 1",
        "Goyal et al. 2017, Accurate, large minibatch SGD, §5.1",
        "He et al. 2019, Bag of tricks for image classification, §4",
        "Sandler et al. 2018, MobileNetV2, §3.3",
    ),
    related=(7, 20),
)
