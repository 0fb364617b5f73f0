"""The measurements measure: each told apart from a run that would show something else."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from solvers import measure
from solvers.engine import conv2d, conv2d_input_grad, conv_transpose2d, max_pool2d, relu


@pytest.mark.parametrize(("kernel", "size"), [((3,), (7,)), ((2, 3, 1), (3, 4, 2))])
def test_ones_along_any_axes_counts_every_product_and_so_does_its_twin(kernel, size, monkeypatch):
    """Against loops: two filters of three channels, at each place where a window fits, over each of its taps."""
    places = np.ndindex(*(along + 2 - taps + 1 for along, taps in zip(size, kernel, strict=True)))
    products = sum(1 for _ in places for _ in np.ndindex(2, 3, *kernel))
    assert measure.ones_along(3, 2, kernel, size, 1).value == products
    monkeypatch.setattr("solvers.measure.budget.BUDGET", 0)
    twin = measure.ones_along(3, 2, kernel, size, 1)
    assert twin.value == products
    assert "twin" in twin.run


def test_value_reads_the_output():
    numbers = [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]
    assert measure.value(conv2d, numbers, [[[[1, 0], [0, -1]]]]).value == [[[[-4, -4], [-4, -4]]]]


@pytest.mark.parametrize(
    "setting",
    [
        {"stride": (2, 1), "padding": (1, 2)},
        {"padding": ((0, 2), (1, 0)), "dilation": (2, 1)},
        {"stride": 2, "padding": "same_upper"},
        {"groups": 2, "padding": "same"},
    ],
)
def test_ones_counts_every_product_and_so_does_its_twin(setting, monkeypatch):
    """Against loops: the products are as many as the outputs times the taps of one."""
    groups = setting.get("groups", 1)
    plain = {key: value for key, value in setting.items() if key != "groups"}
    output = conv2d(np.zeros((1, 4, 9, 8)), np.zeros((6, 4 // groups, 3, 2)), groups=groups, **plain)
    products = sum(4 // groups * 3 * 2 for _ in np.ndindex(output.shape))
    assert measure.ones(4, 6, (3, 2), (9, 8), **setting).value == products
    monkeypatch.setattr("solvers.measure.budget.BUDGET", 0)
    twin = measure.ones(4, 6, (3, 2), (9, 8), **setting)
    assert twin.value == products
    assert "twin" in twin.run


@pytest.mark.parametrize("groups", [1, 2])
def test_ones_of_a_transposed_convolution_counts_stamps(groups, monkeypatch):
    products = 5 * 6 * 3 * 2 * 4 * (6 // groups)
    arguments = (4, 6, (3, 2), (5, 6), (2, 3))
    assert measure.ones_transposed(*arguments, groups=groups).value == products
    monkeypatch.setattr("solvers.measure.budget.BUDGET", 0)
    assert measure.ones_transposed(*arguments, groups=groups).value == products


def test_ones_of_a_dense_layer(monkeypatch):
    assert measure.ones_dense(7, 3).value == 21
    monkeypatch.setattr("solvers.measure.budget.BUDGET", 0)
    assert measure.ones_dense(7, 3).value == 21


def test_large_layers_are_counted_by_the_twin():
    """VGG-16's conv1_2 would take 1.8 billion multiply-adds."""
    seen = measure.ones(64, 64, (3, 3), (224, 224), padding=1)
    assert seen.value == 9 * 64 * 64 * 224 * 224
    assert "twin" in seen.run


def test_shift_finds_the_shift_of_the_output():
    values, kernel = measure.noise(1, 1, 8, 8), measure.noise(1, 1, 3, 3, seed=1)
    circular = partial(conv2d, weight=kernel, padding=1, padding_mode="circular")
    assert measure.shift(circular, values, (3, -2)).value == (3, 6)
    halved = partial(conv2d, weight=kernel, padding=1, stride=2, padding_mode="circular")
    assert measure.shift(halved, values, (2, 4)).value == (1, 2)
    assert measure.shift(halved, values, (1, 0)).value is None


def test_grad_tells_a_right_backward_pass_from_a_wrong_one():
    values, kernel = measure.noise(1, 2, 5, 5), measure.noise(3, 2, 3, 3, seed=1)

    def backward(gradient, padding=1):
        return conv2d_input_grad(gradient, kernel, values.shape, padding=padding)

    forward = partial(conv2d, weight=kernel, padding=1)
    assert measure.grad(forward, backward, values).value < 1e-8
    flipped = partial(conv2d_input_grad, weight=kernel[..., ::-1], input_shape=values.shape, padding=1)
    assert measure.grad(forward, flipped, values).value > 0.1


def test_error_is_what_the_op_complains_of():
    image = measure.zeros(1, 3, 5, 5)
    assert "groups" in measure.error(lambda: conv2d(image, measure.zeros(4, 2, 3, 3))).value
    assert measure.error(lambda: relu(image)).value is None
    with pytest.raises(ZeroDivisionError):
        measure.error(lambda: 1 / 0)


def test_equal_compares_shapes_and_numbers():
    values = measure.noise(1, 2, 6, 6)
    assert measure.equal(max_pool2d(values, 2), values.reshape(1, 2, 3, 2, 3, 2).max(axis=(3, 5))).value
    assert not measure.equal(values, values + 1e-8).value
    assert not measure.equal(values, values[:, :1]).value


def test_transposed_parameters_are_the_arrays_the_op_takes():
    arrays = measure.transposed_parameters(4, 6, (3, 2), groups=2)
    assert measure.count(arrays).value == 4 * 3 * 3 * 2 + 6
    assert conv_transpose2d(measure.zeros(1, 4, 5, 5), **arrays, groups=2).shape[1] == 6
