"""What proves the claims of question 6."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING

from questions.model import Evidence
from questions.parts.grids import inline
from questions.parts.signs import listed
from questions.parts.signs import minus as shown
from questions.q06_pooling.pools import pool
from questions.q06_pooling.v6_shift_test import rolled
from solvers import engine, measure
from solvers.layers import Window

if TYPE_CHECKING:
    from solvers.measure import Array


def strided_pooling_shrinks() -> Evidence:
    """Pool 16 maps with stride 1 and with stride 2."""
    maps = measure.noise(1, 16, 28, 28)
    same, half = engine.max_pool2d(maps, 3, 1, 1).shape, engine.max_pool2d(maps, 2, 2).shape
    return Evidence(
        same == maps.shape and half == (1, 16, 14, 14), f"{maps.shape}: 3×3, stride 1 {same}; 2×2, stride 2 {half}"
    )


def later_layers_get_cheaper() -> Evidence:
    """Count the multiply-adds of a layer on a map and on the map that a pooling leaves of it."""
    sides = measure.sides(28, (Window(op="max_pool", kernel_size=2, stride=2),))
    before, after = (measure.ones(16, 16, (3, 3), (side, side), padding=1).value for side in sides)
    return Evidence(before == 4 * after, f"a 3×3 layer 16→16 on sides {sides}: {before:,} and {after:,} multiply-adds")


def pooling_enlarges_fields() -> Evidence:
    """Measure the field of stacks with and without a pooling."""
    conv, pooling = Window(kernel_size=3), Window(op="max_pool", kernel_size=2, stride=2)
    stacks = {"3×3": (conv,), "3×3, pool": (conv, pooling), "3×3, pool, 3×3": (conv, pooling, conv)}
    seen = {name: measure.foot(stack).value for name, stack in (*stacks.items(), ("3×3, 3×3", (conv, conv)))}
    return Evidence(list(seen.values()) == [3, 4, 8, 5], ", ".join(f"{name}: {field}" for name, field in seen.items()))


def pooling_is_not_invariant() -> Evidence:
    """Shift a row by one sample and pool it with stride 2."""
    row = (0, 0, 1, 1, 0, 0, 1, 1)
    still, moved = (pool("max", [values], (1, 2), (1, 2)).value[0] for values in (row, rolled(row, 1)))
    return Evidence(
        (still, moved) == ((0, 1, 0, 1), (1, 1, 1, 1)),
        f"{listed(row)} gives {listed(still)}; shifted by one sample {listed(moved)}",
    )


def global_pooling_is_invariant() -> Evidence:
    """Compare the global average of a map and of all its circular shifts."""
    maps = measure.noise(1, 4, 8, 8)
    still = engine.global_avg_pool2d(maps)
    order = [rolled(range(8), by) for by in range(8)]
    largest = max(
        measure.largest_difference(still, engine.global_avg_pool2d(maps[:, :, down][..., right]))
        for down, right in product(order, order)
    )
    return Evidence(largest < 1e-12, f"64 circular shifts of 4 maps of 8×8: max |Δ| = {largest:.1g}")


def maximum_routes_gradient() -> Evidence:
    """Back-propagate ones through both poolings of a 4×4 map."""
    x, ones = measure.noise(1, 1, 4, 4), measure.image([[1, 1], [1, 1]])
    largest, mean = engine.max_pool2d_grad(ones, x, 2), engine.avg_pool2d_grad(ones, (1, 1, 4, 4), 2)
    reached = [int((gradient != 0).sum()) for gradient in (largest, mean)]
    return Evidence(
        reached == [4, 16] and bool((x[largest != 0].reshape(-1) == sorted_maxima(x)).all()),
        f"of 16 inputs max pooling's gradient reaches {reached[0]}, average pooling's {reached[1]}",
    )


def sorted_maxima(x: Array) -> Array:
    """Return the maxima of the 2×2 windows in the order in which they lie in the map."""
    _, indices = engine.max_pool2d(x, 2, return_indices=True)
    return x.reshape(-1)[sorted(indices.reshape(-1).tolist())]


def largest_is_not_sharpest() -> Evidence:
    """Pool a map of ones with a dark line, a column of zeros."""
    x = measure.image([[1, 1, 0, 1, 1, 1]] * 4)
    largest, mean = engine.max_pool2d(x, 2)[0, 0].tolist(), engine.avg_pool2d(x, 2)[0, 0].tolist()
    return Evidence(
        largest == [[1, 1, 1]] * 2 and mean == [[1, 0.5, 1]] * 2,
        f"rows of 1 1 0 1 1 1: max pooling leaves {inline(largest)}, average pooling {inline(mean)}",
    )


def padding_never_wins() -> Evidence:
    """Max-pool negative numbers with padding, and with zeros written around them."""
    x = measure.noise(1, 1, 6, 6) - 2
    framed = measure.zeros(1, 1, 8, 8).astype(x.dtype)
    framed[:, :, 1:-1, 1:-1] = x
    padded, zeros = engine.max_pool2d(x, 3, 2, 1).max(), engine.max_pool2d(framed, 3, 2).max()
    return Evidence(
        padded < 0 and zeros == 0, f"all inputs below −1: largest output {shown(f'{padded:.3f}')}, with zeros {zeros:g}"
    )


def average_is_a_convolution() -> Evidence:
    """Compare average pooling with a depthwise convolution whose weights are all 1/4."""
    x = measure.noise(2, 3, 8, 8)
    kernel = measure.zeros(3, 1, 2, 2).astype(x.dtype) + 0.25
    difference = measure.largest_difference(engine.avg_pool2d(x, 2), engine.conv2d(x, kernel, None, 2, groups=3))
    return Evidence(difference < 1e-12, f"max |Δ| = {difference:.1g} over {2 * 3 * 16} outputs")


def padding_counts_or_not() -> Evidence:
    """Average a map of ones with padding."""
    x = measure.image([[1] * 4] * 4)
    corners = [engine.avg_pool2d(x, 3, 1, 1, count_include_pad=counted)[0, 0, 0, 0] for counted in (True, False)]
    exact = [Fraction(corner).limit_denominator(9) for corner in corners]
    return Evidence(exact == [Fraction(4, 9), 1], f"corner of ones: {exact[0]} where padding counts, else {exact[1]}")


def head_of_vgg() -> Evidence:
    """Count VGG-16's dense layers and the head that replaces them."""
    widths = (512 * 7 * 7, 4096, 4096, 1000)
    dense = sum(measure.count(measure.dense_parameters(before, after)).value for before, after in pairwise(widths))
    small = measure.count(measure.dense_parameters(512, 1000)).value
    return Evidence((dense, small) == (123_642_856, 513_000), f"dense layers {dense:,}; pooled and linear {small:,}")


def any_input_size() -> Evidence:
    """Run the arrays of one classifier on maps of three sizes."""
    weight = measure.noise(10, 16)
    shapes = [
        engine.linear(engine.global_avg_pool2d(measure.noise(1, 16, side, side)).reshape(1, -1), weight).shape
        for side in (5, 7, 12)
    ]
    return Evidence(set(shapes) == {(1, 10)}, f"160 weights on maps of sides 5, 7, 12: outputs {shapes}")
