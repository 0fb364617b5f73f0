"""The sliding window on a map: input, window, products, their sum, and the output filling in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Literal

from questions.scenes import Frame, Grid, Ink, Links, Place, Scene
from questions.scenes.numbers import factor, figure, grid
from solvers import engine, measure

if TYPE_CHECKING:
    from solvers.measure import Array, Pair

At = tuple[int, int]
MOST_TERMS = 12
"""Products that a formula spells out."""


@dataclass(frozen=True, slots=True)
class Sliding:
    """One op on one channel: a convolution by `kernel`, or a pool where there is none."""

    image: Array
    """(h, w)."""
    kernel: Array | None = None
    """(kh, kw)."""
    kernel_size: Pair = (2, 2)
    """Of a pool."""
    bias: float = 0.0
    stride: Pair = (1, 1)
    padding: Pair = (0, 0)
    dilation: Pair = (1, 1)
    pool: Literal["max", "average"] = "max"

    @property
    def size(self) -> Pair:
        """Rows and columns of taps."""
        return self.kernel_size if self.kernel is None else (self.kernel.shape[0], self.kernel.shape[1])

    def output(self) -> Array:
        """Run the op: (oh, ow)."""
        image = self.image[None, None]
        if self.kernel is not None:
            bias = (measure.zeros(1) + self.bias).astype(image.dtype)
            settings = self.stride, self.padding, self.dilation
            return measure.plane(engine.conv2d(image, self.kernel[None, None], bias, *settings))
        op = engine.max_pool2d if self.pool == "max" else engine.avg_pool2d
        return measure.plane(op(image, self.size, self.stride, self.padding))

    def padded(self) -> Array:
        """Return the image in its padding of zeros."""
        (down, right), (height, width) = self.padding, self.image.shape
        whole = measure.zeros(height + 2 * down, width + 2 * right).astype(self.image.dtype)
        whole[down : down + height, right : right + width] = self.image
        return whole

    def reads(self) -> tuple[Array, Array]:
        """Return the padded rows, and columns, that each window reads."""
        sizes = zip(self.image.shape, self.size, self.stride, self.padding, self.dilation, strict=True)
        rows, columns = (measure.window_reads(i, k, s, (p, p), d) for i, k, s, p, d in sizes)
        return rows, columns


def window(title: str, op: Sliding, asked: At | None = None) -> Scene:
    """Slide the window over the map, an output a frame; `asked` is marked in the last frame, and what it reads.

    Every cell of input, kernel and output leads to those tied to it, by the windows that the engine read.
    """
    drawing = _Drawing(op, asked)
    return Scene(title, drawing.output.size + 1, drawing.frame, Links(drawing.panes(), drawing.linked))


class _Drawing:
    """What all frames of one window share."""

    def __init__(self, op: Sliding, asked: At | None) -> None:
        self.op, self.asked = op, asked
        self.output, self.padded = op.output(), op.padded()
        self.rows, self.columns = op.reads()
        seen = self.padded[self.rows[:, None, :, None], self.columns[None, :, None, :]]
        self.products = (seen if op.kernel is None else seen * op.kernel).reshape(-1, op.size[1])

    def panes(self) -> dict[str, Pair]:
        shapes = {"output": self.output.shape, "input": self.padded.shape}
        if self.op.kernel is not None:
            shapes["kernel"] = self.op.kernel.shape
        return {name: (shape[0], shape[1]) for name, shape in shapes.items()}

    def frame(self, number: int) -> Frame:
        if number == self.output.size:
            marked = {self.asked: Ink.ASKED} if self.asked else {}
            read = dict.fromkeys(self._taps(*self.asked), Ink.TAP) if self.asked else {}
            return Frame(
                (self._input(read), *self._kernel({}), self._output(number, marked)),
                f"{self.output.size} windows, {self.output.size} outputs."
                + (f" {self._formula(*self.asked)}" if self.asked else ""),
            )
        i, j = divmod(number, self.output.shape[1])
        return Frame(
            (
                self._input(dict.fromkeys(self._taps(i, j), Ink.TAP)),
                *self._kernel({}),
                self._products(i, j),
                self._output(number + 1, {(i, j): Ink.DONE}),
            ),
            self._formula(i, j),
        )

    def linked(self, place: Place) -> Frame:
        row, column = place.row, place.column
        tied = {"input": self._to_input, "kernel": self._to_tap, "output": self._to_output}[place.pane](row, column)
        marked = {pane: dict.fromkeys(cells, Ink.LINKED) for pane, cells in tied.items()}
        marked[place.pane] = {(row, column): Ink.CURSOR}
        return Frame(
            (
                self._input(marked["input"]),
                *self._kernel(marked["kernel"]),
                self._output(self.output.size, marked["output"]),
            ),
            self._said(place, sorted(tied["output"])),
        )

    def _to_output(self, i: int, j: int) -> dict[str, set[At]]:
        return {
            "input": set(self._taps(i, j)),
            "kernel": set(product(range(self.op.size[0]), range(self.op.size[1]))),
            "output": {(i, j)},
        }

    def _to_tap(self, m: int, n: int) -> dict[str, set[At]]:
        read = product(self.rows[:, m].tolist(), self.columns[:, n].tolist())
        return {"input": set(read), "kernel": {(m, n)}, "output": set(measure.places(self.output))}

    def _to_input(self, row: int, column: int) -> dict[str, set[At]]:
        down, right = (
            [(int(at), int(tap)) for at, tap in zip(*(reads == where).nonzero(), strict=True)]
            for reads, where in ((self.rows, row), (self.columns, column))
        )
        return {
            "input": {(row, column)},
            "kernel": {(m, n) for (_, m), (_, n) in product(down, right)},
            "output": {(i, j) for (i, _), (j, _) in product(down, right)},
        }

    def _said(self, place: Place, outputs: list[At]) -> str:
        if place.pane == "output":
            return self._formula(place.row, place.column)
        listed = ", ".join(f"[{i}, {j}]" for i, j in outputs[:MOST_TERMS]) + (
            ", …" if len(outputs) > MOST_TERMS else ""
        )
        if place.pane == "kernel" and self.op.kernel is not None:
            weight = figure(self.op.kernel[place.row, place.column])
            return f"kernel[{place.row}, {place.column}] = {weight} takes part in {len(outputs)} outputs: {listed}"
        value = figure(self.padded[place.row, place.column])
        where = f"input[{place.row}, {place.column}] = {value}"
        if any(self.op.padding):
            where += " (counted with the padding)"
        return f"{where} is read by {len(outputs)} windows: {listed}" if outputs else f"{where} is read by no window"

    def _taps(self, i: int, j: int) -> Iterator[At]:
        return ((int(row), int(column)) for row, column in product(self.rows[i], self.columns[j]))

    def _seen(self, i: int, j: int) -> Array:
        seen: Array = self.padded[self.rows[i]][:, self.columns[j]]
        return seen

    def _formula(self, i: int, j: int) -> str:
        seen, result = self._seen(i, j).ravel().tolist(), figure(self.output[i, j])
        if self.op.kernel is None:
            return f"output[{i}, {j}] = {self.op.pool} of {', '.join(map(figure, seen[:MOST_TERMS]))} = {result}"
        weights = self.op.kernel.ravel().tolist()
        pairs = list(zip(seen, weights, strict=True))
        rest = f" ({len(pairs)} products)" if len(pairs) > MOST_TERMS else ""
        if rest:
            pairs = [pair for pair in pairs if all(pair)] or pairs[:1]
        terms = [f"{factor(x)}·{factor(w)}" for x, w in pairs[:MOST_TERMS]] + ["…"] * (len(pairs) > MOST_TERMS)
        bias = f" + bias {factor(self.op.bias)}" if self.op.bias else ""
        return f"output[{i}, {j}] = {' + '.join(terms)}{bias} = {result}{rest}"

    def _input(self, inks: dict[At, Ink]) -> Grid:
        (down, right), (height, width) = self.op.padding, self.op.image.shape
        around = {
            (row, column): Ink.PADDING
            for row, column in measure.places(self.padded)
            if not (down <= row < down + height and right <= column < right + width)
        }
        return grid("input", self.padded, around | inks)

    def _kernel(self, inks: dict[At, Ink]) -> tuple[Grid, ...]:
        return () if self.op.kernel is None else (grid("kernel", self.op.kernel, inks, sign="×"),)

    def _products(self, i: int, j: int) -> Grid:
        seen = self._seen(i, j)
        if self.op.kernel is None:
            return grid("window", seen, note=f"{self.op.pool} {figure(self.output[i, j])}", sign="→", like=self.padded)
        products = seen * self.op.kernel
        bias = f", with bias {figure(self.op.bias)}: {figure(self.output[i, j])}" if self.op.bias else ""
        note = f"sum {figure(products.sum())}{bias}"
        return grid("products", products, note=note, sign="=", like=self.products)

    def _output(self, done: int, inks: dict[At, Ink]) -> Grid:
        return grid("output", measure.first(self.output, done), inks, sign="→", like=self.output)
