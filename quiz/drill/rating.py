"""How well a card was known: the rating that is suggested, and what is said about ratings."""

from __future__ import annotations

from collections.abc import Sequence

from questions.model import SECONDS
from questions.notation.counts import count
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card
from quiz.cards.prose import CREDIT
from quiz.log.review import AGAIN, EASY, GOOD, HARD, Review

NAMES = {AGAIN: "Again", HARD: "Hard", GOOD: "Good", EASY: "Easy"}
SLOW = 2
"""Times the usual seconds after which a right answer was hard."""
FULL = 0.7
"""Share of a rubric from which an answer was good."""


def suggested(card: Card, seconds: float) -> int:
    """Return the rating that a card earned; easy is for the learner to say."""
    if isinstance(card, Attempt):
        if card.outcome not in {"right", "second try"}:
            return AGAIN
        slow = seconds > SLOW * SECONDS[card.ask.variant.difficulty()]
        return HARD if card.tries > 1 or card.hints or slow else GOOD
    if "missed" in card.of_essentials or not any(CREDIT[tick] for tick in card.ticks):
        return AGAIN
    return GOOD if card.passed and not card.trapped and card.credit >= FULL else HARD


def interval_words(seconds: int) -> str:
    """Say an interval: `6 min`, `1 day`, `16 days`."""
    days, rest = divmod(seconds, 86_400)
    if days:
        return count(days, "day")
    return f"{rest / 60:g} min"


def choice_words(review: Review) -> str:
    """Say when a card comes back after a rating."""
    if review.free:
        return "comes back" if review.interval else "done"
    return interval_words(review.interval)


def rating_line(choices: Sequence[Review], suggestion: int) -> str:
    """Say all four ratings, each with when the card comes back: `1 Again 1 min · … · [3 Good 10 min] · …`."""
    told = (f"{review.rating} {NAMES[review.rating]} {choice_words(review)}" for review in choices)
    return " · ".join(
        f"[{words}]" if review.rating == suggestion else words for review, words in zip(choices, told, strict=True)
    )
