"""FCN: Long et al. 2015, released VOC models; DeepLab-LargeFOV: Chen et al. 2015, §4.2; both on VGG-16."""

from __future__ import annotations

from typing import Any

from solvers.layers import Layer
from solvers.networks.architectures.shorthand import conv, joined, pool
from solvers.networks.network import Network

CLASSES = 21


def _block(number: int, convs: int, width: int, first: int = 1) -> tuple[Layer, ...]:
    paddings = [first, *[1] * (convs - 1)]
    return (
        *(conv(f"conv{number}_{at}", width, 3, padding=side) for at, side in enumerate(paddings, start=1)),
        pool(f"pool{number}", 2, 2, ceil_mode=True),
    )


def _up(name: str, kernel_size: int, stride: int) -> Layer:
    return Layer(
        op="conv_transpose", name=name, out_channels=CLASSES, kernel_size=kernel_size, stride=stride, bias=False
    )


def _crop(name: str, padding: Any) -> Layer:
    return Layer(op="crop", name=name, padding=padding)


# A hundred pixels around the image leave something for the 7×7 of fc6 on small ones; the crops undo them.
_TO_POOL3 = (*_block(1, 2, 64, first=100), *_block(2, 2, 128), *_block(3, 3, 256))
_TO_SCORE = (*_block(5, 3, 512), conv("fc6", 4096, 7), conv("fc7", 4096, 1), conv("score_fr", CLASSES, 1))

FCN32S = Network(
    (
        *_TO_POOL3,
        *_block(4, 3, 512),
        *_TO_SCORE,
        _up("upscore", 64, 32),
        _crop("crop", ((19, 25), (19, 25))),
    ),
    (3, 500, 500),
)

FCN8S = Network(
    (
        *_TO_POOL3,
        joined(
            "residual",
            "fuse_pool3",
            (
                *_block(4, 3, 512),
                joined(
                    "residual",
                    "fuse_pool4",
                    (*_TO_SCORE, _up("upscore2", 4, 2)),
                    (conv("score_pool4", CLASSES, 1), _crop("crop_pool4", 5)),
                ),
                _up("upscore_pool4", 4, 2),
            ),
            (conv("score_pool3", CLASSES, 1), _crop("crop_pool3", 9)),
        ),
        _up("upscore8", 16, 8),
        _crop("crop", ((31, 37), (31, 37))),
    ),
    (3, 500, 500),
)


def _flat_block(number: int, convs: int, width: int, stride: int, dilation: int = 1) -> tuple[Layer, ...]:
    return (
        *(conv(f"conv{number}_{at}", width, 3, padding=dilation, dilation=dilation) for at in range(1, convs + 1)),
        pool(f"pool{number}", 3, stride, 1),
    )


DEEPLAB_LARGEFOV = Network(
    (
        *_flat_block(1, 2, 64, 2),
        *_flat_block(2, 2, 128, 2),
        *_flat_block(3, 3, 256, 2),
        *_flat_block(4, 3, 512, 1),
        *_flat_block(5, 3, 512, 1, dilation=2),
        conv("fc6", 1024, 3, padding=12, dilation=12),
        conv("fc7", 1024, 1),
        conv("fc8", CLASSES, 1),
    ),
    (3, 321, 321),
)
