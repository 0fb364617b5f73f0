from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q05_receptive_field.of_stack import numbered
from questions.scenes import Scene
from questions.scenes.footprint import footprint
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import layers_for_field
from solvers.layers import Window
from solvers.measure import Measurement


class HowManyLayers(Variant):
    """5.5 Layers until a field is reached."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "n = ⌈(R − 1)/(K − 1)⌉"
    latex: ClassVar[str] = r"n = \left\lceil \frac{R - 1}{K - 1} \right\rceil"

    kernel: Annotated[int, Field(ge=2, le=32), Draw(3, 3, 5, 7)]
    field: Annotated[int, Field(ge=2, le=256), Draw(range(4, 65))]

    @property
    def _layer(self) -> Window:
        return Window(kernel_size=self.kernel)

    def ask(self) -> str:
        return (
            f"How many {self.kernel}×{self.kernel} convolutions of stride 1 must be stacked until the receptive "
            f"field is at least {self.field}×{self.field}?"
        )

    def answer(self) -> Integer:
        return Integer(value=layers_for_field(self.field, self.kernel), unit="layers")

    def slips(self) -> Iterator[Slip]:
        k, r = self.kernel, self.field
        yield Slip(tag="rf.sum_kernels", value=-(-r // k), working=f"⌈{r}/{k}⌉ = {-(-r // k)}")
        yield Slip(
            tag="round.floor_layers",
            value=(r - 1) // (k - 1),
            message="That stack is still too small: round up.",
            working=f"⌊({r} − 1)/({k} − 1)⌋ = {(r - 1) // (k - 1)}",
            trial=lambda: self._field((r - 1) // (k - 1)),
        )
        yield Slip(
            tag="rf.r_over_growth",
            value=-(-r // (k - 1)),
            message="The first sample is free: only R − 1 have to be added.",
            working=f"⌈{r}/({k} − 1)⌉ = {-(-r // (k - 1))}",
            trial=lambda: self._field(-(-r // (k - 1))),
        )
        if k % 2:
            reach = (k - 1) // 2
            yield Slip(
                tag="rf.one_side",
                value=-(-(r - 1) // reach),
                working=f"⌈({r} − 1)/{reach}⌉ = {-(-(r - 1) // reach)}",
                trial=lambda: self._field(-(-(r - 1) // reach)),
            )
        layers = next(layers for layers in count(1) if k**layers >= r)
        yield Slip(
            tag="rf.product",
            value=layers,
            working=f"{k}^{layers} = {k**layers}",
            trial=lambda: self._field(layers),
        )

        if k > 5:
            small = -(-(r - 1) // 2)
            yield Slip(
                tag="rf.as_of_3x3",
                value=small,
                message=f"Only a 3×3 layer adds 2; a {k}×{k} layer adds {k - 1}.",
                working=f"⌈({r} − 1)/2⌉ = {small}",
                trial=lambda: self._field(small),
            )

    def _field(self, layers: int) -> Measurement:
        """Run so many layers: what they really see."""
        seen = measure.foot((self._layer,) * layers).value if layers else 1
        return Measurement(seen, f"{layers} layers see {seen} samples, {self.field} are wanted")

    def steps(self) -> Iterator[str]:
        k, r, layers = self.kernel, self.field, layers_for_field(self.field, self.kernel)
        yield f"Each layer adds K − 1 = {k - 1}: n layers see 1 + {k - 1}·n"
        yield f"1 + {k - 1}·n ≥ {r} needs n ≥ {r - 1}/{k - 1}"
        yield f"Round up: n = {layers}, which sees {1 + layers * (k - 1)}"

    def measure(self) -> Measurement:
        deep = next(depth for depth in map((2).__pow__, count()) if self._field(depth).value >= self.field)
        fields = measure.fields_behind((self._layer,) * deep)
        layers = next(layers for layers in count(1) if fields[layers - 1] >= self.field)
        return Measurement(layers, f"{layers} layers see {fields[layers - 1]}, {layers - 1} too few")

    def scene(self) -> Scene:
        layers = (self._layer,) * self.measure().value
        return footprint(f"until {self.field} samples are seen", layers, numbered(layers))
