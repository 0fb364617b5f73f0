"""The cards of the drill: prose of a question, `Q03`, a variant's skill, `3.1`, a kata, `K03.1`."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TypeGuard

from questions import index, load
from questions.model import Kata, Question, Variant, kata_named
from quiz.cards.card import Card
from quiz.cards.prose import Prose
from quiz.drill import names

Content = Question | type[Variant] | type[Kata]


@cache
def contents() -> dict[str, Content]:
    """Return what is on each card, in the order in which a learner meets them."""
    found: dict[str, Content] = {}
    for question in load():
        of_question: tuple[Content, ...] = question, *question.variants, *katas_of(question)
        found |= {card_id(content): content for content in of_question}
    return {card: found[card] for card in names.cards()}


def katas_of(question: Question) -> list[type[Kata]]:
    """Return the katas of a question."""
    return [kata_named(line.name) for line in index.katas().values() if int(line.head) == question.number]


def card_id(content: Content) -> str:
    """Return the stable name of a card."""
    return f"Q{content.number:02}" if isinstance(content, Question) else content.id


def card_of(card: Card) -> str:
    """Return which card of the deck is on the table."""
    return card.code if isinstance(card, Prose) else card.ask.variant.id


def title(card: str) -> str:
    """Return what a card is about, as far as the deck still has it."""
    content = contents().get(card)
    if content is None:
        return f"{card}, no longer in the deck"
    return f"{card} {content.title}"


def with_slip(tag: str) -> list[str]:
    """Return the cards in whose ask or program a mistake can be made, in the deck's order."""
    return [card for card, content in contents().items() if not isinstance(content, Question) and tag in _tags(content)]


def is_variant(content: Content) -> TypeGuard[type[Variant]]:
    """Tell whether it is an ask with numbers."""
    return isinstance(content, type) and issubclass(content, Variant)


@cache
def _tags(content: type[Variant] | type[Kata]) -> frozenset[str]:
    """Return the slips of an ask or of a program; a few hang on the numbers, so several draws are looked at."""
    if issubclass(content, Kata):
        return frozenset(mutant.tag for mutant in content.mutants)
    drawn = (content.draw(seed) for seed in range(5))
    return frozenset(chain.from_iterable({slip.tag for slip in each.slips()} for each in drawn))
