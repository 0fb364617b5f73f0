"""Sizes against windows and stamps laid out one by one."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from solvers import arithmetic
from solvers.engine.axes import axis, stamped_axis

small = st.integers(1, 5)
sides = st.tuples(st.integers(0, 4), st.integers(0, 4))


@given(size=st.integers(1, 20), kernel=small, stride=small, around=sides, dilation=small, ceil=st.booleans())
def test_window_count(size, kernel, stride, around, dilation, ceil):
    span = arithmetic.effective_kernel(kernel, dilation)
    assume(not ceil or max(around) < span)
    counted = arithmetic.window_count(size, kernel, stride, around, dilation, ceil)
    try:
        assert counted == len(axis(size, kernel, stride, around, dilation, ceil).starts)
    except ValueError:
        assert counted < 1


@given(size=st.integers(1, 12), kernel=small, stride=small, around=sides, dilation=small, extra=st.integers(0, 4))
def test_transposed_size(size, kernel, stride, around, dilation, extra):
    try:
        line = stamped_axis(size, kernel, stride, around, dilation, extra)
    except ValueError:
        return
    assert line.size == arithmetic.transposed_size(size, kernel, stride, around, extra, dilation)
