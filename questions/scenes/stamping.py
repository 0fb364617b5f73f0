"""Transposed convolution as stamping: each input number stamps its scaled kernel, and overlaps add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from questions.scenes import Frame, Grid, Ink, Links, Place, Scene
from questions.scenes.numbers import factor, figure, grid
from solvers import engine, measure

if TYPE_CHECKING:
    from solvers.measure import Array, Pair

At = tuple[int, int]
MOST_ROWS = 12
"""Inputs in a row up to which their stamps are shown below each other."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """A transposed convolution on one channel."""

    image: Array
    """(h, w)."""
    kernel: Array
    """(kh, kw)."""
    stride: Pair = (1, 1)
    padding: Pair = (0, 0)
    output_padding: Pair = (0, 0)
    dilation: Pair = (1, 1)

    def run(self, image: Array, kernel: Array) -> Array:
        """Run the op on another image and kernel of these shapes, before padding is cut off: (oh, ow)."""
        settings = (self.stride, 0, self.output_padding, 1, self.dilation)
        return measure.plane(engine.conv_transpose2d(image[None, None], kernel[None, None], None, *settings))

    def cut(self) -> set[At]:
        """Return the outputs that the op, run with its padding, cuts off."""
        settings = (self.stride, self.padding, self.output_padding, 1, self.dilation)
        kept = engine.conv_transpose2d(self.image[None, None], self.kernel[None, None], None, *settings).shape[2:]
        whole = self.run(self.image, self.kernel)
        rows, columns = (range(before, before + size) for before, size in zip(self.padding, kept, strict=True))
        return {at for at in measure.places(whole) if at[0] not in rows or at[1] not in columns}


def stamping(title: str, op: Stamps, closing: str = "") -> Scene:
    """Stamp input after input, then show how many stamps reach each output.

    Each input leads to its stamp, each output to the inputs that it sums; what padding cuts off is marked.
    """
    drawing = _Drawing(op, closing)
    height, width = op.image.shape
    high, wide = drawing.output.shape
    links = Links({"input": (height, width), "added up": (high, wide)}, drawing.linked)
    return Scene(title, op.image.size + 1, drawing.frame, links)


class _Drawing:
    """What all frames of one stamping share."""

    def __init__(self, op: Stamps, closing: str) -> None:
        self.op, self.closing = op, closing
        self.cut = op.cut()
        ones, nothing = 0 * op.kernel + 1, 0 * op.image
        self.alone, self.reach = {}, {}
        for at in measure.places(op.image):
            one = nothing.copy()
            one[at] = 1
            self.reach[at] = op.run(one, ones)
            self.alone[at] = op.run(one * op.image, op.kernel)
        self.output = op.run(op.image, op.kernel)
        self.counts = op.run(nothing + 1, ones)
        self.in_a_row = op.image.shape[0] == 1 and op.image.size <= MOST_ROWS

    def frame(self, number: int) -> Frame:
        cells = list(self.alone)
        done = cells[: number + 1]
        total = sum((self.alone[at] for at in done), 0 * self.output)
        counts = sum((self.reach[at] for at in done), 0 * self.counts)
        if number == len(cells):
            most, least = counts.max(), counts.min()
            how = figure(most) if most == least else f"{figure(least)} to {figure(most)}"
            said = f"All {len(cells)} inputs have stamped; an output is reached by {how} of them."
            return Frame(
                (
                    self._input({}),
                    self._kernel(),
                    *self._stamps(cells),
                    self._output(total, {}),
                    self._counts(counts, {}),
                ),
                f"{said} {self.closing}".strip(),
            )
        now = cells[number]
        stamped = dict.fromkeys(_where(self.reach[now]), Ink.STAMP)
        value = figure(self.op.image[now])
        return Frame(
            (
                self._input({now: Ink.STAMP}),
                self._kernel(),
                *self._stamps(done),
                self._output(total, stamped),
                self._counts(counts, stamped),
            ),
            f"input[{now[0]}, {now[1]}] = {value} stamps {value} × the kernel; where stamps overlap they add up.",
        )

    def linked(self, place: Place) -> Frame:
        at = place.row, place.column
        if place.pane == "input":
            outputs, inputs = _where(self.reach[at]), [at]
            said = f"input[{at[0]}, {at[1]}] = {figure(self.op.image[at])} reaches {len(outputs)} outputs."
        else:
            outputs, inputs = [at], [one for one, reach in self.reach.items() if reach[at]]
            terms = " + ".join(factor(self.alone[one][at]) for one in inputs)
            said = (
                f"output[{at[0]}, {at[1]}] = {terms or '0'} = {figure(self.output[at])}: {len(inputs)} stamps reach it."
            )
        marked = {"input": dict.fromkeys(inputs, Ink.LINKED), "added up": dict.fromkeys(outputs, Ink.LINKED)}
        marked[place.pane][at] = Ink.CURSOR
        return Frame(
            (
                self._input(marked["input"]),
                self._kernel(),
                *self._stamps(list(self.alone)),
                self._output(self.output, marked["added up"]),
                self._counts(self.counts, marked["added up"]),
            ),
            said,
        )

    def _input(self, inks: dict[At, Ink]) -> Grid:
        return grid("input", self.op.image, inks)

    def _kernel(self) -> Grid:
        return grid("kernel", self.op.kernel, sign="×")

    def _stamps(self, done: list[At]) -> tuple[Grid, ...]:
        """Return, for inputs in a row, their stamps below each other."""
        if not self.in_a_row:
            return ()
        rows = measure.stack([self.alone[at][0] for at in self.alone])
        last = {(len(done) - 1, column): Ink.STAMP for _, column in _where(self.reach[done[-1]])}
        later = len(done) < len(rows)
        return (
            grid("stamps", measure.first(rows, len(done) * rows.shape[1]), last if later else {}, sign="→", like=rows),
        )

    def _output(self, total: Array, inks: dict[At, Ink]) -> Grid:
        note = "░ padding cuts off" if self.cut else ""
        return grid(
            "added up", total, dict.fromkeys(self.cut, Ink.PADDING) | inks, note=note, sign="→", like=self.output
        )

    def _counts(self, counts: Array, inks: dict[At, Ink]) -> Grid:
        return grid("stamps here", counts, inks, like=self.counts)


def _where(reach: Array) -> list[At]:
    return [(int(row), int(column)) for row, column in zip(*reach.nonzero(), strict=True)]
