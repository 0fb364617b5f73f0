"""One ask with numbers of one's own, of a setting in the lab or as they were typed."""

from __future__ import annotations

from typing import Any, Literal

from questions.drawing import SEEDS, Stream
from questions.model import Ask, Variant
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card
from quiz.deck import catalog
from quiz.deck.making import made
from quiz.log.events import Event
from quiz.sessions.session import Recipe, Session


class LabRecipe(Recipe):
    """Which variant, with which numbers."""

    mode: Literal["lab"] = "lab"
    variant: str
    numbers: dict[str, Any]

    @classmethod
    def about(cls, variant: Variant, seed: int) -> LabRecipe:
        """Return the recipe that asks a variant as it is; the seed is for new numbers."""
        return cls(seed=seed, variant=variant.id, numbers=variant.model_dump(mode="json"))

    def begin(self) -> LabSession:
        """Return the session; ValueError where this deck's variant does not take the numbers."""
        return LabSession(self, made(catalog.variant(self.variant), self.numbers))


class LabSession(Session):
    """One card; new numbers are drawn."""

    def __init__(self, recipe: LabRecipe, variant: Variant) -> None:
        super().__init__(recipe)
        self._variant = variant
        self._stream = Stream("lab", recipe.seed)

    @property
    def left(self) -> int:
        """The one card, until it is dealt."""
        return 0 if self.played else 1

    @property
    def planned(self) -> int:
        """The one card, however often its numbers are changed."""
        return 1

    def next_card(self, elapsed: float) -> Card | None:
        """Deal the card, once."""
        return None if self.played else Attempt(Ask(self._variant, None))

    def renewed(self, card: Attempt) -> Attempt:
        """Draw other numbers."""
        while True:
            seed = self._stream.below(SEEDS)
            variant = type(self._variant).draw(seed)
            if variant != card.ask.variant:
                return Attempt(Ask(variant, seed))

    def closed(self, card: Card, event: Event) -> None:
        """Nothing comes back."""
