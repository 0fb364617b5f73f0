"""Several answers in one."""

import pytest

from questions.answers import Integer, Parts, Percent

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
        (TWO, "9600; 11.9%", "learned 9,600; share 11.9%"),
    ],
)
def test_plain_and_shown(answer, plain, shown):
    assert answer.plain == plain
    assert answer.shown == shown


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        (TWO, "learned: one whole number; share: percent, 1 decimal"),
    ],
)
def test_forms(answer, form):
    assert answer.form == form


def test_any_value_can_be_shown():
    assert TWO.show({"share": 5}) == "share 5.0%"
    assert TWO.write({"share": 5}) == "share=5.0%"
