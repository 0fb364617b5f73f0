"""What training and shifts do."""

from __future__ import annotations

from questions.q01_convolution_layer.experiments import equivariant_not_invariant
from questions.q06_pooling.experiments import (
    global_pooling_is_invariant,
)
from questions.q13_backpropagation.experiments import (
    adjoint,
    bias_gradient_is_a_sum,
    input_gradient_is_a_correlation,
    weight_gradient_is_a_correlation,
)
from questions.q18_bias_and_batch_norm.experiments import bias_cancels_in_training
from questions.sheet.line import Fact, Line

GRADIENTS: tuple[Line | Fact, ...] = (
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
