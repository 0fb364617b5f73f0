"""VGG-16: Simonyan & Zisserman 2015, Very deep convolutional networks, Table 1, column D."""

from solvers.layers import Layer
from solvers.networks.architectures.shorthand import conv, dense, pool
from solvers.networks.network import Network


def block(number: int, convs: int, width: int) -> tuple[Layer, ...]:
    """Return 3×3 convolutions that keep the size, and a pool that halves it."""
    return (
        *(conv(f"conv{number}_{at}", width, 3, padding=1) for at in range(1, convs + 1)),
        pool(f"pool{number}", 2, 2),
    )


VGG16 = Network(
    (
        *block(1, 2, 64),
        *block(2, 2, 128),
        *block(3, 3, 256),
        *block(4, 3, 512),
        *block(5, 3, 512),
        dense("fc6", 4096),
        dense("fc7", 4096),
        dense("fc8", 1000),
    ),
    (3, 224, 224),
)
