"""What proves the claims of question 16."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from questions.model import Evidence
from questions.q16_cost.v2_dense_work import DenseWork
from solvers import engine, measure
from solvers.arithmetic import output_size
from solvers.networks.architectures import vgg


def formula_counts_products() -> Evidence:
    """Add up ones over a grid of layers."""
    settings = list(product((1, 3, 8), (1, 4), (1, 3, 5), (1, 2), (8, 13)))
    agree = sum(
        measure.ones(c, o, (k, k), (h, h), s, k // 2).value == k * k * c * o * output_size(h, k, s, k // 2) ** 2
        for c, o, k, s, h in settings
    )
    return Evidence(agree == len(settings), f"{agree} of {len(settings)} layers agree")


def strided_layers_work_per_output() -> Evidence:
    """Count the products of ResNet's first convolution, and of the same at every input position."""
    strided, dense = (measure.ones(3, 64, (7, 7), (224, 224), stride, 3).value for stride in (2, 1))
    return Evidence(
        (strided, dense) == (118_013_952, 472_055_808),
        f"3→64 channels, 7×7, 224×224: {strided:,} at stride 2, {dense:,} at stride 1",
    )


def same_shapes_compared() -> Evidence:
    """Count 3×32×32 → 16×32×32 as both layers."""
    seen = DenseWork(in_channels=3, out_channels=16, kernel=3, size=32).measure().value
    full, shared, ratio = seen.values()
    return Evidence(
        (full, shared, ratio) == (50_331_648, 442_368, Fraction(32 * 32, 9)),
        f"fully connected {full:,}, 3×3 convolution {shared:,}: {float(ratio):.1f} times",
    )


def usual_head_has_no_volume() -> Evidence:
    """Count a head of N outputs on a map."""
    inputs = measure.zeros(512, 7, 7).size
    head, volume = measure.ones_dense(inputs, 4096).value, measure.ones_dense(inputs, inputs).value
    return Evidence(
        (head, volume) == (102_760_448, 629_407_744),
        f"512×7×7 to 4096 outputs: {head:,}; to a volume of 512×7×7: {volume:,}",
    )


def convolution_is_a_matrix() -> Evidence:
    """Build a convolution's matrix from unit images and from its weights, and apply it."""
    weight, image = measure.noise(3, 2, 3, 3), measure.noise(1, 2, 6, 6, seed=1)
    matrix = measure.conv_matrix(weight, (6, 6), 1)
    apart = measure.largest_difference(matrix, engine.conv_as_matrix(weight, (2, 6, 6), padding=1))
    output = engine.conv2d(image, weight, padding=1)
    off = measure.largest_difference(engine.linear(image.reshape(1, -1), matrix), output.reshape(1, -1))
    filled, distinct = int((matrix != 0).sum()), len(set(matrix[matrix != 0].tolist()))
    return Evidence(
        apart < 1e-12 and off < 1e-12 and (*matrix.shape, filled, distinct) == (108, 72, 1536, 54),
        f"{matrix.shape[0]}×{matrix.shape[1]}: {filled:,} of {matrix.size:,} entries non-zero, {distinct} distinct "
        f"values from {weight.size} weights; outputs max |Δ| = {off:.1g}",
    )


def dense_layer_is_a_convolution() -> Evidence:
    """Reshape a dense layer's weights into kernels that cover the map."""
    maps, weight = measure.noise(1, 8, 7, 7), measure.noise(10, 8 * 7 * 7, seed=1)
    kernels = weight.reshape(10, 8, 7, 7)
    apart = measure.largest_difference(
        engine.conv2d(maps, kernels)[..., 0, 0], engine.linear(maps.reshape(1, -1), weight)
    )
    larger = engine.conv2d(measure.noise(1, 8, 9, 9), kernels).shape[2:]
    return Evidence(apart < 1e-12 and larger == (3, 3), f"7×7 maps: max |Δ| = {apart:.1g}; 9×9 maps: outputs {larger}")


def vgg_shares() -> Evidence:
    """Count VGG-16's work and parameters, convolutions and dense layers apart."""
    work, parameters = {"conv": 0, "linear": 0}, {"conv": 0, "linear": 0}
    for row in vgg.VGG16.table:
        if row.layer.op == "conv":
            (c, *size), o = row.input, row.output[0]
            work["conv"] += measure.ones(c, o, (3, 3), (size[0], size[1]), 1, 1).value
            parameters["conv"] += measure.count(measure.parameters(c, o, (3, 3))).value
        elif row.layer.op == "linear":
            inputs = measure.zeros(*row.input).size
            work["linear"] += measure.ones_dense(inputs, row.output[0]).value
            parameters["linear"] += measure.count_dense(inputs, row.output[0]).value
    macs = sum(work.values())
    in_conv, in_dense = 100 * work["conv"] / macs, 100 * parameters["linear"] / sum(parameters.values())
    return Evidence(
        macs == 15_470_264_320 and in_conv > 99 and 89 < in_dense < 90,
        f"{macs:,} multiply-adds, {in_conv:.1f}% in convolutions; {in_dense:.1f}% of the parameters in dense layers",
    )


def two_operations_a_product() -> Evidence:
    """Compute one output number by number, with bias and without."""
    with_bias, without = (measure.operations(64, 3, bias) for bias in (True, False))
    return Evidence(
        (with_bias.value, without.value) == (1152, 1151),
        f"9·64 products: {with_bias.value} operations with bias, {without.value} without",
    )


def only_dense_weights_grow() -> Evidence:
    """Count a convolution and a dense layer at two resolutions."""
    convolution = measure.parameters(16, 16, (3, 3))
    outputs = measure.same_arrays(convolution, 1, (8, 16), padding=1)
    dense = [measure.count(measure.dense_parameters(measure.zeros(16, at, at).size, 10)).value for at in (8, 16)]
    kept = measure.count(convolution).value
    return Evidence(
        outputs == [(8, 8), (16, 16)] and dense[1] > dense[0],
        f"8×8 and 16×16: convolution {kept:,} parameters on both, dense layer {dense[0]:,} and {dense[1]:,}",
    )
