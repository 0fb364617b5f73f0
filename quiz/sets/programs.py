"""The programs to write that a set brings along."""

from __future__ import annotations

from questions import index
from questions.model import Kata, kata_named
from quiz.sets.model import PracticeSet


def programs(practice_set: PracticeSet) -> tuple[list[type[Kata]], list[str]]:
    """Return the katas of a set that this bank has, and the ids of those that it has not."""
    names = {line.id: line.name for line in index.katas().values()}
    wanted = practice_set.recipe.katas or ()
    return [kata_named(names[each]) for each in wanted if each in names], [each for each in wanted if each not in names]
