"""What every kind of answer does."""

import subprocess
import sys

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
        lambda: Parts(parts={"a": Parts(parts={"b": Integer(value=1)})}),
    ],
)
def test_answers_that_contradict_themselves(build):
    with pytest.raises(ValueError, match=r"\w"):
        build()


def test_importing_the_kinds_imports_nothing_heavy():
    code = "import sys, questions.answers; print({'numpy', 'pydantic', 'simpleeval'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
