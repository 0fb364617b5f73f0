from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.limits import too_long
from questions.q16_cost.ranges import BYTES, FLOAT32, Batch, held, in_other_units
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import activation_bytes
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

RGB = 3


class TrainingMemory(Variant):
    """16.8 Activation memory of training."""

    level: ClassVar[Level] = "hard"
    never_misread: ClassVar[tuple[str, ...]] = ("depth.forgotten",)
    formula: ClassVar[str] = "kept 4·N·H²·(3 + (n − 1)·C) bytes; without gradients 4·N·H²·2C at most"
    latex: ClassVar[str] = (
        r"\text{kept } 4 N H^2 \left( 3 + (n - 1) C \right) \text{ bytes; without gradients } 4 N H^2 \cdot 2 C "
        r"\text{ at most}"
    )

    layers: Annotated[int, Field(ge=2, le=64), Draw(range(3, 13))]
    channels: Annotated[int, Field(ge=3, le=512), Draw(16, 32, 48, 64)]
    size: Annotated[int, Field(ge=1, le=256), Draw(28, 32, 56, 64)]
    batch: Annotated[int, Batch, Draw(8, 16, 32, 64)]

    def impossible(self) -> str | None:
        return too_long(9 * self.size**2 * self.channels * (RGB + self.layers - 1))

    def ask(self) -> str:
        n, c, h = self.layers, self.channels, self.size
        return (
            f"{n} convolutions of 3×3 with padding 1 and stride 1, {RGB}→{c} channels, then each {c}→{c}, follow each "
            f"other directly; {self.batch} RGB images of {h}×{h} run through them in float32. How many bytes of "
            "activations does training keep for the weight gradients (the input of every layer), and how many do you "
            "need at most at one moment without gradients (input and output of one layer)? (training; inference)"
        )

    def _bytes(self, channels: int) -> int:
        return activation_bytes(self.batch, channels, self.size, FLOAT32)

    def answer(self) -> Parts:
        kept = self._bytes(RGB) + (self.layers - 1) * self._bytes(self.channels)
        return Parts(
            parts={
                "training": Integer(value=kept, units=BYTES, unit="bytes"),
                "inference": Integer(value=2 * self._bytes(self.channels), units=BYTES, unit="bytes"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        n, c, h, b = self.layers, self.channels, self.size, self.batch
        each, image = self._bytes(c), self._bytes(RGB)
        right = image + (n - 1) * each
        yield Slip(
            tag="memory.numbers",
            value={"training": right // FLOAT32, "inference": 2 * each // FLOAT32},
            message="A float32 number takes 4 bytes: you counted numbers.",
            working=f"{b}·{h}²·({RGB} + {n - 1}·{c}) = {right // FLOAT32:,}; {b}·{h}²·2·{c} = {2 * each // FLOAT32:,}",
        )
        yield Slip(
            tag="memory.batch_forgotten",
            value={"training": right // b, "inference": 2 * each // b},
            message="Every image of the batch has its own maps.",
            working=f"4·{h}²·({RGB} + {n - 1}·{c}) = {right // b:,}; 4·{h}²·2·{c} = {2 * each // b:,}",
            run=lambda: self._measured(1),
        )
        yield Slip(
            tag="memory.nothing_kept",
            value={"training": 2 * each},
            message="Training cannot drop a layer's input after the layer: its weight gradient comes much later.",
            working=f"4·{b}·{h}²·2·{c} = {2 * each:,}",
        )
        yield Slip(
            tag="memory.everything_kept",
            value={"inference": right + each},
            message="Without gradients a map is dropped once the next layer has read it.",
            working=f"4·{b}·{h}²·({RGB} + {n}·{c}) = {right + each:,}",
        )
        yield Slip(
            tag="memory.last_output",
            value={"training": right + each},
            message="The last output is no input of these layers: it takes part in none of their gradients.",
            working=f"4·{b}·{h}²·({RGB} + {n}·{c}) = {right + each:,}",
        )
        yield Slip(
            tag="memory.image_as_wide",
            value={"training": n * each},
            message=f"The first layer's input is the image, with {RGB} channels.",
            working=f"4·{b}·{h}²·{n}·{c} = {n * each:,}",
        )
        yield Slip(
            tag="memory.image_forgotten",
            value={"training": right - image},
            message="The images are kept as well: they are the first layer's input.",
            working=f"4·{b}·{h}²·{n - 1}·{c} = {right - image:,}",
        )
        yield Slip(
            tag="memory.one_map",
            value={"inference": each},
            message="While a layer runs, its input and its output are both there.",
            working=f"4·{b}·{h}²·{c} = {each:,}",
        )

        yield from in_other_units(self.answer().value)
        yield Slip(
            tag="memory.gradients_too",
            value={"training": 2 * right},
            message="Only what is kept for the weight gradients is asked for, not the maps' own gradients.",
            working=f"2·4·{b}·{h}²·({RGB} + {n - 1}·{c}) = {2 * right:,}",
        )

    def steps(self) -> Iterator[str]:
        n, c, h, b, right = self.layers, self.channels, self.size, self.batch, self.answer().value
        yield f"Positions of the whole batch: {b}·{h}·{h} = {b * h * h:,}, each number of 4 bytes"
        yield f"Inputs of all layers: {RGB} channels once, {c} channels {n - 1} times: {RGB + (n - 1) * c} channels"
        yield f"Training: 4·{b * h * h:,}·{RGB + (n - 1) * c} = {right['training']:,} bytes"
        yield f"Without gradients at most {c} channels in and {c} out: 4·{b * h * h:,}·{2 * c} = {right['inference']:,}"

    def _maps(self) -> Iterator[Array]:
        """Run one image through the layers, later ones depthwise: how large a map is does not depend on groups."""
        values = measure.zeros(1, RGB, self.size, self.size)
        yield values
        values = engine.conv2d(values, measure.zeros(self.channels, RGB, 3, 3), padding=1)
        yield values
        weight = measure.zeros(self.channels, 1, 3, 3)
        for _ in range(self.layers - 1):
            values = engine.conv2d(values, weight, padding=1, groups=self.channels)
            yield values

    def _measured(self, images: int) -> Measurement:
        sizes = [values.nbytes for values in self._maps()]
        most = max(one + other for one, other in pairwise(sizes))
        run = f"one image: maps of {held(next(self._maps()))}, then {sizes[1]:,} bytes each"
        return Measurement({"training": images * sum(sizes[:-1]), "inference": images * most}, run)

    def measure(self) -> Measurement:
        return self._measured(self.batch)

    def scene(self) -> Scene:
        kept, bars, said = 0, [], []
        for number, values in enumerate(self._maps()):
            if number < self.layers:
                kept += values.nbytes * self.batch
                bars.append((f"before layer {number + 1}", kept))
                said.append("Kept until the backward pass comes back here." if number else "The images themselves.")
        seen = self.measure().value["inference"]
        bars.append(("without gradients, at most", seen))
        said.append("Only the input and the output of one layer at a time.")
        return barred("what has piled up before each layer", f"bytes, {self.batch} images in float32", bars, said)
