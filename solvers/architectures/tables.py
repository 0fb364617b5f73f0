"""The learned layers of published networks: channels and kernels, under their paper's names."""

from __future__ import annotations

from typing import NamedTuple


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


def _conv(name: str, in_channels: int, out_channels: int, kernel: int, groups: int = 1) -> Weights:
    return Weights(name, in_channels, out_channels, (kernel, kernel), groups)


def _dense(name: str, in_features: int, out_features: int) -> Weights:
    return Weights(name, in_features, out_features, dense=True)


def _alexnet(groups: int) -> Table:
    return (
        _conv("conv1", 3, 96, 11),
        _conv("conv2", 96, 256, 5, groups),
        _conv("conv3", 256, 384, 3),
        _conv("conv4", 384, 384, 3, groups),
        _conv("conv5", 384, 256, 3, groups),
        _dense("fc6", 256 * 6 * 6, 4096),
        _dense("fc7", 4096, 4096),
        _dense("fc8", 4096, 1000),
    )


def _fire(in_channels: int, squeezed: int, expanded: int) -> Table:
    return (
        _conv("squeeze 1×1", in_channels, squeezed, 1),
        _conv("expand 3×3", squeezed, expanded, 3),
        _conv("expand 1×1", squeezed, expanded, 1),
    )


def _inception(in_channels: int, one: int, reduced3: int, three: int, reduced5: int, five: int, pooled: int) -> Table:
    return (
        _conv("1×1", in_channels, one, 1),
        _conv("3×3 reduce", in_channels, reduced3, 1),
        _conv("3×3", reduced3, three, 3),
        _conv("5×5 reduce", in_channels, reduced5, 1),
        _conv("5×5", reduced5, five, 5),
        _conv("pool projection", in_channels, pooled, 1),
    )


LENET5: Table = (
    _conv("C1", 1, 6, 5),
    _conv("C3", 6, 16, 5),
    _conv("C5", 16, 120, 5),
    _dense("F6", 120, 84),
    _dense("output", 84, 10),
)
"""LeCun et al. 1998, §II.B, with two usual changes: C3 connects all maps, and the output is dense."""

ALEXNET: Table = _alexnet(groups=2)
"""Krizhevsky et al. 2012, §3.5: conv2, conv4 and conv5 are split over two GPUs."""

ALEXNET_UNGROUPED: Table = _alexnet(groups=1)
"""The same widths on one GPU."""

VGG16: Table = (
    *(
        _conv(f"conv{block}_{at}", in_channels if at == 1 else out_channels, out_channels, 3)
        for block, (convs, in_channels, out_channels) in enumerate(
            ((2, 3, 64), (2, 64, 128), (3, 128, 256), (3, 256, 512), (3, 512, 512)), start=1
        )
        for at in range(1, convs + 1)
    ),
    _dense("fc6", 512 * 7 * 7, 4096),
    _dense("fc7", 4096, 4096),
    _dense("fc8", 4096, 1000),
)
"""Simonyan & Zisserman 2015, Table 1, column D."""

SQUEEZENET_FIRES: dict[str, Table] = {
    f"fire{number}": _fire(*widths)
    for number, widths in enumerate(
        (
            (96, 16, 64),
            (128, 16, 64),
            (128, 32, 128),
            (256, 32, 128),
            (256, 48, 192),
            (384, 48, 192),
            (384, 64, 256),
            (512, 64, 256),
        ),
        start=2,
    )
}
"""Iandola et al. 2016, Table 1, version 1.0."""

GOOGLENET_MODULES: dict[str, Table] = {
    "3a": _inception(192, 64, 96, 128, 16, 32, 32),
    "3b": _inception(256, 128, 128, 192, 32, 96, 64),
    "4a": _inception(480, 192, 96, 208, 16, 48, 64),
    "4b": _inception(512, 160, 112, 224, 24, 64, 64),
    "4c": _inception(512, 128, 128, 256, 24, 64, 64),
    "4d": _inception(512, 112, 144, 288, 32, 64, 64),
    "4e": _inception(528, 256, 160, 320, 32, 128, 128),
    "5a": _inception(832, 256, 160, 320, 32, 128, 128),
    "5b": _inception(832, 384, 192, 384, 48, 128, 128),
}
"""Szegedy et al. 2015, Table 1."""
