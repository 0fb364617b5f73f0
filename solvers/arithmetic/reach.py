"""What the outputs of a stack see along one axis, behind transposed convolutions and where paths meet too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

Extent = tuple[int, int]
"""First and last index of consecutive samples."""

PHASES = 4096
"""The most outputs with fields of different shapes that are told apart."""


class UnreachedError(ValueError):
    """Outputs none of which sees anything."""


@dataclass(frozen=True)
class Reach:
    """What the outputs of a stack see along one axis: output i + period sees what i does, `advance` samples on.

    The period is above 1 only behind what enlarges maps; negative samples are padding.
    """

    seen: tuple[Extent | None, ...] = ((0, 0),)
    """First and last sample of output 0, 1, …; None where an output sees nothing."""
    advance: int = 1
    """0 where all outputs see the same: behind a map of one place that was enlarged."""
    always: Extent | None = None
    """What every output sees besides: behind what took in the whole map and was laid over a map again."""

    def __post_init__(self) -> None:
        if not any(self.seen):
            raise UnreachedError("nothing of the input reaches its output")

    @cached_property
    def jump(self) -> Fraction:
        """Input samples from one output to the next, on average; below 1 where the stack upsamples."""
        return Fraction(self.advance, len(self.seen))

    @cached_property
    def size(self) -> int:
        """The receptive field: the most samples from the first to the last that an output sees.

        Of what it sees along its own paths and of what all outputs see, the larger, within which the other lies.
        """
        return max(last - first + 1 for first, last in filter(None, (*self.seen, self.always)))

    @cached_property
    def start(self) -> int:
        """The first sample that output 0 sees, or the next output if it sees none."""
        first = next(first for first, _ in filter(None, self.seen))
        return first if self.always is None else min(first, self.always[0])

    def of(self, output: int) -> Extent | None:
        """Return the first and last sample that an output sees along its own paths."""
        turns, phase = divmod(output, len(self.seen))
        extent = self.seen[phase]
        return extent and (extent[0] + turns * self.advance, extent[1] + turns * self.advance)

    def among(self, outputs: int) -> Reach:
        """Return the reach where there are so many outputs, fewer than kinds of fields: the others see nothing."""
        if outputs >= len(self.seen) or not any(self.seen[:outputs]):
            return self
        return replace(self, seen=(*self.seen[:outputs], *(None for _ in self.seen[outputs:])))

    def windows(self, kernel_size: int, stride: int = 1, before: int = 0, dilation: int = 1) -> Reach:
        """Return the reach through a convolution or pooling: at period 1, Araujo et al. 2019, eq. 2 and 4."""
        period = len(self.seen) // gcd(len(self.seen), stride)
        taps = _outermost(range(0, kernel_size * dilation, dilation), len(self.seen))
        return Reach(
            tuple(_hull(self.of(at * stride - before + tap) for tap in taps) for at in range(period)),
            self.advance * stride * period // len(self.seen),
            self.always,
        )

    def stamps(self, kernel_size: int, stride: int = 1, before: int = 0, dilation: int = 1) -> Reach:
        """Return the reach through a transposed convolution, whose output o = i·S + t·D − P sees input i by tap t."""
        period = _few(stride * len(self.seen))
        every = stride // gcd(stride, dilation)

        def extent(output: int) -> Extent | None:
            raised = output + before
            hits = (tap for tap in range(min(every, kernel_size)) if (raised - tap * dilation) % stride == 0)
            taps = _outermost(range(next(hits, kernel_size), kernel_size, every), len(self.seen))
            return _hull(self.of((raised - tap * dilation) // stride) for tap in taps)

        return Reach(tuple(map(extent, range(period))), self.advance, self.always)

    def sampled(self, reads: Sequence[Extent], advance: int) -> Reach:
        """Return the reach through a layer whose output o reads inputs `reads[o]`, first to last.

        Output o + len(reads) reads what o does, `advance` inputs on: nearest and linear interpolation, adaptive pools.
        """
        turns = len(self.seen) // gcd(len(self.seen), advance)
        period = _few(len(reads) * turns)

        def extent(output: int) -> Extent | None:
            turn, phase = divmod(output, len(reads))
            first, last = (at + turn * advance for at in reads[phase])
            return _hull(self.of(at) for at in _outermost(range(first, last + 1), len(self.seen)))

        moved = advance * turns // len(self.seen) * self.advance
        return Reach(tuple(map(extent, range(period))), moved, self.always)

    def joined(self, other: Reach) -> Reach:
        """Return the union over two paths; ValueError if their outputs are not equally far apart."""
        if 0 in {self.advance, other.advance} and self.jump != other.jump:
            return self.under(other) if self.advance else other.under(self)
        if self.jump != other.jump:
            raise ValueError(
                f"paths whose outputs are {self.jump} and {other.jump} input samples apart cannot be joined"
            )
        period = _few(lcm(len(self.seen), len(other.seen)))
        both = tuple(_hull((self.of(at), other.of(at))) for at in range(period))
        return Reach(both, int(self.jump * period), _hull((self.always, other.always)))

    def under(self, other: Reach) -> Reach:
        """Return the union with a map of one output that is laid over all outputs of this one."""
        return Reach(self.seen, self.advance, _hull((self.always, other.of(0), other.always)))


def _few(phases: int) -> int:
    if phases > PHASES:
        raise ValueError(f"upsampling makes {phases} kinds of fields, here at most {PHASES}")
    return phases


def _outermost(taps: range, phases: int) -> Sequence[int]:
    """Return the taps that can be the first or the last to reach something; the others lie between these."""
    return taps if len(taps) <= 2 * phases else (*taps[:phases], *taps[-phases:])


def _hull(extents: Iterable[Extent | None]) -> Extent | None:
    found = list(filter(None, extents))
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None
