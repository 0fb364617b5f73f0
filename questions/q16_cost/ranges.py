"""Sizes of the layers."""

from __future__ import annotations

from pydantic import Field

Channels = Field(ge=1, le=4096)


Kernel = Field(ge=1, le=16)
