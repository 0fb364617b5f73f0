"""Shares in percent."""

import pytest

from questions.answers import Percent


@pytest.mark.parametrize(
    ("answer", "plain", "shown"),
    [
        (Percent(value=0.25), "0.3%", "0.3%"),
    ],
)
def test_plain_and_shown(answer, plain, shown):
    assert answer.plain == plain
    assert answer.shown == shown


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        (Percent(value=1), "percent, 1 decimal"),
    ],
)
def test_forms(answer, form):
    assert answer.form == form
