"""What a set shall hold, in people's words; what cannot be met is refused with what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Literal

from questions import index, load
from questions.model import LEVELS, Level, Variant
from quiz.deck import catalog
from quiz.deck.katas import kata_called
from quiz.sets.model import MOST, SetRecipe

USUAL = 20
"""Items of a set of which nothing is said."""
LOOKS = 60
"""Draws looked at for the levels of a variant whose level depends on its numbers."""


class UnmetError(ValueError):
    """No set can be like that; the message says what to write instead."""


def recipe_of(
    length: int | None = None,
    questions: Iterable[str] = (),
    variants: Iterable[str] = (),
    topics: Iterable[str] = (),
    levels: Iterable[Level] = (),
    mix: Mapping[Level, int] | None = None,
    order: Literal["level", "shuffled"] = "level",
    per_variant: int | None = None,
    katas: Iterable[str] = (),
) -> SetRecipe:
    """Return the recipe, its names as the deck has them and in the deck's order, so that equal wishes are equal.

    Raises UnmetError, NotInDeckError or NoKataError for a name that the deck does not have.
    """
    mixed = {level: mix[level] for level in LEVELS if (mix or {}).get(level)} if mix else {}
    ids = {catalog.variant(name).id for name in variants}
    programs = {kata_called(name).id for name in katas}
    if per_variant is not None and (length is not None or mix is not None):
        raise UnmetError("so many of each variant is how many there are: leave the number of items and the mix out")
    recipe = SetRecipe(
        length=_length(length, mix, sum(mixed.values())),
        questions=tuple(sorted({catalog.question(name).number for name in questions})),
        variants=tuple(known for entry in load() for known in entry.variant_ids if known in ids),
        topics=tuple(sorted({catalog.topic(name) for name in topics}, key=catalog.topics().index)),
        levels=tuple(level for level in LEVELS if level in set(levels)),
        mix=mixed,
        order=order,
        per_variant=per_variant,
        katas=tuple(line.id for line in index.katas().values() if line.id in programs) or None,
    )
    _refuse_unmet(recipe)
    if per_variant is None:
        return recipe
    return recipe.model_copy(update={"length": _within(per_variant * len(chosen(recipe)))})


def mix_of(text: str, what: str = "mix") -> dict[Level, int]:
    """Read `easy:5,medium:10,hard:5`, a number for each level."""
    mix: dict[Level, int] = {}
    for entry in text.split(","):
        name, _, number = entry.partition(":")
        level = next((level for level in LEVELS if level == name.strip().lower()), None)
        if level is None or level in mix or not (number.strip().isascii() and number.strip().isdigit()):
            raise UnmetError(f"{entry.strip()[:40]!r} in the {what}: write each level once, as easy:5,medium:10,hard:5")
        mix[level] = int(number.strip()[:9])
    return mix


def _length(length: int | None, mix: Mapping[Level, int] | None, mixed: int) -> int:
    if mix is None:
        length = USUAL if length is None else length
    elif length not in (None, mixed):
        raise UnmetError(f"the mix adds up to {mixed}, not to {length}: make both equal, or leave the number out")
    else:
        length = mixed
    return _within(length)


def _within(length: int) -> int:
    if not 1 <= length <= MOST:
        raise UnmetError(f"a set has 1 to {MOST:,} items, not {length:,}")
    return length


def chosen(recipe: SetRecipe) -> list[str]:
    """Return the ids of the variants that a recipe leaves; whatever their level, unless so many of each are wanted."""
    return [
        variant_id
        for question in catalog.selected(recipe.questions, recipe.topics)
        for variant_id in question.variant_ids
        if not recipe.variants or variant_id in recipe.variants
        if not (recipe.per_variant and recipe.levels) or not levels_of(variant_id).isdisjoint(recipe.levels)
    ]


@cache
def levels_of(variant_id: str) -> frozenset[Level]:
    """Return the levels that draws of a variant have."""
    variant = catalog.variant(variant_id)
    if variant.difficulty is Variant.difficulty:
        return frozenset((variant.level,))
    return frozenset(variant.draw(seed).difficulty() for seed in range(LOOKS))


def can_be(recipe: SetRecipe) -> bool:
    """Tell whether there can be such a set."""
    try:
        _refuse_unmet(recipe)
    except UnmetError:
        return False
    return True


def _refuse_unmet(recipe: SetRecipe) -> None:
    variants = chosen(recipe)
    if not variants:
        raise UnmetError("nothing fits all of question, variant and topic together: leave one of them out")
    if recipe.mix and recipe.levels:
        raise UnmetError("the mix already says how many of each level: leave the levels out")
    wanted: Sequence[Level] = list(recipe.mix) or recipe.levels
    if not wanted:
        return
    there = frozenset[Level]().union(*map(levels_of, variants))
    # A mix needs each of its levels; levels alone are a choice, of which one must be there.
    lacking = [level for level in wanted if level not in there]
    if lacking and (recipe.mix or len(lacking) == len(wanted)):
        known = " and ".join(level for level in LEVELS if level in there)
        raise UnmetError(f"nothing of what is chosen is {' or '.join(lacking)}: it is {known}")
