"""What stands above a card, and which answer is wanted."""

from __future__ import annotations

from questions.model import Variant
from quiz.cards.card import Card
from quiz.cards.prose import Prose
from quiz.deck import catalog


def heading(card: Card) -> str:
    """Say where a card comes from: share code, level, topic, and what it trains."""
    if isinstance(card, Prose):
        kind = "asked next" if card.follow_up else "a program to write" if card.kata else "in your own words"
        return f"{card.code} · {card.question.level} · {card.question.topics[0]} · {kind}"
    variant = card.ask.variant
    topic = catalog.question_of(type(variant)).topics[0]
    return f"{card.ask.code} · {variant.difficulty()} · {topic} · {variant.title}"


def wanted(variant: Variant) -> str:
    """Say the form of answer wanted and the kind of work it is."""
    work = "in the head" if variant.mental() else "paper or calculator, 3*3*64 is fine"
    return f"{variant.answer().form} · {work}"
