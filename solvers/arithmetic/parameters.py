"""What layers learn: their weights and biases, counted."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod


def conv_parameters(
    kernel_height: int,
    kernel_width: int,
    in_channels: int,
    out_channels: int,
    groups: int = 1,
    bias: bool = True,
) -> int:
    """Return K_h·K_w·(C_in/g)·C_out weights and, with bias, C_out more."""
    return kernel_height * kernel_width * (in_channels // groups) * out_channels + bias * out_channels


def conv_nd_parameters(kernel_size: Sequence[int], in_channels: int, out_channels: int, bias: bool = True) -> int:
    """Return C_in·C_out weights at each tap of a kernel along any number of axes and, with bias, C_out more."""
    return prod(kernel_size) * in_channels * out_channels + bias * out_channels


def excitation_parameters(channels: int, reduced: int, bias: bool = False) -> int:
    """Return 2·C·C/r weights of a squeeze-and-excitation block, its reduced width C/r given (Hu et al. 2018, eq. 5)."""
    return linear_parameters(channels, reduced, bias) + linear_parameters(reduced, channels, bias)


def linear_parameters(in_features: int, out_features: int, bias: bool = True) -> int:
    """Return in·out weights and, with bias, one per output."""
    return (in_features + bias) * out_features


def unshared_parameters(
    kernel_size: int, in_channels: int, out_channels: int, positions: int, bias: bool = True
) -> int:
    """Return (K²·C_in + 1)·C_out at every position: a locally connected layer's parameters."""
    return positions * conv_parameters(kernel_size, kernel_size, in_channels, out_channels, bias=bias)
