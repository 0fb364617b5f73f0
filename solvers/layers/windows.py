"""Layers as far as their windows go, and as far as their weights go."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

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
"""Channels and the sides of a map (length, or height and width, or depth, height and width), or one length."""
