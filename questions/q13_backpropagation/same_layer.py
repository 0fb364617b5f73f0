"""One layer for what its backward pass costs."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from questions.drawing import Draw, Pool
from questions.model import Variant
from questions.notation.counts import count
from questions.parts.real_layers import real_layers
from solvers import measure
from solvers.arithmetic import output_size, same_upper
from solvers.measure import Measurement

Channels = Field(ge=1, le=1024)


Side = Field(ge=1, le=2048)


Kernel = Field(ge=1, le=16)


MOST = 1 << 26
"""Entries of all windows of a channel that are still run here."""


class SameLayer(Variant):
    """What is asked about a layer with same padding."""

    pool: ClassVar[Pool | None] = real_layers(
        "in_channels",
        "out_channels",
        "kernel",
        "stride",
        "size",
        where=lambda layer: (
            layer.groups == 1
            and layer.kernel % 2 == 1
            and output_size(layer.size, layer.kernel, layer.stride, layer.padding) == -(-layer.size // layer.stride)
        ),
    )

    in_channels: Annotated[int, Channels, Draw(3, 16, 64, 128, 256)]
    out_channels: Annotated[int, Channels, Draw(64, 128, 256)]
    kernel: Annotated[int, Kernel, Draw(1, 3, 5, 7)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 2)] = 1
    size: Annotated[int, Side, Draw(14, 28, 32, 56)]

    def impossible(self) -> str | None:
        entries = (self.kernel * self._outputs) ** 2
        return f"its windows have {entries:,} entries, here {MOST:,} at most" if entries > MOST else None

    @property
    def _outputs(self) -> int:
        outputs, _, _ = same_upper(self.size, self.kernel, self.stride)
        return outputs

    @property
    def _layer(self) -> str:
        k, h, o = self.kernel, self.size, self._outputs
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {k}×{k} convolution with stride {self.stride} and same padding takes "
            f"{count(self.in_channels, 'channel')} of {h}×{h} to {self.out_channels} of {o}×{o}."
        )

    def _backward(self) -> tuple[Measurement, Measurement]:
        return measure.ones_backward(self.in_channels, self.out_channels, self.kernel, self.size, self.stride)
