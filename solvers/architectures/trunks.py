"""The single path from the image through a published network: windows only, layers under their paper's names."""

from __future__ import annotations

from itertools import chain

from solvers.network import Layer, Stack


def _conv(name: str, kernel_size: int, stride: int = 1, padding: int = 0) -> Layer:
    return Layer(op="conv", name=name, kernel_size=kernel_size, stride=stride, padding=padding)


def _pool(name: str, kernel_size: int, stride: int, padding: int = 0) -> Layer:
    return Layer(op="max_pool", name=name, kernel_size=kernel_size, stride=stride, padding=padding)


def _vgg_block(number: int, convs: int) -> Stack:
    return (
        *(_conv(f"conv{number}_{at}", 3, padding=1) for at in range(1, convs + 1)),
        _pool(f"pool{number}", 2, 2),
    )


def _mobilenet_block(number: int, stride: int) -> Stack:
    return (_conv(f"depthwise {number}", 3, stride, padding=1), _conv(f"pointwise {number}", 1))


LENET5: Stack = (_conv("C1", 5), _pool("S2", 2, 2), _conv("C3", 5), _pool("S4", 2, 2), _conv("C5", 5))
"""LeCun et al. 1998, §II.B."""

ALEXNET: Stack = (
    _conv("conv1", 11, 4),
    _pool("pool1", 3, 2),
    _conv("conv2", 5, padding=2),
    _pool("pool2", 3, 2),
    _conv("conv3", 3, padding=1),
    _conv("conv4", 3, padding=1),
    _conv("conv5", 3, padding=1),
    _pool("pool5", 3, 2),
)
"""Krizhevsky et al. 2012, §3.5; 227×227 input."""

VGG16: Stack = (
    *_vgg_block(1, 2),
    *_vgg_block(2, 2),
    *_vgg_block(3, 3),
    *_vgg_block(4, 3),
    *_vgg_block(5, 3),
)
"""Simonyan & Zisserman 2015, Table 1, column D."""

RESNET_STEM: Stack = (
    _conv("conv1", 7, 2, 3),
    _pool("max pool", 3, 2, 1),
    _conv("conv2_1a", 3, padding=1),
    _conv("conv2_1b", 3, padding=1),
)
"""He et al. 2016, Table 1, the 18-layer network up to its first block."""

INCEPTION_V3_STEM: Stack = (
    _conv("Conv2d_1a", 3, 2),
    _conv("Conv2d_2a", 3),
    _conv("Conv2d_2b", 3, padding=1),
    _pool("MaxPool_3a", 3, 2),
    _conv("Conv2d_3b", 1),
    _conv("Conv2d_4a", 3),
    _pool("MaxPool_5a", 3, 2),
)
"""Szegedy et al. 2016, Table 1, in the widths of the released model; 299×299 input."""

MOBILENET: Stack = (
    _conv("conv0", 3, 2, 1),
    *(
        layer
        for number, stride in enumerate((1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1), start=1)
        for layer in _mobilenet_block(number, stride)
    ),
)
"""Howard et al. 2017, Table 1."""

FCN_ALEXNET: Stack = (*ALEXNET, _conv("fc6", 6))
"""Long et al. 2015, Table 1: AlexNet whose first dense layer is a convolution."""

FCN_VGG16: Stack = (*VGG16, _conv("fc6", 7))
"""Long et al. 2015, Table 1: VGG-16 whose first dense layer is a convolution."""


def _bottlenecks(stage: int, blocks: int, stride: int, stride_in_3x3: bool) -> Stack:
    """Three convolutions a block; the first block halves the map in its 1×1 or in its 3×3."""
    return tuple(
        _conv(f"conv{stage}_{block}{letter}", kernel, stride if block == 1 and at else 1, padding=kernel // 2)
        for block in range(1, blocks + 1)
        for letter, kernel, at in (("a", 1, not stride_in_3x3), ("b", 3, stride_in_3x3), ("c", 1, False))
    )


def _resnet50(stride_in_3x3: bool) -> Stack:
    stages = enumerate(((3, 1), (4, 2), (6, 2), (3, 2)), start=2)
    deep = (_bottlenecks(stage, blocks, stride, stride_in_3x3) for stage, (blocks, stride) in stages)
    return (*RESNET_STEM[:2], *chain.from_iterable(deep))


RESNET50: Stack = _resnet50(stride_in_3x3=False)
"""He et al. 2016, Table 1: the longest path, past no shortcut."""

RESNET50_STRIDE_IN_3X3: Stack = _resnet50(stride_in_3x3=True)
"""The same as in torchvision, which halves the map in the 3×3."""
