"""What proves the claims of question 3."""

from __future__ import annotations

from itertools import product

from questions.model import Evidence
from questions.notation.stacks import parse_stack
from questions.q03_output_size.v4_same_with_stride import SameWithStride
from solvers import measure
from solvers.arithmetic import (
    effective_kernel,
    output_size,
)


def windows_follow_formula() -> Evidence:
    """Count the windows of the op over a grid of settings."""
    settings = [
        (size, k, s, p, d)
        for size, k, s, p, d in product((7, 16, 33), range(1, 6), (1, 2, 3), (0, 1, 2), (1, 2, 3))
        if effective_kernel(k, d) <= size + 2 * p
    ]
    agree = sum(
        measure.positions(size, k, s, (p, p), d) == output_size(size, k, s, p, d) for size, k, s, p, d in settings
    )
    return Evidence(agree == len(settings), f"{agree} of {len(settings)} settings agree")


def stem_is_floored() -> Evidence:
    """Run ResNet's stem, where the division leaves a half."""
    outputs = measure.positions(224, 7, 2, (3, 3))
    return Evidence(outputs == 112, f"224, kernel 7, stride 2, padding 3: {outputs} windows, not 112.5")


def even_kernel_needs_unequal_padding() -> Evidence:
    """Pad a 4-tap kernel on 32 samples in three ways."""
    ways = {"1 and 1": (1, 1), "2 and 2": (2, 2), "1 and 2": (1, 2)}
    seen = {name: measure.positions(32, 4, 1, padding) for name, padding in ways.items()}
    text = ", ".join(f"padding {name} → {outputs}" for name, outputs in seen.items())
    return Evidence(list(seen.values()) == [31, 33, 32], f"32 samples, kernel 4: {text}")


def same_depends_on_input() -> Evidence:
    """Search SAME's padding of one strided layer for two inputs."""
    seen = {size: SameWithStride(size=size, kernel=3, stride=2).measure().value for size in (224, 225)}
    text = ", ".join(f"{size} → {value}" for size, value in seen.items())
    return Evidence(seen[224][1:] != seen[225][1:], f"kernel 3, stride 2 (output, before, after): {text}")


def valid_is_no_padding() -> Evidence:
    """Compare the op's "valid" with padding 0."""
    named = measure.shape((32, 32), (5, 5), 2, "valid").value
    plain = measure.shape((32, 32), (5, 5), 2, 0).value
    return Evidence(named == plain, f"32×32, kernel 5, stride 2: valid {named}, padding 0 {plain}")


def example_keeps_32() -> Evidence:
    """Run the worked example."""
    outputs = measure.shape((32, 32), (5, 5), 1, 2).value
    return Evidence(outputs == (32, 32), f"32×32, kernel 5, padding 2, stride 1: {outputs}")


def floor_once_or_always() -> Evidence:
    """Run chains and compare with one floor at the very end."""
    agree = total = 0
    for size, layers in product(range(40, 140, 7), (parse_stack("3/2p1,3/2,2/2"), parse_stack("7/2p3,3/2p1,3/3"))):
        exact_num, exact_den = size, 1
        for layer in layers:
            exact_num = exact_num + (2 * layer.padding - layer.kernel_size + layer.stride) * exact_den
            exact_den *= layer.stride
        agree += measure.sides(size, layers)[-1] == exact_num // exact_den
        total += 1
    return Evidence(agree == total, f"{agree} of {total} chains end at the same side")
