"""What a drill deals, and what was done with it."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.cards.card import Played
from quiz.log.review import Review


@dataclass(eq=False, slots=True)
class Slot:
    """A card in the order of a drill."""

    name: str
    after: Rated | None = None
    """The rating that made it come back."""
    put_back: Played | None = None
    """What was on the table, if undoing has put it back."""
    left: float = 0.0
    """When it was put back."""


@dataclass(eq=False, slots=True)
class Rated:
    """A card that was rated."""

    slot: Slot
    played: Played
    review: Review


@dataclass(eq=False, slots=True)
class PutAway:
    """A card that was suspended or buried, and what was to come before that."""

    slot: Slot
    played: Played
    was_done: bool
    waiting: tuple[Slot, ...]
    returning: tuple[tuple[float, Slot], ...]
    elapsed: float
