"""The convolution of volumes against nested loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.engine import conv1d, conv3d
from tests import naive

few = st.integers(1, 3)


@settings(deadline=None, max_examples=40)
@given(
    kernel=st.tuples(few, few, few),
    more=st.tuples(*[st.integers(0, 2)] * 3),
    stride=few,
    padding=st.integers(0, 2),
    groups=st.integers(1, 2),
    biased=st.booleans(),
)
def test_conv3d_is_its_loops(kernel, more, stride, padding, groups, biased):
    rng = np.random.default_rng(0)
    x = rng.integers(-4, 5, (2, 2 * groups, *(k + extra for k, extra in zip(kernel, more, strict=True))))
    w = rng.integers(-4, 5, (2 * groups, 2, *kernel))
    b = rng.integers(-4, 5, 2 * groups) if biased else None
    expected = naive.conv3d(x, w, b, stride, padding, groups)
    np.testing.assert_array_equal(conv3d(x, w, b, stride, padding, groups), expected, strict=True)


def test_a_kernel_of_one_slice_and_one_row_is_conv1d():
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((2, 3, 9)), rng.standard_normal((4, 3, 5))
    deep = conv3d(x[:, :, None, None], w[:, :, None, None], stride=2)
    np.testing.assert_allclose(deep[:, :, 0, 0], conv1d(x, w, stride=2), atol=1e-12)


def test_what_it_refuses():
    x, w = np.zeros((1, 2, 3, 3, 3)), np.zeros((1, 2, 3, 3, 3))
    with pytest.raises(ValueError, match="no window fits"):
        conv3d(x[:, :, :2], w)
    with pytest.raises(ValueError, match=r"expected \(n, c, d, h, w\)"):
        conv3d(x[0], w)
    with pytest.raises(ValueError, match=r"bias \(2,\); expected \(1,\)"):
        conv3d(x, w, np.zeros(2))
    with pytest.raises(TypeError, match="float32"):
        conv3d(x, w.astype(np.float32))
