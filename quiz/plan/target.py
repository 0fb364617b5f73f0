"""What is prepared for: a day, the minutes until then, which cards matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from quiz.drill.names import cards as named
from quiz.drill.names import on_topics
from quiz.settings.interview import Interview

WARM_UP = 10
"""Minutes on the day itself at most."""
SHARE = 3
"""The last evening has a third fewer minutes, and the warm-up no more than those."""


@dataclass(frozen=True)
class Target:
    """An interview that is still to come."""

    interview: Interview
    day: date

    @classmethod
    def of(cls, interview: Interview, today: date) -> Target | None:
        """Return what is prepared for; None without a day, and once it is over."""
        day = interview.date
        return cls(interview, day) if day and day >= today else None

    def days_left(self, today: date) -> int:
        """Return the days until then; 0 on the day itself."""
        return (self.day - today).days

    def minutes(self, today: date) -> int:
        """Return how long to practise on a day: as was said, less on the last evening, little on the day itself."""
        wanted = self.interview.minutes
        third = wanted // SHARE
        return {0: min(WARM_UP, third), 1: wanted - third}.get(self.days_left(today), wanted)

    def ordinary(self, today: date) -> bool:
        """Tell whether it is neither the day itself nor its eve, which are light."""
        return self.days_left(today) > 1

    @cached_property
    def cards(self) -> list[str]:
        """The cards that matter, in the order in which a learner meets them."""
        levels, katas = self.interview.levels, self.interview.katas
        return [
            card
            for card in on_topics(self.interview.topics)
            if (not levels or named()[card].level in levels) and (katas or not card.startswith("K"))
        ]
