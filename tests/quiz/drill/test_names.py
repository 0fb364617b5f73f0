"""Names tell of every card what its content says."""

from __future__ import annotations

from questions import load
from quiz.drill.cards import contents
from quiz.drill.names import cards, question_of


def test_names_tell_level_and_topics_of_every_card() -> None:
    topics = {question.number: question.topics for question in load()}
    assert [*contents()] == [*cards()]
    for card, content in contents().items():
        assert (cards()[card].level, cards()[card].topics) == (content.level, topics[question_of(card)]), card
