"""What a log says of the cards, read once for all who work with it."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from quiz.drill.history import DEED_KINDS, OUTING_KINDS, Deeds, Outing, deeds, outings, put_away
from quiz.drill.schedule import Schedule
from quiz.log.progress import Progress


class Past:
    """The log as it is when it is first asked; without one nothing was done."""

    def __init__(self, log: Progress | None) -> None:
        self.log = log

    @cached_property
    def outings(self) -> list[Outing]:
        """How each card went, in the order of time."""
        return outings(self.log.read(*OUTING_KINDS)) if self.log else []

    @cached_property
    def schedule(self) -> Schedule:
        """The reviews that stand, replayed."""
        return Schedule(self._deeds.reviews)

    def away(self, today: date) -> set[str]:
        """Return the cards that are suspended, or buried today."""
        return set.union(*put_away(self._deeds.away, today))

    @cached_property
    def _deeds(self) -> Deeds:
        return deeds(self.log.read(*DEED_KINDS) if self.log else ())
