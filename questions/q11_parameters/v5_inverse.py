from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.answers.rounding import to_figures
from questions.drawing import Draw, Stream
from questions.model import Level, Variant
from questions.notation.counts import count as counted
from questions.q11_parameters.weight_slips import WIDEST, Channels, Kernel
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array


class Inverse(Variant):
    """11.5 Filters from a parameter count."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "C_out = N/(K²·C_in + 1)"
    latex: ClassVar[str] = r"C_{out} = \frac{N}{K^2 C_{in} + 1}"

    kernel: Annotated[int, Kernel, Draw(1, 3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(3, 16, 32, 64, 128)]
    parameters: Annotated[int, Field(ge=1, le=1 << 24)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw kernel and channels, and the parameters of a whole number of filters."""
        drawn = super().numbers(stream)
        filters = Draw(12, 24, 48, 64, 96, 128, 192, 256).pick(stream)
        kernel, in_channels = drawn["kernel"], drawn["in_channels"]
        return {**drawn, "parameters": conv_parameters(kernel, kernel, in_channels, filters)}

    @property
    def _weights(self) -> int:
        """The weights of one filter."""
        return self.kernel**2 * self.in_channels

    def impossible(self) -> str | None:
        filters, rest = divmod(self.parameters, self._weights + 1)
        if rest:
            return f"filters of {self._weights + 1} parameters each cannot make {self.parameters} in all"
        return f"that makes {filters} filters, here a layer may have {WIDEST}" if filters > WIDEST else None

    def excluded(self) -> bool:
        # To three figures the same filters come out without the bias: 295,168/1,152 ≈ 256.
        return to_figures(Fraction(self.parameters, self._weights), 3) == self.answer().value

    def ask(self) -> str:
        return (
            f"A {self.kernel}×{self.kernel} layer on {counted(self.in_channels, 'channel')} has {self.parameters:,} "
            "parameters, biases included. How many filters does it have?"
        )

    def answer(self) -> Integer:
        return Integer(value=self.parameters // (self._weights + 1), unit="filters")

    def slips(self) -> Iterator[Slip]:
        n, k, c = self.parameters, self.kernel, self.in_channels

        for tag, by, working in (
            ("depth_and_bias.forgotten", k * k, f"({k}·{k})"),
            ("bias.forgotten", k * k * c, f"({k}·{k}·{c})"),
            ("depth.forgotten", k * k + 1, f"({k}·{k} + 1)"),
            ("kernel.side_not_area", k * c + 1, f"({k}·{c} + 1)"),
            ("bias.per_channel", (k * k + 1) * c, f"(({k}·{k} + 1)·{c})"),
        ):
            value = round(n / by, 2)
            if not self.answer().same(value, self.answer().value):  # 128.2 might be the right 128 rounded
                yield Slip(tag=tag, value=value, working=f"{n:,}/{working} {'≈' if n % by else '='} {value:,.10g}")
        yield Slip(
            tag="filters.parameters_of_one",
            value=self._weights + 1,
            message="That is the size of one filter: divide the total by it.",
            working=f"{k}·{k}·{c} + 1 = {self._weights + 1:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, each = self.kernel, self.in_channels, self._weights + 1
        yield f"One filter: {k}·{k}·{c} weights and 1 bias, {each:,}"
        yield f"Filters: {self.parameters:,}/{each:,} = {self.parameters // each}"

    def _arrays(self, filters: int) -> dict[str, Array]:
        return measure.parameters(self.in_channels, filters, (self.kernel, self.kernel))

    def _count(self, filters: int) -> int:
        return int(measure.count(self._arrays(filters)).value)

    def measure(self) -> Measurement:
        enough = next(filters for filters in map((2).__pow__, count()) if self._count(filters) >= self.parameters)
        filters = bisect_left(range(enough + 1), self.parameters, lo=1, key=self._count)
        found = self._count(filters)
        exact = filters if found == self.parameters else None
        return Measurement(exact, f"a layer with {filters} filters has {found:,} parameters")

    def scene(self) -> Scene:
        arrays = self._arrays(self.measure().value)
        pictures = [
            Counted(name, array, "filter" if name == "weight" else "output channel") for name, array in arrays.items()
        ]
        return counting(f"filters until {self.parameters:,} parameters are reached", pictures)
