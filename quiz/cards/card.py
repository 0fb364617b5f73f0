"""A card of either kind: what it is called, what it counts, and the time that it took."""

from __future__ import annotations

from dataclasses import dataclass

from questions.model import Variant
from quiz.cards.attempt import Attempt
from quiz.cards.prose import Prose

Card = Attempt | Prose


class NothingToAskError(Exception):
    """There is no card to deal; the message says why and what else to do."""


@dataclass(slots=True)
class Played:
    """A card and the time it took."""

    card: Card
    began: float
    seconds: float = 0.0
    """Until it was done, or as far as it was answered."""
    answered: float = 0.0
    """Until the answer was given, where reading and ticking came after it; 0 before that."""


def code_of(card: Card) -> str:
    """Return what the log calls a card."""
    return card.code if isinstance(card, Prose) else card.ask.code


def title_of(card: Card) -> str:
    """Return what a card asks for, in a few words."""
    return card.question.title if isinstance(card, Prose) else card.ask.variant.title


def name(card: Card) -> str:
    """Return what a card is about."""
    if isinstance(card, Prose) and card.kata:
        return f"{card.code} {card.kata.title}"
    if isinstance(card, Prose):
        return f"{card.question.number}{f'+{card.follow_up}' if card.follow_up else ''} {card.question.title}"
    return f"{card.ask.variant.id} {card.ask.variant.title}"


def credit(card: Card) -> float | None:
    """Return what a card counts: at the second try half, in parts the share that is right; None if left open."""
    if isinstance(card, Prose):
        return card.credit if card.ticks else None
    if card.outcome in (None, "skipped"):
        return 0.0 if card.unresolved else None
    if card.outcome == "wrong" and card.verdict:
        return card.verdict.credit / 2
    return {"right": 1.0, "second try": 0.5}.get(card.outcome, 0.0)


def demonstrated(card: Card) -> Variant:
    """Return the draw whose run is shown for a card: its own, for a question's prose its first variant's."""
    return card.ask.variant if isinstance(card, Attempt) else card.question.variants[0].draw(0)
