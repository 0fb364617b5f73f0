"""The cheat sheet: every line with a number put in, worked out by the closed form and measured on a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from questions.answers import decimal, fraction, grouped
from questions.model import Evidence
from questions.q01_convolution_layer.experiments import equivariant_not_invariant
from questions.q06_pooling.experiments import (
    average_is_a_convolution,
    global_pooling_is_invariant,
    maximum_routes_gradient,
)
from questions.q07_one_by_one.experiments import is_matrix_at_every_pixel
from questions.q13_backpropagation.experiments import (
    adjoint,
    bias_gradient_is_a_sum,
    input_gradient_is_a_correlation,
    weight_gradient_is_a_correlation,
)
from questions.q15_deformable.offsets import channels
from questions.q18_bias_and_batch_norm.experiments import bias_cancels_in_training
from solvers import arithmetic, engine, measure
from solvers.layers import Window
from solvers.measure import Measurement

Number = int | Fraction


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A formula, and one case of it that two witnesses speak to."""

    topic: str
    formula: str
    case: str
    """The layer whose numbers are put in."""
    numbers: str
    """The formula with these numbers, as it could be typed."""
    closed: Callable[[], Number]
    run: Callable[[], Measurement]

    def substituted(self) -> str:
        """Return the formula with the case's numbers and what the closed form makes of them."""
        return f"{self.numbers} = {shown(self.closed())}"

    def measured(self) -> Measurement:
        """Run the op and read the same number off the run."""
        return self.run()

    def prove(self) -> Evidence:
        """Put both witnesses side by side."""
        seen = self.measured().value
        return Evidence(fraction(seen) == self.closed(), f"{self.substituted()} · op {shown(seen)}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """What has no number to put in: an experiment shows it."""

    topic: str
    formula: str
    """In words."""
    prove: Callable[[], Evidence]
    case: str = ""


def shown(value: object) -> str:
    """Write a number for people: a whole one in groups, a share with three decimals."""
    exact = fraction(value)
    if exact is None:
        return str(value)
    return grouped(str(exact)) if exact.denominator == 1 else f"{exact} ≈ {decimal(exact, 3)}"


def _transposed() -> Measurement:
    output = engine.conv_transpose2d(measure.zeros(1, 1, 56, 56), measure.zeros(1, 1, 3, 3), None, 2, 1, 1)
    return Measurement(output.shape[-1], f"conv_transpose2d on zeros (1, 1, 56, 56) gave {output.shape}")


def _keeping() -> Measurement:
    kept = measure.search(range(9), lambda padding: measure.square(56, 3, 1, (padding, padding), 2).value == 56)
    return Measurement(kept, f"tried from 0 upwards on a side of 56: padding {kept} is the first that keeps it")


def _arrays(*layers: tuple[int, int, int, int], bias: bool = False) -> Measurement:
    """COUNT over layers (in, out, kernel, groups)."""
    counts = [
        measure.count(measure.parameters(before, after, (kernel, kernel), groups, bias)).value
        for before, after, kernel, groups in layers
    ]
    return Measurement(sum(counts), f"arrays the op accepts have {' + '.join(f'{each:,}' for each in counts)} entries")


def _ratio() -> Measurement:
    def work(into: int, out: int, kernel: int, groups: int) -> int:
        return int(measure.ones(into, out, (kernel, kernel), (14, 14), padding=kernel // 2, groups=groups).value)

    separable, dense = work(32, 32, 3, 32) + work(32, 64, 1, 1), work(32, 64, 3, 1)
    return Measurement(Fraction(separable, dense), f"multiply-adds on 14×14: {separable:,} of {dense:,}")


def _unflattened() -> Measurement:
    flat, pooled = (measure.count_dense(features, 1000).value for features in (7 * 7 * 512, 512))
    return Measurement(flat - pooled, f"a dense layer on the flattened map has {flat:,}, on the pooled one {pooled:,}")


STEM = (
    Window(kernel_size=7, stride=2, padding=3),
    Window(op="max_pool", kernel_size=3, stride=2, padding=1),
    Window(kernel_size=3, padding=1),
)

SHEET: tuple[Line | Fact, ...] = (
    Line(
        topic="output size",
        formula="O = ⌊(I + 2P − D(K−1) − 1)/S⌋ + 1",
        case="ResNet conv1: I 224, K 7, S 2, P 3",
        numbers="⌊(224 + 2·3 − 1·(7−1) − 1)/2⌋ + 1",
        closed=lambda: arithmetic.output_size(224, 7, 2, 3),
        run=lambda: measure.square(224, 7, 2, (3, 3)),
    ),
    Line(
        topic="transposed",
        formula="O = (I−1)S − 2P + D(K−1) + output_padding + 1",
        case="I 56, K 3, S 2, P 1, output padding 1",
        numbers="(56−1)·2 − 2·1 + 1·(3−1) + 1 + 1",
        closed=lambda: arithmetic.transposed_size(56, 3, 2, (1, 1), 1),
        run=_transposed,
    ),
    Line(
        topic="same padding, stride 1",
        formula="P = D(K−1)/2, where D(K−1) is even",
        case="K 3, D 2",
        numbers="2·(3−1)/2",
        closed=lambda: arithmetic.same_padding(3, 2) or 0,
        run=_keeping,
    ),
    Line(
        topic="same padding, stride S",
        formula="O = ⌈I/S⌉",
        case="I 225, K 3, S 2",
        numbers="⌈225/2⌉",
        closed=lambda: arithmetic.same_upper(225, 3, 2)[0],
        run=lambda: Measurement(
            measure.positions(225, 3, 2, "same_upper"), "conv2d padded same_upper, outputs counted"
        ),
    ),
    Line(
        topic="parameters",
        formula="K_h·K_w·C_in/g·C_out + C_out",
        case="VGG conv2_1: 3×3, 64→128",
        numbers="3·3·64/1·128 + 128",
        closed=lambda: arithmetic.conv_parameters(3, 3, 64, 128),
        run=lambda: measure.count(measure.parameters(64, 128, (3, 3))),
    ),
    Line(
        topic="parameters of batch norm",
        formula="2·C: γ and β",
        case="64 channels",
        numbers="2·64",
        closed=lambda: 2 * 64,
        run=lambda: measure.count(measure.batch_norm_parameters(64)[0]),
    ),
    Line(
        topic="MACs",
        formula="K_h·K_w·C_in/g·C_out·H_out·W_out",
        case="LeNet-5 C3, dense: 5×5, 6→16, output 10×10",
        numbers="5·5·6/1·16·10·10",
        closed=lambda: arithmetic.conv_macs(arithmetic.conv_parameters(5, 5, 6, 16, bias=False), 10 * 10),
        run=lambda: measure.ones(6, 16, (5, 5), (14, 14)),
    ),
    Line(
        topic="FLOPs",
        formula="≈ 2·MACs; with bias exactly that",
        case="one output of 5×5 on 6 channels",
        numbers="2·5·5·6",
        closed=lambda: 2 * arithmetic.conv_macs(arithmetic.conv_parameters(5, 5, 6, 1, bias=False), 1),
        run=lambda: measure.operations(6, 5, bias=True),
    ),
    Line(
        topic="receptive field",
        formula="RF_l = RF_{l−1} + D_l(K_l−1)·∏_{i<l} S_i, RF_0 = 1",
        case="ResNet: 7×7/2, 3×3 pool/2, 3×3/1",
        numbers="1 + 1·(7−1) + 1·(3−1)·2 + 1·(3−1)·2·2",
        closed=lambda: arithmetic.receptive_field(STEM),
        run=lambda: measure.foot(STEM),
    ),
    Line(
        topic="effective kernel",
        formula="D(K−1) + 1",
        case="K 3, D 4",
        numbers="4·(3−1) + 1",
        closed=lambda: arithmetic.effective_kernel(3, 4),
        run=lambda: measure.foot((Window(kernel_size=3, dilation=4),)),
    ),
    Line(
        topic="depthwise separable",
        formula="K²·C_in + C_in·C_out weights",
        case="3×3, 32→64",
        numbers="3²·32 + 32·64",
        closed=lambda: arithmetic.separable_parameters(3, 32, 64),
        run=lambda: _arrays((32, 32, 3, 32), (32, 64, 1, 1)),
    ),
    Line(
        topic="separable over standard",
        formula="1/C_out + 1/K²",
        case="3×3, 32→64",
        numbers="1/64 + 1/3²",
        closed=lambda: arithmetic.separable_ratio(3, 64),
        run=_ratio,
    ),
    Line(
        topic="1×1",
        formula="C_in·C_out weights",
        case="256→64",
        numbers="256·64",
        closed=lambda: arithmetic.conv_parameters(1, 1, 256, 64, bias=False),
        run=lambda: _arrays((256, 64, 1, 1)),
    ),
    Fact(
        topic="1×1",
        formula="mixes channels: one matrix, the same at every pixel",
        prove=is_matrix_at_every_pixel,
    ),
    Line(
        topic="grouped",
        formula="weights ÷ g",
        case="3×3, 64→128, g 4",
        numbers="3·3·64·128/4",
        closed=lambda: arithmetic.conv_parameters(3, 3, 64, 128, 4, bias=False),
        run=lambda: _arrays((64, 128, 3, 4)),
    ),
    Line(
        topic="grouped",
        formula="MACs ÷ g",
        case="3×3, 64→128, g 4, output 7×7",
        numbers="3·3·64·128·7·7/4",
        closed=lambda: arithmetic.conv_macs(arithmetic.conv_parameters(3, 3, 64, 128, 4, bias=False), 7 * 7),
        run=lambda: measure.ones(64, 128, (3, 3), (7, 7), padding=1, groups=4),
    ),
    Line(
        topic="deformable",
        formula="2K² offset channels, with a mask K² more",
        case="3×3 with mask",
        numbers="2·3² + 3²",
        closed=lambda: arithmetic.offset_channels(3, 3, masked=True),
        run=lambda: channels((3, 3), 1, masked=True),
    ),
    Fact(
        topic="max pooling",
        formula="keeps the strongest; the gradient goes to that input alone",
        prove=maximum_routes_gradient,
    ),
    Fact(
        topic="average pooling",
        formula="smooths: a fixed depthwise convolution with weights 1/K²",
        prove=average_is_a_convolution,
    ),
    Line(
        topic="global pooling",
        formula="replaces flatten + dense: (H·W − 1)·C·classes fewer weights",
        case="7×7×512 to 1000 classes",
        numbers="(7·7 − 1)·512·1000",
        closed=lambda: arithmetic.linear_parameters(7 * 7 * 512, 1000) - arithmetic.linear_parameters(512, 1000),
        run=_unflattened,
    ),
    Line(
        topic="bottleneck",
        formula="1×1 → 3×3 → 1×1: 2·C·m + 9m² weights",
        case="C 256, m 64",
        numbers="2·256·64 + 9·64²",
        closed=lambda: sum(
            arithmetic.conv_parameters(kernel, kernel, before, after, bias=False)
            for kernel, before, after in ((1, 256, 64), (3, 64, 64), (1, 64, 256))
        ),
        run=lambda: _arrays((256, 64, 1, 1), (64, 64, 3, 1), (64, 256, 1, 1)),
    ),
    Fact(
        topic="bias",
        formula="none before batch norm, which subtracts it again",
        prove=bias_cancels_in_training,
    ),
    Fact(
        topic="gradient dW",
        formula="the input correlated with dY",
        prove=weight_gradient_is_a_correlation,
    ),
    Fact(
        topic="gradient dX",
        formula="dY correlated in full with the turned kernel, stride stuffed with zeros",
        prove=input_gradient_is_a_correlation,
    ),
    Fact(
        topic="gradient dX",
        formula="the transposed convolution of dY, adjoint to the convolution",
        prove=adjoint,
    ),
    Fact(
        topic="gradient db",
        formula="the sum of dY over batch and positions",
        prove=bias_gradient_is_a_sum,
    ),
    Fact(
        topic="symmetry",
        formula="convolution is equivariant to shifts, not invariant",
        prove=equivariant_not_invariant,
    ),
    Fact(
        topic="symmetry",
        formula="global pooling makes it invariant",
        prove=global_pooling_is_invariant,
    ),
)
"""All lines, in the order of the subject."""
