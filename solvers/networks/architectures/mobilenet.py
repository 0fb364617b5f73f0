"""MobileNet v1 and v2: Howard et al. 2017, Table 1; Sandler et al. 2018, Table 2."""

from __future__ import annotations

from typing import Any

from solvers.layers import Layer
from solvers.networks.architectures.shorthand import dense, joined, normed
from solvers.networks.network import Network

WIDTHS = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
STRIDES = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)


def depthwise(name: str, stride: int, padding: Any = 1) -> tuple[Layer, Layer]:
    """Return a 3×3 depthwise convolution without bias and its batch norm."""
    return (
        Layer(op="depthwise", name=name, kernel_size=3, stride=stride, padding=padding, bias=False),
        Layer(op="batch_norm", name=f"{name} norm"),
    )


def separable(number: int, width: int, stride: int, padding: Any = 1) -> tuple[Layer, ...]:
    """Return a depthwise convolution and the 1×1 convolution that mixes its channels."""
    return (*depthwise(f"depthwise {number}", stride, padding), *normed(f"pointwise {number}", width, 1))


def mobilenet(alpha: float = 1, size: int = 224, padding: Any = 1) -> Network:
    """Return MobileNet v1 with widths thinned by `alpha` on images of `size`."""
    blocks = (
        separable(number, int(width * alpha), stride, padding)
        for number, (width, stride) in enumerate(zip(WIDTHS, STRIDES, strict=True), start=1)
    )
    stem = normed("conv0", int(32 * alpha), 3, 2, padding)
    layers = (*stem, *(layer for block in blocks for layer in block))
    return Network((*layers, Layer(op="global_avg_pool", name="average pool"), dense("fc", 1000)), (3, size, size))


MOBILENET = mobilenet()

MOBILENET_SAME = mobilenet(padding="same_upper")
"""The same with the padding of TensorFlow, in which it was released."""

MOBILENET_FULL_CONV = Network(
    (
        *normed("conv0", 32, 3, 2, 1),
        *(
            layer
            for number, (width, stride) in enumerate(zip(WIDTHS, STRIDES, strict=True), start=1)
            for layer in normed(f"conv {number}", width, 3, stride, 1)
        ),
        Layer(op="global_avg_pool", name="average pool"),
        dense("fc", 1000),
    ),
    (3, 224, 224),
)
"""Howard et al. 2017, Table 4: full convolutions in the place of separable ones."""


def inverted(name: str, in_channels: int, out_channels: int, expansion: int, stride: int) -> tuple[Layer, ...]:
    """Return an inverted residual block; its shortcut only where stride and channels leave the shape alone."""
    expanded = normed(f"{name}/expand", in_channels * expansion, 1) if expansion > 1 else ()
    path = (*expanded, *depthwise(f"{name}/depthwise", stride), *normed(f"{name}/project", out_channels, 1))
    if stride == 1 and in_channels == out_channels:
        return (joined("residual", f"{name}/sum", path, ()),)
    return path


def _v2_blocks() -> tuple[Layer, ...]:
    layers: list[Layer] = []
    before, number = 32, 0
    for expansion, width, repeats, stride in (
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ):
        for at in range(repeats):
            number += 1
            layers += inverted(f"block{number}", before, width, expansion, 1 if at else stride)
            before = width
    return tuple(layers)


MOBILENET_V2 = Network(
    (
        *normed("conv0", 32, 3, 2, 1),
        *_v2_blocks(),
        *normed("conv last", 1280, 1),
        Layer(op="global_avg_pool", name="average pool"),
        dense("fc", 1000),
    ),
    (3, 224, 224),
)
