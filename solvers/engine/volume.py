"""Convolution of volumes, as a convolution of planes that has the slices under the kernel as channels."""

import numpy as np

from .arguments import Array, dimensions, grouped, ieee, operands, shaped, whole
from .axes import axis
from .conv import conv2d


@ieee
def conv3d(
    input: Array, weight: Array, bias: Array | None = None, stride: int = 1, padding: int = 0, groups: int = 1
) -> Array:
    """Slide weight (o, c / groups, kd, kh, kw) over input (n, c, d, h, w), add bias (o,): (n, o, od, oh, ow).

    Stride and padding are those of all three axes; raises as conv2d.
    """
    x, w, b = operands("conv3d", input=input, weight=weight, bias=bias)
    dimensions("conv3d", input=(x, "n c d h w"), weight=(w, "o c/groups kd kh kw"))
    grouped("conv3d", groups, x.shape, w.shape)
    shaped("conv3d", w.shape[:1], bias=b)
    around = whole("padding", padding, 0)
    n, c, d, height, width = x.shape
    o, depth, slices, *plane = w.shape
    line = axis(d, slices, stride, padding)
    x = np.pad(x, [(0, 0), (0, 0), (around, around), (0, 0), (0, 0)])
    kernels = w.reshape(o, depth * slices, *plane)
    planes = []
    for start in range(len(line.starts)):
        under = x[:, :, start * stride : start * stride + slices]
        planes.append(conv2d(under.reshape(n, c * slices, height, width), kernels, b, stride, padding, 1, groups))
    return np.stack(planes, axis=2)
