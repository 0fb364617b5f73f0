"""One layer as data: in full, as far as its windows go, and as far as its weights go."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator

Count = Annotated[int, Field(ge=1, le=4096)]


class Window(BaseModel):
    """One layer as far as windows go: what slides, how large and how far, alike on both axes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    op: Literal["conv", "max_pool"] = "conv"
    kernel_size: Count
    stride: Count = 1
    padding: Annotated[int, Field(ge=0, le=4096)] = 0
    """Per side."""
    dilation: Count = 1
    name: str = ""


Stack = tuple[Window, ...]
"""Windows in the order in which they are applied."""


class Weights(NamedTuple):
    """One layer as far as its weights go; a dense layer is a 1×1 kernel on as many channels as inputs."""

    name: str
    in_channels: int
    out_channels: int
    kernel_size: tuple[int, int] = (1, 1)
    groups: int = 1
    bias: bool = True
    dense: bool = False


Table = tuple[Weights, ...]
"""Layers whose parameters are added up."""

Shape: TypeAlias = tuple[int, ...]
"""Channels, height and width, or the length of a flat vector."""

LARGEST = 2**31 - 1
"""The largest number that a layer may have."""

Pair: TypeAlias = int | tuple[int, int]
Side: TypeAlias = int | tuple[int, int] | str
"""Padding of one axis: on each side, before and after, or by one of the names."""
NAMED_PADDING = ("valid", "same", "same_upper", "same_lower", "causal")


def whole(value: Any, least: int) -> int:
    """Return an int from `least` to LARGEST; ValueError on anything else, booleans and floats included."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
        raise ValueError(f"expected a whole number from {least} to {LARGEST}, got {_shown(value)}")
    return value


def _whole_pair(value: Any, least: int) -> Pair:
    if not isinstance(value, list | tuple | dict):
        return whole(value, least)
    if isinstance(value, dict) or len(value) != 2:
        raise ValueError(f"expected a whole number or two, [rows, columns], got {_shown(value)}")
    return whole(value[0], least), whole(value[1], least)


def _side(value: Any) -> Side:
    if isinstance(value, str) and value in NAMED_PADDING:
        return value
    if isinstance(value, list | tuple) and len(value) == 2:
        return whole(value[0], 0), whole(value[1], 0)
    if isinstance(value, str | list | tuple | dict):
        raise ValueError(
            "expected a number, [rows, columns], [[top, bottom], [left, right]] or one of "
            f"{', '.join(NAMED_PADDING)}, got {_shown(value)}"
        )
    return whole(value, 0)


def _padding(value: Any) -> Any:
    several = isinstance(value, list | tuple) and len(value) == 2
    return (_side(value[0]), _side(value[1])) if several else _side(value)


def _printable(name: str) -> str:
    if not name.isprintable():
        raise ValueError(f"expected printable characters, got {_shown(name)}")
    return name


def _shown(value: Any) -> str:
    text = "a number beyond all bounds" if isinstance(value, int) and abs(value) > 10**20 else repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


Positive = Annotated[int, BeforeValidator(lambda value: whole(value, 1))]
PositivePair = Annotated[Pair, BeforeValidator(lambda value: _whole_pair(value, 1))]
NaturalPair = Annotated[Pair, BeforeValidator(lambda value: _whole_pair(value, 0))]
Padding = Annotated[Side | tuple[Side, Side], BeforeValidator(_padding)]

Op = Literal[
    "conv",
    "conv_transpose",
    "depthwise",
    "linear",
    "max_pool",
    "avg_pool",
    "global_avg_pool",
    "global_max_pool",
    "batch_norm",
    "relu",
    "sigmoid",
    "tanh",
    "softmax",
    "dropout",
    "flatten",
    "crop",
    "residual",
    "concat",
]

_SLIDING = ("kernel_size", "stride", "padding")
_SETTINGS: dict[str, tuple[str, ...]] = {
    "conv": (*_SLIDING, "dilation", "groups", "bias"),
    "conv_transpose": (*_SLIDING, "dilation", "groups", "bias", "output_padding"),
    "depthwise": (*_SLIDING, "dilation", "bias"),
    "linear": ("bias",),
    "max_pool": (*_SLIDING, "dilation", "ceil_mode"),
    "avg_pool": (*_SLIDING, "ceil_mode"),
    "crop": ("padding",),
    "residual": ("branches",),
    "concat": ("branches",),
}
"""What an op has beside its name and its channels."""
_NEEDED = {
    "conv": ("out_channels", "kernel_size"),
    "conv_transpose": ("out_channels", "kernel_size"),
    "depthwise": ("kernel_size",),
    "linear": ("out_channels",),
    "max_pool": ("kernel_size",),
    "avg_pool": ("kernel_size",),
    "crop": ("padding",),
    "residual": ("branches",),
    "concat": ("branches",),
}
ELEMENTWISE = ("relu", "sigmoid", "tanh", "softmax", "dropout")
"""Ops that change no number of the table."""
PARTED = ("residual", "concat")
"""Ops that send their input through branches, then add these up or lay their channels behind one another."""


class Along(NamedTuple):
    """The settings of a layer along one axis."""

    kernel_size: int
    stride: int
    padding: Side
    dilation: int
    output_padding: int


class Layer(BaseModel):
    """One layer under PyTorch's names; a setting is one for both axes or two (rows, columns).

    A transposed convolution and a crop cut their padding off. An empty branch passes its input on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    op: Op
    name: Annotated[str, AfterValidator(_printable)] = ""
    in_channels: Positive | None = None
    """Inferred when left out."""
    out_channels: Positive | None = None
    kernel_size: PositivePair | None = None
    stride: PositivePair | None = None
    """A pool's is its kernel unless given, every other one's 1."""
    padding: Padding = 0
    dilation: PositivePair = 1
    groups: Positive = 1
    bias: StrictBool = True
    output_padding: NaturalPair = 0
    ceil_mode: StrictBool = False
    branches: tuple[tuple[Layer, ...], ...] = ()

    @model_validator(mode="after")
    def _settings_of_its_op(self) -> Layer:
        takes, needed = _SETTINGS.get(self.op, ()), _NEEDED.get(self.op, ())
        for setting in self.model_fields_set - {"op", "name", "in_channels", "out_channels", *takes}:
            raise ValueError(f"{self.op} takes no {setting}")
        for setting in needed:
            if setting not in self.model_fields_set or getattr(self, setting) is None:
                raise ValueError(f"{self.op} needs {setting}")
        if self.op in PARTED and len(self.branches) < 2:
            raise ValueError(f"{self.op} needs two branches or more; an empty one passes its input on")
        if self.op in {"conv_transpose", "crop"} and any(isinstance(self.along(at).padding, str) for at in (0, 1)):
            raise ValueError(f"{self.op} takes padding in numbers, which are cut off")
        return self

    def along(self, axis: int) -> Along:
        """Return the settings along axis 0, the rows', or 1, the columns'."""
        kernel = self.kernel_size or 1
        stride = self.stride or (kernel if self.op.endswith("_pool") else 1)
        given = (kernel, stride, self.padding, self.dilation, self.output_padding)
        return Along(*(each[axis] if isinstance(each, tuple) else each for each in given))  # type: ignore[arg-type]


OPS: tuple[str, ...] = get_args(Op)
