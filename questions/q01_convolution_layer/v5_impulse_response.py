from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw, Stream
from questions.model import Level, Variant
from questions.parts.grids import (
    DrawSquare,
    Rows,
    TypedGrid,
    drawn,
    is_square,
    transposed,
    turned,
)
from questions.parts.signs import minus
from questions.q01_convolution_layer.one_output import read_at
from questions.scenes import Scene
from questions.scenes.window import Sliding, window
from questions.slips import Slip
from solvers import measure
from solvers.measure import Measurement


class DrawDistinct(DrawSquare):
    """A square of draws of which no two are equal."""

    def pick(self, stream: Stream) -> Rows:
        """Return the rows of one square."""
        side = stream.choice(self.sides)
        values = stream.shuffled(self.each.values)
        return tuple(tuple(values[row * side : (row + 1) * side]) for row in range(side))


class ImpulseResponse(Variant):
    """1.5 Impulse response."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "O[r + u, c + v] = W[P − u, P − v] for a 1 at (r, c), P = (K − 1)/2"
    latex: ClassVar[str] = r"O_{r+u,\,c+v} = W_{P-u,\,P-v} \text{ for a 1 at } (r, c), \quad P = \frac{K - 1}{2}"

    kernel: Annotated[TypedGrid, DrawDistinct(Draw(range(1, 100)), 3, 5)]
    down: Annotated[int, Field(ge=-7, le=7), Draw(range(-2, 3))]
    right: Annotated[int, Field(ge=-7, le=7), Draw(range(-2, 3))]

    @property
    def _half(self) -> int:
        return len(self.kernel) // 2

    def impossible(self) -> str | None:
        if not is_square(self.kernel) or len(self.kernel) % 2 == 0:
            return "the kernel must be square, its side odd"
        if max(abs(self.down), abs(self.right)) > self._half:
            return f"outputs further than {self._half} from the 1 do not see it"
        return None

    def excluded(self) -> bool:
        return self.down == self.right == 0

    def ask(self) -> str:
        k = len(self.kernel)
        return (
            f"The input is zero except for a single 1, far from the borders. A convolution layer with the {k}×{k} "
            f"kernel\n{drawn(self.kernel)}\nruns on it (cross-correlation, as in PyTorch) with same padding, stride 1 "
            f"and no bias. "
            f"What is the output {self._where}?"
        )

    @property
    def _where(self) -> str:
        u, v = self.down, self.right
        rows = f"{abs(u)} row{'s' * (abs(u) > 1)} {'below' if u > 0 else 'above'}"
        columns = f"{abs(v)} column{'s' * (abs(v) > 1)} {'to the right of' if v > 0 else 'to the left of'}"
        if not u:
            return f"in the row of the 1, {columns} it"
        if not v:
            return f"in the column of the 1, {rows} it"
        return f"{rows} and {columns} the 1"

    def _tap(self, row: int, column: int) -> int:
        return self.kernel[self._half + row][self._half + column]

    def answer(self) -> Integer:
        return Integer(value=self._tap(-self.down, -self.right), counts=False)

    def slips(self) -> Iterator[Slip]:
        p, u, v = self._half, self.down, self.right
        yield Slip(
            tag="op.true_convolution",
            value=self._tap(u, v),
            message="Cross-correlation shows the kernel rotated by 180°; only true convolution shows it upright.",
            working=f"W[{p + u}, {p + v}] = {self._tap(u, v)}",
            run=lambda: self._seen(turned(self.kernel)),
        )
        yield Slip(
            tag="kernel.transposed",
            value=self._tap(-v, -u),
            message="You read the kernel by columns.",
            working=f"W[{p - v}, {p - u}] = {self._tap(-v, -u)}",
            run=lambda: self._seen(transposed(self.kernel)),
        )
        yield Slip(
            tag="kernel.mirrored",
            value=self._tap(u, -v),
            message="The kernel appears rotated by 180°: both axes are reversed, not one.",
            working=f"W[{p + u}, {p - v}] = {self._tap(u, -v)}",
            run=lambda: self._seen(self.kernel[::-1]),
        )
        yield Slip(
            tag="impulse.point",
            value=0,
            message="Every output whose window covers the 1 responds, not only the one at its place.",
            working="0 beside the 1",
        )

    def steps(self) -> Iterator[str]:
        p, u, v = self._half, self.down, self.right
        yield f"Seen from that output, the 1 lies at row offset {minus(-u)} and column offset {minus(-v)}"
        yield f"The middle tap is ({p}, {p}), so the 1 is under tap ({p - u}, {p - v}), counted from 0"
        yield f"All else is 0: the output is W[{p - u}, {p - v}] = {self._tap(-u, -v)}"

    @property
    def _impulse(self) -> Rows:
        middle = len(self.kernel)
        span = range(2 * middle + 1)
        return tuple(tuple(int(r == c == middle) for c in span) for r in span)

    def _seen(self, kernel: Rows) -> Measurement:
        middle = len(self.kernel)
        return read_at(middle + self.down, middle + self.right, self._impulse, kernel, padding="same")

    def measure(self) -> Measurement:
        return self._seen(self.kernel)

    def scene(self) -> Scene:
        half, middle = (self._half, self._half), len(self.kernel)
        impulse, kernel = (measure.plane(measure.image(each)) for each in (self._impulse, self.kernel))
        asked = (middle + self.down, middle + self.right)
        return window("a 1 among zeros, same padding", Sliding(impulse, kernel, padding=half), asked)
