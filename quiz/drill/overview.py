"""What the first screen tells of a learner: what is due, the week, the weakest topics, the commonest slips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from quiz.drill.dealing import Agenda, agenda
from quiz.drill.past import Past
from quiz.drill.schedule import DAY
from quiz.drill.stats import Habit, Mastery, Stats, collected

WEEK = 7
"""Days that are looked back."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A learner at a glance."""

    today: date
    agenda: Agenda
    week: tuple[int, ...]
    """Cards done on each of the last days, today last."""
    streak: int
    """Days in a row."""
    topics: tuple[Mastery, ...]
    """Topics that were begun, the weakest first."""
    ahead: tuple[Mastery, ...]
    """Topics that were not begun."""
    slips: tuple[Habit, ...]
    """The commonest first."""

    @property
    def empty(self) -> bool:
        """Whether nothing was ever done."""
        return not (any(self.week) or self.topics or self.slips)


def overview(past: Past, now: datetime, new_per_day: int) -> Overview:
    """Read from the log what is told at a glance."""
    return glance(collected(past, now), agenda(past, now, new_per_day))


def glance(stats: Stats, today: Agenda) -> Overview:
    """Pick from the statistics what is told at a glance."""
    days = tuple(stats.days.get(stats.today - ago * DAY, 0) for ago in reversed(range(WEEK)))
    return Overview(
        stats.today, today, days, stats.streak, weakest(stats.topics), ahead(stats.topics), tuple(stats.slips)
    )


def weakest(topics: Sequence[Mastery]) -> tuple[Mastery, ...]:
    """Return the topics that were begun, the one that is known least first."""
    return tuple(sorted((topic for topic in topics if topic.met), key=lambda topic: topic.share))


def ahead(topics: Sequence[Mastery]) -> tuple[Mastery, ...]:
    """Return the topics that were not begun."""
    return tuple(topic for topic in topics if not topic.met)
