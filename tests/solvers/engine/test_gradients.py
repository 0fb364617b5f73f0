"""Gradients against central differences of the forward ops."""

import numpy as np
import pytest
from hypothesis import given, settings

from solvers.engine import (
    avg_pool2d,
    avg_pool2d_grad,
    batch_norm,
    batch_norm_grad,
    conv2d,
    conv2d_bias_grad,
    conv2d_input_grad,
    conv2d_weight_grad,
    conv_transpose2d,
    conv_transpose2d_input_grad,
    conv_transpose2d_weight_grad,
    max_pool2d,
    max_pool2d_grad,
)
from tests import naive
from tests.solvers.engine.test_conv import convolutions, numbers
from tests.solvers.engine.test_pool import poolings


def close(result, function, at, tolerance=1e-5):
    np.testing.assert_allclose(result, naive.numeric_gradient(function, at), atol=tolerance, rtol=tolerance)


@settings(max_examples=25, deadline=None)
@given(convolutions())
def test_conv2d(setting):
    x_shape, w_shape, options = setting
    x, w, b = numbers(x_shape, 1), numbers(w_shape, 2), numbers(w_shape[:1], 3)
    dy = numbers(conv2d(x, w, **options).shape, 4)
    close(conv2d_input_grad(dy, w, x_shape, **options), lambda v: np.vdot(dy, conv2d(v, w, b, **options)), x)
    close(conv2d_weight_grad(dy, x, w_shape, **options), lambda v: np.vdot(dy, conv2d(x, v, b, **options)), w)
    close(conv2d_bias_grad(dy), lambda v: np.vdot(dy, conv2d(x, w, v, **options)), b)


@pytest.mark.parametrize("stride", [(1, 1), (2, 3), (4, 1)])
@pytest.mark.parametrize("dilation", [(1, 1), (2, 3)])
@pytest.mark.parametrize("padding", [0, ((1, 0), (2, 1))])
@pytest.mark.parametrize("groups", [1, 2])
def test_conv_transpose2d(stride, dilation, padding, groups):
    x, w = numbers((2, 4, 3, 4), 1), numbers((4, 3, 3, 2), 2)
    extra = tuple(max(s, d) - 1 for s, d in zip(stride, dilation, strict=True))
    options = {"stride": stride, "padding": padding, "output_padding": extra, "groups": groups, "dilation": dilation}
    dy = numbers(conv_transpose2d(x, w, **options).shape, 3)
    close(
        conv_transpose2d_input_grad(dy, w, x.shape, **options),
        lambda v: np.vdot(dy, conv_transpose2d(v, w, **options)),
        x,
    )
    close(
        conv_transpose2d_weight_grad(dy, x, w.shape, **options),
        lambda v: np.vdot(dy, conv_transpose2d(x, v, **options)),
        w,
    )


@settings(max_examples=25, deadline=None)
@given(poolings(dilated=True))
def test_max_pool2d(setting):
    shape, kernel, options = setting
    x = np.random.default_rng(0).permutation(np.prod(shape)).reshape(shape).astype(float)
    dy = numbers(max_pool2d(x, kernel, **options).shape, 1)
    result = max_pool2d_grad(dy, x, kernel, **options)
    close(result, lambda v: np.vdot(dy, max_pool2d(v, kernel, **options)), x)


@settings(max_examples=25, deadline=None)
@given(poolings(dilated=False))
def test_avg_pool2d(setting):
    shape, kernel, options = setting
    x = numbers(shape, 1)
    for counted in (True, False):
        dy = numbers(avg_pool2d(x, kernel, **options).shape, 1)
        result = avg_pool2d_grad(dy, shape, kernel, count_include_pad=counted, **options)
        close(result, lambda v: np.vdot(dy, avg_pool2d(v, kernel, count_include_pad=counted, **options)), x)  # noqa: B023


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("scaled", [False, True])
def test_batch_norm(training, scaled):
    rng = np.random.default_rng(0)
    x, dy, mean = rng.normal(size=(3, 2, 2, 3)), rng.normal(size=(3, 2, 2, 3)), rng.normal(size=2)
    var, bias = rng.uniform(1, 2, 2), np.zeros(2)
    weight = rng.normal(size=2) if scaled else None

    def loss(x, weight, bias):
        out = batch_norm(x, mean, var, weight, bias, training=training)
        return np.vdot(dy, out[0] if training else out)

    dx, dweight, dbias = batch_norm_grad(dy, x, mean, var, weight, training=training)
    close(dx, lambda v: loss(v, weight, bias), x)
    close(dweight, lambda v: loss(x, v, bias), np.ones(2) if weight is None else weight)
    close(dbias, lambda v: loss(x, weight, v), bias)


def test_a_one_hot_gradient_is_the_footprint_of_a_window():
    dy = np.zeros((1, 1, 4, 4), np.float32)
    dy[0, 0, 1, 2] = 1
    grad = conv2d_input_grad(
        dy, np.ones((1, 1, 3, 2), np.float32), (1, 1, 9, 9), stride=2, dilation=(1, 3), padding=((0, 0), (1, 0))
    )
    assert np.argwhere(grad[0, 0]).tolist() == [[y, x] for y in (2, 3, 4) for x in (3, 6)]


def test_what_gradients_refuse():
    dy, w = np.zeros((1, 4, 5, 5)), np.zeros((4, 3, 3, 3))
    with pytest.raises(ValueError, match=r"grad_output \(1, 4, 5, 5\); expected \(1, 4, 6, 6\)"):
        conv2d_input_grad(dy, w, (1, 3, 8, 8))
    with pytest.raises(ValueError, match=r"expected \(n, c, h, w\)"):
        conv2d_input_grad(dy, w, (3, 8, 8))
    with pytest.raises(ValueError, match="grad_output"):
        conv_transpose2d_input_grad(dy, np.zeros((3, 4, 3, 3)), (1, 3, 4, 4))
    with pytest.raises(ValueError, match="grad_output"):
        conv2d_weight_grad(dy, np.zeros((1, 3, 8, 8)), w.shape)
    with pytest.raises(ValueError, match="grad_output"):
        max_pool2d_grad(dy, np.zeros((1, 4, 8, 8)), 2)
    with pytest.raises(ValueError, match="grad_output"):
        avg_pool2d_grad(dy, (1, 4, 8, 8), 2)
