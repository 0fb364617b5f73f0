"""A simulated learner, who forgets; plays drills through the application's own code."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from fsrs import Card as Memory
from fsrs import Rating, Scheduler, State

from questions.drawing import Stream
from quiz.cards.attempt import Attempt
from quiz.cards.card import NothingToAskError
from quiz.drill.cards import card_of
from quiz.log.progress import Progress
from quiz.sessions.beginning import new_player
from quiz.sessions.drill import DrillRecipe
from quiz.sessions.player import Player
from quiz.sessions.reviewer import Reviewer


class Clock:
    """A clock on the wall, in the learner's time zone."""

    def __init__(self, start: datetime = datetime(2025, 1, 1, 18, tzinfo=UTC)) -> None:
        self.time = start

    def __call__(self) -> datetime:
        return self.time

    def seconds(self) -> float:
        return self.time.timestamp()

    def pass_(self, **spans: float) -> None:
        self.time += timedelta(**spans)


class Learner:
    """Remembers each card as FSRS says one does; what is asked of the schedule is worked out apart from it."""

    def __init__(self, seed: int = 1) -> None:
        self._stream = Stream("learner", seed)
        self._fsrs = Scheduler(enable_fuzzing=False)
        self.memories: dict[str, Memory] = {}
        self.due: dict[str, date] = {}
        """The day on which FSRS wants each card again."""
        self.recalled: list[bool] = []
        """Of the cards that came back after a week or more, which were known."""

    def knows(self, card: str, day: date) -> bool:
        memory = self.memories.get(card)
        if memory is None:
            return self._stream.below(100) < 60
        if memory.state != State.Review:
            return self._stream.below(100) < 85
        probability = self._fsrs.get_card_retrievability(memory, _midnight(day))
        known = self._stream.below(10_000) < probability * 10_000
        if memory.due - memory.last_review >= timedelta(days=7):
            self.recalled.append(known)
        return known

    def rated(self, card: str, rating: int, day: date) -> None:
        memory = self.memories.get(card) or Memory(card_id=1, due=_midnight(day))
        self.memories[card], _ = self._fsrs.review_card(memory, Rating(rating), _midnight(day))
        self.due[card] = self.memories[card].due.date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def answer(player: Player, known: bool) -> None:
    """Answer the card on the table, well or badly."""
    card = player.card
    if not isinstance(card, Attempt):
        player.rate(["said" if known else "missed"] * len(card.question.rubric), False)
    elif known:
        player.submit(card.ask.variant.answer().plain)
    else:
        player.reveal()


def drill(progress: Progress | None, clock: Clock, learner: Learner, **recipe: object) -> list[str]:
    """Play one drill to its end, taking the suggested ratings; return the cards that were dealt, none if none was."""
    wanted = DrillRecipe.model_validate({"seed": clock.time.toordinal(), "length": 1000, **recipe})
    try:
        player = new_player(lambda newcomer: wanted, progress)
    except NothingToAskError:
        return []
    reviewer = Reviewer(player, clock)
    while player.next_card():
        clock.pass_(seconds=20)
        card = card_of(player.card)
        answer(player, learner.knows(card, clock.time.date()))
        reviewer.look_up()
        rating = reviewer.suggestion
        reviewer.give(rating)
        learner.rated(card, rating, clock.time.date())
    return list(player.session.recipe.cards)
