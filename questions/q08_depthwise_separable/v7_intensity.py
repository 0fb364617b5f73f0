from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from questions.answers import Number, Parts
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import arrays_of
from questions.parts.limits import too_many
from questions.parts.separable import multiply_adds, separable
from questions.parts.signs import equals
from questions.q08_depthwise_separable.published import UNSTRIDED, Channels
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.slips import Slip
from solvers import engine, measure
from solvers.arithmetic import conv_macs, conv_parameters, intensity, numbers_moved
from solvers.layers import Table, Weights
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

MOST = 1 << 23
"""Numbers of a map that is run here."""


class Intensity(Variant):
    """8.7 Multiply-adds per number moved."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = (
        "MACs/(input + weights + output): K²·C·H²/(2·C·H² + K²·C) and C·C_out·H²/((C + C_out)·H² + C·C_out)"
    )
    latex: ClassVar[str] = (
        r"\frac{\text{MACs}}{\text{input} + \text{weights} + \text{output}}\text{: } \frac{K^2 C H^2}{2 C H^2 + "
        r"K^2 C} \text{ and } \frac{C C_{out} H^2}{(C + C_{out}) H^2 + C C_{out}}"
    )
    pool: ClassVar[Pool | None] = UNSTRIDED

    kernel: Annotated[int, Field(ge=1, le=15), Draw(3, 3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(16, 32, 64, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(16, 32, 64, 128, 256, 512)]
    size: Annotated[int, Field(ge=1, le=256), Draw(7, 14, 28, 56)]

    @property
    def _layers(self) -> Table:
        return separable(self.kernel, self.in_channels, self.out_channels)

    def impossible(self) -> str | None:
        if self.kernel % 2 == 0:
            return "an even kernel has no equal padding that keeps the size"
        widest = max(self.in_channels, self.out_channels)
        return too_many(max(self.in_channels * self.out_channels, widest * self.size**2), MOST)

    def excluded(self) -> bool:
        return self.kernel > self.size

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        k, c, o, h = self.kernel, self.in_channels, self.out_channels, self.size
        return (
            f"{where} {k}×{k} depthwise convolution on {c}×{h}×{h} (stride 1, same padding, taps on it counted) is "
            f"followed by a 1×1 convolution to {count(o, 'channel')}, without biases. Every number of a layer's input, "
            "weights and output is moved once. How many MACs does each layer do per number moved, to 2 decimals? "
            "(depthwise; pointwise)"
        )

    def _counts(self) -> tuple[tuple[int, int, int, int], ...]:
        """MACs, numbers in, weights and numbers out of both layers."""
        positions, c, o = self.size**2, self.in_channels, self.out_channels
        weights = (
            conv_parameters(self.kernel, self.kernel, c, c, c, bias=False),
            conv_parameters(1, 1, c, o, bias=False),
        )
        maps = ((c, c), (c, o))
        return tuple(
            (conv_macs(each, positions), before * positions, each, after * positions)
            for each, (before, after) in zip(weights, maps, strict=True)
        )

    @staticmethod
    def _value(depthwise: Fraction | int, pointwise: Fraction | int) -> dict[str, Fraction]:
        return {"depthwise": Fraction(depthwise), "pointwise": Fraction(pointwise)}

    def answer(self) -> Parts:
        found = (intensity(macs, numbers_moved(*moved)) for macs, *moved in self._counts())
        return Parts(parts={name: Number(value=each, places=2) for name, each in self._value(*found).items()})

    def slips(self) -> Iterator[Slip]:
        (macs, reads, weights, writes), (macs1, reads1, weights1, writes1) = self._counts()

        def slip(tag: str, moved: int, moved1: int, what: str, message: str, scale: int = 1) -> Slip:
            value = self._value(Fraction(scale * macs, moved), Fraction(scale * macs1, moved1))
            working = f"{what}: {scale * macs:,}/{moved:,} {equals(value['depthwise'])}; "
            working += f"{scale * macs1:,}/{moved1:,} {equals(value['pointwise'])}"
            return Slip(tag=tag, value=value, message=message, working=working)

        all_moved, all_moved1 = reads + weights + writes, reads1 + weights1 + writes1
        yield slip(
            "traffic.weights_only",
            weights,
            weights1,
            "weights alone",
            "The maps must be moved too: input and output, not the weights alone.",
        )
        yield slip(
            "traffic.output_forgotten",
            reads + weights,
            reads1 + weights1,
            "without the output",
            "The output is written: its numbers are moved as well.",
        )
        yield slip(
            "traffic.input_forgotten",
            weights + writes,
            weights1 + writes1,
            "without the input",
            "The input is read: its numbers are moved as well.",
        )
        yield slip(
            "traffic.weights_forgotten",
            reads + writes,
            reads1 + writes1,
            "without the weights",
            "The weights are read as well.",
        )
        yield slip(
            "traffic.bytes",
            4 * all_moved,
            4 * all_moved1,
            "float32",
            "That is by the bytes that are moved; the ask counts numbers.",
        )
        yield slip("flops.doubled", all_moved, all_moved1, "FLOPs", "You counted FLOPs; the ask wants MACs.", scale=2)
        yield Slip(
            tag="ratio.inverted",
            value=self._value(Fraction(all_moved, macs), Fraction(all_moved1, macs1)),
            working=f"{all_moved:,}/{macs:,} {equals(Fraction(all_moved, macs))}",
        )
        dense = macs * self.in_channels
        moved = reads + weights * self.in_channels + writes
        yield Slip(
            tag="ds.standard_conv",
            value={"depthwise": Fraction(dense, moved)},
            working=f"{dense:,}/{moved:,} {equals(Fraction(dense, moved))}",
            run=lambda: self._seen(
                Weights("dense", self.in_channels, self.in_channels, (self.kernel, self.kernel), 1, False)
            ).named("depthwise"),
        )

    def steps(self) -> Iterator[str]:
        for layer, (macs, reads, weights, writes) in zip(self._layers, self._counts(), strict=True):
            moved = reads + weights + writes
            yield f"{layer.name.capitalize()}: {macs:,} MACs"
            yield f"It moves {reads:,} + {weights:,} + {writes:,} = {moved:,} numbers"
            yield f"{macs:,}/{moved:,} {equals(Fraction(macs, moved))}"
        yield "Memory gives few numbers a moment: the depthwise layer waits for them, whatever it computes"

    def _seen(self, layer: Weights) -> Measurement:
        """ONES over the sizes of the arrays that the op read and wrote."""
        maps = measure.zeros(1, layer.in_channels, self.size, self.size)
        weight: Array = arrays_of(layer)["weight"]
        output = engine.conv2d(maps, weight, None, 1, "same", groups=layer.groups)
        macs = multiply_adds(layer, self.size)
        moved = maps.size + weight.size + output.size
        run = f"{layer.name}: {macs:,} multiply-adds of ones; arrays {maps.shape}, {weight.shape}, {output.shape}"
        return Measurement(Fraction(macs, moved), run)

    def measure(self) -> Measurement:
        depthwise, pointwise = (self._seen(layer) for layer in self._layers)
        return Measurement(self._value(depthwise.value, pointwise.value), f"{depthwise.run}; {pointwise.run}")

    def scene(self) -> Scene:
        dense = Weights("dense", self.in_channels, self.in_channels, (self.kernel, self.kernel), 1, False)
        bars = [(layer.name, float(self._seen(layer).value)) for layer in (*self._layers, dense)]
        said = (
            "Few products for each number that is moved: slow for its few MACs.",
            "",
            f"A dense {self.kernel}×{self.kernel} on as many channels does far more with each number.",
        )
        return barred("work done with each number", "multiply-adds per number moved", bars, said, decimals=2)
