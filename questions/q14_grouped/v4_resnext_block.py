from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import counted, laid_out
from questions.parts.limits import too_many
from questions.parts.weights import miscounted, sum_of, weights
from questions.q14_grouped.groups import Channels
from questions.scenes import Scene
from questions.scenes.counting import counting
from questions.slips import Slip
from solvers.layers import Table, Weights
from solvers.measure import Measurement

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
    latex: ClassVar[str] = r"C \left( w d + 9 d^2 + d w \right)"
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
            f"{where} has {count(self.channels, 'channel')} in and out, cardinality {self.cardinality} and "
            f"{count(self.group_width, 'channel')} per group: 1×1, grouped 3×3, 1×1, no biases. How many weights does "
            "it have?"
        )

    def answer(self) -> Integer:
        return Integer(value=weights(*self._layers), unit="weights")

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
            tag="resnext.3x3_only",
            value=9 * n * d * d,
            message="The two 1×1 layers are missing.",
            working=f"{n}·9·{d}² = {9 * n * d * d:,}",
            run=lambda: counted((middle,)),
        )
        yield Slip(
            tag="resnext.3x3_forgotten",
            value=2 * w * n * d,
            message="The grouped 3×3 between the two 1×1 layers is missing.",
            working=f"2·{w}·{n * d} = {2 * w * n * d:,}",
            run=lambda: counted((first, last)),
        )
        yield Slip(
            tag="resnext.way_back_forgotten",
            value=n * (w * d + 9 * d * d),
            message="The second 1×1 is missing: the way back to w channels.",
            working=f"{n}·({w}·{d} + 9·{d}²) = {n * (w * d + 9 * d * d):,}",
            run=lambda: counted((first, middle)),
        )
        alone = middle._replace(in_channels=d, out_channels=d, groups=1)
        yield Slip(
            tag="groups.both_divided",
            value=weights(first, alone, last),
            message="The 3×3 has C·d filters, each on d channels: only its inputs are divided by the groups.",
            working=sum_of((first, alone, last)),
            run=lambda: counted((first, alone, last)),
        )
        yield from miscounted(self._layers)

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
