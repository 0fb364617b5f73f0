"""Where a learner stands before the day: how ready, what would help most, what is left of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from quiz.drill.past import Past
from quiz.plan.readiness import Raise, Readiness, by_topic, raises, readiness
from quiz.plan.record import recorded
from quiz.plan.spent import left_today, minutes_left
from quiz.plan.target import Target
from quiz.plan.today import Item, planned
from quiz.settings.interview import Interview


@dataclass(frozen=True, slots=True)
class Outlook:
    """All that is told of a plan."""

    target: Target
    today: date
    minutes: float
    """What is left of today's; 0 where there is nothing to ask."""
    done: bool
    """Whether today's minutes are over."""
    whole: Readiness
    topics: dict[str, Readiness]
    raises: list[Raise]
    """The most first."""
    items: list[Item]
    """What today's session would ask, or what is left of it."""

    @property
    def days(self) -> int:
        """Days until the interview."""
        return self.target.days_left(self.today)


def outlook(past: Past, interview: Interview, now: datetime) -> Outlook | None:
    """Read from the log how things stand; None where there is no day to prepare for."""
    today = now.date()
    target = Target.of(interview, today)
    if target is None:
        return None
    record, away = recorded(past, now), past.away(today)
    minutes = minutes_left(past.log, target, today)
    items = planned(record, target, today, minutes, away) if minutes else []
    return Outlook(
        target,
        today,
        minutes if items or left_today(past.log, interview, today) else 0.0,
        not minutes,
        readiness(record, target.cards, target.day),
        by_topic(record, target),
        raises(record, target, today, away),
        items,
    )
