"""Which dimensions of a reshaped array run along which axes of the network's input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from solvers.layers.windows import Shape


class Fold(NamedTuple):
    """What reshaping does to the axes."""

    axes: tuple[int | None, ...]
    """Of each new dimension, the axis that it runs along."""
    stretched: dict[int, tuple[int, int]]
    """Of an axis, how often each of its places is repeated, and how many then become one."""
    taken_in: tuple[int, ...]
    """Old dimensions that run along an axis which no new one follows."""


def folded(old: Shape, new: Shape, axes: tuple[int | None, ...]) -> Fold:
    """Match the dimensions of two shapes of as many numbers, the smallest runs of them whose products agree.

    An axis is followed where its dimension comes first in its run, and only ones precede it or it is alone: what
    follows it there repeats its places. It is followed where it is split, into blocks and places within these.
    """
    found: list[int | None] = [None] * len(new)
    stretched: dict[int, tuple[int, int]] = {}
    taken = []
    for before, after in _runs(old, new):
        tracked = [at for at in before if axes[at] is not None and old[at] > 1]
        wide = [at for at in after if new[at] > 1]
        if len(tracked) == 1 and wide and all(old[at] == 1 for at in before if at < tracked[0]):
            (at,) = tracked
            axis = axes[at]
            assert axis is not None
            side = new[wide[0]]
            if side % old[at] == 0:
                found[wide[0]] = axis
                stretched[axis] = (side // old[at], 1)
            elif old[at] % side == 0:
                found[wide[0]] = axis
                stretched[axis] = (1, old[at] // side)
            else:
                taken.append(at)
        else:
            taken += tracked
    ones = {axis for at, axis in enumerate(axes) if axis is not None and old[at] == 1}
    if len(old) == len(new):  # a map of one place is still one
        found = [axes[at] if axes[at] in ones and new[at] == 1 else axis for at, axis in enumerate(found)]
    return Fold(tuple(found), {axis: way for axis, way in stretched.items() if way != (1, 1)}, tuple(taken))


def _runs(old: Shape, new: Shape) -> Iterator[tuple[list[int], list[int]]]:
    i = j = 0
    while i < len(old) or j < len(new):
        if i >= len(old) or j >= len(new):  # only ones are left
            yield list(range(i, len(old))), list(range(j, len(new)))
            return
        before, after = [i], [j]
        left, right = old[i], new[j]
        i, j = i + 1, j + 1
        while left != right:
            if left < right:
                left *= old[i]
                before.append(i)
                i += 1
            else:
                right *= new[j]
                after.append(j)
                j += 1
        yield before, after
