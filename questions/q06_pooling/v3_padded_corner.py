from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Number
from questions.drawing import Draw, DrawSeveral
from questions.model import Level, Variant
from questions.notation.numbers import Typed
from questions.parts.signs import listed
from questions.q06_pooling.pools import entries
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import joined, story
from questions.scenes.window import Sliding, window
from questions.slips import Slip
from solvers import engine, measure
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


class PaddedCorner(Variant):
    """6.3 Average in a padded corner."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "Σv/9 where padding counts, Σv/4 where it does not"
    latex: ClassVar[str] = (
        r"\frac{\sum v}{9} \text{ where padding counts}, \quad \frac{\sum v}{4} \text{ where it does not}"
    )

    values: Annotated[
        tuple[Annotated[int, Field(ge=0, le=999)], ...],
        Typed,
        Field(min_length=4, max_length=4),
        DrawSeveral(Draw(range(1, 37)), range(4, 5)),
    ]
    counted: Annotated[bool, Draw(True, False)]

    def _cells(self, counted: bool) -> int:
        return 9 if counted else 4

    def ask(self) -> str:
        counts = "counts as zeros" if self.counted else "does not count"
        form = "3 significant figures" if self.counted else "exact"
        return (
            "3×3 average pooling with padding 1. The four real pixels under the top-left window are "
            f"{listed(self.values)}. What is the output at (0, 0) if the padding {counts} ({form})?"
        )

    def answer(self) -> Number:
        value = Fraction(sum(self.values), self._cells(self.counted))
        return Number(value=value, significant_figures=3) if self.counted else Number(value=value, exact=True)

    def slips(self) -> Iterator[Slip]:
        total, other = sum(self.values), not self.counted
        yield Slip(
            tag="pool.pad_count_other",
            value=Fraction(total, self._cells(other)),
            message=f"That is the value if padding {'counts' if other else 'does not count'}.",
            working=f"{total}/{self._cells(other)}",
            run=lambda: self._run(other),
        )
        yield Slip(
            tag="pool.pad_six",
            value=Fraction(total, 6),
            message="The corner window holds 4 real cells; windows at the edges hold 6.",
            working=f"{total}/6",
        )
        yield Slip(
            tag="pool.sum",
            value=Fraction(total),
            message="Divide by the number of cells that count.",
            working=f"{' + '.join(map(str, self.values))} = {total}",
        )

    def steps(self) -> Iterator[str]:
        total, cells = sum(self.values), self._cells(self.counted)
        yield "The window at the corner holds 4 real cells and 5 of padding"
        yield f"Sum: {' + '.join(map(str, self.values))} = {total}"
        how = "All 9 cells count" if self.counted else "Only the 4 real cells count"
        yield f"{how}: {total}/{cells} {'=' if self.answer().exact else '≈'} {self.answer().shown}"

    def _run(self, counted: bool) -> Measurement:
        output = engine.avg_pool2d(self._image(), 3, 1, 1, count_include_pad=counted)
        run = f"avg_pool2d, count_include_pad={counted}: {output[0, 0, 0, 0]:g} at (0, 0)"
        return Measurement(entries(output, 36)[0][0], run)

    def _image(self) -> Array:
        top, bottom = self.values[:2], self.values[2:]
        return measure.image([[*top, 0], [*bottom, 0], [0, 0, 0]])

    def measure(self) -> Measurement:
        return self._run(self.counted)

    def scene(self) -> Scene:
        image = self._image()
        with_zeros, real_only = (
            measure.plane(engine.avg_pool2d(image, 3, 1, 1, count_include_pad=counted)) for counted in (True, False)
        )
        cells = measure.plane(engine.avg_pool2d(measure.image([[1] * 3] * 3), 3, 1, 1) * 9)
        corner = {(0, 0): Ink.ASKED}
        sums = Sliding(measure.plane(image), measure.plane(measure.image([[1] * 3] * 3)), padding=(1, 1))
        frames = [
            Frame(
                (grid("sum under each window", sums.output(), corner), grid("real cells under it", cells, corner)),
                "In a corner only some of a window's cells are real, the rest is padding.",
            ),
            Frame(
                (
                    grid("padding counted", with_zeros, corner, like=real_only),
                    grid("real cells only", real_only, corner),
                ),
                "The mean over all cells of the window, and over the real ones.",
            ),
        ]
        return joined("the corner of an average pooling", window("sums", sums), story("", frames))
