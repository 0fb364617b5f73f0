"""Receptive fields of stacks, and the layers that it takes to reach one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solvers.layers import Stack, Window


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One line of the receptive-field table; jump and padding are measured in input samples."""

    layer: Window
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


def doubling_layers(receptive_field: int, kernel_size: int) -> int:
    """Return how many layers of dilations 1, 2, 4, … see so many samples: ⌈log₂((R−1)/(K−1) + 1)⌉."""
    return (-(-(receptive_field - 1) // (kernel_size - 1))).bit_length()


def samples_read(layers: Stack) -> int:
    """Return how many samples of its field an output reads: the distinct Σ t·D·J over taps t of every layer."""
    reached = {0}
    for row in field_table(layers):
        step = row.layer.dilation * row.jump_before
        reached = {start + tap * step for start in reached for tap in range(row.layer.kernel_size)}
    return len(reached)
