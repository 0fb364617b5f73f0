from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import ClassVar

from questions.answers import Grid
from questions.model import Level
from questions.parts.grids import drawn
from questions.parts.signs import listed
from questions.parts.signs import minus as shown
from questions.q06_pooling.pools import Exact, Kind, Matrix, OfMap, entries, pool, reduced
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import figure, grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

OTHER: dict[Kind, Kind] = {"max": "average", "average": "max"}


class PoolMap(OfMap):
    """6.1 Pool a 4×4 map."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "max of each window, or its sum divided by K²"
    latex: ClassVar[str] = r"\max \text{ of each window, or its sum divided by } K^2"

    def _window(self, top: int, left: int, height: int = 2) -> list[int]:
        return [value for row in self._rows[top : top + height] for value in row[left : left + 2]]

    def _pooled(self, pick: Callable[[list[int]], Exact], height: int = 2) -> Matrix:
        return tuple(tuple(pick(self._window(top, left, height)) for left in (0, 2)) for top in (0, 2))

    def ask(self) -> str:
        name = "Max" if self.kind == "max" else "Average"
        return (
            f"{name} pooling with a 2×2 window and stride 2 runs on the 4×4 map\n{drawn(self._rows)}\n"
            "What is the 2×2 result, row by row?"
        )

    def answer(self) -> Grid:
        return Grid(value=self._pooled(partial(reduced, self.kind)))

    def slips(self) -> Iterator[Slip]:
        def slip(tag: str, value: Matrix, message: str, run: Callable[[], Measurement] | None = None) -> Slip:
            working = f"top left: {listed(self._window(0, 0))} becomes {shown(value[0][0])}"
            return Slip(tag=tag, value=value, message=message, working=working, run=run)

        rows, other = self._rows, OTHER[self.kind]
        yield slip(
            "pool.other_kind",
            self._pooled(partial(reduced, other)),
            f"You computed {other} pooling.",
            lambda: pool(other, rows, (2, 2), (2, 2)),
        )
        if self.kind == "max":
            yield slip(
                "pool.abs_max",
                self._pooled(lambda window: max(window, key=lambda value: (abs(value), value))),
                "The largest value counts, not the largest magnitude.",
            )
        else:
            yield slip(
                "pool.sum",
                self._pooled(sum),
                "Divide by the number of cells in the window.",
                lambda: Measurement(
                    entries(engine.conv2d(measure.image(rows), measure.image([[1, 1], [1, 1]]), None, 2)),
                    "weights of 1",
                ),
            )
        yield slip(
            "pool.row_only",
            self._pooled(partial(reduced, self.kind), height=1),
            "The windows are two rows high.",
            lambda: pool(self.kind, rows, (1, 2), (2, 2)),
        )

    def steps(self) -> Iterator[str]:
        for top, left in product((0, 2), (0, 2)):
            window = self._window(top, left)
            value = shown(reduced(self.kind, window))
            working = f"{shown(sum(window))}/4 = {value}" if self.kind == "average" else f"the largest is {value}"
            yield f"Rows {top}–{top + 1}, columns {left}–{left + 1}: {listed(window)}; {working}"

    def measure(self) -> Measurement:
        return pool(self.kind, self._rows, (2, 2), (2, 2))

    def scene(self) -> Scene:
        image = measure.image(self._rows)
        outputs = {
            "max": measure.plane(engine.max_pool2d(image, 2, 2)),
            "average": measure.plane(engine.avg_pool2d(image, 2, 2)),
            "strided 2×2 conv": measure.plane(engine.conv2d(image, measure.image([[1, 0], [0, -1]]), None, 2)),
        }
        frames = []
        for at, (i, j) in enumerate(product((0, 1), (0, 1))):
            window = {(2 * i + m, 2 * j + n): Ink.TAP for m, n in product((0, 1), (0, 1))}
            maps = [
                grid(
                    name,
                    measure.first(output, at + 1),
                    {(i, j): Ink.DONE},
                    sign="→" if name == "max" else "",
                    like=output,
                )
                for name, output in outputs.items()
            ]
            seen = ", ".join(shown(value) for value in self._window(2 * i, 2 * j))
            said = "; ".join(f"{name} {figure(output[i, j])}" for name, output in outputs.items())
            frames.append(Frame((grid("input", measure.plane(image), window), *maps), f"{seen}: {said}."))
        return story("one window, three ways: the conv has weights 1, 0 / 0, −1", frames)
