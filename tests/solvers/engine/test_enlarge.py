"""Maps made larger without weights, against loops and against the transposed convolutions that do the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvers.engine import conv2d, conv_transpose2d, pixel_shuffle, upsample_nearest2d
from tests import naive

X = np.random.default_rng(0).standard_normal((2, 3, 4, 5))
few = st.integers(1, 3)


@given(n=st.integers(0, 2), c=few, h=few, w=few, r=few)
def test_pixel_shuffle_is_its_loops(n, c, h, w, r):
    x = np.arange(n * c * r**2 * h * w).reshape(n, c * r**2, h, w)
    np.testing.assert_array_equal(pixel_shuffle(x, r), naive.pixel_shuffle(x, r), strict=True)


@given(rows=few, columns=few)
def test_repeated_pixels_are_a_transposed_convolution_with_ones(rows, columns):
    ones = np.ones((3, 1, rows, columns))
    expected = conv_transpose2d(X, ones, stride=(rows, columns), groups=3)
    np.testing.assert_array_equal(upsample_nearest2d(X, (rows, columns)), expected, strict=True)


def test_a_transposed_convolution_is_a_convolution_and_a_shuffle():
    """Shi et al. 2016, Is the deconvolution layer the same as a convolutional layer?"""
    r, kernel = 2, 3
    weight = np.random.default_rng(1).standard_normal((3, 2, r * kernel, r * kernel))
    taps = weight.reshape(3, 2, kernel, r, kernel, r)[:, :, ::-1, :, ::-1]
    small = taps.transpose(1, 3, 5, 0, 2, 4).reshape(2 * r**2, 3, kernel, kernel)
    shuffled = pixel_shuffle(conv2d(X, small, padding=kernel - 1), r)
    np.testing.assert_allclose(shuffled, conv_transpose2d(X, weight, stride=r), atol=1e-12)


def test_what_they_refuse():
    with pytest.raises(ValueError, match="upscale_factor=2, squared, must divide the 3 channels"):
        pixel_shuffle(X, 2)
    with pytest.raises(ValueError, match="upscale_factor must be at least 1"):
        pixel_shuffle(X, 0)
    with pytest.raises(ValueError, match="scale_factor must be at least 1"):
        upsample_nearest2d(X, (0, 1))
    with pytest.raises(ValueError, match=r"expected \(n, c, h, w\)"):
        upsample_nearest2d(X[0], 2)
