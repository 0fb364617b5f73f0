"""Tensors being counted: the arrays that the op accepts, slice by slice, with a running total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from questions.scenes import Frame, Ink, Marks, Row, Scene

if TYPE_CHECKING:
    from solvers.measure import Array

MARKS = 64
"""Marks in a row; an array with more slices than two rows hold has several a mark."""
AT_ONCE = 4
"""Arrays that are drawn below each other; of more, the latest."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An array whose entries along the first axis are counted one by one."""

    label: str
    array: Array
    slice_name: str
    """What one entry of the first axis is: `filter`."""


def counting(title: str, arrays: Sequence[Counted], closing: str = "") -> Scene:
    """Count array after array along its first axis; the totals are sizes of what was counted."""
    groups = [_marks(counted.array) for counted in arrays]
    moments = [(at, mark) for at, marks in enumerate(groups) for mark in range(len(marks))]

    def frame(number: int) -> Frame:
        current, mark = moments[number]
        total = sum(counted.array.size for counted in arrays[:current])
        within = sum(part.size for part in groups[current][: mark + 1])
        pictures = [
            _picture(arrays[at], groups[at], len(groups[at]) if at < current else mark + 1)
            for at in range(max(0, current + 1 - AT_ONCE), current + 1)
        ]
        if arrays[current].array.ndim == 4:
            pictures.insert(0, _one_filter(arrays[current].array))
        caption = f"{arrays[current].label}: {within:,} of {arrays[current].array.size:,}"
        caption += f" · total {total + within:,}"
        if len(arrays) > AT_ONCE:
            caption += f" · array {current + 1} of {len(arrays)}"
        if number == len(moments) - 1 and closing:
            caption += f" · {closing}"
        return Frame(tuple(pictures), caption)

    return Scene(title, len(moments), frame)


def _marks(array: Array) -> list[Array]:
    """Split an array along its first axis into at most two rows of marks."""
    step = -(-len(array) // (2 * MARKS))
    return [array[start : start + step] for start in range(0, len(array), step)]


def _picture(counted: Counted, marks: Sequence[Array], done: int) -> Marks:
    inks = [Ink.COUNTED] * done + [Ink.AHEAD] * (len(marks) - done)
    each = len(marks[0])
    scale = f", a mark is {each}" if each > 1 else ""
    note = f"{len(counted.array):,} × {counted.array[0].size:,} ({counted.slice_name}s{scale})"
    return Marks(f"{counted.label} {counted.array.shape}", _rows(inks), note)


def _one_filter(weight: Array) -> Marks:
    _, depth, height, width = weight.shape
    shown = min(depth, MARKS // (width + 1))
    row: list[Ink] = []
    for _ in range(shown):
        row += [Ink.WEIGHT] * width + [Ink.NONE]
    cut = f", {shown} of {depth} channels drawn" if shown < depth else ""
    note = f"{depth} × {height} × {width} = {weight[0].size:,} weights{cut}"
    return Marks("one filter", (tuple(row),) * height, note)


def _rows(inks: Sequence[Ink]) -> tuple[Row, ...]:
    return tuple(tuple(inks[start : start + MARKS]) for start in range(0, len(inks), MARKS))
