"""Where a session stands: its mode, a mark for every ask, how far it is, what comes back, the score or the clock."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.words.marks import Mark


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bar at the top tells."""

    mode: str = ""
    marks: tuple[Mark, ...] = ()
    where: str = ""
    """How far it is: `4 of 10, 1 comes back`."""
    score: str = ""
    """Score, clock, or what else stands at the right."""
    over: bool = False
    """Whether the time is over that was meant for this."""
