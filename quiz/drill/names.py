"""The cards of the drill by their names, levels and topics alone, for which no question is imported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from questions import index
from questions.index import QuestionLine
from questions.model import LEVELS

HEAD = re.compile(r"[^-+ ]*")
"""What a code begins with: the card, or what trains it."""
Kind = Literal["skill", "prose", "kata"]


@cache
def cards() -> Mapping[str, QuestionLine]:
    """Return all cards with their levels and topics, in the order in which a learner meets them.

    Easy ones first; of each question first a skill, then its prose, then the other skills and its katas, in turn with
    the others.
    """
    ranked = [
        ((LEVELS.index(level), place), card, QuestionLine(level, index.question_line(number).topics))
        for number in index.numbers()
        for place, (card, level) in enumerate(_of_question(number))
    ]
    return {card: line for _, card, line in sorted(ranked, key=lambda entry: entry[0])}


def _of_question(number: int) -> Iterator[tuple[str, str]]:
    first, *others = index.headlines(str(number))
    yield first.id, first.level
    yield f"Q{number:02}", index.question_line(number).level
    yield from ((line.id, line.level) for line in others)
    yield from ((line.id, line.level) for line in index.katas().values() if int(line.head) == number)


def card_of_code(code: str) -> str:
    """Return the card that a code of the log belongs to: `3.1` for `Q03.1-7F3K`, `Q03` for itself and its follow-ups.

    What interviews alone ask, `C01.4-3ZCB`, belongs to the card of the skill that it trains.
    """
    return _card_of(HEAD.match(code)[0])  # type: ignore[index]  # it fits everywhere


@cache
def _card_of(head: str) -> str:
    if "." not in head or head[0] == "K":
        return head
    name = head[1:].lstrip("0")
    if head[0] == "Q":
        return name
    from quiz.deck import catalog  # names alone do without questions

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


@cache
def kind(card: str) -> Kind:
    """Return what a card asks for."""
    return "kata" if card.startswith("K") else "prose" if card.startswith("Q") else "skill"


def question_of(card: str) -> int:
    """Return the number of a card's question; ValueError if it is no card's name."""
    return int(card.lstrip("QK").partition(".")[0])


def on_topics(topics: tuple[str, ...]) -> list[str]:
    """Return the cards of questions on one of the topics; left out, all."""
    return [card for card, line in cards().items() if not topics or set(line.topics) & set(topics)]
