from __future__ import annotations

from collections.abc import Callable, Iterator
from math import e
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool, Stream
from questions.model import Level, Variant
from questions.q19_bottleneck.blocks import WIDTHS, Channels
from questions.scenes import Frame, Scene
from questions.scenes.bars import barred
from questions.scenes.numbers import grid
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import excitation_parameters
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Layers = Callable[[], tuple["dict[str, Array]", ...]]
Dense = tuple["dict[str, Array]", "dict[str, Array]"]
"""The arrays of both dense layers."""


def excited(values: Array, squeeze: dict[str, Array], excite: dict[str, Array]) -> tuple[Array, Array]:
    """Run a squeeze-and-excitation block on maps (n, c, h, w): the scales of the channels, and the scaled maps."""
    means = engine.global_avg_pool2d(values)[..., 0, 0]
    scores = engine.linear(engine.relu(engine.linear(means, **squeeze)), **excite)
    scales: Array = 1 / (1 + e**-scores)
    return scales, values * scales[..., None, None]


class SqueezeAndExcitation(Variant):
    """19.7 Squeeze and excitation."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "2·C²/r weights, and C/r + C biases if there are any; C·H² products to scale the maps"
    latex: ClassVar[str] = (
        r"\frac{2 C^2}{r} \text{ weights, and } \frac{C}{r} + C \text{ biases if there are any}; \quad C H^2 "
        r"\text{ products to scale the maps}"
    )
    pool: ClassVar[Pool | None] = Pool(
        ("channels", "reduction", "bias", "size"),
        [
            (f"SE-ResNet-50, stage of {channels} channels", (channels, 16, False, size))
            for channels, size in ((256, 56), (512, 28), (1024, 14), (2048, 7))
        ],
    )

    channels: Annotated[int, Channels, Draw(*WIDTHS)]
    reduction: Annotated[int, Field(ge=1, le=64), Draw(4, 8, 16, 16)]
    bias: Annotated[bool, Draw(True, True, False)]
    size: Annotated[int, Field(ge=1, le=112), Draw(7, 14, 28, 56)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a reduction that divides the channels."""
        drawn = super().numbers(stream)
        return {**drawn, "channels": drawn["channels"] // drawn["reduction"] * drawn["reduction"]}

    @property
    def _reduced(self) -> int:
        return self.channels // self.reduction

    def impossible(self) -> str | None:
        return f"{self.reduction} does not divide {self.channels}" if self.channels % self.reduction else None

    def ask(self) -> str:
        c, h, r = self.channels, self.size, self.reduction
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} squeeze-and-excitation block on {c}×{h}×{h} (channels×height×width) with reduction {r}: global "
            f"average pool, dense {c}→{self._reduced}, ReLU, dense {self._reduced}→{c}, sigmoid, then each map is "
            f"multiplied by its number; the dense layers have {'biases' if self.bias else 'no biases'}. How many "
            "parameters does it have, and how many multiplications does scaling the maps take? (parameters; "
            "multiplications)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "parameters": Integer(
                    value=excitation_parameters(self.channels, self._reduced, self.bias), unit="parameters"
                ),
                "multiplications": Integer(value=self.channels * self.size**2, unit="multiplications"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, m, h, r = self.channels, self._reduced, self.size, self.reduction
        added = m + c if self.bias else 0
        written = f" + {m} + {c}" if self.bias else ""

        def counted(tag: str, value: int, message: str, working: str, dense: Layers | None = None) -> Slip:
            run = (lambda: self._count(*dense()).named("parameters")) if dense else None
            working = f"{working} = {value:,}"
            return Slip(tag=tag, value={"parameters": value}, message=message, working=working, run=run)

        first = c * m + m * self.bias
        yield counted(
            "se.one_layer",
            first,
            "There are two dense layers: down to C/r and back up to C.",
            f"{c}·{m}{f' + {m}' if self.bias else ''}",
            lambda: self._arrays()[:1],
        )
        wide = excitation_parameters(c, c, self.bias)
        yield counted(
            "se.not_reduced",
            wide,
            f"The layer between is reduced by r: C/r = {m} numbers.",
            f"2·{c}²{f' + 2·{c}' if self.bias else ''}",
            lambda: self._arrays(reduced=c),
        )
        yield counted(
            "se.reduced_twice",
            2 * m * m + added,
            "The block reads and gives back all C channels: only the layer between has C/r.",
            f"2·{m}²{written}",
        )
        yield counted(
            "se.at_every_position",
            (2 * c * m + added) * h * h,
            "The dense layers run on C means, not at every position.",
            f"(2·{c}·{m}{written})·{h}²",
        )
        flipped = excitation_parameters(c, m, not self.bias)
        yield counted(
            "bias.flipped",
            flipped,
            "",
            f"2·{c}·{m}{'' if self.bias else f' + {m} + {c}'}",
            lambda: self._arrays(bias=not self.bias),
        )
        yield Slip(
            tag="se.one_product_a_channel",
            value={"multiplications": c},
            message="A channel has one number, but every position of its map is multiplied by it.",
            working=f"{c}",
        )
        yield Slip(
            tag="mac.one_axis",
            value={"multiplications": c * h},
            message="The map has H×H positions; you multiplied by H.",
            working=f"{c}·{h} = {c * h:,}",
        )
        yield Slip(
            tag="se.scaled_at_reduced",
            value={"multiplications": m * h * h},
            message="All C maps are scaled, not C/r of them.",
            working=f"{c}/{r}·{h}² = {m * h * h:,}",
        )

    def steps(self) -> Iterator[str]:
        c, m, h = self.channels, self._reduced, self.size
        yield f"Between the dense layers: {c}/{self.reduction} = {m} numbers"
        yield f"Weights: {c}·{m} + {m}·{c} = {2 * c * m:,}"
        if self.bias:
            yield f"Biases: {m} + {c} = {m + c}, in all {2 * c * m + m + c:,}"
        yield f"Scaling, one product for each number of the maps: {c}·{h}·{h} = {c * h * h:,}"

    def _arrays(self, reduced: int = 0, bias: bool | None = None) -> Dense:
        between, biased = reduced or self._reduced, self.bias if bias is None else bias
        return (
            measure.dense_parameters(self.channels, between, biased),
            measure.dense_parameters(between, self.channels, biased),
        )

    @staticmethod
    def _count(*layers: dict[str, Array]) -> Measurement:
        names = (f"dense {at} {name}" for at, layer in enumerate(layers, start=1) for name in layer)
        arrays = [array for layer in layers for array in layer.values()]
        return measure.count(dict(zip(names, arrays, strict=True)))

    def measure(self) -> Measurement:
        arrays = self._arrays()
        values = measure.zeros(1, self.channels, self.size, self.size)
        _, scaled = excited(values, *arrays)
        counted = self._count(*arrays)
        return Measurement(
            {"parameters": counted.value, "multiplications": scaled.size},
            f"{counted.run}; the scaled maps, a product each: {scaled.shape}",
        )

    def scene(self) -> Scene:
        values = measure.noise(1, 4, 3, 3)
        dense = {"weight": 3 * measure.noise(2, 4, seed=1)}, {"weight": 3 * measure.noise(4, 2, seed=2)}
        scales, scaled = excited(values, *dense)
        means = engine.global_avg_pool2d(values)[..., 0, 0]
        maps, result = (array.reshape(4, -1) for array in (values, scaled))
        first = grid("4 maps of 3×3, a row each", maps, written=False)
        frames = [
            Frame((first, grid("means", means.T, sign="→")), "Squeeze: each map becomes its mean."),
            Frame((first, grid("scales", scales.T, sign="→")), "Excite: two dense layers make a scale from 0 to 1."),
            Frame(
                (first, grid("scales", scales.T, sign="×"), grid("scaled", result, sign="=", like=maps, written=False)),
                "Every position of a map is multiplied by the map's scale.",
            ),
        ]
        counts = [
            (f"reduction {reduction}", self._count(*self._arrays(self.channels // reduction)).value)
            for reduction in (1, 4, 16)
            if self.channels >= reduction
        ]
        bars = barred("", f"parameters on {self.channels} channels", counts)
        return joined("squeeze, excite, scale", story("", frames), bars)
