"""What a hint tells, and never tells."""

from __future__ import annotations

import re

import pytest

from questions.answers import Grid, Integer, Number, Parts, Percent
from quiz.cards.hints import hints
from quiz.deck import catalog


@pytest.mark.parametrize("variant", [*catalog.variants(), *catalog.beside()], ids=lambda variant: variant.id)
def test_no_hint_comes_to_a_number_of_the_answer(variant: type) -> None:
    for seed in range(12):
        drawn = variant.draw(seed)
        answer = drawn.answer()
        parts = answer.parts.values() if isinstance(answer, Parts) else [answer]
        shown = [part.shown.split(" ")[0] for part in parts if isinstance(part, Integer | Number | Percent)]
        numbers = [re.escape(number) for number in shown if len(number) > 1]  # one digit may stand for anything
        for hint in hints(drawn)[1:]:
            for number in numbers:
                assert not re.search(rf"[=≈] {number}(?![\d.,])|(?<![\d.,−]){number}[^\d]*$", hint), (seed, hint)


def test_of_many_entries_and_of_several_to_choose_from_one_is_an_example() -> None:
    for seed in range(12):
        gradient, choice = catalog.variant("13.1").draw(seed), catalog.variant("16.9").draw(seed)
        answer = gradient.answer()
        assert isinstance(answer, Grid)
        told = hints(gradient)[1:]
        assert told == list(gradient.steps())[: len(told)]
        assert 1 <= len(told) < sum(map(len, answer.value))
        assert hints(choice)[1:] == list(choice.steps())[:1]


def test_a_formula_names_no_number_that_is_asked_for() -> None:
    """The fields of 12.5's two stems are the same in every draw."""
    assert not re.search(r"\b(7|11)\b", catalog.variant("12.5").formula)
