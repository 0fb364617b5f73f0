"""Rows of numbers."""

from fractions import Fraction

import pytest

from questions.answers import Grid


@pytest.mark.parametrize(
    ("answer", "plain", "shown"),
    [
        (Grid(value=((1, -2), (0.5, Fraction(1, 3)))), "1, -2; 0.5, (1/3)", "1 −2 / 0.5 1/3"),
    ],
)
def test_plain_and_shown(answer, plain, shown):
    assert answer.plain == plain
    assert answer.shown == shown


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        (Grid(value=((1, 2), (3, 4))), "numbers, rows separated by ;"),
    ],
)
def test_forms(answer, form):
    assert answer.form == form


def test_any_value_can_be_shown():
    assert Grid(value=((12,), (3,))).show(((12,), (3,))) == "[12] / 3"
