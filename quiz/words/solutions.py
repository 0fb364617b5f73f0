"""What the answer really was: worked, or still to wait for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quiz.cards.attempt import Attempt


def go_on_line(card: Attempt) -> str:
    """Say that the solution waits, and what later parts are judged on."""
    own = card.verdict.reading if card.verdict else ""
    return f"Go on from your {own}: what follows is judged on it too. What it really is comes with the last part."


def made_up_lines(cards: Iterable[Attempt]) -> Iterator[str]:
    """Say what has waited: the solutions of earlier parts."""
    for card in cards:
        said = card.verdict.reading if card.verdict else "nothing"
        yield f"{card.ask.variant.title}: you said {said}, it is {card.ask.variant.answer().shown}."
        yield from (f"  {step}" for step in card.ask.variant.steps())


def solution_lines(attempt: Attempt, made_up_for: Iterable[Attempt]) -> list[str]:
    """Return the worked solution, after those that have waited for it."""
    variant = attempt.settled
    worked = [f"The answer is {variant.answer().shown}.", *(f"  {step}" for step in variant.steps())]
    return [*made_up_lines(made_up_for), *worked]
