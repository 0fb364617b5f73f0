"""A convolution as a matrix, as columns, without shared weights; deformable convolution; all against loops."""

import numpy as np
import pytest
from hypothesis import given, settings

from solvers.engine import (
    conv2d,
    conv_as_matrix,
    deform_conv2d,
    fold,
    linear,
    locally_connected2d,
    unfold,
)
from tests import naive
from tests.solvers.engine.test_conv import convolutions, numbers


@settings(deadline=None)
@given(convolutions())
def test_a_convolution_is_a_matrix(setting):
    x_shape, w_shape, options = setting
    x, w = numbers(x_shape, 1), numbers(w_shape, 2)
    matrix = conv_as_matrix(w, x_shape[1:], **options)
    expected = conv2d(x, w, **options)
    np.testing.assert_array_equal(x.reshape(len(x), matrix.shape[1]) @ matrix.T, expected.reshape(len(x), len(matrix)))


@settings(deadline=None)
@given(convolutions())
def test_unfold_is_its_loops_and_fold_its_transpose(setting):
    x_shape, (*_, kh, kw), options = setting
    del options["groups"]
    x = numbers(x_shape, 1)
    columns = unfold(x, (kh, kw), **options)
    np.testing.assert_array_equal(columns, naive.unfold(x, (kh, kw), **options))
    other = numbers(columns.shape, 2)
    image = fold(other, x_shape[2:], (kh, kw), **options)
    assert image.shape == x.shape
    assert np.vdot(columns, other) == np.vdot(x, image)


@settings(deadline=None)
@given(convolutions())
def test_locally_connected2d_is_its_loops(setting):
    (n, c, *plane), (o, _, *kernel), options = setting
    del options["groups"]
    x = numbers((n, c, *plane), 1)
    out = naive.sizes(plane, kernel, options["stride"], options["padding"], options["dilation"])
    w, b = numbers((o, c, *out, *kernel), 2), numbers((o, *out), 3)
    np.testing.assert_array_equal(
        locally_connected2d(x, w, b, **options), naive.locally_connected2d(x, w, b, **options)
    )


def test_locally_connected_with_one_kernel_everywhere_is_conv2d():
    x, w = numbers((2, 3, 6, 7), 1), numbers((4, 3, 3, 2), 2)
    everywhere = np.broadcast_to(w[:, :, None, None], (4, 3, 4, 6, 3, 2))
    np.testing.assert_array_equal(locally_connected2d(x, everywhere), conv2d(x, w))


def test_linear_is_a_convolution_of_the_whole_image():
    x, w, b = numbers((2, 3, 4, 5), 1), numbers((6, 3, 4, 5), 2), numbers(6, 3)
    expected = conv2d(x, w, b).reshape(2, 6)
    np.testing.assert_array_equal(linear(x.reshape(2, -1), w.reshape(6, -1), b), expected)
    np.testing.assert_array_equal(linear(x.reshape(2, -1), w.reshape(6, -1)), expected - b)


@settings(deadline=None)
@given(convolutions())
def test_deform_conv2d_without_offsets_is_conv2d(setting):
    x_shape, w_shape, options = setting
    x, w, b = numbers(x_shape, 1), numbers(w_shape, 2), numbers(w_shape[:1], 3)
    expected = conv2d(x, w, b, **options)
    del options["groups"]
    still = np.zeros((len(x), 2 * w_shape[2] * w_shape[3], *expected.shape[2:]))
    np.testing.assert_array_equal(deform_conv2d(x, still, w, b, **options), expected)


@settings(deadline=None)
@given(convolutions())
def test_deform_conv2d_is_its_loops(setting):
    x_shape, w_shape, options = setting
    del options["groups"]
    rng = np.random.default_rng(4)
    out = naive.sizes(x_shape[2:], w_shape[2:], options["stride"], options["padding"], options["dilation"])
    x, w, b = rng.normal(size=x_shape), rng.normal(size=w_shape), rng.normal(size=w_shape[0])
    taps = w_shape[2] * w_shape[3]
    for runs in {1, x_shape[1]}:
        offset = rng.normal(0, 3, (len(x), 2 * runs * taps, *out))
        mask = rng.normal(size=(len(x), runs * taps, *out))
        for m in (mask, None):
            np.testing.assert_allclose(
                deform_conv2d(x, offset, w, b, mask=m, **options),
                naive.deform_conv2d(x, offset, w, b, mask=m, **options),
                atol=1e-11,
            )


def test_offsets_of_whole_pixels_shift_the_input():
    x, w = numbers((1, 2, 8, 8), 1), numbers((3, 2, 3, 3), 2)
    offset = np.zeros((1, 18, 6, 6))
    offset[:, 0::2], offset[:, 1::2] = 2, -1
    shifted = np.pad(x, ((0, 0), (0, 0), (0, 2), (1, 0)))[:, :, 2:, :-1]
    np.testing.assert_array_equal(deform_conv2d(x, offset, w), conv2d(shifted, w))


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e30])
def test_an_offset_far_outside_reads_zero(value):
    x, w = np.ones((1, 1, 3, 3)), np.ones((1, 1, 1, 1))
    offset = np.zeros((1, 2, 3, 3))
    offset[0, 0, 1, 1] = value
    expected = np.ones((3, 3))
    expected[1, 1] = 0
    np.testing.assert_array_equal(deform_conv2d(x, offset, w)[0, 0], expected)
    offset[0, 0, 1, 1] = np.nan
    expected[1, 1] = np.nan
    np.testing.assert_array_equal(deform_conv2d(x, offset, w)[0, 0], expected)


def test_what_they_refuse():
    x, w = np.zeros((1, 4, 5, 5)), np.zeros((2, 4, 3, 3))
    with pytest.raises(ValueError, match=r"offset \(1, 18, 2, 3\); expected \(1, 18, 3, 3\)"):
        deform_conv2d(x, np.zeros((1, 18, 2, 3)), w)
    with pytest.raises(ValueError, match="the 3 runs"):
        deform_conv2d(x, np.zeros((1, 54, 3, 3)), w)
    with pytest.raises(ValueError, match=r"mask \(1, 18, 3, 3\); expected \(1, 9, 3, 3\)"):
        deform_conv2d(x, np.zeros((1, 18, 3, 3)), w, mask=np.zeros((1, 18, 3, 3)))
    with pytest.raises(ValueError, match=r"input \(2, 3\) and weight \(2, 4\)"):
        linear(np.zeros((2, 3)), np.zeros((2, 4)))
    with pytest.raises(ValueError, match=r"expected \(n, c·4, 4·4\)"):
        fold(np.zeros((1, 8, 9)), 5, 2)
    with pytest.raises(ValueError, match=r"weight .*; expected \(2, 4, 3, 3, 3, 3\)"):
        locally_connected2d(x, np.zeros((2, 4, 2, 2, 3, 3)))
    with pytest.raises(ValueError, match="input_shape"):
        conv_as_matrix(w, (1, 4, 5, 5))
