"""Convolution along depth too: over the frames of a clip, the slices of a scan."""

from typing import Any, TypeAlias

import numpy as np

from .arguments import Array, dimensions, grouped, ieee, operands, shaped, whole
from .axes import axes, axis
from .conv import correlate

Triple: TypeAlias = int | tuple[int, int, int]


@ieee
def conv3d(
    input: Array,
    weight: Array,
    bias: Array | None = None,
    stride: Triple = 1,
    padding: Triple = 0,
    dilation: Triple = 1,
    groups: int = 1,
) -> Array:
    """Slide weight (o, c / groups, kd, kh, kw) over input (n, c, d, h, w), add bias (o,): (n, o, od, oh, ow).

    Settings are one for all axes or (depth, rows, columns); raises as conv2d.
    """
    x, w, b = operands("conv3d", input=input, weight=weight, bias=bias)
    dimensions("conv3d", input=(x, "n c d h w"), weight=(w, "o c/groups kd kh kw"))
    grouped("conv3d", groups, x.shape, w.shape)
    shaped("conv3d", w.shape[:1], bias=b)
    strides, paddings, dilations = _each("stride", stride), _each("padding", padding), _each("dilation", dilation)
    depth = axis(x.shape[2], w.shape[2], strides[0], whole("padding", paddings[0], 0), dilations[0])
    rows, cols = axes(x.shape, w.shape[3:], strides[1:], paddings[1:], dilations[1:])
    slices = np.pad(x, [(0, 0), (0, 0), (depth.before, depth.after), (0, 0), (0, 0)])
    # The slices of a window lie behind one another as channels of one image, and so do those of a kernel.
    kernels = w.reshape(len(w), -1, *w.shape[3:])
    maps = []
    for start in depth.starts:
        window = slices[:, :, [start + depth.before + tap for tap in depth.taps]]
        maps.append(correlate(window.reshape(len(x), -1, *x.shape[3:]), kernels, rows, cols, groups))
    out = np.stack(maps, axis=2)
    return out if b is None else out + b[:, None, None, None]


def _each(name: str, value: Any) -> tuple[Any, Any, Any]:
    """Split a setting into that of depth, rows and columns; ValueError if it is a sequence of other length."""
    if isinstance(value, int):
        return value, value, value
    try:
        depth, rows, columns = value
    except TypeError:
        return value, value, value
    except ValueError:
        raise ValueError(f"{name} must be one for all axes or three (depth, rows, columns), not {value!r}") from None
    return depth, rows, columns
