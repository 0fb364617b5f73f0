"""What can be asked of single layers: their sizes, parameters and work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from quiz.networks.rows import CONVOLUTIONS, Square, square

if TYPE_CHECKING:
    from solvers.networks.table import Row

Asks = Iterator[tuple[str, Mapping[str, Any]]]
"""Ids of variants and the numbers for them, whether they take them or not."""
BATCH = 32
"""Images of a batch, where an ask has one."""


def layer_asks(row: Row) -> Asks:
    """Yield what can be asked of one layer."""
    op = row.layer.op
    found = square(row)
    if op in CONVOLUTIONS and found:
        yield from _sizes(found)
        yield from _weights(found)
        yield from _work(found)
    elif op in CONVOLUTIONS and len(row.input) == 3:
        yield from _rectangular(row)
    elif op == "conv":
        yield from _along_lines_or_volumes(row)
    elif op == "conv_transpose" and found:
        yield from _transposed(row, found)
    elif op in {"max_pool", "avg_pool"} and found:
        yield "6.2", {**_of(found, "size", "kernel", "stride", "padding"), "ceil_mode": row.layer.ceil_mode}
        if op == "max_pool" and found.kernel == found.stride == 2:
            yield "17.5", {"channels": found.in_channels, "kernel": 3, "bias": True}


def _of(found: Square, *names: str) -> dict[str, Any]:
    return {name: getattr(found, name) for name in names}


def _sizes(found: Square) -> Asks:
    windows = _of(found, "kernel", "stride", "padding")
    if found.dilation == 1:
        yield "3.1", {"size": found.size, **windows}
        yield "3.6", {"output": found.side, **windows}
        yield "13.3", {"size": found.size, **windows}
    else:
        yield "9.1", _of(found, "kernel", "dilation")
        yield "9.2", {"size": found.size, **windows, "dilation": found.dilation}
    if found.keeps_size:
        yield "3.3", _of(found, "kernel", "dilation")
    if found.dilation == found.groups == 1:
        volume = {**_of(found, "in_channels", "out_channels"), "height": found.size, "width": found.size}
        yield "2.2", {**volume, **windows}
    if found.kernel == found.groups == 1:
        yield "7.3", _of(found, "in_channels", "out_channels", "size", "stride", "padding")


def _weights(found: Square) -> Asks:
    channels = _of(found, "in_channels", "out_channels")
    kernels = {"kernel_height": found.kernel, "kernel_width": found.kernel}
    grouped = {**channels, "groups": found.groups}
    yield "2.1", {**grouped, **kernels}
    if found.bias:
        yield "2.3", {**grouped, "kernel": found.kernel}
    if found.groups > 1:
        yield "14.1", {**grouped, "kernel": found.kernel, "bias": found.bias}
        yield "14.5", {**grouped, "channel": found.out_channels - 1}
        yield "11.2", {**grouped, **kernels, "bias": found.bias}
        return
    yield "2.5", {**channels, "kernel": found.kernel}
    if found.dilation > 1:
        yield "9.6", {**channels, **_of(found, "kernel", "dilation")}
    if found.kernel == 1:
        yield "7.1", {**channels, "bias": found.bias}
    if found.bias:
        yield "11.1", {**channels, "kernel": found.kernel}
    else:
        yield "11.2", {**grouped, **kernels, "bias": False}


def _work(found: Square) -> Asks:
    if found.dilation > 1:
        return
    if found.groups > 1:
        if found.stride == 1:
            yield "14.2", {**_of(found, "kernel", "in_channels", "out_channels", "groups"), "size": found.side}
        return
    channels = _of(found, "in_channels", "out_channels")
    layer = {**channels, **_of(found, "kernel", "stride", "padding", "size")}
    yield "16.1", layer
    yield "16.7", {**layer, "batch": BATCH}
    if found.keeps_size:
        same = {**channels, **_of(found, "kernel", "size")}
        yield "16.2", same
        # On one pixel there is nothing to share.
        if found.size > 1:
            for variant in ("4.1", "4.2", "4.3"):
                yield variant, same
        yield "13.5", {**same, "stride": 1}
        yield "13.6", {**same, "stride": 1}
        if found.kernel == 3:
            yield "16.3", {**channels, **_of(found, "size", "bias")}


def _rectangular(row: Row) -> Asks:
    along = [row.layer.along(axis) for axis in (0, 1)]
    kernels = {"kernel_height": along[0].kernel_size, "kernel_width": along[1].kernel_size}
    if all(isinstance(each.padding, int) for each in along):
        numbers: dict[str, Any] = {"height": row.input[1], "width": row.input[2], **kernels}
        for axis, each in zip(("height", "width"), along, strict=True):
            numbers |= {f"{name}_{axis}": getattr(each, name) for name in ("stride", "padding", "dilation")}
        yield "3.2", numbers
    groups = row.input[0] if row.layer.op == "depthwise" else row.layer.groups
    channels = {"in_channels": row.input[0], "out_channels": row.output[0], "groups": groups}
    yield "11.2", {**channels, **kernels, "bias": row.layer.bias}
    yield "2.1", {**channels, **kernels}


def _along_lines_or_volumes(row: Row) -> Asks:
    """Ask of a Conv1d or Conv3d that the variant can say: strides of 1, one padding, biases."""
    layer, axes = row.layer, range(len(row.input) - 1)
    along = [layer.along(axis) for axis in axes]
    paddings = {each.padding for each in along}
    plain = all(each.stride == each.dilation == 1 for each in along) and layer.groups == 1 and layer.bias
    if plain and len(paddings) == 1:
        numbers = {"in_channels": row.input[0], "out_channels": row.output[0], "padding": paddings.pop()}
        yield "2.6", {**numbers, "kernel": tuple(each.kernel_size for each in along), "size": row.input[1:]}


def _transposed(row: Row, found: Square) -> Asks:
    output_padding = row.layer.along(0).output_padding
    windows = _of(found, "kernel", "stride", "padding")
    yield "10.1", {"size": found.size, **windows, "output_padding": output_padding, "dilation": found.dilation}
    if found.dilation > 1 or found.groups > 1:
        return
    if not output_padding:
        yield "10.6", windows
    channels = _of(found, "in_channels", "out_channels")
    if found.bias:
        yield "10.4", {**channels, **_of(found, "kernel", "stride")}
    elif not output_padding:
        yield "10.7", {**channels, **windows, "size": found.size}
