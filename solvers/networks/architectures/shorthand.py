"""Layers in a line, square and with the padding that their place in a paper's table implies."""

from __future__ import annotations

from typing import Any

from solvers.layers import Layer


def conv(name: str, out_channels: int, kernel_size: int, stride: int = 1, padding: Any = 0, **settings: Any) -> Layer:
    """Return a convolution with bias."""
    return Layer(
        op="conv",
        name=name,
        out_channels=out_channels,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        **settings,
    )


def normed(
    name: str, out_channels: int, kernel_size: int, stride: int = 1, padding: Any = 0, **settings: Any
) -> tuple[Layer, Layer]:
    """Return a convolution without bias and the batch norm that gives it one."""
    return (
        conv(name, out_channels, kernel_size, stride, padding, bias=False, **settings),
        Layer(op="batch_norm", name=f"{name} norm"),
    )


def pool(name: str, kernel_size: int, stride: int, padding: Any = 0, ceil_mode: bool = False) -> Layer:
    """Return a max pool."""
    return Layer(op="max_pool", name=name, kernel_size=kernel_size, stride=stride, padding=padding, ceil_mode=ceil_mode)


def dense(name: str, out_features: int) -> Layer:
    """Return a dense layer with bias."""
    return Layer(op="linear", name=name, out_channels=out_features)


def joined(op: Any, name: str, *branches: tuple[Layer, ...]) -> Layer:
    """Return branches that are added up (residual) or laid behind one another (concat)."""
    return Layer(op=op, name=name, branches=branches)
