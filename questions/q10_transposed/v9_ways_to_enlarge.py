from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count as counted
from questions.parts.limits import too_many
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import conv_macs, conv_parameters
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Channels = Field(ge=1, le=1024)
NAMES = ("shuffle weights", "resize weights", "shuffle MACs", "resize MACs")


class WaysToEnlarge(Variant):
    """10.9 Pixel shuffle against resize and convolve."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "shuffle K²·C_in·r²·C_out weights at H²; resize K²·C_in·C_out weights at (rH)²"
    latex: ClassVar[str] = (
        r"\text{shuffle } K^2 C_{in} r^2 C_{out} \text{ weights at } H^2; \text{ resize } K^2 C_{in} C_{out} "
        r"\text{ weights at } (rH)^2"
    )
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "out_channels", "kernel", "factor", "size"),
        [
            ("ESPCN, last layer (grey, ×3)", (32, 1, 3, 3, 17)),
            ("SRResNet, first upsampling", (64, 64, 3, 2, 24)),
            ("SRResNet, second upsampling", (64, 64, 3, 2, 48)),
        ],
    )

    in_channels: Annotated[int, Channels, Draw(16, 32, 64, 128)]
    out_channels: Annotated[int, Channels, Draw(1, 3, 16, 32, 64)]
    kernel: Annotated[int, Field(ge=1, le=15), Draw(3, 3, 5)]
    factor: Annotated[int, Field(ge=2, le=8), Draw(2, 2, 3, 4)]
    size: Annotated[int, Field(ge=1, le=256), Draw(7, 8, 14, 16, 28, 32)]

    def impossible(self) -> str | None:
        if self.kernel % 2 == 0:
            return "an even kernel has no equal padding that keeps the size"
        return too_many(self._weights(self.factor**2 * self.out_channels))

    def _weights(self, out_channels: int) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, out_channels, bias=False)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        k, c, o, r, h = self.kernel, self.in_channels, self.out_channels, self.factor, self.size
        return (
            f"{where} {c}×{h}×{h} map becomes {o}×{h * r}×{h * r}: by a {k}×{k} convolution and then a pixel shuffle "
            f"of factor {r}, or by nearest resizing and then a {k}×{k} convolution; same padding (taps on it "
            f"counted), stride 1, no biases. How many weights and MACs does each way take? ({'; '.join(NAMES)})"
        )

    def _value(self, *numbers: int) -> dict[str, int]:
        return dict(zip(NAMES, numbers, strict=True))

    def answer(self) -> Parts:
        r, h = self.factor, self.size
        wide, narrow = self._weights(r * r * self.out_channels), self._weights(self.out_channels)
        value = self._value(wide, narrow, conv_macs(wide, h**2), conv_macs(narrow, (r * h) ** 2))
        units = {name: "MACs" if name.endswith("MACs") else "weights" for name in NAMES}
        return Parts(parts={name: Integer(value=number, unit=units[name]) for name, number in value.items()})

    def slips(self) -> Iterator[Slip]:
        k, c, o, r, h = self.kernel, self.in_channels, self.out_channels, self.factor, self.size
        wide, narrow = self._weights(r * r * o), self._weights(o)
        yield Slip(
            tag="shuffle.channels_forgotten",
            value={"shuffle weights": narrow, "shuffle MACs": narrow * h * h},
            message="The shuffle needs r² channels for each that it gives: so many filters.",
            working=f"{k}·{k}·{c}·{o} = {narrow:,}",
            run=lambda: Measurement(
                {"shuffle weights": self._kernels(o).size, "shuffle MACs": self._ones(o, h).value},
                "the layer without r²",
            ),
        )
        yield Slip(
            tag="kernel.side_not_area",
            value=self._value(wide // k, narrow // k, wide // k * h * h, narrow // k * (r * h) ** 2),
            working=f"{k}·{c}·{r}²·{o} = {wide // k:,}; {k}·{c}·{o} = {narrow // k:,}",
        )
        yield Slip(
            tag="shuffle.factor_once",
            value={"shuffle weights": r * narrow, "shuffle MACs": r * narrow * h * h},
            message="A block of the output has r×r pixels, so r² channels are needed, not r.",
            working=f"{k}·{k}·{c}·{r}·{o} = {r * narrow:,}",
            run=lambda: Measurement(
                {"shuffle weights": self._kernels(r * o).size, "shuffle MACs": self._ones(r * o, h).value},
                "a layer with r times the channels",
            ),
        )
        yield Slip(
            tag="shuffle.work_at_output",
            value={"shuffle MACs": wide * (r * h) ** 2},
            message="The convolution before the shuffle runs at the small size.",
            working=f"{wide:,}·{r * h}² = {wide * (r * h) ** 2:,}",
        )
        yield Slip(
            tag="resize.work_at_input",
            value={"resize MACs": narrow * h * h},
            message="The convolution after resizing runs at the large size.",
            working=f"{narrow:,}·{h}² = {narrow * h * h:,}",
            run=lambda: self._ones(o, h).named("resize MACs"),
        )
        yield Slip(
            tag="resize.channels_too",
            value={"resize weights": wide, "resize MACs": wide * (r * h) ** 2},
            message="Resizing repeats pixels; it needs no more channels.",
            working=f"{k}·{k}·{c}·{r}²·{o} = {wide:,}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value={"shuffle MACs": wide, "resize MACs": narrow},
            working=f"{wide:,}; {narrow:,}",
        )
        yield Slip(
            tag="bias.counted",
            value={"shuffle weights": wide + r * r * o, "resize weights": narrow + o},
            working=f"{wide:,} + {r}²·{o} = {wide + r * r * o:,}; {narrow:,} + {o} = {narrow + o:,}",
        )
        yield Slip(
            tag="flops.doubled",
            value={"shuffle MACs": 2 * wide * h * h, "resize MACs": 2 * narrow * (r * h) ** 2},
            working=f"2·{wide:,}·{h}² = {2 * wide * h * h:,}",
        )

    def steps(self) -> Iterator[str]:
        k, c, o, r, h = self.kernel, self.in_channels, self.out_channels, self.factor, self.size
        wide, narrow = self._weights(r * r * o), self._weights(o)
        yield f"The shuffle needs {r}²·{o} = {r * r * o} channels: {k}·{k}·{c}·{r * r * o} = {wide:,} weights"
        yield f"It runs at the small size: {wide:,}·{h}² = {wide * h * h:,} MACs"
        yield f"After resizing, {counted(o, 'filter')} will do: {k}·{k}·{c}·{o} = {narrow:,} weights"
        yield f"They run at {r * h}×{r * h}: {narrow:,}·{r * h}² = {narrow * (r * h) ** 2:,} MACs, as many"

    def _kernels(self, out_channels: int) -> Array:
        return measure.parameters(self.in_channels, out_channels, (self.kernel, self.kernel), bias=False)["weight"]

    def _ones(self, out_channels: int, side: int) -> Measurement:
        kernel = (self.kernel, self.kernel)
        return measure.ones(self.in_channels, out_channels, kernel, (side, side), padding=self.kernel // 2)

    def measure(self) -> Measurement:
        """COUNT and ONES of both ways, after one channel has shown what a shuffle needs and how far resizing goes."""
        needed = measure.search(count(1), self._shuffles)
        large = engine.upsample_nearest2d(measure.zeros(1, 1, self.size, self.size), self.factor).shape[-1]
        wide, narrow = self._kernels(needed * self.out_channels), self._kernels(self.out_channels)
        first, second = self._ones(len(wide), self.size), self._ones(len(narrow), large)
        value = self._value(wide.size, narrow.size, first.value, second.value)
        run = f"pixel_shuffle takes {needed} channels for one; upsample_nearest2d gives a side of {large}"
        return Measurement(value, f"{run}; {first.run}; {second.run}")

    def _shuffles(self, channels: int) -> bool:
        """Tell whether the op takes so many channels."""
        maps = measure.zeros(1, channels, 1, 1)
        return measure.error(lambda: engine.pixel_shuffle(maps, self.factor)).value is None

    def scene(self) -> Scene:
        value = self.measure().value
        bars = [(name, value[name]) for name in NAMES]
        said = (
            "r² filters for each channel that comes out.",
            "One.",
            "At the small size.",
            "At the large one.",
        )
        return barred("two ways to enlarge a map", "arrays counted, and multiply-adds of ones", bars, said)
