from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Grid
from questions.drawing import Draw, DrawSeveral, Stream
from questions.model import Level, Variant
from questions.notation.numbers import Typed
from questions.parts.signs import listed
from questions.q06_pooling.pools import Exact, Matrix, entries
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement


class _DistinctRow:
    """Five different numbers; in half the draws the largest lies in the middle, where both windows see it."""

    def pick(self, stream: Stream) -> tuple[int, ...]:
        row = stream.shuffled(range(21))[:5]
        if stream.below(2):
            largest = row.index(max(row))
            row[2], row[largest] = row[largest], row[2]
        return tuple(row)


class OverlappingGradient(Variant):
    """6.5 Gradient of overlapping max pooling."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "∂L/∂xᵢ = Σ g over the windows whose largest is xᵢ"
    latex: ClassVar[str] = r"\frac{\partial L}{\partial x_i} = \sum g \text{ over the windows whose largest is } x_i"

    values: Annotated[
        tuple[Annotated[int, Field(ge=0, le=99)], ...], Typed, Field(min_length=5, max_length=5), _DistinctRow()
    ]
    gradients: Annotated[
        tuple[Annotated[int, Field(ge=1, le=99)], ...],
        Typed,
        Field(min_length=2, max_length=2),
        DrawSeveral(Draw(range(1, 10)), range(2, 3)),
    ]

    def impossible(self) -> str | None:
        return "two equal values leave open which is the largest" if len(set(self.values)) < 5 else None

    @property
    def _winners(self) -> list[int]:
        """The position of the largest in each window."""
        return [max(range(start, start + 3), key=self.values.__getitem__) for start in (0, 2)]

    def _row(self, *shares: tuple[int, Exact]) -> Matrix:
        """Return a row in which every share is added at its position."""
        row: list[Exact] = [0] * 5
        for position, share in shares:
            row[position] += share
        return (tuple(row),)

    def ask(self) -> str:
        g0, g1 = self.gradients
        return (
            f"x = {listed(self.values)}. Max pooling with window 3 and stride 2 gives two outputs, whose gradients are "
            f"{g0} and {g1}. What is the gradient with respect to x (5 numbers)?"
        )

    def answer(self) -> Grid:
        return Grid(value=self._row(*zip(self._winners, self.gradients, strict=True)))

    def slips(self) -> Iterator[Slip]:
        (first, second), (g0, g1) = self._winners, self.gradients
        evenly = self._row(*((at, Fraction(g0, 3)) for at in range(3)), *((at, Fraction(g1, 3)) for at in range(2, 5)))
        yield Slip(
            tag="grad.spread_evenly",
            value=evenly,
            message="That is average pooling: the maximum sends its gradient to the largest value alone.",
            working=f"{g0}/3 to positions 0–2, {g1}/3 to positions 2–4",
            run=lambda: Measurement(
                entries(engine.avg_pool2d_grad(measure.image([self.gradients]), (1, 1, 1, 5), (1, 3), (1, 2)), 3),
                "avg_pool2d_grad",
            ),
        )
        yield Slip(
            tag="grad.overwritten",
            value=self._row((first, g0 if first != second else 0), (second, g1)),
            message="Both windows send to the same input: their contributions add up.",
            working=f"{g1} at position {second}, {g0} lost",
        )
        if first == second:
            yield Slip(
                tag="grad.first_kept",
                value=self._row((first, g0)),
                message="Both windows send to the same input: their contributions add up.",
                working=f"{g0} at position {first}, {g1} lost",
            )
        yield Slip(
            tag="grad.times_value",
            value=self._row((first, g0 * self.values[first]), (second, g1 * self.values[second])),
            message="The value is no factor: the derivative of the maximum by its largest argument is 1.",
            working=f"{g0}·{self.values[first]}, {g1}·{self.values[second]}",
        )

    def steps(self) -> Iterator[str]:
        for start, winner, gradient in zip((0, 2), self._winners, self.gradients, strict=True):
            window = self.values[start : start + 3]
            yield (
                f"Window {start}–{start + 2}: {listed(window)}, the largest is {self.values[winner]} at position "
                f"{winner}: it receives {gradient}"
            )
        yield f"All others receive 0: {listed(self._row(*zip(self._winners, self.gradients, strict=True))[0])}"

    def measure(self) -> Measurement:
        gradient = engine.max_pool2d_grad(measure.image([self.gradients]), measure.image([self.values]), (1, 3), (1, 2))
        return Measurement(entries(gradient), f"max_pool2d_grad gave {gradient.shape}")

    def scene(self) -> Scene:
        x = measure.image([self.values])
        output = engine.max_pool2d(x, (1, 3), (1, 2))
        base = grid("x", measure.plane(x))
        frames, total = [], 0 * measure.plane(x)
        whole = measure.plane(engine.max_pool2d_grad(measure.image([self.gradients]), x, (1, 3), (1, 2)))
        for at, push in enumerate(self.gradients):
            alone = measure.image([[push if at == other else 0 for other in range(len(self.gradients))]])
            gradient = measure.plane(engine.max_pool2d_grad(alone, x, (1, 3), (1, 2)))
            total = total + gradient
            taps = {(0, column): Ink.TAP for column in measure.window_reads(5, 3, 2)[at].tolist()}
            frames.append(
                Frame(
                    (
                        grid("x", measure.plane(x), taps),
                        grid("largest of each window", measure.plane(output), {(0, at): Ink.DONE}, sign="→"),
                        grid("gradient so far", total, sign="←", like=whole),
                    ),
                    f"Window {at + 1} hands its gradient {push} to its largest number alone.",
                )
            )
        frames.append(
            Frame((base, grid("gradient of x", whole, sign="←")), "Where windows overlap on a winner, it gets both.")
        )
        return story("where gradients land", frames)
