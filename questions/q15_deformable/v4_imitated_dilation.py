from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import cos, pi, sin
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q15_deformable.offsets import GRID, Pair, constants
from questions.scenes import Frame, Scene
from questions.scenes.heat import compared_frames
from questions.scenes.sampling import plane, sampling
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


def _turned(side: int) -> Scene:
    """Turn the grid of taps by 45° on the plane, then by 90°, where the op does what a turned kernel does."""
    middle = side // 2
    regular = [(middle + float(row), middle + float(column)) for row, column in GRID]
    eighth, quarter = ([turn_of(at, share) for at in GRID] for share in (1, 2))
    frames = []
    for said, moves in (("45°: between the pixels", eighth), ("90°: on pixels again", quarter)):
        moved = [(row + down, column + right) for (row, column), (down, right) in zip(regular, moves, strict=True)]
        frames.append(
            Frame(
                (plane("the taps, turned", (side, side), regular, moved, 0),),
                f"Turned by {said}; the first tap is marked.",
            )
        )
    images, weight = measure.noise(1, 1, side, side), measure.noise(1, 1, 3, 3, seed=1)
    output = engine.deform_conv2d(images, constants(quarter, side, side), weight, padding=1)
    return story(
        "",
        [
            *frames,
            *compared_frames(
                ("taps turned by 90°", measure.plane(output)),
                ("the kernel turned back", measure.plane(engine.conv2d(images, turned_back(weight), padding=1))),
            )[1:],
        ],
    )


def turn_of(tap: Pair, eighths: int) -> tuple[float, float]:
    """Return the offset that turns a tap about the centre by eighths of a full turn."""
    (row, column), angle = tap, eighths * pi / 4
    return (
        round(row * cos(angle) + column * sin(angle) - row, 12),
        round(column * cos(angle) - row * sin(angle) - column, 12),
    )


def turned_back(weight: Array) -> Array:
    """Return kernels (o, c, k, k) turned by 90° the other way."""
    return weight.swapaxes(2, 3)[..., ::-1]


class ImitatedDilation(Variant):
    """15.4 Imitating dilation."""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 24
    formula: ClassVar[str] = "(dy, dx) = ((D − 1)(m − 1), (D − 1)(n − 1))"
    latex: ClassVar[str] = r"(dy, dx) = \left( (D - 1)(m - 1), (D - 1)(n - 1) \right)"

    dilation: Annotated[int, Field(ge=2, le=6), Draw(2, 3, 4)]
    row: Annotated[int, Field(ge=0, le=2), Draw(0, 1, 2)]
    column: Annotated[int, Field(ge=0, le=2), Draw(0, 1, 2)]

    def excluded(self) -> bool:
        return self.row == self.column == 1

    def ask(self) -> str:
        d = self.dilation
        return (
            "Constant offsets make a 3×3 deformable layer, its own dilation 1 and padding 1, equal to a plain 3×3 "
            f"layer with dilation {d} and padding {d}; both have stride 1. What is the offset of the tap in row "
            f"{self.row}, column {self.column}, both counted from 0? (dy downward, dx to the right)"
        )

    def answer(self) -> Shape:
        d = self.dilation
        return self._pair(((d - 1) * (self.row - 1), (d - 1) * (self.column - 1)))

    @staticmethod
    def _pair(value: Pair) -> Shape:
        return Shape(value=value, axes=("dy", "dx"), joint=", ")

    def slips(self) -> Iterator[Slip]:
        d, m, n = self.dilation, self.row, self.column

        def slip(tag: str, value: Pair, message: str, working: str) -> Slip:
            shown = f"{working} = ({self._pair(value).shown})"
            return Slip(tag=tag, value=value, message=message, working=shown, trial=lambda: self._trial(value))

        yield slip(
            "offset.absolute_position",
            (d * (m - 1), d * (n - 1)),
            "That is the place of the dilated tap; the offset adds to the tap's place on the regular grid.",
            f"({d}·({m} − 1), {d}·({n} − 1))",
        )
        yield slip(
            "offset.regular_place",
            (m - 1, n - 1),
            "That is where the tap stands without an offset; asked is how far it has to move from there.",
            f"({m} − 1, {n} − 1)",
        )
        yield slip(
            "offset.axes_swapped",
            ((d - 1) * (n - 1), (d - 1) * (m - 1)),
            "Rows first: dy comes from the row, dx from the column.",
            f"({d - 1}·({n} − 1), {d - 1}·({m} − 1))",
        )
        yield slip(
            "offset.sign",
            ((d - 1) * (1 - m), (d - 1) * (1 - n)),
            "The tap moves away from the centre, not towards it.",
            f"({d - 1}·(1 − {m}), {d - 1}·(1 − {n}))",
        )
        yield slip(
            "offset.from_corner",
            ((d - 1) * m, (d - 1) * n),
            "That stretches the kernel from its corner; with these paddings its centre stays.",
            f"({d - 1}·{m}, {d - 1}·{n})",
        )

    def steps(self) -> Iterator[str]:
        d, m, n = self.dilation, self.row, self.column
        wanted = self._pair((d * (m - 1), d * (n - 1))).shown
        plain = self._pair((m - 1, n - 1)).shown
        yield f"From the centre, the dilated tap reads at ({d}·({m} − 1), {d}·({n} − 1)) = ({wanted})"
        yield f"On the regular grid it stands at ({m} − 1, {n} − 1) = ({plain})"
        yield f"The offset is the difference: ({self.answer().shown})"

    def _difference(self, move: Pair) -> float:
        """Return how far a layer of this tap alone, so moved, is from the dilated one."""
        images = measure.noise(1, 1, self._side, self._side)
        weight = measure.zeros(1, 1, 3, 3).astype(float)
        weight[0, 0, self.row, self.column] = 1
        offset = constants([move] * len(GRID), self._side, self._side)
        output = engine.deform_conv2d(images, offset, weight, padding=1)
        return measure.largest_difference(output, self._dilated(images, weight))

    def _dilated(self, images: Array, weight: Array) -> Array:
        return engine.conv2d(images, weight, padding=self.dilation, dilation=self.dilation)

    def _move_along(self, row: int) -> int:
        """SEARCH down the middle column alone; along a row it is the same."""
        tap = type(self)(dilation=self.dilation, row=row, column=1)
        reach = range(-self.dilation, self.dilation + 1)
        return measure.search(reach, lambda down: tap._difference((down, 0)) < 1e-9)

    @property
    def _side(self) -> int:
        """An image in which the dilated kernel fits with room to spare."""
        return 2 * self.dilation + 3

    def _trial(self, move: Pair) -> Measurement:
        apart = self._difference(move)
        return Measurement(
            apart, f"with the offset ({self._pair(move).shown}) the two layers differ by up to {apart:.2f}"
        )

    def measure(self) -> Measurement:
        reach = range(-self.dilation, self.dilation + 1)
        found = measure.search(product(reach, reach), lambda move: self._difference(move) < 1e-9)
        tried = len(reach) ** 2
        return Measurement(
            found,
            f"of the {tried} offsets up to {self.dilation} either way, ({self._pair(found).shown}) makes them equal",
        )

    def scene(self) -> Scene:
        along, middle = [self._move_along(row) for row in range(3)], self._side // 2
        offsets = [(down, right) for down in along for right in along]
        regular = [(float(middle + row), float(middle + column)) for row, column in GRID]
        moved = [(row + down, column + right) for (row, column), (down, right) in zip(regular, offsets, strict=True)]
        images, weight = measure.noise(1, 1, self._side, self._side), measure.noise(1, 1, 3, 3, seed=1)
        frames = compared_frames(
            ("3×3 with these offsets", measure.plane(self._deformed(offsets)(images, weight))),
            (f"dilation {self.dilation}", measure.plane(self._dilated(images, weight))),
        )
        taps = sampling("nine taps, moved apart", (self._side, self._side), regular, moved)
        return joined(taps.title, _turned(self._side), taps, story("", frames))

    def _deformed(self, moves: Sequence[Pair]) -> Callable[[Array, Array], Array]:
        offset = constants(moves, self._side, self._side)
        return lambda images, weight: engine.deform_conv2d(images, offset + 0 * images[:, :1], weight, padding=1)
