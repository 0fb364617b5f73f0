from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts, Percent
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.arrays import weight_of
from questions.parts.limits import too_many
from questions.parts.signs import equals_percent
from questions.parts.weights import weights, with_biases
from questions.q12_stacked_kernels.convs import Channels, counted, square
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers.layers import Table, Weights
from solvers.measure import Measurement


class Asymmetric(Variant):
    """12.4 Asymmetric pair."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "2nC², saved 1 − 2/n"
    latex: ClassVar[str] = r"2 n C^2 \text{, saved } 1 - \frac{2}{n}"

    kernel: Annotated[int, Field(ge=2, le=15), Draw(3, 5, 7, 7)]
    channels: Annotated[
        int,
        Channels,
        Draw(32, 48, 64, 80, 96, 112, 128, 128, 144, 160, 160, 192, 192, 224, 256, 288, 320, 384, 448, 512),
    ]

    @property
    def _square(self) -> Weights:
        return square(self.channels, self.channels, self.kernel)

    @property
    def _pair(self) -> tuple[Weights, Weights]:
        return self._square._replace(kernel_size=(1, self.kernel)), self._square._replace(kernel_size=(self.kernel, 1))

    def impossible(self) -> str | None:
        return too_many(weights(self._square))

    def ask(self) -> str:
        n, c = self.kernel, self.channels
        return (
            f"A {n}×{n} layer {c}→{c} is replaced by 1×{n} followed by {n}×1, both {c}→{c}; no biases. How many "
            f"weights does the pair have, and what percent is saved against {n}×{n}, to 1 decimal? (weights; saved)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "weights": Integer(value=weights(*self._pair), unit="weights"),
                "saved": Percent(value=100 * (1 - Fraction(2, self.kernel))),
            }
        )

    def slips(self) -> Iterator[Slip]:
        n, c = self.kernel, self.channels
        yield Slip(
            tag="asym.one_of_two",
            value={"weights": n * c * c, "saved": 100 * (1 - Fraction(1, n))},
            message="There are two layers.",
            working=f"{n}·{c}·{c} = {n * c * c:,}; 1 − 1/{n} {equals_percent(1 - Fraction(1, n))}",
            run=lambda: self._measured(self._pair[:1]),
        )
        yield Slip(
            tag="asym.square",
            value={"weights": n * n * c * c},
            message="Each layer has n taps; n² taps are those of the square kernel.",
            working=f"{n}·{n}·{c}·{c} = {n * n * c * c:,}",
            run=lambda: Measurement({"weights": counted(self._square)}, "the square kernel"),
        )
        yield Slip(
            tag="depth.forgotten",
            value={"weights": 2 * n * c},
            working=f"2·{n}·{c} = {2 * n * c:,}",
            run=lambda: Measurement(
                {"weights": counted(*(at._replace(in_channels=1) for at in self._pair))}, "filters of depth 1"
            ),
        )
        yield Slip(
            tag="ratio.of_remaining",
            value={"saved": 100 * Fraction(2, n)},
            working=f"2/{n} {equals_percent(Fraction(2, n))}",
        )
        yield Slip(
            tag="ratio.more_than",
            value={"saved": 100 * (Fraction(n, 2) - 1)},
            message="That is how much more the square kernel needs; the saving is a share of its weights.",
            working=f"{n}/2 − 1 {equals_percent(Fraction(n, 2) - 1)}",
        )

        pair, whole = with_biases(*self._pair), with_biases(self._square)
        left = 1 - Fraction(pair, whole)
        yield Slip(
            tag="bias.counted",
            value={"weights": pair, "saved": 100 * left},
            working=f"2·({n}·{c}·{c} + {c}) = {pair:,}; 1 − {pair:,}/{whole:,} {equals_percent(left)}",
            run=lambda: self._measured(self._pair, bias=True),
        )

    def steps(self) -> Iterator[str]:
        n, c = self.kernel, self.channels
        yield f"Each layer has {n} taps: {n}·{c}·{c} = {n * c * c:,}"
        yield f"Both: {weights(*self._pair):,}"
        saved = f"1 − 2/{n} {equals_percent(1 - Fraction(2, n))}"
        yield f"Against {n}² = {n * n} taps there are 2·{n} = {2 * n}: saved {saved}"

    def _measured(self, layers: Table, bias: bool = False) -> Measurement:
        some, full = counted(*layers, bias=bias), counted(self._square, bias=bias)
        shapes = " and ".join(str(weight_of(layer).shape) for layer in layers)
        return Measurement(
            {"weights": some, "saved": 100 * (1 - Fraction(some, full))},
            f"arrays {shapes} against {weight_of(self._square).shape}{', biases with them' if bias else ''}",
        )

    def measure(self) -> Measurement:
        return self._measured(self._pair)

    def scene(self) -> Scene:
        n = self.kernel
        names = (f"1×{n}", f"{n}×1")
        arrays = [Counted(name, weight_of(at), "filter") for name, at in zip(names, self._pair, strict=True)]
        return counting("the weights of the pair", arrays, f"the {n}×{n} layer alone: {counted(self._square):,}")
