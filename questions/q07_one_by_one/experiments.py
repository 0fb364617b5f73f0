"""What proves the claims of question 7."""

from __future__ import annotations

from questions.drawing import Stream
from questions.model import Evidence
from questions.q07_one_by_one.v2_reduction import Reduction
from questions.q07_one_by_one.v5_collapse import merged
from solvers import engine, measure
from solvers.layers import Window
from solvers.networks.architectures.mobilenet import MOBILENET
from solvers.networks.running import run


def is_matrix_at_every_pixel() -> Evidence:
    """Compare a 1×1 convolution with a matrix product at every pixel, and shuffle the pixels."""
    maps, weight, bias = measure.noise(2, 8, 6, 6), measure.noise(5, 8, 1, 1, seed=1), measure.noise(5, seed=2)
    output = engine.conv2d(maps, weight, bias)
    matrix_product = engine.linear(maps.transpose(0, 2, 3, 1), weight.reshape(5, 8), bias).transpose(0, 3, 1, 2)
    order = Stream("pixels").shuffled(range(36))
    moved = engine.conv2d(maps.reshape(2, 8, 1, 36)[..., order], weight, bias)
    matrix, shuffled = (
        measure.largest_difference(output, matrix_product),
        measure.largest_difference(output.reshape(2, 5, 1, 36)[..., order], moved),
    )
    return Evidence(
        max(matrix, shuffled) < 1e-12,
        f"max |Δ| to a matrix product {matrix:.1g}; 36 pixels shuffled before or after: {shuffled:.1g}",
    )


def is_dense_on_one_pixel() -> Evidence:
    """Compare with a fully connected layer on a map of 1×1."""
    maps, weight, bias = measure.noise(4, 8, 1, 1), measure.noise(5, 8, 1, 1, seed=1), measure.noise(5, seed=2)
    dense = engine.linear(maps.reshape(4, 8), weight.reshape(5, 8), bias)
    difference = measure.largest_difference(engine.conv2d(maps, weight, bias).reshape(4, 5), dense)
    return Evidence(difference < 1e-12, f"max |Δ| = {difference:.1g} over 4 inputs of 8 channels")


def reduction_saves() -> Evidence:
    """Count the 5×5 branch of GoogLeNet's module 3a with and without its reduction."""
    value = Reduction(kernel=5, in_channels=192, reduced=16, out_channels=32, size=28).measure().value
    return Evidence(
        (value["direct"], value["reduced"]) == (120_422_400, 12_443_648),
        f"direct {value['direct']:,}, through 16 channels {value['reduced']:,}, "
        f"{float(value['factor']):.1f} times fewer",
    )


def pair_collapses() -> Evidence:
    """Merge two 1×1 layers, with and without an activation between them."""
    first, second = measure.noise(32, 16, 1, 1), measure.noise(8, 32, 1, 1, seed=1)
    maps = measure.noise(2, 16, 5, 5, seed=2)
    single = engine.conv2d(maps, merged(first, second))
    plain = measure.largest_difference(engine.conv2d(engine.conv2d(maps, first), second), single)
    active = measure.largest_difference(engine.conv2d(engine.relu(engine.conv2d(maps, first)), second), single)
    return Evidence(plain < 1e-12 and active > 0.1, f"max |Δ| without activation {plain:.1g}, with ReLU {active:.1f}")


def is_linear() -> Evidence:
    """Run a layer without bias on a weighted sum of maps."""
    weight = measure.noise(5, 8, 1, 1)
    one, other = measure.noise(1, 8, 6, 6, seed=1), measure.noise(1, 8, 6, 6, seed=2)
    apart = 2 * engine.conv2d(one, weight) - 3 * engine.conv2d(other, weight)
    difference = measure.largest_difference(engine.conv2d(2 * one - 3 * other, weight), apart)
    return Evidence(difference < 1e-12, f"f(2x − 3y) against 2f(x) − 3f(y): max |Δ| = {difference:.1g}")


def can_be_channel_mean() -> Evidence:
    """Give all weights 1/C."""
    maps = measure.noise(2, 8, 6, 6)
    mean = engine.conv2d(maps, measure.zeros(1, 8, 1, 1).astype(maps.dtype) + 1 / 8)
    difference = measure.largest_difference(mean, maps.mean(axis=1, keepdims=True))
    return Evidence(difference < 1e-12, f"8 channels become {mean.shape[1]}: max |Δ| to their mean {difference:.1g}")


def field_stays() -> Evidence:
    """Measure the field of two 3×3 layers with and without a 1×1 between them."""
    three, one = Window(kernel_size=3), Window(kernel_size=1)
    without, between = (measure.foot(stack).value for stack in ((three, three), (three, one, three)))
    return Evidence(without == between == 5, f"3×3, 3×3: {without}; with a 1×1 between them: {between}")


def padding_is_bias() -> Evidence:
    """Pad a 1×1 convolution."""
    bias = measure.noise(4, seed=1)
    output = engine.conv2d(measure.noise(1, 3, 28, 28), measure.noise(4, 3, 1, 1), bias, 1, 1)
    rim = measure.largest_difference(output[0, :, 0, :], bias[:, None] + measure.zeros(4, 30))
    return Evidence(
        output.shape == (1, 4, 30, 30) and rim < 1e-12, f"28×28 became {output.shape[2:]}; |rim − bias| ≤ {rim:.1g}"
    )


def shape_keeps_sides() -> Evidence:
    """Run a layer at stride 1 without padding."""
    output = engine.conv2d(measure.zeros(1, 192, 28, 28), measure.zeros(16, 192, 1, 1)).shape
    return Evidence(output == (1, 16, 28, 28), f"(1, 192, 28, 28) became {output}")


def mobilenet_is_pointwise() -> Evidence:
    """Run MobileNet layer by layer and add up what is 1×1."""
    rows = list(zip(MOBILENET.table, run(MOBILENET), strict=True))
    pointwise = [seen for row, seen in rows if row.layer.op == "conv" and row.name.startswith("pointwise")]
    macs = sum(seen.macs for seen in pointwise) / sum(seen.macs for _, seen in rows)
    parameters = sum(seen.parameters for seen in pointwise) / sum(seen.parameters for _, seen in rows)
    return Evidence(
        0.945 < macs < 0.955 and 0.74 < parameters < 0.76,
        f"{len(pointwise)} layers of 1×1: {macs:.1%} of the multiply-adds, {parameters:.1%} of the parameters",
    )
