"""What stands above a card, and which answer is wanted."""

from __future__ import annotations

from questions.answers import Choice, Parts
from questions.model import Variant
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card
from quiz.cards.prose import Prose
from quiz.deck import catalog


def heading(card: Card) -> str:
    """Say where a card comes from, and what it trains: whose numbers it has, share code, level, topic, title."""
    if isinstance(card, Prose):
        kind = "asked next" if card.follow_up else "a program to write" if card.kata else "in your own words"
        return f"{card.code} · {card.question.level} · {card.question.topics[0]} · {kind}"
    variant = card.ask.variant
    return f"{_about(card)}{card.ask.code} · {variant.difficulty()} · {_topic(variant)} · {variant.title}"


def origin(card: Card, why: str = "") -> str:
    """Say why a card is asked, if that is told, and where it comes from: whose numbers, topic, level, share code."""
    if isinstance(card, Prose):
        return " · ".join(filter(None, (why, card.question.topics[0], card.question.level, card.code)))
    variant = card.ask.variant
    return " · ".join(filter(None, (why, card.ask.about, _topic(variant), variant.difficulty(), card.ask.code)))


def _about(card: Attempt) -> str:
    return f"{card.ask.about} · " if card.ask.about else ""


def _topic(variant: Variant) -> str:
    return catalog.question_of(type(variant)).topics[0]


def wanted(variant: Variant) -> str:
    """Say the form of answer wanted and the kind of work it is."""
    return f"{variant.answer().form} · {work(variant)}"


def beside_boxes(variant: Variant) -> str:
    """Say the same under the boxes of an answer; boxes of parts and words to click say their form themselves."""
    return work(variant) if isinstance(variant.answer(), Parts | Choice) else wanted(variant)


def work(variant: Variant) -> str:
    """Say the kind of work that an ask is."""
    return "in the head" if variant.mental() else "3*3*64 is fine"
