"""A practice set, played: its items in their order, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import ClassVar, Literal, Self

from pydantic import Field

from questions.drawing import SEEDS, Stream, prefix
from questions.model import Ask, Kata, Variant
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card
from quiz.cards.written import to_write
from quiz.deck import catalog
from quiz.deck.katas import NoKataError, kata_called
from quiz.deck.seed import new_seed
from quiz.log.events import Event
from quiz.sessions.lab import LabRecipe
from quiz.sessions.session import DeckChangedError, Recipe, Session
from quiz.sets.model import MOST, PracticeSet
from quiz.sets.programs import programs

DRAWS = 200
"""Draws tried for new numbers that the set does not ask anyway."""


class PracticeSetRecipe(Recipe):
    """Which set, by the share codes of its items: the log replays without the file."""

    goes_on: ClassVar[bool] = True

    mode: Literal["set"] = "set"
    id: str
    """The set's; for a single ask its share code."""
    codes: tuple[str, ...] = Field(min_length=1, max_length=MOST)
    """After those of asks the ids of programs to write, `K01.1`."""

    @classmethod
    def of(cls, practice_set: PracticeSet, codes: Iterable[str]) -> Self:
        """Return the recipe of a set's items, as far as the deck has them, and of its programs."""
        katas = [kata.id for kata in programs(practice_set)[0]]
        return cls(id=practice_set.id, seed=practice_set.seed, codes=(*codes, *katas))

    def begin(self) -> PracticeSetSession:
        """Return the set at its first item."""
        return PracticeSetSession(self, self.codes)


def one_ask(code: str, *numbers: str) -> Recipe:
    """Return the recipe of the one ask with this code; ValueError or NotInDeckError say what is wrong with it."""
    ask = catalog.ask(code, *numbers)
    if ask.seed is None:
        return LabRecipe.about(ask.variant, new_seed())
    return PracticeSetRecipe(id=ask.code, seed=ask.seed, codes=(ask.code,))


class PracticeSetSession(Session):
    """The items one after the other; a miss does not come back, since the set is what it is."""

    def __init__(self, recipe: Recipe, codes: Sequence[str]) -> None:
        super().__init__(recipe)
        self._codes = codes
        self._dealt = 0
        self._stream = Stream("set", recipe.seed, "new numbers")
        self._renewed: set[Variant] = set()

    @property
    def left(self) -> int:
        """Items still to come."""
        return len(self._codes) - self._dealt

    @property
    def planned(self) -> int:
        """The items."""
        return len(self._codes)

    def next_card(self, elapsed: float) -> Card | None:
        """Deal the next item; DeckChangedError if this deck does not have it."""
        if not self.left:
            return None
        code = self._codes[self._dealt]
        self._dealt += 1
        return to_write(_kata(code)) if code.startswith("K") else Attempt(_ask(code))

    def renewed(self, card: Attempt) -> Attempt:
        """Draw numbers that neither the set asks nor anybody saw; where all are asked, others than these."""
        shown, variant = card.ask.variant, type(card.ask.variant)
        avoided = self._renewed | {_ask(code).variant for code in self._codes if _is_of(code, variant)}
        fresh = other = None
        for _ in range(DRAWS):
            seed = self._stream.below(SEEDS)
            ask = Ask(variant.draw(seed), seed)
            if ask.variant not in avoided:
                fresh = ask
                break
            if ask.variant != shown:
                other = ask
        chosen = fresh or other or card.ask
        self._renewed.add(chosen.variant)
        return Attempt(chosen)

    def closed(self, card: Card, event: Event) -> None:
        """Take no note: nothing comes back."""


def _is_of(code: str, variant: type[Variant]) -> bool:
    return re.split("[- ]", code, maxsplit=1)[0] == prefix(variant.id)


def _kata(code: str) -> type[Kata]:
    try:
        return kata_called(code)
    except NoKataError as error:
        raise DeckChangedError(str(error)) from error


@cache
def _ask(code: str) -> Ask:
    try:
        return catalog.ask(code)
    except (catalog.NotInDeckError, ValueError) as error:
        raise DeckChangedError(str(error)) from error
