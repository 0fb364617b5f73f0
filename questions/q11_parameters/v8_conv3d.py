from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.answers.writing import count
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.parts.limits import too_many
from questions.q11_parameters.weight_slips import Channels
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.counting import Counted, counting
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, same_padding, volume_parameters
from solvers.measure import Measurement

C3D = (
    ("C3D conv1a", (3, 3, 3, 64, 16, 112)),
    ("C3D conv2a", (3, 3, 64, 128, 16, 56)),
    ("C3D conv3a", (3, 3, 128, 256, 8, 28)),
    ("C3D conv3b", (3, 3, 256, 256, 8, 28)),
    ("C3D conv4a", (3, 3, 256, 512, 4, 14)),
    ("C3D conv4b", (3, 3, 512, 512, 4, 14)),
    ("C3D conv5a", (3, 3, 512, 512, 2, 7)),
)
"""Depth and side of the kernel, channels in and out, frames and side: Tran et al. 2015, §3 and Figure 3."""

Odd = Field(ge=1, le=15)


class Conv3d(Variant):
    """11.8 Convolution over frames."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K_t·K²·C_in·C_out + C_out; MACs K_t·K²·C_in·C_out·T·H²"
    pool: ClassVar[Pool | None] = Pool(("depth", "kernel", "in_channels", "out_channels", "frames", "size"), C3D)

    depth: Annotated[int, Odd, Draw(3, 3, 5)]
    kernel: Annotated[int, Odd, Draw(1, 3, 3, 5)]
    in_channels: Annotated[int, Channels, Draw(1, 3, 16, 32, 64)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 128)]
    frames: Annotated[int, Field(ge=1, le=256), Draw(8, 16, 32)]
    size: Annotated[int, Field(ge=1, le=512), Draw(14, 28, 32, 56, 112)]

    def impossible(self) -> str | None:
        if self.depth % 2 == 0 or self.kernel % 2 == 0:
            return "an even kernel keeps the size only with unequal padding"
        return too_many(self._weights)

    @property
    def _kernel(self) -> tuple[int, int, int]:
        return self.depth, self.kernel, self.kernel

    @property
    def _weights(self) -> int:
        return volume_parameters(self._kernel, self.in_channels, self.out_channels, bias=False)

    @property
    def _positions(self) -> int:
        return self.frames * self.size**2

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        channels, frames = count(self.in_channels, "channel"), count(self.frames, "frame")
        return (
            f"{where} 3-D convolution with kernel {'×'.join(map(str, self._kernel))} (time×height×width), stride 1 and "
            f"same padding takes {channels} of {frames} of {self.size}×{self.size} to {self.out_channels} channels, "
            "with biases. How many parameters does it have, and how many multiply-adds (MACs) does one clip take, taps "
            "on padding counted? (parameters; MACs)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "parameters": Integer(value=volume_parameters(self._kernel, self.in_channels, self.out_channels)),
                "MACs": Integer(value=conv_macs(self._weights, self._positions)),
            }
        )

    def slips(self) -> Iterator[Slip]:
        (d, k, _), c, o, f, h = self._kernel, self.in_channels, self.out_channels, self.frames, self.size
        flat, weights, places = k * k * c * o, self._weights, self._positions
        yield Slip(
            tag="conv3d.as_2d",
            value={"parameters": flat + o, "MACs": flat * places},
            message="The kernel spans several frames as well: a factor K_t.",
            working=f"{k}²·{c}·{o} + {o} = {flat + o:,}; {k}²·{c}·{o}·{f}·{h}² = {flat * places:,}",
            run=lambda: self._run((1, k, k), c),
        )
        yield Slip(
            tag="conv3d.all_frames",
            value={"parameters": f * flat + o},
            message="The kernel spans K_t frames and slides along time; it does not cover the whole clip.",
            working=f"{f}·{k}²·{c}·{o} + {o} = {f * flat + o:,}",
            run=lambda: measure.count(measure.volume_parameters(c, o, (f, k, k))).named("parameters"),
        )
        yield Slip(
            tag="depth.forgotten",
            value={"parameters": weights // c + o, "MACs": weights // c * places},
            message="Every filter spans all input channels, too: multiply by C_in.",
            working=f"{d}·{k}²·{o} + {o} = {weights // c + o:,}; {d}·{k}²·{o}·{f}·{h}² = {weights // c * places:,}",
            run=lambda: self._run(self._kernel, 1),
        )
        yield Slip(
            tag="bias.forgotten",
            value={"parameters": weights},
            working=f"{d}·{k}²·{c}·{o} = {weights:,}",
            run=lambda: measure.count(measure.volume_parameters(c, o, self._kernel, False)).named("parameters"),
        )
        yield Slip(
            tag="mac.frames_forgotten",
            value={"MACs": weights * h * h},
            message="The kernel stands at every frame, too: T·H² positions.",
            working=f"{weights:,}·{h}² = {weights * h * h:,}",
        )
        yield Slip(
            tag="mac.bias_counted",
            value={"MACs": (weights + o) * places},
            working=f"({weights:,} + {o})·{f}·{h}² = {(weights + o) * places:,}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value={"MACs": weights},
            working=f"{d}·{k}²·{c}·{o} = {weights:,}",
        )

    def steps(self) -> Iterator[str]:
        (d, k, _), c, o, f, h = self._kernel, self.in_channels, self.out_channels, self.frames, self.size
        yield f"One filter, over frames, rows, columns and channels: {d}·{k}·{k}·{c} = {d * k * k * c:,} weights"
        yield f"All {o} filters: {self._weights:,}; with a bias each {self._weights + o:,}"
        yield f"Positions: {f}·{h}·{h} = {self._positions:,}"
        yield f"MACs: {self._weights:,}·{self._positions:,} = {conv_macs(self._weights, self._positions):,}"

    def _run(self, kernel: tuple[int, int, int], in_channels: int) -> Measurement:
        counted = measure.count(measure.volume_parameters(in_channels, self.out_channels, kernel))
        depth, height, width = (same_padding(side) or 0 for side in kernel)
        clip = self.frames, self.size, self.size
        work = measure.ones_volume(in_channels, self.out_channels, kernel, clip, (depth, height, width))
        return Measurement({"parameters": counted.value, "MACs": work.value}, f"{counted.run}; {work.run}")

    def measure(self) -> Measurement:
        return self._run(self._kernel, self.in_channels)

    def scene(self) -> Scene:
        arrays = measure.volume_parameters(self.in_channels, self.out_channels, self._kernel)
        counted = [Counted(name, array, "filter") for name, array in arrays.items()]
        kernels = {kernel: self._run(kernel, self.in_channels).value["MACs"] for kernel in self._compared()}
        macs = [("×".join(map(str, kernel)), total) for kernel, total in kernels.items()]
        bars = barred("", f"multiply-adds of ones, {self.frames} frames of {self.size}×{self.size}", macs)
        return joined("a filter that reads several frames", counting("", counted), bars)

    def _compared(self) -> tuple[tuple[int, int, int], ...]:
        """Return a kernel of one frame, one that reads time alone, and the asked one."""
        return tuple(dict.fromkeys(((1, self.kernel, self.kernel), (self.depth, 1, 1), self._kernel)))
