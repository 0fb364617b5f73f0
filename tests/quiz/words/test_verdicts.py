"""What is said of an answer."""

from __future__ import annotations

from questions.model import Ask
from quiz.cards.attempt import Attempt
from quiz.deck import catalog
from quiz.words.verdicts import told, verdict_lines


def attempt() -> Attempt:
    """A 5×5 layer with padding 2 on 32×32: 32; one-sided padding gives 30."""
    return Attempt(Ask(catalog.variant("3.1")(size=32, kernel=5, stride=1, padding=2), 0))


def test_a_mistake_is_told_until_another_answer_is_read() -> None:
    card = attempt()
    card.submit("30")
    slip = told(card)
    card.submit("3frogs")
    assert told(card) == slip
    assert "Not graded" in verdict_lines(card)[0]
    card.reveal()
    assert told(card).line == "✗ Missed: you 30, right 32"


def test_what_was_never_read_is_revealed_and_not_missed() -> None:
    card = attempt()
    card.submit("3frogs")
    card.reveal()
    assert told(card).line == "✗ Revealed: 32"
