"""Depthwise separable layers: what they learn, and their work beside the standard one's."""

from __future__ import annotations

from fractions import Fraction


def separable_parameters(
    kernel_size: int, in_channels: int, out_channels: int, multiplier: int = 1, bias: bool = False
) -> int:
    """Return K²·m·C_in + m·C_in·C_out weights, depthwise then pointwise, and with bias one per output of each."""
    between = multiplier * in_channels
    return kernel_size**2 * between + between * out_channels + bias * (between + out_channels)


def separable_ratio(kernel_size: int, out_channels: int) -> Fraction:
    """Return 1/C_out + 1/K², a separable layer's work over the standard one's (Howard et al. 2017, §3.1)."""
    return Fraction(1, out_channels) + Fraction(1, kernel_size**2)


def pointwise_share(kernel_size: int, out_channels: int) -> Fraction:
    """Return C_out/(C_out + K²), the part of a separable layer's work that is pointwise."""
    return Fraction(out_channels, out_channels + kernel_size**2)
