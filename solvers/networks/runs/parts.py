"""What a row of samples goes through along one axis: windows, stamps, cuts and samplings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from solvers import measure

if TYPE_CHECKING:
    from solvers.measure import Span


class Slide(NamedTuple):
    """A convolution, or a pool in its place, its padding in numbers."""

    kernel_size: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1
    period: int = 1

    @property
    def advance(self) -> int:
        """How many samples further each next window starts."""
        return self.stride

    def sent(self, row: Span) -> Span:
        """Look through its windows."""
        return measure.slid(row, self.kernel_size, self.stride, (self.before, self.after), self.dilation)


class Stamp(NamedTuple):
    """A transposed convolution."""

    kernel_size: int
    stride: int
    before: int
    after: int
    dilation: int
    output_padding: int
    advance: int = 1

    @property
    def period(self) -> int:
        """How many outputs each next stamp begins further on."""
        return self.stride

    def sent(self, row: Span) -> Span:
        """Look through its stamps."""
        sides = self.before, self.after
        return measure.stamped(row, self.kernel_size, self.stride, sides, self.dilation, self.output_padding)


class Cut(NamedTuple):
    """What drops the first samples and keeps every `stride`-th."""

    before: int
    stride: int = 1
    period: int = 1

    @property
    def advance(self) -> int:
        """How many samples further each next one that is kept lies."""
        return self.stride

    def sent(self, row: Span) -> Span:
        """Drop them."""
        return measure.kept(row, self.before, self.stride)


class Edge(NamedTuple):
    """What puts samples before the first."""

    before: int
    period: int = 1
    advance: int = 1

    def sent(self, row: Span) -> Span:
        """Put them on."""
        return measure.put_on(row, self.before)


class Sampling(NamedTuple):
    """What makes `wanted` samples of `size`: "nearest", "linear", or "pooled"."""

    size: int
    wanted: int
    way: str
    align_corners: bool = False
    period: int = 1
    advance: int = 1

    def sent(self, row: Span) -> Span:
        """Sample it."""
        return measure.sampled(row, self.size, self.wanted, self.way, self.align_corners)


Part: TypeAlias = "Slide | Stamp | Cut | Edge | Sampling"
