"""FOOT of paths with forks and transposed convolutions, along one axis: jump, receptive field and start by a run."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from solvers import engine, measure

if TYPE_CHECKING:
    from solvers.measure import Array, Pair

LONGEST = 1 << 20
"""The longest row that is run."""
MOST_PHASES = 4096
"""The most neighbouring outputs whose fields are looked at."""


class TooLargeError(ValueError):
    """What is not run here for its size."""


class Slide(NamedTuple):
    """A convolution, or a pool in its place, its padding in numbers."""

    kernel_size: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1

    @property
    def margin(self) -> int:
        """How far from the ends of its rows nothing is lost: no window reaches further into the padding."""
        return self.before + self.after + self.dilation * self.kernel_size + self.stride


class Stamp(NamedTuple):
    """A transposed convolution."""

    kernel_size: int
    stride: int
    before: int
    after: int
    dilation: int
    output_padding: int

    @property
    def margin(self) -> int:
        """As of a Slide."""
        return self.before + self.after + self.dilation * self.kernel_size + self.stride + self.output_padding


class Cut(NamedTuple):
    """A crop."""

    before: int
    after: int

    @property
    def margin(self) -> int:
        """As of a Slide."""
        return self.before + self.after


class Fork(NamedTuple):
    """Paths that are added up at their ends."""

    paths: tuple[Path, ...]


Path: TypeAlias = "tuple[Slide | Stamp | Cut | Fork, ...]"
Field: TypeAlias = tuple[Fraction, int, int]
"""Jump, receptive field and start."""


class _TooShortError(ValueError):
    """A row on which something is lost beyond an end."""


class _Stop(NamedTuple):
    """A part of a path, the length of the row that it is given, and what its own paths meet."""

    part: Slide | Stamp | Cut | Fork
    length: int
    inside: tuple[tuple[list[_Stop], int], ...] = ()


@lru_cache(1024)
def field(path: Path) -> Field:
    """Back-propagate from outputs in the middle of a row long enough that no end matters."""
    turns = _turns(path, 1)
    if turns > MOST_PHASES:
        raise TooLargeError(f"{turns:,} outputs with fields of different shapes are not run here")
    length = 64
    while length <= LONGEST:
        try:
            stops, outputs = _lengths(path, length)
            middle = outputs // 2 // turns * turns
            seen = [
                each
                for at in range(0, 2 * turns, 64)
                for each in _seen(stops, outputs, middle + at, min(64, 2 * turns - at))
            ]
            return _read(seen, middle, turns)
        except TooLargeError:
            raise
        except ValueError:  # too short, for a window or for the margins
            length *= 2
    raise TooLargeError(f"fields that need rows longer than {LONGEST:,} are not run here")


def _read(seen: list[Pair | None], middle: int, turns: int) -> Field:
    """Return jump, field and start from the extents that outputs `middle`, `middle` + 1, … see, two turns of them."""
    first, twin = next((one, other) for one, other in zip(seen, seen[turns:], strict=False) if one and other)
    advance = twin[0] - first[0]
    size = max(each[1] - each[0] + 1 for each in seen if each)
    return Fraction(advance, turns), size, first[0] - middle // turns * advance


def _turns(path: Path, turns: int) -> int:
    """Return after how many outputs fields of the same shape come back, for paths behind that many."""
    for part in path:
        if isinstance(part, Slide):
            turns //= gcd(turns, part.stride)
        elif isinstance(part, Stamp):
            turns *= part.stride
        elif isinstance(part, Fork):
            turns = lcm(*(_turns(each, turns) for each in part.paths))
    return turns


def _lengths(path: Path, length: int) -> tuple[list[_Stop], int]:
    """Run zeros of this length down the path; where paths meet, the shortest row counts."""
    stops = []
    for part in path:
        if isinstance(part, Fork):
            inside = tuple(_lengths(each, length) for each in part.paths)
            stops.append(_Stop(part, length, inside))
            length = min(outputs for _, outputs in inside)
        else:
            stops.append(_Stop(part, length))
            length = forward(part, length)
    return stops, length


def forward(part: Slide | Stamp | Cut, length: int) -> int:
    """Run a row of zeros through one part and return the length of what comes out."""
    row = measure.zeros(1, 1, 1, length)
    if isinstance(part, Slide):
        kernel, sides = _ones(part), ((0, 0), (part.before, part.after))
        return int(engine.conv2d(row, kernel, None, (1, part.stride), sides, (1, part.dilation)).shape[-1])
    if isinstance(part, Stamp):
        settings = (1, part.stride), ((0, 0), (part.before, part.after)), (0, part.output_padding)
        return int(engine.conv_transpose2d(row, _ones(part), None, *settings, dilation=(1, part.dilation)).shape[-1])
    return int(row[..., part.before : length - part.after].size)


def _seen(stops: list[_Stop], outputs: int, first: int, count: int) -> Iterator[Pair | None]:
    """Yield the extents that `count` outputs from `first` see, None where one sees nothing."""
    if first + count > outputs:
        raise _TooShortError
    gradient = measure.zeros(count, 1, 1, outputs)
    gradient[range(count), 0, 0, range(first, first + count)] = 1
    for row in _pulled(stops, gradient)[:, 0, 0]:
        yield measure.extent(row) if row.any() else None


def _pulled(stops: list[_Stop], gradient: Array) -> Array:
    """Back-propagate gradients (n, 1, 1, outputs) through all-ones weights, keeping only what is not zero."""
    for part, length, inside in reversed(stops):
        if isinstance(part, Fork):
            total = measure.zeros(len(gradient), 1, 1, length)
            for within, outputs in inside:
                longer = measure.zeros(len(gradient), 1, 1, outputs)
                longer[..., : gradient.shape[-1]] = gradient
                total += _pulled(within, longer)
        else:
            _clear(gradient, part.margin)
            total = _back(part, gradient, length)
            _clear(total, part.margin)
        gradient = (total > 0).astype(total.dtype)  # the sums of a deep network overflow
    return gradient


def _clear(gradient: Array, margin: int) -> None:
    touched = gradient.max(axis=(0, 1, 2))
    if touched[:margin].any() or touched[len(touched) - margin :].any():
        raise _TooShortError


def _back(part: Slide | Stamp | Cut, gradient: Array, length: int) -> Array:
    shape = (len(gradient), 1, 1, length)
    if isinstance(part, Slide):
        sides = ((0, 0), (part.before, part.after))
        return engine.conv2d_input_grad(gradient, _ones(part), shape, (1, part.stride), sides, (1, part.dilation))
    if isinstance(part, Stamp):
        settings = (1, part.stride), ((0, 0), (part.before, part.after)), (0, part.output_padding)
        return engine.conv_transpose2d_input_grad(gradient, _ones(part), shape, *settings, dilation=(1, part.dilation))
    whole = measure.zeros(*shape)
    whole[..., part.before : length - part.after] = gradient
    return whole


def _ones(part: Slide | Stamp) -> Array:
    return measure.zeros(1, 1, 1, part.kernel_size) + 1
