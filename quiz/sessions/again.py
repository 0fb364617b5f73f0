"""What is asked again after a session: one of its asks with other numbers, or those in which slips were made."""

from __future__ import annotations

from collections.abc import Sequence

from questions.drawing import SEEDS, share_code
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card, Played
from quiz.cards.mistakes import mistakes
from quiz.deck import catalog
from quiz.drill.names import card_of_code
from quiz.sessions.practice_set import one_ask
from quiz.sessions.quiz import QuizRecipe
from quiz.sessions.session import Recipe


def again(card: Card, seed: int) -> Recipe:
    """Return the recipe that asks the same skill with other numbers; what is told in prose comes with a number."""
    if not isinstance(card, Attempt):
        return QuizRecipe(mode="tour", seed=seed, questions=(card.question.number,))
    variant = type(card.ask.variant)
    trained = catalog.variant(variant.trains) if variant.trains else variant
    fresh = next(at for at in range(seed, seed + SEEDS) if trained.draw(at % SEEDS) != card.ask.variant) % SEEDS
    return one_ask(share_code(trained.id, fresh))


def slipped(played: Sequence[Played]) -> tuple[str, ...]:
    """Return the cards of the drill in whose asks a mistake was named, in their order, each once."""
    made = (at.card for at in played if isinstance(at.card, Attempt) and mistakes(at.card))
    return tuple(dict.fromkeys(card_of_code(card.ask.code) for card in made))
