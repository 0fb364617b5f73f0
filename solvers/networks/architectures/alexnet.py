"""AlexNet: Krizhevsky et al. 2012, ImageNet classification with deep convolutional neural networks, §3.5."""

from solvers.networks.architectures.shorthand import conv, dense, pool
from solvers.networks.network import Network


def alexnet(groups: int) -> Network:
    """Return the network with conv2, conv4 and conv5 split in groups."""
    return Network(
        (
            conv("conv1", 96, 11, 4),
            pool("pool1", 3, 2),
            conv("conv2", 256, 5, padding=2, groups=groups),
            pool("pool2", 3, 2),
            conv("conv3", 384, 3, padding=1),
            conv("conv4", 384, 3, padding=1, groups=groups),
            conv("conv5", 256, 3, padding=1, groups=groups),
            pool("pool5", 3, 2),
            dense("fc6", 4096),
            dense("fc7", 4096),
            dense("fc8", 1000),
        ),
        (3, 227, 227),
    )


ALEXNET = alexnet(groups=2)
"""As published, split over two GPUs."""

ALEXNET_UNGROUPED = alexnet(groups=1)
"""The same widths on one GPU."""

ALEXNET_V2 = Network(
    (
        conv("conv1", 64, 11, 4),
        pool("pool1", 3, 2),
        conv("conv2", 192, 5, padding=2),
        pool("pool2", 3, 2),
        conv("conv3", 384, 3, padding=1),
        conv("conv4", 384, 3, padding=1),
        conv("conv5", 256, 3, padding=1),
        pool("pool5", 3, 2),
        conv("fc6", 4096, 5),
        conv("fc7", 4096, 1),
        conv("fc8", 1000, 1),
    ),
    (3, 224, 224),
)
"""Krizhevsky 2014, One weird trick, in the form that TensorFlow-Slim released."""
