"""Asks about one network, with the numbers of its own layers."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from quiz.cards.attempt import Attempt
from quiz.cards.card import Card
from quiz.files.printable import printable
from quiz.sessions.practice_set import PracticeSetSession
from quiz.sessions.session import Recipe


def _shown(name: object) -> object:
    """Return a name that can be shown and kept, whatever the name of a file holds."""
    return printable(name) if isinstance(name, str) else name


Shown = Annotated[str, Field(max_length=1000), BeforeValidator(_shown)]


class NetworkRecipe(Recipe):
    """Which asks: their codes hold the numbers, so that the log replays without the network."""

    goes_on: ClassVar[bool] = True

    mode: Literal["network"] = "network"
    network: Shown
    """What it is called."""
    asks: tuple[tuple[str, Shown], ...] = Field(min_length=1, max_length=1000)
    """The code of each, and the layers that it is about."""

    def begin(self) -> NetworkSession:
        """Return the session at its first ask."""
        return NetworkSession(self)


class NetworkSession(PracticeSetSession):
    """The asks one after the other, each with the layers that it is about."""

    recipe: NetworkRecipe

    def __init__(self, recipe: NetworkRecipe) -> None:
        super().__init__(recipe, [code for code, _ in recipe.asks])

    def next_card(self, elapsed: float) -> Card | None:
        """Deal the next ask; DeckChangedError if this deck does not have it."""
        at = self.planned - self.left
        card = super().next_card(elapsed)
        if not isinstance(card, Attempt):
            return card
        about = f"{self.recipe.asks[at][1]} of {self.recipe.network}"
        return Attempt(replace(card.ask, variant=card.ask.variant.anonymous(), about=about))
