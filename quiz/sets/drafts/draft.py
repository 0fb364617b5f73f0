"""A set that is being put together: what is chosen so far, and what it comes to."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from questions.model import LEVELS, Level
from quiz.deck import catalog
from quiz.deck.seed import new_seed
from quiz.files.output import path_meant
from quiz.sets.drafts.saving import ITSELF, Saving, base_of, files, savings
from quiz.sets.model import LARGEST_SEED, MOST, PracticeSet, SetRecipe
from quiz.sets.recipe import USUAL, UnmetError, recipe_of

FIRST = 20
"""Items of a preview."""
MANY = 200
"""Items of which the levels are counted."""


@dataclass(slots=True)
class Draft:
    """What is chosen; texts as they were typed."""

    length: int = USUAL
    seed: int = field(default_factory=new_seed)
    levels: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    """None stands for all, of levels too."""
    ways: frozenset[str] = frozenset()
    """What it is saved as, by name; none stands for the set itself."""
    order: Literal["level", "shuffled"] = "level"
    path: str = ""
    """Empty for a name made of the seed; what it ends with depends on the format."""

    @property
    def recipe(self) -> SetRecipe:
        """The recipe; UnmetError where nothing fits."""
        levels: list[Level] = [level for level in LEVELS if level in self.levels]
        return recipe_of(self.length, topics=sorted(self.topics), levels=levels, order=self.order)

    @property
    def targets(self) -> list[tuple[Saving, Path]]:
        """The ways to save it, each with its file."""
        chosen = [each for each in savings().values() if each.name in self.ways] or [ITSELF]
        return [(way, path_meant(str(file))) for way, file in zip(chosen, files(self._base, chosen), strict=True)]

    @property
    def _base(self) -> str:
        """The name of the files without what they end with."""
        path, usual = self.path, f"practice-set-{self.seed}"
        if not path or path.endswith(("/", os.sep)):
            return path + usual
        return base_of(path)

    def type_length(self, text: str) -> None:
        """Take a number of items; a ValueError says what would do."""
        self.length = _whole(text, 1, MOST)

    def type_seed(self, text: str) -> None:
        """Take a seed, a new one for an empty text; a ValueError says what would do."""
        self.seed = _whole(text, 0, LARGEST_SEED) if text.strip() else new_seed()

    def turn_order(self) -> None:
        """Choose the other order."""
        self.order = "shuffled" if self.order == "level" else "level"

    def rows(self) -> dict[str, str]:
        """Return what is chosen, a line each, by name."""
        paths = ", ".join(str(path) for _, path in self.targets)
        return {
            "length": f"Items     {self.length:,}",
            "levels": f"Levels    {_chosen(self.levels, LEVELS)}",
            "topics": f"Topics    {_chosen(self.topics, catalog.topics())}",
            "order": f"Order     {'easy ones first' if self.order == 'level' else 'shuffled'}",
            "seed": f"Seed      {self.seed}",
            "ways": f"Save as   {', '.join(saving.name for saving, _ in self.targets)}",
            "path": f"{'Files' if len(self.targets) > 1 else 'File '}     {paths}",
            "save": "Make and save it",
        }


def preview(practice_set: PracticeSet) -> Iterator[str]:
    """Yield a line on each of the first items."""
    for number, item in enumerate(practice_set.items[:FIRST], start=1):
        drawn = catalog.ask(item.code).variant
        yield f"{number}. {item.code} · {drawn.difficulty()} · {' '.join(drawn.ask().split())}"
    if len(practice_set.items) > FIRST:
        yield f"and {len(practice_set.items) - FIRST:,} more"


def levels_line(practice_set: PracticeSet) -> str:
    """Say how many items there are, and how many of each level: `20 items: 7 easy, 9 medium, 4 hard`."""
    levels = Counter(catalog.ask(item.code).variant.difficulty() for item in practice_set.items[:MANY])
    told = ", ".join(f"{levels[level]} {level}" for level in LEVELS if levels[level])
    number = len(practice_set.items)
    return f"{number:,} items: {told}" if number <= MANY else f"{number:,} items"


def _chosen(some: frozenset[str], every: Iterable[str]) -> str:
    return ", ".join(name for name in every if name in some) or "all"


def _whole(text: str, least: int, most: int) -> int:
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= 20 and least <= int(text) <= most:
        return int(text)
    raise UnmetError(f"a whole number from {least} to {most:,} is wanted")
