from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import weight_of
from questions.parts.weights import miscounted, sum_of, weights
from questions.q19_bottleneck.blocks import Channels, conv, counted, laid_out, silhouette
from questions.scenes import Scene
from questions.scenes.counting import counting
from questions.scenes.story import joined
from questions.slips import Slip
from solvers.layers import Table
from solvers.measure import Measurement


class Inverted(Variant):
    """19.6 Inverted residual."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "inner ct, weights 2c²t + 9ct"
    latex: ClassVar[str] = r"\text{inner } c t \text{, weights } 2 c^2 t + 9 c t"

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
            f"An inverted residual block as in MobileNetV2: {count(c, 'channel')}, expansion {self.expansion}, 3×3 "
            f"depthwise, back to {c}. What is the inner width, and how many weights does the block have, without "
            "biases and batch norm? (inner; weights)"
        )

    def answer(self) -> Parts:
        total = weights(*self._block(self._inner))
        return Parts(
            parts={
                "inner": Integer(value=self._inner, unit="channels"),
                "weights": Integer(value=total, unit="weights"),
            }
        )

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
            yield slip(
                "inverted.reduces", self._block(narrow), "The inside is wider: the block is inverted.", inner=narrow
            )
        yield slip("inverted.dense_3x3", (expand, conv("3×3", h, h, 3), project), "The inner convolution is depthwise.")
        yield slip(
            "inverted.dw_at_narrow",
            (expand, conv("depthwise", c, c, 3, c), project),
            "The depthwise layer works on the wide side.",
        )
        yield slip("inverted.depthwise_forgotten", (expand, project), "The depthwise layer is missing: 9 a channel.")
        yield slip("inverted.depthwise_only", (depthwise,), "The two 1×1 layers are missing: up and down.")
        yield slip("inverted.one_1x1", (expand, depthwise), "There are two 1×1 layers: up and down.")
        wide = c + self.expansion
        yield slip("inverted.expansion_added", self._block(wide), "The expansion multiplies the channels.", inner=wide)
        yield slip(
            "inverted.1x1_at_full_width",
            (conv("expand", h, h), depthwise, conv("project", h, h)),
            "The 1×1 layers lead from the narrow width to the inner one and back, not from inner to inner.",
        )
        yield from miscounted(self._block(h), "weights")

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
        return joined("narrow, wide, narrow", silhouette(block), counting("", laid_out(block)))
