"""Named paddings against those that the engine lays around an axis."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvers import arithmetic
from solvers.engine.axes import axis

small = st.integers(1, 5)


@given(
    size=st.integers(1, 40),
    kernel=small,
    stride=small,
    dilation=small,
    name=st.sampled_from(["valid", "same", "same_upper", "same_lower", "causal"]),
)
def test_named_padding(size, kernel, stride, dilation, name):
    try:
        line = axis(size, kernel, stride, name, dilation)
    except ValueError:
        if name == "same" and stride > 1:
            with pytest.raises(ValueError, match="same_upper"):
                arithmetic.padding_sides(size, kernel, stride, name, dilation)
        return
    before, after = arithmetic.padding_sides(size, kernel, stride, name, dilation)
    assert (before, after) == (line.before, line.after)
    assert arithmetic.window_count(size, kernel, stride, (before, after), dilation) == len(line.starts)
