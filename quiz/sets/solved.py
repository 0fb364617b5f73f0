"""From the items of a set to problems with their answers, one at a time."""

from __future__ import annotations

from collections.abc import Iterator

from questions import load
from questions.drawing import live_slips
from quiz.sets.model import PracticeSet
from quiz.sets.problem import Problem


def problems(practice_set: PracticeSet) -> Iterator[Problem]:
    """Yield the items solved by closed form; a ValueError names one that the deck does not have."""
    deck = {variant.id: (question, variant) for question in load() for variant in question.variants}
    for number, item in enumerate(practice_set.items, 1):
        if item.variant not in deck:
            raise ValueError(f"item {number}: there is no variant {item.variant!r}")
        question, variant = deck[item.variant]
        try:
            made = variant.model_validate(item.numbers)
            if reason := made.impossible():
                raise ValueError(reason)
            answer = made.answer()
            slips = live_slips(answer, made.slips())
        except (ValueError, ArithmeticError) as error:
            said = str(error).splitlines()[0]
            raise ValueError(f"item {number}, {item.code}: its numbers are not those of an ask ({said})") from error
        yield Problem(number, item.code, question, made, answer, slips)
