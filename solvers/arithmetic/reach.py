"""Every closed form once: sizes, parameters, receptive fields. No arrays, no runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solvers.networks.network import Stack, Window

Extent = tuple[int, int]
"""First and last index of consecutive samples, or padding before and after an axis."""


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


def same_upper(size: int, kernel_size: int, stride: int, dilation: int = 1) -> tuple[int, int, int]:
    """Return output size, padding before and after, by ONNX Conv `auto_pad=SAME_UPPER` (TensorFlow's SAME)."""
    output = -(-size // stride)
    total = max((output - 1) * stride + effective_kernel(kernel_size, dilation) - size, 0)
    return output, total // 2, total - total // 2


def padding_sides(
    size: int, kernel_size: int, stride: int, padding: int | Extent | str, dilation: int
) -> tuple[int, int]:
    """Return the padding before and after an axis; ValueError where a named form has none."""
    if isinstance(padding, int):
        return padding, padding
    if isinstance(padding, tuple):
        return padding
    if padding == "same" and stride != 1:
        raise ValueError(f'padding "same" needs stride 1, not {stride}; "same_upper" pads at any stride')
    if padding == "valid":
        return 0, 0
    if padding == "causal":
        return dilation * (kernel_size - 1), 0
    _, less, more = same_upper(size, kernel_size, stride, dilation)
    return (more, less) if padding == "same_lower" else (less, more)


def window_count(
    size: int, kernel_size: int, stride: int, sides: Extent, dilation: int = 1, ceil_mode: bool = False
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
    size: int, kernel_size: int, stride: int, sides: Extent, output_padding: int = 0, dilation: int = 1
) -> int:
    """Return (I − 1)S − P + D(K−1) + output padding + 1, P on both sides together (Dumoulin & Visin 2016, §4)."""
    return (size - 1) * stride - sum(sides) + effective_kernel(kernel_size, dilation) + output_padding


def input_size_range(output: int, kernel_size: int, stride: int, padding: int) -> tuple[int, int]:
    """Return the smallest and the largest input side that give this output side."""
    smallest = (output - 1) * stride + kernel_size - 2 * padding
    return smallest, smallest + stride - 1


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


def offset_channels(kernel_height: int, kernel_width: int, offset_groups: int = 1, masked: bool = False) -> int:
    """Return 2·K_h·K_w·G, the channels of a deformable layer's offsets; with a mask 3·K_h·K_w·G."""
    return (2 + masked) * kernel_height * kernel_width * offset_groups


def bilinear(square: Sequence[Sequence[int]], down: Fraction, right: Fraction) -> Fraction:
    """Return what is read between four neighbours, at parts of a pixel below and right of the upper left one."""
    upper, lower = ((1 - right) * row[0] + right * row[1] for row in square)
    return (1 - down) * upper + down * lower


def linear_parameters(in_features: int, out_features: int, bias: bool = True) -> int:
    """Return in·out weights and, with bias, one per output."""
    return (in_features + bias) * out_features


def unshared_parameters(
    kernel_size: int, in_channels: int, out_channels: int, positions: int, bias: bool = True
) -> int:
    """Return (K²·C_in + 1)·C_out at every position: a locally connected layer's parameters."""
    return positions * conv_parameters(kernel_size, kernel_size, in_channels, out_channels, bias=bias)


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


def divisors(number: int) -> tuple[int, ...]:
    """Return what divides a number, 1 first."""
    return tuple(candidate for candidate in range(1, number + 1) if number % candidate == 0)


def channels_seen(output: int, in_channels: int, out_channels: int, groups: int) -> Extent:
    """Return the first and last input channel of an output's group, ⌊o/(C_out/g)⌋ (Krizhevsky et al. 2012, §3.5)."""
    group, depth = output // (out_channels // groups), in_channels // groups
    return group * depth, (group + 1) * depth - 1


def shuffled(channel: int, channels: int, groups: int) -> int:
    """Return where a shuffle puts channel row·n + column, n = C/g: column·g + row (Zhang et al. 2018, §3.1)."""
    row, column = divmod(channel, channels // groups)
    return column * groups + row


def composed(first: Sequence[int], second: Sequence[int]) -> tuple[int, ...]:
    """Return the kernel of two stride-1 layers in a row, w[t] = Σ a[i]·b[t − i]: the full convolution a∗b."""
    return tuple(
        sum(tap * second[at - i] for i, tap in enumerate(first) if 0 <= at - i < len(second))
        for at in range(len(first) + len(second) - 1)
    )


def conv_macs(weights: int, positions: int) -> int:
    """Return weights·positions: every weight meets every position once, padding included; biases add nothing.

    A convolution's positions are its outputs, a transposed convolution's its inputs, a dense layer has one.
    """
    return weights * positions


def tap_uses(size: int, kernel_size: int, tap: int, stride: int = 1, padding: int = 0) -> int:
    """Return at how many outputs o tap t reads a sample, not padding: those with 0 ≤ oS + t − P < I."""
    last = min(output_size(size, kernel_size, stride, padding) - 1, (size - 1 + padding - tap) // stride)
    return max(last - max(-((tap - padding) // stride), 0) + 1, 0)


PHASES = 4096
"""The most outputs with fields of different shapes that are told apart."""


@dataclass(frozen=True)
class Reach:
    """What the outputs of a stack see along one axis: output i + period sees what i does, `advance` samples on.

    The period is above 1 only behind transposed convolutions; negative samples are padding.
    """

    seen: tuple[Extent | None, ...] = ((0, 0),)
    """First and last sample of output 0, 1, …; None where an output sees nothing."""
    advance: int = 1

    def __post_init__(self) -> None:
        if not any(self.seen):
            raise ValueError("nothing of the input reaches its output")

    @cached_property
    def jump(self) -> Fraction:
        """Input samples from one output to the next, on average; below 1 where the stack upsamples."""
        return Fraction(self.advance, len(self.seen))

    @cached_property
    def size(self) -> int:
        """The receptive field: the most samples from the first to the last that an output sees."""
        return max(last - first + 1 for first, last in filter(None, self.seen))

    @cached_property
    def start(self) -> int:
        """The first sample that output 0 sees, or the next output if it sees none."""
        return next(first for first, _ in filter(None, self.seen))

    def of(self, output: int) -> Extent | None:
        """Return the first and last sample that an output sees."""
        turns, phase = divmod(output, len(self.seen))
        extent = self.seen[phase]
        return extent and (extent[0] + turns * self.advance, extent[1] + turns * self.advance)

    def windows(self, kernel_size: int, stride: int = 1, before: int = 0, dilation: int = 1) -> Reach:
        """Return the reach through a convolution or pooling: at period 1, Araujo et al. 2019, eq. 2 and 4."""
        period = len(self.seen) // gcd(len(self.seen), stride)
        taps = _outermost(range(0, kernel_size * dilation, dilation), len(self.seen))
        return Reach(
            tuple(_hull(self.of(at * stride - before + tap) for tap in taps) for at in range(period)),
            self.advance * stride * period // len(self.seen),
        )

    def stamps(self, kernel_size: int, stride: int = 1, before: int = 0, dilation: int = 1) -> Reach:
        """Return the reach through a transposed convolution, whose output o = i·S + t·D − P sees input i by tap t."""
        period = _few(stride * len(self.seen))
        every = stride // gcd(stride, dilation)

        def extent(output: int) -> Extent | None:
            raised = output + before
            hits = (tap for tap in range(min(every, kernel_size)) if (raised - tap * dilation) % stride == 0)
            taps = _outermost(range(next(hits, kernel_size), kernel_size, every), len(self.seen))
            return _hull(self.of((raised - tap * dilation) // stride) for tap in taps)

        return Reach(tuple(map(extent, range(period))), self.advance)

    def joined(self, other: Reach) -> Reach:
        """Return the union over two paths; ValueError unless their outputs lie equally far apart."""
        if self.jump != other.jump:
            raise ValueError(
                f"paths whose outputs are {self.jump} and {other.jump} input samples apart cannot be joined"
            )
        period = _few(lcm(len(self.seen), len(other.seen)))
        both = tuple(_hull((self.of(at), other.of(at))) for at in range(period))
        return Reach(both, int(self.jump * period))


def _few(phases: int) -> int:
    if phases > PHASES:
        raise ValueError(f"upsampling makes {phases} kinds of fields, here at most {PHASES}")
    return phases


def _outermost(taps: range, phases: int) -> Sequence[int]:
    """Return the taps that can be the first or the last to reach something; the others lie between these."""
    return taps if len(taps) <= 2 * phases else (*taps[:phases], *taps[-phases:])


def _hull(extents: Iterable[Extent | None]) -> Extent | None:
    found = list(filter(None, extents))
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None
