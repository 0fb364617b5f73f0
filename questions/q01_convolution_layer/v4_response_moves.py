from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.scenes import Scene
from questions.scenes.heat import compared_frames
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Moved = Field(ge=0, le=48)


class ResponseMoves(Variant):
    """1.4 Where does the response move?"""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "(dy/S, dx/S) where S divides both, otherwise none"
    latex: ClassVar[str] = (
        r"\left( \frac{dy}{S}, \frac{dx}{S} \right) \text{ where } S \text{ divides both, otherwise none}"
    )

    stride: Annotated[int, Field(ge=1, le=8), Draw(1, 2, 2, 3, 4)]
    down: Annotated[int, Moved, Draw(range(7))]
    right: Annotated[int, Moved, Draw(range(7))]

    def impossible(self) -> str | None:
        return "nothing moves" if self.down == self.right == 0 else None

    def ask(self) -> str:
        moves = [f"{way} by {by}" for way, by in (("down", self.down), ("right", self.right)) if by]
        pixels = "pixel" if (self.right or self.down) == 1 else "pixels"
        return (
            f"A pattern in the input moves {' and '.join(moves)} {pixels}. Borders aside, by how many "
            f"output cells does the response of a convolution of stride {self.stride} move, down and right? "
            "Answer none if in general no whole shift of the output reproduces it."
        )

    def answer(self) -> Shape:
        whole = self.down % self.stride == self.right % self.stride == 0
        value = (self.down // self.stride, self.right // self.stride) if whole else None
        return Shape(value=value, axes=("down", "right"), joint=", ", optional=True)

    def slips(self) -> Iterator[Slip]:
        dy, dx, s = self.down, self.right, self.stride
        yield Slip(tag="invariance.confused", value=(0, 0), working="(0, 0)")
        yield Slip(tag="stride.ignored", value=(dy, dx), working=f"({dy}, {dx})", run=lambda: self._shifted(1))
        yield Slip(
            tag="stride.multiplied",
            value=(dy * s, dx * s),
            message="A stride shrinks distances: divide by it.",
            working=f"({dy}·{s}, {dx}·{s}) = ({dy * s}, {dx * s})",
        )
        if dy % s or dx % s:
            apart = Fraction(dy, s), Fraction(dx, s)
            yield Slip(
                tag="round.not_rounded",
                value=apart,
                message="The output has whole cells only: where S does not divide a shift, none of its shifts fits.",
                working=f"({dy}/{s}, {dx}/{s})",
            )
        yield Slip(
            tag="shift.floored",
            value=(dy // s, dx // s),
            message="Between samples the response changes its values; it does not round down.",
            working=f"(⌊{dy}/{s}⌋, ⌊{dx}/{s}⌋) = ({dy // s}, {dx // s})",
        )
        yield Slip(
            tag="shift.rounded_up",
            value=(ceil(dy / s), ceil(dx / s)),
            message="Between samples the response changes its values; it does not round up.",
            working=f"(⌈{dy}/{s}⌉, ⌈{dx}/{s}⌉) = ({ceil(dy / s)}, {ceil(dx / s)})",
        )
        yield Slip(
            tag="equivariance.denied",
            value=None,
            message="A shift by whole multiples of the stride moves the response by whole cells.",
            working="none",
        )
        if dy % s == dx % s == 0:
            yield Slip(tag="axes.swapped", value=(dx // s, dy // s), working=f"({dx}/{s}, {dy}/{s})")

    def steps(self) -> Iterator[str]:
        s = self.stride
        yield f"The output samples the stride-1 response every {s} pixels" if s > 1 else "Every pixel is sampled"
        for name, by in (("Down", self.down), ("Right", self.right)):
            yield f"{name}: {by}/{s} = {by // s}" if by % s == 0 else f"{name}: {by}/{s} lands between samples"
        value = self.answer().value
        yield f"So the response moves by {value}" if value else "So no shift of the output reproduces it"

    def _input(self, stride: int) -> Array:
        """Return noise large enough for the shift, on which circular windows lie evenly."""
        side = stride * (max(self.down, self.right) // stride + 4)
        return measure.noise(1, 1, side, side)

    def _op(self, stride: int, values: Array) -> Array:
        return engine.conv2d(values, measure.noise(1, 1, 3, 3, seed=1), None, stride, 1, padding_mode="circular")

    def _shifted(self, stride: int) -> Measurement:
        return measure.shift(partial(self._op, stride), self._input(stride), (self.down, self.right))

    def measure(self) -> Measurement:
        return self._shifted(self.stride)

    def scene(self) -> Scene:
        values, by = self._input(self.stride), (self.down, self.right)
        op = partial(self._op, self.stride)
        differences = measure.shift_differences(op, values, by)
        closest = min(differences, key=differences.__getitem__)
        shifted, still = op(moved(values, *by)), op(values)
        of_shifted = (f"output of the input moved by {by}", measure.plane(shifted))
        best = (f"old output moved by {closest}", measure.plane(moved(still, *closest)))
        none_better = f"Of all {len(differences)} shifts of the old output this one comes closest."
        frames = compared_frames(of_shifted, best, none_better)
        if closest != (0, 0):
            frames += compared_frames(of_shifted, ("old output, unmoved", measure.plane(still)))[1:]
        return story(f"stride {self.stride}, circular padding: which shift of the output reproduces it", frames)


def moved(values: Array, down: int, right: int) -> Array:
    """Return values (n, c, h, w) shifted circularly."""
    rows, columns = values.shape[2:]
    return values[:, :, [(row - down) % rows for row in range(rows)]][
        ..., [(at - right) % columns for at in range(columns)]
    ]
