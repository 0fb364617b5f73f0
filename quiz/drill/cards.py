"""The cards of the drill: prose of a question, `Q03`, a variant's skill, `3.1`, a kata, `K03.1`."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TypeGuard

from questions import index, load
from questions.model import LEVELS, Kata, Question, Variant, kata_named
from quiz.cards.card import Card
from quiz.cards.prose import Prose
from quiz.deck import catalog

Content = Question | type[Variant] | type[Kata]


@cache
def contents() -> dict[str, Content]:
    """Return what is on each card, in the order in which a learner meets them.

    Easy ones first; of each question first a skill, then its prose, then the other skills and its katas, in turn with
    the others.
    """
    ranked: list[tuple[tuple[int, int], Content]] = []
    for question in load():
        first, *others = question.variants
        mixed: list[Content] = [first, question, *others, *katas_of(question)]
        ranked += [((LEVELS.index(content.level), place), content) for place, content in enumerate(mixed)]
    return {card_id(content): content for _, content in sorted(ranked, key=lambda entry: entry[0])}


def katas_of(question: Question) -> list[type[Kata]]:
    """Return the katas of a question."""
    return [kata_named(line.name) for line in index.katas().values() if int(line.head) == question.number]


def card_id(content: Content) -> str:
    """Return the stable name of a card."""
    return f"Q{content.number:02}" if isinstance(content, Question) else content.id


def card_of(card: Card) -> str:
    """Return which card of the deck is on the table."""
    return card.code if isinstance(card, Prose) else card.ask.variant.id


def card_of_code(code: str) -> str:
    """Return the card that a code of the log belongs to: `3.1` for `Q03.1-7F3K`, `Q03` for itself and its follow-ups.

    What interviews alone ask, `C01.4-3ZCB`, belongs to the card of the skill that it trains.
    """
    head = re.split(r"[-+ ]", code, maxsplit=1)[0]
    if "." not in head or head[0] == "K":
        return head
    name = head[1:].lstrip("0")
    if head[0] == "Q":
        return name
    try:
        return catalog.variant(head[0] + name).trains
    except catalog.NotInDeckError:
        return head


def codes_of(card: str) -> str:
    """Return the pattern of a card's codes in the log: `Q03.1-*` for `3.1`, `Q03` and `K03.1` for themselves."""
    if card.startswith("K"):
        return card
    question, dot, variant = card.partition(".")
    return f"Q{int(question):02}.{variant}-*" if dot else card


def question_of(card: str) -> int:
    """Return the number of a card's question; ValueError if it is no card's name."""
    return int(card.lstrip("QK").partition(".")[0])


def title(card: str) -> str:
    """Return what a card is about, as far as the deck still has it."""
    content = contents().get(card)
    if content is None:
        return f"{card}, no longer in the deck"
    return f"{card} {content.title}"


def on_topics(topics: tuple[str, ...]) -> list[str]:
    """Return the cards of questions on one of the topics; left out, all."""
    numbers = {question.number for question in load() if not topics or set(question.topics) & set(topics)}
    return [card for card in contents() if question_of(card) in numbers]


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
