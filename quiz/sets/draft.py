"""A set that is being put together: what is chosen so far, and what it comes to."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from questions.model import LEVELS, Level
from quiz import catalog
from quiz.launch import new_seed
from quiz.sets.file import written
from quiz.sets.model import LARGEST_SEED, MOST, PracticeSet, SetRecipe
from quiz.sets.recipe import USUAL, UnmetError, recipe_of

FIRST = 5
"""Items of a preview."""


@dataclass(frozen=True, slots=True)
class Saving:
    """A way to save a set."""

    title: str
    suffix: str
    write: Callable[[PracticeSet], Iterable[bytes]]
    """Yields the file piece by piece."""
    then: tuple[tuple[str, str], ...] = ()
    """Commands that take the file, each with what it does."""


THEN = (
    ("convquiz play", " plays it."),
    ("convquiz grade --blank", " writes the sheet to fill in."),
)


def savings() -> tuple[Saving, ...]:
    """Return the ways to save a set, the set itself first."""
    return (Saving("set to play and grade (JSON)", ".json", written, THEN),)


@dataclass(slots=True)
class Draft:
    """What is chosen; texts as they were typed."""

    length: int = USUAL
    seed: int = field(default_factory=new_seed)
    levels: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    """None stands for all, of levels too."""
    order: Literal["level", "shuffled"] = "level"
    saving: int = 0
    path: str = ""
    """Empty for a name made of the seed."""

    @property
    def recipe(self) -> SetRecipe:
        """The recipe; UnmetError where nothing fits."""
        levels: list[Level] = [level for level in LEVELS if level in self.levels]
        return recipe_of(self.length, topics=sorted(self.topics), levels=levels, order=self.order)

    @property
    def how(self) -> Saving:
        """The way to save it."""
        return savings()[self.saving]

    @property
    def file(self) -> str:
        """The file to save it in."""
        return self.path or f"practice-set-{self.seed}{self.how.suffix}"

    def type_length(self, text: str) -> None:
        """Take a number of items; a ValueError says what would do."""
        self.length = _whole(text, 1, MOST)

    def type_seed(self, text: str) -> None:
        """Take a seed, a new one for an empty text; a ValueError says what would do."""
        self.seed = _whole(text, 0, LARGEST_SEED) if text.strip() else new_seed()

    def turn_order(self) -> None:
        """Choose the other order."""
        self.order = "shuffled" if self.order == "level" else "level"

    def turn_saving(self) -> None:
        """Choose the next way to save."""
        self.saving = (self.saving + 1) % len(savings())

    def rows(self) -> dict[str, str]:
        """Return what is chosen, a line each, by name."""
        return {
            "length": f"Items     {self.length:,}",
            "levels": f"Levels    {_chosen(self.levels, LEVELS)}",
            "topics": f"Topics    {_chosen(self.topics, catalog.topics())}",
            "order": f"Order     {'easy ones first' if self.order == 'level' else 'shuffled'}",
            "seed": f"Seed      {self.seed}",
            "saving": f"Save      {self.how.title}",
            "path": f"File      {self.file}",
            "save": "Make and save it",
        }


def preview(practice_set: PracticeSet) -> Iterator[str]:
    """Yield a line on each of the first items."""
    for number, item in enumerate(practice_set.items[:FIRST], start=1):
        drawn = catalog.ask(item.code).variant
        yield f"{number}. {item.code} · {drawn.difficulty()} · {' '.join(drawn.ask().split())}"
    if len(practice_set.items) > FIRST:
        yield f"and {len(practice_set.items) - FIRST:,} more"


def saved(practice_set: PracticeSet, path: Path, how: Saving) -> str:
    """Say what was saved, where, and what can be done with it."""
    what = f"Set {practice_set.id}: {len(practice_set.items):,} items, seed {practice_set.seed}, in"
    then = [f"{command} {shlex.quote(str(path))}{does}" for command, does in how.then]
    return "\n".join((what, str(path.absolute()), "", *then))


def _chosen(some: frozenset[str], every: Iterable[str]) -> str:
    return ", ".join(name for name in every if name in some) or "all"


def _whole(text: str, least: int, most: int) -> int:
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= 20 and least <= int(text) <= most:
        return int(text)
    raise UnmetError(f"a whole number from {least} to {most:,} is wanted")
