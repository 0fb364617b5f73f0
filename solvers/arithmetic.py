"""Every closed form once: sizes, parameters, receptive fields. No arrays, no runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solvers.network import Layer, Stack


def effective_kernel(kernel_size: int, dilation: int = 1) -> int:
    """Return D(K−1)+1, the samples a dilated kernel spans (Dumoulin & Visin 2016, §5.1)."""
    return dilation * (kernel_size - 1) + 1


def output_size(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return ⌊(I + 2P − D(K−1) − 1)/S⌋ + 1 along one axis (Dumoulin & Visin 2016, relationship 15)."""
    return (size + 2 * padding - effective_kernel(kernel_size, dilation)) // stride + 1


def stack_output_size(size: int, layers: Stack) -> int:
    """Return the side that is left after all layers."""
    for layer in layers:
        size = output_size(size, layer.kernel_size, layer.stride, layer.padding, layer.dilation)
    return size


def same_padding(kernel_size: int, dilation: int = 1) -> int | None:
    """Return the padding per side that keeps the size at stride 1, None where equal sides cannot."""
    total = dilation * (kernel_size - 1)
    return None if total % 2 else total // 2


def same_upper(size: int, kernel_size: int, stride: int) -> tuple[int, int, int]:
    """Return output size, padding before and after, by ONNX Conv `auto_pad=SAME_UPPER` (TensorFlow's SAME)."""
    output = ceil(size / stride)
    total = max((output - 1) * stride + kernel_size - size, 0)
    return output, total // 2, total - total // 2


def input_size_range(output: int, kernel_size: int, stride: int, padding: int) -> tuple[int, int]:
    """Return the smallest and the largest input side that give this output side."""
    smallest = (output - 1) * stride + kernel_size - 2 * padding
    return smallest, smallest + stride - 1


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One line of the receptive-field table; jump and padding are measured in input samples."""

    layer: Layer
    jump_before: int
    added: int
    receptive_field: int
    jump: int
    padding: int


def field_table(layers: Stack) -> Iterator[FieldRow]:
    """Yield RF_l = RF_{l−1} + D(K−1)·∏_{i<l} S_i, layer by layer (Araujo et al. 2019, eq. 2)."""
    field, jump, padding = 1, 1, 0
    for layer in layers:
        added = layer.dilation * (layer.kernel_size - 1) * jump
        field += added
        padding += layer.padding * jump
        before, jump = jump, jump * layer.stride
        yield FieldRow(layer, before, added, field, jump, padding)


def receptive_field(layers: Stack) -> int:
    """Return the receptive field, in input samples per axis, of one output of the stack."""
    *_, last = field_table(layers)
    return last.receptive_field


def field_of_output(layers: Stack, index: int) -> tuple[int, int]:
    """Return the first and last input index that output `index` sees; negative indices are padding."""
    *_, last = field_table(layers)
    start = index * last.jump - last.padding
    return start, start + last.receptive_field - 1


def layers_for_field(receptive_field: int, kernel_size: int) -> int:
    """Return how many stride-1 layers reach at least this receptive field: ⌈(R−1)/(K−1)⌉."""
    return -(-(receptive_field - 1) // (kernel_size - 1))


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


def linear_parameters(in_features: int, out_features: int) -> int:
    """Return in·out weights and one bias per output."""
    return (in_features + 1) * out_features
