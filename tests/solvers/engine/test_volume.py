"""Convolution along depth against nested loops, and against conv2d where there is one slice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.engine import conv2d, conv3d
from tests import naive

RNG = np.random.default_rng(0)


def three(low, high):
    return st.tuples(*[st.integers(low, high)] * 3)


@given(
    kernel=three(1, 3), stride=three(1, 2), padding=three(0, 2), dilation=three(1, 2), groups=st.sampled_from([1, 2])
)
@settings(max_examples=25, deadline=None)
def test_conv3d_is_the_sum_over_every_tap(kernel, stride, padding, dilation, groups):
    x, w = RNG.normal(size=(2, 2, 5, 6, 5)), RNG.normal(size=(4, 2 // groups, *kernel))
    b = RNG.normal(size=4)
    expected = naive.conv3d(x, w, b, stride, padding, dilation, groups)
    np.testing.assert_allclose(conv3d(x, w, b, stride, padding, dilation, groups), expected, atol=1e-10)


def test_a_kernel_of_one_slice_runs_on_every_slice_alone():
    x, w = RNG.normal(size=(2, 3, 4, 6, 6)), RNG.normal(size=(5, 3, 1, 3, 3))
    slices = [conv2d(x[:, :, at], w[:, :, 0], padding=1) for at in range(4)]
    np.testing.assert_allclose(conv3d(x, w, padding=(0, 1, 1)), np.stack(slices, axis=2))


def test_what_conv3d_refuses():
    x, w = np.zeros((1, 2, 4, 4, 4)), np.zeros((3, 2, 3, 3, 3))
    with pytest.raises(ValueError, match="expected \\(n, c, d, h, w\\)"):
        conv3d(x[0], w)
    with pytest.raises(ValueError, match="three \\(depth, rows, columns\\)"):
        conv3d(x, w, stride=(1, 2))
    with pytest.raises(ValueError, match="no window fits"):
        conv3d(x, np.zeros((3, 2, 5, 3, 3)))
    with pytest.raises(TypeError, match="stride must be an integer"):
        conv3d(x, w, stride=1.5)
    with pytest.raises(ValueError, match=r"expected \(3,\)"):
        conv3d(x, w, np.zeros(2))
