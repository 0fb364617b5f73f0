from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from questions.answers import Grid, Parts
from questions.drawing import Draw, DrawSeveral
from questions.model import Level, Variant
from questions.notation.numbers import Typed
from questions.parts.signs import listed
from questions.q06_pooling.pools import Kind, Matrix, pool, reduced
from questions.scenes import Scene
from questions.scenes.numbers import grid
from questions.scenes.steps import steps
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement


def rolled(values: Sequence[int], by: int) -> tuple[int, ...]:
    """Return a row shifted left circularly."""
    return (*values[by:], *values[:by])


def pairs(kind: Kind, values: Sequence[int]) -> Matrix:
    """Return the pooled pairs of a row."""
    return (tuple(reduced(kind, pair) for pair in zip(values[::2], values[1::2], strict=True)),)


class ShiftTest(Variant):
    """6.6 Shift test."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "yᵢ = max(x₂ᵢ, x₂ᵢ₊₁), shifted yᵢ = max(x₂ᵢ₊₁, x₂ᵢ₊₂)"
    latex: ClassVar[str] = r"y_i = \max(x_{2i}, x_{2i+1}), \quad \text{shifted } y_i = \max(x_{2i+1}, x_{2i+2})"

    values: Annotated[
        tuple[Literal[0, 1], ...],
        Typed,
        Field(min_length=8, max_length=8),
        DrawSeveral(Draw(0, 1), range(8, 9)),
    ]

    @property
    def _moved(self) -> tuple[int, ...]:
        return rolled(self.values, 1)

    def excluded(self) -> bool:
        return sum(pairs("max", self.values)[0]) == sum(pairs("max", self._moved)[0])

    def ask(self) -> str:
        return (
            f"x = {listed(self.values)}. Max pooling with window 2 and stride 2: what is the output for x, and what "
            "for x shifted circularly to the left by one? (original; shifted)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "original": Grid(value=pairs("max", self.values)),
                "shifted": Grid(value=pairs("max", self._moved)),
            }
        )

    def slips(self) -> Iterator[Slip]:
        (first,) = pairs("max", self.values)
        yield Slip(
            tag="invariance.assumed",
            value={"shifted": (first,)},
            message="Strided pooling is not shift-invariant: after a shift other neighbours share a window.",
            working=f"{listed(first)} twice",
        )
        yield Slip(
            tag="equivariance.assumed",
            value={"shifted": ((*first[1:], first[0]),)},
            message="With stride 2 a shift of one sample is no shift of the output.",
            working=f"{listed(first)} shifted left: {listed((*first[1:], first[0]))}",
        )
        yield Slip(
            tag="shift.wrong_way",
            value={"shifted": pairs("max", rolled(self.values, -1))},
            message="Shifted to the left, the second value comes first and the first one last.",
            working=f"x shifted right: {listed(rolled(self.values, -1))}",
            run=lambda: self._pooled("shifted", rolled(self.values, -1)),
        )
        filled = (*self.values[1:], 0)
        yield Slip(
            tag="shift.not_circular",
            value={"shifted": pairs("max", filled)},
            message="The shift is circular: what leaves on the left comes in again on the right.",
            working=f"x shifted, a 0 filled in: {listed(filled)}",
            run=lambda: self._pooled("shifted", filled),
        )
        yield Slip(
            tag="pool.other_kind",
            value={"original": pairs("average", self.values), "shifted": pairs("average", self._moved)},
            message="You computed average pooling.",
            working=f"means of pairs: {listed(pairs('average', self.values)[0])}",
            run=lambda: Measurement(
                {
                    name: pool("average", [values], (1, 2), (1, 2)).value
                    for name, values in (("original", self.values), ("shifted", self._moved))
                },
                "avg_pool2d of both",
            ),
        )

    def _pooled(self, name: str, values: Sequence[int]) -> Measurement:
        return pool("max", [values], (1, 2), (1, 2)).named(name)

    def steps(self) -> Iterator[str]:
        for name, values in (("Original", self.values), ("Shifted", self._moved)):
            paired = " | ".join(f"{a} {b}" for a, b in zip(values[::2], values[1::2], strict=True))
            yield f"{name}: {paired}, maxima {listed(pairs('max', values)[0])}"

    def measure(self) -> Measurement:
        both = self._pooled("original", self.values).value | self._pooled("shifted", self._moved).value
        return Measurement(both, "max_pool2d of both rows")

    def scene(self) -> Scene:
        rows, beside = [], []
        for by in range(5):
            values = measure.image([rolled(self.values, by)])
            pooled, mean = (
                measure.plane(engine.max_pool2d(values, (1, 2), (1, 2))),
                engine.global_avg_pool2d(values).item(),
            )
            rows.append((str(by), listed([int(value) for value in pooled[0]]), f"{mean:g}"))
            beside.append((grid("x", measure.plane(values)), grid("max pooled", pooled, sign="→")))
        header = ("shifted by", "max pooled", "global average")
        said = ["x as it is.", *("One sample more to the left, in a circle." for _ in range(4))]
        closing = "The pooled map changes; the global average stays."
        return steps("one sample at a time to the left", header, rows, said, closing, beside)
