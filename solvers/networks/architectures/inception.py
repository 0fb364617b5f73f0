"""Inception v3, its stem: Szegedy et al. 2016, Rethinking the Inception architecture, in the released widths."""

from solvers.networks.architectures.shorthand import normed, pool
from solvers.networks.network import Network

INCEPTION_V3_STEM = Network(
    (
        *normed("Conv2d_1a", 32, 3, 2),
        *normed("Conv2d_2a", 32, 3),
        *normed("Conv2d_2b", 64, 3, padding=1),
        pool("MaxPool_3a", 3, 2),
        *normed("Conv2d_3b", 80, 1),
        *normed("Conv2d_4a", 192, 3),
        pool("MaxPool_5a", 3, 2),
    ),
    (3, 299, 299),
)
