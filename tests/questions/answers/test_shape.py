"""Whole numbers in a stated order."""

import pytest

from questions.answers import Shape


@pytest.mark.parametrize(
    ("answer", "plain", "shown"),
    [
        (Shape(value=(40, 40, 32)), "40x40x32", "40×40×32"),
        (Shape(value=(0, 3)), "0, 3", "0, 3"),
        (Shape(value=(-3, 14), joint=", "), "-3, 14", "−3, 14"),
    ],
)
def test_plain_and_shown(answer, plain, shown):
    assert answer.plain == plain
    assert answer.shown == shown


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        (Shape(value=(1, 2), axes=("height", "width")), "two whole numbers: height, width"),
        (Shape(value=(1, 2, 3)), "three whole numbers"),
        (Shape(value=None, axes=("down", "right"), optional=True), "two whole numbers: down, right; or none"),
    ],
)
def test_forms(answer, form):
    assert answer.form == form
