"""What the bar at the top of a screen tells."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.words.marks import Mark


@dataclass(frozen=True, slots=True)
class Standing:
    """Mode, marks, place, and the score or clock."""

    mode: str = ""
    marks: tuple[Mark, ...] = ()
    where: str = ""
    """How far it is: `4 of 10, 1 comes back`."""
    score: str = ""
    """Score, clock, or what else stands at the right."""
    over: bool = False
    """Whether the time is over that was meant for this."""
