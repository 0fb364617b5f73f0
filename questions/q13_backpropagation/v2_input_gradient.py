from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, ClassVar

from questions import answers
from questions.model import Level
from questions.parts.grids import (
    Rows,
    inline,
    turned,
)
from questions.parts.signs import minus
from questions.q13_backpropagation.by_hand import ByHand, correlated, plane
from questions.scenes import Scene
from questions.scenes.backward import backward
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement


def bordered(grid: Rows, by: int) -> Rows:
    """Return a square with so many zeros on every side."""
    wide = tuple((0,) * by + row + (0,) * by for row in grid)
    blank = ((0,) * (len(grid) + 2 * by),) * by
    return (*blank, *wide, *blank)


def full_correlation(grid: Rows, kernel: Rows) -> Rows:
    """Return the cross-correlation at every place where the two squares meet."""
    return correlated(bordered(grid, len(kernel) - 1), kernel)


def overwritten(gradient: Rows, kernel: Rows) -> Rows:
    """Return the stamps of a kernel, row by row, where a later one replaces an earlier one."""
    size = len(gradient) + len(kernel) - 1
    seen = [[0] * size for _ in range(size)]
    taps, places = range(len(kernel)), range(len(gradient))
    for i, j, m, n in product(places, places, taps, taps):
        seen[i + m][j + n] = gradient[i][j] * kernel[m][n]
    return tuple(map(tuple, seen))


def of_input(gradient: Any, kernel: Rows, side: int) -> Measurement:
    """GRAD of one channel of input."""
    return plane(measure.value(engine.conv2d_input_grad, [[gradient]], [[kernel]], input_shape=(1, 1, side, side)))


class InputGradient(ByHand):
    """13.2 Input gradient by hand."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "dX[a, b] = Σ_i Σ_j w[a − i, b − j]·dY[i, j]"
    latex: ClassVar[str] = r"dX_{a,b} = \sum_{i}\sum_{j} w_{a-i,\,b-j}\, dY_{i,j}"

    def ask(self) -> str:
        return f"{self._layer}\nWhat is the gradient with respect to the input, row by row?"

    @property
    def _right(self) -> Rows:
        return full_correlation(self.gradient, turned(self.kernel))

    def answer(self) -> answers.Grid:
        return answers.Grid(value=self._right)

    def slips(self) -> Iterator[Slip]:
        k, n, back = len(self.kernel), len(self.image), turned(self.kernel)
        plain = full_correlation(self.gradient, self.kernel)
        output = correlated(self.image, self.kernel)
        of_output, last = full_correlation(output, back), overwritten(self.gradient, self.kernel)
        yield Slip(
            tag="grad.kernel_not_rotated",
            value=plain,
            message="Rotate the kernel by 180°: the input at a meets w[a − i], whose index runs backwards.",
            working=f"padded dY with {inline(self.kernel)}: {inline(plain)}",
            run=lambda: plane(measure.value(engine.conv2d, [[self.gradient]], [[self.kernel]], padding=k - 1)),
        )
        if len(self.gradient) >= k:
            small = correlated(self.gradient, back)
            yield Slip(
                tag="grad.no_padding",
                value=small,
                message="The gradient has the size of x: pad dY by K − 1 on every side.",
                working=f"dY with {inline(back)}, unpadded: {inline(small)}",
                run=lambda: plane(measure.value(engine.conv2d, [[self.gradient]], [[back]])),
            )
        yield Slip(
            tag="grad.used_output",
            value=of_output,
            message="You sent the forward output back; dX depends on w and dY only.",
            working=f"output {inline(output)}, back through the kernel: {inline(of_output)}",
            run=lambda: of_input(
                measure.value(engine.conv2d, [[self.image]], [[self.kernel]]).value[0][0], self.kernel, n
            ),
        )
        yield Slip(
            tag="grad.rotated_result",
            value=turned(self._right),
            message="Every dY[i, j] adds its copy of the kernel with the corner at (i, j); the sum is not rotated.",
            working=f"{inline(self._right)} rotated by 180°: {inline(turned(self._right))}",
            run=lambda: of_input(turned(self.gradient), back, n),
        )
        yield Slip(
            tag="grad.overlap_overwritten",
            value=last,
            message="Overlapping contributions add: an input that several outputs read has a share in all of them.",
            working=f"later copies over earlier ones: {inline(last)}",
        )

    def steps(self) -> Iterator[str]:
        yield "Each dY[i, j] adds dY[i, j]·w to dX, with its corner at (i, j); overlaps add up"
        for i, j, value in self._entries():
            stamp = tuple(tuple(value * w for w in line) for line in self.kernel)
            yield f"At ({i}, {j}): {minus(value)} times {inline(self.kernel)} = {inline(stamp)}"
        yield f"Added up: {inline(self._right)}"

    def measure(self) -> Measurement:
        return of_input(self.gradient, self.kernel, len(self.image))

    def scene(self) -> Scene:
        return backward("what each output gradient adds", *self._planes(), "dX")
