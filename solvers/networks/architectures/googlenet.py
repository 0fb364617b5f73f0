"""GoogLeNet: Szegedy et al. 2015, Going deeper with convolutions, Table 1, without the auxiliary classifiers."""

from solvers.layers import Layer
from solvers.networks.architectures.shorthand import conv, dense, joined, pool
from solvers.networks.network import Network


def inception(name: str, one: int, reduced3: int, three: int, reduced5: int, five: int, pooled: int) -> Layer:
    """Return the four paths of a module."""
    return joined(
        "concat",
        f"{name}/concat",
        (conv(f"{name}/1×1", one, 1),),
        (conv(f"{name}/3×3 reduce", reduced3, 1), conv(f"{name}/3×3", three, 3, padding=1)),
        (conv(f"{name}/5×5 reduce", reduced5, 1), conv(f"{name}/5×5", five, 5, padding=2)),
        (pool(f"{name}/pool", 3, 1, 1), conv(f"{name}/pool projection", pooled, 1)),
    )


GOOGLENET = Network(
    (
        conv("conv1", 64, 7, 2, 3),
        pool("pool1", 3, 2, ceil_mode=True),
        conv("conv2 reduce", 64, 1),
        conv("conv2", 192, 3, padding=1),
        pool("pool2", 3, 2, ceil_mode=True),
        inception("3a", 64, 96, 128, 16, 32, 32),
        inception("3b", 128, 128, 192, 32, 96, 64),
        pool("pool3", 3, 2, ceil_mode=True),
        inception("4a", 192, 96, 208, 16, 48, 64),
        inception("4b", 160, 112, 224, 24, 64, 64),
        inception("4c", 128, 128, 256, 24, 64, 64),
        inception("4d", 112, 144, 288, 32, 64, 64),
        inception("4e", 256, 160, 320, 32, 128, 128),
        pool("pool4", 3, 2, ceil_mode=True),
        inception("5a", 256, 160, 320, 32, 128, 128),
        inception("5b", 384, 192, 384, 48, 128, 128),
        Layer(op="global_avg_pool", name="average pool"),
        dense("classifier", 1000),
    ),
    (3, 224, 224),
)
