"""A stack of layers as data."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=1, le=4096)]


class Layer(BaseModel):
    """One layer as far as windows go: what slides, how large and how far."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    op: Literal["conv", "max_pool"] = "conv"
    kernel_size: Count
    stride: Count = 1
    padding: Annotated[int, Field(ge=0, le=4096)] = 0
    """Per side."""
    dilation: Count = 1
    name: str = ""


Stack = tuple[Layer, ...]
"""Layers in the order in which they are applied."""
