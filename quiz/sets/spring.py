"""Where the asks of one variant come from: each numbers once, new answers first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from questions.drawing import SEEDS, Stream
from questions.model import LEVELS, Ask, Level, Variant
from quiz.deck import catalog
from quiz.sets.recipe import levels_of

FOR_ANSWERS = 6
"""New numbers that may be put aside in search of an answer that was not asked yet."""
FOR_NUMBERS = 15
"""Draws tried for new numbers before another variant takes the turn."""
THOROUGH, AT_LEAST = 20, 50
"""Draws tried in vain, as a multiple of those found, before a variant counts as used up.

If d draws are equally likely and one is missing, 20·d tries miss it with a chance of e⁻²⁰.
"""

Levels = tuple[Level, ...]
Search = Literal["quick", "thorough", "repeat"]
"""For new numbers among a few draws; among so many that none are left; for numbers that were asked before."""
NEW: tuple[Search, ...] = ("quick", "thorough")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw that is unlike all others of its spring."""

    ask: Ask
    level: Level
    answer: str


class Spring:
    """The draws of one variant, in the order of a stream."""

    def __init__(self, variant_id: str, stream: Stream) -> None:
        self.given = 0
        """How many asks it has given."""
        self._id = variant_id
        self._stream = stream
        self._seen: set[Variant] = set()
        self._answers: set[str] = set()
        self._given: list[Drawn] = []
        """The one given longest ago first."""
        self._spare: list[Drawn] = []
        """Not given yet: of another level, or with an answer that was."""
        self._in_vain: set[tuple[Search, Levels]] = set()

    def next(self, search: Search, levels: Levels) -> Ask | None:
        """Return an ask of one of the levels, None if the search finds none."""
        elsewhere = levels != LEVELS and levels_of(self._id).isdisjoint(levels)
        if elsewhere or (search, levels) in self._in_vain:
            return None
        match search:
            case "quick":
                drawn = self._with_new_answer(levels) or self._with_new_numbers(levels, FOR_NUMBERS)
            case "thorough":
                drawn = self._with_new_numbers(levels, THOROUGH * max(len(self._seen), AT_LEAST))
            case "repeat":
                drawn = self._given_longest_ago(levels)
        if drawn is None:
            self._in_vain.add((search, levels))
            return None
        return self._give(drawn)

    def _give(self, drawn: Drawn) -> Ask:
        self._given.append(drawn)
        self._answers.add(drawn.answer)
        self.given += 1
        return drawn.ask

    def _given_longest_ago(self, levels: Levels) -> Drawn | None:
        at = next((at for at, drawn in enumerate(self._given) if drawn.level in levels), None)
        return None if at is None else self._given.pop(at)

    def _with_new_answer(self, levels: Levels) -> Drawn | None:
        """Return a draw whose answer was not asked yet; the more others are at hand, the shorter the search."""
        at_hand = sum(drawn.level in levels for drawn in self._spare)
        return self._found(levels, FOR_ANSWERS - at_hand, self._answers)

    def _with_new_numbers(self, levels: Levels, tries: int) -> Drawn | None:
        return self._found(levels, tries, frozenset())

    def _found(self, levels: Levels, tries: int, but: set[str] | frozenset[str]) -> Drawn | None:
        """Return the first spare or new draw of one of the levels whose answer is not among those to avoid."""
        for at, drawn in enumerate(self._spare):
            if drawn.level in levels and drawn.answer not in but:
                return self._spare.pop(at)
        for drawn in self._draw(tries):
            if drawn.level in levels and drawn.answer not in but:
                return drawn
            self._spare.append(drawn)
        return None

    def _draw(self, tries: int) -> Iterator[Drawn]:
        """Yield those of so many draws that are new."""
        kind = catalog.variant(self._id)
        for _ in range(tries):
            seed = self._stream.below(SEEDS)
            variant = kind.draw(seed)
            if variant not in self._seen:
                self._seen.add(variant)
                yield Drawn(Ask(variant, seed), variant.difficulty(), variant.answer().plain)
