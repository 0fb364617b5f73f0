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


def nearest_samples(length: int, size: int, wanted: int) -> Array:
    """Return which sample each of the samples reads that are made of `length`, `wanted` being made of every `size`."""
    made = np.arange(length * wanted // size)
    return made * size // wanted


def linear_samples(length: int, size: int, wanted: int, align_corners: bool = False) -> tuple[Array, Array, Array]:
    """Return the samples before and after each place that is looked at, and the weight of the one after.

    Places are those of the middles of samples, or, with `align_corners`, from the first of `size` to the last.
    """
    if align_corners:
        last = (length - 1) * (wanted - 1) // max(size - 1, 1)
        above, below = np.arange(max(last, wanted - 1) + 1 if size == 1 else last + 1) * (size - 1), max(wanted - 1, 1)
    else:
        above, below = (2 * np.arange(length * wanted // size) + 1) * size - wanted, 2 * wanted
    before = above // below
    return before, before + 1, (above - before * below) / below


def pooled_samples(length: int, size: int, wanted: int) -> tuple[Array, Array]:
    """Return the first and the last sample under each window of an adaptive pool that makes `wanted` of `size`."""
    made = np.arange(length * wanted // size)
    return made * size // wanted, -(-(made + 1) * size // wanted) - 1


def upsample_bilinear2d(input: Array, output_size: Pair, align_corners: bool = False) -> Array:
    """Interpolate input (n, c, h, w) between its pixels along rows and columns: (n, c, *output_size), in float64."""
    x = np.asarray(input, float)
    dimensions("upsample_bilinear2d", input=(x, "n c h w"))
    for at, wanted in zip((2, 3), pair("output_size", output_size, 1), strict=True):
        size = x.shape[at]
        before, after, weight = linear_samples(size, size, wanted, align_corners)
        weight = weight.reshape(-1, *(1,) * (3 - at))
        left, right = (x.take(where.clip(0, size - 1), axis=at) for where in (before, after))
        x = left * (1 - weight) + right * weight
    return x
