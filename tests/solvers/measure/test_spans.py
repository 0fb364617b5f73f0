"""Rows of sample numbers against gradients of the same windows and stamps."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from solvers import engine, measure

SIZE = 40
window = st.tuples(st.booleans(), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2))


@settings(max_examples=60, deadline=None)
@given(path=st.lists(window, min_size=1, max_size=3))
def test_a_span_is_where_a_gradient_is_not_zero(path):
    span = measure.untouched(SIZE)
    row, steps = measure.zeros(1, 1, 1, SIZE), []
    for is_stamp, kernel, stride, padding, dilation in path:
        ones, sides = measure.zeros(1, 1, 1, kernel) + 1, ((0, 0), (padding, padding))
        try:
            if is_stamp:
                made = engine.conv_transpose2d(row, ones, None, (1, stride), sides, dilation=(1, dilation))
                span = measure.stamped(span, kernel, stride, (padding, padding), dilation, 0)
            else:
                made = engine.conv2d(row, ones, None, (1, stride), sides, (1, dilation))
                span = measure.slid(span, kernel, stride, (padding, padding), dilation)
        except ValueError:
            return
        steps.append((is_stamp, ones, (1, stride), sides, (1, dilation), row.shape))
        row = made
    assert span.length == row.shape[-1]
    for at in range(span.length):
        gradient = measure.zeros(*row.shape)
        gradient[..., at] = 1
        for is_stamp, ones, stride, sides, dilation, shape in reversed(steps):
            if is_stamp:
                gradient = engine.conv_transpose2d_input_grad(gradient, ones, shape, stride, sides, dilation=dilation)
            else:
                gradient = engine.conv2d_input_grad(gradient, ones, shape, stride, sides, dilation)
        seen = measure.extent(gradient[0, 0, 0]) if gradient.any() else None
        assert seen == ((span.first[at], span.last[at]) if span.last[at] >= span.first[at] else None)
