"""Pooling against nested loops: every dtype, ceil_mode, what padding counts, ties, NaN."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.engine import avg_pool2d, global_avg_pool2d, global_max_pool2d, max_pool2d
from tests import naive

PAIR = st.tuples(st.integers(1, 4), st.integers(1, 4))


def numbers(shape, seed, dtype=np.float64):
    """Few different numbers, so that windows hold equals."""
    return np.random.default_rng(seed).integers(0, 5, shape).astype(dtype)


@st.composite
def poolings(draw, dilated):
    """A shape and settings in which a window fits and the padding is below it."""
    kernel, stride = draw(PAIR), draw(PAIR)
    dilation = draw(st.tuples(*[st.integers(1, 3)] * 2)) if dilated else (1, 1)
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    padding = tuple(draw(st.tuples(*[st.integers(0, min(span - 1, 4))] * 2)) for span in spans)
    plane = [draw(st.integers(max(span - sum(pad), 1), span + 6)) for span, pad in zip(spans, padding, strict=True)]
    # Between its taps a dilated window may miss an input this small altogether.
    plane = [max(size, d) for size, d in zip(plane, dilation, strict=True)]
    shape = (draw(st.sampled_from([1, 2, 0])), draw(st.integers(1, 3)), *plane)
    settings = {"stride": stride, "padding": padding, "ceil_mode": draw(st.booleans())}
    return shape, kernel, settings | ({"dilation": dilation} if dilated else {})


@settings(deadline=None)
@given(poolings(dilated=True), st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.int16]))
def test_max_pool2d_is_its_loops(setting, dtype):
    shape, kernel, options = setting
    x = numbers(shape, 1, dtype)
    expected, where = naive.max_pool2d(x, kernel, **options)
    result, indices = max_pool2d(x, kernel, return_indices=True, **options)
    assert result.dtype == dtype
    np.testing.assert_array_equal(result, expected)
    np.testing.assert_array_equal(indices, where)
    np.testing.assert_array_equal(max_pool2d(x, kernel, **options), expected)


@settings(deadline=None)
@given(poolings(dilated=False), st.booleans())
def test_avg_pool2d_is_its_loops(setting, counted):
    shape, kernel, options = setting
    x = numbers(shape, 1)
    np.testing.assert_allclose(
        avg_pool2d(x, kernel, count_include_pad=counted, **options),
        naive.avg_pool2d(x, kernel, count_include_pad=counted, **options),
        rtol=1e-14,
    )


def test_a_stride_beyond_the_axis_takes_no_room():
    x = np.arange(25.0).reshape(1, 1, 5, 5)
    np.testing.assert_array_equal(max_pool2d(x, 2, stride=10**12), [[[[6.0]]]])
    np.testing.assert_array_equal(
        avg_pool2d(x, 2, stride=(1, 10**12), padding=1)[0, 0, :, 0], [0, 1.25, 3.75, 6.25, 8.75, 5]
    )


def test_the_stride_is_the_window_when_left_out():
    x = numbers((1, 1, 7, 9), 1)
    assert max_pool2d(x, (2, 3)).shape == avg_pool2d(x, (2, 3)).shape == (1, 1, 3, 3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nan_shows_and_infinity_counts(dtype):
    x = np.zeros((1, 1, 4, 4), dtype)
    x[0, 0, 0, 0], x[0, 0, 3, 3], x[0, 0, 2] = np.nan, np.inf, -np.inf
    largest, where = max_pool2d(x, 2, return_indices=True)
    np.testing.assert_array_equal(largest[0, 0], [[np.nan, 0], [0, np.inf]])
    np.testing.assert_array_equal(where[0, 0], [[0, 2], [12, 15]])
    np.testing.assert_array_equal(max_pool2d(x, 2), largest)
    np.testing.assert_array_equal(avg_pool2d(x, 2)[0, 0], [[np.nan, 0], [-np.inf, np.nan]])


def test_padding_never_wins():
    x = np.full((1, 1, 2, 2), -5)
    np.testing.assert_array_equal(max_pool2d(x, 3, stride=1, padding=1), x)
    smallest = np.full((1, 1, 2, 2), np.iinfo(np.int8).min, np.int8)
    largest, where = max_pool2d(smallest, 3, stride=1, padding=1, return_indices=True)
    np.testing.assert_array_equal(largest, smallest)
    np.testing.assert_array_equal(where, np.zeros((1, 1, 2, 2)))


def test_max_pool2d_commutes_with_what_is_monotonous():
    x = numbers((2, 3, 9, 8), 1)
    np.testing.assert_array_equal(max_pool2d(np.exp(x), 3, 2, 1), np.exp(max_pool2d(x, 3, 2, 1)))


def test_global_pools_are_one_window():
    x = numbers((2, 3, 5, 4), 1)
    np.testing.assert_array_equal(global_max_pool2d(x), max_pool2d(x, (5, 4)))
    np.testing.assert_allclose(global_avg_pool2d(x), avg_pool2d(x, (5, 4)))
    assert global_avg_pool2d(x[:0]).shape == global_max_pool2d(x[:0]).shape == (0, 3, 1, 1)
    with pytest.raises(TypeError):
        global_avg_pool2d(x.astype(int))


@pytest.mark.parametrize("padding", ["same", "same_upper", "same_lower", "valid", ((0, 1), (1, 0))])
def test_pools_take_the_paddings_of_conv2d(padding):
    x = numbers((1, 2, 6, 5), 1)
    shape = (1, 2, 5, 4) if padding == "valid" else (1, 2, 6, 5)
    assert max_pool2d(x, 2, 1, padding).shape == avg_pool2d(x, 2, 1, padding).shape == shape


@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
def test_what_a_pool_refuses(pool):
    x = np.zeros((1, 1, 4, 4))
    with pytest.raises(ValueError, match=r"padding 2 and 2 must be below the window of 2"):
        pool(x, 2, padding=2)
    with pytest.raises(ValueError, match=r"no window fits: kernel 5"):
        pool(x, 5)
    with pytest.raises(ValueError, match=r"\(4, 4\); expected \(n, c, h, w\)"):
        pool(x[0, 0], 2)
    with pytest.raises(ValueError, match="stride"):
        pool(x, 2, stride=0)
    with pytest.raises(TypeError, match="kernel_size"):
        pool(x, 2.0)
    with pytest.raises(TypeError, match="bool"):
        pool(x > 0, 2)
