"""Kinds of layers, and what each saves or costs."""

from __future__ import annotations

from fractions import Fraction

from questions.q06_pooling.experiments import (
    average_is_a_convolution,
    maximum_routes_gradient,
)
from questions.q07_one_by_one.experiments import is_matrix_at_every_pixel
from questions.q15_deformable.offsets import channels
from questions.sheet.line import Fact, Line
from solvers import arithmetic, measure
from solvers.measure import Measurement


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


KINDS: tuple[Line | Fact, ...] = (
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
)
