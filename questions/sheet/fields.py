"""What an output sees."""

from __future__ import annotations

from questions.sheet.line import Fact, Line
from solvers import arithmetic, measure
from solvers.layers import Window

STEM = (
    Window(kernel_size=7, stride=2, padding=3),
    Window(op="max_pool", kernel_size=3, stride=2, padding=1),
    Window(kernel_size=3, padding=1),
)


FIELDS: tuple[Line | Fact, ...] = (
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
        case="dilated: K 3, D 4",
        numbers="4·(3−1) + 1",
        closed=lambda: arithmetic.effective_kernel(3, 4),
        run=lambda: measure.foot((Window(kernel_size=3, dilation=4),)),
    ),
)
