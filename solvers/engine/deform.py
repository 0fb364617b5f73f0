"""Deformable convolution: every tap reads where its own offset points, between the pixels."""

import numpy as np

from .arguments import Array, Pair, dimensions, grouped, ieee, operands, shaped
from .axes import Padding, axes

_TILE_BYTES = 1 << 20


@ieee
def deform_conv2d(
    input: Array,
    offset: Array,
    weight: Array,
    bias: Array | None = None,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    mask: Array | None = None,
) -> Array:
    """Convolve input (n, c, h, w), each tap moved by its offset (down, right) and scaled by its mask: (n, o, oh, ow).

    Offset is (n, 2 · m · kh · kw, oh, ow) for m runs of channels that move together, mask (n, m · kh · kw, oh, ow);
    the groups are c over the depth of weight (o, c / groups, kh, kw). Between pixels the reading is bilinear, outside
    zero. float32 or float64; raises as conv2d.
    """
    op = "deform_conv2d"
    x, off, w, b, m = operands(op, exact=False, input=input, offset=offset, weight=weight, bias=bias, mask=mask)
    dimensions(op, input=(x, "n c h w"), offset=(off, "n 2·m·kh·kw oh ow"), weight=(w, "o c/groups kh kw"))
    n, c = x.shape[:2]
    o, depth, kh, kw = w.shape
    groups, taps = max(c // max(depth, 1), 1), kh * kw
    grouped(op, groups, x.shape, w.shape)
    shaped(op, (o,), bias=b)
    rows, cols = axes(x.shape, (kh, kw), stride, padding, dilation)
    oh, ow = len(rows.starts), len(cols.starts)
    moving = max(off.shape[1] // (2 * taps), 1)
    if c % moving:
        raise ValueError(f"{op}: the {moving} runs of offset {off.shape} must divide the channels of {x.shape}")
    shaped(op, (n, 2 * moving * taps, oh, ow), offset=off)
    shaped(op, (n, moving * taps, oh, ow), mask=m)

    kernels = w.reshape(groups, o // groups, depth, taps).swapaxes(2, 3).reshape(groups, o // groups, taps * depth)
    out = np.empty((n, groups, o // groups, oh * ow), x.dtype)
    down = np.add.outer(rows.taps, np.repeat(rows.starts, ow))[:, None].astype(x.dtype)
    right = np.add.outer(cols.taps, np.tile(cols.starts, oh)).astype(x.dtype)
    moves = off.reshape(n, moving, kh, kw, 2, oh * ow)
    step = max(_TILE_BYTES // (4 * taps * max(c, 1) * x.itemsize), 1)
    for i in range(n):
        image = _bordered(x[i], moving)
        for j in range(0, oh * ow, step):
            tile = slice(j, j + step)
            y, z = moves[i, :, :, :, 0, tile] + down[..., tile], moves[i, :, :, :, 1, tile] + right[..., tile]
            corners, shares = _bilinear(y, z, rows.size, cols.size)
            if m is not None:
                shares *= m[i].reshape(moving, taps, oh * ow).swapaxes(1, 2)[:, tile, :, None]
            read = _read(image, corners, shares)
            matrix = read.reshape(-1, taps, groups, depth).transpose(2, 1, 3, 0)
            np.matmul(kernels, matrix.reshape(groups, taps * depth, len(read)), out=out[i, ..., tile])
    out = out.reshape(n, o, oh, ow)
    return out if b is None else np.add(out, b[:, None, None], out=out)


def _bordered(image: Array, moving: int) -> Array:
    """Return image (c, h, w) in a border of zeros, channels last: (moving, (h + 2) · (w + 2), c / moving)."""
    c, h, w = image.shape
    framed = np.zeros((moving, h + 2, w + 2, c // moving), image.dtype)
    framed[:, 1:-1, 1:-1] = image.reshape(moving, c // moving, h, w).transpose(0, 2, 3, 1)
    return framed.reshape(moving, (h + 2) * (w + 2), c // moving)


def _bilinear(y: Array, x: Array, height: int, width: int) -> tuple[Array, Array]:
    """Return where the corners about each place (y, x) are in the bordered image, and their shares of its reading.

    Places are (moving, kh, kw, windows), results (moving, windows, kh · kw, 4).
    """
    (top, down), (left, right) = _floored(y, height), _floored(x, width)
    wide = width + 2
    corners = ((top + 1) * wide + left + 1)[..., None] + np.array([0, 1, wide, wide + 1])
    shares = np.stack([(1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right], axis=-1)
    return corners, shares


def _floored(place: Array, size: int) -> tuple[Array, Array]:
    """Split places along an axis in whole and rest, as (moving, windows, taps)."""
    moving, kh, kw, windows = place.shape
    # What is further out than the border reads the border too, and NaN a border that it makes NaN.
    place = np.clip(place, -1, size).reshape(moving, kh * kw, windows).swapaxes(1, 2)
    whole = np.fmin(np.fmax(np.floor(place), -1), size - 1)
    return whole.astype(np.intp), place - whole


def _read(image: Array, corners: Array, shares: Array) -> Array:
    """Return what each tap reads, (windows, taps, moving, c / moving): its four corners, each by its share."""
    moving, windows, taps, _ = corners.shape
    read = np.empty((windows, taps, moving, image.shape[-1]), image.dtype)
    for run in range(moving):
        found = image[run].take(corners[run], axis=0)
        np.matmul(shares[run, :, :, None], found, out=read[:, :, run, None])
    return read
