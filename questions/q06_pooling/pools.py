"""Pooling by hand and by the op."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from questions.drawing import Draw, DrawSeveral
from questions.model import Variant
from questions.notation.numbers import Typed
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Exact = int | Fraction


Vector = tuple[Exact, ...]


Matrix = tuple[Vector, ...]


Kind = Literal["max", "average"]


SIDE = 4


class OfMap(Variant):
    """A variant about one 4×4 map that is pooled."""

    kind: Annotated[Kind, Draw("max", "average")]
    values: Annotated[
        tuple[Annotated[int, Field(ge=-99, le=99)], ...],
        Typed,
        Field(min_length=SIDE**2, max_length=SIDE**2),
        DrawSeveral(Draw(range(-9, 10)), range(SIDE**2, SIDE**2 + 1)),
    ]

    @property
    def _rows(self) -> tuple[tuple[int, ...], ...]:
        return tuple(self.values[start : start + SIDE] for start in range(0, SIDE**2, SIDE))


def reduced(kind: Kind, window: Sequence[int]) -> Exact:
    """Return the largest number of a window, or the mean."""
    return max(window) if kind == "max" else Fraction(sum(window), len(window))


def entries(output: Array, largest_denominator: int = 1) -> Matrix:
    """Return the one map of an output; what is known to be a fraction with a small denominator comes back as one."""
    return tuple(
        tuple(Fraction(number).limit_denominator(largest_denominator) for number in row)
        for row in output[0, 0].tolist()
    )


def pool(kind: Kind, rows: Sequence[Sequence[int]], kernel: tuple[int, int], stride: tuple[int, int]) -> Measurement:
    """VALUE: pool one map."""
    op = engine.max_pool2d if kind == "max" else engine.avg_pool2d
    output = op(measure.image(rows), kernel, stride)
    return Measurement(entries(output, kernel[0] * kernel[1]), f"{op.__name__} on the numbers gave {output.shape}")
