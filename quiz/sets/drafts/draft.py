"""A set that is being put together: what is chosen so far, and what it comes to."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from questions.model import LEVELS, SECONDS, Level
from questions.notation.counts import count
from quiz.deck import catalog
from quiz.deck.seed import new_seed
from quiz.files.output import path_meant
from quiz.sets.drafts.saving import ITSELF, Saving, base_of, files, savings
from quiz.sets.exporting import ANSWERS, Answers
from quiz.sets.model import LARGEST_SEED, MOST, PracticeSet, SetRecipe
from quiz.sets.recipe import USUAL, UnmetError, mix_of, recipe_of

FIRST = 20
"""Items of a preview."""
MANY = 200
"""Items up to which the levels are counted."""


@dataclass(slots=True)
class Draft:
    """What is chosen, each option of `convquiz make` and of `convquiz export`."""

    length: int = USUAL
    mix: Mapping[Level, int] = field(default_factory=dict)
    """How many of each level; decides how many there are."""
    per_variant: int | None = None
    """So many of each variant; decides how many there are."""
    seed: int = field(default_factory=new_seed)
    levels: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    """None stands for all, of levels too."""
    questions: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    katas: tuple[str, ...] = ()
    order: Literal["level", "shuffled"] = "level"
    ways: frozenset[str] = frozenset()
    """What it is saved as, by name; none stands for the set itself."""
    answers: Answers | None = None
    """How much of the solution; None stands for what is usual in each format."""
    figures: bool = False
    copies: str = ""
    """A table of students or their number, for a class; empty for one set."""
    same_skills: bool = True
    exam: bool = False
    title: str = ""
    points: Mapping[Level, int] = field(default_factory=dict)
    path: str = ""
    """Empty for a name made of the seed; what it ends with depends on the format."""

    @property
    def recipe(self) -> SetRecipe:
        """The recipe; UnmetError or LookupError where nothing fits."""
        levels: list[Level] = [level for level in LEVELS if level in self.levels]
        counted = self.mix or self.per_variant
        length, mix = None if counted else self.length, self.mix or None
        chosen = (self.questions, self.variants, sorted(self.topics), levels)
        return recipe_of(length, *chosen, mix, self.order, self.per_variant, self.katas)

    @property
    def targets(self) -> list[tuple[Saving, Path]]:
        """The ways to save it, each with its file."""
        chosen = [each for each in savings().values() if each.name in self.ways] or [ITSELF]
        paths = files(self._base("practice-set"), chosen)
        return [(self._answered(way), path_meant(str(path))) for way, path in zip(chosen, paths, strict=True)]

    def _answered(self, way: Saving) -> Saving:
        """Return a way to save it with the answers that are wanted, where it can have these."""
        if way.format is None:
            return way
        held = self.answers if self.answers in way.format.answers else None
        return replace(way, answers=held, figures=self.figures)

    @property
    def folder(self) -> Path:
        """Where a class is saved."""
        return path_meant(self._base("class").rstrip(f"/{os.sep}"))

    def _base(self, kind: str) -> str:
        """Return the name of the files without what they end with."""
        path, usual = self.path, f"{kind}-{self.seed}"
        if not path or path.endswith(("/", os.sep)):
            return path + usual
        return base_of(path)

    def type(self, row: str, text: str) -> None:
        """Take what was typed for a row.

        A ValueError or LookupError says what would do, and nothing is changed.
        """
        before = {name: getattr(self, name) for name in {row, *COUNTED}}
        setattr(self, row, _read(row, text.strip()))
        for other in COUNTED if row in COUNTED and getattr(self, row) else ():
            if other != row:
                setattr(self, other, UNCOUNTED[other])
        try:
            _ = self.recipe
        except (ValueError, LookupError):
            for name, value in before.items():
                setattr(self, name, value)
            raise

    def text(self, row: str) -> str:
        """Return a row as it could be typed."""
        value = getattr(self, row)
        if row == "path":
            return str(self.folder if self.copies else self.targets[0][1])
        if isinstance(value, Mapping):
            return ",".join(f"{level}:{number}" for level, number in value.items())
        return ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)

    def turn(self, row: str) -> None:
        """Choose what comes next of the few that a row can be."""
        chances: Sequence[object] = TURNED[row]
        setattr(self, row, chances[(chances.index(getattr(self, row)) + 1) % len(chances)])

    def rows(self) -> dict[str, str]:
        """Return what is chosen, a line each, by name."""
        counted = self.mix or self.per_variant
        return {
            "length": f"Items     {'as many as these come to' if counted else f'{self.length:,}'}",
            "mix": f"Mix       {self.text('mix') or 'any levels'}",
            "per_variant": f"Variants  {f'{self.per_variant:,} of each' if self.per_variant else 'in turn'}",
            "levels": f"Levels    {_chosen(self.levels, LEVELS)}",
            "topics": f"Topics    {_chosen(self.topics, catalog.topics())}",
            "questions": f"Questions {self.text('questions') or 'all'}",
            "variants": f"Only      {self.text('variants') or 'all variants'}",
            "katas": f"Katas     {self.text('katas') or 'none'}",
            "order": f"Order     {'easy ones first' if self.order == 'level' else 'shuffled'}",
            "seed": f"Seed      {self.seed}",
            **self._class_rows(),
            **self._file_rows(),
        }

    def _class_rows(self) -> dict[str, str]:
        return {
            "copies": f"Copies    {self.copies or 'one set, no class'}",
            "same_skills": f"Skills    {'the same in all copies' if self.same_skills else 'others in each copy'}",
            "exam": f"Exam      {'yes, without codes and seed' if self.exam else 'no'}",
            "title": f"Title     {self.title or 'the usual one'}",
            "points": f"Points    {self.text('points') or '1 an item'}",
        }

    def _file_rows(self) -> dict[str, str]:
        if self.copies:
            paths, ways = str(self.folder), ", ".join(sorted(self.ways)) or "html"
        else:
            paths = ", ".join(str(path) for _, path in self.targets)
            ways = ", ".join(saving.name for saving, _ in self.targets)
        several = not self.copies and len(self.targets) > 1
        return {
            "ways": f"Save as   {ways}",
            "answers": f"Answers   {self.answers or 'as is usual'}",
            "figures": f"Figures   {'yes' if self.figures else 'no'}",
            "path": f"{'Folder' if self.copies else 'Files ' if several else 'File  '}    {paths}",
            "save": "Make and save it",
        }


TURNED: dict[str, Sequence[object]] = {
    "order": ("level", "shuffled"),
    "answers": (None, *ANSWERS),
    "figures": (False, True),
    "same_skills": (True, False),
    "exam": (False, True),
}
"""Rows that can be few things, and those."""
COUNTED = ("length", "mix", "per_variant")
"""Rows each of which decides how many items there are; one of them does."""
UNCOUNTED: dict[str, object] = {"length": USUAL, "mix": {}, "per_variant": None}


REDRAWN = ("length", "mix", "per_variant", "questions", "variants", "katas", "seed")
"""Rows that change what the set asks."""
EXAMPLES = {
    "mix": "easy:5,medium:10,hard:5",
    "points": "easy:1,medium:2,hard:3",
    "questions": "3,5",
    "variants": "3.1,5.2",
    "katas": "conv2d",
    "copies": "students.csv, or 60",
    "open": "set.json, or class/",
    "grade": "answers.csv, or answers/",
}
"""What may be typed in a row."""


def ticks(row: str) -> tuple[str, dict[str, str]]:
    """Return the heading of a list to tick for a row, and how its names are shown."""
    match row:
        case "levels":
            return "Levels; none ticked stands for all", {level: level for level in LEVELS}
        case "topics":
            return "Topics; none ticked stands for all", {topic: topic for topic in catalog.topics()}
    labels = {name: f"{name}: {saving.title}" for name, saving in savings().items()}
    return "Save as; none ticked stands for the set itself", labels


def _read(row: str, text: str) -> object:
    """Return what a text is as the value of a row."""
    match row:
        case "length":
            return _whole(text, 1, MOST)
        case "per_variant":
            return _whole(text, 1, MOST) if text else None
        case "seed":
            return _whole(text, 0, LARGEST_SEED) if text else new_seed()
        case "mix" | "points":
            return mix_of(text, row) if text else {}
        case "questions" | "variants" | "katas":
            return tuple(name.strip() for name in text.split(",") if name.strip())
    return text


@dataclass(frozen=True, slots=True)
class Previewed:
    """An item of a set, to look at."""

    code: str
    cells: tuple[str, ...]
    """Number, title, level and variant, for a table."""
    text: str
    """All that it asks, and in which form."""


def preview(practice_set: PracticeSet) -> Iterator[Previewed]:
    """Yield the first items."""
    for number, item in enumerate(practice_set.items[:FIRST], start=1):
        drawn = catalog.ask(item.code).variant
        cells = (f"{number:>2}", drawn.title, drawn.difficulty(), item.code.partition("-")[0])
        yield Previewed(item.code, cells, f"{drawn.title}\n\n{drawn.ask()}\n\n{drawn.answer().form}")


def count_line(practice_set: PracticeSet) -> str:
    """Say how many items there are, and of how many that is a preview: `20 items`, `the first 20 of 500 items`."""
    number = len(practice_set.items)
    return count(number, "item") if number <= FIRST else f"The first {FIRST} of {count(number, 'item', ',')}"


def levels_line(practice_set: PracticeSet) -> str:
    """Say how many items of each level there are, and how long they take: `7 easy · 9 medium · about 19 min`."""
    if len(practice_set.items) > MANY:
        return ""
    levels = Counter(catalog.ask(item.code).variant.difficulty() for item in practice_set.items)
    told = [f"{levels[level]} {level}" for level in LEVELS if levels[level]]
    minutes = round(sum(SECONDS[level] * number for level, number in levels.items()) / 60)
    return " · ".join([*told, f"about {max(minutes, 1)} min"])


def _chosen(some: frozenset[str], every: Iterable[str]) -> str:
    return ", ".join(name for name in every if name in some) or "all"


def _whole(text: str, least: int, most: int) -> int:
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= 20 and least <= int(text) <= most:
        return int(text)
    raise UnmetError(f"a whole number from {least} to {most:,} is wanted")
