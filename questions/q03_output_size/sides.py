"""Sides, kernels and paddings that can be run."""

from __future__ import annotations

from pydantic import Field

from questions.parts.limits import misfit, too_long
from solvers.arithmetic import (
    effective_kernel,
)

Side = Field(ge=1, le=1024)


Kernel = Field(ge=1, le=64)


Padding = Field(ge=0, le=64)


def too_large(size: int, kernel: int, padding: int, dilation: int = 1) -> str | None:
    """Say that a kernel does not fit into the padded input, or that running it takes too long; None if neither."""
    if reason := misfit(size, kernel, padding, dilation):
        return reason
    return too_long((size + 2 * padding - effective_kernel(kernel, dilation) + 1) ** 2 * kernel**2)
