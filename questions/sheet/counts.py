"""What layers learn, and what they compute."""

from __future__ import annotations

from questions.sheet.line import Fact, Line
from solvers import arithmetic, measure

COUNTS: tuple[Line | Fact, ...] = (
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
)
