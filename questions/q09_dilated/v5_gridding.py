from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Annotated, ClassVar

from questions.answers import Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q09_dilated.dilations import (
    STACKS,
    WIDEST_PLANE,
    Dilations,
    dilated,
    layer_by_layer,
    listed,
    numbered,
    read,
    too_wide,
)
from questions.scenes import Scene
from questions.scenes.footprint import grown
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    effective_kernel,
    receptive_field,
    samples_read,
)
from solvers.layers import Stack
from solvers.measure import Measurement

GRIDS = (
    *[stack for stack in STACKS if len(stack) < 6] * 3,
    *combinations_with_replacement((1, 2, 3, 4, 5, 6, 9), 2),
    *combinations_with_replacement((1, 2, 3, 4, 6, 9), 3),
)


class Gridding(Variant):
    """9.5 Gridding."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "field 1 + 2·ΣD; read: the distinct sums Σ t·D with every t one of −1, 0, 1"
    latex: ClassVar[str] = (
        r"\text{field } 1 + 2 \sum D; \text{ read: the distinct sums } \sum t D \text{ with every } t \text{ one "
        r"of } -1, 0, 1"
    )

    dilations: Annotated[
        Dilations,
        Draw(*GRIDS),
    ]

    @property
    def _layers(self) -> Stack:
        return dilated(3, self.dilations)

    def impossible(self) -> str | None:
        return too_wide(3, self.dilations)

    def excluded(self) -> bool:
        return max(self.dilations) == 1

    def ask(self) -> str:
        return (
            f"1-D convolutions, kernel size 3, stride 1, with dilations {listed(self.dilations)}, one after the other. "
            "How large is the receptive field, and how many of its samples are really read? (field; read)"
        )

    def answer(self) -> Parts:
        field, samples = receptive_field(self._layers), samples_read(self._layers)
        return Parts(
            parts={"field": Integer(value=field, unit="samples"), "read": Integer(value=samples, unit="samples")}
        )

    def slips(self) -> Iterator[Slip]:
        dilations, field = self.dilations, receptive_field(self._layers)
        n = len(dilations)
        yield Slip(
            tag="gridding.none",
            value={"read": field},
            message="Not every sample of the field is read: these dilations leave gaps.",
            working=f"all {field}",
        )
        yield Slip(
            tag="gridding.product",
            value={"read": 3**n},
            message="Different paths meet at the same sample: count distinct samples.",
            working=f"3^{n} = {3**n}",
        )
        yield Slip(
            tag="gridding.taps_added",
            value={"read": 3 * n},
            message="Taps do not add up: each tap of a later layer reads all that the layers before it see.",
            working=f"3·{n} = {3 * n}",
        )
        yield Slip(
            tag="gridding.last_only",
            value={"read": 3},
            message="The other layers fill in around each tap.",
            working="3 taps",
        )
        undilated = dilated(3, (1,) * n)
        yield Slip(
            tag="dilation.ignored",
            value={"field": 1 + 2 * n},
            working=f"1 + 2·{n} = {1 + 2 * n}",
            run=lambda: Measurement({"field": measure.foot(undilated).value}, "the layers without dilation"),
        )
        wide = 1 + sum(3 * d - 1 for d in dilations)
        yield Slip(
            tag="keff.k_times_d",
            value={"field": wide},
            working=f"1 + {' + '.join(str(3 * d - 1) for d in dilations)} = {wide}",
        )
        spans = [effective_kernel(3, d) for d in dilations]
        yield Slip(
            tag="rf.sum_of_keff",
            value={"field": sum(spans)},
            working=f"{' + '.join(map(str, spans))} = {sum(spans)}",
        )

        total = sum(dilations)
        yield Slip(tag="rf.started_at_zero", value={"field": field - 1}, working=f"2·{total} = {field - 1}")
        yield Slip(tag="rf.one_side", value={"field": 1 + total}, working=f"1 + {total} = {1 + total}")
        yield Slip(
            tag="rf.kernel_for_gaps",
            value={"field": 1 + 3 * total},
            message="A kernel of 3 samples has 2 gaps: a layer adds 2·D.",
            working=f"1 + 3·{total} = {1 + 3 * total}",
        )

    def steps(self) -> Iterator[str]:
        total, samples = sum(self.dilations), samples_read(self._layers)
        yield f"Field: 1 + 2·({' + '.join(map(str, self.dilations))}) = {1 + 2 * total}"
        for depth in range(1, len(self.dilations) + 1):
            reached = samples_read(self._layers[:depth])
            yield f"Sums with {listed(self.dilations[:depth])}, each added, subtracted or left out: {reached} distinct"
        yield f"{samples} of {1 + 2 * total} samples are read"

    def measure(self) -> Measurement:
        field, touched = measure.foot(self._layers), read(self._layers)
        return Measurement({"field": field.value, "read": touched.value}, f"{field.run}, on {touched.value} of them")

    def scene(self) -> Scene:
        layers = layer_by_layer(f"dilations {listed(self.dilations)}", self._layers)
        if measure.foot(self._layers).value > WIDEST_PLANE:
            return layers
        return joined(layers.title, layers, grown("on the plane", self._layers, numbered(self._layers)))
