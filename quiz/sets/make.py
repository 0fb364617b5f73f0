"""Drawing a set: nothing twice, topics balanced, the same for the same recipe, seed and bank."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat

from questions.drawing import Stream
from questions.model import LEVELS, Ask, Question
from questions.revision import REVISION
from quiz.deck import catalog
from quiz.sets.model import Item, PracticeSet, SetRecipe
from quiz.sets.recipe import chosen, levels_of
from quiz.sets.spring import NEW, Levels, Search, Spring


def make_set(recipe: SetRecipe, seed: int, done: Callable[[], object] = lambda: None) -> PracticeSet:
    """Draw the set; `done` is called after each item."""
    content = {
        "schema_version": 1,
        "id": "0",
        "seed": seed,
        "bank_revision": REVISION,
        "recipe": recipe,
        "items": tuple(map(item_of, next(drawings(recipe, seed, done)))),
    }
    unnamed = PracticeSet.model_validate(content)
    return unnamed.model_copy(update={"id": unnamed.content_id})


def drawings(recipe: SetRecipe, seed: int, done: Callable[[], object] = lambda: None) -> Iterator[list[Ask]]:
    """Yield the asks of one set after the other, without end; none comes again while there are others."""
    stream = Stream("set", seed)
    sources = list(_sources(recipe, seed, stream))
    while True:
        asks = []
        for source, levels in sources:
            asks.append(found(source, (levels,)))
            done()
        if recipe.order == "shuffled":
            yield stream.shuffled(asks)
        else:
            yield sorted(asks, key=lambda ask: LEVELS.index(ask.variant.difficulty()))


def found(source: _Group | Spring, wishes: Sequence[Levels]) -> Ask:
    """Return an ask of the first levels that have a new one, or one given longest ago."""
    new = (source.next(search, levels) for levels in wishes for search in NEW)
    again = (source.next("repeat", levels) for levels in wishes)
    return next(ask for ask in chain(new, again) if ask)


def item_of(ask: Ask) -> Item:
    """Return an ask as data."""
    variant = ask.variant
    number = int(variant.id.partition(".")[0])
    return Item(question=number, variant=variant.id, numbers=variant.model_dump(mode="json"), code=ask.code)


def alike(practice_set: PracticeSet) -> int:
    """Count the items that repeat an earlier one, because the recipe's draws were used up."""
    return len(practice_set.items) - len({item.code for item in practice_set.items})


def _sources(recipe: SetRecipe, seed: int, stream: Stream) -> Iterator[tuple[_Group | Spring, Levels]]:
    """Yield where each item comes from: so many of every variant, or those of all in turn."""
    if recipe.per_variant is None:
        group = _springs(recipe, seed, stream)
        yield from ((group, levels) for levels in _slots(recipe))
        return
    levels = recipe.levels or LEVELS
    for variant_id in chosen(recipe):
        yield from repeat((spring(variant_id, seed), levels), recipe.per_variant)


def spring(variant_id: str, seed: int) -> Spring:
    """Return the draws of one variant for the sets of a seed."""
    return Spring(variant_id, Stream("set", seed, variant_id))


def _slots(recipe: SetRecipe) -> list[Levels]:
    """Return the levels that each item may have, those that the fewest variants have first."""
    if not recipe.mix:
        return [recipe.levels or LEVELS] * recipe.length
    variants = chosen(recipe)
    scarce = sorted(recipe.mix, key=lambda level: sum(level in levels_of(variant) for variant in variants))
    return list(chain.from_iterable(repeat((level,), recipe.mix[level]) for level in scarce))


class _Group:
    """Variants, or groups of them, that take turns: whoever has given the fewest items is first."""

    def __init__(self, members: Sequence[_Group | Spring]) -> None:
        self.members = members
        self.given = 0

    def next(self, search: Search, levels: Levels) -> Ask | None:
        """Return what the first member finds that finds anything."""
        for member in sorted(self.members, key=lambda member: member.given):
            if ask := member.next(search, levels):
                self.given += 1
                return ask
        return None


def _springs(recipe: SetRecipe, seed: int, stream: Stream) -> _Group:
    """Group the variants by question and the questions by topic, each group in random order."""
    variants = stream.shuffled(chosen(recipe))
    questions = stream.shuffled(catalog.selected(recipe.questions, recipe.topics))
    by_topic: dict[str, list[_Group | Spring]] = {}
    for question in questions:
        its = [variant_id for variant_id in variants if variant_id in question.variant_ids]
        mine = [spring(variant_id, seed) for variant_id in its]
        if mine:
            by_topic.setdefault(_topic(question, recipe), []).append(_Group(mine))
    return _Group([_Group(members) for members in by_topic.values()])


def _topic(question: Question, recipe: SetRecipe) -> str:
    """Return the topic that a question counts for: the first that was wanted."""
    return next(topic for topic in question.topics if not recipe.topics or topic in recipe.topics)
