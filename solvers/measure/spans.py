"""SPAN: rows whose samples carry the first and the last sample of the input that they see, sent through windows.

Where windows start and what they read, the engine says; nothing is added up or multiplied.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from solvers.engine.axes import axis, stamped_axis, view
from solvers.engine.enlarge import linear_samples, nearest_samples, pooled_samples
from solvers.measure.arrays import Array, Pair

NOTHING = np.iinfo(np.int32).max


class Span(NamedTuple):
    """What each sample of a row sees: the first and last input sample, and whether no border had a part in it."""

    first: Array
    last: Array
    """Below `first` where it sees nothing."""
    clear: Array

    @property
    def length(self) -> int:
        """How many samples there are."""
        return int(self.first.size)


def untouched(length: int) -> Span:
    """Return the row of an input, each sample of which sees itself."""
    places = np.arange(length, dtype=np.int32)
    return Span(places, places, np.ones(length, bool))


def slid(span: Span, kernel: int, stride: int, padding: Pair, dilation: int) -> Span:
    """Look through the windows of a convolution or a pool, whose padding sees nothing; ValueError if none fits."""
    line, one = axis(span.length, kernel, stride, padding, dilation), axis(1, 1)
    if line.starts == range(span.length) and len(line.taps) == 1:
        return span

    def under(row: Array, fill: int) -> Array:
        return view(row[None, :], one, line, fill)[0, :, 0, :]

    return Span(
        under(span.first, NOTHING).min(axis=-1),
        under(span.last, -1).max(axis=-1),
        np.logical_and.reduce(under(span.clear, False), axis=-1),
    )


def stamped(span: Span, kernel: int, stride: int, padding: Pair, dilation: int, output_padding: int) -> Span:
    """Look through the stamps of a transposed convolution, borders being where further stamps would reach."""
    line = stamped_axis(span.length, kernel, stride, padding, dilation, output_padding)
    first, last = np.full(line.size, NOTHING, np.int32), np.full(line.size, -1, np.int32)
    clear = np.ones(line.size, bool)
    beyond = len(line.taps) * dilation // stride + 2
    starts = np.asarray(line.starts)
    ghosts = np.concatenate([starts[0] - stride * np.arange(1, beyond), starts[-1] + stride * np.arange(1, beyond)])
    for tap in line.taps:
        hit = starts + tap
        inside = (hit >= 0) & (hit < line.size)
        at = hit[inside]
        first[at] = np.minimum(first[at], span.first[inside])
        last[at] = np.maximum(last[at], span.last[inside])
        clear[at] &= span.clear[inside]
        gone = ghosts + tap
        clear[gone[(gone >= 0) & (gone < line.size)]] = False
    return Span(first, last, clear)


def kept(span: Span, start: int, step: int = 1) -> Span:
    """Keep every `step`-th sample from `start` on."""
    return Span(*(row[start::step] for row in span))


def put_on(span: Span, before: int) -> Span:
    """Put samples that see nothing before a row."""
    return Span(
        np.concatenate([np.full(before, NOTHING, np.int32), span.first]),
        np.concatenate([np.full(before, -1, np.int32), span.last]),
        np.concatenate([np.zeros(before, bool), span.clear]),
    )


def sampled(span: Span, size: int, wanted: int, way: str, align_corners: bool = False) -> Span:
    """Look where a map of `size` samples is looked at to make `wanted` of them, here of a row longer than the map.

    The way is "nearest" or "linear" interpolation, or "pooled" by an adaptive pool.
    """
    if way == "pooled":
        left, right = pooled_samples(span.length, size, wanted)
    elif way == "linear":
        left, right, weight = linear_samples(span.length, size, wanted, align_corners)
        right = np.where(weight == 0, left, right)
        left = np.where(weight == 1, right, left)
    else:
        left = right = nearest_samples(span.length, size, wanted)
    inside = (left >= 0) & (right < span.length)
    left, right = left.clip(0, span.length - 1), right.clip(0, span.length - 1)
    first, last, clear = span.first[left], span.last[left], span.clear[left] & inside
    for offset in range(1, int((right - left).max(initial=0)) + 1):
        at = np.minimum(left + offset, right)
        first = np.minimum(first, span.first[at])
        last = np.maximum(last, span.last[at])
        clear = clear & span.clear[at]
    return Span(first, last, clear)


def met(spans: Iterable[Span]) -> Span:
    """Return what is seen along any of several paths; where they meet, the shortest row counts."""
    rows = list(spans)
    length = min(span.length for span in rows)
    first, last, clear = (np.stack([row[:length] for row in part]) for part in zip(*rows, strict=True))
    return Span(first.min(axis=0), last.max(axis=0), np.logical_and.reduce(clear, axis=0))


class Neighbours(NamedTuple):
    """What neighbouring outputs see."""

    advance: int
    """How far on the field of the output one turn further is."""
    largest: int
    start: int
    """The first sample that output 0 sees."""
    stop: int
    """The last sample that output 0 sees."""


def neighbours(span: Span, turns: int, places: int | None = None) -> Neighbours | None:
    """Return what outputs see whose fields are of the same shapes after `turns` of them.

    Read off two turns of outputs in the middle of what is clear of borders; None where there are too few of them.
    Where a map has fewer places than that, the first of each turn are looked at.
    """
    clear = np.flatnonzero(span.clear)
    if not clear.size:
        return None
    middle = (int(clear[0] + clear[-1]) // 2 // turns - (turns > 1)) * turns
    if middle < 0 or middle + 2 * turns > span.length or not span.clear[middle : middle + 2 * turns].all():
        return None
    first, last = span.first[middle : middle + 2 * turns], span.last[middle : middle + 2 * turns]
    seeing = np.flatnonzero(last >= first)
    if places and (there := seeing[seeing % turns < places]).size:
        seeing = there
    here = seeing[seeing < turns]
    if not here.size:
        return None
    advance = int(first[here[0] + turns]) - int(first[here[0]])
    size = int((last - first)[seeing].max()) + 1
    moved = middle // turns * advance
    return Neighbours(advance, size, int(first[here[0]]) - moved, int(last[here[0]]) - moved)
