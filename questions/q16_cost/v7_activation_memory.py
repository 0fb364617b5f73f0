from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw, Pool, Stream
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.limits import misfit
from questions.parts.real_layers import CONVOLUTIONS
from questions.q16_cost.ranges import BYTES, FLOAT32, Batch, Channels, Kernel, held, in_other_units
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import activation_bytes, conv_parameters, output_size, same_padding
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

MOST = 1 << 24
"""Numbers of an output that is made here."""


class ActivationMemory(Variant):
    """16.7 Activation memory of a layer."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "4·N·C_out·O² bytes; kept for the backward pass 4·N·C_in·H²"
    latex: ClassVar[str] = r"4 N C_{out} O^2 \text{ bytes; kept for the backward pass } 4 N C_{in} H^2"
    pool: ClassVar[Pool | None] = Pool(
        ("in_channels", "out_channels", "kernel", "stride", "padding", "size", "batch"),
        [
            (at.name, (at.in_channels, at.out_channels, at.kernel, at.stride, at.padding, at.size, batch))
            for at, batch in product(CONVOLUTIONS, (8, 32))
            if at.groups == 1 and at.out_channels * at.size**2 <= MOST
        ],
    )

    in_channels: Annotated[int, Channels, Draw(3, 16, 32, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 128, 256, 512)]
    kernel: Annotated[int, Kernel, Draw(1, 3, 3, 5)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 2, 2)] = 1
    padding: Annotated[int, Field(ge=0, le=16)] = 0
    size: Annotated[int, Field(ge=1, le=1024), Draw(14, 28, 32, 56, 112)]
    batch: Annotated[int, Batch, Draw(8, 16, 32, 64)] = 1

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a layer with the padding that keeps the size at stride 1."""
        drawn = super().numbers(stream)
        return {**drawn, "padding": same_padding(drawn["kernel"])}

    def impossible(self) -> str | None:
        if reason := misfit(self.size, self.kernel, self.padding):
            return reason
        numbers = max(self.out_channels * self._output**2, self.in_channels * self.size**2)
        return f"an image makes maps of {numbers:,} numbers, here {MOST:,} at most" if numbers > MOST else None

    @property
    def _output(self) -> int:
        return output_size(self.size, self.kernel, self.stride, self.padding)

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        images = "1 image" if self.batch == 1 else f"a batch of {self.batch} images"
        return (
            f"{where} convolution with kernel {self.kernel}×{self.kernel}, stride {self.stride} and padding "
            f"{self.padding} takes {count(self.in_channels, 'channel')} of {self.size}×{self.size} to "
            f"{count(self.out_channels, 'channel')}, for {images} in float32. How many bytes does its output take, and "
            "how many bytes does the input take, which training keeps for the layer's weight gradient? (output; input)"
        )

    def answer(self) -> Parts:
        output = activation_bytes(self.batch, self.out_channels, self._output, FLOAT32)
        given = activation_bytes(self.batch, self.in_channels, self.size, FLOAT32)
        return Parts(
            parts={
                "output": Integer(value=output, units=BYTES, unit="bytes"),
                "input": Integer(value=given, units=BYTES, unit="bytes"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, o, h, out, n = self.in_channels, self.out_channels, self.size, self._output, self.batch

        def slip(tag: str, message: str, each: str, power: int = 2) -> Slip:
            by = prod(map(int, each.split("·")))
            value = {"output": by * o * out**power, "input": by * c * h**power}
            squared = "²" if power == 2 else ""
            return Slip(
                tag=tag,
                value=value,
                message=message,
                working=f"{each}·{o}·{out}{squared} = {value['output']:,}; "
                f"{each}·{c}·{h}{squared} = {value['input']:,}",
            )

        yield slip("memory.numbers", "A float32 number takes 4 bytes: you counted numbers.", f"{n}")
        yield slip("memory.bits", "A float32 number has 32 bits, which are 4 bytes.", f"32·{n}")
        alone = slip("memory.batch_forgotten", "Every image of the batch has its own maps.", f"{FLOAT32}")
        yield replace(alone, run=lambda: self._measured(1))
        yield slip("memory.one_axis", "A map has as many rows as columns: square the side.", f"{FLOAT32}·{n}", 1)
        yield Slip(
            tag="memory.channels_of_the_other",
            value={"output": FLOAT32 * n * c * out * out, "input": FLOAT32 * n * o * h * h},
            message="The input has C_in maps and the output C_out: you took those of the other.",
            working=f"4·{n}·{c}·{out}² = {FLOAT32 * n * c * out * out:,}; 4·{n}·{o}·{h}² = {FLOAT32 * n * o * h * h:,}",
        )
        yield Slip(
            tag="memory.output_at_input_size",
            value={"output": FLOAT32 * n * o * h * h},
            message="The output is smaller: by its stride, and by what its padding does not make up for.",
            working=f"4·{n}·{o}·{h}² = {FLOAT32 * n * o * h * h:,}",
        )
        wide = h + 2 * self.padding
        yield Slip(
            tag="memory.padding_counted",
            value={"input": FLOAT32 * n * c * wide * wide},
            message="What is kept is the input as it came: its padding is zeros that need no memory.",
            working=f"4·{n}·{c}·{wide}² = {FLOAT32 * n * c * wide * wide:,}",
        )
        weights = FLOAT32 * conv_parameters(self.kernel, self.kernel, c, o, bias=False)
        yield Slip(
            tag="memory.of_weights",
            value={"output": weights},
            message="Those are the bytes of the weights, which all positions and images share.",
            working=f"4·{self.kernel}²·{c}·{o} = {weights:,}",
        )
        yield Slip(
            tag="memory.output_kept",
            value={"input": FLOAT32 * n * o * out * out},
            message="The weight gradient multiplies dY by the layer's input: the output is not needed for it.",
            working=f"4·{n}·{o}·{out}² = {FLOAT32 * n * o * out * out:,}",
        )

        right = self.answer().value
        yield from in_other_units(right)
        yield Slip(
            tag="memory.gradients_too",
            value={name: 2 * number for name, number in right.items()},
            message="That is twice as much: with the maps' gradients, or at 8 bytes a number; a float32 takes 4.",
            working=f"8·{n}·{o}·{out}² = {2 * right['output']:,}; 8·{n}·{c}·{h}² = {2 * right['input']:,}",
        )

    def steps(self) -> Iterator[str]:
        c, o, h, out, n = self.in_channels, self.out_channels, self.size, self._output, self.batch
        right = self.answer().value
        yield f"Output side: ⌊({h} − {self.kernel} + 2·{self.padding})/{self.stride}⌋ + 1 = {out}"
        yield f"Output: {n}·{o}·{out}·{out} = {n * o * out * out:,} numbers of 4 bytes, {right['output']:,} bytes"
        yield f"Input: {n}·{c}·{h}·{h} = {n * c * h * h:,} numbers of 4 bytes, {right['input']:,} bytes"

    def _maps(self) -> tuple[Array, Array]:
        """Run the layer on one image; filters on one channel make maps as large as filters on all of them."""
        k = self.kernel
        image = measure.zeros(1, self.in_channels, self.size, self.size)
        weight = measure.zeros(self.out_channels, 1, k, k)
        return image, engine.conv2d(image[:, :1], weight, None, self.stride, self.padding)

    def _measured(self, images: int) -> Measurement:
        image, output = self._maps()
        run = f"float32 arrays of one image: {image.shape} in, {held(image)}, {output.shape} out, {held(output)}"
        return Measurement({"output": images * output.nbytes, "input": images * image.nbytes}, run)

    def measure(self) -> Measurement:
        return self._measured(self.batch)

    def scene(self) -> Scene:
        image, output = self._maps()
        k = self.kernel
        weight = measure.parameters(self.in_channels, self.out_channels, (k, k), bias=False)["weight"]
        sizes = [
            ("weights", weight.nbytes),
            ("input, one image", image.nbytes),
            ("output, one image", output.nbytes),
            (f"input, {self.batch} images", self.batch * image.nbytes),
            (f"output, {self.batch} images", self.batch * output.nbytes),
        ]
        said = ("They do not grow with the batch.", "", "", "Training keeps it until the backward pass.", "")
        return barred("what a layer holds in memory", "bytes of float32 arrays", sizes, said)
