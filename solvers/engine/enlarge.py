"""What makes maps larger without weights: channels dealt out over pixels, and pixels repeated."""

import numpy as np

from .arguments import Array, Pair, dimensions, pair, whole


def pixel_shuffle(input: Array, upscale_factor: int) -> Array:
    """Deal every r² channels of input (n, c · r², h, w) out over r × r pixels, row by row: (n, c, h · r, w · r).

    Of any dtype, which is kept; ValueError unless r² divides the channels.
    """
    x, r = np.asarray(input), whole("upscale_factor", upscale_factor, 1)
    dimensions("pixel_shuffle", input=(x, "n c h w"))
    n, c, h, w = x.shape
    if c % r**2:
        raise ValueError(f"pixel_shuffle: upscale_factor={r}, squared, must divide the {c} channels of input {x.shape}")
    return x.reshape(n, c // r**2, r, r, h, w).transpose(0, 1, 4, 2, 5, 3).reshape(n, c // r**2, h * r, w * r)


def upsample_nearest2d(input: Array, scale_factor: Pair) -> Array:
    """Repeat every pixel of input (n, c, h, w) in rows and columns: (n, c, h · rows, w · columns), the dtype kept."""
    x = np.asarray(input)
    dimensions("upsample_nearest2d", input=(x, "n c h w"))
    rows, columns = pair("scale_factor", scale_factor, 1)
    return x.repeat(rows, axis=2).repeat(columns, axis=3)
