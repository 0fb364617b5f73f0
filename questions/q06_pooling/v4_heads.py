from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import too_many
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import linear_parameters
from solvers.measure import Measurement

MOST = 1 << 27
"""Weights of one layer that are still counted here; VGG's first dense layer has 103 million."""


class Heads(Variant):
    """6.4 Parameters of two heads."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "flatten: C·H²·N + N; global average: C·N + N"
    latex: ClassVar[str] = r"\text{flatten: } C H^2 N + N; \quad \text{global average: } C N + N"
    pool: ClassVar[Pool | None] = Pool(
        ("channels", "side", "outputs"),
        [
            ("VGG-16", (512, 7, 4096)),
            ("AlexNet", (256, 6, 4096)),
            ("LeNet-5", (16, 5, 120)),
            ("ResNet-18", (512, 7, 1000)),
            ("ResNet-50", (2048, 7, 1000)),
            ("MobileNetV2", (1280, 7, 1000)),
        ],
    )

    channels: Annotated[int, Field(ge=1, le=4096), Draw(64, 128, 256, 512, 1024)]
    side: Annotated[int, Field(ge=2, le=512), Draw(4, 5, 6, 7, 8)]
    outputs: Annotated[int, Field(ge=1, le=4096), Draw(10, 20, 100, 200)]

    @property
    def _inputs(self) -> int:
        return self.channels * self.side**2

    def impossible(self) -> str | None:
        # A head of few outputs is small, the map that it reads may not be.
        return too_many(self._inputs * max(self.outputs, 8), MOST)

    def ask(self) -> str:
        where = f"{self.network}: the" if self.network else "The"
        return (
            f"{where} last map has {count(self.channels, 'channel')} of {self.side}×{self.side} and feeds a linear "
            f"layer with {count(self.outputs, 'output')} and biases. How many parameters does flatten + linear have, "
            "and how many does global average pooling + linear? (flatten; pooled)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "flatten": Integer(value=linear_parameters(self._inputs, self.outputs), unit="parameters"),
                "pooled": Integer(value=linear_parameters(self.channels, self.outputs), unit="parameters"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, h, n = self.channels, self.side, self.outputs
        flat, pooled = self._inputs * n, c * n
        yield Slip(
            tag="bias.forgotten",
            value={"flatten": flat, "pooled": pooled},
            message="You left out the bias: one per output.",
            working=f"{c}·{h}²·{n} = {flat:,}; {c}·{n} = {pooled:,}",
            run=lambda: self._counts(bias=False),
        )
        yield Slip(
            tag="flatten.channels_only",
            value={"flatten": pooled + n},
            message="Flatten keeps every position: C·H² inputs.",
            working=f"{c}·{n} + {n} = {pooled + n:,}",
            run=lambda: Measurement({"flatten": self._counts().value["pooled"]}, "the linear layer after pooling"),
        )
        yield Slip(
            tag="channels.forgotten",
            value={"flatten": h * h * n + n},
            message="You flattened one channel; the map has all of them.",
            working=f"{h}²·{n} + {n} = {h * h * n + n:,}",
            run=lambda: measure.count_dense(measure.zeros(1, h, h).size, n).named("flatten"),
        )
        yield Slip(
            tag="bias.one_for_all",
            value={"flatten": flat + 1, "pooled": pooled + 1},
            message="A linear layer has a bias for each output, not one for all.",
            working=f"{flat:,} + 1 = {flat + 1:,}; {pooled:,} + 1 = {pooled + 1:,}",
        )
        yield Slip(
            tag="flatten.side_not_area",
            value={"flatten": c * h * n + n},
            message="A map of H×H has H² positions.",
            working=f"{c}·{h}·{n} + {n} = {c * h * n + n:,}",
        )
        yield Slip(
            tag="pool.over_channels",
            value={"pooled": h * h * n + n},
            message="The average is taken over the positions: one number is left for every channel.",
            working=f"{h}²·{n} + {n} = {h * h * n + n:,}",
        )
        yield Slip(
            tag="gap.needs_params",
            value={"pooled": pooled + n + self._inputs},
            message="Averaging has no weights: all of them are 1/H² and none is learned.",
            working=f"{c}·{h}² + {c}·{n} + {n} = {pooled + n + self._inputs:,}",
            run=self._learned_average,
        )
        yield Slip(
            tag="gap.replaces_classifier",
            value={"pooled": 0},
            message="The pooling itself has none, but the linear classifier after it stays.",
            working="0",
        )

        inputs = self._inputs
        yield Slip(
            tag="gap.changes_nothing",
            value={"pooled": flat + n},
            message="Global average pooling leaves one number of every channel: the linear layer has C inputs.",
            working=f"{inputs:,}·{n} + {n} = {flat + n:,}",
        )
        yield Slip(
            tag="bias.on_inputs",
            value={"flatten": flat + inputs, "pooled": pooled + c},
            message="A linear layer has a bias for each output, not for each input.",
            working=f"{flat:,} + {inputs:,} = {flat + inputs:,}; {pooled:,} + {c} = {pooled + c:,}",
        )

    def _counts(self, bias: bool = True) -> Measurement:
        """COUNT: what the linear layer needs after each of the two ways, both run."""
        maps = measure.zeros(1, self.channels, self.side, self.side)
        flat, means = maps.reshape(1, -1), engine.global_avg_pool2d(maps).reshape(1, -1)
        counts = {
            name: measure.count(measure.dense_parameters(inputs.shape[1], self.outputs, bias)).value
            for name, inputs in (("flatten", flat), ("pooled", means))
        }
        return Measurement(counts, f"flattened {flat.shape}, pooled {means.shape}, each into the linear layer")

    def _learned_average(self) -> Measurement:
        kernel = (self.side, self.side)
        weights = measure.count(measure.parameters(self.channels, self.channels, kernel, self.channels, bias=False))
        return Measurement({"pooled": weights.value + self._counts().value["pooled"]}, f"a learned mean: {weights.run}")

    def steps(self) -> Iterator[str]:
        c, h, n = self.channels, self.side, self.outputs
        yield f"Flatten gives {c}·{h}² = {self._inputs:,} inputs, global average pooling {c}, one a channel"
        yield f"Flatten + linear: {self._inputs:,}·{n} + {n} = {self._inputs * n + n:,}"
        yield f"Pooling has no parameters; linear: {c}·{n} + {n} = {c * n + n:,}"

    def measure(self) -> Measurement:
        return self._counts()

    def scene(self) -> Scene:
        maps = measure.zeros(1, self.channels, self.side, self.side)
        ways = [
            counting(
                name,
                [
                    Counted(f"{name} + linear: {part}", array, "output")
                    for part, array in measure.dense_parameters(inputs.size, self.outputs).items()
                ],
            )
            for name, inputs in (("global average", engine.global_avg_pool2d(maps)), ("flatten", maps))
        ]
        return joined("the linear layer after each way", *ways)
