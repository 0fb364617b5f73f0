"""Sizes of the layers, and of their numbers in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

if TYPE_CHECKING:
    from solvers.measure import Array

Channels = Field(ge=1, le=4096)


Kernel = Field(ge=1, le=16)


Batch = Field(ge=1, le=1024)


FLOAT32 = 4
"""Bytes of a number."""


BYTES = ("bytes", "byte")
"""Nouns that may follow a size in memory."""


def held(array: Array) -> str:
    """Write how much memory an array takes: `4,816,896 bytes`."""
    return f"{array.nbytes:,} bytes"
