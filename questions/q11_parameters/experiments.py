"""What proves the claims of question 11."""

from __future__ import annotations

from itertools import product

from questions.model import Evidence
from questions.parts.arrays import arrays_of, counted
from questions.q11_parameters.v6_published import NETWORKS
from questions.q11_parameters.weight_slips import closed_form
from solvers import measure
from solvers.layers import Weights


def formula_counts_arrays() -> Evidence:
    """Count the arrays of a grid of layers."""
    layers = [
        Weights("", c, o, (kh, kw), g, bias)
        for kh, kw, c, o, g, bias in product((1, 3, 5), (1, 2, 3), (4, 8, 12), (4, 8), (1, 2, 4), (True, False))
    ]
    agree = sum(counted((layer,)).value == closed_form(layer) for layer in layers)
    return Evidence(agree == len(layers), f"{agree} of {len(layers)} layers agree")


def nothing_but_shapes_changes() -> Evidence:
    """Run one layer's arrays on two sizes, and with other stride, padding and dilation."""
    arrays = arrays_of(Weights("", 3, 16, (3, 3)))
    plain = measure.same_arrays(arrays, 1, (32, 64))
    other = measure.same_arrays(arrays, 1, (32, 64), stride=2, padding=3, dilation=2)
    parameters = measure.count(arrays).value
    return Evidence(
        len({*plain, *other}) == 4,
        f"the same {parameters} parameters ran on 32×32 and 64×64: outputs {plain}; with stride 2, padding 3, "
        f"dilation 2: {other}",
    )


def dense_layer_depends_on_size() -> Evidence:
    """Flatten 16 maps of two sizes in front of a dense layer with 10 outputs."""
    sizes = (8, 16)
    counts = [measure.count(measure.dense_parameters(measure.zeros(16, at, at).size, 10)).value for at in sizes]
    return Evidence(counts == [10_250, 40_970], f"16 maps of 8×8: {counts[0]:,}; of 16×16: {counts[1]:,}")


def vgg_conv2_1() -> Evidence:
    """Count the worked example."""
    arrays = arrays_of(Weights("conv2_1", 64, 128, (3, 3)))
    total = measure.count(arrays).value
    return Evidence(
        total == 73_856 and arrays["weight"][0].shape == (64, 3, 3),
        f"weight {arrays['weight'].shape} (one filter {arrays['weight'][0].shape}), bias {arrays['bias'].shape}: "
        f"{total:,}",
    )


def groups_divide_inputs() -> Evidence:
    """Count the weights of AlexNet's conv2 with two groups and with one."""
    grouped, dense = (
        counted(NETWORKS[name]["conv2"], bias=False).value for name in ("AlexNet", "AlexNet without groups")
    )
    return Evidence(2 * grouped == dense, f"weights with 2 groups: {grouped:,}; with 1 group: {dense:,}")


def vgg_is_mostly_dense() -> Evidence:
    """Count VGG-16."""
    total, dense, fc6 = (counted(NETWORKS["VGG-16"][part]).value for part in ("total", "dense layers", "fc6"))
    return Evidence(
        (total, dense, fc6) == (138_357_544, 123_642_856, 102_764_544),
        f"all {total:,}; dense layers {dense:,}; fc6 {fc6:,}",
    )


def four_bytes_each() -> Evidence:
    """Read the memory of a layer's float32 arrays."""
    arrays = arrays_of(Weights("", 64, 128, (3, 3)))
    size, held = measure.count(arrays).value, sum(array.nbytes for array in arrays.values())
    return Evidence(held == 4 * size, f"{size:,} parameters in float32 hold {held:,} bytes")
