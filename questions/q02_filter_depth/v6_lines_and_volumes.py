from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool, Stream
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.notation.numbers import Typed
from questions.parts.limits import misfit, too_many
from questions.q02_filter_depth.filters import MOST, Channels, on_channels
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.counting import Counted, counting
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, conv_nd_parameters, output_size
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Side = Annotated[int, Field(ge=1, le=4096)]
Tap = Annotated[int, Field(ge=1, le=64)]

LONGEST = 1 << 22
"""Numbers of one channel of an input that is run here."""

LINES = ((50,), (64,), (100,), (128,), (256,), (1000,))
VOLUMES = ((8, 28, 28), (8, 32, 32), (16, 14, 14), (16, 28, 28), (16, 56, 56), (4, 16, 16))


class LinesAndVolumes(Variant):
    """2.6 Conv1d and Conv3d."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "taps·C_in·C_out + C_out; taps·C_in·C_out at every output position: taps K, or K_d·K_h·K_w"
    latex: ClassVar[str] = (
        r"\text{taps} \cdot C_{in} C_{out} + C_{out}; \quad \text{taps} \cdot C_{in} C_{out} \text{ at every "
        r"output position: taps } K \text{, or } K_d K_h K_w"
    )
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "out_channels", "kernel", "padding", "size"),
        [
            ("Kim's sentence CNN, width 3", (300, 100, (3,), 0, (50,))),
            ("Kim's sentence CNN, width 5", (300, 100, (5,), 0, (50,))),
            ("Whisper tiny, first layer", (80, 384, (3,), 1, (3000,))),
            ("C3D conv1a", (3, 64, (3, 3, 3), 1, (16, 112, 112))),
            ("C3D conv2a", (64, 128, (3, 3, 3), 1, (16, 56, 56))),
            ("C3D conv3a", (128, 256, (3, 3, 3), 1, (8, 28, 28))),
        ],
    )

    in_channels: Annotated[int, Channels, Draw(1, 3, 8, 16, 32, 64, 80)]
    out_channels: Annotated[int, Channels, Draw(8, 16, 32, 64, 100, 128)]
    kernel: Annotated[
        tuple[Tap, ...],
        Typed,
        Field(min_length=1, max_length=3),
        Draw((3,), (5,), (7,), (9,), (3, 3, 3), (3, 3, 3), (1, 3, 3), (3, 1, 1), (5, 3, 3)),
    ]
    padding: Annotated[int, Field(ge=0, le=32), Draw(0, 0, 1)] = 0
    size: Annotated[tuple[Side, ...], Typed, Field(min_length=1, max_length=3)]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a line or a volume, as the drawn kernel wants it."""
        drawn = super().numbers(stream)
        return {**drawn, "size": stream.choice(LINES if len(drawn["kernel"]) == 1 else VOLUMES)}

    @property
    def _outputs(self) -> tuple[int, ...]:
        return tuple(
            output_size(size, taps, 1, self.padding) for size, taps in zip(self.size, self.kernel, strict=True)
        )

    @property
    def _weights(self) -> int:
        return conv_nd_parameters(self.kernel, self.in_channels, self.out_channels, bias=False)

    def impossible(self) -> str | None:
        if len(self.kernel) != len(self.size) or len(self.size) == 2:
            return "kernel and size have one number, of a line, or three: depth, height, width"
        if prod(size + 2 * self.padding for size in self.size) > LONGEST:
            return f"an input may have {LONGEST:,} numbers a channel here, padding included"
        fits = (misfit(size, taps, self.padding) for size, taps in zip(self.size, self.kernel, strict=True))
        return next(filter(None, fits), None) or too_many(self._weights, MOST)

    def excluded(self) -> bool:
        return 2 * self.padding > min(self.kernel)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        line = len(self.size) == 1
        kernel, size = ("×".join(map(str, numbers)) for numbers in (self.kernel, self.size))
        what = f"kernel size {kernel}" if line else f"kernel {kernel} (depth×height×width)"
        of = f"a line of {count(self.size[0], 'sample')}" if line else f"a volume of {size}"
        return (
            f"{where} Conv{len(self.size)}d from {self.in_channels} to {on_channels(self.out_channels)} has {what}, "
            f"stride 1, padding {self.padding} on every side and biases. How many parameters does it have, and how "
            f"many MACs (taps on padding counted, biases not) does it take on {of}? (parameters; MACs)"
        )

    def answer(self) -> Parts:
        macs = conv_macs(self._weights, prod(self._outputs))
        return Parts(
            parts={
                "parameters": Integer(value=self._weights + self.out_channels, unit="parameters"),
                "MACs": Integer(value=macs, unit="MACs"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, o, weights, positions = self.in_channels, self.out_channels, self._weights, prod(self._outputs)
        taps, macs = prod(self.kernel), weights * positions
        plane = (self.kernel[0], self.kernel[0]) if len(self.kernel) == 1 else self.kernel[1:]
        area = prod(plane)
        yield Slip(
            tag="kernel.as_2d",
            value={"parameters": area * c * o + o, "MACs": area * c * o * positions},
            message="The kernel has as many axes as the layer: one in a Conv1d, three in a Conv3d.",
            working=f"{'·'.join(map(str, plane))}·{c}·{o} + {o} = {area * c * o + o:,}",
        )
        yield Slip(
            tag="depth.forgotten",
            value={"parameters": taps * o + o, "MACs": taps * o * positions},
            message="The axes of the kernel do not replace the channels: every filter spans all of them.",
            working=f"{taps}·{o} + {o} = {taps * o + o:,}; {taps}·{o}·{positions:,} = {taps * o * positions:,}",
            run=lambda: self._both(1),
        )
        yield Slip(
            tag="bias.forgotten",
            value={"parameters": weights},
            working=f"{taps}·{c}·{o} = {weights:,}",
            run=lambda: measure.count(self._arrays(bias=False)).named("parameters"),
        )
        yield Slip(
            tag="bias.counted_as_mac",
            value={"MACs": macs + o * positions},
            message="Adding a bias is no multiply-add; biases are not counted here.",
            working=f"{macs:,} + {o}·{positions:,} = {macs + o * positions:,}",
        )
        yield Slip(
            tag="mac.positions_forgotten",
            value={"MACs": weights},
            working=f"{taps}·{c}·{o} = {weights:,}",
        )
        inputs = prod(self.size)
        yield Slip(
            tag="mac.input_positions",
            value={"MACs": weights * inputs},
            working=f"{weights:,}·{inputs:,} = {weights * inputs:,}",
        )
        yield Slip(tag="flops.doubled", value={"MACs": 2 * macs}, working=f"2·{macs:,} = {2 * macs:,}")
        for tag, biases in (("bias.on_input_channels", c), ("bias.single", 1)):
            yield Slip(
                tag=tag,
                value={"parameters": weights + biases},
                working=f"{taps}·{c}·{o} + {biases:,} = {weights + biases:,}",
            )
        steps = prod(side - 1 for side in self._outputs)
        yield Slip(
            tag="plus1.missing",
            value={"MACs": weights * steps},
            working=f"{weights:,}·{steps:,} = {weights * steps:,}",
        )
        if len(self.size) == 3:
            slice_ = prod(self._outputs[1:])
            yield Slip(
                tag="mac.depth_forgotten",
                value={"MACs": weights * slice_},
                message="The kernel slides along the depth too: every slice of the output is computed.",
                working=f"{weights:,}·{slice_:,} = {weights * slice_:,}",
                run=lambda: self._one_slice().named("MACs"),
            )

    def steps(self) -> Iterator[str]:
        c, o, weights, positions = self.in_channels, self.out_channels, self._weights, prod(self._outputs)
        if len(self.kernel) > 1:
            yield f"Taps of the kernel: {'·'.join(map(str, self.kernel))} = {prod(self.kernel)}"
        yield f"Weights: {prod(self.kernel)}·{c}·{o} = {weights:,}; with a bias per filter {weights + o:,}"
        sides = ", ".join(
            f"{size} + 2·{self.padding} − {taps} + 1 = {side}"
            for size, taps, side in zip(self.size, self.kernel, self._outputs, strict=True)
        )
        yield f"Output: {sides}"
        yield f"MACs: {weights:,}·{positions:,} = {weights * positions:,}"

    def _arrays(self, in_channels: int = 0, bias: bool = True) -> dict[str, Array]:
        return measure.parameters_along(in_channels or self.in_channels, self.out_channels, self.kernel, bias)

    def _ones(self, in_channels: int = 0) -> Measurement:
        channels = in_channels or self.in_channels
        return measure.ones_along(channels, self.out_channels, self.kernel, self.size, self.padding)

    def _one_slice(self) -> Measurement:
        """ONES of a volume as deep as the kernel, the rim of its planes laid on."""
        padded = tuple(size + 2 * self.padding for size in self.size[1:])
        return measure.ones_along(self.in_channels, self.out_channels, self.kernel, (self.kernel[0], *padded))

    def _both(self, in_channels: int = 0) -> Measurement:
        arrays, work = measure.count(self._arrays(in_channels)), self._ones(in_channels)
        return Measurement({"parameters": arrays.value, "MACs": work.value}, f"{arrays.run}; {work.run}")

    def measure(self) -> Measurement:
        return self._both()

    def scene(self) -> Scene:
        arrays = [
            Counted(name, array.reshape(len(array), -1), "filter" if name == "weight" else "output channel")
            for name, array in self._arrays().items()
        ]
        kernel = "×".join(map(str, self.kernel))
        window = measure.ones_along(self.in_channels, self.out_channels, self.kernel, self.kernel)
        work = [("one position", window.value), ("all positions", self._ones().value)]
        return joined(
            f"filters of {self.in_channels} channels and {kernel} taps",
            counting("the arrays of the layer", arrays),
            barred("work", "multiply-adds, ones through ones", work),
        )
