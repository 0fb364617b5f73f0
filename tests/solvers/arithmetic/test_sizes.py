"""Sizes against windows and stamps laid out one by one."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from solvers import arithmetic
from solvers.engine.axes import axis, stamped_axis
from solvers.layers import Window

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


@given(
    output=st.integers(1, 4),
    layers=st.lists(
        st.builds(Window, kernel_size=small, stride=small, padding=st.integers(0, 3), dilation=st.integers(1, 2)),
        min_size=1,
        max_size=3,
    ),
)
def test_smallest_input_is_the_first_that_does(output, layers):
    """A side that gives as much lies at the closed form, and none below it does."""

    def left(size):
        for layer in layers:
            span = arithmetic.effective_kernel(layer.kernel_size, layer.dilation)
            size = len(range(0, size + 2 * layer.padding - span + 1, layer.stride))
            if size < 1:
                return 0
        return size

    smallest = arithmetic.smallest_input(output, tuple(layers))
    assert left(smallest) >= output
    assert smallest == 1 or left(smallest - 1) < output
