from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.weights import one_side, sum_of, weights
from questions.q19_bottleneck.blocks import Channels, bottleneck, counted, laid_out, learned, projected
from questions.scenes import Scene
from questions.scenes.counting import counting
from questions.slips import Slip
from solvers.layers import Table
from solvers.measure import Measurement


class Stage(Variant):
    """19.5 A stage."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "first block + (n − 1)·(2·C_out·m + 9m² + 2(2m + C_out))"
    latex: ClassVar[str] = r"\text{first block} + (n - 1) \left( 2 C_{out} m + 9 m^2 + 2 (2 m + C_{out}) \right)"
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
            "parameters does the stage have?"
        )

    def answer(self) -> Integer:
        return Integer(value=learned(*self._first) + (self.blocks - 1) * learned(*self._later), unit="parameters")

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
        right, blocks = self.answer().value or 0, (*first, *later * (n - 1))
        without = right - 2 * self._out
        yield Slip(
            tag="bn.projection_without",
            value=without,
            message="The projection has a batch norm too.",
            working=f"{right:,} − 2·{self._out} = {without:,}",
            run=lambda: counted(blocks, (*first[:-1], *later * (n - 1))),
        )
        for tag, norm in (("bn.one_per_channel", 1), ("bn.four_learned", 4), ("bn.with_conv_bias", 3)):
            one, other = learned(*first, norm=norm), learned(*later, norm=norm)
            working = f"{one:,} + {n - 1}·{other:,} = {one + (n - 1) * other:,}"
            yield Slip(tag=tag, value=one + (n - 1) * other, working=working)
        yield slip("kernel.side_not_area", one_side(first), one_side(later))
        yield Slip(
            tag="stage.one_block_less",
            value=right - learned(*later),
            message=f"The stage has {n} blocks: the first and {count(n - 1, 'other')}.",
            working=f"{learned(*first):,} + {n - 2}·{learned(*later):,} = {right - learned(*later):,}",
            run=lambda: counted((*first, *later * (n - 2)), (*first, *later * (n - 2))),
        )

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
