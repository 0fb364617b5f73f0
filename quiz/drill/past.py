"""What a log says of the cards, read once for all who work with it."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

from quiz.drill.deeds import Deeds, deeds, put_away
from quiz.drill.names import cards
from quiz.drill.outings import Outing, outings
from quiz.drill.schedule import DAY, Schedule
from quiz.log.days import DAY_BEGINS
from quiz.log.progress import Progress


class Past:
    """The log as it is when it is first asked; without one nothing was done."""

    def __init__(self, log: Progress | None, day_begins: int = DAY_BEGINS) -> None:
        self.log, self._day_begins = log, day_begins

    @cached_property
    def outings(self) -> list[Outing]:
        """How each card went, in the order of time."""
        return outings(self.log, self._day_begins) if self.log else []

    @cached_property
    def schedule(self) -> Schedule:
        """The reviews that stand, replayed."""
        return Schedule(self._deeds.reviews)

    def away(self, today: date) -> set[str]:
        """Return the cards that are suspended, or buried today."""
        suspended, buried = put_away(self._deeds.away, today)
        return buried.union(suspended)

    def comes_back(self, now: datetime) -> dict[str, date]:
        """Return the day on which each card of the deck comes back that is not suspended; none of them is in the past.

        What is buried today comes back tomorrow at the earliest.
        """
        suspended, buried = put_away(self._deeds.away, now.date())
        today, tomorrow = now.date(), now.date() + DAY
        return {
            card: max(standing.due, tomorrow) if card in buried else today if standing.is_due(now) else standing.due
            for card, standing in self.schedule.standings(now).items()
            if card in cards() and card not in suspended
        }

    @cached_property
    def _deeds(self) -> Deeds:
        return deeds(self.log) if self.log else Deeds([], [], [])
