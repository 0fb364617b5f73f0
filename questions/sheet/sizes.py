"""How large outputs are."""

from __future__ import annotations

from questions.sheet.line import Fact, Line
from solvers import arithmetic, engine, measure
from solvers.measure import Measurement


def _transposed() -> Measurement:
    output = engine.conv_transpose2d(measure.zeros(1, 1, 56, 56), measure.zeros(1, 1, 3, 3), None, 2, 1, 1)
    return Measurement(output.shape[-1], f"conv_transpose2d on zeros (1, 1, 56, 56) gave {output.shape}")


def _keeping() -> Measurement:
    kept = measure.search(range(9), lambda padding: measure.square(56, 3, 1, (padding, padding), 2).value == 56)
    return Measurement(kept, f"tried from 0 upwards on a side of 56: padding {kept} is the first that keeps it")


SIZES: tuple[Line | Fact, ...] = (
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
)
