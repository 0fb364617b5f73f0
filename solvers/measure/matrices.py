"""Convolutions and kernels as matrices: who reads whom, their rank, the best that fewer numbers do."""

from __future__ import annotations

import numpy as np

from solvers.engine.conv import conv2d
from solvers.engine.gradients import conv2d_input_grad
from solvers.measure.arrays import Array, Pair


def connections(weight: Array, groups: int = 1) -> Array:
    """GRAD: how strongly each output of a convolution (o, c / groups, kh, kw) hangs on each input channel: (o, c)."""
    outputs, depth, *kernel = weight.shape
    push = np.eye(outputs).reshape(outputs, outputs, 1, 1)
    shape = (outputs, depth * groups, kernel[0], kernel[1])
    gradient: Array = np.abs(conv2d_input_grad(push, weight, shape, groups=groups)).sum(axis=(2, 3))
    return gradient


def conv_matrix(weight: Array, size: Pair, padding: int = 0) -> Array:
    """VALUE: a convolution's matrix, column by column: its outputs for images of a single 1."""
    pixels = weight.shape[1] * size[0] * size[1]
    images = np.eye(pixels).reshape(pixels, weight.shape[1], *size)
    columns: Array = conv2d(images, weight, None, 1, padding).reshape(pixels, -1)
    return columns.T


def rank(matrix: Array) -> int:
    """Return how many of a matrix's singular values are not zero, as far as float64 can tell."""
    return int(np.linalg.matrix_rank(matrix))


def beyond_separable(kernels: Array) -> float:
    """Return the energy share of dense kernels (o, c, h, w) that the best p[o, c]·d[c] leaves over, all channels."""
    by_channel = kernels.reshape(*kernels.shape[:2], -1).swapaxes(0, 1)
    energies = np.linalg.svd(by_channel, compute_uv=False) ** 2
    return 1 - float(energies[:, 0].sum() / energies.sum())


def best_separable(kernels: Array) -> Array:
    """Return the p[o, c]·d[c] nearest to dense kernels (o, c, h, w), input channel by input channel."""
    by_channel = kernels.reshape(*kernels.shape[:2], -1).swapaxes(0, 1)
    left, energies, right = np.linalg.svd(by_channel, full_matrices=False)
    nearest: Array = left[..., :1] * energies[:, None, :1] * right[:, :1]
    return nearest.swapaxes(0, 1).reshape(kernels.shape)


def linear_reading(features: Array, targets: Array) -> Array:
    """Return what the best linear map, by least squares, makes of features (n, f) for targets (n, t)."""
    reading: Array = features @ np.linalg.lstsq(features, targets, rcond=None)[0]
    return reading
