"""Whole numbers."""

from fractions import Fraction

import pytest

from questions.answers import Integer, Shape


def test_integers_are_exact():
    answer = Integer(value=73856)
    assert answer.accepts(73856)
    assert answer.accepts(73856.0)
    assert not answer.accepts(73857)
    assert not answer.accepts(Fraction(147713, 2))
    assert not Integer(value=14).accepts(14.01)


def test_values_that_are_not_whole_compare_at_three_figures():
    answer = Integer(value=14)
    assert answer.same(Fraction(56, 3), 18.7)
    assert not answer.same(Fraction(56, 3), 18.8)
    assert answer.same(14.5, Fraction(29, 2))
    assert not answer.same(1000, 1001)


def test_a_whole_number_is_no_rounded_fraction():
    """110, which is 109.5 at three figures, was rounded by somebody: another mistake than not rounding."""
    assert not Integer(value=109).same(110, Fraction(219, 2))


def test_none_is_right_only_as_the_value_none():
    nothing = Integer(value=None, optional=True)
    assert nothing.accepts(None)
    assert not nothing.accepts(0)
    assert not Integer(value=0, optional=True).accepts(None)
    assert Shape(value=None, axes=("a",), optional=True).accepts(None)


@pytest.mark.parametrize(
    ("answer", "plain", "shown"),
    [
        (Integer(value=73856), "73856", "73,856"),
        (Integer(value=-42), "-42", "−42"),
        (Integer(value=None, optional=True), "none", "none"),
    ],
)
def test_plain_and_shown(answer, plain, shown):
    assert answer.plain == plain
    assert answer.shown == shown


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        (Integer(value=1), "one whole number"),
        (Integer(value=None, optional=True), "a whole number, or none"),
    ],
)
def test_forms(answer, form):
    assert answer.form == form


def test_any_value_can_be_shown():
    assert Integer(value=14).show(14.5) == "14.5"
    assert Integer(value=14).show(Fraction(56, 3)) == "≈18.7"
    assert Integer(value=14).show(Fraction(9, 8)) == "≈1.13"
    assert Integer(value=14).show(Fraction(10**6, 3)) == "≈333,333.3"
