"""Layers from one shape to another, shared and unshared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from questions.drawing import Draw
from questions.model import Variant
from questions.parts.limits import misfit, too_many
from questions.slips import Misreading
from solvers import measure
from solvers.arithmetic import (
    conv_parameters,
    linear_parameters,
    output_size,
    same_padding,
    unshared_parameters,
)
from solvers.measure import Measurement

if TYPE_CHECKING:
    from solvers.measure import Array

Channels = Field(ge=1, le=1024)


Side = Field(ge=1, le=64)


Kernel = Field(ge=1, le=11)


MOST = 1 << 24
"""Unshared weights that are still counted here."""


class SameShapes(Variant):
    """What is asked about a layer and its unshared and fully connected twins; same padding where none is given."""

    also_misread: ClassVar[tuple[Misreading, ...]] = (
        Misreading(tag="pad.ignored", fields=("padding",), read=lambda _: ("valid",)),
    )

    size: Annotated[int, Side, Draw(8, 14, 16, 28, 32)]
    in_channels: Annotated[int, Channels, Draw(1, 3, 6, 16, 32)]
    out_channels: Annotated[int, Channels, Draw(6, 8, 16, 32, 64)]
    kernel: Annotated[int, Kernel, Draw(3, 5)]
    padding: Literal["same", "valid"] | None = None

    def impossible(self) -> str | None:
        if self.padding == "valid":
            if reason := misfit(self.size, self.kernel):
                return reason
        elif same_padding(self.kernel) is None:
            return "an even kernel keeps the size only with unequal padding"
        weights = unshared_parameters(self.kernel, self.in_channels, self.out_channels, self._positions, bias=False)
        return too_many(weights, MOST)

    @property
    def _padding(self) -> int:
        return 0 if self.padding == "valid" else same_padding(self.kernel) or 0

    @property
    def _side(self) -> int:
        """The side of the output."""
        return output_size(self.size, self.kernel, 1, self._padding)

    @property
    def _positions(self) -> int:
        return self._side**2

    @property
    def _pixels(self) -> int:
        """The positions of the input."""
        return self.size**2

    @property
    def _taps(self) -> int:
        """The weights of one filter."""
        return self.kernel**2 * self.in_channels

    @property
    def _shapes(self) -> str:
        h, o = self.size, self._side
        return f"{self.in_channels}×{h}×{h} into {self.out_channels}×{o}×{o} (channels×height×width)"

    @property
    def _padded(self) -> str:
        return "valid padding (none)" if self.padding == "valid" else "same padding"

    def _shared(self, bias: bool = True) -> int:
        return conv_parameters(self.kernel, self.kernel, self.in_channels, self.out_channels, bias=bias)

    def _unshared(self, bias: bool = True) -> int:
        return unshared_parameters(self.kernel, self.in_channels, self.out_channels, self._positions, bias)

    def _full(self, bias: bool = True) -> int:
        return linear_parameters(self._pixels * self.in_channels, self._positions * self.out_channels, bias)

    def _count_shared(self, bias: bool = True) -> Measurement:
        kernel = (self.kernel, self.kernel)
        return measure.count(measure.parameters(self.in_channels, self.out_channels, kernel, bias=bias))

    def _arrays(self, in_channels: int = 0, out_channels: int = 0, bias: bool = True) -> dict[str, Array]:
        channels = (in_channels or self.in_channels, out_channels or self.out_channels)
        return measure.unshared_parameters(*channels, self.kernel, self.size, self._padding, bias)

    def _count_full(self, bias: bool = True) -> Measurement:
        inputs = measure.zeros(self.in_channels, self.size, self.size).size
        side = measure.square(self.size, self.kernel, padding=(self._padding, self._padding)).value
        return measure.count_dense(inputs, measure.zeros(self.out_channels, side, side).size, bias)
