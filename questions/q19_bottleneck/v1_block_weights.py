from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from questions.answers import Integer
from questions.model import Level
from questions.parts.weights import miscounted, sum_of, weights
from questions.q19_bottleneck.blocks import Block, conv, counted, laid_out, silhouette
from questions.scenes import Scene
from questions.scenes.counting import counting
from questions.scenes.footprint import footprint
from questions.scenes.story import joined
from questions.slips import Slip
from solvers.layers import Table, Window
from solvers.measure import Measurement


def mistaken(tag: str, layers: Table, message: str) -> Slip:
    """Return the slip that counts other layers than those of the block."""
    return Slip(tag=tag, value=weights(*layers), message=message, working=sum_of(layers), run=lambda: counted(layers))


class BlockWeights(Block):
    """19.1 Weights."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "2Cm + 9m²"
    latex: ClassVar[str] = r"2 C m + 9 m^2"

    def ask(self) -> str:
        return (
            f"{self._where} {self._block} has an identity shortcut. How many weights does it have, without biases and "
            "batch norm?"
        )

    def answer(self) -> Integer:
        return Integer(value=weights(*self._layers), unit="weights")

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
            "bottleneck.first_does_not_reduce",
            (conv("reduce", c, c), conv("3×3", c, m, 3), restore),
            "The first 1×1 reduces: the 3×3 reads the inner channels already.",
        )
        yield mistaken("bottleneck.3x3_only", self._layers[1:2], "The two 1×1 layers are missing: down and up.")
        yield mistaken(
            "bottleneck.basic_block",
            (conv("3×3", m, m, 3),) * 2,
            "That is a basic block at the inner width: two 3×3 layers.",
        )
        yield mistaken(
            "bottleneck.basic_at_full_width",
            (conv("3×3", c, c, 3),) * 2,
            "That is a basic block at full width: a bottleneck has a 3×3 between two 1×1 layers.",
        )
        yield mistaken(
            "bottleneck.depthwise_3x3",
            (reduce, conv("3×3", m, m, 3, groups=m), restore),
            "The 3×3 is no depthwise one: each of its filters reads all inner channels.",
        )
        yield mistaken(
            "bottleneck.shortcut_projected",
            (*self._layers, conv("projection", c, c)),
            "The shortcut is the identity: it has no weights.",
        )
        yield from miscounted(self._layers)

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
        return joined("wide, narrow, wide", silhouette(self._layers), footprint("", windows, names), arrays)
