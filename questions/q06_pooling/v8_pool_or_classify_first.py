from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import too_many
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.heat import compared
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import conv_macs, linear_parameters
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

MOST = 1 << 24
"""Numbers of a map, and weights of a head, that are run here."""


class PoolOrClassifyFirst(Variant):
    """6.8 Pool first or classify first."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "pool first C·N; classify first C·N·H²; flatten C·H²·N, with H² times the weights"
    latex: ClassVar[str] = (
        r"\text{pool first } C N; \text{ classify first } C N H^2; \text{ flatten } C H^2 N \text{, with } H^2 "
        r"\text{ times the weights}"
    )
    pool: ClassVar[Pool | None] = Pool(
        ("channels", "side", "outputs"),
        [
            ("ResNet-18", (512, 7, 1000)),
            ("ResNet-50", (2048, 7, 1000)),
            ("MobileNetV2", (1280, 7, 1000)),
            ("SqueezeNet 1.0", (512, 13, 1000)),
            ("GoogLeNet", (1024, 7, 1000)),
        ],
    )

    channels: Annotated[int, Field(ge=1, le=4096), Draw(64, 128, 256, 512, 1024)]
    side: Annotated[int, Field(ge=2, le=256), Draw(4, 5, 6, 7, 8, 13)]
    outputs: Annotated[int, Field(ge=1, le=4096), Draw(10, 20, 100, 200)]

    @property
    def _weights(self) -> int:
        return linear_parameters(self.channels, self.outputs, bias=False)

    def impossible(self) -> str | None:
        return too_many(max(self._weights, self.channels * self.side**2), MOST)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        c, h, n = self.channels, self.side, self.outputs
        return (
            f"{where} map of {count(c, 'channel')} of {h}×{h} is classified into {count(n, 'class')}, without biases: "
            f"by global average pooling and then a linear layer, or by a 1×1 convolution to {count(n, 'channel')} and "
            "then the pooling. How many multiply-adds (MACs) do the weights take in each order, the averaging not "
            "counted? (pool first; classify first)"
        )

    def answer(self) -> Parts:
        first = conv_macs(self._weights, 1)
        return Parts(
            parts={
                "pool first": Integer(value=first, unit="MACs"),
                "classify first": Integer(value=conv_macs(self._weights, self.side**2), unit="MACs"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, h, n = self.channels, self.side, self.outputs
        weights = self._weights
        yield Slip(
            tag="gap.order_ignored",
            value={"classify first": weights},
            message="The results are the same, the work is not: the 1×1 convolution runs at every position.",
            working=f"{c}·{n} = {weights:,}",
        )
        yield Slip(
            tag="gap.flattened",
            value={"pool first": weights * h * h},
            message="After pooling one number a channel is left; flatten would keep all positions.",
            working=f"{c}·{h}²·{n} = {weights * h * h:,}",
            run=lambda: measure.ones_dense(measure.zeros(c, h, h).size, n).named("pool first"),
        )
        yield Slip(
            tag="mac.one_axis",
            value={"classify first": weights * h},
            message="The map has H×H positions; you multiplied by H.",
            working=f"{c}·{n}·{h} = {weights * h:,}",
            run=lambda: measure.ones(c, n, (1, 1), (1, h)).named("classify first"),
        )
        yield Slip(
            tag="gap.averaging_counted",
            value={"pool first": weights + c * h * h, "classify first": weights * h * h + n * h * h},
            message="You counted the additions of the averaging as well; only the weights are asked.",
            working=f"{weights:,} + {c}·{h}² = {weights + c * h * h:,}",
        )
        biased = weights + n
        yield Slip(
            tag="mac.bias_counted",
            value={"pool first": biased, "classify first": biased * h * h},
            working=f"({c} + 1)·{n} = {biased:,}; ({c} + 1)·{n}·{h}² = {biased * h * h:,}",
        )
        yield Slip(
            tag="flops.doubled",
            value={"pool first": 2 * weights, "classify first": 2 * weights * h * h},
            working=f"2·{c}·{n} = {2 * weights:,}",
        )

    def steps(self) -> Iterator[str]:
        c, h, n = self.channels, self.side, self.outputs
        weights = self._weights
        yield f"Both have {c}·{n} = {weights:,} weights, and both orders give the same: averaging is linear"
        yield f"Pooled first, one position is left: {weights:,} MACs"
        yield f"Classified first, at {h}² = {h * h} positions: {weights:,}·{h * h} = {weights * h * h:,} MACs"

    def measure(self) -> Measurement:
        """ONES of both orders, after a few channels of the map have shown that they give the same."""
        c, h, n = self.channels, self.side, self.outputs
        left = engine.global_avg_pool2d(measure.zeros(1, 1, h, h)).shape[2:]
        first, second = measure.ones(c, n, (1, 1), left), measure.ones(c, n, (1, 1), (h, h))
        same = measure.equal(*self._both())
        return Measurement(
            {"pool first": first.value, "classify first": second.value},
            f"pooled {left}: {first.run}; not pooled: {second.run}; the results: {same.run}",
        )

    def _both(self) -> tuple[Array, Array]:
        """EQUAL: the results of both orders on a few channels and classes."""
        values, weights = measure.noise(1, 4, self.side, self.side), measure.noise(6, 4, 1, 1, seed=1)
        pooled = engine.conv2d(engine.global_avg_pool2d(values), weights)
        return pooled, engine.global_avg_pool2d(engine.conv2d(values, weights))

    def scene(self) -> Scene:
        value = self.measure().value
        pooled, classified = (result.reshape(2, 3) for result in self._both())
        work = [(name, value[name]) for name in ("pool first", "classify first")]
        said = ("", "The 1×1 convolution runs at every position; its maps show where a class is seen.")
        return joined(
            "the same result in either order",
            compared("scores of 6 classes", ("pooled first", pooled), ("classified first", classified)),
            barred("work", "multiply-adds, ones through ones", work, said),
        )
