from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Stream
from questions.model import Level, Variant
from questions.parts.limits import misfit
from questions.q04_parameter_sharing.same_shapes import Kernel, Side
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import joined, story
from questions.scenes.window import Sliding, window
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    output_size,
    tap_uses,
)
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


class TapUses(Variant):
    """4.4 How often is a weight used?"""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "B · #{o : 0 ≤ oS + m − P < H} · #{o : 0 ≤ oS + n − P < W}"
    latex: ClassVar[str] = (
        r"B \cdot \left| \left\lbrace o : 0 \le oS + m - P < H \right\rbrace \right| \cdot \left| \left\lbrace o "
        r": 0 \le oS + n - P < W \right\rbrace \right|"
    )

    height: Annotated[int, Side, Draw(range(6, 17))]
    width: Annotated[int, Side, Draw(range(6, 17))]
    kernel: Annotated[int, Kernel, Draw(3, 3, 5)]
    stride: Annotated[int, Field(ge=1, le=8), Draw(1, 1, 2)] = 1
    padding: Annotated[int, Field(ge=0, le=8), Draw(0, 1, 1, 2)] = 0
    batch: Annotated[int, Field(ge=1, le=64), Draw(1, 1, 2, 4)] = 1
    row: Annotated[int, Field(ge=0, le=10)]
    column: Annotated[int, Field(ge=0, le=10)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw the weight among those of the drawn kernel."""
        drawn = super().numbers(stream)
        return {**drawn, "row": stream.below(drawn["kernel"]), "column": stream.below(drawn["kernel"])}

    def impossible(self) -> str | None:
        if max(self.row, self.column) >= self.kernel:
            return f"rows and columns of a {self.kernel}×{self.kernel} filter are counted from 0 to {self.kernel - 1}"
        return misfit(min(self.height, self.width), self.kernel, self.padding)

    def excluded(self) -> bool:
        return self.padding > self.kernel // 2

    def ask(self) -> str:
        images = "1 image" if self.batch == 1 else f"a batch of {self.batch} images"
        return (
            f"A single-channel {self.kernel}×{self.kernel} filter runs over {images} of {self.height}×{self.width} "
            f"pixels (height×width), stride {self.stride}, padding {self.padding}. In how many products with real "
            f"pixels, not padding, does its weight in row {self.row}, column {self.column} (counted from 0) take part?"
        )

    def _along(self, size: int, tap: int) -> int:
        return tap_uses(size, self.kernel, tap, self.stride, self.padding)

    def _outputs(self, padding: int) -> tuple[int, int]:
        return (
            output_size(self.height, self.kernel, self.stride, padding),
            output_size(self.width, self.kernel, self.stride, padding),
        )

    def answer(self) -> Integer:
        return Integer(
            value=self.batch * self._along(self.height, self.row) * self._along(self.width, self.column),
            unit="products",
        )

    def slips(self) -> Iterator[Slip]:
        b, h, w = self.batch, self.height, self.width
        rows, columns = self._along(h, self.row), self._along(w, self.column)
        high, wide = self._outputs(self.padding)
        yield Slip(
            tag="count.all_outputs",
            value=b * high * wide,
            message="At some output positions this weight falls on padding.",
            working=f"{b}·{high}·{wide} = {b * high * wide}",
        )
        yield Slip(
            tag="count.all_inputs",
            value=b * h * w,
            message="The weight is used once per output position, not once per pixel.",
            working=f"{b}·{h}·{w} = {b * h * w}",
        )
        yield Slip(
            tag="batch.forgotten",
            value=rows * columns,
            message="Every image of the batch uses the weight.",
            working=f"{rows}·{columns} = {rows * columns}",
            run=lambda: self._use(batch=1),
        )
        yield Slip(
            tag="sharing.one_use",
            value=1,
            message="The same weight is used at every position.",
            working="one product per weight",
        )
        yield Slip(
            tag="border.one_axis",
            value=b * rows * wide,
            message="A weight can fall on padding along both axes, rows and columns.",
            working=f"{b}·{rows}·{wide} = {b * rows * wide}",
        )
        if min(h, w) >= self.kernel:
            short, narrow = self._outputs(0)
            yield Slip(
                tag="pad.ignored",
                value=b * short * narrow,
                message="You counted the windows without padding; windows that reach over the border count as well.",
                working=f"{b}·{short}·{narrow} = {b * short * narrow}",
                run=lambda: self._use(padding=0),
            )

    def steps(self) -> Iterator[str]:
        rows, columns = self._along(self.height, self.row), self._along(self.width, self.column)
        high, wide = self._outputs(self.padding)
        s, p = self.stride, self.padding
        yield f"Outputs: {high}×{wide}"
        yield f"Rows o = 0…{high - 1} with 0 ≤ {s}·o + {self.row} − {p} < {self.height}: {rows}"
        yield f"Columns o = 0…{wide - 1} with 0 ≤ {s}·o + {self.column} − {p} < {self.width}: {columns}"
        yield f"Products: {self.batch}·{rows}·{columns} = {self.batch * rows * columns}"

    def _uses(self, **changed: int) -> Array:
        settings = {"stride": self.stride, "padding": self.padding, "batch": self.batch, **changed}
        return measure.tap_uses((self.height, self.width), self.kernel, **settings)

    def _use(self, **changed: int) -> Measurement:
        uses = self._uses(**changed)
        return Measurement(
            int(uses[self.row, self.column]),
            f"gradient of the sum of all outputs, for images of ones: {uses.tolist()}",
        )

    def measure(self) -> Measurement:
        return self._use()

    def scene(self) -> Scene:
        ones = measure.plane(measure.image([[1] * self.width] * self.height))
        stride, padding = (self.stride, self.stride), (self.padding, self.padding)
        taps = measure.plane(measure.image([[1] * self.kernel] * self.kernel))
        op = Sliding(ones, taps, stride=stride, padding=padding)
        uses = self._uses()
        asked = {(self.row, self.column): Ink.ASKED}
        said = "The gradient of the sum of all outputs is, for each weight, its number of products with pixels."
        last = Frame((grid("products of each weight", uses.astype(float), asked),), said)
        return joined("how often each weight of one filter meets a pixel", window("one image", op), story("", [last]))
