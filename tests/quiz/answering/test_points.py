"""What an answer in one's own words suggests to be ticked: found loosely, never made up."""

from __future__ import annotations

import pytest

from questions import load
from questions.model import Point, Question
from quiz.answering.points import suggested

POINTS = [(question, number) for question in load() for number in range(len(question.rubric))]
SLIDES = Point(text="filters slide, weights shared", words=("slid|sweep", "share|sharing|same weights"))


def ticks(question: Question, text: str) -> list[str]:
    return [each.tick if each else "" for each in suggested(question.rubric, text)]


@pytest.mark.parametrize(("question", "number"), POINTS, ids=lambda each: getattr(each, "slug", each))
def test_a_point_in_its_own_words_is_said(question: Question, number: int) -> None:
    assert ticks(question, question.rubric[number].text)[number] == "said"


@pytest.mark.parametrize("question", load(), ids=lambda question: question.slug)
def test_a_model_answer_makes_every_essential_point_and_other_prose_makes_none(question: Question) -> None:
    told = ticks(question, question.answer)
    assert all(tick for tick, point in zip(told, question.rubric, strict=True) if point.essential)
    for nothing in (
        "",
        "   \n",
        "?!",
        "I would have to look that up, sorry.",
        "Boil the potatoes until they are soft.",
    ):
        assert not any(ticks(question, nothing))


@pytest.mark.parametrize(
    ("text", "tick"),
    [
        ("They sweep across the image with shared weights", "said"),
        ("SLIDING; sharing", "said"),
        ("It slides.", "half"),
        ("the sharpness of slithering", ""),
        ("", ""),
    ],
)
def test_each_idea_counts_once_in_any_of_its_words(text: str, tick: str) -> None:
    (suggestion,) = suggested([SLIDES], text)
    assert (suggestion.tick if suggestion else "") == tick


@pytest.mark.parametrize(
    ("words", "text", "made"),
    [
        ("equivarian", "translation equivarient", True),
        ("equivarian", "translation invariant", False),
        ("1/K²", "about 1/k^2 of it", True),
        ("+2P", "(I - K + 2*P) / S + 1", True),
        ("D(K−1)+1", "D·(K - 1) + 1", True),
        ("69,632", "69632 instead of a million", True),
        ("sum", "summing them", True),
        ("sum", "presumably", False),
        ("max", "maximal", False),
        ("non-linear", "a nonlinearity", True),
    ],
)
def test_spelling_and_formulas_are_read_loosely(words: str, text: str, made: bool) -> None:
    (suggestion,) = suggested([Point(text="it", words=(words,))], text)
    assert bool(suggestion) == made


def test_the_words_that_were_found_are_told() -> None:
    (suggestion,) = suggested([SLIDES], "it is swept, or slides, shared everywhere")
    assert suggestion is not None
    assert suggestion.found == ("slides", "shared")
