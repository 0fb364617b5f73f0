"""One of several words."""

import pytest

from questions.answers import Choice


@pytest.mark.parametrize(
    ("answer", "plain", "shown"),
    [
        (Choice(value="yes", options=("yes", "no")), "yes", "yes"),
    ],
)
def test_plain_and_shown(answer, plain, shown):
    assert answer.plain == plain
    assert answer.shown == shown


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        (Choice(value="b", options=("a", "b", "c")), "a, b or c"),
    ],
)
def test_forms(answer, form):
    assert answer.form == form
