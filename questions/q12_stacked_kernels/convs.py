"""Convolutions on top of each other, and what they weigh."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pydantic import Field

from solvers import measure
from solvers.arithmetic import conv_parameters
from solvers.layers import Stack, Window

if TYPE_CHECKING:
    from solvers.measure import Array

Channels = Field(ge=1, le=1024)


class Conv(NamedTuple):
    """A convolution without bias."""

    in_channels: int
    out_channels: int
    kernel: tuple[int, int]
    stride: int = 1

    @property
    def written(self) -> str:
        """The product of its weights: `3·3·64·64`."""
        return "·".join(map(str, (*self.kernel, self.in_channels, self.out_channels)))


def square(in_channels: int, out_channels: int, kernel: int = 3, stride: int = 1) -> Conv:
    """Return a convolution with a square kernel."""
    return Conv(in_channels, out_channels, (kernel, kernel), stride)


def weights(*layers: Conv, bias: bool = False) -> int:
    """Return the weights of layers, with a bias for each output channel if they had any."""
    return sum(conv_parameters(*at.kernel, at.in_channels, at.out_channels, bias=bias) for at in layers)


def sum_of(layers: Sequence[Conv]) -> str:
    """Write the weights of layers as a sum: `3·3·1·16 + 3·3·16·32 = 4,752`."""
    return f"{' + '.join(at.written for at in layers)} = {weights(*layers):,}"


def weight_of(layer: Conv) -> Array:
    """COUNT: return the weight array that the op accepts for a layer."""
    return measure.parameters(layer.in_channels, layer.out_channels, layer.kernel, bias=False)["weight"]


def counted(*layers: Conv, bias: bool = False) -> int:
    """COUNT layers, like ones once, with the biases that they do not have if these are asked for."""
    sizes = {layer: weight_of(layer).size + bias * _bias_of(layer).size for layer in set(layers)}
    return sum(sizes[layer] for layer in layers)


def _bias_of(layer: Conv) -> Array:
    """COUNT: return the bias array that the op would accept for a layer."""
    return measure.parameters(1, layer.out_channels, (1, 1))["bias"]


def plain_stack(depth: int, kernel: int = 3) -> Stack:
    """Return equal layers of stride 1."""
    return (Window(kernel_size=kernel),) * depth


def numbered(layers: Stack) -> list[str]:
    """Return what a picture calls the layers."""
    return [f"layer {number}" for number in range(1, len(layers) + 1)]
