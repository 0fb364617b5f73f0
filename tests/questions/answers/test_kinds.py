import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from questions.answers import Choice, Grid, Integer, Number, Parts, Percent, Shape
from quiz.answering.grading import grade

fractions = st.fractions(-(10**6), 10**6, max_denominator=10**4)
wholes = st.integers(-(10**40), 10**40)
words = st.sampled_from(["yes", "no", "not sure", "even"])
singles = st.one_of(
    wholes.map(lambda value: Integer(value=value)),
    st.none().map(lambda value: Integer(value=value, optional=True)),
    st.builds(lambda value, figures: Number(value=value, significant_figures=figures), fractions, st.integers(1, 8)),
    st.builds(lambda value, places: Number(value=value, places=places), fractions, st.integers(0, 6)),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9)
    .filter(lambda value: value == 0 or abs(value) > 1e-9)
    .map(lambda value: Number(value=value)),
    fractions.map(lambda value: Number(value=value, exact=True)),
    st.builds(lambda value, places: Percent(value=value, places=places), fractions, st.integers(0, 4)),
    st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=5).map(lambda value: Shape(value=tuple(value))),
    st.lists(st.integers(-99, 99), min_size=2, max_size=3).map(lambda value: Shape(value=tuple(value), joint=", ")),
    st.integers(1, 3).flatmap(
        lambda width: st.lists(
            st.tuples(*[st.fractions(-99, 99, max_denominator=9)] * width), min_size=1, max_size=3
        ).map(lambda rows: Grid(value=tuple(rows)))
    ),
    words.map(lambda value: Choice(value=value, options=("yes", "no", "not sure", "even"))),
)


@given(singles)
def test_the_plain_answer_is_accepted(answer):
    verdict = grade(answer, answer.plain)
    assert verdict.kind == "accept", (answer.plain, verdict)
    assert verdict.credit == 1


@given(st.lists(singles, min_size=1, max_size=3))
def test_the_plain_answer_of_parts_is_accepted(answers):
    parts = Parts(parts=dict(zip("abc", answers, strict=False)))
    assume(len(parts.plain) <= 200)
    verdict = grade(parts, parts.plain)
    assert verdict.kind == "accept", (parts.plain, verdict)
    assert verdict.credit == pytest.approx(1)


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


@pytest.mark.parametrize("odd", ["32", b"3", True, float("nan"), float("inf"), None, {}, [], (3,), object(), 3j, ((),)])
def test_odd_values_are_wrong_and_never_raise(odd):
    for answer in (
        Integer(value=1),
        Number(value=1),
        Percent(value=1),
        Shape(value=(1, 2)),
        Grid(value=((1, 2),)),
        Choice(value="yes", options=("yes", "no")),
        Parts(parts={"a": Integer(value=1)}),
    ):
        assert not answer.accepts(odd)
        assert not answer.same(odd, answer.value)
        assert not answer.same(answer.value, odd)


def test_none_is_right_only_as_the_value_none():
    nothing = Integer(value=None, optional=True)
    assert nothing.accepts(None)
    assert not nothing.accepts(0)
    assert not Integer(value=0, optional=True).accepts(None)
    assert Shape(value=None, axes=("a",), optional=True).accepts(None)


TWO = Parts(parts={"learned": Integer(value=9600), "share": Percent(value=11.94)})


def test_parts_judge_what_a_value_names():
    assert TWO.accepts({"learned": 9600})
    assert TWO.accepts({"learned": 9600, "share": 11.9})
    assert not TWO.accepts({"learned": 9600, "share": 11.8})
    assert not TWO.accepts({"other": 9600})
    assert not TWO.accepts({"learned": True})


def test_parts_are_the_same_as_a_whole():
    assert TWO.same({"share": 11.94}, {"share": 11.9})
    assert not TWO.same({"share": 11.9}, {"share": 11.9, "learned": 1})
    assert not TWO.same({"learned": 1}, {"learned": 2})


@pytest.mark.parametrize(
    ("answer", "plain", "shown"),
    [
        (Integer(value=73856), "73856", "73,856"),
        (Integer(value=-42), "-42", "−42"),
        (Integer(value=None, optional=True), "none", "none"),
        (Number(value=Fraction(137, 1152)), "0.119", "0.119"),
        (Number(value=8), "8.00", "8.00"),
        (Number(value=9.996), "10.0", "10.0"),
        (Number(value=12345.6), "12300", "12346"),  # formerly 12,346, which might be decimals
        (Number(value=1234567), "1230000", "1,234,567"),
        (Number(value=0), "0", "0"),
        (Number(value=8.4, places=2), "8.40", "8.40"),
        (Number(value=Fraction(1, 3), exact=True), "1/3", "1/3"),
        (Number(value=4.5, exact=True), "4.5", "4.5"),
        (Percent(value=0.25), "0.3%", "0.3%"),
        (Shape(value=(40, 40, 32)), "40x40x32", "40×40×32"),
        (Shape(value=(0, 3)), "0, 3", "0, 3"),
        (Shape(value=(-3, 14), joint=", "), "-3, 14", "−3, 14"),
        (Grid(value=((1, -2), (0.5, Fraction(1, 3)))), "1, -2; 0.5, (1/3)", "1 −2 / 0.5 1/3"),
        (Choice(value="yes", options=("yes", "no")), "yes", "yes"),
        (TWO, "9600; 11.9%", "learned 9,600; share 11.9%"),
    ],
)
def test_plain_and_shown(answer, plain, shown):
    assert answer.plain == plain
    assert answer.shown == shown


def test_any_value_can_be_shown():
    assert Integer(value=14).show(14.5) == "14.5"
    assert Integer(value=14).show(Fraction(56, 3)) == "≈18.7"
    assert Integer(value=14).show(Fraction(9, 8)) == "≈1.13"
    assert Integer(value=14).show(Fraction(10**6, 3)) == "≈333,333.3"
    assert Grid(value=((12,), (3,))).show(((12,), (3,))) == "[12] / 3"
    assert Number(value=1).show(0.1189236) == "0.119"
    assert TWO.show({"share": 5}) == "share 5.0%"
    assert TWO.write({"share": 5}) == "share=5.0%"


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        (Integer(value=1), "one whole number"),
        (Integer(value=None, optional=True), "a whole number, or none"),
        (Number(value=1), "3 significant figures"),
        (Number(value=1, places=1), "1 decimal"),
        (Number(value=1, exact=True), "an exact number: a decimal or a fraction"),
        (Percent(value=1), "percent, 1 decimal"),
        (Shape(value=(1, 2), axes=("height", "width")), "two whole numbers: height, width"),
        (Shape(value=(1, 2, 3)), "three whole numbers"),
        (Shape(value=None, axes=("down", "right"), optional=True), "two whole numbers: down, right; or none"),
        (Grid(value=((1, 2), (3, 4))), "numbers, rows separated by ;"),
        (Choice(value="b", options=("a", "b", "c")), "a, b or c"),
        (TWO, "learned: one whole number; share: percent, 1 decimal"),
    ],
)
def test_forms(answer, form):
    assert answer.form == form


def test_trivial_answers():
    assert Integer(value=0).trivial
    assert Number(value=1.0).trivial
    assert not Integer(value=2).trivial
    assert not Integer(value=None, optional=True).trivial
    assert not Shape(value=(0, 0)).trivial


@pytest.mark.parametrize(
    "build",
    [
        lambda: Integer(value=None),
        lambda: Number(value=float("nan")),
        lambda: Number(value=1, places=2, exact=True),
        lambda: Number(value=1, places=2, significant_figures=3),
        lambda: Shape(value=None, axes=("a",)),
        lambda: Shape(value=(1,), optional=True),
        lambda: Shape(value=(1, 2), axes=("a",)),
        lambda: Choice(value="maybe", options=("yes", "no")),
        lambda: Grid(value=()),
        lambda: Parts(parts={"a": TWO}),
    ],
)
def test_answers_that_contradict_themselves(build):
    with pytest.raises(ValueError, match=r"\w"):
        build()


def test_importing_the_kinds_imports_nothing_heavy():
    code = "import sys, questions.answers; print({'numpy', 'pydantic', 'simpleeval'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
