"""Numbers asked to a precision."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import Number


@given(st.decimals(-1000, 1000, places=6), st.integers(0, 5))
def test_places_are_rounded_half_up(value, places):
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    answer = Number(value=Fraction(value), places=places)
    assert answer.accepts(Fraction(rounded))
    assert not answer.accepts(Fraction(rounded) + Fraction(1, 10**places))


@given(st.decimals("0.000001", 100000, places=6), st.integers(1, 6))
def test_figures_are_rounded_half_up(value, figures):
    rounded = value.quantize(Decimal(1).scaleb(value.adjusted() - figures + 1), ROUND_HALF_UP)
    answer = Number(value=Fraction(value), significant_figures=figures)
    assert answer.accepts(Fraction(rounded))
    assert not answer.accepts(Fraction(rounded) * 2)


def test_a_half_is_rounded_away_from_zero_and_never_to_even():
    for value, right, wrong in ((0.04985, 0.0499, 0.0498), (2.5, 3, 2), (-2.5, -3, -2), (0.125, 0.13, 0.12)):
        figures = len(str(abs(right)).replace("0.", "").lstrip("0"))
        answer = Number(value=value, significant_figures=figures)
        assert answer.accepts(right)
        assert not answer.accepts(wrong)


def test_floats_are_the_decimals_they_print_as():
    assert Number(value=0.1, exact=True).accepts(Fraction(1, 10))
    assert not Number(value=0.1, exact=True).accepts(Fraction(0.1))


@pytest.mark.parametrize(
    ("answer", "plain", "shown"),
    [
        (Number(value=Fraction(137, 1152)), "0.119", "0.119"),
        (Number(value=8), "8.00", "8.00"),
        (Number(value=9.996), "10.0", "10.0"),
        (Number(value=12345.6), "12300", "12346"),  # formerly 12,346, which might be decimals
        (Number(value=1234567), "1230000", "1,234,567"),
        (Number(value=0), "0", "0"),
        (Number(value=8.4, places=2), "8.40", "8.40"),
        (Number(value=Fraction(1, 3), exact=True), "1/3", "1/3"),
        (Number(value=4.5, exact=True), "4.5", "4.5"),
    ],
)
def test_plain_and_shown(answer, plain, shown):
    assert answer.plain == plain
    assert answer.shown == shown


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        (Number(value=1), "3 significant figures"),
        (Number(value=1, places=1), "1 decimal"),
        (Number(value=1, exact=True), "an exact number: a decimal or a fraction"),
    ],
)
def test_forms(answer, form):
    assert answer.form == form


def test_any_value_can_be_shown():
    assert Number(value=1).show(0.1189236) == "0.119"
