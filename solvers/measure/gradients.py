"""GRAD: backward passes, and the differences that they must equal."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solvers.measure.arrays import Array, noise
from solvers.measure.measurement import Measurement
from solvers.measure.values import largest_difference


def grad(
    forward: Callable[[Array], Array], backward: Callable[[Array], Array], at: Array, step: float = 1e-5
) -> Measurement:
    """GRAD: the largest difference between an op's backward pass and central differences of its forward pass.

    `backward` takes the gradient of the output and returns that of `at`.
    """
    direction = noise(*forward(at).shape)
    largest = largest_difference(backward(direction), central_differences(forward, direction, at, step))
    return Measurement(largest, f"{at.size} central differences, the largest disagreement {largest:.1e}")


def central_differences(forward: Callable[[Array], Array], direction: Array, at: Array, step: float = 1e-5) -> Array:
    """Return how Σ direction · forward(at) moves with each number of `at`, nudged both ways."""
    numeric = np.empty(at.shape)
    for index in np.ndindex(at.shape):
        nudge = np.zeros(at.shape)
        nudge[index] = step
        numeric[index] = np.sum(direction * (forward(at + nudge) - forward(at - nudge))) / (2 * step)
    return numeric
