"""What proves the claims of question 1."""

from __future__ import annotations

from functools import partial
from itertools import product

from questions.model import Evidence
from questions.parts.signs import minus
from questions.q01_convolution_layer.v4_response_moves import moved
from solvers import engine, measure


def sum_of_products() -> Evidence:
    """Add up shifted copies of the input, weight by weight, and compare with the op."""
    x, w, b = measure.noise(1, 3, 16, 16), measure.noise(4, 3, 3, 3, seed=1), measure.noise(4, seed=2)
    largest = 0.0
    for stride in (1, 2):
        output = engine.conv2d(x, w, b, stride)
        high, wide = output.shape[2:]
        total = measure.zeros(*output.shape) + b[:, None, None]
        for m, n, c in product(range(3), range(3), range(3)):
            seen = x[:, c : c + 1, m : m + high * stride : stride, n : n + wide * stride : stride]
            total = total + seen[:, :, :high, :wide] * w[:, c, m, n][:, None, None]
        largest = max(largest, measure.largest_difference(output, total))
    return Evidence(largest < 1e-12, f"3 channels, 4 filters of 3×3, strides 1 and 2: max |Δ| = {largest:.1g}")


def one_map_a_filter() -> Evidence:
    """Run four filters on three channels."""
    output = engine.conv2d(measure.zeros(1, 3, 16, 16), measure.zeros(4, 3, 3, 3))
    return Evidence(output.shape[1] == 4, f"4 filters on 3 channels: output {output.shape}")


def same_filter_everywhere() -> Evidence:
    """Give every position its own copy of one filter, in the op that shares nothing."""
    x, w = measure.noise(1, 3, 16, 16), measure.noise(4, 3, 3, 3, seed=1)
    shared = engine.conv2d(x, w)
    copies = w[:, :, None, None] + measure.zeros(1, 1, *shared.shape[2:], 1, 1)
    largest = measure.largest_difference(shared, engine.locally_connected2d(x, copies))
    return Evidence(
        largest < 1e-12,
        f"{w.size} shared weights against {copies.size:,} of which every position has its own: max |Δ| = {largest:.1g}",
    )


def only_near_outputs_change() -> Evidence:
    """Change one pixel and count the outputs that change."""
    x, w = measure.noise(1, 1, 16, 16), measure.noise(1, 1, 3, 3, seed=1)
    raised = x.copy()
    raised[0, 0, 8, 8] += 1
    changed = int((engine.conv2d(x, w, None, 1, 1) != engine.conv2d(raised, w, None, 1, 1)).sum())
    return Evidence(changed == 9, f"one pixel of 256 changed: {changed} of 256 outputs did, with a 3×3 kernel")


def equivariant_not_invariant() -> Evidence:
    """Shift the input circularly and compare with the shifted and with the same output."""
    x, w = measure.noise(1, 3, 16, 16), measure.noise(4, 3, 3, 3, seed=1)
    op = partial(engine.conv2d, weight=w, padding=1, padding_mode="circular")
    shifted = op(moved(x, 3, 5))
    equivariant = measure.largest_difference(shifted, moved(op(x), 3, 5))
    invariant = measure.largest_difference(shifted, op(x))
    return Evidence(
        equivariant < 1e-12 and invariant > 1,
        f"shift by (3, 5): max |conv(shift) − shift(conv)| = {equivariant:.1g}, max |conv(shift) − conv| = "
        f"{invariant:.2g}",
    )


def borders_break_it() -> Evidence:
    """Shift by two rows under zero padding and find the rows that differ."""
    x, w = measure.noise(1, 3, 16, 16), measure.noise(4, 3, 3, 3, seed=1)
    op = partial(engine.conv2d, weight=w, padding=1)
    shifted, expected = op(moved(x, 2, 0)), moved(op(x), 2, 0)
    differ = [row for row in range(16) if measure.largest_difference(shifted[:, :, row], expected[:, :, row]) > 1e-9]
    return Evidence(differ == [0, 1, 2, 15], f"circular shift by 2 rows, zero padding 1: rows {differ} of 16 differ")


def stride_keeps_multiples() -> Evidence:
    """Search the output's shift at stride 2 for input shifts by one and by two."""
    w = measure.noise(1, 1, 3, 3, seed=1)
    op = partial(engine.conv2d, weight=w, stride=2, padding=1, padding_mode="circular")
    x = measure.noise(1, 1, 16, 16)
    by_two, by_one = measure.shift(op, x, (2, 0)).value, measure.shift(op, x, (1, 0)).value
    return Evidence(
        by_two == (1, 0) and by_one is None, f"stride 2: input shift (2, 0) gives {by_two}, (1, 0) gives {by_one}"
    )


def not_flipped() -> Evidence:
    """Read one window's output against the products with the kernel as it is and rotated by 180°."""
    x, w = measure.noise(1, 1, 3, 3), measure.noise(1, 1, 3, 3, seed=1)
    even = w + w[..., ::-1, ::-1]
    seen = engine.conv2d(x, w).item()
    upright, flipped = (x * w).sum().item(), (x * w[..., ::-1, ::-1]).sum().item()
    balanced = abs(engine.conv2d(x, even).item() - (x * even[..., ::-1, ::-1]).sum().item())
    return Evidence(
        abs(seen - upright) < 1e-12 and abs(seen - flipped) > 0.01 and balanced < 1e-12,
        f"op {minus(f'{seen:.4f}')}, kernel upright {minus(f'{upright:.4f}')}, rotated {flipped:.4f}; for a kernel "
        f"that equals its own rotation |Δ| = {balanced:.1g}",
    )


def size_is_not_kept() -> Evidence:
    """Run a strided layer without padding."""
    seen = measure.shape((32, 32), (5, 5), 2).value
    return Evidence(seen == (14, 14), f"32×32, kernel 5, stride 2, no padding: {seen}")


def linear_stack_is_one_layer() -> Evidence:
    """Read two stacked kernels as one off their impulse response, and run that on noise."""
    first, second = measure.noise(1, 1, 3, 3, seed=1), measure.noise(1, 1, 3, 3, seed=2)
    impulse = measure.zeros(1, 1, 9, 9) + 0 * measure.noise(1, 1, 9, 9)
    impulse[0, 0, 4, 4] = 1
    single = engine.conv2d(engine.conv2d(impulse, first), second)[..., ::-1, ::-1]
    x = measure.noise(1, 1, 16, 16)
    largest = measure.largest_difference(engine.conv2d(engine.conv2d(x, first), second), engine.conv2d(x, single))
    return Evidence(
        largest < 1e-12 and single.shape[2:] == (5, 5),
        f"two 3×3 kernels against one of {single.shape[2]}×{single.shape[3]}: max |Δ| = {largest:.1g}",
    )
