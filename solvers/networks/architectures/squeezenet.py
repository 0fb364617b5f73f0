"""SqueezeNet 1.0: Iandola et al. 2016, SqueezeNet: AlexNet-level accuracy with 50x fewer parameters, Table 1."""

from solvers.layers import Layer
from solvers.networks.architectures.shorthand import conv, joined, pool
from solvers.networks.network import Network


def fire(number: int, squeezed: int, expanded: int) -> tuple[Layer, ...]:
    """Return a squeeze, and the two expansions that are laid behind one another."""
    name = f"fire{number}"
    return (
        conv(f"{name}/squeeze 1×1", squeezed, 1),
        joined(
            "concat",
            f"{name}/concat",
            (conv(f"{name}/expand 3×3", expanded, 3, padding=1),),
            (conv(f"{name}/expand 1×1", expanded, 1),),
        ),
    )


SQUEEZENET = Network(
    (
        conv("conv1", 96, 7, 2),
        pool("pool1", 3, 2, ceil_mode=True),
        *fire(2, 16, 64),
        *fire(3, 16, 64),
        *fire(4, 32, 128),
        pool("pool4", 3, 2, ceil_mode=True),
        *fire(5, 32, 128),
        *fire(6, 48, 192),
        *fire(7, 48, 192),
        *fire(8, 64, 256),
        pool("pool8", 3, 2, ceil_mode=True),
        *fire(9, 64, 256),
        conv("conv10", 1000, 1),
        Layer(op="global_avg_pool", name="average pool"),
    ),
    (3, 224, 224),
)
