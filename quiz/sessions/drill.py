"""The drill: flashcards that come back when FSRS says so."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Self, cast

from pydantic import Field

from questions.drawing import Stream
from questions.model import Question, Variant, live_slips
from quiz.answering.grading import Verdict
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card
from quiz.cards.draws import Draws
from quiz.cards.mistakes import left_open
from quiz.cards.prose import Prose
from quiz.cards.written import to_write
from quiz.drill.cards import contents
from quiz.drill.dealing import dealt
from quiz.drill.deeds import deeds, put_away
from quiz.drill.past import Past
from quiz.drill.rating import NAMES
from quiz.drill.schedule import NEW_PER_DAY, Schedule
from quiz.log.days import DAY_BEGINS, local_now
from quiz.log.events import Event
from quiz.log.review import AGAIN, RETENTION, Review
from quiz.sessions.session import Recipe, Session
from quiz.sessions.slots import PutAway, Rated, Slot

if TYPE_CHECKING:
    from quiz.log.progress import Progress
    from quiz.settings.preferences import Preferences

DAY = 86_400
RETURN_OF_FREE = {AGAIN: 60}
"""Seconds after which a card of a free practice comes back, by rating; others do not."""


class RatedRecipe(Recipe):
    """Cards that are rated one by one."""

    timer: bool = False
    """Whether the time that a card takes is shown."""
    retention: float = Field(RETENTION, ge=0.7, le=0.97)
    """How probably a card should still be known when it is due."""
    day_begins: int = Field(DAY_BEGINS, ge=0, le=11)
    """The hour at which the learner's day begins."""
    cards: tuple[str, ...] = ()
    """The cards in their order, once the log has been asked."""

    @property
    def counts(self) -> bool:
        """Whether ratings move the schedule."""
        return True

    def suits(self, drawn: Variant) -> bool:
        """Tell whether a draw may be asked."""
        return True

    def choices(self, schedule: Schedule, card: str, now: datetime) -> list[Review]:
        """Return the reviews that the four ratings would make."""
        return schedule.choices(card, now, self.retention)


class DrillRecipe(RatedRecipe):
    """Which cards."""

    mode: Literal["drill"] = "drill"
    length: int = Field(20, ge=1, le=1000)
    """Cards at most; those that come back are not counted."""
    topics: tuple[str, ...] = ()
    wrong: bool = False
    """Only cards that went wrong last time, in whatever mode."""
    slip: str = ""
    """Only asks in which this mistake can be made."""
    free: bool = False
    """Practice that leaves the schedule alone: any card, due or not."""
    new_per_day: int = Field(NEW_PER_DAY, ge=0, le=1000)
    """Cards never seen before that a day may bring."""

    @classmethod
    def preferred(cls, chosen: Preferences, **wanted: Any) -> Self:
        """Return a recipe after the learner's preferences; what is wanted overrides them, where it is not None."""
        told = {name: value for name, value in wanted.items() if value is not None}
        usual = {name: getattr(chosen, name) for name in ("new_per_day", "retention", "timer", "day_begins")}
        return cls.model_validate({**usual, **told})

    def prepared(self, progress: Progress | None) -> Self:
        """Return the recipe with the cards that are due, unless it names some; NothingToAskError if there are none."""
        if self.cards:
            return self
        past = Past(progress, self.day_begins)
        return self.model_copy(update={"cards": tuple(dealt(self, past, local_now(self.day_begins)))})

    def begin(self) -> DrillSession:
        """Return the drill."""
        return DrillSession(self)

    @property
    def counts(self) -> bool:
        """Whether ratings move the schedule."""
        return not self.free

    def suits(self, drawn: Variant) -> bool:
        """Tell whether the wanted mistake can be made in a draw."""
        return not self.slip or any(self.slip in (live.tag, *live.also) for live in live_slips(drawn))

    def choices(self, schedule: Schedule, card: str, now: datetime) -> list[Review]:
        """Return the reviews that the four ratings would make; free practice makes none that count."""
        choices = super().choices(schedule, card, now)
        if self.counts:
            return choices
        return [review._replace(free=True, interval=RETURN_OF_FREE.get(review.rating, 0)) for review in choices]


class DrillSession(Session):
    """The order of a drill: what was not known comes back after minutes, within the session."""

    recipe: RatedRecipe

    def __init__(self, recipe: RatedRecipe) -> None:
        super().__init__(recipe)
        self._draws = Draws(Stream("drill", recipe.seed), recipe.suits)
        self._waiting = deque(Slot(name) for name in self._names(recipe))
        self._dealt = set[Slot]()
        self._returning: list[tuple[float, Slot]] = []
        self._slot: Slot | None = None
        """The card on the table, until it is rated or skipped."""
        self._deeds: list[Rated | PutAway] = []
        """What can be taken back, the last one last."""

    @property
    def clocked(self) -> bool:
        """Slow answers are rated lower; where the whole has a clock, that is enough."""
        return self.recipe.timer and self.promised is None

    def _names(self, recipe: RatedRecipe) -> Iterable[str]:
        """Return what is dealt, one card after the other, as far as the deck has it."""
        return (name for name in recipe.cards if name in contents())

    def rates(self, card: Card) -> bool:
        """Tell whether a card waits for a rating once it is done."""
        return True

    @property
    def left(self) -> int:
        """Cards still to come, as far as known now."""
        return len(self._waiting) + len(self._returning)

    @property
    def returning(self) -> int:
        """Cards that were not known, with those of them that an undoing has put back."""
        return len(self._returning) + sum(slot.after is not None for slot in self._waiting)

    @property
    def planned(self) -> int:
        """The cards of the recipe that were dealt or are to come."""
        return sum(slot.after is None for slot in {*self._dealt, *self._waiting})

    @property
    def rated(self) -> list[Rated]:
        """The ratings that stand, the last one last."""
        return [deed for deed in self._deeds if isinstance(deed, Rated)]

    @property
    def undoable(self) -> bool:
        """Whether a card was rated, suspended or buried."""
        return bool(self._deeds)

    @property
    def settled(self) -> bool:
        """Whether the card on the table has its rating, or was skipped."""
        return self._slot is None

    def play(self, event: Event) -> Verdict | None:
        """Apply one event; beside those of all sessions, a grade and its undoing."""
        done = self.card is not None and self.card.done
        match event.kind:
            case "asked":
                self._leave_out(cast("Sequence[str]", event.detail.get("elsewhere", ())))
                super().play(event)
                self._take_up(event.elapsed)
            case "graded" if done and not self.settled:
                self._rate(Review.of(event.detail), event.elapsed)
            case "suspended" | "buried" if not self.settled:
                self._put_away(event, done)
            case "undone":
                self._undo(event.elapsed)
            case "skipped" if done:
                self._slot = None
            case "skipped":
                super().play(event)
                self._slot = None
            case _ if event.kind not in {"graded", "suspended", "buried"}:
                return super().play(event)
        return None

    def next_card(self, elapsed: float) -> Card | None:
        """Deal the next card: one that is to come back by now, else a new one, else one that comes back later."""
        slot = self._slot = self._next_slot(elapsed)
        if slot is None:
            return None
        self._dealt.add(slot)
        self.again = slot.after is not None
        return slot.put_back.card if slot.put_back else self._laid(slot.name)

    def _take_up(self, elapsed: float) -> None:
        """Go on with a card that was put back, with the time that it has taken already."""
        if self._slot and (back := self._slot.put_back):
            back.began += elapsed - self._slot.left
            self.played[-1] = back

    def _laid(self, name: str) -> Card:
        content = contents()[name]
        if isinstance(content, Question):
            return Prose(content)
        return self._asked(content) if issubclass(content, Variant) else to_write(content)

    def renewed(self, card: Attempt) -> Attempt:
        """Draw other numbers."""
        return self._asked(type(card.ask.variant))

    def _asked(self, variant: type[Variant]) -> Attempt:
        return Attempt(self._draws.next(variant, left_open([at.card for at in self.played], variant)))

    def closed(self, card: Card, event: Event) -> None:
        """Wait for the rating."""

    def elsewhere(self, log: Progress, session: str) -> list[str]:
        """Return the cards that were put away or, in another session, rated since this one began."""
        found = deeds(log, since=session)
        suspended, buried = put_away(found.away, local_now(self.recipe.day_begins).date())
        away = {*suspended, *buried}
        if self.recipe.counts:
            away |= {review.card for review in found.reviews} - {rated.review.card for rated in self.rated}
        return sorted(away)

    def remarks(self) -> list[str]:
        """Say how the ratings were."""
        ratings = Counter(rated.review.rating for rated in self.rated)
        told = ", ".join(f"{ratings[rating]} {name}" for rating, name in NAMES.items() if ratings[rating])
        return [f"Rated: {told}."] if told else []

    def _next_slot(self, elapsed: float) -> Slot | None:
        self._returning.sort(key=lambda entry: entry[0])
        if self._returning and (self._returning[0][0] <= elapsed or not self._waiting):
            return self._returning.pop(0)[1]
        return self._waiting.popleft() if self._waiting else None

    def _rate(self, review: Review, elapsed: float) -> None:
        assert self._slot is not None
        rated = Rated(self._slot, self.played[-1], review)
        self._deeds.append(rated)
        if 0 < review.interval < DAY:
            self._returning.append((elapsed + review.interval, Slot(self._slot.name, after=rated)))
        self._slot = None

    def _put_away(self, event: Event, done: bool) -> None:
        """Leave the card on the table, and deal it no more."""
        assert self._slot is not None
        slot, name = self._slot, self._slot.name
        to_come = tuple(self._waiting), tuple(self._returning)
        self._deeds.append(PutAway(slot, self.played[-1], done, *to_come, event.elapsed))
        if not done:
            super().play(event._replace(kind="skipped"))
        self._leave_out([name])
        self._slot = None

    def _leave_out(self, names: Container[str]) -> None:
        self._waiting = deque(each for each in self._waiting if each.name not in names)
        self._returning = [entry for entry in self._returning if entry[1].name not in names]

    def _undo(self, elapsed: float) -> None:
        """Put the card that was rated or put away last back on the table, as it was; the one that lies there waits."""
        if not self._deeds:
            return
        undone = self._deeds.pop()
        if self._slot and not self.over:
            self._slot.put_back, self._slot.left = self.played.pop(), elapsed
            self._waiting.appendleft(self._slot)
        if isinstance(undone, PutAway):
            self._deal_again(undone)
            if not undone.was_done:
                undone.played.card.unskip()
                undone.played.began += elapsed - undone.elapsed
        self._waiting = deque(slot for slot in self._waiting if slot.after is not undone)
        self._returning = [entry for entry in self._returning if entry[1].after is not undone]
        self.played.remove(undone.played)
        self.played.append(undone.played)
        self._slot, self.over, self.again = undone.slot, False, undone.slot.after is not None

    def _deal_again(self, away: PutAway) -> None:
        """Let the same card that was to come back do so; others that were dealt meanwhile have had their turn."""
        name, there = away.slot.name, self._waiting
        others = (slot for slot in there if slot not in away.waiting)
        self._waiting = deque([*others, *(slot for slot in away.waiting if slot.name == name or slot in there)])
        self._returning += [entry for entry in away.returning if entry[1].name == name]
