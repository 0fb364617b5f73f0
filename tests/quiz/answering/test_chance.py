"""Whether that a wrong answer has a name can be chance."""

from __future__ import annotations

from fractions import Fraction

import pytest

from questions.answers import Integer, Number, Percent
from quiz.answering.chance import unlikely

CHANCE = Fraction(1, 20)


@pytest.mark.parametrize(
    ("typed", "told"), [(2500, True), (10, False), (1001, False)], ids=["rare", "small numbers are few", "all are near"]
)
def test_a_name_tells_something_only_among_many_numbers_as_large_and_as_far(typed: int, told: bool) -> None:
    assert unlikely(Integer(value=1000), typed, [typed], CHANCE) is told


def test_the_more_names_lie_about_a_number_the_less_one_tells() -> None:
    assert not unlikely(Integer(value=1000), 2500, range(2000, 3000), CHANCE)
    assert unlikely(Integer(value=1000), 2500, [2500, *range(20_000, 30_000)], CHANCE), "those are far from it"


@pytest.mark.parametrize(
    "answer", [Number(value=1.25, places=2), Percent(value=1.25, places=2)], ids=["number", "percent"]
)
def test_among_decimals_each_counts(answer: Number | Percent) -> None:
    """Of hundredths there are a hundred times as many as of whole numbers."""
    assert unlikely(answer, 9.87, [9.87], CHANCE)
