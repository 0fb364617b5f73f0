from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Shape
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import misfit, too_long, too_many
from questions.q02_filter_depth.filters import MOST, Channels, Kernel
from questions.scenes import Scene
from questions.scenes.sliding import Ruler, sliding
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import output_size
from solvers.measure import Measurement


def volume(
    x: tuple[int, ...], weight: tuple[int, ...], stride: int, padding: tuple[int, int], groups: int = 1
) -> Measurement:
    """SHAPE of a convolution, from a strip as wide as the kernel and one as high: (channels, height, width)."""
    (channels, height, width), (high, wide) = x, weight[2:]
    kernels = measure.zeros(*weight)
    down = engine.conv2d(
        measure.zeros(1, channels, height, wide), kernels, None, stride, (padding, (0, 0)), groups=groups
    )
    across = engine.conv2d(
        measure.zeros(1, channels, high, width), kernels, None, stride, ((0, 0), padding), groups=groups
    )
    return Measurement(
        (*down.shape[1:3], across.shape[3]),
        f"weight {weight} on a strip {wide} wide gave {down.shape}, on a strip {high} high {across.shape}",
    )


class OutputVolume(Variant):
    """2.2 Output volume."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "(C_out, ⌊(H − K + 2P)/S⌋ + 1, ⌊(W − K + 2P)/S⌋ + 1)"
    latex: ClassVar[str] = (
        r"\left( C_{out}, \left\lfloor \frac{H - K + 2P}{S} \right\rfloor + 1, \left\lfloor \frac{W - K + 2P}{S} "
        r"\right\rfloor + 1 \right)"
    )

    in_channels: Annotated[int, Channels, Draw(3, 16, 64)]
    out_channels: Annotated[int, Channels, Draw(32, 64, 96)]
    height: Annotated[int, Field(ge=1, le=512), Draw(32, 48, 56, 64)]
    width: Annotated[int, Field(ge=1, le=512), Draw(32, 48, 56, 64)]
    kernel: Annotated[int, Kernel, Draw(3, 5, 7)]
    stride: Annotated[int, Kernel, Draw(1, 2)] = 1
    padding: Annotated[int, Field(ge=0, le=16), Draw(range(4))] = 0

    def impossible(self) -> str | None:
        weights = self.in_channels * self.out_channels * self.kernel**2
        return (
            misfit(min(self.height, self.width), self.kernel, self.padding)
            or too_long(weights * (self.height + self.width))
            or too_many(weights, MOST)
        )

    def excluded(self) -> bool:
        """Tell whether padding is over half a kernel, or as many filters as output rows hide the order of the axes."""
        sides = self._side(self.height), self._side(self.width)
        return self.padding > self.kernel // 2 or self.out_channels in sides

    def ask(self) -> str:
        return (
            f"{count(self.out_channels, 'filter')} of size {self.kernel}×{self.kernel} run over an input of "
            f"{self.in_channels}×{self.height}×{self.width} (channels×height×width), stride {self.stride}, padding "
            f"{self.padding} on every side. What is the shape of the output, in the same order?"
        )

    def _side(self, size: int) -> int:
        return output_size(size, self.kernel, self.stride, self.padding)

    def answer(self) -> Shape:
        value = (self.out_channels, self._side(self.height), self._side(self.width))
        return Shape(value=value, axes=("channels", "height", "width"))

    def slips(self) -> Iterator[Slip]:
        c, f, k, s, p = self.in_channels, self.out_channels, self.kernel, self.stride, self.padding
        high, wide = self._side(self.height), self._side(self.width)
        yield Slip(
            tag="depth.kept_input",
            value=(c, high, wide),
            message="The depth becomes the number of filters.",
            working=f"{count(c, 'channel')} in, {c} out",
            run=lambda: self._run(c),
        )
        yield Slip(
            tag="depth.multiplied",
            value=(c * f, high, wide),
            message="The channels are summed, not kept apart (that would be depthwise with a multiplier).",
            working=f"{c}·{f} = {c * f}",
            run=self._kept_apart,
        )
        yield Slip(
            tag="depth.single",
            value=(1, high, wide),
            message="Each filter gives one map; all of them together are the output.",
            working="one map",
            run=lambda: self._run(1),
        )
        yield Slip(
            tag="size.unchanged",
            value=(f, self.height, self.width),
            message="The size is kept only at stride 1 with padding (K − 1)/2.",
            working=f"{self.height}×{self.width} in and out",
        )
        single = ((self.height - k + p) // s + 1, (self.width - k + p) // s + 1)
        yield Slip(
            tag="pad.single",
            value=(f, *single),
            working=f"⌊({self.height} − {k} + {p})/{s}⌋ + 1 = {single[0]}",
            run=lambda: self._run(f, one_side=True),
        )
        bare = output_size(self.height, k, s), output_size(self.width, k, s)
        yield Slip(
            tag="pad.ignored",
            value=(f, *bare),
            working=f"⌊({self.height} − {k})/{s}⌋ + 1 = {bare[0]}",
            run=(lambda: volume(self._input, (f, c, k, k), s, (0, 0))) if min(bare) > 0 else None,
        )
        dense = output_size(self.height, k, 1, p), output_size(self.width, k, 1, p)
        yield Slip(
            tag="stride.ignored",
            value=(f, *dense),
            working=f"{self.height} − {k} + 2·{p} + 1 = {dense[0]}",
            run=lambda: volume(self._input, (f, c, k, k), 1, (p, p)),
        )
        steps = high - 1, wide - 1
        yield Slip(
            tag="plus1.missing",
            value=(f, *steps),
            working=f"⌊({self.height} − {k} + 2·{p})/{s}⌋ = {steps[0]}",
        )
        ceiled = tuple(-((k - size - 2 * p) // s) + 1 for size in (self.height, self.width))
        yield Slip(
            tag="round.ceil",
            value=(f, *ceiled),
            working=f"⌈({self.height} − {k} + 2·{p})/{s}⌉ + 1 = {ceiled[0]}",
        )
        yield Slip(
            tag="axes.channels_last",
            value=(high, wide, f),
            message="The channels come first here, as in the input.",
            working=f"{high}×{wide}×{f}",
        )

    def _run(self, filters: int, one_side: bool = False) -> Measurement:
        weight = (filters, self.in_channels, self.kernel, self.kernel)
        return volume(self._input, weight, self.stride, (self.padding, 0 if one_side else self.padding))

    @property
    def _input(self) -> tuple[int, int, int]:
        return self.in_channels, self.height, self.width

    def _kept_apart(self) -> Measurement:
        """Run every slice of every filter on its channel alone and keep all maps."""
        weight = (self.in_channels * self.out_channels, 1, self.kernel, self.kernel)
        return volume(self._input, weight, self.stride, (self.padding, self.padding), self.in_channels)

    def steps(self) -> Iterator[str]:
        k, s, p = self.kernel, self.stride, self.padding
        yield f"One map a filter: {count(self.out_channels, 'channel')}"
        for name, size in (("Height", self.height), ("Width", self.width)):
            yield f"{name}: ⌊({size} − {k} + 2·{p})/{s}⌋ + 1 = {self._side(size)}"

    def measure(self) -> Measurement:
        return self._run(self.out_channels)

    def scene(self) -> Scene:
        sides = (self.padding, self.padding)
        rulers = [
            Ruler("one column", self.height, self.kernel, self.stride, sides),
            Ruler("one row", self.width, self.kernel, self.stride, sides),
        ]
        shape = self.measure().value
        title = f"each of the {shape[0]} filters slides down and across, not through the channels"
        return sliding(title, rulers)
