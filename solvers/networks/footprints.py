"""What the outputs of a graph see along one axis of its input, by sending rows of sample numbers through it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from solvers import measure
from solvers.networks.runs.limits import LONGEST, MOST_PHASES, TooLargeError
from solvers.networks.runs.parts import Part

if TYPE_CHECKING:
    from solvers.measure import Pair, Span


class Look(NamedTuple):
    """How a node looks along an axis: at which nodes, and through what."""

    full: tuple[int, ...] = ()
    """Nodes whose rows meet."""
    laid: tuple[int, ...] = ()
    """Nodes of one place here, which is laid over the whole row."""
    parts: tuple[Part, ...] = ()
    informed: int = 0
    """The side of the map if what is normalised over it sees all of it besides."""
    is_followed: bool = True
    places: int = 1
    """How many outputs there are along the axis."""
    is_single: bool = False
    """Whether there is but one place along the axis, so that how far apart places lie says nothing."""


Field: TypeAlias = tuple[Fraction, int, int]
"""Jump, receptive field and start."""


class _Seen(NamedTuple):
    """What is seen of one node: the row, of which fields are the same after so many outputs, and what all see."""

    row: Span | None
    turns: int
    always: Pair | None
    is_known: bool = True


_UNKNOWN = _Seen(None, 1, None, is_known=False)


class Footprints:
    """The fields of all nodes of a graph along one axis, each worked out in rows as long as it takes."""

    def __init__(self, looks: Sequence[Look], twin: Footprints | None = None) -> None:
        self.looks = looks
        self.twin = twin
        """Another axis, which is asked where it is looked along in the same way: images are mostly square."""
        self.fields: dict[int, Field | None] = {}
        self.first: dict[int, Pair | None] = {}
        """What output 0 of each node sees."""
        self.refusals: dict[int, str] = {}
        self.length = 256
        self.covered = 0

    def field(self, node: int) -> Field | None:
        """Return what a node's outputs see, None where that is not followed; TooLargeError where it is too much."""
        if self.twin and self.twin.looks == self.looks:
            return self.twin.field(node)
        while node not in self.fields:
            if node in self.refusals:
                raise TooLargeError(self.refusals[node])
            if self.covered == len(self.looks):
                self.length *= 4
            if self.length > LONGEST:
                raise TooLargeError(f"fields that need rows longer than {LONGEST:,} are not run here")
            self._run()
            self.covered = len(self.looks)
        return self.fields[node]

    def _run(self) -> None:
        """Send a row through all nodes; a row too short for some leaves these and all behind them for a longer one."""
        seen: list[_Seen | None] = []
        last_use = {at: node for node, look in enumerate(self.looks) for at in (*look.full, *look.laid)}
        for node, look in enumerate(self.looks):
            try:
                found = self._looked(self._apart(look), seen)
            except TooLargeError as error:
                self.refusals[node] = str(error)
                found = None
            except ValueError:
                found = None
            seen.append(found)
            if found is not None and node not in self.fields:
                self._read(node, found)
            for at in {*look.full, *look.laid}:
                if last_use[at] == node:
                    seen[at] = None

    def _apart(self, look: Look) -> Look:
        """Return a look at paths whose outputs are not equally far apart: followed only where there is but one."""
        if len(look.full) < 2 or len({self._jump(at) for at in look.full} - {0}) < 2:
            return look
        if not look.is_single:
            return Look(is_followed=False)
        return look._replace(full=look.full[:1], laid=(*look.laid, *look.full[1:]))

    def _looked(self, look: Look, seen: Sequence[_Seen | None]) -> _Seen | None:
        """Return what is seen behind a look; None, or ValueError, where the row is too short to tell."""
        if not look.is_followed:
            return _UNKNOWN
        if not look.full:
            return _Seen(measure.untouched(self.length), 1, None)
        met = [each for at in (*look.full, *look.laid) if (each := seen[at])]
        if len(met) < len(look.full) + len(look.laid):
            return None
        if not all(each.is_known for each in met):
            return _UNKNOWN
        always = _hull([*(each.always for each in met), *map(self._whole, look.laid)])
        rows = [(each.row, each.turns) for at in look.full if (each := seen[at]) and each.row is not None]
        if not rows:
            return _Seen(None, 1, always)
        turns = lcm(*(each for _, each in rows))
        row = rows[0][0] if len(rows) == 1 else measure.met([each for each, _ in rows])
        if look.informed > 1:
            always = _hull([always, _extent(measure.slid(row, look.informed, 1, (0, 0), 1), turns)])
        return _through(look.parts, row, turns, always)

    def _jump(self, node: int) -> Fraction | None:
        """Return how far apart a node's outputs see; ValueError until that is known."""
        if node not in self.fields:
            raise ValueError("not known yet")
        field = self.fields[node]
        return field and field[0]

    def _whole(self, node: int) -> Pair | None:
        """Return what output 0 of a node sees; ValueError until that is known."""
        if node not in self.fields:
            raise ValueError("not known yet")
        return self.first[node]

    def _read(self, node: int, found: _Seen) -> None:
        """Take down what is seen, unless the row was too short to tell."""
        if not found.is_known:
            self.fields[node] = self.first[node] = None
            return
        if found.row is None:
            assert found.always is not None
            first, last = self.first[node] = found.always
            self.fields[node] = Fraction(0), last - first + 1, first
            return
        read = measure.neighbours(found.row, found.turns, self.looks[node].places)
        if read is None:
            return
        ends = read.start, read.stop
        whole = found.always or ends
        size = max(read.largest, whole[1] - whole[0] + 1)
        self.fields[node] = Fraction(read.advance, found.turns), size, min(read.start, whole[0])
        self.first[node] = _hull([ends, found.always])


def _through(parts: Sequence[Part], row: Span, turns: int, always: Pair | None) -> _Seen:
    for part in parts:
        if part.advance == 0:  # one place, repeated
            return _Seen(None, 1, _hull([always, _extent(row, turns)]))
        row = part.sent(row)
        turns = turns // gcd(turns, part.advance) * part.period
        if turns > MOST_PHASES:
            raise TooLargeError(f"{turns:,} outputs with fields of different shapes are not run here")
    return _Seen(row, turns, always)


def _extent(row: Span, turns: int) -> Pair:
    """Return what output 0 sees; ValueError where the row is too short to tell."""
    read = measure.neighbours(row, turns)
    if read is None:
        raise ValueError("the row is too short")
    return read.start, read.stop


def _hull(extents: Sequence[Pair | None]) -> Pair | None:
    found = [each for each in extents if each]
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None
