"""The one view: what each window reads, told by an array of indices."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.engine import windows, windows1d


def test_windows_of_a_line_of_indices():
    np.testing.assert_array_equal(
        windows1d(np.arange(7), 3, stride=2, padding=(1, 2), fill=-1),
        [[-1, 0, 1], [1, 2, 3], [3, 4, 5], [5, 6, -1]],
    )
    np.testing.assert_array_equal(
        windows1d(np.arange(5), 2, dilation=3, padding="causal", fill=-1)[:, 0], [-1] * 3 + [0, 1]
    )


@settings(deadline=None)
@given(st.data())
def test_every_window_reads_what_its_start_and_taps_say(data):
    size, kernel, stride, dilation, before, after = (data.draw(st.integers(least, 6)) for least in (1, 1, 1, 1, 0, 0))
    span = dilation * (kernel - 1) + 1
    expected = [
        [p if 0 <= p < size else -1 for p in range(start, start + span, dilation)]
        for start in range(-before, size + after - span + 1, stride)
    ]
    if expected:
        result = windows1d(np.arange(size), kernel, stride, (before, after), dilation, fill=-1)
        np.testing.assert_array_equal(result, expected)
    else:
        with pytest.raises(ValueError, match=f"spans {span} positions, the axis has {size}, padded by {before} and"):
            windows1d(np.arange(size), kernel, stride, (before, after), dilation)


def test_rows_and_columns_are_independent():
    x = np.arange(30).reshape(5, 6)
    seen = windows(x, (2, 3), (3, 1), ((0, 1), (2, 0)), (1, 2), fill=-1)
    rows = windows1d(np.arange(5), 2, 3, (0, 1), 1, fill=-1)
    columns = windows1d(np.arange(6), 3, 1, (2, 0), 2, fill=-1)
    for y, z, u, v in np.ndindex(seen.shape):
        row, column = rows[y, u], columns[z, v]
        assert seen[y, z, u, v] == (-1 if min(row, column) < 0 else x[row, column])


def test_without_padding_the_view_shares_memory_and_cannot_be_written():
    x = np.zeros((2, 3, 5, 6))
    seen = windows(x, 3)
    assert seen.shape == (2, 3, 3, 4, 3, 3)
    assert np.shares_memory(seen, x)
    assert not seen.flags.writeable
    assert x.flags.writeable


def test_arrays_without_rows_or_columns_are_refused():
    with pytest.raises(ValueError, match=r"expected \(\.\.\., h, w\)"):
        windows(np.arange(3), 2)
    with pytest.raises(ValueError, match=r"expected \(\.\.\., length\)"):
        windows1d(np.float64(3), 2)
