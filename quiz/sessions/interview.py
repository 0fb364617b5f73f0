"""A mock interview: its asks in their order, timed, a chain going on from the learner's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar, Literal

from pydantic import Field

from questions.model import SECONDS
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card, Played
from quiz.cards.prose import Prose, asked_next
from quiz.cards.written import to_write
from quiz.log.events import Event
from quiz.sessions import chain
from quiz.sessions.interview_plan import KATA_MINUTES, Program, Role, Told, planned
from quiz.sessions.session import Recipe, Session

MINUTES_PER_ASK = 3
"""With the reading of what proves it; a chain in parts takes longer, an opener less."""
SECONDS_OF_PROSE = 120.0
"""Suggested for an answer in prose…"""
SECONDS_OF_FOLLOW_UP = 60.0
"""…and for what is asked next."""


class InterviewRecipe(Recipe):
    """Which interview."""

    goes_on: ClassVar[bool] = True

    mode: Literal["interview"] = "interview"
    minutes: int = Field(30, ge=5, le=240)
    kata: bool = False
    """Whether a program is to be written at the end, ten minutes more."""

    @property
    def asks(self) -> int:
        """How many asks it has; a chain is one, and so is a prose answer with its follow-up."""
        return round(self.minutes / MINUTES_PER_ASK)

    def begin(self) -> InterviewSession:
        """Return the interview."""
        return InterviewSession(self)


class InterviewSession(Session):
    """The order of an interview; nothing comes back, and nobody offers other numbers."""

    recipe: InterviewRecipe

    def __init__(self, recipe: InterviewRecipe) -> None:
        super().__init__(recipe)
        self._turns = planned(recipe.asks, recipe.seed, recipe.kata)
        self._order = [(turn, at) for turn, of in enumerate(self._turns) for at in range(len(of.cards))]

    @property
    def renews(self) -> bool:
        """Whether an ask may be had with other numbers."""
        return False

    @property
    def left(self) -> int:
        """Cards still to come."""
        return len(self._order) - len(self.played)

    @property
    def turns(self) -> Sequence[Sequence[Played]]:
        """The cards so far, a chain together, and so a prose answer with its follow-up."""
        return [[at for _, at in of] for _, of in groupby(zip(self._order, self.played, strict=False), _turn)]

    @property
    def turns_ahead(self) -> int:
        """Asks of the interviewer not begun."""
        return len(self._turns) - len(self.turns)

    @property
    def parts_ahead(self) -> int:
        """Parts of a chain, or of a prose answer, that come after the one on the table."""
        if not self.played:
            return 0
        turn, at = self._order[len(self.played) - 1]
        return len(self._turns[turn].cards) - at - 1

    @property
    def promised(self) -> float:
        """As long as it was said to take."""
        return self.recipe.minutes * 60.0

    @property
    def place(self) -> str:
        """How far it is: `6 of 10`, and of a chain or a prose answer which part."""
        if not self.played:
            return f"0 of {len(self._turns)}"
        turn, at = self._order[len(self.played) - 1]
        parts = len(self._turns[turn].cards)
        return f"{turn + 1} of {len(self._turns)}" + (f", part {at + 1} of {parts}" if parts > 1 else "")

    def role(self, number: int) -> Role:
        """Return what a card, by its place among those played, is there for."""
        return self._turns[self._order[number][0]].role

    def next_card(self, elapsed: float) -> Card | None:
        """Ask what is planned; a part of a chain is told what was said before it."""
        if not self.left:
            return None
        turn, at = self._order[len(self.played)]
        due = self._turns[turn].cards[at]
        if isinstance(due, Program):
            return to_write(due.kata)
        if isinstance(due, Told):
            if due.follow_up:
                return asked_next(due.question, due.follow_up)
            return Prose(due.question.model_copy(update={"follow_ups": ()}))
        return chain.going_on(due, self._chain(at))

    def _chain(self, parts: int) -> list[Attempt]:
        """Return the last so many cards, parts of one chain."""
        cards = [at.card for at in self.played[len(self.played) - parts :]]
        return [card for card in cards if isinstance(card, Attempt)]

    def renewed(self, card: Attempt) -> Attempt:
        """Keep the numbers."""
        return card

    def closed(self, card: Card, event: Event) -> None:
        """Nothing comes back."""

    def suggested(self, card: Card) -> float:
        """Return the seconds that a card should take."""
        if isinstance(card, Prose) and card.kata:
            return 60.0 * KATA_MINUTES
        if isinstance(card, Prose):
            return SECONDS_OF_FOLLOW_UP if card.follow_up else SECONDS_OF_PROSE
        return SECONDS[card.ask.variant.difficulty()]

    def withholds(self, card: Attempt) -> bool:
        """Let the learner go on from a wrong number: what it really is comes with the last part of the chain."""
        return chain.withholds(card)

    def made_up_for(self, card: Attempt) -> Sequence[Attempt]:
        """Return the parts of a chain whose solution has waited for its last."""
        return chain.made_up_for(card, self._chain(len(chain.CHAIN)))


def _turn(entry: tuple[tuple[int, int], Played]) -> int:
    return entry[0][0]
