from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import counted, laid_out
from questions.parts.limits import too_many
from questions.parts.separable import separable, standard
from questions.q08_depthwise_separable.published import Channels, Kernel, pair_and_merged
from questions.scenes import Scene
from questions.scenes.counting import counting
from questions.scenes.heat import compared_frames
from questions.scenes.numbers import figure
from questions.scenes.story import joined, story
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import separable_parameters
from solvers.layers import Table
from solvers.measure import Measurement


def _merged() -> Scene:
    """Build the dense kernel of a pair and compare, then fit a pair to a random dense kernel."""
    depthwise, pointwise, merged = pair_and_merged(3, 4)
    values = measure.noise(1, 3, 8, 8, seed=2)
    pair = engine.conv2d(engine.conv2d(values, depthwise, groups=3), pointwise)
    frames = compared_frames(
        ("pair, output 0", pair[0, 0]),
        ("dense kernel p·d, output 0", engine.conv2d(values, merged)[0, 0]),
        "The pair is a dense convolution with this kernel.",
    )
    dense = measure.noise(4, 3, 3, 3, seed=4)
    fitted = measure.best_separable(dense)
    left = measure.beyond_separable(dense)
    frames += compared_frames(
        ("random dense kernel, input channel 0", dense[:, 0].reshape(4, 9)),
        ("best p·d for it", fitted[:, 0].reshape(4, 9)),
        f"{figure(100 * left)} % of its energy is left over: not every convolution is separable.",
    )[1:]
    return story("merged", frames)


class DepthMultiplier(Variant):
    """8.3 Depth multiplier."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "K²·C_in·m + C_in·m·C_out"
    latex: ClassVar[str] = r"K^2 C_{in} m + C_{in} m\, C_{out}"

    kernel: Annotated[int, Kernel, Draw(3, 5)]
    in_channels: Annotated[int, Channels, Draw(3, 16, 32, 64, 128)]
    multiplier: Annotated[int, Field(ge=1, le=64), Draw(2, 2, 3, 4, 8)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 96, 128, 256)]

    @property
    def _layers(self) -> Table:
        return separable(self.kernel, self.in_channels, self.out_channels, self.multiplier)

    def impossible(self) -> str | None:
        return too_many(self.kernel**2 * self.in_channels * self.multiplier * self.out_channels)

    def ask(self) -> str:
        return (
            f"A depthwise separable convolution has depth multiplier {self.multiplier}: each of {self.in_channels} "
            f"channels gets {count(self.multiplier, 'filter')} of {self.kernel}×{self.kernel}, then a 1×1 convolution "
            f"gives {count(self.out_channels, 'channel')}; no biases. How many weights does it have in all?"
        )

    def answer(self) -> Integer:
        return Integer(
            value=separable_parameters(self.kernel, self.in_channels, self.out_channels, self.multiplier),
            unit="weights",
        )

    def slips(self) -> Iterator[Slip]:
        k, c, o, m = self.kernel, self.in_channels, self.out_channels, self.multiplier
        taps = k * k
        yield Slip(
            tag="multiplier.ignored",
            value=taps * c + c * o,
            message="Every channel has m filters.",
            working=f"{k}·{k}·{c} + {c}·{o} = {taps * c + c * o:,}",
            run=lambda: counted(separable(k, c, o)),
        )
        yield Slip(
            tag="multiplier.depthwise_only",
            value=taps * c * m + c * o,
            message="The pointwise layer then reads m·C_in channels.",
            working=f"{k}·{k}·{c}·{m} + {c}·{o} = {taps * c * m + c * o:,}",
        )
        yield Slip(
            tag="multiplier.squared",
            value=taps * c * m * m + c * m * o,
            message="The depthwise part grows with m once.",
            working=f"{k}·{k}·{c}·{m}² + {c}·{m}·{o} = {taps * c * m * m + c * m * o:,}",
        )
        yield Slip(
            tag="multiplier.on_output",
            value=taps * c + c * o * m,
            message="The depthwise layer itself has m filters per channel: its weights grow by m as well.",
            working=f"{k}·{k}·{c} + {c}·{o}·{m} = {taps * c + c * o * m:,}",
            run=lambda: counted(separable(k, c, o * m)),
        )
        side = k * c * m + c * m * o
        yield Slip(tag="kernel.side_not_area", value=side, working=f"{k}·{c}·{m} + {c}·{m}·{o} = {side:,}")
        weights = separable_parameters(k, c, o, m)
        yield Slip(
            tag="bias.counted",
            value=weights + c * m + o,
            working=f"{weights:,} + {c}·{m} + {o} = {weights + c * m + o:,}",
            run=lambda: counted(separable(k, c, o, m, bias=True)),
        )
        yield Slip(
            tag="ds.standard_conv",
            value=taps * c * o,
            working=f"{k}·{k}·{c}·{o} = {taps * c * o:,}",
            run=lambda: counted((standard(k, c, o),)),
        )

        dense = taps * c * c * m + c * m * o
        yield Slip(
            tag="ds.dense_depthwise",
            value=dense,
            working=f"{k}·{k}·{c}·{c * m} + {c * m}·{o} = {dense:,}",
            run=lambda: counted((standard(k, c, c * m), self._layers[1])),
        )

    def steps(self) -> Iterator[str]:
        k, c, o, m = self.kernel, self.in_channels, self.out_channels, self.multiplier
        yield f"The depthwise layer makes {m}·{c} = {m * c} maps, {k}·{k} = {k * k} weights each: {k * k * m * c:,}"
        yield f"The pointwise layer reads all {m * c}: {m * c}·{o} = {m * c * o:,}"
        yield f"Together: {k * k * m * c:,} + {m * c * o:,} = {self.answer().value:,}"

    def measure(self) -> Measurement:
        return counted(self._layers)

    def scene(self) -> Scene:
        arrays = counting(f"{self.multiplier} filters per channel", laid_out(self._layers))
        return joined(arrays.title, arrays, _merged())
