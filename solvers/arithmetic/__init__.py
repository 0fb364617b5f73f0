"""Every closed form once: sizes, parameters, receptive fields. No arrays, no runs."""

from solvers.arithmetic.deformable import bilinear, offset_channels
from solvers.arithmetic.enlarging import shuffled_from
from solvers.arithmetic.fields import (
    FieldRow,
    doubling_layers,
    field_of_output,
    field_table,
    layers_for_field,
    receptive_field,
    samples_read,
)
from solvers.arithmetic.groups import channels_seen, divisors, shuffled
from solvers.arithmetic.kernels import composed, effective_kernel
from solvers.arithmetic.macs import conv_macs, tap_uses
from solvers.arithmetic.memory import activation_bytes
from solvers.arithmetic.padding import padding_sides, same_padding, same_upper
from solvers.arithmetic.parameters import (
    conv_nd_parameters,
    conv_parameters,
    excitation_parameters,
    linear_parameters,
    unshared_parameters,
)
from solvers.arithmetic.reach import Reach
from solvers.arithmetic.separable import pointwise_share, separable_parameters, separable_ratio
from solvers.arithmetic.sizes import (
    input_size_range,
    output_size,
    smallest_input,
    stack_output_size,
    transposed_size,
    window_count,
)
from solvers.arithmetic.traffic import intensity, numbers_moved

__all__ = [
    "FieldRow",
    "Reach",
    "activation_bytes",
    "bilinear",
    "channels_seen",
    "composed",
    "conv_macs",
    "conv_nd_parameters",
    "conv_parameters",
    "divisors",
    "doubling_layers",
    "effective_kernel",
    "excitation_parameters",
    "field_of_output",
    "field_table",
    "input_size_range",
    "intensity",
    "layers_for_field",
    "linear_parameters",
    "numbers_moved",
    "offset_channels",
    "output_size",
    "padding_sides",
    "pointwise_share",
    "receptive_field",
    "same_padding",
    "same_upper",
    "samples_read",
    "separable_parameters",
    "separable_ratio",
    "shuffled",
    "shuffled_from",
    "smallest_input",
    "stack_output_size",
    "tap_uses",
    "transposed_size",
    "unshared_parameters",
    "window_count",
]
