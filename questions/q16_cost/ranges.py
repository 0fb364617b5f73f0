"""Sizes of the layers, and of their numbers in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pydantic import Field

from questions.parts.signs import minus
from questions.slips import Slip

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


def in_other_units(right: Mapping[str, int]) -> Iterator[Slip]:
    """Yield the bytes of float32 numbers as those of float16, in KiB and in MiB."""
    for tag, divisor, message in (
        ("memory.half_precision", 2, "That is at 2 bytes a number; a float32 number takes 4."),
        ("memory.kibibytes", 1024, "That is in KiB, of 1,024 bytes each; the ask wants bytes."),
        ("memory.mebibytes", 1024**2, "That is in MiB, of 1,024² bytes each; the ask wants bytes."),
    ):
        value = {name: number / divisor if number % divisor else number // divisor for name, number in right.items()}
        yield Slip(tag=tag, value=value, message=message, working="; ".join(map(minus, value.values())))
