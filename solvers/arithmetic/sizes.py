"""Sizes of outputs along one axis, and of the inputs that give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.arithmetic.kernels import effective_kernel

if TYPE_CHECKING:
    from solvers.layers import Stack


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return ⌊(I + 2P − D(K−1) − 1)/S⌋ + 1 along one axis (Dumoulin & Visin 2016, relationship 15)."""
    return (size + 2 * padding - effective_kernel(kernel_size, dilation)) // stride + 1


def stack_output_size(size: int, layers: Stack) -> int:
    """Return the side that is left after all layers."""
    for layer in layers:
        size = output_size(size, layer.kernel_size, layer.stride, layer.padding, layer.dilation)
    return size


def smallest_input(output: int, layers: Stack) -> int:
    """Return the smallest side from which a stack still gives this one: back through it, I = (O − 1)S + K − 2P.

    A layer whose padding alone holds its windows still needs one sample.
    """
    side = output
    for layer in reversed(layers):
        span = effective_kernel(layer.kernel_size, layer.dilation)
        side = max((side - 1) * layer.stride + span - 2 * layer.padding, 1)
    return side


def window_count(
    size: int, kernel_size: int, stride: int, sides: tuple[int, int], dilation: int = 1, ceil_mode: bool = False
) -> int:
    """Return the windows along an axis padded unequally; below 1 where none fits.

    With `ceil_mode`, in which padding must be below the window, a last one may hang over the end if it starts
    inside the input or its leading padding (PyTorch).
    """
    free = size + sum(sides) - effective_kernel(kernel_size, dilation)
    if not ceil_mode:
        return free // stride + 1
    count = -(-free // stride) + 1
    return count - ((count - 1) * stride >= size + sides[0])


def transposed_size(
    size: int, kernel_size: int, stride: int, sides: tuple[int, int], output_padding: int = 0, dilation: int = 1
) -> int:
    """Return (I − 1)S − P + D(K−1) + output padding + 1, P on both sides together (Dumoulin & Visin 2016, §4)."""
    return (size - 1) * stride - sum(sides) + effective_kernel(kernel_size, dilation) + output_padding


def input_size_range(output: int, kernel_size: int, stride: int, padding: int) -> tuple[int, int]:
    """Return the smallest and the largest input side that give this output side."""
    smallest = (output - 1) * stride + kernel_size - 2 * padding
    return smallest, smallest + stride - 1
