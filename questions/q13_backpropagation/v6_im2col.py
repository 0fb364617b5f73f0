from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from questions.answers import Integer, Number, Parts
from questions.model import Level
from questions.notation.counts import count
from questions.parts.signs import equals
from questions.q13_backpropagation.same_layer import SameLayer
from questions.scenes import Frame, Ink, Scene
from questions.scenes.numbers import grid
from questions.scenes.story import story
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import output_size
from solvers.measure import Measurement

AT_ONCE = 1_000_000
"""Entries of an im2col matrix that is made in full; of larger ones a single channel is."""


class Im2col(SameLayer):
    """13.6 im2col."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "C_in·K² rows, O² columns, K²·O²/H² times the input"
    latex: ClassVar[str] = (
        r"C_{in} K^2 \text{ rows, } O^2 \text{ columns, } \frac{K^2 O^2}{H^2} \text{ times the input}"
    )

    def excluded(self) -> bool:
        return self._outputs == self.kernel

    def ask(self) -> str:
        return (
            f"{self._layer} How large is the im2col matrix of one image, with one column per output position, and how "
            "many times as many entries as the input does it have, to 2 decimals? (rows; columns; times)"
        )

    def answer(self) -> Parts:
        k, out = self.kernel, self._outputs
        return Parts(
            parts={
                "rows": Integer(value=self.in_channels * k * k, unit="rows"),
                "columns": Integer(value=out * out, unit="columns"),
                "times": Number(value=Fraction(k * k * out * out, self.size**2), places=2, unit="times"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, c, o, h, out = self.kernel, self.in_channels, self.out_channels, self.size, self._outputs
        times = Fraction(k * k * out * out, h * h)
        row = Fraction(k * out * out, h * h)
        yield Slip(
            tag="kernel.side_not_area",
            value={"rows": c * k, "times": row},
            working=f"{c}·{k} = {c * k:,} rows; {k}·{out}²/{h}² {equals(row)}",
            run=self._tall,
        )
        yield Slip(
            tag="im2col.channels_forgotten",
            value={"rows": k * k},
            message="A column holds the whole patch, of all channels.",
            working=f"{k}·{k} = {k * k}",
            run=lambda: self._only("rows", self._matrix(1)),
        )
        yield Slip(
            tag="im2col.input_positions",
            value={"columns": h * h, "times": Fraction(k * k)},
            message="There is one column per output position, not per pixel of the input.",
            working=f"{h}·{h} = {h * h:,}; {k}² = {k * k}",
        )
        if h >= k:
            bare = output_size(h, k, self.stride)
            yield Slip(
                tag="pad.ignored",
                value={"columns": bare * bare, "times": Fraction(k * k * bare * bare, h * h)},
                working=f"{bare}² = {bare * bare:,}; {k}²·{bare}²/{h}² {equals(Fraction(k * k * bare * bare, h * h))}",
                run=self._unpadded,
            )
        yield Slip(
            tag="im2col.transposed",
            value={"rows": out * out, "columns": c * k * k},
            message="Rows and columns are exchanged: the ask wants one column per position.",
            working=f"{out}² = {out * out:,} rows, {c}·{k}² = {c * k * k:,} columns",
        )
        yield Slip(
            tag="im2col.weights_shape",
            value={"rows": o, "columns": c * k * k},
            message="That is the matrix of the weights, which im2col's is multiplied with.",
            working=f"{count(o, 'row')}, {c}·{k}² = {c * k * k:,} columns",
        )
        line = Fraction(k * k * out, h * h)
        yield Slip(
            tag="im2col.one_axis",
            value={"columns": out, "times": line},
            message="The map has O×O positions, each with a column of its own: not O columns.",
            working=f"{count(out, 'column')}; {k}²·{out}/{h}² {equals(line)}",
        )
        yield Slip(
            tag="im2col.times_one_map",
            value={"times": times * c},
            message="The input has C_in maps: divide by C_in·H², not by H².",
            working=f"{c}·{k}²·{out}²/{h}² = {float(times * c):,.2f}",
        )

        yield Slip(
            tag="im2col.bias_row",
            value={"rows": c * k * k + 1},
            message="A bias is added afterwards: the matrix has a row for each weight of a filter, none for the bias.",
            working=f"{c}·{k}² + 1 = {c * k * k + 1:,}",
        )
        entries = c * k * k * out * out
        yield Slip(
            tag="im2col.entries",
            value={"times": entries},
            message="Those are the matrix's entries; the ask is how many times as many as the input's.",
            working=f"{c}·{k}²·{out}² = {entries:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, h, out = self.kernel, self.in_channels, self.size, self._outputs
        yield f"Rows, one for each weight of a filter: {c}·{k}·{k} = {c * k * k:,}"
        yield f"Columns, one for each output position: {out}·{out} = {out * out:,}"
        times = Fraction(k * k * out * out, h * h)
        yield f"Entries over the input's: {c}·{k}²·{out}²/({c}·{h}²) = {k * k * out * out:,}/{h * h:,} {equals(times)}"

    def _matrix(
        self, channels: int, padding: Literal["same_upper", "valid"] = "same_upper"
    ) -> tuple[int, int, Fraction]:
        """Run im2col: rows, columns and how many times as many entries as the input."""
        values = measure.zeros(1, channels, self.size, self.size)
        matrix = engine.unfold(values, self.kernel, 1, padding, self.stride)
        _, rows, columns = matrix.shape
        return rows, columns, Fraction(matrix.size, values.size)

    def _unpadded(self) -> Measurement:
        rows, columns, times = self._matrix(1, "valid")
        return Measurement({"columns": columns, "times": times}, f"im2col without padding: {rows}×{columns:,}")

    def _tall(self) -> Measurement:
        """Run im2col with a kernel of one column, whose windows are as many."""
        values = measure.zeros(1, 1, self.size, self.size)
        _, rows, columns = engine.unfold(values, (self.kernel, 1), 1, "same_upper", self.stride).shape
        run = f"im2col of one channel with a {self.kernel}×1 kernel: {rows}×{columns:,}"
        return Measurement({"rows": self.in_channels * rows, "times": Fraction(rows * columns, values.size)}, run)

    @staticmethod
    def _only(part: str, seen: tuple[int, int, Fraction]) -> Measurement:
        value = dict(zip(("rows", "columns", "times"), seen, strict=True))[part]
        return Measurement({part: value}, f"im2col of one channel: {seen[0]}×{seen[1]}")

    def measure(self) -> Measurement:
        rows, columns, times = self._matrix(1)
        run = f"im2col of one channel: {rows}×{columns:,}; {self.in_channels} channels stand below each other"
        if self.in_channels * rows * columns <= AT_ONCE:
            rows, columns, times = self._matrix(self.in_channels)
            return Measurement({"rows": rows, "columns": columns, "times": times}, f"im2col: {rows:,}×{columns:,}")
        return Measurement({"rows": self.in_channels * rows, "columns": columns, "times": times}, run)

    def scene(self) -> Scene:
        seen = self.measure()
        weights = measure.parameters(self.in_channels, self.out_channels, (self.kernel, self.kernel), bias=False)
        filters = weights["weight"].reshape(self.out_channels, -1)
        numbered = measure.positions_of(4, 4) + 1
        columns = engine.unfold(numbered[None, None], 3)[0]
        places = engine.unfold((numbered - 1)[None, None], 3)[0].astype(int).T.tolist()
        frames = []
        for at, reads in enumerate(places):
            taps = {divmod(cell, 4): Ink.TAP for cell in reads}
            column = {(row, at): Ink.DONE for row in range(len(columns))}
            table = grid("im2col", measure.first(columns.T, (at + 1) * len(columns)).T, column, sign="→", like=columns)
            said = f"Window {at + 1} of a 4×4 map becomes column {at + 1}: a row for each weight of a filter."
            frames.append(Frame((grid("map, numbered", numbered, taps), table), said))
        closing = (
            f"Here: weights {filters.shape[0]:,}×{filters.shape[1]:,} times {seen.run}, "
            f"{float(seen.value['times']):.2f} times the entries of the input."
        )
        frames.append(Frame(frames[-1].pictures, closing))
        return story("a convolution as one matrix product", frames)
