"""What proves the claims of question 9."""

from __future__ import annotations

from itertools import product

from questions.model import Evidence
from questions.q09_dilated.dilations import STACKS, dilated, doubled, listed, read
from solvers import engine, measure
from solvers.arithmetic import (
    effective_kernel,
)
from solvers.layers import Window


def holes_are_zeros() -> Evidence:
    """Run dilated kernels and undilated ones with zeros between the weights."""
    values, kernel = measure.noise(1, 3, 20, 20), measure.noise(4, 3, 3, 3, seed=1)
    largest = 0.0
    for dilation in (2, 3, 4):
        side = 2 * dilation + 1
        stuffed = 0 * measure.noise(4, 3, side, side)
        stuffed[:, :, ::dilation, ::dilation] = kernel
        largest = max(
            largest,
            measure.largest_difference(
                engine.conv2d(values, kernel, dilation=dilation), engine.conv2d(values, stuffed)
            ),
        )
    return Evidence(largest < 1e-9, f"dilations 2, 3, 4 against 5×5, 7×7, 9×9 kernels: max |Δ| = {largest:.1g}")


def span_is_effective_kernel() -> Evidence:
    """Back-propagate through single dilated layers."""
    grid = list(product(range(1, 8), (1, 2, 3, 4, 8)))
    agree = sum(
        measure.foot((Window(kernel_size=k, dilation=d),)).value == k + (k - 1) * (d - 1) == effective_kernel(k, d)
        for k, d in grid
    )
    return Evidence(agree == len(grid), f"{agree} of {len(grid)} layers span D(K − 1) + 1")


def wider_for_nothing() -> Evidence:
    """Run one 3×3 layer's arrays at dilations 1, 2, 4 and 8 with the padding that keeps the size."""
    arrays = measure.parameters(4, 4, (3, 3))
    rates = (1, 2, 4, 8)
    sides = {measure.same_arrays(arrays, 1, (32,), 1, d, d)[0] for d in rates}
    macs = {measure.ones(4, 4, (3, 3), (32, 32), 1, d, d).value for d in rates}
    fields = [measure.foot((Window(kernel_size=3, dilation=d),)).value for d in rates]
    return Evidence(
        sides == {(32, 32)} and len(macs) == 1 and fields == sorted(set(fields)),
        f"dilations {listed(rates)} span {listed(tuple(fields))}; always {measure.count(arrays).value} parameters, "
        f"{min(macs):,} MACs, output 32×32",
    )


def padding_keeps_size() -> Evidence:
    """Pad kernels by D(K − 1)/2 on each side wherever that is whole."""
    grid = [(k, d) for k, d in product(range(2, 8), range(1, 7)) if d * (k - 1) % 2 == 0]
    agree = sum(measure.positions(40, k, 1, (d * (k - 1) // 2,) * 2, d) == 40 for k, d in grid)
    return Evidence(agree == len(grid), f"{agree} of {len(grid)} layers keep a side of 40")


def common_factor_leaves_gaps() -> Evidence:
    """Count the samples that are read after several lists of dilations."""
    seen = {rates: (read(dilated(3, rates)).value, measure.foot(dilated(3, rates)).value) for rates in STACKS[:12]}
    shown = {rates: seen[rates] for rates in ((2, 2, 2), (2, 4, 8), (1, 2, 4))}
    text = "; ".join(f"({listed(rates)}) reads {few} of {field}" for rates, (few, field) in shown.items())
    return Evidence(
        seen[2, 2, 2] == (7, 13) and seen[2, 4, 8] == (15, 29) and all(a == b for r, (a, b) in seen.items() if 1 in r),
        text,
    )


def no_common_factor_is_not_enough() -> Evidence:
    """Count the samples that are read where one dilation is much larger than those before it."""
    (few, field), (every, small) = (
        (read(dilated(3, rates)).value, measure.foot(dilated(3, rates)).value) for rates in ((1, 2, 9), (1, 2, 5))
    )
    return Evidence(
        (few, field, every) == (21, 25, small), f"(1, 2, 9) reads {few} of {field}, (1, 2, 5) {every} of {small}"
    )


def neighbours_read_apart() -> Evidence:
    """Compare the samples that two neighbouring outputs read."""
    shared = {}
    for rates in ((2, 2, 2), (1, 2, 4)):
        one, other = (measure.input_gradients(dilated(3, rates), 64, at)[0] != 0 for at in (20, 21))
        shared[rates] = int((one & other).sum())
    return Evidence(
        shared[2, 2, 2] == 0 < shared[1, 2, 4],
        "; ".join(f"({listed(rates)}): {number} samples in common" for rates, number in shared.items()),
    )


def doubling_covers_all() -> Evidence:
    """Run ten layers of two taps with dilations 1 to 512, and without."""
    wavenet, plain = dilated(2, doubled(10)), dilated(2, (1,) * 10)
    fields = [measure.foot(layers).value for layers in (wavenet, plain)]
    touched = read(wavenet).value
    return Evidence(
        (*fields, touched) == (1024, 11, 1024),
        f"ten layers see {fields[0]} samples and read {touched}; undilated they see {fields[1]}",
    )


def large_rates_fall_into_padding() -> Evidence:
    """Run ones through all-ones 3×3 kernels on 65×65: an output is the number of its taps inside."""
    ones = measure.zeros(1, 1, 65, 65) + 1
    kernel = measure.zeros(1, 1, 3, 3) + 1
    inside = {rate: float(engine.conv2d(ones, kernel, None, 1, rate, rate).mean()) for rate in (1, 6, 30, 64)}
    return Evidence(
        4.2 < inside[30] < 4.4 and inside[64] < 1.1,
        "taps inside on average: " + ", ".join(f"rate {rate} {taps:.2f}" for rate, taps in inside.items()),
    )
