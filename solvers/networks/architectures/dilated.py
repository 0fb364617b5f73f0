"""WaveNet block: van den Oord et al. 2016, §2.1; context module: Yu & Koltun 2016, Table 1, basic."""

from solvers.layers import Layer
from solvers.networks.architectures.shorthand import conv
from solvers.networks.network import Network

WAVENET_BLOCK = Network(
    tuple(
        Layer(
            op="conv",
            name=f"dilation {1 << depth}",
            out_channels=32,
            kernel_size=(1, 2),
            padding=("valid", "causal"),
            dilation=(1, 1 << depth),
        )
        for depth in range(10)
    ),
    (32, 1, 16_000),
)
"""The dilated convolutions alone, on a second of sound; columns are samples."""

CONTEXT_MODULE = Network(
    (
        *(
            conv(f"layer {number}", 21, 3, padding=dilation, dilation=dilation)
            for number, dilation in enumerate((1, 1, 2, 4, 8, 16, 1), start=1)
        ),
        conv("layer 8", 21, 1),
    ),
    (21, 64, 64),
)
