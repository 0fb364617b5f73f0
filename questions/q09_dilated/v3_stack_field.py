from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from math import prod
from typing import Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.q09_dilated.dilations import (
    STACKS,
    Dilations,
    Kernel,
    dilated,
    doubled,
    layer_by_layer,
    listed,
    too_wide,
)
from questions.scenes import Scene
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import (
    effective_kernel,
    receptive_field,
)
from solvers.layers import Stack, Window
from solvers.measure import Measurement

NETWORKS = {
    (2, doubled(10)): "WaveNet block",
    (3, (1, 1, 2, 4, 8, 16, 1)): "Context module",
}
"""van den Oord et al. 2016, §2.1; Yu & Koltun 2016, Table 1."""


class StackField(Variant):
    """9.3 Receptive field of a dilated stack."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "RF = 1 + (K − 1)·ΣD at stride 1"
    latex: ClassVar[str] = r"RF = 1 + (K - 1) \sum D \text{ at stride } 1"

    kernel: Annotated[int, Kernel, Draw(2, 3, 3, 5)]
    dilations: Annotated[Dilations, Draw(*STACKS)]

    @property
    def network(self) -> str:
        """The published stack that has these numbers."""
        return NETWORKS.get((self.kernel, self.dilations), "")

    @property
    def _layers(self) -> Stack:
        return dilated(self.kernel, self.dilations)

    def impossible(self) -> str | None:
        return too_wide(self.kernel, self.dilations)

    def ask(self) -> str:
        where = f"{self.network}: " if self.network else ""
        return (
            f"{where}1-D convolutions, kernel size {self.kernel}, stride 1, with dilations {listed(self.dilations)}, "
            "one after the other. What is the receptive field, in samples?"
        )

    def answer(self) -> Integer:
        return Integer(value=receptive_field(self._layers), unit="samples")

    def slips(self) -> Iterator[Slip]:
        k, dilations, field = self.kernel, self.dilations, receptive_field(self._layers)
        n, last = len(dilations), dilations[-1]
        yield Slip(
            tag="dilation.ignored",
            value=1 + (k - 1) * n,
            working=f"1 + {k - 1}·{n} = {1 + (k - 1) * n}",
            run=lambda: measure.foot((Window(kernel_size=k),) * n),
        )
        yield Slip(
            tag="rf.product_of_dilations",
            value=1 + (k - 1) * prod(dilations),
            message="What the layers contribute adds up, it does not multiply.",
            working=f"1 + {k - 1}·{'·'.join(map(str, dilations))} = {1 + (k - 1) * prod(dilations):,}",
        )
        yield Slip(
            tag="rf.last_layer_only",
            value=1 + (k - 1) * last,
            message="All layers contribute, not only the last.",
            working=f"1 + {k - 1}·{last} = {1 + (k - 1) * last}",
            run=lambda: measure.foot(self._layers[-1:]),
        )
        if n > 1:
            yield Slip(
                tag="rf.layer_before",
                value=field - (k - 1) * last,
                working=f"1 + {k - 1}·({listed(dilations[:-1]).replace(', ', ' + ')}) = {field - (k - 1) * last}",
                run=lambda: measure.foot(self._layers[:-1]),
            )
        more = field + 2 * (k - 1) * last
        yield Slip(
            tag="rf.next_layer",
            value=more,
            message="That is one layer too many, with twice the last dilation.",
            working=f"{field} + {k - 1}·{2 * last} = {more}",
            run=lambda: measure.foot((*self._layers, Window(kernel_size=k, dilation=2 * last))),
        )
        blocks = tuple(dilation for dilation, _ in groupby(dilations))
        if len(blocks) < n:
            yield Slip(
                tag="rf.blocks_for_layers",
                value=1 + (k - 1) * sum(blocks),
                message="Every layer counts, also the second one of the same dilation.",
                working=f"1 + {k - 1}·({listed(blocks).replace(', ', ' + ')}) = {1 + (k - 1) * sum(blocks)}",
                run=lambda: measure.foot(dilated(k, blocks)),
            )
        yield Slip(
            tag="rf.two_per_dilation",
            value=2 * field - 1,
            message="You took two layers for each dilation; each number here is one layer.",
            working=f"1 + 2·{k - 1}·{sum(dilations)} = {2 * field - 1}",
            run=lambda: measure.foot(self._layers * 2),
        )
        widest = max(dilations)
        stacks = dilations.count(widest)
        yield Slip(
            tag="rf.kernel_times_dilation",
            value=k * widest * stacks,
            message="Kernel times last dilation times stacks is a rule of thumb; each layer adds (K − 1)·D.",
            working=f"{k}·{widest}·{stacks} = {k * widest * stacks}",
        )
        yield Slip(
            tag="rf.widest_for_all",
            value=1 + (k - 1) * widest * n,
            message="Each layer adds (K − 1) times its own dilation, not the largest.",
            working=f"1 + {k - 1}·{widest}·{n} = {1 + (k - 1) * widest * n}",
            run=lambda: measure.foot(dilated(k, (widest,) * n)),
        )
        yield Slip(tag="rf.product", value=k**n, working=f"{k}^{n} = {k**n:,}")
        yield Slip(
            tag="rf.first_counted_twice",
            value=field + 1,
            message="The output's own sample is there once: add (K − 1)·D a layer to a first 1.",
            working=f"2 + {k - 1}·{sum(dilations)} = {field + 1}",
        )
        spans = [effective_kernel(k, d) for d in dilations]
        yield Slip(
            tag="rf.sum_of_keff",
            value=sum(spans),
            working=f"{' + '.join(map(str, spans))} = {sum(spans)}",
        )
        yield Slip(tag="rf.started_at_zero", value=field - 1, working=f"{k - 1}·{sum(dilations)} = {field - 1}")
        yield Slip(
            tag="keff.k_times_d",
            value=1 + sum(k * d - 1 for d in dilations),
            working=f"1 + {' + '.join(str(k * d - 1) for d in dilations)} = {1 + sum(k * d - 1 for d in dilations)}",
        )

        total = sum(dilations)
        yield Slip(
            tag="rf.kernel_for_gaps",
            value=1 + k * total,
            message="A kernel of K samples has K − 1 gaps: a layer adds (K − 1)·D.",
            working=f"1 + {k}·{total} = {1 + k * total}",
        )
        if k > 2:
            yield Slip(
                tag="rf.dilations_added",
                value=total,
                message="A layer adds its dilation once for each of the K − 1 gaps, and the first sample counts too.",
                working=f"{listed(dilations).replace(', ', ' + ')} = {total}",
            )
        if k % 2:
            yield Slip(
                tag="rf.one_side",
                value=1 + (k - 1) // 2 * total,
                working=f"1 + {(k - 1) // 2}·{total} = {1 + (k - 1) // 2 * total}",
            )

    def steps(self) -> Iterator[str]:
        k, total = self.kernel, sum(self.dilations)
        yield f"Each layer adds (K − 1)·D = {k - 1}·D samples, to a first 1"
        yield f"Dilations: {' + '.join(map(str, self.dilations))} = {total}"
        yield f"1 + {k - 1}·{total} = {1 + (k - 1) * total}"

    def measure(self) -> Measurement:
        return measure.foot(self._layers)

    def scene(self) -> Scene:
        return layer_by_layer(f"dilations {listed(self.dilations)}", self._layers)
