"""U-Net: Ronneberger et al. 2015, U-Net: Convolutional networks for biomedical image segmentation, Figure 1."""

from __future__ import annotations

from solvers.layers import Layer
from solvers.networks.architectures.shorthand import conv, joined, pool
from solvers.networks.network import Network

CROPS = {1: 88, 2: 40, 3: 16, 4: 4}
"""What is cut off each side of a map before it is laid beside the one from below."""


def level(number: int) -> tuple[Layer, ...]:
    """Return all from this depth down and up again: two convolutions, the deeper levels beside a copy, two more."""
    width = 32 << number
    down = _twice(f"down{number}", width)
    if number not in CROPS:
        return down
    below = (
        pool(f"pool{number}", 2, 2),
        *level(number + 1),
        Layer(op="conv_transpose", name=f"up{number}", out_channels=width, kernel_size=2, stride=2),
    )
    copy = (Layer(op="crop", name=f"crop{number}", padding=CROPS[number]),)
    return (*down, joined("concat", f"skip{number}", below, copy), *_twice(f"dec{number}", width))


def _twice(name: str, width: int) -> tuple[Layer, ...]:
    return (conv(f"{name}a", width, 3), conv(f"{name}b", width, 3))


UNET = Network((*level(1), conv("out", 2, 1)), (1, 572, 572))
