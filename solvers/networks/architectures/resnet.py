"""ResNet: He et al. 2016, Deep residual learning for image recognition, Table 1."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from solvers.layers import Layer
from solvers.networks.architectures.shorthand import conv, dense, joined, normed, pool
from solvers.networks.network import Network

Path = tuple[Layer, ...]


def resnet(blocks: tuple[int, ...], path: Callable[[str, int, int], Path], growth: int) -> Network:
    """Return stem, four stages of `blocks` and classifier; `path(name, width, stride)` is what a block learns.

    A stage's first block widens the map `growth` times its width and, but for the first stage, halves it.
    """
    layers: list[Layer] = [*normed("conv1", 64, 7, 2, 3), pool("max pool", 3, 2, 1)]
    channels = 64
    for stage, count in enumerate(blocks, start=2):
        width = 32 << (stage - 1)
        for number in range(1, count + 1):
            name, stride = f"conv{stage}_{number}", 2 if stage > 2 and number == 1 else 1
            same = stride == 1 and channels == width * growth
            shortcut = () if same else normed(f"{name} projection", width * growth, 1, stride)
            layers.append(joined("residual", f"{name} sum", path(name, width, stride), shortcut))
            channels = width * growth
    return Network((*layers, Layer(op="global_avg_pool", name="average pool"), dense("fc", 1000)), (3, 224, 224))


def basic(name: str, width: int, stride: int) -> Path:
    """Return two 3×3 convolutions, the first with the stride."""
    return (*normed(f"{name}a", width, 3, stride, 1), *normed(f"{name}b", width, 3, padding=1))


def bottleneck(name: str, width: int, stride: int) -> Path:
    """Return 1×1, 3×3 and 1×1 with the stride in the first, as in the paper."""
    return (
        *normed(f"{name}a", width, 1, stride),
        *normed(f"{name}b", width, 3, padding=1),
        *normed(f"{name}c", 4 * width, 1),
    )


def bottleneck_3x3(name: str, width: int, stride: int) -> Path:
    """Return 1×1, 3×3 and 1×1 with the stride in the 3×3, as in torchvision."""
    return (
        *normed(f"{name}a", width, 1),
        *normed(f"{name}b", width, 3, stride, 1),
        *normed(f"{name}c", 4 * width, 1),
    )


RESNET18 = resnet((2, 2, 2, 2), basic, growth=1)

RESNET50 = resnet((3, 4, 6, 3), bottleneck, growth=4)

RESNET50_STRIDE_IN_3X3 = resnet((3, 4, 6, 3), bottleneck_3x3, growth=4)
"""Goyal et al. 2017, §5.1; the one that torchvision has."""


def _slim_unit(name: str, width: int, stride: int, widens: bool) -> Layer:
    reduced = normed(f"{name}/conv1", width, 1)
    learned = (*reduced, *normed(f"{name}/conv2", width, 3, stride, 1), *normed(f"{name}/conv3", 4 * width, 1))
    if widens:
        shortcut: Path = normed(f"{name}/shortcut", 4 * width, 1, stride)
    else:
        shortcut = (pool(f"{name}/shortcut", 1, stride),) if stride > 1 else ()
    return joined("residual", name, learned, shortcut)


def _slim_block(number: int, units: int, stride: int) -> Path:
    """Return units of which the last has the stride, in its 3×3."""
    return tuple(
        _slim_unit(f"block{number}/unit_{at}", 32 << number, stride if at == units else 1, widens=at == 1)
        for at in range(1, units + 1)
    )


RESNET_V1_50 = Network(
    (
        *normed("conv1", 64, 7, 2, 3),
        pool("pool1", 3, 2, "same_upper"),
        *chain.from_iterable(
            _slim_block(number, units, stride) for number, units, stride in ((1, 3, 2), (2, 4, 2), (3, 6, 2), (4, 3, 1))
        ),
        Layer(op="global_avg_pool", name="pool5"),
        conv("logits", 1000, 1),
    ),
    (3, 224, 224),
)
"""ResNet-50 as TensorFlow-Slim released it: strides at the end of blocks, TensorFlow's padding."""
