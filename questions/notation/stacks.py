"""A stack of layers in the short notation of asks and of the command line: `3/1, pool2/2, 3/1p1d2`."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from solvers.layers import Stack, Window

NOTATION = re.compile(r"(pool)?\s*(\d+)(?:[x×]\2)?(?:/(\d+))?(?:p(\d+))?(?:d(\d+))?")


def parse_stack(text: Any) -> Any:
    """Read `3/1,pool2/2,3/1p1d2` (kernel/stride, p padding, d dilation); a ValueError names the bad entry."""
    if not isinstance(text, str):
        return text
    return tuple(_parse_layer(entry.strip()) for entry in text.split(","))


def _parse_layer(entry: str) -> Window:
    match = NOTATION.fullmatch(entry)
    if not match:
        raise ValueError(f"{entry!r} is not a layer; write kernel/stride, such as 3/1, pool2/2, 3/2p1 or 3/1d4")
    pool, kernel, stride, padding, dilation = match.groups()
    return Window(
        op="max_pool" if pool else "conv",
        kernel_size=int(kernel),
        stride=int(stride or 1),
        padding=int(padding or 0),
        dilation=int(dilation or 1),
    )


DrawnStack = Annotated[Stack, BeforeValidator(parse_stack)]
"""A variant's field that holds layers and may be typed in the short notation."""


def notation(layer: Window) -> str:
    """Write one layer in the short notation: `pool3/2p1`, `3/1d4`."""
    padding = f"p{layer.padding}" if layer.padding else ""
    dilation = f"d{layer.dilation}" if layer.dilation > 1 else ""
    return f"{'pool' if layer.op == 'max_pool' else ''}{layer.kernel_size}/{layer.stride}{padding}{dilation}"


def describe(layer: Window) -> str:
    """Return one layer as an ask words it: `3×3 max pool/2`, `3×3/1 padding 1`."""
    kernel = f"{layer.kernel_size}×{layer.kernel_size}"
    op = " max pool" if layer.op == "max_pool" else ""
    padding = f" padding {layer.padding}" if layer.padding else ""
    dilation = f" dilation {layer.dilation}" if layer.dilation > 1 else ""
    return f"{kernel}{op}/{layer.stride}{padding}{dilation}"


def describe_stack(layers: Stack) -> str:
    """Return the layers, first to last, as an ask words them."""
    return ", ".join(map(describe, layers))
