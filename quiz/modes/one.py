"""One ask, that of a share code."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from questions.drawing import SEEDS, Ask, Stream
from quiz import catalog
from quiz.attempt import Attempt
from quiz.events import Event
from quiz.session import Card, Recipe, Session


class OneRecipe(Recipe):
    """Which ask; the seed is for the new numbers that the learner may want."""

    mode: Literal["one ask"] = "one ask"
    seed: int = 0
    code: str

    @field_validator("code")
    @classmethod
    def _brings_back_an_ask(cls, code: str) -> str:
        try:
            return catalog.ask(code).code
        except catalog.NotInDeckError as error:
            raise ValueError(str(error)) from error

    def begin(self) -> OneSession:
        """Return the session."""
        return OneSession(self)


class OneSession(Session):
    """The ask, and nothing after it."""

    recipe: OneRecipe

    def __init__(self, recipe: OneRecipe) -> None:
        super().__init__(recipe)
        self._stream = Stream("one", recipe.code, recipe.seed)
        self._drawn = [catalog.ask(recipe.code)]

    @property
    def left(self) -> int:
        """Cards still to come."""
        return 0 if self.played else 1

    def next_card(self, elapsed: float) -> Card | None:
        """Ask it once."""
        return None if self.played else Attempt(self._drawn[0])

    def renewed(self, card: Attempt) -> Attempt:
        """Draw numbers that were not there yet, as far as there are any."""
        variant = type(card.ask.variant)
        asks = (Ask(variant.draw(seed), seed) for seed in (self._stream.below(SEEDS) for _ in range(99)))
        fresh = next((ask for ask in asks if all(ask.variant != old.variant for old in self._drawn)), self._drawn[0])
        self._drawn.append(fresh)
        return Attempt(fresh)

    def closed(self, card: Card, event: Event) -> None:
        """Nothing comes back."""
