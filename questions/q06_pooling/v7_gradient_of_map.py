from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Grid
from questions.drawing import Draw, DrawSeveral
from questions.model import Level
from questions.notation.numbers import Typed
from questions.parts.grids import drawn
from questions.parts.signs import listed
from questions.parts.signs import minus as shown
from questions.q06_pooling.pools import SIDE, Exact, Kind, Matrix, OfMap, entries
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import figure, grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

PLACES = tuple(product((0, 1), (0, 1)))
"""Row and column of the four windows."""


class GradientOfMap(OfMap):
    """6.7 Gradient of a pooled map."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "max: g to the largest of its window; average: g/K² to each of its window"
    latex: ClassVar[str] = (
        r"\max\text{: } g \text{ to the largest of its window; average: } \frac{g}{K^2} \text{ to each of its "
        r"window}"
    )

    gradients: Annotated[
        tuple[Annotated[int, Field(ge=-99, le=99)], ...],
        Typed,
        Field(min_length=4, max_length=4),
        DrawSeveral(Draw(-8, -6, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 8, 12), range(4, 5)),
    ]

    @property
    def _pushes(self) -> tuple[tuple[int, ...], ...]:
        return self.gradients[:2], self.gradients[2:]

    def _cells(self, row: int, column: int) -> list[tuple[int, int]]:
        return [(2 * row + down, 2 * column + right) for down, right in PLACES]

    def _window(self, row: int, column: int) -> list[int]:
        return [self.values[SIDE * y + x] for y, x in self._cells(row, column)]

    def impossible(self) -> str | None:
        tied = any(self._window(*at).count(max(self._window(*at))) > 1 for at in PLACES)
        if self.kind == "max" and tied:
            return "two equal largest values of a window leave open which of them gets the gradient"
        return None

    def excluded(self) -> bool:
        return len(set(self.gradients)) < len(self.gradients)

    def _spread(self, share: Callable[[int, Sequence[int], int], Exact]) -> Matrix:
        """Return a map in which each cell gets its share of a gradient, by its window and its place in it."""
        out: list[list[Exact]] = [[0] * SIDE for _ in range(SIDE)]
        for at, push in zip(PLACES, self.gradients, strict=True):
            window = self._window(*at)
            for place, (y, x) in enumerate(self._cells(*at)):
                out[y][x] = share(push, window, place)
        return tuple(map(tuple, out))

    def ask(self) -> str:
        name = "Max" if self.kind == "max" else "Average"
        return (
            f"{name} pooling with a 2×2 window and stride 2 runs on the 4×4 map\n{drawn(self._rows)}\n"
            f"The gradient of its 2×2 output is\n{drawn(self._pushes)}\n"
            "What is the gradient of the input, row by row?"
        )

    def _share(self, kind: Kind) -> Callable[[int, Sequence[int], int], Exact]:
        if kind == "average":
            return lambda push, window, _: Fraction(push, len(window))
        return lambda push, window, place: push * (place == window.index(max(window)))

    def answer(self) -> Grid:
        return Grid(value=self._spread(self._share(self.kind)))

    def slips(self) -> Iterator[Slip]:
        (push, *_), window = self.gradients, self._window(0, 0)

        def slip(
            tag: str,
            share: Callable[[int, Sequence[int], int], Exact],
            message: str,
            run: Callable[[], Measurement] | None = None,
        ) -> Slip:
            got = listed(share(push, window, place) for place in range(len(window)))
            working = f"top left: {shown(push)} becomes {got}"
            return Slip(tag=tag, value=self._spread(share), message=message, working=working, run=run)

        other: Kind = "average" if self.kind == "max" else "max"
        says = {
            "average": "That is average pooling: the maximum sends its gradient to the largest value alone.",
            "max": "That is max pooling: the mean shares its gradient out to all cells of its window.",
        }
        yield slip("pool.other_kind", self._share(other), says[other], lambda: self._run(other))
        yield slip(
            "grad.copied",
            lambda push, window, place: push,
            "A gradient is not copied to every cell: it goes to the largest, or is shared out.",
            self._copied,
        )
        if self.kind == "max":
            yield slip(
                "grad.times_value",
                lambda push, window, place: push * max(window) * (place == window.index(max(window))),
                "The value is no factor: the derivative of the maximum by its largest argument is 1.",
            )
            yield slip(
                "pool.abs_max",
                lambda push, window, place: push * (place == window.index(max(window, key=abs))),
                "The largest value gets the gradient, not the largest magnitude.",
            )
        else:
            yield slip(
                "grad.side_not_area",
                lambda push, window, place: Fraction(push, 2),
                "The window has K² cells: each gets a K²-th, not a K-th.",
            )
            yield slip(
                "grad.times_value",
                lambda push, window, place: Fraction(push * window[place], len(window)),
                "The value is no factor: the derivative of the mean by each of its arguments is 1/K².",
            )
        yield slip(
            "grad.to_first",
            lambda push, window, place: push * (place == 0),
            "The gradient does not stay in the corner of its window.",
            self._in_corners,
        )

    def steps(self) -> Iterator[str]:
        for (row, column), push in zip(PLACES, self.gradients, strict=True):
            window = self._window(row, column)
            where = f"Rows {2 * row}–{2 * row + 1}, columns {2 * column}–{2 * column + 1}"
            if self.kind == "max":
                yield f"{where}: {listed(window)}; the largest, {shown(max(window))}, gets {shown(push)}, the others 0"
            else:
                yield f"{where}: each of the 4 cells gets {shown(push)}/4 = {shown(Fraction(push, 4))}"

    def _gradient(self, kind: Kind, pushes: Array) -> Array:
        image = measure.image(self._rows)
        if kind == "max":
            return engine.max_pool2d_grad(pushes, image, 2)
        return engine.avg_pool2d_grad(pushes, (1, 1, SIDE, SIDE), 2)

    def _run(self, kind: Kind) -> Measurement:
        gradient = self._gradient(kind, measure.image(self._pushes))
        op = "max_pool2d_grad" if kind == "max" else "avg_pool2d_grad"
        return Measurement(entries(gradient, 4), f"{op} gave {gradient.shape}")

    def _copied(self) -> Measurement:
        return Measurement(entries(engine.upsample_nearest2d(measure.image(self._pushes), 2)), "every entry repeated")

    def _in_corners(self) -> Measurement:
        corner = measure.image([[1, 0], [0, 0]])
        output = engine.conv_transpose2d(measure.image(self._pushes), corner, stride=2)
        return Measurement(entries(output), "every entry in the corner of its window")

    def measure(self) -> Measurement:
        return self._run(self.kind)

    def scene(self) -> Scene:
        image, pushes = measure.image(self._rows), measure.image(self._pushes)
        whole = measure.plane(self._gradient(self.kind, pushes))
        frames = []
        for at, ((row, column), push) in enumerate(zip(PLACES, self.gradients, strict=True)):
            so_far = pushes * 0
            so_far.flat[: at + 1] = pushes.flat[: at + 1]
            window = dict.fromkeys(self._cells(row, column), Ink.TAP)
            frames.append(
                Frame(
                    (
                        grid("input", measure.plane(image), window),
                        grid("gradient of the output", measure.plane(pushes), {(row, column): Ink.DONE}),
                        grid(
                            "gradient of the input",
                            measure.plane(self._gradient(self.kind, so_far)),
                            window,
                            sign="→",
                            like=whole,
                        ),
                    ),
                    f"{figure(push)} goes back into its window.",
                )
            )
        return story(f"gradients go back through {self.kind} pooling", frames)
