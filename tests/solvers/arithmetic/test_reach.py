"""Reaches against taps followed one by one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.arithmetic import Reach

step = st.tuples(st.booleans(), st.integers(1, 4), st.integers(1, 3), st.integers(0, 3), st.integers(1, 3))


def followed(path, output):
    """Return every input sample that an output sees, each tap followed."""
    if not path:
        return {output}
    *before, (transposed, kernel, stride, padding, dilation) = path
    if transposed:
        raised = [output + padding - tap * dilation for tap in range(kernel)]
        reached = [at // stride for at in raised if at % stride == 0]
    else:
        reached = [output * stride - padding + tap * dilation for tap in range(kernel)]
    return set().union(*(followed(before, at) for at in reached)) if reached else set()


@settings(deadline=None)
@given(path=st.lists(step, min_size=1, max_size=4))
def test_reach_is_what_following_every_tap_gives(path):
    reach = Reach()
    try:
        for transposed, *setting in path:
            reach = (reach.stamps if transposed else reach.windows)(*setting)
    except ValueError:
        assert not any(followed(path, output) for output in range(81))
        return
    for output in (-7, -1, 0, 1, 2, 5, 30):
        seen = followed(path, output)
        assert reach.of(output) == ((min(seen), max(seen)) if seen else None)
    fields = [followed(path, output) for output in range(2 * len(reach.seen))]
    assert reach.size == max(max(seen) - min(seen) + 1 for seen in fields if seen)
    assert reach.start == next(min(seen) for seen in fields if seen)


def test_transposed_convolutions_have_fractional_jumps():
    upsampled = Reach().stamps(4, 2, 1)
    assert (upsampled.jump, upsampled.size, upsampled.start) == (0.5, 2, -1)
    assert [upsampled.of(output) for output in range(4)] == [(-1, 0), (0, 1), (0, 1), (1, 2)]


def test_paths_of_different_jump_cannot_be_joined():
    with pytest.raises(ValueError, match="2 and 1 input samples apart"):
        Reach().windows(1, 2).joined(Reach())


def test_the_union_begins_with_the_wider_path():
    joined = Reach().windows(3, before=1).joined(Reach())
    assert (joined.size, joined.start) == (3, -1)


def test_phases_are_limited_before_they_are_worked_out():
    with pytest.raises(ValueError, match="kinds of fields"):
        Reach().stamps(2, 2_000_000_000)


@settings(deadline=None)
@given(
    path=st.lists(step.filter(lambda each: not each[0]), max_size=2), size=st.integers(1, 9), wanted=st.integers(1, 9)
)
def test_a_sampled_reach_is_what_following_every_sample_gives(path, size, wanted):
    """Output o of an adaptive pool reads ⌊o·I/O⌋ to ⌈(o + 1)·I/O⌉, exclusive."""
    reach = Reach()
    for _, *setting in path:
        reach = reach.windows(*setting)
    reads = [(at * size // wanted, -(-(at + 1) * size // wanted) - 1) for at in range(wanted)]
    sampled = reach.sampled(reads, size)
    for output in range(wanted):
        first, last = reads[output]
        seen = set().union(*(followed(path, at) for at in range(first, last + 1)))
        assert sampled.of(output) == (min(seen), max(seen))
        assert sampled.of(output + wanted) == tuple(end + size * reach.jump for end in sampled.of(output))


def test_what_is_laid_over_all_outputs_is_seen_by_each_and_kept_by_what_follows():
    local, whole = Reach().windows(3, before=1), Reach().windows(3, before=1).windows(20)
    both = local.under(whole)
    assert (both.size, both.start, both.jump) == (22, -1, 1)
    assert both.windows(3).size == 22
    assert both.joined(local).size == 22


def test_outputs_that_all_see_the_same_join_any_others():
    whole = Reach().windows(8).sampled([(0, 0)], 0)
    assert (whole.jump, whole.size) == (0, 8)
    strided = Reach().windows(3, 2)
    assert strided.joined(whole) == whole.joined(strided)
    assert strided.joined(whole).size == 8
