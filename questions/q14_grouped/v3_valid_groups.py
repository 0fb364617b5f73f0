from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from math import gcd
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.scenes import Scene
from questions.scenes.steps import steps
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import divisors
from solvers.measure import Measurement


def accepted(in_channels: int, out_channels: int, candidates: Iterable[int]) -> Measurement:
    """ERROR for every candidate: count the numbers of groups that the op accepts."""
    values = measure.zeros(1, in_channels, 1, 1)
    fine = [
        groups
        for groups in candidates
        if not measure.error(
            partial(engine.conv2d, values, measure.zeros(out_channels, in_channels // groups, 1, 1), groups=groups)
        ).value
    ]
    return Measurement(len(fine), f"conv2d accepts groups of {', '.join(map(str, fine))} and refuses the others")


class ValidGroups(Variant):
    """14.3 Valid group numbers."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "the number of divisors of gcd(C_in, C_out)"
    latex: ClassVar[str] = r"\text{the number of divisors of } \gcd(C_{in}, C_{out})"

    in_channels: Annotated[int, Field(ge=1, le=512), Draw(24, 36, 48, 60, 64, 72, 80, 96, 100, 120)]
    out_channels: Annotated[int, Field(ge=1, le=512), Draw(24, 36, 48, 60, 64, 80, 90, 96, 100, 120)]

    @property
    def _common(self) -> int:
        return gcd(self.in_channels, self.out_channels)

    def excluded(self) -> bool:
        return self.in_channels == self.out_channels and self._common.bit_count() == 1  # most mistakes are right there

    def ask(self) -> str:
        return (
            f"A convolution takes {count(self.in_channels, 'channel')} to {self.out_channels}. How many values can its "
            "number of groups take?"
        )

    def answer(self) -> Integer:
        return Integer(value=len(divisors(self._common)))

    def slips(self) -> Iterator[Slip]:
        c, o, common = self.in_channels, self.out_channels, self._common
        powers = [divisor for divisor in divisors(common) if divisor.bit_count() == 1]
        yield Slip(
            tag="groups.divides_in_only",
            value=len(divisors(c)),
            message="g must divide C_out, too.",
            working=f"divisors of {c}: {len(divisors(c))}",
            run=lambda: accepted(c, c, range(1, c + 1)),
        )
        yield Slip(
            tag="groups.divides_out_only",
            value=len(divisors(o)),
            message="g must divide C_in, too.",
            working=f"divisors of {o}: {len(divisors(o))}",
            run=lambda: accepted(o, o, range(1, o + 1)),
        )
        yield Slip(
            tag="groups.powers_of_two",
            value=len(powers),
            message="Any common divisor will do.",
            working=f"{', '.join(map(str, powers))}: {len(powers)}",
            run=lambda: accepted(c, o, [1 << power for power in range(min(c, o).bit_length())]),
        )
        yield Slip(
            tag="groups.largest",
            value=common,
            message="That is the largest possible value; each of its divisors is possible.",
            working=f"gcd({c}, {o}) = {common}",
        )
        found = len(divisors(common))
        yield Slip(
            tag="groups.one_not_counted",
            value=found - 1,
            message="A single group counts as well: that is the ordinary convolution.",
            working=f"{found} − 1 = {found - 1}",
            run=lambda: accepted(c, o, range(2, min(c, o) + 1)),
        )
        if common > 1:
            yield Slip(
                tag="groups.proper_divisors",
                value=found - 2,
                message="1 and the greatest common divisor itself divide both, too.",
                working=f"{found} − 2 = {found - 2}",
                run=lambda: accepted(c, o, range(2, common)),
            )

    def steps(self) -> Iterator[str]:
        yield "g must divide C_in and C_out, so it divides their greatest common divisor"
        yield f"gcd({self.in_channels}, {self.out_channels}) = {self._common}"
        found = divisors(self._common)
        yield f"Its divisors: {', '.join(map(str, found))}; that makes {len(found)}"

    def measure(self) -> Measurement:
        return accepted(self.in_channels, self.out_channels, range(1, min(self.in_channels, self.out_channels) + 1))

    def scene(self) -> Scene:
        c, o = self.in_channels, self.out_channels
        both = self.measure()
        tried = [groups for groups in range(1, min(c, o) + 1) if c % groups == 0 or o % groups == 0]
        rows = [(str(groups), "runs" if accepted(c, o, [groups]).value else "refused") for groups in tried]
        closing = f"{both.run[:1].upper()}{both.run[1:]}: {both.value}."
        return steps(f"groups for {c} channels in and {o} out", ("groups", "conv2d"), rows, closing=closing)
