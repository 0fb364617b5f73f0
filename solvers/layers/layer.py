"""One layer in full, under PyTorch's names."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, StrictBool, model_validator

from solvers.layers.ops import JOINING, NEEDED, SETTINGS, Op
from solvers.layers.settings import (
    Dims,
    NaturalEach,
    Padding,
    Positive,
    PositiveEach,
    Printable,
    Side,
    Sizes,
    Whole,
)


def settings_of(op: str) -> tuple[str, ...]:
    """Return what a layer of an op may be given."""
    return ("op", "name", "inputs", "in_channels", "out_channels", *SETTINGS.get(op, ()))


class Along(NamedTuple):
    """The settings of a layer along one axis."""

    kernel_size: int
    stride: int
    padding: Side
    dilation: int
    output_padding: int


class Layer(BaseModel):
    """One layer under PyTorch's names; a setting is one for all axes or one for each (rows, columns).

    A transposed convolution and a crop cut their padding off. An empty branch passes its input on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    op: Op
    name: Printable = ""
    inputs: tuple[Printable, ...] = ()
    """The names of the layers, or of the network's inputs, that it reads; the layer before when left out."""
    in_channels: Positive | None = None
    """Inferred when left out."""
    out_channels: Positive | None = None
    kernel_size: PositiveEach | None = None
    stride: PositiveEach | None = None
    """A pool's is its kernel unless given, every other one's 1."""
    padding: Padding = 0
    dilation: PositiveEach = 1
    groups: Positive = 1
    """As many groups as channels arrive, and as many filters a group as the depth multiplier: a depthwise layer."""
    bias: StrictBool = True
    output_padding: NaturalEach = 0
    ceil_mode: StrictBool = False
    output_size: PositiveEach | None = None
    scale_factor: PositiveEach | None = None
    mode: Literal["nearest", "linear", "bilinear", "trilinear"] = "nearest"
    align_corners: StrictBool = False
    upscale_factor: Positive = 1
    downscale_factor: Positive = 1
    num_groups: Positive = 1
    num_parameters: Positive = 1
    normalized_shape: Sizes = ()
    affine: StrictBool | None = None
    """Whether a norm learns a scale and a shift: an instance norm does not unless told, every other one does."""
    last_axis: StrictBool = False
    """Whether a dense layer works on the last axis alone, as nn.Linear does, and not on the map laid flat."""
    dims: Dims = ()
    start: Whole = 0
    stop: Whole | None = None
    step: Positive = 1
    keepdim: StrictBool = False
    shape: Sizes = ()
    kind: Printable = ""
    """What an elementwise op, a reduction or an unknown op is called where it comes from."""
    weights: Printable = ""
    """The name of an earlier layer whose weights it uses."""
    branches: tuple[tuple[Layer, ...], ...] = ()

    @model_validator(mode="after")
    def _settings_of_its_op(self) -> Layer:
        takes, needed = settings_of(self.op), NEEDED.get(self.op, ())
        for setting in sorted(self.model_fields_set - {*takes}):
            raise ValueError(f"{self.op} takes no {setting}; it takes {', '.join(takes[1:])}")
        for setting in needed:
            if setting not in self.model_fields_set or getattr(self, setting) in {None, ()}:
                raise ValueError(f"{self.op} needs {setting}")
        if self.op in JOINING and self.op != "elementwise" and not self.inputs and len(self.branches) < 2:
            raise ValueError(f"{self.op} needs two branches or more, an empty one passes its input on; or inputs")
        if self.branches and self.inputs:
            raise ValueError(f"{self.op} has inputs or branches, not both")
        if self.op in {"conv_transpose", "crop", "pad"} and any(isinstance(side, str) for side in self._sides()):
            cut = "which are added" if self.op == "pad" else "which are cut off"
            raise ValueError(f"{self.op} takes padding in numbers, {cut}")
        if self.op == "upsample" and (self.scale_factor is None) == (self.output_size is None):
            raise ValueError("upsample needs scale_factor or output_size, one of them")
        return self

    def _sides(self) -> tuple[Side, ...]:
        return self.padding if isinstance(self.padding, tuple) else (self.padding,)

    def axes(self) -> set[int]:
        """Return for how many axes its settings have numbers: {2} if all are for rows and columns."""
        given = (self.kernel_size, self.stride, self.padding, self.dilation, self.output_padding)
        more = (self.output_size, self.scale_factor)
        return {len(each) for each in (*given, *more) if isinstance(each, tuple)}

    def along(self, axis: int) -> Along:
        """Return the settings along an axis of the map: of an image, 0 is the rows' and 1 the columns'."""
        kernel = self.kernel_size or 1
        stride = self.stride or (kernel if self.op.endswith("_pool") else 1)
        given = (kernel, stride, self.padding, self.dilation, self.output_padding)
        return Along(*(each[axis] if isinstance(each, tuple) else each for each in given))  # type: ignore[arg-type]
