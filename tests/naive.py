"""Slow, obvious oracles: nested loops over every index, sharing nothing with the engine they judge.

Strides and dilations are (row, column), paddings ((top, bottom), (left, right)).
"""

from itertools import product
from math import ceil, floor, inf, isnan, sqrt

import numpy as np


def pixel(plane, y, x, outside=0):
    return plane[y, x] if 0 <= y < plane.shape[0] and 0 <= x < plane.shape[1] else outside


def sizes(shape, kernel, stride, padding, dilation):
    return tuple(
        (size + sum(pad) - d * (k - 1) - 1) // s + 1
        for size, k, s, pad, d in zip(shape, kernel, stride, padding, dilation, strict=True)
    )


def conv2d(x, w, b, stride, padding, dilation, groups):
    (n, _, *plane), (o, depth, kh, kw) = x.shape, w.shape
    out = np.zeros((n, o, *sizes(plane, (kh, kw), stride, padding, dilation)), x.dtype)
    for i, k, y, z in np.ndindex(out.shape):
        first = k // (o // groups) * depth
        for j, u, v in product(range(depth), range(kh), range(kw)):
            row = y * stride[0] + u * dilation[0] - padding[0][0]
            column = z * stride[1] + v * dilation[1] - padding[1][0]
            out[i, k, y, z] += w[k, j, u, v] * pixel(x[i, first + j], row, column)
        if b is not None:
            out[i, k, y, z] += b[k]
    return out


def conv3d(x, w, b, stride, padding, groups):
    (n, _, *volume), (o, depth, *kernel) = x.shape, w.shape
    outside = np.pad(x, [(0, 0), (0, 0), *[(padding, padding)] * 3])
    out = np.zeros((n, o, *((v + 2 * padding - k) // stride + 1 for v, k in zip(volume, kernel, strict=True))), x.dtype)
    for i, k, *at in np.ndindex(out.shape):
        first = k // (o // groups) * depth
        for j, *tap in np.ndindex(w.shape[1:]):
            place = tuple(stride * start + step for start, step in zip(at, tap, strict=True))
            out[(i, k, *at)] += w[(k, j, *tap)] * outside[(i, first + j, *place)]
        if b is not None:
            out[(i, k, *at)] += b[k]
    return out


def pixel_shuffle(x, r):
    n, c, h, w = x.shape
    out = np.zeros((n, c // r**2, h * r, w * r), x.dtype)
    for i, k, y, z in np.ndindex(out.shape):
        out[i, k, y, z] = x[i, k * r**2 + y % r * r + z % r, y // r, z // r]
    return out


def conv_transpose2d(x, w, b, stride, padding, output_padding, groups, dilation):
    (n, c, h, width), (_, depth, kh, kw) = x.shape, w.shape
    plane = [
        (size - 1) * s + d * (k - 1) + 1 + extra - sum(pad)
        for size, k, s, pad, d, extra in zip(
            (h, width), (kh, kw), stride, padding, dilation, output_padding, strict=True
        )
    ]
    out = np.zeros((n, depth * groups, *plane), x.dtype)
    for i, j, y, z in np.ndindex(x.shape):
        first = j // (c // groups) * depth
        for k, u, v in product(range(depth), range(kh), range(kw)):
            row = y * stride[0] + u * dilation[0] - padding[0][0]
            column = z * stride[1] + v * dilation[1] - padding[1][0]
            if 0 <= row < plane[0] and 0 <= column < plane[1]:
                out[i, first + k, row, column] += x[i, j, y, z] * w[j, k, u, v]
    return out if b is None else out + b[:, None, None]


def pool_starts(size, kernel, stride, padding, dilation, ceil_mode):
    """Starts in padded positions, by the definition: those of whole windows, or all that start on something."""
    before, after = padding
    rounded = ceil if ceil_mode else floor
    count = rounded((size + before + after - dilation * (kernel - 1) - 1) / stride) + 1
    if ceil_mode and (count - 1) * stride >= size + before:
        count -= 1
    return [i * stride - before for i in range(count)]


def max_pool2d(x, kernel, stride, padding, dilation, ceil_mode):
    """Return the largest of each window and where it was, the first of equals (the last of NaNs)."""
    rows, columns = (
        pool_starts(x.shape[2 + a], kernel[a], stride[a], padding[a], dilation[a], ceil_mode) for a in (0, 1)
    )
    lowest = -inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    out = np.full((*x.shape[:2], len(rows), len(columns)), lowest, x.dtype)
    where = np.zeros(out.shape, np.int64)
    for i, j, y, z in np.ndindex(out.shape):
        started = False
        for u, v in product(range(kernel[0]), range(kernel[1])):
            row, column = rows[y] + u * dilation[0], columns[z] + v * dilation[1]
            if not (0 <= row < x.shape[2] and 0 <= column < x.shape[3]):
                continue
            value = x[i, j, row, column]
            if not started or value > out[i, j, y, z] or isnan(value):
                out[i, j, y, z], where[i, j, y, z], started = value, row * x.shape[3] + column, True
    return out, where


def avg_pool2d(x, kernel, stride, padding, ceil_mode, count_include_pad):
    rows, columns = (pool_starts(x.shape[2 + a], kernel[a], stride[a], padding[a], 1, ceil_mode) for a in (0, 1))
    out = np.zeros((*x.shape[:2], len(rows), len(columns)), x.dtype)
    ends = [x.shape[2 + a] + padding[a][1] for a in (0, 1)]
    for i, j, y, z in np.ndindex(out.shape):
        total, count = 0.0, 0
        for u, v in product(range(kernel[0]), range(kernel[1])):
            row, column = rows[y] + u, columns[z] + v
            inside = 0 <= row < x.shape[2] and 0 <= column < x.shape[3]
            total += pixel(x[i, j], row, column)
            count += inside or (count_include_pad and row < ends[0] and column < ends[1])
        out[i, j, y, z] = total / count
    return out


def unfold(x, kernel, dilation, padding, stride):
    n, c, *plane = x.shape
    oh, ow = sizes(plane, kernel, stride, padding, dilation)
    out = np.zeros((n, c * kernel[0] * kernel[1], oh * ow), x.dtype)
    for i, j, u, v, y, z in np.ndindex(n, c, *kernel, oh, ow):
        row = y * stride[0] + u * dilation[0] - padding[0][0]
        column = z * stride[1] + v * dilation[1] - padding[1][0]
        out[i, (j * kernel[0] + u) * kernel[1] + v, y * ow + z] = pixel(x[i, j], row, column)
    return out


def locally_connected2d(x, w, b, stride, padding, dilation):
    out = np.zeros((len(x), len(w), *w.shape[2:4]), x.dtype)
    for i, k, y, z in np.ndindex(out.shape):
        for j, u, v in np.ndindex(w.shape[1], *w.shape[4:]):
            row = y * stride[0] + u * dilation[0] - padding[0][0]
            column = z * stride[1] + v * dilation[1] - padding[1][0]
            out[i, k, y, z] += w[k, j, y, z, u, v] * pixel(x[i, j], row, column)
    return out + b


def bilinear(plane, y, x):
    top, left = floor(y), floor(x)
    return sum(
        (1 - abs(y - row)) * (1 - abs(x - column)) * pixel(plane, row, column)
        for row, column in product((top, top + 1), (left, left + 1))
    )


def deform_conv2d(x, offset, w, b, stride, padding, dilation, mask):
    (n, c, *plane), (o, depth, kh, kw) = x.shape, w.shape
    groups, moving = c // depth, offset.shape[1] // (2 * kh * kw)
    out = np.zeros((n, o, *sizes(plane, (kh, kw), stride, padding, dilation)), x.dtype)
    for i, k, y, z in np.ndindex(out.shape):
        for j, u, v in product(range(depth), range(kh), range(kw)):
            channel = k // (o // groups) * depth + j
            tap = (channel // (c // moving) * kh + u) * kw + v
            row = y * stride[0] + u * dilation[0] - padding[0][0] + offset[i, 2 * tap, y, z]
            column = z * stride[1] + v * dilation[1] - padding[1][0] + offset[i, 2 * tap + 1, y, z]
            read = bilinear(x[i, channel], row, column)
            out[i, k, y, z] += w[k, j, u, v] * read * (1 if mask is None else mask[i, tap, y, z])
        out[i, k, y, z] += b[k]
    return out


def normalised(values, eps):
    """Return numbers, as a flat list, less their mean and over their standard deviation."""
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / len(values)
    return [(value - mean) / sqrt(variance + eps) for value in values]


def numeric_gradient(function, x, step=1e-6):
    """Central differences of a scalar function at the array x."""
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        ends = []
        for sign in (1, -1):
            moved = x.copy()
            moved[place] += sign * step
            ends.append(function(moved))
        gradient[place] = (ends[0] - ends[1]) / (2 * step)
    return gradient
