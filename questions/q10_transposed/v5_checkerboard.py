from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Choice, Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.signs import listed
from questions.q10_transposed.stamps import Kernel, stamp
from questions.scenes import Scene
from questions.scenes.stamping import Stamps, stamping
from questions.scenes.story import joined, last_of
from questions.slips import Slip
from solvers import measure
from solvers.measure import Measurement

EVEN = ("even", "uneven")
WIDEST = 40
"""The widest map that is drawn; time goes with the sixth power of its side."""


def covered(kernel: int, stride: int) -> list[int]:
    """VALUE on ones: how many stamps reach each output, the ends left out."""
    row = stamp(measure.zeros(1, 1, 1, 2 * kernel + 4) + 1, measure.zeros(1, 1, 1, kernel) + 1, stride)
    return [int(number) for number in row[0, 0, 0, kernel:-kernel]]


class Checkerboard(Variant):
    """10.5 Checkerboard."""

    level: ClassVar[Level] = "hard"
    in_the_head: ClassVar[bool] = True
    few_draws: ClassVar[int | None] = 24
    formula: ClassVar[str] = "most ⌈K/S⌉, least ⌊K/S⌋ copies; even exactly where S divides K"
    latex: ClassVar[str] = (
        r"\text{most } \left\lceil \frac{K}{S} \right\rceil \text{, least } \left\lfloor \frac{K}{S} "
        r"\right\rfloor \text{ copies; even exactly where } S \text{ divides } K"
    )

    kernel: Annotated[int, Kernel, Draw(range(2, 10))]
    stride: Annotated[int, Field(ge=2, le=32), Draw(2, 2, 3, 4)]

    def ask(self) -> str:
        return (
            f"A 1-D transposed convolution has kernel size {self.kernel} and stride {self.stride}: each input adds one "
            "copy of the kernel to the output. Away from the ends, is the number of overlapping copies the same "
            "everywhere (even) or not (uneven), and how many copies reach the most and the least covered output? "
            "(even or uneven; most; least)"
        )

    def answer(self) -> Parts:
        k, s = self.kernel, self.stride
        return Parts(
            parts={
                "overlap": Choice(value=EVEN[k % s > 0], options=EVEN),
                "most": Integer(value=-(-k // s)),
                "least": Integer(value=k // s),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, s = self.kernel, self.stride
        yield Slip(
            tag="checker.odd_kernel",
            value={"overlap": EVEN[k % 2]},
            message="Whether the kernel is even or odd does not matter: it must be divisible by the stride.",
            working=f"{k} is {'odd' if k % 2 else 'even'}",
        )
        yield Slip(
            tag="checker.always",
            value={"overlap": "uneven"},
            message="Where the stride divides the kernel, every output gets equally many copies.",
            working=f"{k}/{s} copies an output",
        )
        yield Slip(
            tag="checker.never",
            value={"overlap": "even"},
            message="Where the stride does not divide the kernel, some outputs get one copy more than others.",
            working=f"{k}/{s} copies an output",
        )
        yield Slip(
            tag="stride.ignored",
            value={"most": k, "least": k},
            message="So many copies meet at stride 1; copies S apart meet about K/S at a time.",
            working=f"{count(k, 'copy')} at every output",
            run=lambda: Measurement({"most": max(covered(k, 1)), "least": min(covered(k, 1))}, "ones at stride 1"),
        )
        if k > s:
            yield Slip(
                tag="checker.shared_samples",
                value={"most": k - s},
                message="K − S is how many outputs two neighbouring copies share, not how many copies an output gets.",
                working=f"{k} − {s} = {k - s}",
            )

        most, least = -(-k // s), k // s
        yield Slip(
            tag="checker.both_axes",
            value={"most": most**2, "least": least**2},
            message="In two dimensions the copies of both axes multiply; the ask is for one.",
            working=f"{most}² = {most**2}; {least}² = {least**2}",
        )

    def steps(self) -> Iterator[str]:
        k, s = self.kernel, self.stride
        yield f"Copies of {count(k, 'tap')} start every {s} outputs"
        yield f"Most: ⌈{k}/{s}⌉ = {-(-k // s)}"
        yield f"Least: ⌊{k}/{s}⌋ = {k // s}"
        yield f"{s} {'does not divide' if k % s else 'divides'} {k}: {EVEN[k % s > 0]}"

    def measure(self) -> Measurement:
        counts = covered(self.kernel, self.stride)
        most, least = max(counts), min(counts)
        return Measurement(
            {"overlap": EVEN[most > least], "most": most, "least": least},
            f"ones, stamped with ones, away from the ends: {listed(counts[: 2 * self.stride])}, …",
        )

    def scene(self) -> Scene:
        k, s = self.kernel, self.stride
        inputs = max(3, -(-k // s) + 1)
        row = Stamps(measure.zeros(1, inputs + 1) + 1, measure.zeros(1, k) + 1, (1, s))
        met = f"Away from the ends {listed(covered(k, s)[: 2 * s])}, …"
        if k % s:
            in_a_row = f"{met}: {s} does not divide {k}, so neighbours differ."
            on_a_map = "Rows and columns both take turns, and their counts multiply: that is the checkerboard."
            in_short = f"With kernel {s} nothing overlaps; the checkerboard came of {s} not dividing {k}."
        else:
            in_a_row = f"{met}: {s} divides {k}, so all get as many."
            on_a_map = "Away from the border all get as many: no checkerboard."
            in_short = f"With kernel {s} nothing overlaps."
        title, in_one = f"kernel {k}, stride {s}, ones everywhere", stamping("a row", row, in_a_row)
        if (inputs - 1) * s + k > WIDEST:
            return joined(title, in_one)
        ones = measure.zeros(inputs, inputs) + 1
        plane, even = (Stamps(ones, measure.zeros(side, side) + 1, (s, s)) for side in (k, s))
        return joined(
            title,
            in_one,
            stamping("a map", plane, on_a_map),
            last_of(stamping("a kernel as large as the stride", even, in_short)),
        )
