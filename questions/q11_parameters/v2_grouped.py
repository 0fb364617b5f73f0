from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Annotated, ClassVar

from questions.answers import Integer
from questions.drawing import Draw, Pool
from questions.model import Level, Variant
from questions.notation.counts import count
from questions.parts.arrays import counted
from questions.parts.limits import too_many
from questions.parts.real_layers import CONVOLUTIONS
from questions.q11_parameters.weight_slips import (
    Channels,
    Kernel,
    biases,
    closed_form,
    counting_one,
    factors,
    group_slips,
    misplaced_biases,
    mistaken,
    shallow_run,
    written,
)
from questions.scenes import Scene
from questions.slips import Slip
from solvers.layers import Weights
from solvers.measure import Measurement


def _pooled() -> Pool:
    """Return real layers that are grouped, without bias or not square."""
    square = [
        (at.name, at.kernel, at.kernel, at.in_channels, at.out_channels, at.groups, at.bias)
        for at in CONVOLUTIONS
        if at.groups > 1 or not at.bias
    ]
    more = [
        ("Inception v3 Mixed_6b 1×7", 1, 7, 128, 128, 1, False),
        ("Inception v3 Mixed_6b 7×1", 7, 1, 128, 192, 1, False),
        ("Inception v3 Mixed_6c 1×7", 1, 7, 160, 160, 1, False),
        ("Inception v3 Mixed_6c 7×1", 7, 1, 160, 192, 1, False),
        ("Inception v3 Mixed_6e 7×1", 7, 1, 192, 192, 1, False),
        ("Inception v3 Mixed_7b 1×3", 1, 3, 384, 384, 1, False),
        ("ResNeXt-50 (32×4d) conv2 3×3", 3, 3, 128, 128, 32, False),
        ("ResNeXt-50 (32×4d) conv3 3×3", 3, 3, 256, 256, 32, False),
        ("ResNeXt-50 (32×4d) conv4 3×3", 3, 3, 512, 512, 32, False),
    ]
    fields = ("kernel_height", "kernel_width", "in_channels", "out_channels", "groups", "bias")
    return Pool(fields, [(name, tuple(numbers)) for name, *numbers in square + more])


class Grouped(Variant):
    """11.2 Rectangular, grouped, with or without bias."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "K_h·K_w·(C_in/g)·C_out, and C_out more with bias"
    latex: ClassVar[str] = r"K_h K_w \cdot \frac{C_{in}}{g} \cdot C_{out} \text{, and } C_{out} \text{ more with bias}"
    pool: ClassVar[Pool | None] = _pooled()

    kernel_height: Annotated[int, Kernel, Draw(1, 3, 3, 7)]
    kernel_width: Annotated[int, Kernel, Draw(1, 3, 5, 7)]
    in_channels: Annotated[int, Channels, Draw(32, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(64, 96, 128, 192, 256)]
    groups: Annotated[int, Channels, Draw(1, 2, 4, 32)] = 1
    bias: Annotated[bool, Draw(True, False)] = True

    @property
    def _layer(self) -> Weights:
        kernel = (self.kernel_height, self.kernel_width)
        return Weights("", self.in_channels, self.out_channels, kernel, self.groups, self.bias)

    def impossible(self) -> str | None:
        if self.in_channels % self.groups or self.out_channels % self.groups:
            return f"{self.groups} groups must divide both {self.in_channels} and {self.out_channels} channels"
        return too_many(prod(factors(self._layer)))

    def excluded(self) -> bool:
        return self.kernel_height == self.kernel_width and self.groups == 1

    def ask(self) -> str:
        return (
            f"{self.network or 'A convolution'} has kernel {self.kernel_height}×{self.kernel_width} (height×width), "
            f"{self.in_channels}→{self.out_channels} channels, groups={self.groups}, bias={self.bias}. How many "
            "parameters is that?"
        )

    def answer(self) -> Integer:
        return Integer(value=closed_form(self._layer), unit="parameters")

    def slips(self) -> Iterator[Slip]:
        layer, bias = self._layer, biases(self._layer)
        yield from group_slips((layer,))
        yield mistaken(
            "bias.flipped",
            (layer,),
            lambda at: (factors(at), 0 if at.bias else at.out_channels),
            run=lambda: counted((layer,), bias=not layer.bias),
        )
        square = (self.kernel_height, self.kernel_height)
        yield mistaken(
            "kernel.assumed_square",
            (layer,),
            lambda at: (factors(at._replace(kernel_size=square)), bias),
            "The kernel is rectangular: height times width.",
            run=lambda: counted((layer,), kernel_size=square),
        )
        high, wide = layer.kernel_size
        if (high, wide) != (1, 1):
            yield mistaken(
                "kernel.side_not_area",
                (layer,),
                lambda at: (factors(at)[1:] if high > 1 else (1, *factors(at)[2:]), bias),
                "A kernel has as many taps as height times width; you took one side.",
                run=lambda: counted((layer,), kernel_size=(1, wide) if high > 1 else (1, 1)),
            )
        yield mistaken(
            "kernel.squared_width",
            (layer,),
            lambda at: (factors(at._replace(kernel_size=(wide, wide))), bias),
            "The kernel is rectangular: height times width, not the width squared.",
            run=lambda: counted((layer,), kernel_size=(wide, wide)),
        )
        yield mistaken(
            "depth.forgotten",
            (layer,),
            lambda at: ((*at.kernel_size, at.out_channels), bias),
            run=lambda: shallow_run((layer,)),
        )
        if self.bias:
            yield mistaken(
                "depth_and_bias.forgotten",
                (layer,),
                lambda at: ((*at.kernel_size, at.out_channels), 0),
                run=lambda: shallow_run((layer,), bias=False),
            )
        if self.groups > 1:
            yield mistaken(
                "groups.one_only",
                (layer,),
                lambda at: ((*factors(at)[:-1], at.out_channels // at.groups), bias // at.groups),
                run=lambda: counted(
                    (layer,),
                    in_channels=layer.in_channels // layer.groups,
                    out_channels=layer.out_channels // layer.groups,
                    groups=1,
                ),
            )
        if self.bias:
            yield from misplaced_biases((layer,))
        if self.bias and self.groups > 1:
            yield mistaken("bias.per_group", (layer,), lambda at: (factors(at), at.groups))
            yield mistaken(
                "bias.divided_by_groups",
                (layer,),
                lambda at: (factors(at), at.out_channels // at.groups),
                "Every output channel has its bias, grouped or not.",
            )

    def steps(self) -> Iterator[str]:
        layer = self._layer
        taps, depth = prod(layer.kernel_size), layer.in_channels // layer.groups
        yield f"Taps: {self.kernel_height}·{self.kernel_width} = {taps}"
        yield f"Channels that a filter sees: {layer.in_channels}/{layer.groups} = {depth}"
        yield f"Weights of all {count(layer.out_channels, 'filter')}: {written((factors(layer), 0))}"
        if self.bias:
            yield f"One bias each: {prod(factors(layer)):,} + {biases(layer)} = {closed_form(layer):,}"

    def measure(self) -> Measurement:
        return counted((self._layer,))

    def scene(self) -> Scene:
        return counting_one("the arrays of the layer", self._layer)
