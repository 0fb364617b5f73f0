from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from questions.parts.signs import equals, equals_percent, factor, listed, minus, plus

wholes = st.integers(-(10**9), 10**9)
numbers = st.one_of(wholes, st.fractions(-(10**4), 10**4, max_denominator=999), st.floats(-1e6, 1e6))


def read(text):
    assert "-" not in text, "a hyphen is no minus sign"
    return Fraction(text.replace("−", "-"))


@given(numbers)
def test_nothing_is_lost_in_writing(number):
    exact = Fraction(str(number)) if isinstance(number, float) else number
    assert read(minus(number)) == exact
    assert read(factor(number).strip("()")) == exact
    sign, size = plus(number).split(" ")
    assert read(size) * {"+": 1, "−": -1}[sign] == exact


@given(wholes, wholes)
def test_python_reads_a_product_and_a_sum_as_they_are_meant(one, other):
    text = f"{factor(one)}*{factor(other)} {plus(one)}".replace("−", "-")
    assert eval(text) == one * other + one


def test_what_is_no_number_is_written_as_it_is():
    assert listed([True, None, "12-3", -4]) == "True, None, 12−3, −4"


@given(st.fractions(-(10**4), 10**4, max_denominator=999))
def test_only_an_exact_result_has_an_equals_sign(value):
    sign, text = equals(value).split(" ")
    assert abs(read(text) - value) <= Fraction(1, 200)
    assert (sign == "=") == (read(text) == value)
    assert equals_percent(value / 100) == f"{sign} {text}%"
