"""The backward pass of a convolution: each entry of dY adds its window to dW and its stamp to dX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from questions.scenes import Frame, Grid, Ink, Links, Place, Scene
from questions.scenes.numbers import figure, grid
from questions.scenes.steps import steps
from questions.scenes.story import joined
from solvers import engine, measure

if TYPE_CHECKING:
    from solvers.measure import Array

At = tuple[int, int]


def backward(title: str, image: Array, kernel: Array, gradient: Array, of: str) -> Scene:
    """Play the entries of dY (oh, ow) on image (h, w) and kernel (kh, kw) at stride 1, then check by differences.

    `of` is the gradient that is checked, `dW` or `dX`. Every cell of dY leads to its window and its stamp.
    """
    drawing = _Drawing(image, kernel, gradient)
    entries = Scene(title, gradient.size + 1, drawing.frame, drawing.links)
    return joined(title, entries, _check(image, kernel, gradient, of))


class _Drawing:
    """What all frames of one backward pass share."""

    def __init__(self, image: Array, kernel: Array, gradient: Array) -> None:
        self.image, self.kernel, self.gradient = image, kernel, gradient
        self.rows, self.columns = (
            measure.window_reads(size, taps) for size, taps in zip(image.shape, kernel.shape, strict=True)
        )
        self.weight_parts, self.input_parts = {}, {}
        for at in measure.places(gradient):
            one = 0 * gradient
            one[at] = gradient[at]
            self.weight_parts[at] = _weight_grad(one, image, kernel)
            self.input_parts[at] = _input_grad(one, image, kernel)
        self.whole = _weight_grad(gradient, image, kernel), _input_grad(gradient, image, kernel)
        high, wide = gradient.shape
        self.links = Links({"dY": (high, wide)}, self.linked)

    def frame(self, number: int) -> Frame:
        entries = measure.places(self.gradient)
        done = entries[: number + 1]
        if number == len(entries):
            return self._drawn(*self.whole, {}, {}, "All entries together: dW and dX.")
        i, j = entries[number]
        weights, inputs = (
            sum((parts[at] for at in done), 0 * parts[i, j]) for parts in (self.weight_parts, self.input_parts)
        )
        value = figure(self.gradient[i, j])
        said = f"dY[{i}, {j}] = {value}: {value} times its window of X goes to dW, {value} times the kernel to dX."
        return self._drawn(weights, inputs, {(i, j): Ink.TAP}, dict.fromkeys(self._window(i, j), Ink.TAP), said)

    def linked(self, place: Place) -> Frame:
        at = place.row, place.column
        said = f"dY[{at[0]}, {at[1]}] = {figure(self.gradient[at])}: what it adds to dW and to dX."
        window = dict.fromkeys(self._window(*at), Ink.LINKED)
        return self._drawn(self.weight_parts[at], self.input_parts[at], {at: Ink.CURSOR}, window, said)

    def _window(self, i: int, j: int) -> list[At]:
        return [(row, column) for row in self.rows[i].tolist() for column in self.columns[j].tolist()]

    def _drawn(self, weights: Array, inputs: Array, entry: dict[At, Ink], window: dict[At, Ink], said: str) -> Frame:
        pictures: tuple[Grid, ...] = (
            grid("dY", self.gradient, entry),
            grid("X", self.image, window),
            grid("W", self.kernel),
            grid("dW", weights, sign="→", like=self.whole[0]),
            grid("dX", inputs, window, like=self.whole[1]),
        )
        return Frame(pictures, said)


def _weight_grad(gradient: Array, image: Array, kernel: Array) -> Array:
    return measure.plane(engine.conv2d_weight_grad(gradient[None, None], image[None, None], (1, 1, *kernel.shape)))


def _input_grad(gradient: Array, image: Array, kernel: Array) -> Array:
    return measure.plane(engine.conv2d_input_grad(gradient[None, None], kernel[None, None], (1, 1, *image.shape)))


def _check(image: Array, kernel: Array, gradient: Array, of: str) -> Scene:
    """Nudge each number and see how the loss Σ dY·Y moves."""
    at, analytic = (
        (kernel, _weight_grad(gradient, image, kernel)) if of == "dW" else (image, _input_grad(gradient, image, kernel))
    )

    def forward(values: Array) -> Array:
        one, other = (image, values) if of == "dW" else (values, kernel)
        return measure.plane(engine.conv2d(one[None, None], other[None, None]))

    numeric = measure.central_differences(forward, gradient, at)
    apart = abs(numeric - analytic)
    rows = [
        (
            f"{of}[{i}, {j}]",
            figure(analytic[i, j]),
            f"{numeric[i, j]:.6f}".replace("-", "−"),
            f"{apart[i, j]:.0e}" if apart[i, j] else "0",
        )
        for i, j in measure.places(at)
    ]
    said = [f"{name}: nudge the number both ways and see how Σ dY·Y moves." for name, *_ in rows]
    return steps("gradient check", ("entry", "backward pass", "central difference", "apart"), rows, said)
