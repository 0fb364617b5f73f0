from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q09_dilated.dilations import WIDEST, Kernel, dilated, doubled, layer_by_layer
from questions.scenes import Scene
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    doubling_layers,
    layers_for_field,
)
from solvers.measure import Measurement


class LayersNeeded(Variant):
    """9.4 Layers needed with doubling dilations."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "n = ⌈log₂((T − 1)/(K − 1) + 1)⌉"
    latex: ClassVar[str] = r"n = \left\lceil \log_2 \left( \frac{T - 1}{K - 1} + 1 \right) \right\rceil"
    few_draws: ClassVar[int | None] = 44

    kernel: Annotated[int, Kernel, Draw(2, 2, 3)]
    samples: Annotated[
        int,
        Field(ge=3, le=WIDEST),
        Draw(
            40,
            60,
            100,
            120,
            150,
            200,
            240,
            300,
            400,
            480,
            500,
            600,
            800,
            900,
            1000,
            1100,
            1200,
            1500,
            1600,
            1800,
            2400,
            4000,
        ),
    ]

    def ask(self) -> str:
        return (
            f"Causal 1-D convolutions, kernel size {self.kernel}, stride 1, have dilations 1, 2, 4, … How many layers "
            f"are needed until one output sees at least {self.samples} samples?"
        )

    def answer(self) -> Integer:
        return Integer(value=doubling_layers(self.samples, self.kernel), unit="layers")

    def slips(self) -> Iterator[Slip]:
        k, t = self.kernel, self.samples
        plain, deep = layers_for_field(t, k), doubling_layers(t, k)
        yield Slip(
            tag="dilation.ignored",
            value=plain,
            message="That many undilated layers are needed: here each layer adds twice what the one before it did.",
            working=f"⌈({t} − 1)/({k} − 1)⌉ = {plain}",
        )

        def slip(tag: str, layers: int, working: str, message: str) -> Slip:
            return Slip(tag=tag, value=layers, message=message, working=working, trial=lambda: self._field(layers))

        floored = next(n for n in count(deep, -1) if 1 + (k - 1) * ((1 << n) - 1) <= t)
        yield slip(
            "round.floor_layers",
            floored,
            f"⌊log₂({t - 1}/{k - 1} + 1)⌋ = {floored}",
            "That stack does not reach the target yet: round up.",
        )
        over = next(n for n in count() if k << n >= t)
        yield slip(
            "rf.log_of_T_over_k",
            over,
            f"⌈log₂({t}/{k})⌉ = {over}",
            "The dilations 1, 2, …, 2ⁿ⁻¹ add up to 2ⁿ − 1: the field is 1 + (K − 1)(2ⁿ − 1), not K·2ⁿ.",
        )
        logarithm = next(n for n in count() if 1 << n >= t)
        yield slip(
            "rf.log_of_T",
            logarithm,
            f"⌈log₂ {t}⌉ = {logarithm}",
            "A layer of dilation D adds (K − 1)·D samples: the field is 2ⁿ for kernel 2 alone.",
        )
        alone = next(n for n in count(1) if 1 + (k - 1) * (1 << n - 1) >= t)
        yield slip(
            "rf.last_layer_only",
            alone,
            f"1 + {k - 1}·2^{alone - 1} = {1 + (k - 1) * (1 << alone - 1)}",
            "All layers contribute, not only the last.",
        )
        powers = next(n for n in count() if k**n >= t)
        yield slip(
            "rf.log_base_k",
            powers,
            f"{k}^{powers} = {k**powers}",
            "The dilations double whatever the kernel: the base of the logarithm is 2.",
        )

    def _field(self, layers: int) -> Measurement:
        """Run so many layers: what they really see."""
        seen = measure.foot(dilated(self.kernel, doubled(layers))).value if layers else 1
        return Measurement(seen, f"{layers} layers see {seen} samples, {self.samples} are wanted")

    def steps(self) -> Iterator[str]:
        k, t, n = self.kernel, self.samples, doubling_layers(self.samples, self.kernel)
        yield "Dilations 1, 2, …, 2ⁿ⁻¹ add up to 2ⁿ − 1"
        yield f"Field: 1 + {k - 1}·(2ⁿ − 1) ≥ {t} needs 2ⁿ ≥ {t - 1}/{k - 1} + 1"
        yield f"2^{n - 1} = {1 << n - 1} is too small, 2^{n} = {1 << n} is enough: n = {n}"

    def measure(self) -> Measurement:
        layers = measure.search(count(1), lambda layers: self._field(layers).value >= self.samples)
        return Measurement(layers, self._field(layers).run)

    def scene(self) -> Scene:
        layers = dilated(self.kernel, doubled(self.measure().value))
        where = " A causal layer is padded in front only: all lie at or before the output's own sample."
        return layer_by_layer(f"until {self.samples} samples are seen", layers, where)
