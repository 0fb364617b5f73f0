from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import ClassVar

from questions import answers
from questions.model import Level
from questions.parts.grids import (
    Rows,
    inline,
    row_sum,
    transposed,
    turned,
    weighed,
)
from questions.parts.signs import minus
from questions.q13_backpropagation.by_hand import ByHand, correlated, patch, plane
from questions.scenes import Scene
from questions.scenes.backward import backward
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement


def of_weights(gradient: Rows, image: Rows, side: int) -> Measurement:
    """GRAD of the weights of one filter on one channel."""
    return plane(measure.value(engine.conv2d_weight_grad, [[gradient]], [[image]], weight_shape=(1, 1, side, side)))


class WeightGradient(ByHand):
    """13.1 Weight gradient by hand."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "dW[m, n] = Σ_i Σ_j x[i + m, j + n]·dY[i, j]"
    latex: ClassVar[str] = r"dW_{m,n} = \sum_{i}\sum_{j} x_{i+m,\,j+n}\, dY_{i,j}"

    def ask(self) -> str:
        return f"{self._layer}\nWhat is the gradient of the filter's weights, row by row?"

    @property
    def _right(self) -> Rows:
        return correlated(self.image, self.gradient)

    def answer(self) -> answers.Grid:
        return answers.Grid(value=self._right)

    def slips(self) -> Iterator[Slip]:
        k, back = len(self.kernel), turned(self.gradient)
        total = sum(map(sum, self.gradient))
        rotated, forward = correlated(self.image, back), correlated(self.image, self.kernel)
        yield Slip(
            tag="grad.rotated_output_gradient",
            value=rotated,
            message="You rotated dY by 180°. The rotation belongs to dX; dW correlates x with dY as it stands.",
            working=f"x with {inline(back)}: {inline(rotated)}",
            run=lambda: of_weights(back, self.image, k),
        )
        yield Slip(
            tag="grad.rotated_result",
            value=turned(self._right),
            message="Nothing is rotated here: dW[m, n] weighs x, moved by m rows and n columns, with dY.",
            working=f"{inline(self._right)} rotated by 180°: {inline(turned(self._right))}",
            run=lambda: of_weights(back, turned(self.image), k),
        )
        places = len(self.gradient) ** 2
        mean = tuple(tuple(Fraction(entry, places) for entry in row) for row in self._right)
        yield Slip(
            tag="grad.averaged",
            value=mean,
            message="The positions' contributions are added up, not averaged: the loss depends on every output.",
            working=f"{inline(self._right)}, each divided by {places}",
        )
        yield Slip(
            tag="grad.used_kernel",
            value=forward,
            message="That is the forward output; the kernel does not appear in its own gradient.",
            working=f"x with {inline(self.kernel)}: {inline(forward)}",
            run=lambda: plane(measure.value(engine.conv2d, [[self.image]], [[self.kernel]])),
        )
        yield Slip(
            tag="grad.sum_only",
            value=((total,) * k,) * k,
            message="That is the bias gradient: each weight's products with the input are missing.",
            working=f"the sum of dY is {minus(total)}",
            run=lambda: of_weights(self.gradient, ((1,) * len(self.image),) * len(self.image), k),
        )
        yield Slip(
            tag="grad.transposed",
            value=transposed(self._right),
            message="Rows and columns are exchanged.",
            working=inline(transposed(self._right)),
            run=lambda: of_weights(transposed(self.gradient), transposed(self.image), k),
        )

    def steps(self) -> Iterator[str]:
        size = len(self.gradient)
        for m, n in product(range(len(self.kernel)), repeat=2):
            seen = patch(self.image, m, n, size)
            rows = "; ".join(row_sum(x, dy) for x, dy in zip(seen, self.gradient, strict=True))
            yield f"dW[{m}, {n}], x from row {m}, column {n}: {rows}; in all {minus(weighed(seen, self.gradient))}"
        yield f"So dW is {inline(self._right)}"

    def measure(self) -> Measurement:
        return of_weights(self.gradient, self.image, len(self.kernel))

    def scene(self) -> Scene:
        return backward("what each output gradient adds", *self._planes(), "dW")
