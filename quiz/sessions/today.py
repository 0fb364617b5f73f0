"""Today's session of a plan: mixed cards in so many minutes, each with the reason why it is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field

from questions.drawing import SEEDS, Stream
from questions.model import Ask
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card, NothingToAskError
from quiz.drill.cards import card_of, contents
from quiz.drill.past import Past
from quiz.drill.schedule import Schedule
from quiz.log.days import local_now
from quiz.log.events import Event
from quiz.log.review import Review
from quiz.plan.record import Record, recorded
from quiz.plan.spent import left_today, seconds_spent
from quiz.plan.target import Target
from quiz.plan.today import CHAIN as CHAIN_CARD
from quiz.plan.today import planned
from quiz.sessions.chain import CHAIN, going_on, made_up_for, withholds
from quiz.sessions.drill import DrillSession, RatedRecipe
from quiz.sessions.session import UNREPLAYABLE
from quiz.settings.interview import Interview

if TYPE_CHECKING:
    from quiz.log.progress import Progress
    from quiz.settings.preferences import Preferences

PARTS = {part.id: part for part in CHAIN}
NO_DAY = "No day is set to prepare for, or it is over: `convquiz plan 2026-12-05 --minutes 30` sets one."


class TodayRecipe(RatedRecipe):
    """Which cards, for how long, why, and to which day."""

    goes_on: ClassVar[bool] = True

    mode: Literal["today"] = "today"
    interview: Interview
    """What is prepared for."""
    minutes: float = Field(0, ge=0, le=240)
    """How long it takes; 0 until it is known what is left of the day's."""
    day: date | None = None
    """The learner's day, once the log has been asked."""
    whys: tuple[str, ...] = ()
    """Why each card is there."""

    @classmethod
    def preferred(cls, chosen: Preferences, **wanted: Any) -> Self:
        """Return a recipe after the learner's preferences."""
        usual = {"retention": chosen.retention, "timer": chosen.timer, "day_begins": chosen.day_begins}
        return cls.model_validate({**usual, "interview": chosen.interview, **wanted})

    def prepared(self, progress: Progress | None) -> Self:
        """Return today's session where it was left, else a new one; NothingToAskError says why there is none."""
        if self.cards:
            return self
        now = local_now(self.day_begins)
        target = Target.of(self.interview, now.date())
        if target is None:
            raise NothingToAskError(NO_DAY)
        if progress and (left := self.left(progress, now.date())):
            return left
        minutes = self.minutes or target.minutes(now.date()) - seconds_spent(progress, now.date()) / 60
        if minutes < 1:
            raise NothingToAskError("Today's minutes are done. `convquiz today --minutes 10` adds some.")
        past = Past(progress, self.day_begins)
        record = recorded(past, now)
        items = planned(record, target, now.date(), minutes, past.away(now.date()))
        if not items:
            raise NothingToAskError(_why_not(record, target, now.date()))
        cards, whys = zip(*((item.card, item.why) for item in items), strict=True)
        return self.model_copy(update={"cards": cards, "whys": whys, "minutes": minutes, "day": now.date()})

    def begin(self) -> TodaySession:
        """Return the session."""
        return TodaySession(self)

    def choices(self, schedule: Schedule, card: str, now: datetime) -> list[Review]:
        """Return the reviews that the four ratings would make, to the day of the interview until it is over."""
        target = Target.of(self.interview, now.date())
        return schedule.choices(card, now, self.retention, target.day if target else None)

    def left(self, progress: Progress, day: date) -> Self | None:
        """Return the recipe of a session of this plan that was left on this day, if it is of the minutes asked for."""
        events = left_today(progress, self.interview, day)
        try:
            left = type(self).model_validate(events[0].detail["recipe"]) if events else None
        except UNREPLAYABLE:
            return None
        return left if left and self.minutes in (0, left.minutes) else None


def _why_not(record: Record, target: Target, today: date) -> str:
    """Say why there is nothing to ask."""
    if not target.cards:
        return "No card fits the topics and the levels of the plan: `convquiz plan --topic … --level …` chooses others."
    if target.days_left(today):
        return "Every card that matters was asked today, is put away or is better asked later."
    if not any(map(record.met, target.cards)):
        return "Nothing was asked yet that could warm up on the day itself; `convquiz drill` asks what is new."
    return "No card is left that is known well enough to warm up; what is not is not asked on the day itself."


class TodaySession(DrillSession):
    """A drill with a clock, that stops at the end of an ask; of its cards one may be a chain, which is not rated."""

    recipe: TodayRecipe

    def __init__(self, recipe: TodayRecipe) -> None:
        super().__init__(recipe)
        self._whys = dict(zip(recipe.cards, recipe.whys, strict=False))
        self._seed = Stream("today", recipe.seed).below(SEEDS)
        self._parts: list[Attempt] = []
        """Those of the chain that were asked."""

    def _names(self, recipe: RatedRecipe) -> Iterable[str]:
        """Return what is dealt, a chain as its parts."""
        for card in recipe.cards:
            yield from PARTS if card == CHAIN_CARD else [card] * (card in contents())

    @property
    def promised(self) -> float:
        """As long as it was said to take."""
        return 60 * self.recipe.minutes

    def next_card(self, elapsed: float) -> Card | None:
        """Deal the next card as long as there is time; a chain is gone through to its end."""
        waiting = self._waiting[0].name if self._waiting else ""
        within = waiting in PARTS and waiting != CHAIN[0].id
        return super().next_card(elapsed) if elapsed < self.promised or within else None

    def why(self, card: Card) -> str:
        """Say why a card is asked."""
        return self._whys.get(CHAIN_CARD if self._is_part(card) else card_of(card), "")

    def rates(self, card: Card) -> bool:
        """Tell whether a card waits for a rating: a part of a chain does not."""
        return not self._is_part(card)

    @property
    def renews(self) -> bool:
        """Whether the ask on the table may be had with other numbers."""
        return self.card is None or self.rates(self.card)

    def closed(self, card: Card, event: Event) -> None:
        """Wait for the rating, where there is one."""
        if self._is_part(card):
            self._slot = None

    def withholds(self, card: Attempt) -> bool:
        """Let the learner go on from a wrong number until the last part of a chain."""
        return self._is_part(card) and withholds(card)

    def made_up_for(self, card: Attempt) -> Sequence[Attempt]:
        """Return the parts of a chain whose solution has waited for its last."""
        return made_up_for(card, self._parts) if self._is_part(card) else ()

    def _laid(self, name: str) -> Card:
        if name not in PARTS:
            return super()._laid(name)
        part = going_on(Ask(PARTS[name].draw(self._seed), self._seed), self._parts)
        self._parts.append(part)
        return part

    def _is_part(self, card: Card) -> bool:
        return card_of(card) in PARTS
