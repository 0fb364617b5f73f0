"""DCGAN, its generator: Radford et al. 2016, Unsupervised representation learning, Figure 1."""

from __future__ import annotations

from solvers.layers import Layer
from solvers.networks.network import Network


def up(name: str, width: int, kernel_size: int = 5, **settings: int) -> Layer:
    """Return a transposed convolution without bias."""
    return Layer(op="conv_transpose", name=name, out_channels=width, kernel_size=kernel_size, bias=False, **settings)


def doubling(name: str, width: int) -> tuple[Layer, ...]:
    """Return a 5×5 transposed convolution that doubles the size."""
    return (up(name, width, stride=2, padding=2, output_padding=1),)


DCGAN_GENERATOR = Network(
    (
        up("project", 1024, 4),  # a dense layer of 4·4·1024, as the stamp that it equals
        Layer(op="batch_norm", name="project norm"),
        *(
            layer
            for number, width in enumerate((512, 256, 128), start=1)
            for layer in (*doubling(f"up{number}", width), Layer(op="batch_norm", name=f"up{number} norm"))
        ),
        *doubling("up4", 3),
    ),
    (100, 1, 1),
)
